//! The charts of a corpus as text and as pictures, from findings written by hand.

use std::fmt::Write as _;

use std::sync::Arc;

use glassbox::analysis::{Answer, Asked, CorpusFindings};
use glassbox::charts::corpus::{
    TopList, baseline_curves, baseline_dots, chance_curves, chance_rows, chance_sentence,
    confound_curve, distribution_boxes, effect_curves, effect_sentence, high_among_kinds,
    high_sentence, kinds_among_high, top_rows,
};
use glassbox::charts::{CurveChart, RowChart, Subject};
use glassbox::domain::corpus::pairs::{ChanceAtLayer, ChanceFindings, PairFindings, PairSource};
use glassbox::domain::corpus::{
    Baseline, BaselineFindings, ClassAtLayer, ClassFindings, Confound, ConfoundBin,
    ConfoundFindings, CorrelationAtLayer, EffectAtLayer, Estimate, Example, Findings, Interval,
    PointOfSample, Quartiles, SampleFacts, TextPlace, TokenAtLayer, TokenFindings, TokenKind,
    TokenOrder,
};
use glassbox::domain::corpus::{RemovalFindings, RemovalRow, SettlingAtLayer, SettlingFindings};
use glassbox::domain::removal::{CurvePoint, Removal, RemovalOutput, Rival};
use glassbox::domain::threshold::ThresholdRule;
use glassbox::domain::word_class::{WordClass, WordGroup};
use glassbox::export::figure::{
    FigureSize, figure_from_answer, png_from_figure, recipe_from_file, svg_from_figure,
};
use resvg::usvg::roxmltree::Document;

fn estimate(value: f64, reach: f64) -> Estimate {
    Estimate {
        value,
        interval: Some(Interval {
            low: value - reach,
            high: value + reach,
        }),
    }
}

fn quartiles(median: f64) -> Quartiles {
    Quartiles {
        lower: median - 0.5,
        median,
        upper: median + 0.5,
    }
}

fn kind(kind: TokenKind, tokens: u64, median: f64, high: u64) -> ClassFindings {
    let layer = |layer: usize| {
        let median = median + layer as f64;
        ClassAtLayer {
            mean: median + 0.1,
            p5: median - 1.0,
            quartiles: quartiles(median),
            p95: median + 1.0,
            judged: if kind == TokenKind::Group(WordGroup::Special) {
                0
            } else {
                tokens
            },
            judged_high: high,
            high_rate: (tokens > 0).then(|| estimate(high as f64 / tokens as f64, 0.02)),
        }
    };
    ClassFindings {
        kind,
        tokens,
        texts: 40,
        layers: (0..=2).map(layer).collect(),
        examples: Vec::new(),
    }
}

fn correlation(rho: f64, partial: f64) -> CorrelationAtLayer {
    CorrelationAtLayer {
        tokens: 1500,
        rho: Some(estimate(rho, 0.05)),
        partial_tokens: 1400,
        partial: Some(estimate(partial, 0.05)),
    }
}

fn token(shown: &str, class: WordClass, count: u64, mean: f64, high: u64) -> TokenFindings {
    TokenFindings {
        piece: shown.to_owned(),
        shown: shown.to_owned(),
        continues: false,
        class,
        count,
        judged: count,
        layers: vec![TokenAtLayer { mean, high }; 3],
        examples: vec![example()],
    }
}

fn example() -> Example {
    Example {
        place: TextPlace {
            file: 0,
            line: 3,
            sentence: 0,
        },
        text: "A dull film.".to_owned(),
        token: 2,
        span: (2, 6),
    }
}

fn chance(ratio: f64, chance: f64) -> ChanceFindings {
    let difference = Some(estimate(ratio - chance, 0.03));
    ChanceFindings {
        decided: 850,
        ratio: Some(estimate(ratio, 0.03)),
        chance: Some(chance),
        difference,
        p: Some(0.0005),
        small_p: 200,
        layers: vec![
            ChanceAtLayer {
                decided: 850,
                ratio: Some(ratio),
                chance: Some(chance),
                difference,
            };
            3
        ],
    }
}

