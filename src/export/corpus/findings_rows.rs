//! The findings as tables to read: for a terminal, for Markdown and for LaTeX.

use std::fmt::Write as _;

use crate::domain::corpus::{Estimate, Findings, TokenKind};
use crate::domain::format::strip_control_chars;
use crate::export::columns::lined_up;
use crate::export::rows::Rows;
use crate::export::{latex, markdown};

use super::summary::CorpusSummary;

/// Strength and HIGH by kind of token, content against function words layer by layer, and the
/// baselines at the judged layer: the main findings, for a terminal.
pub fn table_from_findings(summary: &CorpusSummary<'_>) -> String {
    let layer = summary.settings.tables.layer;
    let mut text = String::new();
    let tables = [
        (
            format!("Strength and HIGH by kind of token, Layer {layer}"),
            rows_of_classes(summary),
        ),
        (
            "Content against function words (AUC 0.5: no difference; foremost: share of the\n\
             replicates in which they differ most at this layer)"
                .to_owned(),
            rows_of_effects(summary),
        ),
        (
            format!(
                "Strength and what it may go with, Layer {layer} (Spearman's rho;\npartial: frequency \
                 rank and position held constant)"
            ),
            rows_of_baselines(summary),
        ),
    ];
    for (title, rows) in tables {
        if rows.lines.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{title}");
        text.push_str(&lined_up(&rows.names, &rows.right, &rows.lines));
        text.push('\n');
    }
    text
}

/// The table by kind of token, under a caption.
pub(super) fn markdown_from_classes(summary: &CorpusSummary<'_>) -> String {
    markdown::document(&rows_of_classes(summary))
}

/// The table by kind of token, with a caption.
pub(super) fn latex_from_classes(summary: &CorpusSummary<'_>) -> String {
    latex::document(&rows_of_classes(summary))
}

fn rows_of_classes(summary: &CorpusSummary<'_>) -> Rows {
    let CorpusSummary {
        model,
        settings,
        findings,
        ..
    } = summary;
    let tables = &settings.tables;
    let layer = tables.layer;
    let lines = findings.classes.iter().filter_map(|class| {
        let at = class.layers.get(layer)?;
        let [of_judged, of_high] = findings.shares(class.kind, layer);
        let name = match class.kind {
            TokenKind::Group(group) => group.name().to_owned(),
            TokenKind::Class(class) => format!("· {}", class.tag()),
        };
        Some(vec![
            name,
            class.tokens.to_string(),
            decimals(Some(at.mean), 3),
            decimals(Some(at.quartiles.median), 3),
            percent(of_judged.filter(|_| at.judged > 0)),
            percent(of_high.filter(|_| at.judged > 0)),
            rate(at.high_rate),
        ])
    });
    Rows {
        caption: format!(
            "Activation strength (L2 norm) at Layer {layer} of {} by kind of token: {} texts, {} \
             tokens. HIGH: above the {} quantile of the sentence ({}, tokens {}); by chance {} \
             of each kind. Intervals: 95 %, bootstrap over sentences, {} replicates, seed {}.",
            strip_control_chars(&model.display_name),
            findings.texts,
            findings.tokens,
            tables.rule.quantile,
            tables.rule.method.name(),
            tables.rule.tokens.name(),
            by_chance(findings, layer),
            findings.replicates,
            findings.seed,
        ),
        names: vec![
            "kind",
            "tokens",
            "mean",
            "median",
            "of judged",
            "of HIGH",
            "HIGH among them",
        ],
        right: vec![false, true, true, true, true, true, true],
        lines: lines.collect(),
    }
}

fn rows_of_effects(summary: &CorpusSummary<'_>) -> Rows {
    let effects = summary.findings.effects.iter().enumerate();
    let lines = effects
        .filter(|(_, effect)| effect.auc.is_some())
        .map(|(layer, effect)| {
            let judged = layer == summary.settings.tables.layer;
            vec![
                format!("{layer}{}", if judged { " *" } else { "" }),
                with_interval(effect.auc),
                decimals(effect.cliffs_delta.map(|delta| delta.value), 3),
                with_interval(effect.auc_within_sentence),
                percent(effect.argmax_share),
            ]
        });
    Rows {
        caption: String::new(),
        names: vec![
            "layer",
            "AUC",
            "Cliff's delta",
            "AUC within sentences",
            "foremost",
        ],
        right: vec![false, true, true, true, true],
        lines: lines.collect(),
    }
}

fn rows_of_baselines(summary: &CorpusSummary<'_>) -> Rows {
    let baselines = summary.findings.baselines.iter();
    let lines = baselines.filter_map(|baseline| {
        let at = baseline.layers.get(summary.settings.tables.layer)?;
        Some(vec![
            baseline.baseline.name().replace('_', " "),
            at.tokens.to_string(),
            with_interval(at.rho),
            with_interval(at.partial),
        ])
    });
    Rows {
        caption: String::new(),
        names: vec!["baseline", "tokens", "rho", "partial"],
        right: vec![false, true, true, true],
        lines: lines.collect(),
    }
}

fn by_chance(findings: &Findings, layer: usize) -> String {
    let effect = findings.effects.get(layer);
    percent(effect.and_then(|effect| effect.high_share))
}

fn with_interval(estimate: Option<Estimate>) -> String {
    let Some(Estimate { value, interval }) = estimate else {
        return "-".to_owned();
    };
    match interval {
        None => decimals(Some(value), 3),
        Some(interval) => format!(
            "{} ({} to {})",
            decimals(Some(value), 3),
            decimals(Some(interval.low), 2),
            decimals(Some(interval.high), 2)
        ),
    }
}

fn rate(estimate: Option<Estimate>) -> String {
    let Some(Estimate { value, interval }) = estimate else {
        return "-".to_owned();
    };
    match interval {
        None => percent(Some(value)),
        Some(interval) => format!(
            "{:.1} % ({:.1} to {:.1})",
            100.0 * value,
            100.0 * interval.low,
            100.0 * interval.high
        ),
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", 100.0 * share))
}

fn decimals(value: Option<f64>, digits: usize) -> String {
    let finite = value.filter(|value| value.is_finite());
    let Some(value) = finite else {
        return "-".to_owned();
    };
    let text = format!("{value:.digits$}");
    // What rounds to nothing has no sign.
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}
