//! The findings as tables to read: for a terminal, for Markdown and for LaTeX.

use std::fmt::Write as _;

use crate::domain::corpus::pairs::{ChanceFindings, PairFindings, PairSource};
use crate::domain::corpus::{
    Baseline, ClassAtLayer, ClassFindings, CorrelationAtLayer, EffectAtLayer, Estimate, Findings,
    TokenKind,
};
use crate::domain::format::decimals;
use crate::export::table::{Column, Columns, NumberFormat, Table, TableFormat, write};

use super::summary::CorpusSummary;

/// Strength and HIGH by kind of token, content against function words layer by layer, and the
/// baselines at the selected layer: the main findings, for a terminal.
pub fn table_from_findings(summary: &CorpusSummary<'_>) -> String {
    let layer = summary.settings.tables.layer;
    let mut text = String::new();
    let tables = [
        (
            format!("Strength and HIGH by kind of token, Layer {layer}"),
            classes(summary),
        ),
        (
            "Content against function words (AUC 0.5: no difference; foremost: share of the\n\
             replicates in which they differ most at this layer)"
                .to_owned(),
            effects(summary),
        ),
        (
            format!(
                "Strength and what it may go with, Layer {layer} (Spearman's rho;\npartial: frequency \
                 rank and position held constant)"
            ),
            baselines(summary),
        ),
    ];
    for (title, table) in tables {
        if !table.rows.is_empty() {
            let lines = write(&table, TableFormat::Terminal);
            let _ = writeln!(text, "{title}\n{lines}");
        }
    }
    text
}

/// The main findings by kind of token at the selected layer.
pub(super) fn classes(summary: &CorpusSummary<'_>) -> Table {
    type Row<'a> = (&'a ClassFindings, &'a ClassAtLayer, [Option<f64>; 2]);
    let CorpusSummary {
        model,
        settings,
        findings,
        ..
    } = summary;
    let tables = &settings.tables;
    let layer = tables.layer;
    let rows = findings.classes.iter().filter_map(|class| {
        let at = class.layers.get(layer)?;
        let shares = findings.shares(class.kind, layer);
        Some((
            class,
            at,
            shares.map(|share| share.filter(|_| at.judged > 0)),
        ))
    });
    let caption = format!(
        "Activation strength (L2 norm) at Layer {layer} of {} by kind of token: {} texts, {} \
         tokens. HIGH: above the {} quantile of the sentence ({}, tokens {}); by chance {} of each \
         kind. Intervals: 95 %, bootstrap over sentences, {} replicates, seed {}.",
        model.display_name,
        findings.texts,
        findings.tokens,
        tables.rule.quantile,
        tables.rule.method.name(),
        tables.rule.tokens.name(),
        by_chance(findings, layer),
        findings.replicates,
        findings.seed,
    );
    Columns::new()
        .text("kind", |(class, ..): &Row<'_>| match class.kind {
            TokenKind::Group(group) => group.name().to_owned(),
            TokenKind::Class(class) => format!("· {}", class.tag()),
        })
        .exact("tokens", |(class, ..)| class.tokens)
        .fixed("mean", 3, |(_, at, _)| at.mean)
        .fixed("median", 3, |(_, at, _)| at.quartiles.median)
        .with(
            Column::number("of judged", NumberFormat::Percent(1)),
            |&(.., [of_judged, _])| of_judged,
        )
        .with(
            Column::number("of HIGH", NumberFormat::Percent(1)),
            |&(.., [_, of_high])| of_high,
        )
        .exact("HIGH among them", |(_, at, _)| at.high_rate.map(rate))
        .table(caption, rows)
}

fn effects(summary: &CorpusSummary<'_>) -> Table {
    type Row<'a> = (usize, &'a EffectAtLayer);
    let judged = summary.settings.tables.layer;
    let effects = summary.findings.effects.iter().enumerate();
    Columns::new()
        .text("layer", move |&(layer, _): &Row<'_>| {
            format!("{layer}{}", if layer == judged { " *" } else { "" })
        })
        .exact("AUC", |(_, effect)| effect.auc.map(with_interval))
        .exact("Cliff's delta", |(_, effect)| {
            effect.cliffs_delta.map(|delta| rounded(delta.value, 3))
        })
        .exact("AUC within sentences", |(_, effect)| {
            effect.auc_within_sentence.map(with_interval)
        })
        .with(
            Column::number("foremost", NumberFormat::Percent(1)),
            |(_, effect)| effect.argmax_share,
        )
        .table("", effects.filter(|(_, effect)| effect.auc.is_some()))
}

