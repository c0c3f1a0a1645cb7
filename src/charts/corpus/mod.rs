//! What many texts say, as charts: how strengths are distributed by kind of token, who is HIGH,
//! whether one layer is special, how strength goes with baselines and confounds.

mod baselines;
mod chance;
mod confounds;
mod distributions;
mod effects;
mod high_shares;
mod removal;
mod settling;
mod top_tokens;

pub use baselines::{
    BaselineDots, BaselineLayers, baseline_curves, baseline_dots, baseline_sentence,
};
pub use chance::{Chance, chance_curves, chance_rows, chance_sentence};
pub use confounds::{Along, confound_curve, confound_sentence};
pub use distributions::{Distributions, distribution_boxes, distribution_sentence};
pub use effects::{Effects, effect_curves, effect_sentence};
pub use high_shares::{HighKinds, HighShares, high_among_kinds, high_sentence, kinds_among_high};
pub use removal::{
    RemovalLayers, RemovedShares, corpus_claim, removal_curves, removal_sentence, removed_shares,
};
pub use settling::{Settling, settling_curves, settling_sentence};
pub use top_tokens::{TopList, TopTokens, order_name, top_rows};

use crate::analysis::{Answer, CorpusFindings};
use crate::domain::corpus::{Baseline, ClassFindings, Confound, Estimate, Findings, TokenKind};
use crate::domain::format::{signed, with_thousands};
use crate::domain::word_class::WordGroup;

use super::palette::Series;
use super::{
    Chart, ChartContent, ChartKey, Curve, CurveChart, CurvePoint, KeyShape, LegendEntry,
    LegendMark, Row, RowChart,
};

/// What a baseline is called in charts, tables and the window.
pub fn baseline_name(baseline: Baseline) -> &'static str {
    match baseline {
        Baseline::Attention => "attention received",
        Baseline::AttentionFromText => "attention received from words",
        Baseline::NormWeightedAttention => "norm-weighted attention",
        Baseline::EmbeddingNorm => "embedding norm (Layer 0)",
        Baseline::FrequencyRank => "word frequency rank",
        Baseline::Position => "position",
    }
}

/// What a confound is called in charts, tables and the window.
pub fn confound_name(confound: Confound) -> &'static str {
    match confound {
        Confound::FrequencyRank => "word frequency rank",
        Confound::Position => "position",
        Confound::Length => "sentence length",
        Confound::Pieces => "pieces of the word",
    }
}

/// How many rows a chart of tokens has in a file.
const MOST_ROWS: usize = 25;

/// What a reader must know of an axis of strengths that starts where the values do.
const NOT_FROM_ZERO: &str = "activation strength (L2 norm); the axis does not start at 0";

/// What many texts say; `None` for other answers.
fn corpus_of(answer: &Answer) -> Option<&CorpusFindings> {
    match answer {
        Answer::Corpus(corpus) => Some(corpus),
        _ => None,
    }
}

/// The findings of many texts, and the selected layer.
fn findings_of(answer: &Answer) -> Option<(&Findings, usize)> {
    let corpus = corpus_of(answer)?;
    Some((&corpus.findings, corpus.layer))
}

/// `charts` over one another under the title of the first, with the `sentence` that they say.
fn content(sentence: Option<String>, charts: Vec<Chart>) -> ChartContent {
    let title = charts.first().map(Chart::title).unwrap_or_default();
    ChartContent::new(title.to_owned(), keys_of(&charts), charts).with_notes(sentence)
}

/// `chart`, unless it has nothing to draw.
fn rows(chart: RowChart) -> Option<Chart> {
    let drawn = chart.rows.iter().any(|row| !row.marks.is_empty());
    drawn.then_some(Chart::Rows(chart))
}

/// `chart`, unless it has nothing to draw.
fn curves(chart: CurveChart) -> Option<Chart> {
    let mut points = chart.curves.iter().flat_map(|curve| curve.points.iter());
    points.any(Option::is_some).then_some(Chart::Curves(chart))
}

