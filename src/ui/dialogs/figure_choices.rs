//! Which figure is exported, how large and on which background.

use eframe::egui::{ComboBox, DragValue, Ui};

use crate::charts::ChartDef;
use crate::export::figure::{Figure, FigureFormat, FigureSize, FigureStyle, FigureTheme};

/// What was chosen.
pub(in crate::ui) struct FigureChoices {
    pub(in crate::ui) figures: Vec<(&'static dyn ChartDef, Figure)>,
    /// The place of the figure among them.
    pub(in crate::ui) chosen: usize,
    pub(in crate::ui) size: FigureSize,
    pub(in crate::ui) style: FigureStyle,
    /// The kind of file.
    pub(in crate::ui) format: FigureFormat,
}

impl FigureChoices {
    /// Draws them to choose from.
    pub(in crate::ui) fn show(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            let label = ui.label("Chart");
            let title = |(_, figure): &(&dyn ChartDef, Figure)| figure.title.clone();
            let chosen = self.figures.get(self.chosen).map(title);
            ComboBox::from_id_salt("chart")
                .selected_text(chosen.unwrap_or_default())
                .width(300.0)
                .show_ui(ui, |ui| {
                    for (place, (chart, figure)) in self.figures.iter().enumerate() {
                        let text = format!("{}  ({})", figure.title, chart.id());
                        ui.selectable_value(&mut self.chosen, place, text)
                            .on_hover_text(chart.title());
                    }
                })
                .response
                .labelled_by(label.id);
            ui.separator();
            for &format in FigureFormat::ALL {
                ui.selectable_value(&mut self.format, format, format.name());
            }
        });
        ui.horizontal_wrapped(|ui| {
            ui.label("Size");
            for &size in FigureSize::ALL {
                let clicked = ui
                    .selectable_label(self.size == size, size_name(size))
                    .clicked();
                if clicked {
                    let theme = self.style.theme;
                    let theme = if size.style().theme == FigureTheme::Print {
                        FigureTheme::Print
                    } else {
                        theme
                    };
                    self.size = size;
                    self.style = FigureStyle {
                        theme,
                        ..size.style()
                    };
                }
            }
            ui.separator();
            let label = ui.label("Background");
            ComboBox::from_id_salt("background")
                .selected_text(self.style.theme.name())
                .width(70.0)
                .show_ui(ui, |ui| {
                    for &theme in FigureTheme::ALL {
                        ui.selectable_value(&mut self.style.theme, theme, theme.name());
                    }
                })
                .response
                .labelled_by(label.id);
        });
        ui.horizontal_wrapped(|ui| {
            let style = &mut self.style;
            let label = ui.label("Width");
            let (least, most) = FigureStyle::WIDTHS;
            ui.add(
                DragValue::new(&mut style.width)
                    .range(least..=most)
                    .suffix(" px"),
            )
            .labelled_by(label.id);
            let mut fixed = style.height.is_some();
            ui.checkbox(&mut fixed, "Height");
            if fixed {
                let (least, most) = FigureStyle::HEIGHTS;
                let mut height = style.height.unwrap_or(540);
                ui.add(
                    DragValue::new(&mut height)
                        .range(least..=most)
                        .suffix(" px"),
                );
                style.height = Some(height);
            } else {
                style.height = None;
            }
            let label = ui.label("Scale");
            let (least, most) = FigureStyle::SCALES;
            let scale = DragValue::new(&mut style.scale)
                .range(least..=most)
                .speed(0.05);
            ui.add(scale.max_decimals(3).suffix("×"))
                .labelled_by(label.id)
                .on_hover_text("Pixels of the PNG for each pixel of the width; 3.125 is 300 dpi");
            let label = ui.label("Text");
            let (least, most) = FigureStyle::TEXT_SIZES;
            let text = DragValue::new(&mut style.text_size)
                .range(least..=most)
                .speed(0.1);
            ui.add(text.max_decimals(2).suffix(" px"))
                .labelled_by(label.id)
                .on_hover_text("Size of the small text; 9.34 px is 7 pt");
        });
    }
}

fn size_name(size: FigureSize) -> &'static str {
    match size {
        FigureSize::Screen => "Screen",
        FigureSize::Single => "One column (85 mm)",
        FigureSize::OneAndAHalf => "1.5 columns (120 mm)",
        FigureSize::Double => "Two columns (180 mm)",
        FigureSize::Slide => "Slide",
    }
}