/// Three layers; content lies above function at Layer 1 most of all.
fn removal() -> RemovalFindings {
    let row = |excess: f64| RemovalRow {
        texts: 900,
        effect: Some(estimate(excess + 0.15, 0.02)),
        excess: Some(estimate(excess, 0.03)),
        high_minus: Some(estimate(0.1 - excess, 0.03)),
        beats_random: Some(estimate(0.8, 0.01)),
    };
    RemovalFindings {
        output: RemovalOutput::default(),
        removal: Removal::Blind,
        layer: 4,
        texts: 900,
        layers: [0.1, 0.2, 0.3].map(row).to_vec(),
        rivals: vec![(Rival::Rarest, row(0.25)), (Rival::LeaveOneOut, row(0.4))],
        curve: vec![CurvePoint {
            share: 0.5,
            strongest: 0.375,
            random: 0.25,
            greedy: 0.5,
        }],
        area: Some(0.5),
        seed: 7,
        replicates: 2_000,
    }
}

fn findings() -> Findings {
    let effect = |auc: f64, argmax_share: f64| EffectAtLayer {
        content: 900,
        function: 600,
        auc: Some(estimate(auc, 0.02)),
        cliffs_delta: Some(estimate(2.0 * auc - 1.0, 0.04)),
        auc_within_sentence: Some(estimate(auc + 0.01, 0.02)),
        high_share: Some(0.26),
        argmax_share: Some(argmax_share),
    };
    let group = TokenKind::Group;
    let class = TokenKind::Class;
    Findings {
        settling: Some(SettlingFindings {
            texts: 40,
            layers: [None, Some(-0.3), Some(0.2)]
                .map(|rho| SettlingAtLayer {
                    texts: 40,
                    rho: rho.map(|rho| estimate(rho, 0.1)),
                })
                .to_vec(),
            seed: 7,
            replicates: 2000,
        }),
        texts: 1204,
        tokens: 14_021,
        layers: 2,
        seed: 7,
        replicates: 1000,
        classes: vec![
            kind(group(WordGroup::Content), 900, 13.0, 360),
            kind(group(WordGroup::Function), 600, 11.0, 30),
            kind(group(WordGroup::Punctuation), 100, 10.0, 2),
            kind(group(WordGroup::Special), 80, 9.0, 0),
            kind(class(WordClass::Noun), 500, 13.5, 250),
            kind(class(WordClass::Verb), 400, 12.5, 110),
            kind(class(WordClass::Determiner), 600, 11.0, 30),
            kind(class(WordClass::Punctuation), 100, 10.0, 2),
            kind(class(WordClass::Special), 80, 9.0, 0),
        ],
        effects: vec![effect(0.6, 0.0), effect(0.8, 0.97), effect(0.77, 0.03)],
        baselines: vec![
            BaselineFindings {
                baseline: Baseline::Attention,
                layers: vec![
                    CorrelationAtLayer::default(),
                    correlation(-0.3, -0.1),
                    correlation(-0.2, 0.05),
                ],
            },
            BaselineFindings {
                baseline: Baseline::FrequencyRank,
                layers: vec![correlation(0.7, 0.72); 3],
            },
        ],
        confounds: vec![ConfoundFindings {
            confound: Confound::FrequencyRank,
            bins: [(1.0, 1.0), (2.0, 3.0), (1024.0, 2047.0)]
                .map(|(from, to)| ConfoundBin {
                    from,
                    to,
                    tokens: 300,
                    layers: vec![quartiles(11.0), quartiles(12.0), quartiles(13.0)],
                    examples: vec![example()],
                })
                .into(),
        }],
        top_tokens: vec![
            token("the", WordClass::Determiner, 300, 11.0, 3),
            token("film", WordClass::Noun, 40, 13.5, 30),
            token("dull", WordClass::Adjective, 12, 13.9, 6),
        ],
        top_pieces: Vec::new(),
        least_count: 5,
        removal: Some(removal()),
        pairs: Some(PairFindings {
            source: PairSource::Swaps,
            pairs: 900,
            without_swap: 300,
            not_read: 4,
            all: chance(0.6, 0.3),
            unchanged: chance(0.28, 0.26),
            replicates: 2000,
            seed: 7,
        }),
        sample: SampleFacts {
            text_count: 800,
            token_count: 10_000,
            whole: false,
            texts: vec![(example().place, example().text)],
            points: vec![PointOfSample {
                text: 0,
                token: 2,
                span: (2, 6),
                group: WordGroup::Content,
                confounds: vec![Some(1500.0)],
                strengths: vec![11.5, 12.5, 13.5],
            }],
        },
    }
}