/// What the marks of all charts stand for, each once.
fn keys_of(charts: &[Chart]) -> Vec<LegendEntry> {
    let keys = charts.iter().flat_map(|chart| -> &[ChartKey] {
        match chart {
            Chart::Rows(chart) => &chart.keys,
            Chart::Curves(chart) => &chart.keys,
            _ => &[],
        }
    });
    let mut all: Vec<LegendEntry> = Vec::new();
    for key in keys.map(|key| LegendEntry::new(LegendMark::Series(key.series, key.mark), &key.text))
    {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

/// Where intervals come from, and what they rest on; `None` without any.
fn intervals_note(findings: &Findings) -> Option<String> {
    if findings.replicates == 0 {
        return None;
    }
    let sample = &findings.sample;
    let rests = if sample.whole || sample.text_count == 0 {
        String::new()
    } else {
        format!(
            "; intervals and correlations rest on a sample of {} texts",
            with_thousands(sample.text_count)
        )
    };
    Some(format!(
        "Bands and whiskers on dots: 95 % intervals from {} resamplings of whole sentences{rests}.",
        with_thousands(findings.replicates as u64)
    ))
}

/// The findings' kinds in reading order: a group, then its word classes, the most frequent first.
/// Each is a place in [`Findings::classes`] and how far it is set in.
fn kinds_in_order(findings: &Findings) -> Vec<(usize, usize)> {
    let classes = || findings.classes.iter().enumerate();
    let groups = [
        WordGroup::Content,
        WordGroup::Function,
        WordGroup::Punctuation,
        WordGroup::Special,
    ];
    let mut order = Vec::new();
    for group in groups {
        let whole = classes().filter(|(_, class)| class.kind == TokenKind::Group(group));
        order.extend(whole.map(|(place, _)| (place, 0)));
        let mut parts: Vec<(usize, u64)> = classes()
            .filter(|(_, class)| {
                matches!(class.kind, TokenKind::Class(class) if class.group() == group)
            })
            .map(|(place, class)| (place, class.tokens))
            .collect();
        // A group of a single class would be drawn twice.
        if parts.len() > 1 {
            parts.sort_by_key(|&(_, tokens)| std::cmp::Reverse(tokens));
            order.extend(parts.into_iter().map(|(place, _)| (place, 1)));
        }
    }
    order
}

/// One hue per group, the same in every chart.
fn series_of_kind(kind: TokenKind) -> Series {
    Series::from(match kind {
        TokenKind::Group(group) => group,
        TokenKind::Class(class) => class.group(),
    })
}

/// The findings about a group of word classes.
fn group_findings(findings: &Findings, group: WordGroup) -> Option<&ClassFindings> {
    let mut classes = findings.classes.iter();
    classes.find(|class| class.kind == TokenKind::Group(group))
}

/// A curve of one estimate per layer, from Layer 0 on; a gap where it is undefined.
fn layer_curve(
    name: &str,
    series: Series,
    estimates: impl Iterator<Item = Option<Estimate>>,
) -> Curve {
    let point = |(layer, estimate): (usize, Option<Estimate>)| {
        let estimate = known(estimate)?;
        Some(CurvePoint {
            x: layer as f64,
            value: estimate.value,
            band: band(&estimate),
        })
    };
    Curve {
        name: name.to_owned(),
        series,
        points: estimates.enumerate().map(point).collect(),
    }
}

/// How low and how high the points of `curves` and their bands reach.
fn curve_ends(curves: &[Curve]) -> impl Iterator<Item = f64> {
    let points = curves
        .iter()
        .flat_map(|curve| curve.points.iter().flatten());
    points.flat_map(CurvePoint::ends)
}

/// One entry of the legend per curve.
fn curve_keys(curves: &[Curve]) -> Vec<ChartKey> {
    let key = |curve: &Curve| ChartKey::new(curve.series, KeyShape::Line, &curve.name);
    curves.iter().map(key).collect()
}

/// How low and how high the marks of `rows` reach.
fn row_ends(rows: &[Row]) -> impl Iterator<Item = f64> {
    let marks = rows.iter().flat_map(|row| &row.marks);
    marks.flat_map(|mark| <[f64; 2]>::from(mark.shape.ends()))
}

/// An estimate whose value is a number.
fn known(estimate: Option<Estimate>) -> Option<Estimate> {
    estimate.filter(|estimate| estimate.value.is_finite())
}

/// The interval of an estimate as two numbers.
fn band(estimate: &Estimate) -> Option<(f64, f64)> {
    let interval = estimate.interval?;
    let ends = (interval.low, interval.high);
    (ends.0.is_finite() && ends.1.is_finite()).then_some(ends)
}

/// `0.683 (95 % 0.671 to 0.695)`, with a true minus.
fn read(estimate: &Estimate) -> String {
    let value = signed(estimate.value, 3);
    match band(estimate) {
        Some((low, high)) => {
            format!("{value} (95 % {} to {})", signed(low, 3), signed(high, 3))
        }
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn minus_zero_is_zero_and_minus_is_a_true_one() {
        assert_eq!(signed(-0.000_1, 3), "0.000");
        assert_eq!(signed(-1.25, 2), "\u{2212}1.25");
        assert_eq!(signed(3.0, 0), "3");
    }
}
