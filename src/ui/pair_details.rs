//! Everything about one pair of tokens, for a tooltip.

use eframe::egui::Ui;

use crate::analysis::Comparison;

use super::card;
use super::facts::Section;

pub(super) fn show(ui: &mut Ui, comparison: &Comparison, pair: usize) {
    if let Some(section) = Section::of_pair(comparison, pair) {
        card::show(ui, &section);
    }
}
