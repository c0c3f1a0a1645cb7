//! The dialog in which a model is chosen. It stays open until the model is there, so that what goes
//! wrong is said where it was asked for.

use std::path::{Path, PathBuf};

use eframe::egui::{Align, Button, Context, Id, Key, Layout, Modal, ScrollArea, TextEdit, Ui};

use crate::engine::{Listing, LookedUp};
use crate::model::ModelSource;
use crate::model::hub::CURATED;
use crate::paint::theme::{GAP, Palette};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::purpose::Purpose;
use crate::ui::state::model_slots::Slot;
use crate::ui::views::ViewContext;

use super::load_progress::{self, megabytes};
use super::model_rows::{self, Picked};

/// The dialog while it is open.
pub(in crate::ui) struct ModelChoice {
    slot: Slot,
    typed: String,
    /// The name that is being looked up.
    asked: Option<String>,
    /// What came of it.
    found: Option<Result<LookedUp, String>>,
    /// The model that was chosen and is not there yet.
    awaited: Option<ModelSource>,
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
            awaited: None,
            focus: true,
        }
    }

    /// Looks up the folder at `path`; returns what is to be looked up.
    pub(in crate::ui) fn look_into(&mut self, path: &Path) -> String {
        let name = path.display().to_string();
        self.typed.clone_from(&name);
        self.found = None;
        self.asked = Some(name.clone());
        name
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
    let mut act = Act::default();
    // A model that is here needs no second click.
    if let Some(Ok(LookedUp::Here(source))) = &choice.found {
        act.choose = Some(source.clone());
        choice.found = None;
    } else if has_come(&mut choice, context) {
        return;
    }
    let modal = Modal::new(Id::unique("choose a model")).show(ctx, |ui| {
        ui.set_width(760.0_f32.min(ctx.content_rect().width() - 60.0));
        ui.heading(match choice.slot {
            Slot::First => "Choose a model",
            Slot::Second => "Choose the second model",
        });
        ui.add_space(GAP * 0.5);
        by_name(ui, context, &mut choice, &mut act);
        ui.add_space(GAP * 0.5);
        ui.separator();
        ScrollArea::vertical()
            .max_height(ctx.content_rect().height() * 0.55)
            .show(ui, |ui| {
                let picked = model_rows::show(ui, context, choice.slot);
                match picked {
                    Some(Picked::Use(source)) => act.choose = Some(source),
                    Some(Picked::LookUp(id)) => {
                        choice.typed.clone_from(&id);
                        act.look_up = Some(id);
                    }
                    None => {}
                }
            });
        ui.add_space(GAP * 0.5);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = if choice.awaited.is_some() {
                "Close and go on loading"
            } else {
                "Close"
            };
            act.close |= ui.button(words).clicked();
        });
    });
    if let Some(source) = act.choose {
        choice.awaited = Some(source.clone());
        context.send(Action::ChooseModel(choice.slot, source));
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

/// Whether the model that was chosen is there. What went wrong with it is taken from the window's
/// messages and said here.
fn has_come(choice: &mut ModelChoice, context: &mut ViewContext<'_>) -> bool {
    if choice.awaited.is_none() || context.models.is_loading() {
        return false;
    }
    choice.awaited = None;
    let Some(problem) = &context.models.problem else {
        return true;
    };
    choice.found = Some(Err(problem.clone()));
    choice.focus = true;
    context.send(Action::DismissProblem(0));
    false
}

/// The text field, and what was found for the name in it.
fn by_name(ui: &mut Ui, context: &mut ViewContext<'_>, choice: &mut ModelChoice, act: &mut Act) {
    ui.horizontal(|ui| {
        let label = ui.label("Hugging Face id or folder");
        let field = TextEdit::singleline(&mut choice.typed)
            .hint_text("owner/name, owner/name@revision, /path/to/folder")
            .desired_width((ui.available_width() - 170.0).max(120.0));
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
        let browse = ui.button("Browse…");
        if browse
            .on_hover_text("The folder of a model; or drop it on the window")
            .clicked()
        {
            context.send(Action::AskPath(Purpose::ModelFolder, PathBuf::new()));
        }
    });
    if choice.awaited.is_some() {
        ui.label("Loading…");
        load_progress::show(ui, context);
    }
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
