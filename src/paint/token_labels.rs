//! Token names under a chart: level where they fit, slanted where they do not, thinned out where
//! even that is too many.

use std::f32::consts::SQRT_2;

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{Align2, Color32, Sense, TextFormat, Ui, pos2, vec2};
use eframe::epaint::TextShape;
use egui_plot::PlotTransform;

use crate::charts::TokenLabel;

use super::marked::Marked;
use super::theme::{AXIS_WIDTH, Palette, label_font};
use super::token_window::TokenWindow;

/// Least distance between slanted labels, in points.
const SLANTED_PITCH: f32 = 15.0;
/// Least and greatest height of a strip of slanted labels, in points: the greatest holds two words
/// of usual length with an arrow between them.
const LOWEST_STRIP: f32 = 30.0;
const HIGHEST_STRIP: f32 = 138.0;
/// What a slanted label needs besides its own length, in points.
const SLANTED_MARGIN: f32 = 18.0;
/// The most room left of the axis that labels may ask for, in points.
const MOST_LEFT: f32 = 96.0;
const ANGLE: f32 = -std::f32::consts::FRAC_PI_4;

/// How the labels of one chart are laid out.
pub(super) struct LabelLayout {
    slanted: bool,
    /// Height of the strip they stand in, in points.
    pub(super) height: f32,
    /// Room that the first of them need left of the axis, in points.
    pub(super) left: f32,
}

impl LabelLayout {
    /// Level if every label in view is narrower than its slot.
    pub(super) fn new(
        ui: &Ui,
        labels: &[TokenLabel],
        (start, end): (f64, f64),
        points_per_slot: f32,
    ) -> Self {
        let size = |label: &TokenLabel| {
            let job = job(label, Color32::TRANSPARENT);
            ui.painter().layout_job(job).size()
        };
        let width = |label: &TokenLabel| size(label).x;
        let first = start.ceil().max(0.0) as usize;
        let mut in_view = labels
            .iter()
            .skip(first)
            .take((end - start).ceil() as usize);
        // Narrower slots than this hold no label anyway.
        if points_per_slot > SLANTED_PITCH
            && in_view.all(|label| width(label) + 6.0 <= points_per_slot)
        {
            let highest = labels.iter().map(|label| size(label).y).fold(0.0, f32::max);
            return Self {
                slanted: false,
                height: highest + 6.0,
                left: 0.0,
            };
        }
        // By the longest of all labels: the chart must not jump while it is moved.
        let longest = labels.iter().map(width).fold(0.0, f32::max);
        let height = longest / SQRT_2 + SLANTED_MARGIN;
        let height = height.clamp(LOWEST_STRIP, HIGHEST_STRIP);
        // Where all labels are in view the first ones decide, else any may come to stand first.
        let whole_view = start <= 0.0 && end >= labels.len() as f64 - 1.0;
        let longest = longest_in(height);
        let reach = |(slot, width): (usize, f32)| {
            let from_left = AXIS_WIDTH + points_per_slot * (slot as f32 + 0.5);
            width.min(longest) / SQRT_2 - from_left
        };
        let widths = labels.iter().map(width);
        let left = widths
            .enumerate()
            .map(|(slot, width)| reach((if whole_view { slot } else { 0 }, width)));
        Self {
            slanted: true,
            height,
            left: left.fold(0.0, f32::max).min(MOST_LEFT),
        }
    }
}

/// The longest label that a strip of slanted ones holds, in points.
fn longest_in(strip: f32) -> f32 {
    (strip - SLANTED_MARGIN) * SQRT_2
}

/// Height that the labels of a chart `width` points wide need, so that charts side by side can
/// agree on it.
pub(crate) fn label_strip(ui: &Ui, labels: &[TokenLabel], width: f32, window: &TokenWindow) -> f32 {
    let (start, end) = window.range(labels.len());
    let points_per_slot = (width - AXIS_WIDTH) / (end - start) as f32;
    LabelLayout::new(ui, labels, (start, end), points_per_slot).height
}

/// Writes the labels under the plot that `transform` belongs to.
pub(super) fn paint_labels(
    ui: &mut Ui,
    transform: &PlotTransform,
    labels: &[TokenLabel],
    marked: &Marked,
    layout: &LabelLayout,
    height: f32,
) {
    let size = vec2(ui.available_width(), height);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let palette = Palette::of(ui);
    let painter = ui.painter_at(place.expand2(vec2(0.0, 2.0)));
    let frame = *transform.frame();
    let mut free_from = f32::NEG_INFINITY;
    for (slot, label) in labels.iter().enumerate() {
        let x = transform.position_from_point_x(slot as f64);
        let in_view = frame.left() <= x && x <= frame.right();
        if !in_view || x < free_from {
            continue;
        }
        let colour = if marked.contains(slot) || !label.special {
            palette.text
        } else {
            palette.weak_text
        };
        let mut job = job(label, colour);
        let top = pos2(x, place.top() + 3.0);
        if !layout.slanted {
            let galley = painter.layout_job(job);
            let at = Align2::CENTER_TOP.anchor_size(top, galley.size());
            painter.galley(at.min, galley, colour);
            continue;
        }
        let room = (x - place.left() + AXIS_WIDTH * 0.2) * SQRT_2;
        job.wrap = TextWrapping::truncate_at_width(longest_in(height).min(room));
        let galley = painter.layout_job(job);
        let end = vec2(galley.size().x, galley.size().y * 0.5);
        let turned = eframe::egui::emath::Rot2::from_angle(ANGLE) * end;
        let shape = TextShape::new(top + vec2(2.0, 3.0) - turned, galley, colour);
        painter.add(shape.with_angle(ANGLE));
        free_from = x + SLANTED_PITCH;
    }
}

fn job(label: &TokenLabel, colour: Color32) -> LayoutJob {
    let format = TextFormat {
        font_id: label_font(),
        color: colour,
        italics: label.special,
        ..TextFormat::default()
    };
    LayoutJob::single_section(label.text.clone(), format)
}
