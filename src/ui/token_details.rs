//! Everything about one token, for a tooltip.

use eframe::egui::Ui;

use crate::analysis::Analysis;

use super::card;
use super::facts::Section;

pub(super) fn show(ui: &mut Ui, analysis: &Analysis, token: usize) {
    if let Some(section) = Section::of_token(analysis, token) {
        card::show(ui, &section);
    }
}
