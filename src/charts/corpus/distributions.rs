//! How strengths are distributed, a box for each kind of token.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::{
    Axis, ChartContent, ChartDef, ChartKey, ChartLabel, KeyShape, Row, RowChart, RowMark, RowShape,
    Subject, extent,
};
use crate::domain::corpus::{ClassAtLayer, ClassFindings, Findings, TokenKind};
use crate::domain::format::{signed, with_thousands};
use crate::domain::word_class::WordGroup;

use super::{
    NOT_FROM_ZERO, content, findings_of, group_findings, kinds_in_order, row_ends, rows,
    series_of_kind,
};

/// One box per kind at `layer`: quartiles, whiskers from the 5th to the 95th percentile, and how many
/// tokens. The axis follows the values.
pub fn distribution_boxes(findings: &Findings, layer: usize) -> RowChart {
    let rows: Vec<Row> = kinds_in_order(findings)
        .into_iter()
        .filter_map(|(item, indent)| {
            let class = findings.classes.get(item)?;
            let at = class.layers.get(layer)?;
            Some(Row {
                name: class.kind.name().to_owned(),
                indent,
                detail: format!("n = {}", with_thousands(class.tokens)),
                marks: boxed(class, at).into_iter().collect(),
                item,
            })
        })
        .collect();
    let (low, high) = extent(row_ends(&rows)).unwrap_or((0.0, 1.0));
    let room = 0.04 * (high - low).max(1e-6);
    RowChart {
        title: format!("Strength by kind of token at Layer {layer}"),
        axis: Axis::numbers(NOT_FROM_ZERO, low - room, high + room),
        keys: group_keys(findings, KeyShape::Box),
        rows,
        reference_lines: Vec::new(),
    }
}

/// What the boxes say of content and function words, in a sentence.
pub fn distribution_sentence(findings: &Findings, layer: usize) -> Option<String> {
    let median = |group| {
        let class = group_findings(findings, group)?;
        Some(class.layers.get(layer)?.quartiles.median)
    };
    let content = median(WordGroup::Content)?;
    let function = median(WordGroup::Function)?;
    Some(format!(
        "Half of the content tokens are stronger than {}, half of the function tokens than {}. \
         Raw norms of two layers are not comparable.",
        signed(content, 2),
        signed(function, 2)
    ))
}

/// One entry per group that occurs.
pub(super) fn group_keys(findings: &Findings, mark: KeyShape) -> Vec<ChartKey> {
    let groups = findings
        .classes
        .iter()
        .filter_map(|class| match class.kind {
            TokenKind::Group(group) => Some(group),
            TokenKind::Class(_) => None,
        });
    groups
        .map(|group| ChartKey::new(Series::from(group), mark, group.name()))
        .collect()
}

fn boxed(class: &ClassFindings, at: &ClassAtLayer) -> Option<RowMark> {
    let quartiles = at.quartiles;
    let all = [
        at.p5,
        quartiles.lower,
        quartiles.median,
        quartiles.upper,
        at.p95,
    ];
    let series: Series = series_of_kind(class.kind);
    all.iter().all(|value| value.is_finite()).then(|| RowMark {
        series,
        shape: RowShape::Box {
            low: at.p5,
            lower: quartiles.lower,
            median: quartiles.median,
            upper: quartiles.upper,
            high: at.p95,
        },
        text: format!(
            "median {}, quartiles {} to {}, 5 % to 95 % {} to {}, mean {}",
            signed(quartiles.median, 2),
            signed(quartiles.lower, 2),
            signed(quartiles.upper, 2),
            signed(at.p5, 2),
            signed(at.p95, 2),
            signed(at.mean, 2)
        ),
    })
}

/// A box for each kind of token.
#[derive(Debug, Clone, Copy)]
pub struct Distributions;

impl ChartDef for Distributions {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label(
            "distributions",
            "Distribution of strengths in each kind of token",
        )
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let (findings, layer) = findings_of(answer)?;
        let charts = vec![rows(distribution_boxes(findings, layer))?];
        let content = content(distribution_sentence(findings, layer), charts);
        Some(
            content.with_notes(["Boxes: quartiles and median; whiskers: 5th and 95th percentile."]),
        )
    }
}
