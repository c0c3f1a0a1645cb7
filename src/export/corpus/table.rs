//! The main findings as a table to read.

use std::fmt::Write as _;

use crate::domain::corpus::{Baseline, Estimate, Findings, TokenKind};
use crate::export::columns::lined_up;

/// What `findings` say at `layer`: which kinds of tokens are strong and HIGH, how content and
/// function words differ, what strength goes with.
pub fn table_from_findings(findings: &Findings, layer: usize) -> String {
    let mut text = kinds(findings, layer);
    if let Some(effect) = findings.effects.get(layer) {
        let _ = writeln!(text);
        for (name, estimate) in [
            ("content over function, AUC", effect.auc),
            ("the same within a sentence", effect.auc_within_sentence),
            ("Cliff's delta", effect.cliffs_delta),
        ] {
            let _ = writeln!(text, "{name:<28}{}", estimated(estimate));
        }
    }
    text.push_str(&baselines(findings, layer));
    if findings.replicates > 0 {
        let sample = &findings.sample;
        let of = if sample.whole {
            String::new()
        } else {
            format!(
                " of a sample of {} texts with {} tokens",
                sample.text_count, sample.token_count
            )
        };
        let _ = writeln!(
            text,
            "\nin brackets: 95 % intervals from {} resamplings of whole texts{of}",
            findings.replicates
        );
    }
    text
}

fn kinds(findings: &Findings, layer: usize) -> String {
    let judged: u64 = findings
        .classes
        .iter()
        .filter(|class| matches!(class.kind, TokenKind::Group(_)))
        .filter_map(|class| class.layers.get(layer))
        .map(|at| at.judged)
        .sum();
    let rows: Vec<[String; 7]> = findings
        .classes
        .iter()
        .filter_map(|class| {
            let at = class.layers.get(layer)?;
            let share = |part: u64, of: u64| {
                if of == 0 {
                    "-".to_owned()
                } else {
                    format!("{:.1} %", 100.0 * part as f64 / of as f64)
                }
            };
            Some([
                class.kind.name().to_owned(),
                class.tokens.to_string(),
                number(at.mean, 3),
                number(at.quartiles.median, 3),
                share(at.judged, judged),
                share(at.judged_high, at.judged),
                at.high_rate
                    .map_or_else(String::new, |rate| brackets(rate, 3)),
            ])
        })
        .collect();
    lined_up(
        &["kind", "tokens", "mean", "median", "of judged", "HIGH", ""],
        &[false, true, true, true, true, true, false],
        &rows,
    )
}

fn baselines(findings: &Findings, layer: usize) -> String {
    let rows: Vec<[String; 4]> = findings
        .baselines
        .iter()
        .filter_map(|one| {
            let at = one.layers.get(layer)?;
            at.rho?;
            Some([
                said(one.baseline).to_owned(),
                estimated(at.rho),
                estimated(at.partial),
                at.tokens.to_string(),
            ])
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let names = ["strength goes with", "Spearman's rho", "partial*", "tokens"];
    let table = lined_up(&names, &[false, false, false, true], &rows);
    format!("\n{table}* with frequency rank and position held constant\n")
}

fn said(baseline: Baseline) -> &'static str {
    match baseline {
        Baseline::Attention => "attention received",
        Baseline::AttentionFromText => "attention received from text",
        Baseline::NormWeightedAttention => "norm-weighted attention",
        Baseline::EmbeddingNorm => "embedding norm",
        Baseline::FrequencyRank => "frequency rank",
        Baseline::Position => "position",
    }
}

fn estimated(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "-".to_owned(),
        |estimate| {
            let value = number(estimate.value, 3);
            format!("{value} {}", brackets(estimate, 3))
                .trim_end()
                .to_owned()
        },
    )
}

fn brackets(estimate: Estimate, digits: usize) -> String {
    estimate.interval.map_or_else(String::new, |interval| {
        let (low, high) = (interval.low, interval.high);
        format!("[{low:.digits$}, {high:.digits$}]")
    })
}

fn number(value: f64, digits: usize) -> String {
    if value.is_finite() {
        format!("{value:.digits$}")
    } else {
        "-".to_owned()
    }
}
