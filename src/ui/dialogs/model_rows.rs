//! The models that can be chosen, a row each: which is in use, what it is, how large, and where it
//! lies.

use eframe::egui::{Button, Grid, Label, RichText, Ui};

use crate::model::hub::CURATED;
use crate::model::{EMBEDDED_ID, ModelSource, Randomization, RandomizedModel};
use crate::paint::theme::{GAP, Palette};
use crate::ui::state::model_slots::Slot;
use crate::ui::views::ViewContext;

use super::load_progress::megabytes;

/// Widths of the tick, of the size and of the place, in points.
const TICK: f32 = 18.0;
const SIZE: f32 = 116.0;
const PLACE: f32 = 92.0;
/// From this width on each row says where its model lies; the headings say it too.
const WITH_PLACES: f32 = 560.0;

/// What was clicked.
pub(super) enum Picked {
    /// A model that is here.
    Use(ModelSource),
    /// One that has to be asked for first, by its id.
    LookUp(String),
}

/// A row.
struct Entry<'a> {
    name: &'a str,
    /// Family, depth and width, or what it is in words.
    what: String,
    size: String,
    place: &'static str,
    in_use: bool,
}

/// Draws the rows for the model of `slot`.
pub(super) fn show(ui: &mut Ui, context: &ViewContext<'_>, slot: Slot) -> Option<Picked> {
    let mut picked = None;
    let room = ui.available_width() - ui.spacing().scroll.allocated_width();
    heading(ui, "On this computer", "");
    grid(ui, "models here", |ui| {
        here(ui, context, slot, &mut picked);
    });
    unusable(ui, context);
    ui.add_space(GAP);
    let there = |id: &str| {
        let mut usable = context.listing.cache.usable.iter();
        usable.any(|model| model.id.names_same(id))
    };
    let mut missing = CURATED.iter().filter(|model| !there(model.id)).peekable();
    if missing.peek().is_none() {
        return picked;
    }
    let note =
        "Nothing is sent until you click one. You see its size before anything is downloaded.";
    heading(ui, "On the Hugging Face hub", note);
    grid(ui, "models of the hub", |ui| {
        for model in missing {
            let entry = Entry {
                name: model.id,
                what: format!("{}; {} layers", model.phrase, model.layers),
                size: format!("about {} M weights", model.millions),
                place: "to download",
                in_use: false,
            };
            if row(ui, &entry, room) {
                picked = Some(Picked::LookUp(model.id.to_owned()));
            }
        }
    });
    picked
}

fn here(ui: &mut Ui, context: &ViewContext<'_>, slot: Slot, picked: &mut Option<Picked>) {
    let room = ui.available_width() - ui.spacing().scroll.allocated_width();
    let wanted = context.models.wanted(slot);
    let mut offer =
        |ui: &mut Ui, source: ModelSource, name: &str, facts: (String, String), place| {
            let (what, size) = facts;
            let entry = Entry {
                name,
                what,
                size,
                place,
                in_use: *wanted == source,
            };
            if row(ui, &entry, room) {
                *picked = Some(Picked::Use(source));
            }
        };
    let facts = ("BERT · 6 layers × 384".to_owned(), EMBEDDED_ID.to_owned());
    let name = ModelSource::Embedded.display_name();
    offer(ui, ModelSource::Embedded, &name, facts, "in this program");
    for model in &context.listing.cache.usable {
        let what = format!(
            "{} · {} layers × {}",
            model.family.name(),
            model.layers,
            model.hidden_size
        );
        let source = ModelSource::Hub(model.id.clone());
        let facts = (what, megabytes(model.bytes));
        offer(ui, source, &model.id.to_string(), facts, "on disk");
    }
    for source in &context.preferences.recent_models {
        if matches!(source, ModelSource::Folder(_)) {
            let facts = ("used lately".to_owned(), String::new());
            offer(ui, source.clone(), &source.id(), facts, "folder");
        }
    }
    if slot == Slot::Second {
        let first = context.models.first.wanted().trained().clone();
        for &how in Randomization::ALL {
            let randomized = RandomizedModel { how, seed: 0 };
            let source = ModelSource::Randomized(randomized, Box::new(first.clone()));
            let facts = (how.phrase().to_owned(), String::new());
            let name = source.id();
            offer(ui, source, &name, facts, "made here");
        }
    }
}

/// What lies in the shared cache and cannot be used, and why.
fn unusable(ui: &mut Ui, context: &ViewContext<'_>) {
    let weak = Palette::of(ui).weak_text;
    for model in &context.listing.cache.unusable {
        ui.horizontal(|ui| {
            ui.label(RichText::new(&model.repository).color(weak));
            ui.add(Label::new(RichText::new(&model.reason).small().color(weak)).truncate())
                .on_hover_text(&model.reason);
        });
    }
}

fn heading(ui: &mut Ui, text: &str, note: &str) {
    ui.strong(text);
    if !note.is_empty() {
        let weak = Palette::of(ui).weak_text;
        ui.label(RichText::new(note).small().color(weak));
    }
}

fn grid(ui: &mut Ui, id: &str, rows: impl FnOnce(&mut Ui)) {
    Grid::new(id)
        .num_columns(5)
        .striped(true)
        .spacing([GAP, 4.0])
        .show(ui, rows);
}

/// Draws a row into `room`, in points; whether it was clicked.
fn row(ui: &mut Ui, entry: &Entry<'_>, room: f32) -> bool {
    let weak = Palette::of(ui).weak_text;
    let tick = if entry.in_use { "✓" } else { "" };
    ui.add_sized([TICK, 20.0], Label::new(tick));
    let names = (room * 0.32).clamp(120.0, 240.0);
    let button = Button::new(entry.name).selected(entry.in_use).truncate();
    let name = ui.add_sized([names, 22.0], button);
    let clicked = name.on_hover_text(entry.name).clicked();
    let what = Label::new(RichText::new(&entry.what).small()).truncate();
    let has_places = room >= WITH_PLACES;
    let others = TICK + names + SIZE + if has_places { PLACE } else { 0.0 };
    let rest = (room - others - 5.0 * GAP).clamp(90.0, 280.0);
    ui.add_sized([rest, 20.0], what).on_hover_text(&entry.what);
    ui.label(RichText::new(&entry.size).small());
    if has_places {
        ui.label(RichText::new(entry.place).small().color(weak));
    }
    ui.end_row();
    clicked
}
