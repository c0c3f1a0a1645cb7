//! Text on one line that ends in a mark where it has no room.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{FontId, Galley, Ui};

use super::theme::Palette;

/// `text` in `font`, cut with a mark to fit `room` points.
pub(super) fn fitted(ui: &Ui, text: &str, font: FontId, room: f32) -> Arc<Galley> {
    let format = TextFormat {
        font_id: font,
        color: Palette::of(ui).text,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(room);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}
