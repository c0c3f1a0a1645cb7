//! The dialog in which a model is chosen, and the line that says how far a load is.

use eframe::egui::{
    Align, Button, Context, Id, Key, Label, Layout, Modal, ProgressBar, RichText, ScrollArea,
    TextEdit, Ui,
};

use crate::engine::{Listing, LoadState, LookedUp};
use crate::model::hub::CURATED;
use crate::model::{EMBEDDED_ID, LoadProgress, ModelSource, Randomization, RandomizedModel};
use crate::paint::theme::{GAP, Palette};

use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::state::model_slots::Slot;
use crate::ui::views::ViewContext;

/// The dialog while it is open.
pub(in crate::ui) struct ModelChoice {
    slot: Slot,
    typed: String,
    /// The name that is being looked up.
    asked: Option<String>,
    /// What came of it.
    found: Option<Result<LookedUp, String>>,
    /// Whether the text field is to take the keyboard.
    focus: bool,
}

impl ModelChoice {
    pub(in crate::ui) fn new(slot: Slot) -> Self {
        Self {
            slot,
            typed: String::new(),
            asked: None,
            found: None,
            focus: true,
        }
    }

    /// Takes in what the catalog found for `asked`.
    pub(in crate::ui) fn receive(&mut self, asked: Option<&String>, listing: &Listing) {
        if asked.is_some() && asked == self.asked.as_ref() {
            self.asked = None;
            self.found.clone_from(&listing.found);
        }
    }
}

/// What a person did in the dialog in one frame.
#[derive(Default)]
struct Act {
    look_up: Option<String>,
    choose: Option<ModelSource>,
    close: bool,
}

/// Draws the dialog, if it is open.
pub(in crate::ui) fn show(
    ctx: &Context,
    open: &mut Option<ModelChoice>,
    context: &mut ViewContext<'_>,
) {
    let Some(mut choice) = open.take() else {
        return;
    };
    // A model that is here needs no second click.
    if let Some(Ok(LookedUp::Here(source))) = &choice.found {
        context.send(Action::ChooseModel(choice.slot, source.clone()));
        return;
    }
    let mut act = Act::default();
    let modal = Modal::new(Id::unique("choose a model")).show(ctx, |ui| {
        ui.set_width(680.0_f32.min(ctx.content_rect().width() - 60.0));
        ui.heading(match choice.slot {
            Slot::First => "Choose a model",
            Slot::Second => "Choose the second model",
        });
        ui.add_space(GAP * 0.5);
        by_name(ui, &mut choice, &mut act);
        ui.add_space(GAP * 0.5);
        ui.separator();
        ScrollArea::vertical()
            .max_height(ctx.content_rect().height() * 0.55)
            .show(ui, |ui| {
                on_this_computer(ui, context, &choice, &mut act);
                ui.add_space(GAP);
                on_the_hub(ui, context, &mut choice, &mut act);
            });
        ui.add_space(GAP * 0.5);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            act.close |= ui.button("Close").clicked();
        });
    });
    if let Some(source) = act.choose {
        context.send(Action::ChooseModel(choice.slot, source));
        return;
    }
    if let Some(name) = act.look_up {
        choice.found = None;
        choice.asked = Some(name.clone());
        context.send(Action::LookUpModel(name));
    }
    if act.close || modal.should_close() {
        context.send(Command::FocusPrompt);
        return;
    }
    *open = Some(choice);
}

