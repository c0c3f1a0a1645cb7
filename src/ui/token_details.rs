//! Everything about one token, for a tooltip.

use eframe::egui::{RichText, Ui};

use crate::analysis::Analysis;
use crate::domain::reference::UsualFrom;
use crate::paint::paint_sparkline;
use crate::paint::theme::Palette;
use crate::ui::widgets::details;

pub(super) fn show(ui: &mut Ui, analysis: &Analysis, token: usize) {
    let Some(token) = analysis.traced.tokens.get(token) else {
        return;
    };
    let strength = analysis
        .strengths()
        .get(token.index)
        .copied()
        .unwrap_or(f64::NAN);
    let score = analysis
        .at_layer()
        .tokens
        .get(token.index)
        .copied()
        .flatten();
    let weak = Palette::of(ui).weak_text;
    ui.horizontal(|ui| {
        ui.label(RichText::new(&token.shown).strong().size(16.0));
        ui.label(RichText::new(format!("token {} · id {}", token.index, token.id)).color(weak));
    });
    let group = token.word_class.group().name();
    let tag = token.word_class.tag();
    details(ui, "token details", |row| {
        if token.piece != token.shown {
            row("in the vocabulary", token.piece.clone());
        }
        row(
            "word class",
            if tag == group {
                tag.to_owned()
            } else {
                format!("{tag} ({group})")
            },
        );
        row(
            analysis.measure.title_of_strength(),
            if strength.is_finite() {
                format!("{strength:.4}")
            } else {
                "not a finite number".to_owned()
            },
        );
        match score {
            Some(score) => {
                let z = score
                    .z
                    .map_or_else(|| "undefined".to_owned(), |z| format!("{z:+.2}"));
                row("rank", score.rank.to_string());
                row("z-score", z);
                let tie = if score.margin == 0.0 {
                    " (a tie is LOW)"
                } else {
                    ""
                };
                row("margin to τ", format!("{:+.4}{tie}", score.margin));
                row("bucket", score.bucket.name().to_owned());
            }
            None => row(
                "bucket",
                format!("outside the token set {}", analysis.rule.tokens.name()),
            ),
        }
        for (name, value) in usual(analysis, token.index) {
            row(name, value);
        }
        for (name, value) in made_of(analysis, token.index) {
            row(name, value);
        }
    });
    let over_layers: Vec<f64> = (0..=analysis.traced.layers())
        .filter_map(|layer| analysis.traced.strengths(layer).get(token.index).copied())
        .collect();
    ui.label(
        RichText::new("strength over all layers")
            .small()
            .color(weak),
    );
    paint_sparkline(ui, &over_layers, analysis.layer);
}

/// What would be usual of the token, by name.
fn usual(analysis: &Analysis, token: usize) -> Vec<(&'static str, String)> {
    let compared = analysis.parts.as_ref();
    let Some(compared) = compared.and_then(|parts| parts.compared.as_ref()) else {
        return Vec::new();
    };
    let Some(usual) = compared.usual_of(analysis.layer, token) else {
        return vec![("usual", "nothing like it in the reference texts".to_owned())];
    };
    let strengths = &usual.strengths;
    let of = match usual.from {
        UsualFrom::Token => "this token",
        UsualFrom::Bin => "tokens like it",
    };
    let range = format!(
        "{:.2} to {:.2} ({of}, seen {} times)",
        strengths.p5, strengths.p95, strengths.count
    );
    let surprise = compared.surprise.get(analysis.layer);
    let surprise = surprise.and_then(|layer| *layer.get(token)?);
    let surprise = surprise.map_or_else(
        || "undefined".to_owned(),
        |surprise| format!("{surprise:+.2} standard deviations from usual"),
    );
    vec![("usual (5 to 95 %)", range), ("surprise", surprise)]
}

/// What the token's strength is made of, by name.
fn made_of(analysis: &Analysis, token: usize) -> Vec<(&'static str, String)> {
    let layer = analysis.traced.trace.parts.get(analysis.layer);
    let parts = layer.and_then(|layer| layer.get(token)).copied();
    let parts = parts.unwrap_or_default();
    let mut rows = Vec::new();
    if let Some(norm) = parts.norm {
        let (gain, cross, bias) = (norm.gain, norm.cross, norm.bias);
        let sum = format!("{gain:.2} {cross:+.2} {bias:+.2}");
        rows.push(("norm² = gain + cross + bias", sum));
        let before = format!("{:.4}", norm.input_norm);
        rows.push(("norm before the LayerNorm", before));
    }
    if let Some(residual) = parts.residual {
        let added = format!("{:.3} and {:.3}", residual.attention, residual.feed_forward);
        rows.push(("added by attention, feed-forward", added));
    }
    rows
}
