//! The findings as CSV: one row per thing that has numbers of its own, at every layer.

use crate::domain::corpus::{
    ConfoundFindings, EffectAtLayer, Estimate, Findings, TokenFindings, TokenKind,
};
use crate::export::csv::{document, number};

/// One row for each kind of token at each layer.
pub(super) fn csv_of_classes(findings: &Findings) -> String {
    let names = [
        "kind",
        "is_group",
        "layer",
        "tokens",
        "texts",
        "mean",
        "p5",
        "p25",
        "p50",
        "p75",
        "p95",
        "judged",
        "judged_high",
        "high_rate",
        "high_rate_ci_lower",
        "high_rate_ci_upper",
        "share_of_judged",
        "share_of_high",
    ];
    let classes = findings.classes.iter();
    let rows = classes.flat_map(|class| {
        class.layers.iter().enumerate().map(move |(layer, at)| {
            let [of_judged, of_high] = findings.shares(class.kind, layer);
            let mut row = vec![
                class.kind.name().to_owned(),
                matches!(class.kind, TokenKind::Group(_)).to_string(),
                layer.to_string(),
                class.tokens.to_string(),
                class.texts.to_string(),
            ];
            row.extend(
                [
                    at.mean,
                    at.p5,
                    at.quartiles.lower,
                    at.quartiles.median,
                    at.quartiles.upper,
                    at.p95,
                ]
                .map(|value| number(Some(value))),
            );
            row.extend([at.judged.to_string(), at.judged_high.to_string()]);
            row.extend(cells(at.high_rate));
            row.extend([number(of_judged), number(of_high)]);
            row
        })
    });
    document(names, rows)
}

/// One row per layer.
pub(super) fn csv_of_effects(findings: &Findings) -> String {
    let names = [
        "layer",
        "content",
        "function",
        "auc",
        "auc_low",
        "auc_high",
        "cliffs_delta",
        "cliffs_delta_low",
        "cliffs_delta_high",
        "auc_within_sentence",
        "auc_within_sentence_low",
        "auc_within_sentence_high",
        "high_share",
        "foremost",
    ];
    let row = |(layer, effect): (usize, &EffectAtLayer)| {
        let mut row = vec![
            layer.to_string(),
            effect.content.to_string(),
            effect.function.to_string(),
        ];
        row.extend(cells(effect.auc));
        row.extend(cells(effect.cliffs_delta));
        row.extend(cells(effect.auc_within_sentence));
        row.extend([number(effect.high_share), number(effect.argmax_share)]);
        row
    };
    document(names, findings.effects.iter().enumerate().map(row))
}

/// One row for each baseline at each layer that has it.
pub(super) fn csv_of_baselines(findings: &Findings) -> String {
    let names = [
        "baseline",
        "layer",
        "tokens",
        "rho",
        "rho_low",
        "rho_high",
        "partial_tokens",
        "partial",
        "partial_low",
        "partial_high",
    ];
    let rows = findings.baselines.iter().flat_map(|baseline| {
        let layers = baseline.layers.iter().enumerate();
        let layers = layers.filter(|(_, at)| at.tokens > 0);
        layers.map(move |(layer, at)| {
            let mut row = vec![
                baseline.baseline.name().to_owned(),
                layer.to_string(),
                at.tokens.to_string(),
            ];
            row.extend(cells(at.rho));
            row.push(at.partial_tokens.to_string());
            row.extend(cells(at.partial));
            row
        })
    });
    document(names, rows)
}

/// One row for each step of a confound at each layer.
pub(super) fn csv_of_confounds(findings: &Findings) -> String {
    let names = [
        "confound", "from", "to", "tokens", "layer", "p25", "p50", "p75",
    ];
    let of_confound = |of: &ConfoundFindings| -> Vec<[String; 8]> {
        let bins = of.bins.iter();
        bins.flat_map(|bin| {
            bin.layers.iter().enumerate().map(|(layer, at)| {
                [
                    of.confound.name().to_owned(),
                    number(Some(bin.from)),
                    number(Some(bin.to)),
                    bin.tokens.to_string(),
                    layer.to_string(),
                    number(Some(at.lower)),
                    number(Some(at.median)),
                    number(Some(at.upper)),
                ]
            })
        })
        .collect()
    };
    document(names, findings.confounds.iter().flat_map(of_confound))
}

/// One row for each token that is listed; the numbers of every layer are columns.
pub(super) fn csv_of_top_tokens(findings: &Findings) -> String {
    let names = [
        "token",
        "shown",
        "continues",
        "word_class",
        "word_group",
        "count",
        "judged",
    ];
    let layers =
        |name: &'static str| (0..=findings.layers).map(move |layer| format!("{name}_{layer}"));
    let header = names
        .into_iter()
        .map(str::to_owned)
        .chain(layers("mean"))
        .chain(layers("high"));
    let row = |token: &TokenFindings| {
        let mut row = vec![
            token.piece.clone(),
            token.shown.clone(),
            token.continues.to_string(),
            token.class.tag().to_owned(),
            token.class.group().name().to_owned(),
            token.count.to_string(),
            token.judged.to_string(),
        ];
        row.extend(token.layers.iter().map(|at| number(Some(at.mean))));
        row.extend(token.layers.iter().map(|at| at.high.to_string()));
        row
    };
    let tokens = findings.top_tokens.iter().chain(&findings.top_pieces);
    document(header, tokens.map(row))
}

/// An estimate and the ends of its interval; empty for what is not there.
fn cells(estimate: Option<Estimate>) -> [String; 3] {
    let interval = estimate.and_then(|estimate| estimate.interval);
    [
        number(estimate.map(|estimate| estimate.value)),
        number(interval.map(|interval| interval.low)),
        number(interval.map(|interval| interval.high)),
    ]
}
