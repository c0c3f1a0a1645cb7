//! The dialog in which the figure of a view is drawn, looked at, saved and copied. Its size depends on
//! the window alone: nothing in it moves because of what is chosen.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{
    Align, Button, Context, Id, Image, Label, Layout, Modal, Rect, RichText, ScrollArea, Sense,
    TextureHandle, TextureOptions, Ui, UiBuilder, Vec2, pos2, vec2,
};

use crate::domain::format::with_thousands;
use crate::export::figure::{Figure, FigureError, FigureFormat, FigureSize, FigureStyle};
use crate::paint::theme::{GAP, Palette};

use super::figure_choices::{FigureChoices, NamedFigure};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::drawn_figure::DrawnPreview;
use crate::ui::files::Done;
use crate::ui::icons;
use crate::ui::purpose::{Content, FileContents, Purpose};
use crate::ui::views::ViewContext;
use crate::ui::widgets::named_icon_button;

/// The largest that the dialog becomes, and what is left free around it.
const LARGEST: Vec2 = vec2(980.0, 620.0);
const AROUND: Vec2 = vec2(48.0, 56.0);
/// Width of the choices; a narrower dialog has them above the picture.
const CHOICES_WIDTH: f32 = 306.0;
const NARROW: f32 = 640.0;
const HEADING_HEIGHT: f32 = 30.0;
/// Height of a line of what is said.
const LINE_HEIGHT: f32 = 22.0;
const BUTTONS_HEIGHT: f32 = 30.0;

/// The dialog while it is open.
pub(in crate::ui) struct FigureExport {
    pub(in crate::ui) choices: FigureChoices,
    preview: Preview,
    /// What came of saving, until it is put away.
    saved: Option<Result<Done, String>>,
}

/// The picture as it will be.
#[derive(Default)]
struct Preview {
    /// What the newest picture under way is of, and its number.
    asked: Option<(usize, FigureStyle)>,
    number: u64,
    texture: Option<TextureHandle>,
    /// Its height at scale 1.
    height: f64,
    /// What has no room in it.
    remarks: Vec<String>,
    problem: Option<String>,
}

/// Where the parts of the dialog stand.
struct Places {
    heading: Rect,
    choices: Rect,
    picture: Rect,
    size: Rect,
    said: Rect,
    buttons: Rect,
}

/// Draws the dialog, if it is open.
pub(in crate::ui) fn show(
    ctx: &Context,
    open: &mut Option<FigureExport>,
    context: &mut ViewContext<'_>,
) {
    let Some(mut export) = open.take() else {
        return;
    };
    let mut act = None;
    let modal = Modal::new(Id::unique("export")).show(ctx, |ui| {
        let size = (ctx.content_rect().size() - AROUND).min(LARGEST);
        let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
        let places = Places::new(whole);
        at(ui, places.heading, |ui| {
            ui.heading("Export the figure");
        });
        at(ui, places.choices, |ui| {
            ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| export.choices.show(ui));
        });
        at(ui, places.picture, |ui| look(ui, &export.preview));
        at(ui, places.size, |ui| size_in_words(ui, &export));
        at(ui, places.said, |ui| {
            act = said(ui, &mut export.saved, &export.preview.remarks);
        });
        at(ui, places.buttons, |ui| {
            let drawn = export.preview.problem.is_none();
            act = buttons(ui, drawn).or(act.take());
        });
    });
    ask_preview(context, &mut export);
    let chosen = export.choices.chosen;
    let Some(NamedFigure { id, figure, .. }) = export.choices.figures.get(chosen).cloned() else {
        return;
    };
    let (style, format) = (export.choices.style.clone(), export.choices.format);
    *open = Some(export);
    let close = matches!(act, Some(Act::Close)) || modal.should_close();
    match act {
        Some(Act::Copy) => context.send(Action::CopyFigure(Box::new(figure), style)),
        Some(Act::Save) => {
            let bytes: Content =
                Arc::new(move |path: &Path| one_file(&figure, &style, format, path));
            let suggested = format!("glassbox-{id}.{}", format.ending()).into();
            context.send(Action::AskPath(Purpose::Save(bytes), suggested));
        }
        Some(Act::All) => context.send(Command::ExportAll),
        Some(Act::Show(path)) => context.send(Action::ShowInFolder(path)),
        Some(Act::Close) | None => {}
    }
    if close {
        *open = None;
        context.send(Command::FocusPrompt);
    }
}

