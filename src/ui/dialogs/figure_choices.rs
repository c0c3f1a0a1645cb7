//! Which figure is exported, in which format, how large and with what around it.

use std::borrow::Cow;

use eframe::egui::{Align, ComboBox, DragValue, Layout, Response, TextEdit, Ui, vec2};

use crate::export::figure::{
    Figure, FigureFont, FigureFormat, FigureSize, FigureStyle, FigureTheme,
};
use crate::paint::theme::GAP;

const PER_INCH: f64 = FigureStyle::PIXELS_PER_INCH;
const PER_MM: f64 = FigureStyle::PIXELS_PER_MM;
const PER_POINT: f64 = FigureStyle::PIXELS_PER_POINT;
/// What journals ask for.
const RESOLUTIONS: [f64; 3] = [300.0, 600.0, 1200.0];
const LABEL_WIDTH: f32 = 84.0;

/// A figure that can be exported.
#[derive(Clone)]
pub(in crate::ui) struct NamedFigure {
    /// The name of its chart on the command line, or of its card of the paper.
    pub(in crate::ui) id: Cow<'static, str>,
    /// What it shows, whatever the answer.
    pub(in crate::ui) about: Cow<'static, str>,
    pub(in crate::ui) figure: Figure,
}

/// What was chosen.
pub(in crate::ui) struct FigureChoices {
    pub(in crate::ui) figures: Vec<NamedFigure>,
    /// The place of the figure among them.
    pub(in crate::ui) chosen: usize,
    pub(in crate::ui) style: FigureStyle,
    /// The kind of file.
    pub(in crate::ui) format: FigureFormat,
    /// The fonts of the system, once they are known.
    pub(in crate::ui) fonts: Vec<String>,
}

impl FigureChoices {
    /// Draws them to choose from, under one another.
    pub(in crate::ui) fn show(&mut self, ui: &mut Ui) {
        self.figure(ui);
        self.format(ui);
        ui.add_space(GAP * 0.5);
        size(ui, &mut self.style);
        width(ui, &mut self.style);
        height(ui, &mut self.style);
        resolution(ui, &mut self.style);
        ui.add_space(GAP * 0.5);
        self.font(ui);
        text_size(ui, &mut self.style);
        background(ui, &mut self.style);
        ui.add_space(GAP * 0.5);
        parts(ui, &mut self.style);
    }

    /// The look of every chart of an answer: a letter is one panel's.
    pub(in crate::ui) fn style_of_all(&self) -> FigureStyle {
        let mut style = self.style.clone();
        style.parts.letter = None;
        style
    }

    fn figure(&mut self, ui: &mut Ui) {
        row(ui, "Chart", |ui| {
            let chosen = self.figures.get(self.chosen);
            let chosen = chosen.map(|named| named.figure.title.clone());
            ComboBox::from_id_salt("chart")
                .selected_text(chosen.unwrap_or_default())
                .width(ui.available_width())
                .truncate()
                .show_ui(ui, |ui| {
                    for (place, named) in self.figures.iter().enumerate() {
                        let text = format!("{}  ({})", named.figure.title, named.id);
                        ui.selectable_value(&mut self.chosen, place, text)
                            .on_hover_text(&*named.about);
                    }
                })
                .response
        });
    }

    fn format(&mut self, ui: &mut Ui) {
        let group = |ui: &mut Ui| {
            for &format in FigureFormat::ALL {
                ui.selectable_value(&mut self.format, format, format.name())
                    .on_hover_text(match format {
                        FigureFormat::Png => "Pixels, for slides and documents",
                        FigureFormat::Svg => "Shapes and text, for the web and for editing",
                        FigureFormat::Pdf => "Shapes and text on a page, for LaTeX and print",
                    });
            }
        };
        labelled(ui, "Format", group);
    }

    fn font(&mut self, ui: &mut Ui) {
        row(ui, "Font", |ui| {
            let font = &mut self.style.font;
            ComboBox::from_id_salt("font")
                .selected_text(font_name(font))
                .width(ui.available_width())
                .truncate()
                .show_ui(ui, |ui| {
                    for bundled in [FigureFont::Sans, FigureFont::Serif] {
                        let name = font_name(&bundled).to_owned();
                        ui.selectable_value(font, bundled, name);
                    }
                    ui.separator();
                    for family in &self.fonts {
                        let of_system = FigureFont::System(family.clone());
                        ui.selectable_value(font, of_system, family);
                    }
                })
                .response
        });
    }
}

/// The fields of a row with its name before them.
fn labelled(ui: &mut Ui, name: &str, fields: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        named(ui, name);
        fields(ui);
    });
}

/// One field with its name before it.
fn row(ui: &mut Ui, name: &str, field: impl FnOnce(&mut Ui) -> Response) {
    ui.horizontal(|ui| {
        let label = named(ui, name);
        field(ui).labelled_by(label.id);
    });
}

/// The name of a row, in a column of its own.
fn named(ui: &mut Ui, name: &str) -> Response {
    let size = vec2(LABEL_WIDTH, ui.spacing().interact_size.y);
    let from_the_left = Layout::left_to_right(Align::Center);
    let column = ui.allocate_ui_with_layout(size, from_the_left, |ui| {
        ui.set_min_size(size);
        ui.label(name)
    });
    column.inner
}

