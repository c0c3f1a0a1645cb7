//! Everything about one pair of tokens, for a tooltip.

use eframe::egui::{RichText, Ui};

use crate::analysis::Comparison;
use crate::charts::pair_labels;
use crate::domain::token_scores::Bucket;
use crate::ui::widgets::details;

pub(super) fn show(ui: &mut Ui, comparison: &Comparison, pair: usize) {
    let Some(aligned) = comparison.alignment.pairs.get(pair) else {
        return;
    };
    let label = pair_labels(comparison).into_iter().nth(pair);
    let text = label.map_or_else(String::new, |label| label.text);
    ui.label(RichText::new(text).strong().size(16.0));
    if let Some(words) = comparison.label(aligned) {
        ui.label(format!("word {words}"));
    }
    if aligned.by_hand {
        ui.label("paired by hand");
    }
    let Some(shift) = comparison.shift(comparison.layer(), pair) else {
        ui.label("a gap: no partner in the other text, enters no sum");
        return;
    };
    details(ui, "pair details", |row| {
        row("shift", format!("{:.4}", shift.shift));
        let null = comparison.null.as_ref();
        if let Some(band) = null.and_then(|null| *null.bands.get(pair)?) {
            let range = format!("{:.4} to {:.4}", band.low, band.high);
            row("random words (5 to 95 %)", range);
            row(
                "shifts more than",
                format!("{:.0} % of them", 100.0 * band.percentile),
            );
        }
        row("direction part", format!("{:.4}", shift.direction_part));
        row("magnitude part", format!("{:.4}", shift.magnitude_part));
        let cosine = shift
            .cosine
            .map_or_else(|| "undefined".to_owned(), |c| format!("{c:.4}"));
        row("cosine", cosine);
        let bucket = comparison
            .bucket(pair)
            .map_or("outside the token set", Bucket::name);
        row("bucket", bucket.to_owned());
    });
}
