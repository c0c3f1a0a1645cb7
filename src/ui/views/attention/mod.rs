//! One text, or two: what each token attends to, and whether a token that receives much attention is
//! a strong one.

mod beside;
mod changed;
mod heads;
mod matrices;
mod texts;

use eframe::egui::{ComboBox, Key, ScrollArea, Ui};

use super::view::typed;
use crate::analysis::{Answer, Asked, AttendedText};
use crate::charts::{AttentionGrid, ChartDef as _};
use crate::domain::attention::{AttentionKind, HeadChoice};
use crate::model::ModelError;
use crate::paint::theme::GAP;
use crate::paint::words::explain_control;
use crate::ui::icons;
use crate::ui::linking::ranges_of;
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::state::settings::Settings;
use crate::ui::views::{Group, Prompts, View, ViewContext, ViewInput};
use crate::ui::widgets::{divided, keep_with, side_by_side};

use beside::{beside, by_block};
pub(super) use changed::changed;
use heads::heads;
use matrices::matrices;
use texts::texts;

/// What tokens attend to.
pub(super) struct AttentionPage;

impl View for AttentionPage {
    fn name(&self) -> &'static str {
        "Attention"
    }

    fn command(&self) -> &'static str {
        "Show what tokens attend to"
    }

    fn key(&self) -> Key {
        Key::H
    }

    fn group(&self) -> Group {
        Group::OneText
    }

    fn icon(&self) -> &'static str {
        icons::ATTENTION
    }

    fn prompts(&self) -> Prompts {
        Prompts::Two
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        divided(ui, |ui| tools(ui, context));
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        let document = input.document;
        Some(Asked::Attention {
            text: typed(&document.prompt)?,
            text_b: typed(&document.prompt_b),
            settings: document.settings.attention.settings,
        })
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        input.answers.attention.clone().map(Answer::Attention)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Attention { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Asked::Attention {
            text,
            text_b,
            settings,
        } = asked
        {
            document.prompt.clone_from(text);
            document.prompt_b = text_b.clone().unwrap_or_default();
            let choice = &mut document.settings.attention;
            choice.settings = *settings;
            choice.by_word = chart == Some(AttentionGrid { by_word: true }.id());
        }
        Ok(())
    }

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        typed(&input.document.prompt).is_some() && input.answers.attention.is_some()
    }

    fn status<'a>(&self, _: &Settings, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let shown = answers.attention.as_ref()?;
        let tokens = |text: &AttendedText| text.analysis.traced.tokens.len();
        let counted = match &shown.b {
            None => format!("{} tokens", tokens(&shown.a)),
            Some(b) => format!("A {} tokens   B {} tokens", tokens(&shown.a), tokens(b)),
        };
        Some((counted, &shown.warnings))
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let shown = input.answers.attention.as_ref();
        shown.map_or_else(Vec::new, |shown| {
            let traced = &shown.a.analysis.traced;
            ranges_of(TextOf::A, traced, 0..traced.tokens.len())
        })
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        let by_word = input.document.settings.attention.by_word;
        AttentionGrid { by_word }.id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        let Some(shown) = context.answers.attention.clone() else {
            return;
        };
        ScrollArea::vertical()
            .id_salt("attention")
            .auto_shrink(false)
            .show(ui, |ui| {
                texts(ui, context, &shown);
                ui.add_space(GAP);
                side_by_side(
                    ui,
                    context,
                    |ui, context| heads(ui, context, &shown),
                    |ui, context| matrices(ui, context, &shown),
                );
                ui.add_space(GAP * 2.0);
                side_by_side(
                    ui,
                    context,
                    |ui, context| beside(ui, context, &shown),
                    |ui, context| by_block(ui, context, &shown),
                );
            });
    }
}

/// What is shown of which head, and how.
pub(super) fn tools(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let heads = context.answers.attention.as_ref();
    let heads = heads.map_or(0, |shown| shown.a.measured.block.heads);
    kinds(ui, context);
    head(ui, context, heads);
    let choice = &mut context.document.settings.attention;
    let by_word = divided(ui, |ui| ui.checkbox(&mut choice.by_word, "Words"));
    by_word.on_hover_text(
        "The tokens of a word as one: the sum of what is given to them, the mean of what they \
             give",
    );
    ui.checkbox(&mut choice.without_special, "Hide special")
        .on_hover_text("Leave [CLS], [SEP] and their kin out; rows then no longer sum to 1");
}

fn kinds(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let settings = &mut context.document.settings.attention.settings;
    keep_with(ui, "Show", 140.0);
    let label = ui.label("Show");
    let kind = ComboBox::from_id_salt("attention-kind")
        .selected_text(settings.kind.name())
        .width(108.0)
        .show_ui(ui, |ui| {
            for &kind in AttentionKind::ALL {
                ui.selectable_value(&mut settings.kind, kind, kind.name())
                    .on_hover_text(kind.phrase());
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(settings.kind.phrase());
    explain_control(kind, settings.kind.title());
}

fn head(ui: &mut Ui, context: &mut ViewContext<'_>, heads: usize) {
    let settings = &mut context.document.settings.attention.settings;
    keep_with(ui, "Head", 100.0);
    let label = ui.label("Head");
    ui.add_enabled_ui(settings.kind.has_heads(), |ui| {
        let choices = [HeadChoice::Mean, HeadChoice::Max].into_iter();
        ComboBox::from_id_salt("attention-head")
            .selected_text(settings.head.to_string())
            .width(64.0)
            .show_ui(ui, |ui| {
                for choice in choices.chain((0..heads).map(HeadChoice::One)) {
                    ui.selectable_value(&mut settings.head, choice, choice.to_string());
                }
            })
            .response
            .labelled_by(label.id)
            .on_disabled_hover_text("Value zeroing is of the whole block and knows no heads");
    });
}