/// What a person pressed in the dialog in one frame.
enum Act {
    Save,
    Copy,
    All,
    Show(PathBuf),
    Close,
}

impl Places {
    fn new(whole: Rect) -> Self {
        let line = |bottom: f32, height: f32| {
            let from = pos2(whole.left(), bottom - height);
            Rect::from_min_max(from, pos2(whole.right(), bottom))
        };
        let buttons = line(whole.bottom(), BUTTONS_HEIGHT);
        let said = line(buttons.top() - GAP * 0.5, LINE_HEIGHT);
        let heading = Rect::from_min_size(whole.min, vec2(whole.width(), HEADING_HEIGHT));
        let middle = Rect::from_min_max(
            pos2(whole.left(), heading.bottom()),
            pos2(whole.right(), said.top() - GAP * 0.5),
        );
        let (choices, right) = if whole.width() < NARROW {
            middle.split_top_bottom_at_fraction(0.5)
        } else {
            middle.split_left_right_at_x(middle.left() + CHOICES_WIDTH)
        };
        let beside = right.shrink2(vec2(if whole.width() < NARROW { 0.0 } else { GAP }, 0.0));
        let (picture, size) = beside.split_top_bottom_at_y(beside.bottom() - LINE_HEIGHT);
        Self {
            heading,
            choices,
            picture,
            size,
            said,
            buttons,
        }
    }
}

/// Draws inside `place` and nowhere else, whatever it needs.
fn at(ui: &mut Ui, place: Rect, draw: impl FnOnce(&mut Ui)) {
    let mut inside = ui.new_child(UiBuilder::new().max_rect(place));
    inside.set_clip_rect(place.expand(2.0).intersect(ui.clip_rect()));
    draw(&mut inside);
}

