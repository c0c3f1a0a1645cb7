//! How the threshold is drawn: the settings in a popup, and the same in words.

use eframe::egui::{Button, Popup, PopupCloseBehavior, Response, Slider, Ui};

use crate::domain::threshold::QuantileMethod;
use crate::domain::threshold::ThresholdRule;
use crate::domain::token::TokenSet;
use crate::paint::theme::GAP;
use crate::paint::words::explained;

const WIDTH: f32 = 320.0;

/// `rule` in words, as the status bar says it.
pub(super) fn in_words(rule: &ThresholdRule) -> String {
    format!(
        "τ = quantile {:.2} ({}, {})",
        rule.quantile,
        rule.method.name(),
        rule.tokens.name()
    )
}

/// Opens the settings at `button` when it is clicked.
pub(super) fn popup(button: &Response, rule: &mut ThresholdRule) {
    Popup::from_toggle_button_response(button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| settings(ui, rule));
}

fn settings(ui: &mut Ui, rule: &mut ThresholdRule) {
    ui.set_width(WIDTH);
    let label = ui.label("Quantile of this text's strengths; the paper uses 0.75");
    let slider = Slider::new(&mut rule.quantile, 0.0..=1.0)
        .step_by(0.01)
        .fixed_decimals(2);
    ui.spacing_mut().slider_width = WIDTH - 80.0;
    ui.add(slider).labelled_by(label.id);
    ui.add_space(GAP);
    explained(
        ui,
        "Method of the quantile between two strengths, by numpy's names; the paper's table 5 uses \
         midpoint",
    );
    ui.horizontal_wrapped(|ui| {
        for &method in QuantileMethod::ALL {
            ui.selectable_value(&mut rule.method, method, method.name());
        }
    });
    ui.add_space(GAP);
    explained(
        ui,
        "Token set: the tokens that are ranked; all are always drawn",
    );
    for &set in TokenSet::ALL {
        let name = match set {
            TokenSet::All => "all",
            TokenSet::NoSpecial => "no-special: without [CLS], [SEP]",
            TokenSet::Words => "words: also without punctuation",
        };
        ui.radio_value(&mut rule.tokens, set, name);
    }
    ui.add_space(GAP);
    let changed = *rule != ThresholdRule::default();
    let reset = ui.add_enabled(changed, Button::new("Reset"));
    if reset
        .on_hover_text("Back to quantile 0.75, linear, no-special")
        .clicked()
    {
        *rule = ThresholdRule::default();
    }
}
