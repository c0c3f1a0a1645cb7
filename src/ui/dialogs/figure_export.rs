//! The dialog in which the figure of a view is drawn, looked at, saved and copied.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{
    Align, Button, ColorImage, Context, Id, Image, Layout, Modal, TextureHandle, TextureOptions,
    Ui, vec2,
};

use crate::charts::ChartDef;
use crate::export::figure::{Figure, FigureError, FigureFormat, FigureSize, FigureStyle};
use crate::paint::theme::{GAP, Palette};

use super::figure_choices::FigureChoices;
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::files::{Content, FileContents, Purpose};
use crate::ui::views::ViewContext;

/// The dialog while it is open.
pub(in crate::ui) struct FigureExport {
    pub(in crate::ui) choices: FigureChoices,
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
        let room = ctx.content_rect().size();
        ui.set_width((room.x - 80.0).min(900.0));
        ui.heading("Export the figure");
        ui.add_space(GAP * 0.5);
        export.choices.show(ui);
        ui.separator();
        let height = (room.y - 260.0).clamp(120.0, 560.0);
        look(ui, &export.preview, height);
        ui.separator();
        let drawn = export.preview.problem.is_none();
        act = buttons(ui, drawn);
    });
    ask_preview(context, &mut export);
    let Some((chart, figure)) = export.choices.figures.get(export.choices.chosen).cloned() else {
        return;
    };
    let (style, format) = (export.choices.style, export.choices.format);
    *open = Some(export);
    match act {
        Some(Act::Copy) => context.send(Action::CopyFigure(Box::new(figure), style)),
        Some(Act::Save) => {
            let bytes: Content =
                Arc::new(move |path: &Path| one_file(&figure, &style, format, path));
            let suggested = format!("glassbox-{}.{}", chart.id(), format.ending()).into();
            context.send(Action::AskPath(Purpose::Save(bytes), suggested));
        }
        Some(Act::All) => context.send(Command::ExportAll),
        Some(Act::Close) | None => {}
    }
    if act == Some(Act::Close) || modal.should_close() {
        *open = None;
        context.send(Command::FocusPrompt);
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

/// What a person pressed in the dialog in one frame.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Save,
    Copy,
    All,
    Close,
}

impl FigureExport {
    /// Opens with the chart and the look of the figure that was opened last, or with the `usual`
    /// chart.
    pub(in crate::ui) fn new(
        figures: Vec<(&'static dyn ChartDef, Figure)>,
        usual: &str,
        opened: Option<&(String, FigureStyle)>,
    ) -> Self {
        let opened = opened.and_then(|(chart, style)| {
            let place = figures.iter().position(|(known, _)| known.id() == chart)?;
            Some((place, *style))
        });
        let as_usual = || (place_of(&figures, usual), FigureSize::default().style());
        let (chosen, style) = opened.unwrap_or_else(as_usual);
        let size = FigureSize::ALL
            .iter()
            .copied()
            .find(|size| size.style() == style);
        Self {
            choices: FigureChoices {
                chosen,
                size: size.unwrap_or_default(),
                style,
                figures,
                format: FigureFormat::default(),
            },
            preview: Preview::default(),
        }
    }

    /// The number of the preview that is drawn next; older ones are no longer wanted.
    pub(in crate::ui) fn next_preview(&mut self) -> u64 {
        self.preview.number += 1;
        self.preview.number
    }

    /// Takes in a picture, unless a newer one is under way.
    pub(in crate::ui) fn receive(
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
fn ask_preview(context: &mut ViewContext<'_>, export: &mut FigureExport) {
    let wanted = (export.choices.chosen, export.choices.style);
    if export.preview.asked == Some(wanted) {
        return;
    }
    let Some((_, figure)) = export.choices.figures.get(export.choices.chosen).cloned() else {
        return;
    };
    export.preview.asked = Some(wanted);
    let mut style = export.choices.style;
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

/// The place of a chart among `figures`, by its name on the command line.
pub(in crate::ui) fn place_of(figures: &[(&'static dyn ChartDef, Figure)], chart: &str) -> usize {
    let found = figures.iter().position(|(known, _)| known.id() == chart);
    found.unwrap_or_default()
}