/// The text field, and what was found for the name in it.
fn by_name(ui: &mut Ui, choice: &mut ModelChoice, act: &mut Act) {
    ui.horizontal(|ui| {
        let label = ui.label("Hugging Face id or folder");
        let field = TextEdit::singleline(&mut choice.typed)
            .hint_text("owner/name, owner/name@revision, /path/to/folder")
            .desired_width(ui.available_width() - 70.0);
        let field = ui.add(field).labelled_by(label.id);
        if std::mem::take(&mut choice.focus) {
            field.request_focus();
        }
        if field.changed() {
            choice.found = None;
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let typed = !choice.typed.trim().is_empty();
        if (ui.add_enabled(typed, Button::new("Look up")).clicked() || entered) && typed {
            act.look_up = Some(choice.typed.trim().to_owned());
        }
    });
    let palette = Palette::of(ui);
    match (&choice.asked, &choice.found) {
        (Some(name), _) => {
            ui.label(format!("Looking for {name}…"));
        }
        (None, Some(Err(problem))) => {
            ui.colored_label(palette.warning, format!("⚠ {problem}"));
        }
        (None, Some(Ok(LookedUp::ToDownload(source, size)))) => {
            ui.horizontal(|ui| {
                let kept = size.total_bytes - size.missing_bytes.min(size.total_bytes);
                let kept = match kept {
                    0 => String::new(),
                    kept => format!(", {} are here already", megabytes(kept)),
                };
                ui.label(format!(
                    "{}: {} to download{kept}",
                    source.id(),
                    megabytes(size.missing_bytes)
                ));
                if ui.button("Download and use").clicked() {
                    act.choose = Some(source.clone());
                }
            });
        }
        (None, Some(Ok(LookedUp::Here(_))) | None) => {}
    }
}

fn on_this_computer(ui: &mut Ui, context: &ViewContext<'_>, choice: &ModelChoice, act: &mut Act) {
    ui.strong("On this computer");
    let weak = Palette::of(ui).weak_text;
    if entry(
        ui,
        EMBEDDED_ID,
        "all-MiniLM-L6-v2, 6 layers × 384, inside this program",
    ) {
        act.choose = Some(ModelSource::Embedded);
    }
    let cache = &context.listing.cache;
    for model in &cache.usable {
        let what = format!(
            "{}, {} layers × {}, {}",
            model.family.name(),
            model.layers,
            model.hidden_size,
            megabytes(model.bytes)
        );
        if entry(ui, &model.id.to_string(), &what) {
            act.choose = Some(ModelSource::Hub(model.id.clone()));
        }
    }
    for source in &context.preferences.recent_models {
        if matches!(source, ModelSource::Folder(_))
            && entry(ui, &source.id(), "folder, used lately")
        {
            act.choose = Some(source.clone());
        }
    }
    if choice.slot == Slot::Second {
        let first = context.models.first.wanted().clone();
        for &how in Randomization::ALL {
            let randomized = RandomizedModel { how, seed: 0 };
            let source = ModelSource::Randomized(randomized, Box::new(first.trained().clone()));
            if entry(ui, &source.id(), how.phrase()) {
                act.choose = Some(source);
            }
        }
    }
    for model in &cache.unusable {
        ui.horizontal(|ui| {
            ui.label(RichText::new(&model.repository).color(weak));
            ui.add(Label::new(RichText::new(&model.reason).small().color(weak)).truncate())
                .on_hover_text(&model.reason);
        });
    }
}

fn on_the_hub(ui: &mut Ui, context: &ViewContext<'_>, choice: &mut ModelChoice, act: &mut Act) {
    let here = |id: &str| {
        let mut usable = context.listing.cache.usable.iter();
        usable.any(|model| model.id.names_same(id))
    };
    let mut missing = CURATED.iter().filter(|model| !here(model.id)).peekable();
    if missing.peek().is_none() {
        return;
    }
    ui.strong("On the Hugging Face hub");
    let weak = Palette::of(ui).weak_text;
    let note =
        "Nothing is sent until you click one. You see its size before anything is downloaded.";
    ui.label(RichText::new(note).small().color(weak));
    for model in missing {
        let what = format!(
            "{}; {} layers, about {} million weights",
            model.phrase, model.layers, model.millions
        );
        if entry(ui, model.id, &what) {
            model.id.clone_into(&mut choice.typed);
            act.look_up = Some(model.id.to_owned());
        }
    }
}

/// A model's name to click and what it is.
fn entry(ui: &mut Ui, name: &str, what: &str) -> bool {
    ui.horizontal(|ui| {
        let clicked = ui.button(name).clicked();
        let weak = Palette::of(ui).weak_text;
        ui.add(Label::new(RichText::new(what).small().color(weak)).truncate())
            .on_hover_text(what);
        clicked
    })
    .inner
}

/// Offers the paper's model: what is on this computer is used, else it is fetched.
pub(in crate::ui) fn offer(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(papers) = CURATED.first() else {
        return;
    };
    let mut usable = context.listing.cache.usable.iter().map(|model| &model.id);
    let here = usable.find(|id| id.names_same(papers.id)).cloned();
    let size = u64::from(papers.millions) * BYTES_PER_MILLION;
    let (text, source) = match here {
        Some(id) => (
            format!("{id}, the paper's model, is on this computer. Use it"),
            Ok(ModelSource::Hub(id)),
        ),
        None => (
            format!(
                "{}, {} layers: Layer 8 beside 9 as in the paper. Get it, {}",
                papers.id,
                papers.layers,
                megabytes(size)
            ),
            ModelSource::recorded(papers.id),
        ),
    };
    if context.models.first.wanted().id() == papers.id {
        return;
    }
    if let Ok(source) = source
        && ui.add(Button::new(text).wrap()).clicked()
    {
        context.send(Action::ChooseModel(Slot::First, source));
    }
}

/// Bytes of a million weights, in float32.
const BYTES_PER_MILLION: u64 = 4_000_000;

/// How far the model under way is, with a button to give it up.
pub(in crate::ui) fn progress(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(state) = &context.loading else {
        return;
    };
    // The embedded model is there before a line could be read.
    if state.source == ModelSource::Embedded {
        return;
    }
    let (share, text) = said(state);
    ui.horizontal(|ui| {
        if let Some(share) = share {
            ui.add(ProgressBar::new(share).desired_width(160.0));
        }
        if ui.button("Cancel").clicked() {
            context.send(Action::CancelLoading);
        }
        ui.add(Label::new(text).truncate());
    });
}

/// The share that is done, if it is known, and the state in words.
fn said(state: &LoadState) -> (Option<f32>, String) {
    let name = state.source.display_name();
    match &state.step {
        None | Some(LoadProgress::Asking) => (None, format!("{name}: asking the hub…")),
        Some(LoadProgress::Downloading {
            done_bytes,
            total_bytes,
            ..
        }) => {
            let (done, total) = (*done_bytes, (*total_bytes).max(1));
            let left = state
                .bytes_per_second
                .filter(|&rate| rate > 0.0)
                .map(|rate| {
                    let seconds = total.saturating_sub(done) as f64 / rate;
                    format!(", {}/s, {} left", megabytes(rate as u64), duration(seconds))
                });
            let text = format!(
                "Downloading {name}: {} of {}{}",
                megabytes(done),
                megabytes(total),
                left.unwrap_or_default()
            );
            (Some((done as f64 / total as f64) as f32), text)
        }
        Some(LoadProgress::Retrying { failures }) => {
            let text = format!("{name}: the connection broke, trying again ({failures})…");
            (None, text)
        }
        Some(LoadProgress::WaitingForOther { file }) => {
            let text = format!("{name}: another program downloads {file}, waiting for it…");
            (None, text)
        }
        Some(LoadProgress::Reading { done, total }) => {
            let share = (*total > 0).then(|| *done as f32 / *total as f32);
            (share, format!("Reading {name}…"))
        }
    }
}

/// Bytes as a person reads them, in powers of ten.
fn megabytes(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        1_000_000..10_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        10_000_000..10_000_000_000 => format!("{:.0} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

fn duration(seconds: f64) -> String {
    match seconds.ceil() as u64 {
        seconds @ 0..100 => format!("{seconds} s"),
        seconds @ 100..6000 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_read_as_people_say_them() {
        for (bytes, said) in [
            (0, "0 kB"),
            (1, "1 kB"),
            (999_999, "1000 kB"),
            (1_500_000, "1.5 MB"),
            (440_473_133, "440 MB"),
            (13_000_000_000, "13.0 GB"),
        ] {
            assert_eq!(megabytes(bytes), said);
        }
        assert_eq!(duration(0.2), "1 s");
        assert_eq!(duration(99.0), "99 s");
        assert_eq!(duration(130.0), "3 min");
        assert_eq!(duration(7300.0), "3 h");
    }

    #[test]
    fn a_download_says_bytes_rate_and_time_left() {
        let state = LoadState {
            source: ModelSource::Embedded,
            step: Some(LoadProgress::Downloading {
                file: "model.safetensors".to_owned(),
                done_bytes: 110_000_000,
                total_bytes: 440_000_000,
            }),
            bytes_per_second: Some(11_000_000.0),
        };
        let (share, text) = said(&state);
        assert_eq!(share, Some(0.25));
        assert!(
            text.ends_with("110 MB of 440 MB, 11 MB/s, 30 s left"),
            "{text}"
        );
    }
}
