//! Which charts, words and keys make up each figure.

use std::sync::Arc;

use crate::analysis::{Analysis, Answer, Comparison, ComparisonSettings, Drift, Positions};
use crate::charts::{
    BarChart, BarSeries, DriftMeasure, Heatmap, LineChart, Order, Scale, ShiftMeasure, Tone,
    both_strengths, contribution_shares, drift_bars, drift_matrix, layer_bars, layer_heatmap,
    layer_lines, pair_shift_lines, shift_bars, shift_heatmap, strength_bars, total_shift_lines,
};
use crate::domain::format::strip_control_chars;

use super::recipe::Recipe;
use super::{AnalysisChart, ComparisonChart, DriftChart, Figure, Key, KeyMark, Panel, SOFTWARE};

const RAW_NOTE: &str = "Raw norms of two layers are not comparable: each layer has its own \
                        LayerNorm weights. Compare z-scores or ranks.";
const QUARTER_NOTE: &str =
    "A fixed share of the tokens is HIGH by construction; sums are over aligned pairs.";

/// The figure of one text.
pub fn figure_from_analysis(analysis: &Arc<Analysis>, chart: AnalysisChart) -> Option<Figure> {
    let mut notes = Vec::new();
    let (title, keys, panel) = match chart {
        AnalysisChart::Strengths | AnalysisChart::Sorted => {
            let order = match chart {
                AnalysisChart::Sorted => Order::Strength,
                _ => Order::Position,
            };
            let bars = strength_bars(analysis, order);
            let mut keys = bucket_keys([&bars]);
            keys.extend(
                bars.rules
                    .iter()
                    .map(|rule| Key::new(KeyMark::Rule, &rule.text)),
            );
            (bars.title.clone(), keys, Panel::Bars(bars))
        }
        AnalysisChart::TwoLayers(scale) => {
            notes.extend(raw_note(scale));
            let bars = layer_bars(analysis, scale);
            let title = format!("{}, {}", bars.title, scale.name());
            (title, series_keys(&bars), Panel::Bars(bars))
        }
        AnalysisChart::Heatmap(scale) => {
            notes.extend(raw_note(scale));
            let cells = layer_heatmap(analysis, scale);
            let title = format!("{}, {}", cells.title, scale.name());
            (title, vec![scale_key(&cells)], Panel::Heatmap(cells))
        }
        AnalysisChart::Lines(scale) => {
            notes.extend(raw_note(scale));
            let lines = layer_lines(analysis, scale);
            let title = format!("{}, {}", lines.title, scale.name());
            let keys = line_keys(&lines, analysis.layer);
            (title, keys, Panel::Lines(lines))
        }
    };
    notes.extend(sentences(&analysis.warnings));
    let recipe = Recipe::new(&Answer::Analysis(Arc::clone(analysis)), chart.name())?;
    Some(Figure {
        title,
        texts: vec![quoted("", &analysis.traced.text)],
        keys,
        panels: vec![panel],
        notes,
        facts: facts(analysis, None),
        recipe,
    })
}

