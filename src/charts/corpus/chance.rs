//! `R_H` of many pairs against what chance makes of it: the share of HIGH tokens.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::{
    Across, Axis, ChartContent, ChartDef, ChartKey, ChartLabel, CurveChart, KeyShape,
    ReferenceLine, Row, RowChart, RowMark, RowShape, Subject, extent,
};
use crate::domain::corpus::Estimate;
use crate::domain::corpus::pairs::{ChanceFindings, PairFindings};
use crate::domain::format::{signed, with_thousands};

use super::{
    band, content, corpus_of, curve_ends, curve_keys, curves, layer_curve, read, row_ends, rows,
};

const ALL: &str = "all judged tokens";
const UNCHANGED: &str = "without changed words";

/// The mean `R_H` of all pairs beside what chance makes of it, with every token of the token set
/// and without the changed words.
pub fn chance_rows(pairs: &PairFindings) -> RowChart {
    let rows = [(ALL, &pairs.all), (UNCHANGED, &pairs.unchanged)];
    let rows: Vec<Row> = rows
        .into_iter()
        .enumerate()
        .map(|(item, (name, found))| row(item, name, found))
        .collect();
    let (low, high) = extent(row_ends(&rows)).unwrap_or((0.0, 1.0));
    // Never so near that a hair looks like a gap.
    let room = (0.1 * (high - low)).max(0.02);
    RowChart {
        title: "R_H against chance at the layer of the run".to_owned(),
        axis: Axis::numbers(
            "mean R_H of the pairs; the axis does not start at 0",
            (low - room).max(0.0),
            (high + room).min(1.0),
        ),
        rows,
        reference_lines: Vec::new(),
        keys: vec![
            ChartKey::new(Series::First, KeyShape::Dot, "R_H"),
            ChartKey::new(
                Series::Reference,
                KeyShape::Dot,
                "chance: the share of HIGH tokens",
            ),
        ],
    }
}

/// The difference of `R_H` from chance at every layer, by the buckets of that layer.
pub fn chance_curves(pairs: &PairFindings, layer: usize) -> CurveChart {
    let curve = |name: &str, series, found: &ChanceFindings| {
        layer_curve(name, series, found.layers.iter().map(|at| at.difference))
    };
    let curves = vec![
        curve(ALL, Series::First, &pairs.all),
        curve(UNCHANGED, Series::Second, &pairs.unchanged),
    ];
    let (low, high) = extent(curve_ends(&curves)).unwrap_or((0.0, 0.0));
    let (low, high) = (low.min(-0.02), high.max(0.02));
    let room = 0.08 * (high - low);
    CurveChart {
        title: "R_H above chance at every layer".to_owned(),
        axis: Axis::numbers(
            "R_H minus chance, mean of the pairs",
            low - room,
            high + room,
        ),
        second: None,
        across: Across::layers(pairs.all.layers.len().saturating_sub(1)),
        keys: curve_keys(&curves),
        curves,
        reference_lines: vec![ReferenceLine::new(0.0, "0: as chance has it")],
        marked: Some(layer as f64),
        points: Vec::new(),
    }
}

/// Whether HIGH tokens carry more of the shift than chance gives them, in a few sentences.
pub fn chance_sentence(pairs: &PairFindings) -> Option<String> {
    let ratio = pairs.all.ratio?;
    let mut text = format!(
        "Over {} pairs R_H is {} where chance gives {}: a difference of {}, p {}.",
        with_thousands(pairs.all.decided),
        read(&ratio),
        number(pairs.all.chance),
        said(pairs.all.difference),
        p_of(pairs.all.p)
    );
    if pairs.unchanged.decided > 0 {
        let rest = format!(
            " Without the changed words the difference is {}, p {}.",
            said(pairs.unchanged.difference),
            p_of(pairs.unchanged.p)
        );
        text.push_str(&rest);
    }
    Some(text)
}

fn row(item: usize, name: &str, found: &ChanceFindings) -> Row {
    let observed = found.ratio.map(|ratio| RowMark {
        series: Series::First,
        shape: RowShape::Dot(ratio.value, band(&ratio)),
        text: format!("R_H {}", read(&ratio)),
    });
    let expected = found.chance.map(|chance| RowMark {
        series: Series::Reference,
        shape: RowShape::Dot(chance, None),
        text: format!("chance {}", signed(chance, 3)),
    });
    Row {
        name: name.to_owned(),
        indent: 0,
        detail: format!(
            "{} pairs, p {}",
            with_thousands(found.decided),
            p_of(found.p)
        ),
        marks: observed.into_iter().chain(expected).collect(),
        item,
    }
}

fn said(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(|| "undefined".to_owned(), |found| read(&found))
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| signed(value, 3))
}

fn p_of(p: Option<f64>) -> String {
    p.map_or_else(|| "–".to_owned(), |p| format!("{p:.4}"))
}

/// `R_H` of pairs against chance.
#[derive(Debug, Clone, Copy)]
pub struct Chance;

impl ChartDef for Chance {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label("chance", "R_H of pairs of texts against chance")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let corpus = corpus_of(answer)?;
        let pairs = corpus.findings.pairs.as_ref()?;
        let charts = vec![
            rows(chance_rows(pairs))?,
            curves(chance_curves(pairs, corpus.layer))?,
        ];
        let shuffles = with_thousands(pairs.replicates as u64);
        let note = format!(
            "Chance: the share of HIGH tokens. p: of {shuffles} shuffles of the buckets within every \
             pair. Bands: 95 % intervals from {shuffles} resamplings of the pairs."
        );
        let content = content(chance_sentence(pairs), charts);
        Some(ChartContent {
            title: self.title().to_owned(),
            ..content.with_notes([note])
        })
    }
}
