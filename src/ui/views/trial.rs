//! The paper's claim on trial: does a text lose more without its HIGH tokens than without others? Asked
//! of the paper's sentences, of the text on screen and of many texts.

use eframe::egui::{Frame, RichText, Ui};

use super::effects::newest;
use super::output_choice::output_of;
use crate::analysis::paper::PaperReport;
use crate::analysis::{Asked, Effects, RemovalSettings};
use crate::charts::corpus::{corpus_claim, removal_sentence};
use crate::charts::effects_sentence;
use crate::domain::removal::{Rival, claim};
use crate::paint::theme::GAP;
use crate::paint::words::{heading, remark, sentence};
use crate::ui::views::{ViewContext, view::typed};
use crate::ui::widgets::quoted;

/// The name of the card.
pub(super) const NAME: &str = "The claim on trial";

/// The card.
pub(super) fn card(ui: &mut Ui, context: &mut ViewContext<'_>, report: &PaperReport) {
    let frame = Frame::group(ui.style()).inner_margin(12.0);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(NAME).strong().size(17.0));
        sentence(
            ui,
            "The paper calls the strength of a token its importance. If that is so, a text loses more \
             without its HIGH tokens than without as many others, whichever way those are chosen.",
        );
        ui.add_space(GAP * 0.5);
        heading(ui, "The paper's sentences");
        match &report.trial {
            Some(trial) => sentence(ui, trial),
            None => remark(ui, "Their tokens are being removed; a model without a mask token cannot."),
        };
        ui.add_space(GAP * 0.5);
        this_text(ui, context);
        ui.add_space(GAP * 0.5);
        many_texts(ui, context);
    });
}

fn this_text(ui: &mut Ui, context: &mut ViewContext<'_>) {
    heading(ui, "The text on screen");
    let Some(text) = typed(&context.document.prompt) else {
        remark(ui, "There is none: type one in another view.");
        return;
    };
    let tested = newest(context.answers).filter(|of| of.analysis.traced.text == text);
    if let Some(said) = tested.and_then(|effects| verdict(effects)) {
        sentence(ui, format!("{} {said}", quoted(&text, 60)));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.label(quoted(&text, 60));
        if ui.button("Put it on trial").clicked() {
            let output = context.document.settings.removal_output;
            let settings = RemovalSettings {
                removal: context.document.settings.removal,
                output: output_of(output, context.models.first.in_use()),
                ..RemovalSettings::default()
            };
            context.show(&Asked::Effects { text, settings }, None);
        }
    });
}

/// What the test of one text says of the claim; `None` before there is anything to say.
fn verdict(effects: &Effects) -> Option<String> {
    let said = effects_sentence(effects)?;
    let high = effects.test.high()?;
    let claim = claim(
        high.effect,
        high.random_mean,
        effects.test.rival(Rival::Rarest),
    );
    Some(format!("{said} So {claim}. One text proves nothing."))
}

fn many_texts(ui: &mut Ui, context: &mut ViewContext<'_>) {
    heading(ui, "Many texts");
    let shown = context.corpus.shown.as_ref();
    let tested = shown.and_then(|shown| Some((shown, shown.findings.removal.as_ref()?)));
    let Some((shown, removal)) = tested else {
        remark(
            ui,
            "Not tested yet: the view Corpus reads many texts and, with “Remove tokens”, says with \
             intervals what holds over all of them.",
        );
        return;
    };
    let layer = shown.layer(&context.document.settings);
    let said = removal_sentence(removal, layer).unwrap_or_default();
    let claim = corpus_claim(removal, layer);
    let claim = claim.map_or_else(String::new, |claim| format!(" So {claim}."));
    let (model, texts) = (&shown.source.model.display_name, removal.texts);
    sentence(ui, format!("{texts} texts, read by {model}: {said}{claim}"));
}
