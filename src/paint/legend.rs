//! Legends as a row of swatches above a chart, where they cover nothing.

use eframe::egui::{Mesh, RichText, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::charts::{ChartKey, Heatmap, KeyShape, Tone};

use super::curves::line_sample;
use super::dots::dot;
use super::theme::Palette;

/// A bar's swatch and what it stands for.
pub fn bar_legend(ui: &mut Ui, tone: Tone, text: &str) {
    let (place, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
    let style = Palette::of(ui).mark(tone);
    ui.painter().rect_filled(place, 0.0, style.fill);
    ui.painter()
        .rect_stroke(place, 0.0, style.stroke, StrokeKind::Inside);
    name(ui, text);
}

/// A line's swatch and what it stands for.
pub fn line_legend(ui: &mut Ui, tone: Tone, text: &str) {
    let stroke = Palette::of(ui).line(tone);
    let (place, _) = ui.allocate_exact_size(vec2(18.0, 14.0), Sense::hover());
    ui.painter()
        .hline(place.x_range(), place.center().y, stroke);
    name(ui, text);
}

/// The threshold's swatch and what it stands for.
pub fn rule_legend(ui: &mut Ui, text: &str) {
    let stroke = Stroke::new(1.5, Palette::of(ui).threshold);
    let (place, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
    let ends = [place.left_center(), place.right_center()];
    ui.painter()
        .extend(Shape::dashed_line(&ends, stroke, 7.0, 4.0));
    name(ui, text);
}

/// An entry of a chart of series: a box, a dot or a line, and what it stands for.
pub fn chart_legend(ui: &mut Ui, key: &ChartKey) {
    let look = Palette::of(ui).series(key.series);
    let wide = if key.mark == KeyShape::Line {
        26.0
    } else {
        14.0
    };
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
pub fn colour_legend(ui: &mut Ui, heatmap: &Heatmap) {
    const STEPS: u16 = 48;
    let palette = Palette::of(ui);
    let ticks = heatmap.axis.ticks;
    let read = |value: f64| ticks.text((value * 100.0).round() / 100.0);
    name(ui, &format!("{}:", heatmap.axis.label));
    name(ui, &read(heatmap.axis.min));
    let (place, _) = ui.allocate_exact_size(vec2(120.0, 12.0), Sense::hover());
    let mut mesh = Mesh::default();
    for step in 0..STEPS {
        let share = |step: u16| f32::from(step) / f32::from(STEPS);
        let left = place.left() + place.width() * share(step);
        let right = place.left() + place.width() * share(step + 1);
        let cell =
            eframe::egui::Rect::from_min_max(pos2(left, place.top()), pos2(right, place.bottom()));
        let middle = (f64::from(step) + 0.5) / f64::from(STEPS);
        mesh.add_colored_rect(cell, palette.scale(middle, heatmap.centred).0);
    }
    ui.painter().add(Shape::mesh(mesh));
    name(ui, &read(heatmap.axis.max));
}

fn name(ui: &mut Ui, text: &str) {
    let colour = Palette::of(ui).text;
    // Nearer to its own swatch than to the next one.
    ui.add_space(-3.0);
    ui.label(RichText::new(text).small().color(colour));
    ui.add_space(5.0);
}
