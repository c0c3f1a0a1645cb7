//! Which charts, words and keys make up the figure of two models.

use std::sync::Arc;

use crate::analysis::{Answer, ModelComparison};
use crate::charts::{layer_agreement, word_scores, word_strengths};

use super::figures::{bucket_keys, facts, quoted, scale_key, sentences, series_keys};
use super::recipe::Recipe;
use super::{Figure, Key, KeyMark, ModelChart, Panel};

/// The figure of one text through two models.
pub fn figure_from_model_comparison(
    comparison: &Arc<ModelComparison>,
    chart: ModelChart,
) -> Option<Figure> {
    let [a, b] = &comparison.sides;
    let mut notes = Vec::new();
    let (title, keys, panels) = match chart {
        ModelChart::WordScores(scale) => {
            let bars = word_scores(comparison, scale);
            (
                bars.title.clone(),
                series_keys(&bars),
                vec![Panel::Bars(bars)],
            )
        }
        ModelChart::Strengths => {
            notes.push(
                "Raw norms of two models are not comparable: each has its own axis.".to_owned(),
            );
            let both = word_strengths(comparison);
            let mut keys = bucket_keys(&both);
            keys.push(Key::new(KeyMark::Rule, "threshold τ among the words"));
            let title = "Strength of each word in both models".to_owned();
            (title, keys, both.map(Panel::Bars).into())
        }
        ModelChart::Agreement => {
            let cells = layer_agreement(comparison);
            let keys = vec![scale_key(&cells)];
            let title = "Agreement of every layer with every layer".to_owned();
            notes.push(format!(
                "Rows: layers of {}. Columns: layers of {}.",
                a.model.display_name, b.model.display_name
            ));
            (title, keys, vec![Panel::Heatmap(cells)])
        }
    };
    let high = comparison.high_in_both;
    let agreement = comparison.agreement.map_or_else(
        || "undefined".to_owned(),
        |rho| format!("{rho:.3}").replace('-', "\u{2212}"),
    );
    notes.push(format!(
        "Spearman's ρ of the words {agreement}; HIGH in both {}, by chance {:.1}.",
        high.both, high.by_chance
    ));
    notes.extend(sentences(&comparison.warnings));
    let recipe = Recipe::new(&Answer::Models(Arc::clone(comparison)), chart.name())?;
    let second: String = b.model.sha256.chars().take(12).collect();
    let merged = format!(
        "Second model: {} (sha256 {second}), Layer {} of {}. Pieces of a word: {}. ",
        b.model.display_name,
        b.layer,
        b.model.layers,
        comparison.merge.name()
    );
    Some(Figure {
        title,
        texts: vec![quoted("", &a.traced.text)],
        keys,
        panels,
        notes,
        facts: facts(a, Some(&merged)),
        recipe,
    })
}
