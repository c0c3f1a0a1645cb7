//! One query against many passages: which are the most similar, and which words carry that?

mod hits;
mod words;

use std::sync::Arc;

use eframe::egui::{
    Button, ComboBox, FontId, Key, Margin, ProgressBar, RichText, ScrollArea, TextEdit, Ui,
};

use crate::analysis::matching::MatchRanking;
use crate::analysis::{Answer, Asked};
use crate::charts::ChartDef as _;
use crate::corpus::search::MOST_PASSAGES;
use crate::domain::format::{strip_control_chars, with_thousands};
use crate::engine::LoadedModel;
use crate::model::ModelError;
use crate::paint::theme::{GAP, Palette};
use crate::ui::action::Action;
use crate::ui::facts::Section;
use crate::ui::icons;
use crate::ui::marked_field;
use crate::ui::purpose::Purpose;
use crate::ui::search::{HIT_CHART, PassageState};
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::views::{Controls, Group, Prompts, View, ViewContext, ViewInput};
use crate::ui::widgets::{divided, keep_with, shortened};

use hits::hits;

/// A query against many passages.
pub(super) struct SearchView;

impl View for SearchView {
    fn name(&self) -> &'static str {
        "Search"
    }

    fn command(&self) -> &'static str {
        "Search passages and see what carries a hit"
    }

    fn key(&self) -> Key {
        Key::Num9
    }

    fn group(&self) -> Group {
        Group::ManyTexts
    }

    fn icon(&self) -> &'static str {
        icons::RANKING
    }

    fn prompts(&self) -> Prompts {
        Prompts::None
    }

    fn controls(&self) -> Controls {
        Controls::NONE
    }

    fn asked(&self, _: &ViewInput<'_>) -> Option<Asked> {
        None
    }

    /// Of the best hit, whose picture is copied.
    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        let ranking = self.ranking(input)?;
        let best = ranking.hits.first()?;
        best.matched.clone().map(Answer::Match)
    }

    fn ranking(&self, input: &ViewInput<'_>) -> Option<Arc<MatchRanking>> {
        let is_asked = !input.document.search_query.trim().is_empty();
        input.search.ranking.clone().filter(|_| is_asked)
    }

    fn shows(&self, _: &Asked, _: Option<&str>) -> bool {
        false
    }

    fn restore(&self, _: &mut Document, _: &Asked, _: Option<&str>) -> Result<(), ModelError> {
        Ok(())
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let ranking = self.ranking(input);
        ranking.map_or_else(Vec::new, |ranking| words::steps(&ranking))
    }

    fn has_tokens(&self) -> bool {
        true
    }

    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        let ranking = self.ranking(input);
        ranking.map_or_else(Vec::new, |ranking| words::inspected(&ranking, range))
    }

    fn chart(&self, _: &ViewInput<'_>) -> &'static str {
        HIT_CHART.id()
    }

    fn nothing_yet(&self) -> &'static str {
        "read the passages and type a query first"
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        query(ui, context);
        passages(ui, context);
        if let Some(problem) = &context.search.problem {
            ui.colored_label(Palette::of(ui).warning, format!("⚠ {problem}"));
        }
        ui.separator();
        ScrollArea::vertical()
            .id_salt("search")
            .auto_shrink(false)
            .show(ui, |ui| match self.ranking(&context.input()) {
                Some(ranking) => hits(ui, context, &ranking),
                None => advice(ui),
            });
    }
}

fn query(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let focus = std::mem::take(&mut context.focus_prompt);
    ui.add_space(GAP * 0.5);
    ui.horizontal(|ui| {
        let label = ui.label("Query");
        let selection = &mut context.state.selection;
        let text = &mut context.document.search_query;
        let marks = marked_field::marks(selection, TextOf::A, text, |range| Some(range.clone()));
        let (edit, picked) = marked_field::show(ui, text, &marks, |text| {
            TextEdit::singleline(text)
                .font(FontId::proportional(16.0))
                .margin(Margin::symmetric(8, 4))
                .desired_width(f32::INFINITY)
                .hint_text("What is looked for")
        });
        let edit = edit.labelled_by(label.id);
        let ranking = context.search.ranking.as_ref();
        let ranking = ranking.filter(|ranking| ranking.query == *text);
        if let (Some(ranking), Some(picked)) = (ranking, picked)
            && let Some(range) = words::picked(ranking, picked)
        {
            selection.select(Some(range));
        }
        if focus {
            edit.request_focus();
        }
    });
    prompts(ui, context);
}

