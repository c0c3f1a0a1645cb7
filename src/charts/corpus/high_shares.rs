//! Who is HIGH: the share of HIGH tokens in each kind beside the share in all, and what HIGH tokens
//! are made of beside what all judged tokens are made of.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::{
    Axis, ChartContent, ChartDef, ChartKey, ChartLabel, KeyShape, ReferenceLine, Row, RowChart,
    RowMark, RowShape, Subject, extent,
};
use crate::domain::corpus::{ClassAtLayer, ClassFindings, Findings, TokenKind};
use crate::domain::format::{signed, with_thousands};
use crate::domain::word_class::WordGroup;

use super::distributions::group_keys;
use super::{
    band, content, corpus_of, findings_of, group_findings, kinds_in_order, series_of_kind,
};

/// How many tokens of each kind are HIGH, in percent, with a line at the share among all judged
/// tokens: what chance would give. `quantile` is where the threshold is drawn.
pub fn high_among_kinds(findings: &Findings, layer: usize, quantile: f64) -> RowChart {
    let row = |(item, indent): (usize, usize), class: &ClassFindings, at: &ClassAtLayer| {
        let share = percent(at.judged_high, at.judged)?;
        Some(Row {
            name: class.kind.name().to_owned(),
            indent,
            detail: format!(
                "{} of {}",
                with_thousands(at.judged_high),
                with_thousands(at.judged)
            ),
            marks: vec![RowMark {
                series: series_of_kind(class.kind),
                shape: RowShape::Bar(share, interval(at)),
                text: match interval(at) {
                    Some((low, high)) => format!(
                        "{} % (95 % {} to {})",
                        signed(share, 1),
                        signed(low, 1),
                        signed(high, 1)
                    ),
                    None => format!("{} %", signed(share, 1)),
                },
            }],
            item,
        })
    };
    let rows = rows(findings, layer, row);
    let all = base_rate(findings, layer);
    let by_construction = 100.0 * (1.0 - quantile);
    let lines = all.map(|all| {
        let text = format!(
            "all judged tokens {} % (1 − quantile = {} %)",
            signed(all, 1),
            signed(by_construction, 0)
        );
        ReferenceLine::new(all, text)
    });
    let top = values(&rows).chain(all).fold(0.0, f64::max);
    RowChart {
        title: format!("Share of HIGH in each kind at Layer {layer}"),
        axis: percents("HIGH tokens in the kind (%)", top),
        rows,
        reference_lines: lines.into_iter().collect(),
        keys: group_keys(findings, KeyShape::Box),
    }
}

/// What the judged tokens are and what the HIGH ones are, in percent, side by side.
pub fn kinds_among_high(findings: &Findings, layer: usize) -> RowChart {
    let (high, judged) = totals(findings, layer);
    let row = |(item, indent): (usize, usize), class: &ClassFindings, at: &ClassAtLayer| {
        let of_high = percent(at.judged_high, high)?;
        let of_all = percent(at.judged, judged).filter(|&share| share > 0.0)?;
        let mark = |series, value: f64| RowMark {
            series,
            shape: RowShape::Bar(value, None),
            text: format!("{} %", signed(value, 1)),
        };
        Some(Row {
            name: class.kind.name().to_owned(),
            indent,
            detail: format!("× {}", signed(of_high / of_all, 2)),
            marks: vec![mark(Series::High, of_high), mark(Series::Reference, of_all)],
            item,
        })
    };
    let rows = rows(findings, layer, row);
    let top = values(&rows).fold(0.0, f64::max);
    let key = |series, text: &str| ChartKey::new(series, KeyShape::Box, text);
    RowChart {
        title: format!("What HIGH tokens are at Layer {layer}"),
        axis: percents("share of the tokens (%)", top),
        rows,
        reference_lines: Vec::new(),
        keys: vec![
            key(Series::High, "of the HIGH tokens"),
            key(Series::Reference, "of all judged tokens: the base rate"),
        ],
    }
}

/// How content words fare against the base rate, in a sentence.
pub fn high_sentence(findings: &Findings, layer: usize) -> Option<String> {
    let share = |group| {
        let at = group_findings(findings, group)?.layers.get(layer)?;
        percent(at.judged_high, at.judged)
    };
    let all = base_rate(findings, layer)?;
    let content = share(WordGroup::Content)?;
    let function = share(WordGroup::Function).map_or_else(String::new, |function| {
        format!(" and {} % of the function tokens", signed(function, 1))
    });
    Some(format!(
        "{} % of the content tokens are HIGH{function}; of all judged tokens {} % are, by \
         construction about this many.",
        signed(content, 1),
        signed(all, 1)
    ))
}

/// The interval of the share of HIGH, in percent.
fn interval(at: &ClassAtLayer) -> Option<(f64, f64)> {
    let (low, high) = band(&at.high_rate?)?;
    Some((100.0 * low, 100.0 * high))
}

fn rows(
    findings: &Findings,
    layer: usize,
    row: impl Fn((usize, usize), &ClassFindings, &ClassAtLayer) -> Option<Row>,
) -> Vec<Row> {
    let order = kinds_in_order(findings).into_iter();
    order
        .filter_map(|(item, indent)| {
            let class = findings.classes.get(item)?;
            row((item, indent), class, class.layers.get(layer)?)
        })
        .collect()
}

/// HIGH and judged tokens of all groups.
fn totals(findings: &Findings, layer: usize) -> (u64, u64) {
    let groups = findings.classes.iter();
    groups
        .filter(|class| matches!(class.kind, TokenKind::Group(_)))
        .filter_map(|class| class.layers.get(layer))
        .fold((0, 0), |(high, judged), at| {
            (high + at.judged_high, judged + at.judged)
        })
}

/// The share of HIGH among all judged tokens, in percent.
fn base_rate(findings: &Findings, layer: usize) -> Option<f64> {
    let (high, judged) = totals(findings, layer);
    percent(high, judged)
}

fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

fn values(rows: &[Row]) -> impl Iterator<Item = f64> {
    rows.iter()
        .flat_map(|row| &row.marks)
        .map(|mark| mark.shape.ends().1)
}

/// From 0 to a little above the largest share.
fn percents(label: &str, top: f64) -> Axis {
    let top = extent(std::iter::once(top)).map_or(0.0, |(_, top)| top);
    let max = if top > 0.0 {
        (top * 1.15).min(104.0)
    } else {
        100.0
    };
    Axis::numbers(label, 0.0, max)
}

/// The share of HIGH in each kind beside the base rate.
#[derive(Debug, Clone, Copy)]
pub struct HighShares;

impl ChartDef for HighShares {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label("high-shares", "Share of HIGH in each kind of token")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let corpus = corpus_of(answer)?;
        let (findings, layer) = (&*corpus.findings, corpus.layer);
        let chart = high_among_kinds(findings, layer, corpus.rule.quantile);
        let charts = vec![super::rows(chart)?];
        Some(content(high_sentence(findings, layer), charts))
    }
}

/// What HIGH tokens are beside what all are.
#[derive(Debug, Clone, Copy)]
pub struct HighKinds;

impl ChartDef for HighKinds {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label("high-kinds", "Kinds of token among HIGH ones and among all")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let (findings, layer) = findings_of(answer)?;
        let charts = vec![super::rows(kinds_among_high(findings, layer))?];
        Some(content(high_sentence(findings, layer), charts))
    }
}
