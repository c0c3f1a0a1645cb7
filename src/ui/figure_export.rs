//! The dialog in which the figure of a view is drawn, looked at, saved and copied.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{
    Align, Button, ColorImage, Context, Id, Image, Layout, Modal, TextureHandle, TextureOptions,
    Ui, vec2,
};

use crate::analysis::Answer;
use crate::export::figure::{
    CorpusChart, Figure, FigureError, FigureSize, FigureStyle, png_from_figure, svg_from_figure,
};
use crate::export::{everything, figures};
use crate::paint::theme::{GAP, Palette};

use super::app::App;
use super::command::Command;
use super::corpus::{BaselineChart, CorpusTab};
use super::figure_choices;
use super::files::{Content, Filling, Made, Outcome, Purpose};
use super::state::View;

/// The dialog while it is open.
pub(super) struct FigureExport {
    pub(super) figures: Vec<(&'static str, Figure)>,
    pub(super) chosen: usize,
    pub(super) size: FigureSize,
    pub(super) style: FigureStyle,
    pub(super) vector: bool,
    preview: Preview,
}

/// The picture as it will be.
#[derive(Default)]
struct Preview {
    /// What the newest picture under way is of, and its number.
    asked: Option<(usize, FigureStyle)>,
    number: u64,
    texture: Option<TextureHandle>,
    problem: Option<String>,
}

/// Opens the dialog with the chart that the view shows.
pub(super) fn open(app: &mut App) {
    let Some(answer) = app.answer() else {
        app.files.problem = Some(nothing_yet(app));
        return;
    };
    let figures = figures(&answer);
    let (chosen, style) = as_opened(app, &figures);
    let size = FigureSize::EVERY
        .into_iter()
        .find(|size| size.style() == style);
    app.exporting = Some(FigureExport {
        figures,
        chosen,
        size: size.unwrap_or_default(),
        style,
        vector: false,
        preview: Preview::default(),
    });
}

/// Puts the view's chart on the clipboard, as it would be exported for a screen.
pub(super) fn copy_image(ctx: &Context, app: &mut App) {
    let Some(answer) = app.answer() else {
        app.files.problem = Some(nothing_yet(app));
        return;
    };
    let mut figures = figures(&answer);
    let chosen = usual(app, &figures);
    if chosen < figures.len() {
        let (_, figure) = figures.swap_remove(chosen);
        copy(ctx, app, figure, FigureSize::default().style());
    }
}

/// Asks for a folder, and writes every chart and table of the view into it; of the paper, its
/// report.
pub(super) fn ask_export_all(ctx: &Context, app: &mut App) {
    if app.settings.view == View::Corpus {
        ask_save_corpus(ctx, app);
        return;
    }
    let chosen = app.exporting.as_ref().map(|export| export.style);
    let style = chosen.unwrap_or_else(|| FigureSize::default().style());
    let paper = app.workspace.answers.paper.clone();
    let paper = paper.filter(|_| app.settings.view == View::Paper);
    let content: Content = match (paper, app.answer()) {
        (Some(report), _) => {
            Arc::new(move |_: &Path| named(everything(&Answer::Paper(Arc::clone(&report)), &style)))
        }
        (None, Some(answer)) => Arc::new(move |_: &Path| named(everything(&answer, &style))),
        (None, None) => {
            app.files.problem = Some(nothing_yet(app));
            return;
        }
    };
    app.files
        .ask(ctx, Purpose::SaveAll(content), "glassbox-export".into());
}

/// Asks for a folder, and writes into it what the command line writes of a corpus.
fn ask_save_corpus(ctx: &Context, app: &mut App) {
    let Some(shown) = app.corpus.shown.clone() else {
        app.files.problem = Some(nothing_yet(app));
        return;
    };
    let fill: Filling = Arc::new(move |folder: &Path| shown.save(folder));
    app.files
        .ask(ctx, Purpose::Fill(fill), "glassbox-corpus".into());
}

pub(super) fn show(ctx: &Context, app: &mut App) {
    let Some(mut export) = app.exporting.take() else {
        return;
    };
    let mut act = None;
    let modal = Modal::new(Id::unique("export")).show(ctx, |ui| {
        let room = ctx.content_rect().size();
        ui.set_width((room.x - 80.0).min(900.0));
        ui.heading("Export the figure");
        ui.add_space(GAP * 0.5);
        figure_choices::show(ui, &mut export);
        ui.separator();
        let height = (room.y - 260.0).clamp(120.0, 560.0);
        look(ui, &export.preview, height);
        ui.separator();
        let drawn = export.preview.problem.is_none();
        act = buttons(ui, drawn);
    });
    ask_preview(ctx, app, &mut export);
    let Some((name, figure)) = export.figures.get(export.chosen).cloned() else {
        return;
    };
    let (style, vector) = (export.style, export.vector);
    app.exporting = Some(export);
    match act {
        Some(Act::Copy) => copy(ctx, app, figure, style),
        Some(Act::Save) => {
            let content: Content =
                Arc::new(move |path: &Path| one_file(&figure, &style, vector, path));
            let ending = if vector { "svg" } else { "png" };
            let suggested = format!("glassbox-{name}.{ending}").into();
            app.files.ask(ctx, Purpose::Save(content), suggested);
        }
        Some(Act::All) => ask_export_all(ctx, app),
        Some(Act::Close) | None => {}
    }
    if act == Some(Act::Close) || modal.should_close() {
        app.exporting = None;
        app.act(ctx, Command::FocusPrompt);
    }
}

fn buttons(ui: &mut Ui, drawn: bool) -> Option<Act> {
    let mut act = None;
    ui.horizontal_wrapped(|ui| {
        if ui.add_enabled(drawn, Button::new("Save…")).clicked() {
            act = Some(Act::Save);
        }
        if ui.add_enabled(drawn, Button::new("Copy image")).clicked() {
            act = Some(Act::Copy);
        }
        let all = ui.button("Export all…").on_hover_text(
            "Every chart of this view as SVG and PNG, and every table, into a folder",
        );
        if all.clicked() {
            act = Some(Act::All);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").clicked() {
                act = Some(Act::Close);
            }
        });
    });
    act
}