/// The figure of two texts.
pub fn figure_from_comparison(
    comparison: &Arc<Comparison>,
    chart: ComparisonChart,
) -> Option<Figure> {
    let mut notes = Vec::new();
    let layer = comparison.layer();
    let (title, keys, panels) = match chart {
        ComparisonChart::Shifts(measure) => {
            let bars = shift_bars(comparison, measure);
            let (title, keys) = if measure == ShiftMeasure::Parts {
                notes.push(
                    "The squares of both parts add up to the square of the shift.".to_owned(),
                );
                (format!("{}, its two parts", bars.title), series_keys(&bars))
            } else {
                (bars.title.clone(), bucket_keys([&bars]))
            };
            (title, keys, vec![Panel::Bars(bars)])
        }
        ComparisonChart::Strengths => {
            let both = both_strengths(comparison);
            let mut keys = bucket_keys(&both);
            keys.push(Key::new(KeyMark::Rule, "threshold τ of each text"));
            let title = format!("Activation strength at Layer {layer}");
            (title, keys, both.map(Panel::Bars).into())
        }
        ComparisonChart::Contributions => {
            notes.push(QUARTER_NOTE.to_owned());
            let title = format!("Shift carried by HIGH and LOW, Layer {layer}");
            let keys = vec![
                Key::new(KeyMark::Bar(Tone::High), "C_H: HIGH tokens"),
                Key::new(KeyMark::Bar(Tone::Low), "C_L: LOW tokens"),
            ];
            let shares = contribution_shares(comparison);
            (title, keys, vec![Panel::Shares(shares)])
        }
        ComparisonChart::Heatmap => {
            let cells = shift_heatmap(comparison);
            let keys = vec![scale_key(&cells)];
            (cells.title.clone(), keys, vec![Panel::Heatmap(cells)])
        }
        ComparisonChart::Total => {
            let lines = total_shift_lines(comparison);
            let keys = vec![
                Key::new(KeyMark::Line(Tone::First), "all pairs"),
                Key::new(KeyMark::Line(Tone::Second), "unchanged words: the ripple"),
            ];
            (lines.title.clone(), keys, vec![Panel::Lines(lines)])
        }
        ComparisonChart::Pairs => {
            let lines = pair_shift_lines(comparison);
            let keys = line_keys(&lines, layer);
            let title = format!("{} over the layers", lines.title);
            (title, keys, vec![Panel::Lines(lines)])
        }
    };
    notes.extend(sentences(&comparison.warnings));
    let recipe = Recipe::new(&Answer::Comparison(Arc::clone(comparison)), chart.name())?;
    Some(Figure {
        title,
        texts: vec![
            quoted("A  ", &comparison.a.traced.text),
            quoted("B  ", &comparison.b.traced.text),
        ],
        keys,
        panels,
        notes,
        facts: facts(&comparison.a, Some(&aligned(comparison.settings))),
        recipe,
    })
}

/// The figure of several instructions; `None` without instructions.
pub fn figure_from_drift(drift: &Arc<Drift>, chart: DriftChart) -> Option<Figure> {
    let first = drift.analyses.first()?;
    let mut texts = vec![quoted("Input  ", &drift.input)];
    let (title, keys, panel) = match chart {
        DriftChart::Matrix(measure) => {
            let matrix = drift_matrix(drift, measure);
            let mark = KeyMark::Scale {
                axis: matrix.axis.clone(),
                centred: false,
            };
            let unit = match measure {
                DriftMeasure::Mean => "activation shift (L2 norm) per aligned token",
                _ => &matrix.axis.label,
            };
            let keys = vec![Key::new(mark, unit)];
            (matrix.title.clone(), keys, Panel::Matrix(matrix))
        }
        DriftChart::Bars(measure) => {
            let mut bars = drift_bars(drift, drift.own_positions.as_deref(), measure);
            if has_long_names(drift) {
                // Numbers under the bars, and what they stand for above.
                for (label, pair) in bars.labels.iter_mut().zip(&drift.pairs) {
                    label.text = format!("{} | {}", pair.a + 1, pair.b + 1);
                }
                let each = drift.instructions.iter().enumerate();
                texts.extend(each.map(|(at, one)| quoted(&format!("{}  ", at + 1), &one.prompt)));
            }
            let title = format!("{}, Layer {}", bars.title, first.layer);
            (title, series_keys(&bars), Panel::Bars(bars))
        }
    };
    if texts.len() == 1 && matches!(chart, DriftChart::Bars(_)) {
        let prompts = drift.instructions.iter().map(|one| quoted("", &one.prompt));
        let prompts: Vec<String> = prompts.collect();
        texts.push(format!("Instructions  {}", prompts.join(", ")));
    }
    let recipe = Recipe::new(&Answer::Drift(Arc::clone(drift)), chart.name())?;
    Some(Figure {
        title,
        texts,
        keys,
        panels: vec![panel],
        notes: sentences(&drift.warnings),
        facts: facts(first, Some(&aligned(drift.settings))),
        recipe,
    })
}

impl Key {
    pub(super) fn new(mark: KeyMark, text: &str) -> Self {
        Self {
            mark,
            text: text.to_owned(),
        }
    }
}