/// What the model expects before a query and before a passage, where it expects something.
fn prompts(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let models = context.models;
    let model = models.first.in_use().map(LoadedModel::model);
    let head = model.and_then(|model| model.sentence_head().ok());
    let Some(head) = head.filter(|head| head.prompts_to_offer().next().is_some()) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        let names = ["before the query", "before each passage"];
        for (name, chosen) in names.into_iter().zip(&mut context.document.search_prompts) {
            keep_with(ui, name, 150.0);
            let label = ui.label(name);
            let shown = head.prompt_named(chosen);
            let shown = shown.map_or("nothing", |prompt| prompt.text.as_str());
            ComboBox::from_id_salt(name)
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    ui.selectable_value(chosen, String::new(), "nothing");
                    for prompt in head.prompts_to_offer() {
                        ui.selectable_value(chosen, prompt.name.clone(), prompt.text.as_str());
                    }
                })
                .response
                .labelled_by(label.id)
                .on_hover_text("What this model was trained to read before a text");
        }
    });
}

/// Which passages are searched, and whether they are read.
fn passages(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let state = context
        .search
        .passages(context.models.first.in_use(), context.document);
    let file = context.document.search_file.clone();
    ui.horizontal_wrapped(|ui| {
        ui.label("in");
        let sample = file.is_none();
        if ui.selectable_label(sample, "the sample corpus").clicked() {
            context.document.search_file = None;
            context.send(Action::ReadPassages);
        }
        if let Some(file) = &file {
            let name = file.file_name().unwrap_or(file.as_os_str());
            let name = strip_control_chars(&name.to_string_lossy());
            let path = file.display().to_string();
            let _ = ui
                .selectable_label(true, shortened(&name, 40))
                .on_hover_text(path);
        }
        let choose = ui.button("Another file…").on_hover_text(
            "A .txt with a passage per line, a .csv or .tsv, or a .jsonl; what is read stays on \
             this computer",
        );
        if choose.clicked() {
            context.send(Action::AskPath(Purpose::SearchIn, "".into()));
        }
        if file.is_some() {
            let label = ui.label("column or field");
            let column = TextEdit::singleline(&mut context.document.search_column)
                .desired_width(90.0)
                .hint_text("usual");
            ui.add(column).labelled_by(label.id).on_hover_text(
                "By its name or by its number from 1; empty for the only one, or one called text, \
                 sentence or prompt",
            );
        }
        divided(ui, |ui| reading(ui, context, &state));
    });
}

fn reading(ui: &mut Ui, context: &mut ViewContext<'_>, state: &PassageState) {
    match state {
        PassageState::Unread => {
            let ready = context.models.first.in_use().is_some();
            let read = ui.add_enabled(ready, Button::new("Read the passages"));
            let read = read.on_hover_text(format!(
                "Each passage is read once by the model and its embedding is kept on this \
                 computer; at most {} of them",
                with_thousands(MOST_PASSAGES as u64)
            ));
            if read.clicked() {
                context.send(Action::ReadPassages);
            }
        }
        PassageState::Reading(progress) if progress.total == 0 => {
            ui.label("reading the file…");
            cancel(ui, context);
        }
        PassageState::Reading(progress) => {
            let text = format!(
                "{} of {} passages",
                with_thousands(progress.done as u64),
                with_thousands(progress.total as u64)
            );
            let bar = ProgressBar::new(progress.fraction() as f32)
                .desired_width(220.0)
                .text(text);
            ui.add(bar);
            cancel(ui, context);
        }
        PassageState::Ready { count } => {
            let count = with_thousands(*count as u64);
            ui.label(format!("{count} passages are ready"));
        }
    }
}

fn cancel(ui: &mut Ui, context: &mut ViewContext<'_>) {
    if ui.button("Cancel").clicked() {
        context.send(Action::CancelPassages);
    }
}

fn advice(ui: &mut Ui) {
    ui.add_space(GAP * 4.0);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new("Why does a search return this?").size(20.0));
        ui.label(
            "Read the passages once, then type: the most similar ones follow at once, each with \
             the words that carry its similarity. Click one to see the whole match.",
        );
    });
}
