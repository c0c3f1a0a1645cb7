//! What the brackets beside bars of strength mean.

use eframe::egui::Ui;

use crate::analysis::Analysis;
use crate::charts::{BarChart, no_usual_range, usual_key};
use crate::paint::words::remark;
use crate::paint::{TokenWindow, has_room_for_ranges, range_legend};

/// What the brackets mean, at length.
const USUAL: &str = "The bracket beside a bar is where the strengths of the same token lie in other \
                     texts: 5 % are weaker than its lower end, 5 % stronger than its upper end. A \
                     bar that ends above its bracket is strong here, not just everywhere. Of a token \
                     that is rare there, tokens of its word class, frequency and position are taken.";

/// The entry of the brackets in the legend of `chart`: `text`, and `details` at length. The chart is
/// `width` points wide, and `window` of it in view.
pub(super) fn brackets(
    ui: &mut Ui,
    (width, window): (f32, &TokenWindow),
    chart: &BarChart,
    (text, details): (&str, &str),
) {
    let (first, last) = window.range(chart.labels.len());
    if has_room_for_ranges(chart, f64::from(width) / (last - first)) {
        range_legend(ui, text, details);
    } else {
        range_legend(ui, &format!("{text}: zoom in to see it"), details);
    }
}

/// What usual ranges are in the legend of `chart`, which is `width` points wide and of which
/// `window` is in view; or why there are none.
pub(super) fn legend(
    ui: &mut Ui,
    view: (f32, &TokenWindow),
    analysis: &Analysis,
    chart: &BarChart,
) {
    if let Some(text) = usual_key(analysis, chart) {
        brackets(ui, view, chart, (&text, USUAL));
    }
    if let Some(why) = no_usual_range(analysis) {
        remark(ui, why);
    }
}