fn baselines(summary: &CorpusSummary<'_>) -> Table {
    type Row<'a> = (Baseline, &'a CorrelationAtLayer);
    let layer = summary.settings.tables.layer;
    let baselines = summary.findings.baselines.iter();
    let rows = baselines.filter_map(|of| Some((of.baseline, of.layers.get(layer)?)));
    Columns::new()
        .text("baseline", |(baseline, _): &Row<'_>| {
            baseline.name().replace('_', " ")
        })
        .exact("tokens", |(_, at)| at.tokens)
        .exact("rho", |(_, at)| at.rho.map(with_interval))
        .exact("partial", |(_, at)| at.partial.map(with_interval))
        .table("", rows)
}

/// What `findings` say of all pairs at the selected layer, with and without changed words.
pub fn table_from_pairs(findings: &PairFindings) -> String {
    type Row<'a> = (&'static str, &'a ChanceFindings);
    let rows = [
        ("all judged tokens", &findings.all),
        ("without changed words", &findings.unchanged),
    ];
    let table = Columns::new()
        .text("R_H against chance", |(name, _): &Row<'_>| *name)
        .exact("pairs", |(_, of)| of.decided)
        .fixed("R_H", 3, |(_, of)| of.ratio.map(|ratio| ratio.value))
        .fixed("chance", 3, |(_, of)| of.chance)
        .text("difference", |(_, of)| of.difference.map(with_brackets))
        .fixed("p", 4, |(_, of)| of.p)
        .table("", rows);
    let mut text = format!("\n{}", write(&table, TableFormat::Terminal));
    let shuffles = findings.replicates;
    let _ = writeln!(
        text,
        "chance: the share of HIGH tokens; p: of {shuffles} shuffles of the buckets within every \
         pair; in brackets:\n95 % interval from {shuffles} resamplings of the pairs"
    );
    let mut note = |count: u64, what: &str| {
        if count > 0 {
            let _ = writeln!(text, "{what}: {count}");
        }
    };
    match &findings.source {
        PairSource::Swaps => note(findings.without_swap, "texts without a word to swap"),
        PairSource::Column(_) => note(findings.not_read, "second texts that could not be read"),
    }
    let of_all = findings.pairs.saturating_sub(findings.all.decided);
    note(of_all, "pairs without a HIGH token, a LOW one or a shift");
    let rest = findings.pairs.saturating_sub(findings.unchanged.decided);
    note(rest, "the same without changed words");
    text
}

fn with_brackets(Estimate { value, interval }: Estimate) -> String {
    let brackets =
        interval.map(|interval| format!(" [{:+.3}, {:+.3}]", interval.low, interval.high));
    format!("{value:+.3}{}", brackets.unwrap_or_default())
}

fn by_chance(findings: &Findings, layer: usize) -> String {
    let effect = findings.effects.get(layer);
    let share = effect.and_then(|effect| effect.high_share);
    let percent = NumberFormat::Percent(1).print(share);
    percent.unwrap_or_else(|| "-".to_owned())
}

fn with_interval(Estimate { value, interval }: Estimate) -> String {
    let value = rounded(value, 3);
    interval.map_or_else(
        || value.clone(),
        |interval| {
            let [low, high] = [interval.low, interval.high].map(|end| rounded(end, 2));
            format!("{value} ({low} to {high})")
        },
    )
}

fn rate(Estimate { value, interval }: Estimate) -> String {
    let percent = format!("{:.1} %", 100.0 * value);
    interval.map_or_else(
        || percent.clone(),
        |interval| {
            let [low, high] = [interval.low, interval.high].map(|end| 100.0 * end);
            format!("{percent} ({low:.1} to {high:.1})")
        },
    )
}

/// `value` with `digits` behind the point; what rounds to nothing has no sign.
fn rounded(value: f64, digits: usize) -> String {
    let Some(text) = decimals(Some(value), digits) else {
        return "-".to_owned();
    };
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}