fn rows_as_text(chart: &RowChart) -> String {
    let axis = &chart.axis;
    let mut text = format!(
        "{}\n{}: {:.2} to {:.2}\n",
        chart.title, axis.label, axis.min, axis.max
    );
    for row in &chart.rows {
        let indent = "  ".repeat(row.indent + 1);
        let marks: Vec<&str> = row.marks.iter().map(|mark| mark.text.as_str()).collect();
        let _ = writeln!(
            text,
            "{indent}{}: {} [{}]",
            row.name,
            marks.join(" | "),
            row.detail
        );
    }
    for line in &chart.reference_lines {
        let _ = writeln!(text, "--- {} at {:.2}", line.text, line.value);
    }
    text
}

fn curves_as_text(chart: &CurveChart) -> String {
    let axis = &chart.axis;
    let mut text = format!(
        "{}\n{}: {:.2} to {:.2}\n",
        chart.title, axis.label, axis.min, axis.max
    );
    for curve in &chart.curves {
        let points = curve.points.iter().map(|point| match point {
            Some(point) => format!("({:.2}, {:.2})", point.x, point.value),
            None => "gap".to_owned(),
        });
        let points: Vec<String> = points.collect();
        let _ = writeln!(text, "  {}: {}", curve.name, points.join(" "));
    }
    text
}