fn buttons(ui: &mut Ui, drawn: bool) -> Option<Act> {
    let mut act = None;
    ui.horizontal(|ui| {
        if ui.add_enabled(drawn, Button::new("Save…")).clicked() {
            act = Some(Act::Save);
        }
        if ui.add_enabled(drawn, Button::new("Copy image")).clicked() {
            act = Some(Act::Copy);
        }
        let all = ui.button("Export all…").on_hover_text(
            "Every chart of this view as PNG, SVG and PDF, and every table, into a folder",
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

/// What came of saving, else what has no room in the picture.
fn said(ui: &mut Ui, saved: &mut Option<Result<Done, String>>, remarks: &[String]) -> Option<Act> {
    let mut act = None;
    let mut put_away = false;
    ui.horizontal(|ui| {
        if let Some(outcome) = saved {
            put_away = named_icon_button(ui, icons::CLOSE, "Put away what was said").clicked();
            match outcome {
                Ok(done) => {
                    if let Some(path) = &done.path
                        && ui.button("Show in folder").clicked()
                    {
                        act = Some(Act::Show(path.clone()));
                    }
                    ui.add(Label::new(&done.words).truncate());
                }
                Err(problem) => {
                    let text = RichText::new(format!("⚠ {problem}")).color(Palette::of(ui).warning);
                    ui.add(Label::new(text).truncate());
                }
            }
        } else if let Some(remark) = remarks.first() {
            let text = RichText::new(format!("⚠ {remark}")).color(Palette::of(ui).warning);
            ui.add(Label::new(text).truncate());
        }
    });
    if put_away {
        *saved = None;
    }
    act
}

/// How large the figure is on paper and in pixels.
fn size_in_words(ui: &mut Ui, export: &FigureExport) {
    let style = &export.choices.style;
    if export.preview.height <= 0.0 || export.preview.problem.is_some() {
        return;
    }
    let [wide, high] = [f64::from(style.width), export.preview.height];
    let [across, down] = [wide, high].map(|length| style.millimetres(length));
    let mut words = format!("{across:.0} × {down:.0} mm");
    if export.choices.format == FigureFormat::Png
        && let Ok((across, down)) = style.pixels(high)
    {
        let [across, down] = [across, down].map(|pixels| with_thousands(pixels.into()));
        words = format!("{words} · {across} × {down} pixels");
    }
    let weak = Palette::of(ui).weak_text;
    ui.vertical_centered(|ui| ui.label(RichText::new(words).small().color(weak)));
}

impl FigureExport {
    /// Opens with the chart and the look of the figure that was opened last, or with the `usual`
    /// chart.
    pub(in crate::ui) fn new(
        figures: Vec<NamedFigure>,
        usual: &str,
        opened: Option<&(String, FigureStyle)>,
    ) -> Self {
        let opened = opened.and_then(|(chart, style)| {
            let place = figures.iter().position(|known| known.id == *chart)?;
            Some((place, style.clone()))
        });
        let as_usual = || (place_of(&figures, usual), FigureSize::default().style());
        let (chosen, style) = opened.unwrap_or_else(as_usual);
        Self {
            choices: FigureChoices {
                chosen,
                style,
                figures,
                format: FigureFormat::default(),
                fonts: Vec::new(),
            },
            preview: Preview::default(),
            saved: None,
        }
    }

    /// The number of the preview that is drawn next; older ones are no longer wanted.
    pub(in crate::ui) fn next_preview(&mut self) -> u64 {
        self.preview.number += 1;
        self.preview.number
    }

    /// Says what came of saving.
    pub(in crate::ui) fn say(&mut self, outcome: Result<Done, String>) {
        self.saved = Some(outcome);
    }

    /// Takes in a picture, unless a newer one is under way.
    pub(in crate::ui) fn receive(
        &mut self,
        ctx: &Context,
        number: u64,
        drawn: Result<DrawnPreview, String>,
    ) {
        if number != self.preview.number {
            return;
        }
        match drawn {
            Ok(drawn) => {
                self.preview.problem = None;
                self.preview.height = drawn.height;
                self.preview.remarks = drawn.remarks;
                let texture = ctx.load_texture("figure", drawn.image, TextureOptions::LINEAR);
                self.preview.texture = Some(texture);
            }
            Err(problem) => self.preview.problem = Some(problem),
        }
    }
}

fn look(ui: &mut Ui, preview: &Preview) {
    if let Some(problem) = &preview.problem {
        ui.colored_label(Palette::of(ui).warning, format!("⚠ {problem}"));
        return;
    }
    let Some(texture) = &preview.texture else {
        ui.label("Drawing…");
        return;
    };
    let size = texture.size_vec2();
    let shrunk = (ui.available_size() / size).min_elem().min(1.0);
    ui.vertical_centered(|ui| ui.add(Image::new(texture).fit_to_exact_size(size * shrunk)));
}

/// Has the figure drawn once its choices change.
fn ask_preview(context: &mut ViewContext<'_>, export: &mut FigureExport) {
    let wanted = (export.choices.chosen, export.choices.style.clone());
    if export.preview.asked.as_ref() == Some(&wanted) {
        return;
    }
    let Some(named) = export.choices.figures.get(export.choices.chosen) else {
        return;
    };
    let figure = named.figure.clone();
    let mut style = wanted.1.clone();
    export.preview.asked = Some(wanted);
    // Enough to look at; the file has the scale that was chosen.
    style.scale = (1400.0 / f64::from(style.width)).clamp(1.0, 2.0);
    context.send(Action::DrawPreview(Box::new(figure), style));
}

/// The figure as a file: of the kind that its ending says, else as chosen.
fn one_file(
    figure: &Figure,
    style: &FigureStyle,
    chosen: FigureFormat,
    path: &Path,
) -> FileContents {
    let format = FigureFormat::of_path(path).unwrap_or(chosen);
    let bytes = format.file(figure, style);
    let bytes = bytes.map_err(|error| error.to_string())?;
    Ok(vec![(None, bytes)])
}

/// Files with their names, as they are written into a folder.
pub(in crate::ui) fn named(files: Result<Vec<(String, Vec<u8>)>, FigureError>) -> FileContents {
    let files = files.map_err(|error| error.to_string())?;
    let named = files.into_iter().map(|(name, bytes)| (Some(name), bytes));
    Ok(named.collect())
}

/// The place of a chart among `figures`, by its name.
pub(in crate::ui) fn place_of(figures: &[NamedFigure], chart: &str) -> usize {
    let found = figures.iter().position(|known| known.id == chart);
    found.unwrap_or_default()
}
