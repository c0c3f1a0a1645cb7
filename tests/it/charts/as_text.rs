//! What the charts show, as text. Most mistakes of a window show here first.

use std::fmt::Write as _;
use std::sync::Arc;

use glassbox::analysis::{Analysis, AnalysisSettings};
use glassbox::charts::{
    BarChart, Order, Scale, StrengthBars, layer_bars, layer_heatmap, layer_lines, quantile_at,
    strength_bars, strengths_sentence,
};
use glassbox::domain::family::Family;
use glassbox::domain::threshold::ThresholdRule;
use glassbox::domain::token::{Token, TokenSet};
use glassbox::domain::trace::{ModelCard, Trace, TracedText};
use glassbox::domain::word_class::WordClass;

const PIECES: [&str; 6] = ["[CLS]", "who", "is", "prime", "?", "[SEP]"];

/// Three layers of strengths, written by hand; "is" and "?" tie at layer 2.
fn analysis() -> Analysis {
    let strengths = vec![
        vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        vec![7.0, 9.0, 8.0, 12.0, 8.5, 5.0],
        vec![7.5, 10.0, 6.0, 14.0, 6.0, 4.0],
    ];
    let tokens = PIECES.into_iter().enumerate().map(|(index, piece)| {
        let special = piece.starts_with('[');
        Token {
            index,
            id: 100 + index as u32,
            piece: piece.to_owned(),
            shown: piece.to_owned(),
            start: index,
            end: index + 1,
            special,
            punctuation: piece == "?",
            word: (!special).then(|| index - 1),
            word_class: if special {
                WordClass::Special
            } else {
                WordClass::Other
            },
        }
    });
    let traced = TracedText {
        text: "who is prime?".to_owned(),
        second_start: None,
        tokens: tokens.collect(),
        truncated_tokens: 0,
        unknown: 0,
        trace: Trace {
            attention: Vec::new(),
            parts: Vec::new(),
            strengths,
            hidden_states: Vec::new(),
            hidden_size: 1,
        },
    };
    let card = ModelCard {
        id: "hand".to_owned(),
        display_name: "hand".to_owned(),
        family: Family::Bert,
        layers: 2,
        hidden_size: 1,
        positions: 8,
        sha256: String::new(),
        notes: Vec::new(),
    };
    let settings = AnalysisSettings {
        layer: Some(2),
        ..AnalysisSettings::default()
    };
    Analysis::new(Arc::new(card), Arc::new(traced), &settings).unwrap()
}

fn bars_as_text(chart: &BarChart) -> String {
    let mut text = format!(
        "{}\n{}: {:.3} to {:.3}\n",
        chart.title, chart.axis.label, chart.axis.min, chart.axis.max
    );
    for series in &chart.series {
        let _ = writeln!(text, "{}", series.name);
        for (label, bar) in chart.labels.iter().zip(&series.bars) {
            let bar = bar.as_ref().map_or_else(
                || "nothing".to_owned(),
                |bar| format!("{} ({:.3}, {:?})", bar.text, bar.value, bar.role),
            );
            let _ = writeln!(text, "  {}: {bar}", label.text);
        }
    }
    for line in &chart.reference_lines {
        let _ = writeln!(text, "--- {} at {:.3}", line.text, line.value);
    }
    text
}

