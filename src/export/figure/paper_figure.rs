//! The picture of a table or figure of the paper: printed bars over measured ones.

use crate::analysis::Answer;
use crate::analysis::paper::{PaperCard, PaperReport, Quantity};
use crate::charts::{DriftMeasure, Scale, ShiftMeasure, is_judged, paper_bars};
use crate::domain::paper::ARXIV;

use super::figures::{aligned, bucket_keys, facts, quoted, series_keys};
use super::recipe::Recipe;
use super::{AnalysisChart, ComparisonChart, DriftChart, Figure, Key, KeyMark, Panel};

/// The figure of a card of `report`; none where nothing was measured, since a picture carries how
/// its numbers were measured.
pub fn figure_from_paper(report: &PaperReport, card: &PaperCard) -> Option<Figure> {
    let answer = Option::<Answer>::from(&card.source)?;
    let (facts, chart) = match &answer {
        Answer::Comparison(comparison) => (
            facts(&comparison.a, Some(&aligned(comparison.settings))),
            ComparisonChart::Shifts(ShiftMeasure::Whole).name(),
        ),
        Answer::Drift(drift) => (
            facts(drift.analyses.first()?, Some(&aligned(drift.settings))),
            DriftChart::Bars(DriftMeasure::Total).name(),
        ),
        other => (
            facts(other.analysis()?, None),
            if card.measures.len() > 1 {
                AnalysisChart::TwoLayers(Scale::Raw).name()
            } else {
                AnalysisChart::Strengths.name()
            },
        ),
    };
    // Made again, it is the measured chart alone.
    let recipe = Recipe::new(&answer, chart)?;
    let charts = paper_bars(card, &report.model.display_name, report.is_papers_model);
    let mut keys = Vec::new();
    if charts.iter().any(is_judged) {
        keys.extend(bucket_keys(&charts));
    } else if card.measures.len() > 1 && card.quantity == Quantity::Strength {
        keys.extend(charts.first().into_iter().flat_map(series_keys));
    }
    if charts.iter().any(|chart| !chart.rules.is_empty()) {
        keys.push(Key::new(KeyMark::Rule, "threshold τ"));
    }
    let mut notes = Vec::new();
    if card.has_printed() {
        let item = card.numbers_in.unwrap_or(card.item);
        notes.push(format!("Printed: {ARXIV}, {}.", item.name().to_lowercase()));
        if !report.is_papers_model {
            notes.push(
                "Not the paper's model: raw norms of two models are not comparable, each has its \
                 own axis."
                    .to_owned(),
            );
        }
    }
    let texts = card.texts.iter().map(|text| {
        let name = if text.name.is_empty() {
            String::new()
        } else {
            format!("{}  ", text.name)
        };
        quoted(&name, &text.text)
    });
    Some(Figure {
        title: format!("{}: {}", card.item.name(), card.title),
        texts: texts.collect(),
        keys,
        panels: charts.into_iter().map(Panel::Bars).collect(),
        notes,
        facts,
        recipe,
    })
}
