//! The findings as tables for programs: a row for each number that is one, at every layer.

use crate::domain::corpus::{
    BaselineFindings, ClassAtLayer, ClassFindings, ConfoundBin, ConfoundFindings,
    CorrelationAtLayer, EffectAtLayer, Estimate, Findings, Quartiles, TokenFindings, TokenKind,
};
use crate::export::table::{Columns, Table};

/// One row for each kind of token at each layer.
pub(super) fn classes(findings: &Findings) -> Table {
    type Row<'a> = (&'a ClassFindings, usize, &'a ClassAtLayer);
    let rows = findings.classes.iter().flat_map(|class| {
        let layers = class.layers.iter().enumerate();
        layers.map(move |(layer, at)| (class, layer, at))
    });
    let columns = Columns::new()
        .text("kind", |(class, ..): &Row<'_>| class.kind.name())
        .text("is_group", |(class, ..)| {
            matches!(class.kind, TokenKind::Group(_))
        })
        .exact("layer", |&(_, layer, _)| layer)
        .exact("tokens", |(class, ..)| class.tokens)
        .exact("texts", |(class, ..)| class.texts)
        .exact("mean", |(.., at)| at.mean)
        .exact("p5", |(.., at)| at.p5)
        .exact("p25", |(.., at)| at.quartiles.lower)
        .exact("p50", |(.., at)| at.quartiles.median)
        .exact("p75", |(.., at)| at.quartiles.upper)
        .exact("p95", |(.., at)| at.p95)
        .exact("judged", |(.., at)| at.judged)
        .exact("judged_high", |(.., at)| at.judged_high);
    let names = ["high_rate", "high_rate_ci_lower", "high_rate_ci_upper"];
    estimated(columns, names, |(.., at)| at.high_rate)
        .exact("share_of_judged", |&(class, layer, _)| {
            let [of_judged, _] = findings.shares(class.kind, layer);
            of_judged
        })
        .exact("share_of_high", |&(class, layer, _)| {
            let [_, of_high] = findings.shares(class.kind, layer);
            of_high
        })
        .table("Strength and HIGH by kind of token", rows)
}

/// One row per layer.
pub(super) fn effects(findings: &Findings) -> Table {
    type Row<'a> = (usize, &'a EffectAtLayer);
    let columns = Columns::new()
        .exact("layer", |&(layer, _): &Row<'_>| layer)
        .exact("content", |(_, effect)| effect.content)
        .exact("function", |(_, effect)| effect.function);
    let columns = estimated(columns, ["auc", "auc_low", "auc_high"], |(_, effect)| {
        effect.auc
    });
    let names = ["cliffs_delta", "cliffs_delta_low", "cliffs_delta_high"];
    let columns = estimated(columns, names, |(_, effect)| effect.cliffs_delta);
    let names = [
        "auc_within_sentence",
        "auc_within_sentence_low",
        "auc_within_sentence_high",
    ];
    estimated(columns, names, |(_, effect)| effect.auc_within_sentence)
        .exact("high_share", |(_, effect)| effect.high_share)
        .exact("foremost", |(_, effect)| effect.argmax_share)
        .table(
            "Content against function words",
            findings.effects.iter().enumerate(),
        )
}

/// One row for each baseline at each layer that has it.
pub(super) fn baselines(findings: &Findings) -> Table {
    type Row<'a> = (&'a BaselineFindings, usize, &'a CorrelationAtLayer);
    let rows = findings.baselines.iter().flat_map(|baseline| {
        let layers = baseline.layers.iter().enumerate();
        let layers = layers.filter(|(_, at)| at.tokens > 0);
        layers.map(move |(layer, at)| (baseline, layer, at))
    });
    let columns = Columns::new()
        .text("baseline", |(of, ..): &Row<'_>| of.baseline.name())
        .exact("layer", |&(_, layer, _)| layer)
        .exact("tokens", |(.., at)| at.tokens);
    let columns = estimated(columns, ["rho", "rho_low", "rho_high"], |(.., at)| at.rho)
        .exact("partial_tokens", |(.., at)| at.partial_tokens);
    let names = ["partial", "partial_low", "partial_high"];
    estimated(columns, names, |(.., at)| at.partial).table("Strength and what it may go with", rows)
}

/// One row for each step of a confound at each layer.
pub(super) fn confounds(findings: &Findings) -> Table {
    type Row<'a> = (&'a ConfoundFindings, &'a ConfoundBin, usize, &'a Quartiles);
    let rows = findings.confounds.iter().flat_map(|of| {
        of.bins.iter().flat_map(move |bin| {
            let layers = bin.layers.iter().enumerate();
            layers.map(move |(layer, at)| (of, bin, layer, at))
        })
    });
    Columns::new()
        .text("confound", |(of, ..): &Row<'_>| of.confound.name())
        .exact("from", |(_, bin, ..)| bin.from)
        .exact("to", |(_, bin, ..)| bin.to)
        .exact("tokens", |(_, bin, ..)| bin.tokens)
        .exact("layer", |&(_, _, layer, _)| layer)
        .exact("p25", |(.., at)| at.lower)
        .exact("p50", |(.., at)| at.median)
        .exact("p75", |(.., at)| at.upper)
        .table("Strength by confound", rows)
}

/// One row for each token that is listed; the numbers of every layer are columns.
pub(super) fn top_tokens(findings: &Findings) -> Table {
    let columns = Columns::new()
        .text("token", |token: &&TokenFindings| token.piece.clone())
        .text("shown", |token| token.shown.clone())
        .text("continues", |token| token.continues)
        .text("word_class", |token| token.class.tag())
        .text("word_group", |token| token.class.group().name())
        .exact("count", |token| token.count)
        .exact("judged", |token| token.judged);
    let layers = 0..=findings.layers;
    let columns = layers.clone().fold(columns, |columns, layer| {
        columns.exact(format!("mean_{layer}"), move |token| {
            token.layers.get(layer).map(|at| at.mean)
        })
    });
    let columns = layers.fold(columns, |columns, layer| {
        columns.exact(format!("high_{layer}"), move |token| {
            token.layers.get(layer).map(|at| at.high)
        })
    });
    let tokens = findings.top_tokens.iter().chain(&findings.top_pieces);
    columns.table("Tokens that are met often", tokens)
}

/// `columns`, and behind them an estimate and the ends of its interval.
fn estimated<'a, R: 'a>(
    columns: Columns<'a, R>,
    [value, low, high]: [&'static str; 3],
    estimate: fn(&R) -> Option<Estimate>,
) -> Columns<'a, R> {
    let interval = move |row: &R| estimate(row).and_then(|estimate| estimate.interval);
    columns
        .exact(value, move |row| {
            estimate(row).map(|estimate| estimate.value)
        })
        .exact(low, move |row| interval(row).map(|interval| interval.low))
        .exact(high, move |row| interval(row).map(|interval| interval.high))
}