#[test]
fn a_box_for_each_kind_under_its_group() {
    insta::assert_snapshot!(rows_as_text(&distribution_boxes(&findings(), 1)), @r"
    Strength by kind of token at Layer 1
    activation strength (L2 norm); the axis does not start at 0: 8.74 to 15.76
      content: median 14.00, quartiles 13.50 to 14.50, 5 % to 95 % 13.00 to 15.00, mean 14.10 [n = 900]
        NOUN: median 14.50, quartiles 14.00 to 15.00, 5 % to 95 % 13.50 to 15.50, mean 14.60 [n = 500]
        VERB: median 13.50, quartiles 13.00 to 14.00, 5 % to 95 % 12.50 to 14.50, mean 13.60 [n = 400]
      function: median 12.00, quartiles 11.50 to 12.50, 5 % to 95 % 11.00 to 13.00, mean 12.10 [n = 600]
      punctuation: median 11.00, quartiles 10.50 to 11.50, 5 % to 95 % 10.00 to 12.00, mean 11.10 [n = 100]
      special: median 10.00, quartiles 9.50 to 10.50, 5 % to 95 % 9.00 to 11.00, mean 10.10 [n = 80]
    ");
}

#[test]
fn high_is_read_against_what_chance_would_give() {
    let findings = findings();
    // 392 of 1600 judged tokens are HIGH.
    insta::assert_snapshot!(rows_as_text(&high_among_kinds(&findings, 1, 0.75)), @r"
    Share of HIGH in each kind at Layer 1
    HIGH tokens in the kind (%): 0.00 to 59.80
      content: 40.0 % (95 % 38.0 to 42.0) [360 of 900]
        NOUN: 50.0 % (95 % 48.0 to 52.0) [250 of 500]
        VERB: 27.5 % (95 % 25.5 to 29.5) [110 of 400]
      function: 5.0 % (95 % 3.0 to 7.0) [30 of 600]
      punctuation: 2.0 % (95 % 0.0 to 4.0) [2 of 100]
    --- all judged tokens 24.5 % (1 − quantile = 25 %) at 24.50
    ");
    let among = rows_as_text(&kinds_among_high(&findings, 1));
    assert!(
        among.contains("content: 91.8 % | 56.2 % [× 1.63]"),
        "{among}"
    );
    let sentence = high_sentence(&findings, 1).unwrap();
    assert!(sentence.contains("40.0 % of the content") && sentence.contains("24.5 %"));
}

#[test]
fn whether_a_layer_is_special_is_answered_by_all_of_them() {
    let findings = findings();
    insta::assert_snapshot!(curves_as_text(&effect_curves(&findings, 1)), @r"
    Content against function words at every layer
    chance that content is stronger (AUC): 0.40 to 0.85
      any two tokens: (0.00, 0.60) (1.00, 0.80) (2.00, 0.77)
      two of one sentence: (0.00, 0.61) (1.00, 0.81) (2.00, 0.78)
    ");
    let foremost = effect_sentence(&findings, 1).unwrap();
    assert!(foremost.contains("lies farthest from 0.5"), "{foremost}");
    assert!(
        foremost.contains("In 97 % of the resamplings Layer 1"),
        "{foremost}"
    );
    let other = effect_sentence(&findings, 2).unwrap();
    assert!(other.contains("number 2 of 3 layers"), "{other}");
    assert!(other.contains("their intervals overlap"), "{other}");
    let low = effect_sentence(&findings, 0).unwrap();
    assert!(low.contains("their intervals do not touch"), "{low}");
}

#[test]
fn tokens_are_ranked_among_those_that_occur_often_enough() {
    let findings = findings();
    let names = |order, least| -> Vec<String> {
        let chart = top_rows(&findings, 1, (TopList::Tokens, order), (least, 9));
        chart.rows.into_iter().map(|row| row.name).collect()
    };
    assert_eq!(names(TokenOrder::Mean, 5), ["dull", "film", "the"]);
    assert_eq!(names(TokenOrder::HighShare, 5), ["film", "dull", "the"]);
    assert_eq!(names(TokenOrder::Count, 5), ["the", "film", "dull"]);
    assert_eq!(names(TokenOrder::Mean, 20), ["film", "the"]);
    let none = top_rows(&findings, 1, (TopList::Pieces, TokenOrder::Mean), (5, 9));
    assert!(none.rows.is_empty() && none.title.contains("0 of 0"));
}

#[test]
fn baselines_stand_beside_one_another() {
    let findings = findings();
    insta::assert_snapshot!(rows_as_text(&baseline_dots(&findings, 1)), @r"
    Strength against baselines at Layer 1
    Spearman's ρ with strength: -0.44 to 0.86
      attention received: −0.300 (95 % −0.350 to −0.250) | −0.100 (95 % −0.150 to −0.050) [n = 1,500]
      word frequency rank: 0.700 (95 % 0.650 to 0.750) | 0.720 (95 % 0.670 to 0.770) [n = 1,500]
    --- 0: nothing in common at 0.00
    ");
    let curves = curves_as_text(&baseline_curves(&findings, 1, true));
    assert!(
        curves.contains("attention received: gap (1.00, -0.10) (2.00, 0.05)"),
        "{curves}"
    );
}

#[test]
fn a_confound_is_a_curve_of_medians_of_bounded_size() {
    let chart = confound_curve(&findings(), Confound::FrequencyRank, 1).unwrap();
    // Ranks 1, 2 to 3 and 1,024 to 2,047 on a logarithmic axis.
    insta::assert_snapshot!(curves_as_text(&chart), @r"
    Strength along word frequency rank at Layer 1
    activation strength (L2 norm); the axis does not start at 0: 11.45 to 12.55
      median: (0.00, 12.00) (0.39, 12.00) (3.16, 12.00)
    ");
    assert_eq!(chart.points.len(), 1);
    assert!(confound_curve(&findings(), Confound::Pieces, 1).is_none());
}

#[test]
fn the_share_of_high_tokens_stands_beside_chance() {
    let findings = findings();
    let pairs = findings.pairs.as_ref().unwrap();
    insta::assert_snapshot!(rows_as_text(&chance_rows(pairs)), @r"
    R_H against chance at the layer of the run
    mean R_H of the pairs; the axis does not start at 0: 0.21 to 0.67
      all judged tokens: R_H 0.600 (95 % 0.570 to 0.630) | chance 0.300 [850 pairs, p 0.0005]
      without changed words: R_H 0.280 (95 % 0.250 to 0.310) | chance 0.260 [850 pairs, p 0.0005]
    ");
    insta::assert_snapshot!(curves_as_text(&chance_curves(pairs, 1)), @r"
    R_H above chance at every layer
    R_H minus chance, mean of the pairs: -0.05 to 0.36
      all judged tokens: (0.00, 0.30) (1.00, 0.30) (2.00, 0.30)
      without changed words: (0.00, 0.02) (1.00, 0.02) (2.00, 0.02)
    ");
    let sentence = chance_sentence(pairs).unwrap();
    assert!(sentence.contains("R_H is 0.600") && sentence.contains("chance gives 0.300"));
}

#[test]
fn every_chart_is_a_figure_that_says_where_it_comes_from() {
    let findings = findings();
    let files = ["reviews.csv".to_owned()];
    let how_read = ["Column text.".to_owned()];
    let notes = ["partial, 1,204 of 840,000 texts, then cancelled".to_owned()];
    let card = glassbox::model::embedded_card().unwrap();
    let answer = Answer::Corpus(Arc::new(CorpusFindings {
        model: Arc::new(card),
        layer: 1,
        rule: ThresholdRule::default(),
        measure: glassbox::domain::measure::Measure::Norm,
        files: files.to_vec(),
        how_read: how_read.to_vec(),
        notes: notes.to_vec(),
        findings: Arc::new(findings),
    }));
    let mut drawn = 0;
    for chart in Subject::Corpus.charts() {
        let Some(figure) = figure_from_answer(&answer, chart) else {
            continue;
        };
        drawn += 1;
        for &size in FigureSize::ALL {
            let style = size.style();
            let Ok(svg) = svg_from_figure(&figure, &style) else {
                assert_eq!(size, FigureSize::Slide, "{} has no room", chart.id());
                continue;
            };
            let document = Document::parse(&svg).unwrap();
            let texts = document.descendants().filter_map(|node| node.text());
            let all: Vec<&str> = texts.collect();
            let all = all.join(" ");
            for said in [
                "reviews.csv",
                "1,204 texts",
                "Seed 7",
                "then cancelled",
                "Column text.",
            ] {
                assert!(all.contains(said), "{} does not say {said}", chart.id());
            }
            assert_eq!(
                svg_from_figure(&figure, &style).unwrap(),
                svg,
                "twice the same"
            );
        }
        let png = png_from_figure(&figure, &FigureSize::Screen.style()).unwrap();
        let recipe = recipe_from_file(&png).unwrap();
        let Asked::Corpus { files, seed, .. } = &recipe.question.asked else {
            panic!("{} holds another recipe", chart.id());
        };
        assert_eq!(
            (files.as_slice(), *seed),
            (&["reviews.csv".to_owned()][..], 7)
        );
        assert_eq!(recipe.chart.as_deref(), Some(chart.id()));
    }
    // All but those of pieces and of three confounds, of which there are none.
    assert_eq!(drawn, Subject::Corpus.charts().count() - 6);
}