#[test]
fn the_bars_of_one_layer() {
    insta::assert_snapshot!(bars_as_text(&strength_bars(&analysis(), StrengthBars::PAPER)), @r"
    Activation strength at Layer 2
    activation strength (L2 norm): 0.000 to 16.520
    Layer 2
      [CLS]: 7.50 (7.500, Outside)
      who: 10.00 (10.000, Low)
      is: 6.00 (6.000, Low)
      prime: 14.00 (14.000, High)
      ?: 6.00 (6.000, Low)
      [SEP]: 4.00 (4.000, Outside)
    --- threshold τ = 11.000 at 11.000
    ");
}

#[test]
fn the_bars_of_one_layer_in_other_units() {
    let analysis = analysis();
    let looks = [
        StrengthBars::new(Order::Position, Scale::Raw, true),
        StrengthBars::new(Order::Position, Scale::ZScore, false),
        StrengthBars::new(Order::Position, Scale::Rank, false),
    ];
    let text: String = looks
        .map(|look| bars_as_text(&strength_bars(&analysis, look)))
        .concat();
    insta::assert_snapshot!(text, @r"
    Activation strength at Layer 2
    activation strength (L2 norm), not from 0: 3.400 to 16.000
    Layer 2
      [CLS]: 7.50 (7.500, Outside)
      who: 10.00 (10.000, Low)
      is: 6.00 (6.000, Low)
      prime: 14.00 (14.000, High)
      ?: 6.00 (6.000, Low)
      [SEP]: 4.00 (4.000, Outside)
    --- threshold τ = 11.000 at 11.000
    Activation strength at Layer 2, as z-scores
    z-score within the layer: -1.266 to 1.869
    Layer 2
      [CLS]: nothing
      who: +0.30 (0.302, Low)
      is: -0.90 (-0.905, Low)
      prime: +1.51 (1.508, High)
      ?: -0.90 (-0.905, Low)
      [SEP]: nothing
    --- threshold τ = 11.000 (z +0.60) at 0.603
    Activation strength at Layer 2, as ranks
    rank within the layer (1 = strongest): 0.000 to 4.720
    Layer 2
      [CLS]: nothing
      who: 2 (3.000, Low)
      is: 3 (2.000, Low)
      prime: 1 (4.000, High)
      ?: 3 (2.000, Low)
      [SEP]: nothing
    --- threshold τ = 11.000 (rank 1–2) at 3.500
    ");
}

#[test]
fn a_place_on_the_axis_is_the_quantile_whose_threshold_is_nearest() {
    let analysis = analysis();
    // The judged strengths are 6, 6, 10 and 14.
    let at = |scale, value| quantile_at(&analysis, scale, value).unwrap().quantile;
    assert_eq!(at(Scale::Raw, 14.0), 1.0);
    assert_eq!(at(Scale::Raw, 100.0), 1.0);
    assert_eq!(at(Scale::Raw, 11.0), 0.75);
    assert_eq!(at(Scale::Raw, 8.0), 0.5);
    assert_eq!(at(Scale::Raw, 6.0), 0.33, "the nearest to the one in use");
    // Between ranks 1 and 2 is where the line stands already.
    assert_eq!(at(Scale::Rank, 3.4), 0.75);
    assert_eq!(at(Scale::Rank, 99.0), 1.0);
    for scale in [Scale::Raw, Scale::ZScore, Scale::Rank] {
        let look = StrengthBars::new(Order::Position, scale, false);
        let line = &strength_bars(&analysis, look).reference_lines[0];
        assert_eq!(at(scale, line.value), 0.75, "{scale:?}");
    }
}

#[test]
fn the_bars_in_words() {
    let mut analysis = analysis();
    assert_eq!(
        strengths_sentence(&analysis),
        "1 of 4 judged tokens is HIGH: above τ, the 75 % mark of this text, so about a quarter are \
         by construction. Strength is not importance."
    );
    let rule = |quantile: f64, tokens: TokenSet| ThresholdRule {
        quantile,
        tokens,
        ..ThresholdRule::default()
    };
    let judged = |analysis: &Analysis, rule: ThresholdRule| {
        let settings = AnalysisSettings {
            layer: Some(2),
            rule,
            ..AnalysisSettings::default()
        };
        let (model, traced) = (Arc::clone(&analysis.model), Arc::clone(&analysis.traced));
        strengths_sentence(&Analysis::new(model, traced, &settings).unwrap())
    };
    assert_eq!(
        judged(&analysis, rule(1.0, TokenSet::NoSpecial)),
        "None of 4 judged tokens is HIGH: none is above τ, the 100 % mark of this text. Strength is \
         not importance."
    );
    // Two of them lie at the least, and so does the threshold.
    assert_eq!(
        judged(&analysis, rule(0.0, TokenSet::NoSpecial)),
        "2 of 4 judged tokens are HIGH: above τ, the 0 % mark of this text, so all but the weakest \
         are by construction. 2 tokens are exactly at τ, and that is LOW. Strength is not \
         importance."
    );
    let with_strengths = |analysis: &mut Analysis, strengths: [f64; 6]| {
        let traced = Arc::make_mut(&mut analysis.traced);
        traced.trace.strengths.fill(strengths.to_vec());
    };
    with_strengths(&mut analysis, [1.0, 5.0, 5.0, 5.0, 5.0, 1.0]);
    assert_eq!(
        judged(&analysis, ThresholdRule::default()),
        "All 4 judged tokens are equally strong, so none is above τ: all are LOW. Strength is not \
         importance."
    );
    with_strengths(&mut analysis, [1.0, 5.0, f64::NAN, 5.0, 5.0, 1.0]);
    assert_eq!(
        judged(&analysis, ThresholdRule::default()),
        "No token is judged: a strength is not a finite number, so there is no threshold."
    );
}

#[test]
fn the_bars_sorted_by_strength_carry_their_tokens_along() {
    let chart = strength_bars(
        &analysis(),
        StrengthBars::new(Order::Strength, Scale::Raw, false),
    );
    assert_eq!(
        chart.tokens,
        [3, 1, 0, 2, 4, 5],
        "a tie keeps the order of the text"
    );
    let labels: Vec<&str> = chart
        .labels
        .iter()
        .map(|label| label.text.as_str())
        .collect();
    assert_eq!(labels, ["prime", "who", "[CLS]", "is", "?", "[SEP]"]);
}

#[test]
fn two_layers_beside_one_another_in_every_scale() {
    let analysis = analysis();
    let text: String = Scale::ALL
        .iter()
        .copied()
        .map(|scale| bars_as_text(&layer_bars(&analysis, scale)))
        .collect();
    insta::assert_snapshot!(text, @r"
    Layer 2 beside Layer 1
    activation strength (L2 norm): 0.000 to 15.400
    Layer 2
      [CLS]: 7.50 (7.500, ChosenLayer)
      who: 10.00 (10.000, ChosenLayer)
      is: 6.00 (6.000, ChosenLayer)
      prime: 14.00 (14.000, ChosenLayer)
      ?: 6.00 (6.000, ChosenLayer)
      [SEP]: 4.00 (4.000, ChosenLayer)
    Layer 1
      [CLS]: 7.00 (7.000, LayerBeside)
      who: 9.00 (9.000, LayerBeside)
      is: 8.00 (8.000, LayerBeside)
      prime: 12.00 (12.000, LayerBeside)
      ?: 8.50 (8.500, LayerBeside)
      [SEP]: 5.00 (5.000, LayerBeside)
    Layer 2 beside Layer 1
    z-score within the layer: -1.293 to 2.075
    Layer 2
      [CLS]: nothing
      who: +0.30 (0.302, ChosenLayer)
      is: -0.90 (-0.905, ChosenLayer)
      prime: +1.51 (1.508, ChosenLayer)
      ?: -0.90 (-0.905, ChosenLayer)
      [SEP]: nothing
    Layer 1
      [CLS]: nothing
      who: -0.24 (-0.241, LayerBeside)
      is: -0.88 (-0.884, LayerBeside)
      prime: +1.69 (1.687, LayerBeside)
      ?: -0.56 (-0.562, LayerBeside)
      [SEP]: nothing
    Layer 2 beside Layer 1
    rank within the layer (1 = strongest): 0.000 to 4.400
    Layer 2
      [CLS]: nothing
      who: 2 (3.000, ChosenLayer)
      is: 3 (2.000, ChosenLayer)
      prime: 1 (4.000, ChosenLayer)
      ?: 3 (2.000, ChosenLayer)
      [SEP]: nothing
    Layer 1
      [CLS]: nothing
      who: 2 (3.000, LayerBeside)
      is: 4 (1.000, LayerBeside)
      prime: 1 (4.000, LayerBeside)
      ?: 3 (2.000, LayerBeside)
      [SEP]: nothing
    ");
}

#[test]
fn the_heatmap_has_a_row_per_layer_and_no_undefined_cells() {
    let analysis = analysis();
    let raw = layer_heatmap(&analysis, Scale::Raw);
    assert_eq!(
        (raw.cells.len(), raw.cells[0].len(), raw.chosen_row),
        (3, 6, 2)
    );
    assert_eq!(raw.cells[2][3], Some(14.0));
    assert_eq!(
        (raw.axis.min, raw.axis.max, raw.centred),
        (1.0, 14.0, false)
    );
    let z = layer_heatmap(&analysis, Scale::ZScore);
    assert_eq!(z.cells[2][0], None, "[CLS] is outside the token set");
    assert!(z.centred);
    assert_eq!(z.axis.min, -z.axis.max);
    let rank = layer_heatmap(&analysis, Scale::Rank);
    assert_eq!(rank.axis.ticks.text(rank.cells[2][3].unwrap()), "1");
    assert_eq!(rank.axis.ticks.text(rank.cells[2][2].unwrap()), "3");
    assert_eq!(rank.axis.ticks.text(rank.cells[2][4].unwrap()), "3");
}

#[test]
fn lines_run_over_all_layers_and_mark_the_chosen_ones() {
    let chart = layer_lines(&analysis(), Scale::Raw);
    assert_eq!(
        (chart.layers, chart.marked, chart.lines.len()),
        (2, [2, 1], 6)
    );
    let prime: Vec<f64> = chart.lines[3].values.iter().flatten().copied().collect();
    assert_eq!(prime, [4.0, 12.0, 14.0]);
    assert!(chart.axis.min < 1.0 && chart.axis.max > 14.0);
}