/// What a person pressed in the dialog in one frame.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Save,
    Copy,
    All,
    Close,
}

impl FigureExport {
    /// Takes in a picture, unless a newer one is under way.
    pub(super) fn receive(
        &mut self,
        ctx: &Context,
        number: u64,
        image: Result<ColorImage, String>,
    ) {
        if number != self.preview.number {
            return;
        }
        match image {
            Ok(image) => {
                self.preview.problem = None;
                let texture = ctx.load_texture("figure", image, TextureOptions::LINEAR);
                self.preview.texture = Some(texture);
            }
            Err(problem) => self.preview.problem = Some(problem),
        }
    }
}

fn look(ui: &mut Ui, preview: &Preview, height: f32) {
    if let Some(problem) = &preview.problem {
        ui.colored_label(Palette::of(ui).warning, format!("⚠ {problem}"));
        return;
    }
    let Some(texture) = &preview.texture else {
        ui.label("Drawing…");
        return;
    };
    let size = texture.size_vec2();
    let room = vec2(ui.available_width(), height);
    let shrunk = (room / size).min_elem().min(1.0);
    ui.vertical_centered(|ui| ui.add(Image::new(texture).fit_to_exact_size(size * shrunk)));
}

/// Has the figure drawn once its choices change.
fn ask_preview(ctx: &Context, app: &mut App, export: &mut FigureExport) {
    let wanted = (export.chosen, export.style);
    if export.preview.asked == Some(wanted) {
        return;
    }
    let Some((_, figure)) = export.figures.get(export.chosen).cloned() else {
        return;
    };
    export.preview.asked = Some(wanted);
    export.preview.number += 1;
    let number = export.preview.number;
    let mut style = export.style;
    // Enough to look at; the file has the scale that was chosen.
    style.scale = (1400.0 / f64::from(style.width)).clamp(1.0, 2.0);
    app.files.start(ctx, "glassbox-preview", move || {
        Outcome::Preview(number, image_of(&figure, &style))
    });
}

fn copy(ctx: &Context, app: &mut App, figure: Figure, style: FigureStyle) {
    app.files.start(ctx, "glassbox-copy", move || {
        Outcome::Image(image_of(&figure, &style))
    });
}