/// HIGH and LOW, and outside the token set where something is.
pub(super) fn bucket_keys<'a>(charts: impl IntoIterator<Item = &'a BarChart>) -> Vec<Key> {
    let mut keys = vec![
        Key::new(KeyMark::Bar(Tone::High), "HIGH, above τ"),
        Key::new(KeyMark::Bar(Tone::Low), "LOW, at τ or below"),
    ];
    let mut series = charts.into_iter().flat_map(|chart| &chart.series);
    if series.any(|series| {
        series
            .bars
            .iter()
            .flatten()
            .any(|bar| bar.tone == Tone::Outside)
    }) {
        let outside = "outside the token set";
        keys.push(Key::new(KeyMark::Bar(Tone::Outside), outside));
    }
    keys
}

pub(super) fn series_keys(chart: &BarChart) -> Vec<Key> {
    let tone = |series: &BarSeries| series.bars.iter().flatten().next().map(|bar| bar.tone);
    let series = chart.series.iter();
    series
        .map(|series| {
            Key::new(
                KeyMark::Bar(tone(series).unwrap_or(Tone::First)),
                &series.name,
            )
        })
        .collect()
}

fn line_keys(chart: &LineChart, layer: usize) -> Vec<Key> {
    let tones = [
        (Tone::High, format!("HIGH at Layer {layer}")),
        (Tone::Low, format!("LOW at Layer {layer}")),
        (Tone::Outside, "outside the token set".to_owned()),
    ];
    let drawn = |tone: Tone| {
        let mut lines = chart.lines.iter().filter(|line| line.tone == tone);
        lines.any(|line| line.values.iter().any(Option::is_some))
    };
    tones
        .into_iter()
        .filter(|&(tone, _)| drawn(tone))
        .map(|(tone, text)| Key::new(KeyMark::Line(tone), &text))
        .collect()
}

pub(super) fn scale_key(heatmap: &Heatmap) -> Key {
    let mark = KeyMark::Scale {
        axis: heatmap.axis.clone(),
        centred: heatmap.centred,
    };
    Key::new(mark, &heatmap.axis.label)
}

fn raw_note(scale: Scale) -> Option<String> {
    (scale == Scale::Raw).then(|| RAW_NOTE.to_owned())
}

pub(super) fn sentences(warnings: &[String]) -> Vec<String> {
    warnings
        .iter()
        .map(|warning| format!("Note: {warning}."))
        .collect()
}

pub(super) fn quoted(name: &str, text: &str) -> String {
    format!("{name}“{}”", strip_control_chars(text.trim()))
}

pub(super) fn aligned(settings: ComparisonSettings) -> String {
    let positions = match settings.positions {
        Positions::AsIs => "each text's own",
        Positions::Kept => "kept for the shared ending",
    };
    format!(
        "Alignment: {}. HIGH from: {}. Positions: {positions}. ",
        settings.alignment.name(),
        settings.high_from.name()
    )
}

/// Whether the instructions are too many or too long to stand under bars.
fn has_long_names(drift: &Drift) -> bool {
    let mut prompts = drift.instructions.iter().map(|one| &one.prompt);
    drift.instructions.len() > 5 || prompts.any(|prompt| prompt.chars().count() > 32)
}

/// How the numbers came about.
pub(super) fn facts(analysis: &Analysis, aligned: Option<&str>) -> String {
    let model = &analysis.model;
    let sha256: String = model.sha256.chars().take(12).collect();
    let id = if model.id == model.display_name || model.id.chars().count() > 60 {
        String::new()
    } else {
        format!("{}, ", strip_control_chars(&model.id))
    };
    let rule = &analysis.rule;
    format!(
        "Model: {} ({id}sha256 {sha256}). Layer {} of {}. Threshold τ: quantile {} ({}) of the \
         token set {}. {}{}.",
        strip_control_chars(&model.display_name),
        analysis.layer,
        model.layers,
        rule.quantile,
        rule.method.name(),
        rule.tokens.name(),
        aligned.unwrap_or_default(),
        // The version stays with the name.
        SOFTWARE.replace(' ', "\u{a0}")
    )
}
