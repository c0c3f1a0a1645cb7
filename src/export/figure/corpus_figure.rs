//! Which charts, words and keys make up the figures of many texts.

use std::sync::Arc;

use crate::analysis::{Answer, CorpusFindings};
use crate::charts::corpus::{
    MOST_ROWS, baseline_curves, baseline_dots, baseline_sentence, chance_curves, chance_rows,
    chance_sentence, confound_curve, confound_sentence, distribution_boxes, distribution_sentence,
    effect_curves, effect_sentence, high_among_kinds, high_sentence, kinds_among_high, top_rows,
};
use crate::charts::{ChartKey, CurveChart, RowChart};
use crate::domain::corpus::{Confound, Findings};
use crate::domain::format::{strip_control_chars, with_thousands};

use super::recipe::Recipe;
use super::{CorpusChart, Figure, Key, KeyMark, Panel, SOFTWARE};

/// A figure of many texts; none where the findings have nothing to draw for it.
pub fn figure_from_corpus(source: &Arc<CorpusFindings>, chart: CorpusChart) -> Option<Figure> {
    let findings = &*source.findings;
    let layer = source.layer;
    let (said, panels) = match chart {
        CorpusChart::Distributions => (
            distribution_sentence(findings, layer),
            vec![rows(distribution_boxes(findings, layer))?],
        ),
        CorpusChart::HighShares => (
            high_sentence(findings, layer),
            vec![rows(high_among_kinds(
                findings,
                layer,
                source.rule.quantile,
            ))?],
        ),
        CorpusChart::HighKinds => (
            high_sentence(findings, layer),
            vec![rows(kinds_among_high(findings, layer))?],
        ),
        CorpusChart::Effects => (
            effect_sentence(findings, layer),
            vec![curves(effect_curves(findings, layer))?],
        ),
        CorpusChart::Top(list, order) => {
            let limits = (findings.least_count, MOST_ROWS);
            let ranked = top_rows(findings, layer, (list, order), limits);
            (None, vec![rows(ranked)?])
        }
        CorpusChart::Baselines => (
            baseline_sentence(findings, layer),
            vec![rows(baseline_dots(findings, layer))?],
        ),
        CorpusChart::BaselineLayers => (
            baseline_sentence(findings, layer),
            vec![
                curves(baseline_curves(findings, layer, false))?,
                curves(baseline_curves(findings, layer, true))?,
            ],
        ),
        CorpusChart::Chance => {
            let pairs = findings.pairs.as_ref()?;
            let both = vec![
                rows(chance_rows(pairs))?,
                curves(chance_curves(pairs, layer))?,
            ];
            (chance_sentence(pairs), both)
        }
        CorpusChart::Along(confound) => (
            confound_sentence(findings, confound, layer),
            vec![curves(confound_curve(findings, confound, layer)?)?],
        ),
    };
    let mut notes: Vec<String> = said.into_iter().collect();
    notes.extend(explanation(chart, findings));
    notes.extend(source.notes.iter().map(|note| format!("Note: {note}.")));
    let title = match chart {
        CorpusChart::BaselineLayers => {
            "Spearman's ρ of strength with baselines over the layers".to_owned()
        }
        CorpusChart::Chance => "R_H of pairs of texts against chance".to_owned(),
        _ => panels
            .first()
            .map(Panel::title)
            .unwrap_or_default()
            .to_owned(),
    };
    let recipe = Recipe::new(&Answer::Corpus(Arc::clone(source)), chart.name())?;
    Some(Figure {
        title,
        texts: vec![format!(
            "{} texts, {} tokens, from {}",
            with_thousands(findings.texts),
            with_thousands(findings.tokens),
            strip_control_chars(&source.file_names().join(", "))
        )],
        keys: keys_of(&panels),
        panels,
        notes,
        facts: facts(source),
        recipe,
    })
}

/// How the chart is to be read, where it is not plain.
fn explanation(chart: CorpusChart, findings: &Findings) -> Option<String> {
    let sample = &findings.sample;
    let bands = if findings.replicates == 0 {
        String::new()
    } else {
        format!(
            "Bands and whiskers on dots: 95 % intervals from {} resamplings of whole sentences",
            with_thousands(findings.replicates as u64)
        )
    };
    let rests = if sample.whole || sample.text_count == 0 {
        String::new()
    } else {
        format!(
            "; intervals and correlations rest on a sample of {} texts",
            with_thousands(sample.text_count)
        )
    };
    let estimated = (!bands.is_empty()).then(|| format!("{bands}{rests}."));
    match chart {
        CorpusChart::Distributions => {
            Some("Boxes: quartiles and median; whiskers: 5th and 95th percentile.".to_owned())
        }
        CorpusChart::Effects | CorpusChart::Baselines | CorpusChart::BaselineLayers => estimated,
        CorpusChart::Along(Confound::FrequencyRank) => {
            Some("Words that the frequency list does not have are left out.".to_owned())
        }
        CorpusChart::Top(..) => {
            Some("A mean over few occurrences is chance: rarer tokens are left out.".to_owned())
        }
        CorpusChart::Chance => {
            let pairs = findings.pairs.as_ref()?;
            let shuffles = with_thousands(pairs.replicates as u64);
            Some(format!(
                "Chance: the share of HIGH tokens. p: of {shuffles} shuffles of the buckets \
                 within every pair. Bands: 95 % intervals from {shuffles} resamplings of the pairs."
            ))
        }
        CorpusChart::HighShares | CorpusChart::HighKinds | CorpusChart::Along(_) => None,
    }
}

fn rows(chart: RowChart) -> Option<Panel> {
    let drawn = chart.rows.iter().any(|row| !row.marks.is_empty());
    drawn.then_some(Panel::Rows(chart))
}

fn curves(chart: CurveChart) -> Option<Panel> {
    let mut points = chart.curves.iter().flat_map(|curve| curve.points.iter());
    points.any(Option::is_some).then_some(Panel::Curves(chart))
}

/// What the marks of all panels stand for, each once.
fn keys_of(panels: &[Panel]) -> Vec<Key> {
    let mut all: Vec<Key> = Vec::new();
    for key in panels.iter().flat_map(keys) {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

fn keys(panel: &Panel) -> Vec<Key> {
    let keys: &[ChartKey] = match panel {
        Panel::Rows(chart) => &chart.keys,
        Panel::Curves(chart) => &chart.keys,
        _ => &[],
    };
    let keys = keys.iter();
    keys.map(|key| Key::new(KeyMark::Series(key.series, key.mark), &key.text))
        .collect()
}

/// How the numbers came about.
fn facts(source: &CorpusFindings) -> String {
    let model = &source.model;
    let sha256: String = model.sha256.chars().take(12).collect();
    let rule = &source.rule;
    let mut how_read = source.how_read.join(" ");
    if !how_read.is_empty() {
        how_read.push(' ');
    }
    format!(
        "Model: {} (sha256 {sha256}). Layer {} of {}. Threshold τ of each text: quantile {} ({}) \
         of the token set {}. {how_read}Seed {}. {}.",
        strip_control_chars(&model.display_name),
        source.layer,
        model.layers,
        rule.quantile,
        rule.method.name(),
        rule.tokens.name(),
        source.findings.seed,
        // The version stays with the name.
        SOFTWARE.replace(' ', "\u{a0}")
    )
}