fn image_of(figure: &Figure, style: &FigureStyle) -> Result<ColorImage, String> {
    let png = png_from_figure(figure, style).map_err(|error| error.to_string())?;
    let image = image::load_from_memory_with_format(&png, image::ImageFormat::Png);
    let image = image.map_err(|error| error.to_string())?.into_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, image.as_raw()))
}

/// The figure as SVG or PNG: by the ending of the file, else as chosen.
fn one_file(figure: &Figure, style: &FigureStyle, vector: bool, path: &Path) -> Made {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let vector = match ending.as_deref() {
        Some("svg") => true,
        Some("png") => false,
        _ => vector,
    };
    let bytes = if vector {
        svg_from_figure(figure, style).map(String::into_bytes)
    } else {
        png_from_figure(figure, style)
    };
    let bytes = bytes.map_err(|error| error.to_string())?;
    Ok(vec![(None, bytes)])
}

fn named(files: Result<Vec<(String, Vec<u8>)>, FigureError>) -> Made {
    let files = files.map_err(|error| error.to_string())?;
    let named = files.into_iter().map(|(name, bytes)| (Some(name), bytes));
    Ok(named.collect())
}

/// The chart and the look of the figure that was opened last, or the usual ones.
fn as_opened(app: &App, figures: &[(&'static str, Figure)]) -> (usize, FigureStyle) {
    let opened = app.picture.as_ref().and_then(|(chart, style)| {
        let place = figures.iter().position(|(name, _)| name == chart)?;
        Some((place, *style))
    });
    opened.unwrap_or_else(|| (usual(app, figures), FigureSize::default().style()))
}

/// The chart that the view shows first, by its name on the command line.
fn usual(app: &App, figures: &[(&'static str, Figure)]) -> usize {
    use crate::charts::{DriftMeasure, Order, Scale, ShiftMeasure};
    let settings = &app.settings;
    let name = match settings.view {
        View::Tokens if settings.order == Order::Strength => "sorted",
        View::Tokens | View::Paper => "strengths",
        View::Models => match settings.model_scale {
            Scale::Raw => "strengths",
            Scale::ZScore => "z-scores",
            Scale::Rank => "ranks",
        },
        View::Layers => match settings.scale {
            Scale::Raw => "two-layers",
            Scale::ZScore => "two-layers-z",
            Scale::Rank => "two-layers-rank",
        },
        View::Compare => match settings.shift_measure {
            ShiftMeasure::Whole => "shifts",
            ShiftMeasure::Parts => "parts",
            ShiftMeasure::CosineDistance => "cosine",
        },
        View::Corpus => corpus_chart(app).name(),
        View::Drift => match settings.drift_measure {
            DriftMeasure::Total => "bars",
            DriftMeasure::Mean => "bars-mean",
            DriftMeasure::Cls => "bars-cls",
            DriftMeasure::Input => "bars-input",
        },
    };
    let found = figures.iter().position(|&(other, _)| other == name);
    found.unwrap_or_default()
}

/// The chart that the corpus view shows.
fn corpus_chart(app: &App) -> CorpusChart {
    let corpus = &app.corpus;
    match corpus.tab {
        CorpusTab::Layers => CorpusChart::Effects,
        CorpusTab::Kinds => CorpusChart::Distributions,
        CorpusTab::High if corpus.kinds_among_high => CorpusChart::HighKinds,
        CorpusTab::High => CorpusChart::HighShares,
        CorpusTab::Tokens => CorpusChart::Top(corpus.top_list, corpus.top_order),
        CorpusTab::Baselines => match corpus.baselines {
            BaselineChart::AtLayer => CorpusChart::Baselines,
            BaselineChart::OverLayers | BaselineChart::PartialOverLayers => {
                CorpusChart::BaselineLayers
            }
        },
        CorpusTab::Confounds => CorpusChart::Along(corpus.confound),
        CorpusTab::Chance => CorpusChart::Chance,
    }
}

fn nothing_yet(app: &App) -> String {
    let sentence = match app.settings.view {
        View::Corpus => "there is no chart yet: run a corpus first",
        _ if app.is_reading() => "the text is still being read: try again in a moment",
        _ => "there is no chart yet: type a text first",
    };
    sentence.to_owned()
}
