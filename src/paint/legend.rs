//! Legends as a row of swatches above a chart, where they cover nothing.

use eframe::egui::{
    Mesh, Rangef, Rect, Response, RichText, Sense, Shape, Stroke, StrokeKind, Ui, vec2,
};

use crate::charts::geometry::scale_steps;
use crate::charts::{Axis, ChartKey, Heatmap, KeyShape, LegendEntry, LegendMark, MarkRole};
use crate::domain::format::with_minus;

use super::bars::hatching;
use super::curves::line_sample;
use super::marks::dot;
use super::theme::{Palette, small_font};
use super::words::explained;

/// Every entry of a legend, as a chart has it.
pub(crate) fn legend(ui: &mut Ui, entries: &[LegendEntry]) {
    for entry in entries {
        match &entry.mark {
            LegendMark::Bar(role) => bar_legend(ui, *role, &entry.text),
            LegendMark::Line(role) => line_legend(ui, *role, &entry.text),
            LegendMark::ReferenceLine => reference_line_legend(ui, &entry.text),
            LegendMark::Range => range_legend(ui, &entry.text, ""),
            LegendMark::Series(series, mark) => {
                chart_legend(ui, &ChartKey::new(*series, *mark, &entry.text));
            }
            LegendMark::NoValue => {
                let (place, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
                let fill = Palette::of(ui).no_value;
                ui.painter().rect_filled(place, 0.0, fill);
                name(ui, &entry.text);
            }
            LegendMark::Scale { axis, centred } => scale_legend(ui, axis, *centred),
            LegendMark::SignedScale { axis } => {
                let ends = [axis.min, axis.max].map(|end| with_minus(&axis.read(end)));
                signed_legend(ui, ends.each_ref().map(String::as_str), Some(&entry.text));
            }
        }
    }
}

/// A bar's swatch and what it stands for.
pub(crate) fn bar_legend(ui: &mut Ui, role: MarkRole, text: &str) {
    keep_together(ui, 14.0, text);
    let (place, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
    let style = Palette::of(ui).mark(role);
    ui.painter().rect_filled(place, 0.0, style.fill);
    ui.painter()
        .rect_stroke(place, 0.0, style.stroke, StrokeKind::Inside);
    name(ui, text);
}

/// The swatch of hatched bars and what they stand for.
pub(crate) fn hatched_legend(ui: &mut Ui, text: &str) {
    keep_together(ui, 14.0, text);
    let (place, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
    let palette = Palette::of(ui);
    let painter = ui.painter();
    painter.rect_filled(place, 0.0, palette.weak_text);
    painter.extend(hatching(palette, place));
    name(ui, text);
}

/// A line's swatch and what it stands for.
pub(crate) fn line_legend(ui: &mut Ui, role: MarkRole, text: &str) {
    let stroke = Palette::of(ui).line(role);
    keep_together(ui, 18.0, text);
    let (place, _) = ui.allocate_exact_size(vec2(18.0, 14.0), Sense::hover());
    ui.painter()
        .hline(place.x_range(), place.center().y, stroke);
    name(ui, text);
}

/// The threshold's swatch and what it stands for.
pub(crate) fn reference_line_legend(ui: &mut Ui, text: &str) {
    let stroke = Stroke::new(1.5, Palette::of(ui).threshold);
    keep_together(ui, 22.0, text);
    let (place, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
    let ends = [place.left_center(), place.right_center()];
    ui.painter()
        .extend(Shape::dashed_line(&ends, stroke, 7.0, 4.0));
    name(ui, text);
}

/// The bracket beside a bar, and what it stands for; `details` says more.
pub(crate) fn range_legend(ui: &mut Ui, text: &str, details: &str) {
    keep_together(ui, 8.0, text);
    let stroke = Stroke::new(1.0, Palette::of(ui).text);
    let (place, response) = ui.allocate_exact_size(vec2(8.0, 14.0), Sense::hover());
    ui.painter()
        .vline(place.center().x, place.y_range(), stroke);
    for y in [place.top(), place.bottom()] {
        ui.painter().hline(place.x_range(), y, stroke);
    }
    let response = name(ui, text).union(response);
    if !details.is_empty() {
        response.on_hover_text(details);
    }
}

/// An entry of a chart of series: a box, a dot or a line, and what it stands for.
pub(crate) fn chart_legend(ui: &mut Ui, key: &ChartKey) {
    let look = Palette::of(ui).series(key.series);
    let wide = if key.mark == KeyShape::Line {
        26.0
    } else {
        14.0
    };
    keep_together(ui, wide, &key.text);
    let (place, _) = ui.allocate_exact_size(vec2(wide, 14.0), Sense::hover());
    match key.mark {
        KeyShape::Box => {
            let stroke = Stroke::new(1.0, look.colour);
            ui.painter()
                .rect(place, 0.0, look.fill, stroke, StrokeKind::Inside);
        }
        KeyShape::Dot => {
            let shape = dot(place.center(), 4.5, look.dot, look.colour);
            ui.painter().add(shape);
        }
        KeyShape::Line => {
            let ends = (place.left_center(), place.right_center());
            let line = line_sample(ends.0, ends.1, (look.colour, look.dashes));
            ui.painter().extend(line);
            let shape = dot(place.center(), 3.0, look.dot, look.colour);
            ui.painter().add(shape);
        }
    }
    name(ui, &key.text);
}

/// What the colours of `heatmap` mean, from its least to its greatest value.
pub(crate) fn colour_legend(ui: &mut Ui, heatmap: &Heatmap) {
    scale_legend(ui, &heatmap.axis, heatmap.centred);
}

/// What colours mean, from the least to the greatest value of `axis`, or about 0 where `centred`.
pub(crate) fn scale_legend(ui: &mut Ui, axis: &Axis, centred: bool) {
    let palette = Palette::of(ui);
    let (named, ends) = (
        format!("{}:", axis.label),
        [axis.min, axis.max].map(|end| with_minus(&axis.read(end))),
    );
    let [least, most] = &ends;
    keep_together(ui, 150.0, &format!("{named}{least}{most}"));
    name(ui, &named);
    keep_together(ui, 135.0, &format!("{least}{most}"));
    name(ui, least);
    let (place, _) = ui.allocate_exact_size(vec2(120.0, 12.0), Sense::hover());
    let mut mesh = Mesh::default();
    for (from, to, share) in scale_steps() {
        let x = |share: f64| place.left() + place.width() * share as f32;
        let cell = Rect::from_x_y_ranges(Rangef::new(x(from), x(to)), place.y_range());
        mesh.add_colored_rect(cell, palette.scale(share, centred).0);
    }
    ui.painter().add(Shape::mesh(mesh));
    name(ui, most);
}

/// What the colours of signed numbers mean, from the least to the greatest value; `text` names the
/// quantity where the ends do not.
pub(crate) fn signed_legend(ui: &mut Ui, ends: [&str; 2], text: Option<&str>) {
    let palette = Palette::of(ui);
    let [least, most] = ends;
    keep_together(ui, 130.0, &format!("{least}{most}"));
    name(ui, least);
    let (place, _) = ui.allocate_exact_size(vec2(120.0, 12.0), Sense::hover());
    let mut mesh = Mesh::default();
    for (from, to, share) in scale_steps() {
        let x = |share: f64| place.left() + place.width() * share as f32;
        let cell = Rect::from_x_y_ranges(Rangef::new(x(from), x(to)), place.y_range());
        mesh.add_colored_rect(cell, palette.signed(share).0);
    }
    ui.painter().add(Shape::mesh(mesh));
    name(ui, most);
    if let Some(text) = text {
        name(ui, text);
    }
}

/// Begins a line where a swatch this `wide` and its `text` do not fit into this one.
fn keep_together(ui: &mut Ui, wide: f32, text: &str) {
    let colour = Palette::of(ui).text;
    let words = ui
        .painter()
        .layout_no_wrap(text.to_owned(), small_font(), colour);
    let needed = wide + 2.0 * ui.spacing().item_spacing.x + words.size().x;
    let left = ui.available_size_before_wrap().x;
    if ui.layout().main_wrap() && left < needed && needed < ui.max_rect().width() {
        ui.end_row();
    }
}

fn name(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).text;
    // Nearer to its own swatch than to the next one.
    ui.add_space(-3.0);
    let label = explained(ui, RichText::new(text).small().color(colour));
    // Space at the end of a row would make the page wider than it is.
    if ui.available_size_before_wrap().x > 5.0 {
        ui.add_space(5.0);
    }
    label
}