/// The sizes with a name; a click takes their resolution and their text over too.
fn size(ui: &mut Ui, style: &mut FigureStyle) {
    ui.horizontal_wrapped(|ui| {
        for &size in FigureSize::ALL {
            let named = size.style();
            let is_chosen = is_same_size(style, &named);
            if ui.selectable_label(is_chosen, size_name(size)).clicked() {
                let on_paper = named.theme == FigureTheme::Print;
                *style = FigureStyle {
                    theme: if on_paper { named.theme } else { style.theme },
                    parts: style.parts,
                    font: style.font.clone(),
                    ..named
                };
            }
        }
    });
}

fn is_same_size(a: &FigureStyle, b: &FigureStyle) -> bool {
    let numbers = |style: &FigureStyle| (style.width, style.height, style.width_mm);
    numbers(a) == numbers(b)
}

fn width(ui: &mut Ui, style: &mut FigureStyle) {
    row(ui, "Width", |ui| {
        let field = if let Some(mut mm) = style.width_mm {
            let (least, most) = FigureStyle::WIDTHS_MM;
            let field = DragValue::new(&mut mm).range(least..=most).suffix(" mm");
            let field = ui.add(field.max_decimals(1));
            if field.changed() {
                *style = style.clone().with_width_mm(mm);
            }
            field
        } else {
            let (least, most) = FigureStyle::WIDTHS;
            ui.add(
                DragValue::new(&mut style.width)
                    .range(least..=most)
                    .suffix(" px"),
            )
        };
        let in_mm = style.width_mm.is_some();
        if ui.selectable_label(in_mm, "mm").clicked() && !in_mm {
            let mm = (f64::from(style.width) / PER_MM * 10.0).round() / 10.0;
            *style = style.clone().with_width_mm(mm);
        }
        if ui.selectable_label(!in_mm, "px").clicked() {
            style.width_mm = None;
        }
        field
    });
}

fn height(ui: &mut Ui, style: &mut FigureStyle) {
    labelled(ui, "Height", |ui| {
        let mut as_needed = style.height.is_none();
        ui.checkbox(&mut as_needed, "as needed");
        if as_needed {
            style.height = None;
            return;
        }
        let (least, most) = FigureStyle::HEIGHTS;
        let mut height = style.height.unwrap_or(540);
        ui.add(
            DragValue::new(&mut height)
                .range(least..=most)
                .suffix(" px"),
        );
        style.height = Some(height);
    });
}

fn resolution(ui: &mut Ui, style: &mut FigureStyle) {
    row(ui, "Resolution", |ui| {
        let mut dpi = style.scale * PER_INCH;
        let (least, most) = FigureStyle::SCALES;
        let field = DragValue::new(&mut dpi)
            .range(least * PER_INCH..=most * PER_INCH)
            .max_decimals(0)
            .suffix(" dpi");
        let field = ui
            .add(field)
            .on_hover_text("Of the PNG; SVG and PDF have no pixels");
        if field.changed() {
            style.scale = dpi / PER_INCH;
        }
        for usual in RESOLUTIONS {
            let is_chosen = (dpi - usual).abs() < 0.5;
            let text = if usual < 1000.0 {
                format!("{usual}")
            } else {
                "1,200".to_owned()
            };
            if ui.selectable_label(is_chosen, text).clicked() {
                style.scale = usual / PER_INCH;
            }
        }
        field
    });
}

fn text_size(ui: &mut Ui, style: &mut FigureStyle) {
    row(ui, "Small text", |ui| {
        let (least, most) = FigureStyle::TEXT_SIZES;
        let mut points = style.text_size / PER_POINT;
        let field = DragValue::new(&mut points)
            .range(least / PER_POINT..=most / PER_POINT)
            .speed(0.1)
            .max_decimals(1)
            .suffix(" pt");
        let field = ui.add(field).on_hover_text("The title is a third larger");
        if field.changed() {
            style.text_size = points * PER_POINT;
        }
        field
    });
}

fn background(ui: &mut Ui, style: &mut FigureStyle) {
    labelled(ui, "Background", |ui| {
        for &theme in FigureTheme::ALL {
            ui.selectable_value(&mut style.theme, theme, theme.name());
        }
    });
}

fn parts(ui: &mut Ui, style: &mut FigureStyle) {
    let parts = &mut style.parts;
    ui.horizontal(|ui| {
        ui.checkbox(&mut parts.title, "Title")
            .on_hover_text("And the texts under it");
        ui.checkbox(&mut parts.caption, "Caption")
            .on_hover_text("Notes, model, layer and threshold; the file holds them all the same");
        ui.checkbox(&mut parts.values, "Values")
            .on_hover_text("Above the bars, where they have room");
    });
    row(ui, "Panel letter", |ui| {
        let mut letter: String = parts.letter.into_iter().collect();
        let field = TextEdit::singleline(&mut letter)
            .desired_width(28.0)
            .hint_text("a");
        let field = ui.add(field);
        if field.changed() {
            let typed = letter.chars().rfind(|c| c.is_alphanumeric());
            parts.letter = typed;
        }
        field
    });
}

fn font_name(font: &FigureFont) -> &str {
    match font {
        FigureFont::Sans => "DejaVu Sans",
        FigureFont::Serif => "DejaVu Serif",
        FigureFont::System(family) => family,
    }
}

fn size_name(size: FigureSize) -> &'static str {
    match size {
        FigureSize::Screen => "Screen",
        FigureSize::Single => "One column (85 mm)",
        FigureSize::OneAndAHalf => "1.5 (120 mm)",
        FigureSize::Double => "Two columns (180 mm)",
        FigureSize::Slide => "Slide",
    }
}
