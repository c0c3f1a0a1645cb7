//! What the parts beside the encoder take: `cargo bench --bench parts`.
//!
//! The embedded model reads the texts once; after that nothing here runs it. A part alone:
//! `cargo bench --bench parts -- alignment`.
#![expect(clippy::unwrap_used, reason = "a bench that finds no model stops")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use glassbox::analysis::{
    Analysis, AnalysisSettings, Answer, Comparison, ComparisonSettings, Question, RemovalSettings,
};
use glassbox::charts::{
    Order, Scale, ShiftMeasure, StrengthBars, both_strengths, layer_bars, layer_heatmap,
    layer_lines, pair_shift_lines, shift_bars, shift_heatmap, strength_bars,
};
use glassbox::domain::alignment::{Alignment, AlignmentKind};
use glassbox::domain::corpus::{CorpusTally, TallySettings, TextPlace, TextRecord};
use glassbox::domain::removal::Removal;
use glassbox::domain::statistics::{auc, partial_spearman, spearman};
use glassbox::domain::strength::l2_norm;
use glassbox::domain::threshold::{QuantileMethod, ThresholdRule, quantile};
use glassbox::domain::token_scores::score_layer;
use glassbox::engine::ask;
use glassbox::export::figure::{FigureSize, figure_from_answer, png_from_figure, svg_from_figure};
use glassbox::export::{TextFormat, text};
use glassbox::model::Cancel;
use glassbox::model::{Loading, Model, ModelSource, RemovalRequest};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

const LENGTHS: [usize; 3] = [12, 128, 512];
const WORDS: &str = "the prime minister of canada enjoys a beautiful walk at the beach and ";

/// A text of about this many tokens, `[CLS]` and `[SEP]` counted.
fn text_of(tokens: usize) -> String {
    let words = WORDS.split_whitespace().cycle().take(tokens - 2);
    words.collect::<Vec<_>>().join(" ")
}

/// The same with another word in some places, and one left out at the beginning.
fn changed(text: &str) -> String {
    text.replacen("the ", "", 1).replace("beach", "park")
}

fn model() -> Model {
    Model::load(&ModelSource::Embedded, &Loading::quiet()).unwrap()
}

fn analysis(model: &Model, text: &str) -> Arc<Analysis> {
    let answer = ask(&[model], &Question::analyze(text), &Cancel::never()).unwrap();
    Arc::clone(answer.analysis().unwrap())
}

/// Numbers that look like strengths.
fn values(count: usize) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(count as u64);
    let value = |_| random.random_range(5.0..25.0);
    (0..count).map(value).collect()
}

fn strengths_and_thresholds(criterion: &mut Criterion) {
    let state: Vec<f32> = values(768).into_iter().map(|value| value as f32).collect();
    criterion.bench_function("strength of a state of 768", |bench| {
        bench.iter(|| l2_norm(black_box(&state)));
    });
    let mut group = criterion.benchmark_group("quantile");
    for count in LENGTHS {
        let values = values(count);
        group.bench_with_input(BenchmarkId::from_parameter(count), &values, |bench, of| {
            bench.iter(|| quantile(black_box(of), 0.75, QuantileMethod::Linear));
        });
    }
    group.finish();
    let model = model();
    let mut group = criterion.benchmark_group("a layer's threshold, ranks and buckets");
    for count in LENGTHS {
        let read = analysis(&model, &text_of(count));
        let rule = ThresholdRule::default();
        group.bench_with_input(BenchmarkId::from_parameter(count), &read, |bench, read| {
            bench.iter(|| score_layer(&read.traced.tokens, black_box(read.strengths()), &rule));
        });
    }
    group.finish();
}

fn alignment(criterion: &mut Criterion) {
    let model = model();
    for &kind in AlignmentKind::ALL {
        let mut group = criterion.benchmark_group(format!("alignment, {}", kind.name()));
        for count in LENGTHS {
            let text = text_of(count);
            let (a, b) = (model.tokens(&text), model.tokens(&changed(&text)));
            let both = (a.unwrap(), b.unwrap());
            group.bench_with_input(BenchmarkId::from_parameter(count), &both, |bench, both| {
                bench.iter(|| Alignment::of(black_box(&both.0), &both.1, kind));
            });
        }
        group.finish();
    }
}

/// What another layer or threshold takes, without another pass.
fn judging(criterion: &mut Criterion) {
    let model = model();
    let mut group = criterion.benchmark_group("answered again");
    for count in LENGTHS {
        let text = text_of(count);
        let [a, b] = [text.clone(), changed(&text)].map(|text| analysis(&model, &text));
        group.bench_function(BenchmarkId::new("one text", count), |bench| {
            bench.iter(|| {
                let (card, traced) = (Arc::clone(&a.model), Arc::clone(&a.traced));
                Analysis::new(card, black_box(traced), &AnalysisSettings::default())
            });
        });
        group.bench_function(BenchmarkId::new("two texts", count), |bench| {
            bench.iter(|| compared(black_box(&a), &b));
        });
    }
    group.finish();
}

fn compared(a: &Analysis, b: &Analysis) -> Comparison {
    let texts = [&a.traced, &b.traced];
    let settings = (AnalysisSettings::default(), ComparisonSettings::default());
    Comparison::from_traces(&a.model, texts, settings.0, settings.1).unwrap()
}

fn charts(criterion: &mut Criterion) {
    let model = model();
    let mut group = criterion.benchmark_group("charts");
    for count in LENGTHS {
        let text = text_of(count);
        let [a, b] = [text.clone(), changed(&text)].map(|text| analysis(&model, &text));
        let both = compared(&a, &b);
        group.bench_function(BenchmarkId::new("tokens", count), |bench| {
            bench.iter(|| {
                strength_bars(
                    black_box(&a),
                    StrengthBars::new(Order::Strength, Scale::Raw, false),
                )
            });
        });
        group.bench_function(BenchmarkId::new("layers", count), |bench| {
            bench.iter(|| {
                let a = black_box(&a);
                let bars = layer_bars(a, Scale::ZScore);
                (
                    bars,
                    layer_heatmap(a, Scale::Raw),
                    layer_lines(a, Scale::Rank),
                )
            });
        });
        group.bench_function(BenchmarkId::new("compare", count), |bench| {
            bench.iter(|| {
                let both = black_box(&both);
                let bars = (
                    both_strengths(both),
                    shift_bars(both, ShiftMeasure::Parts, false),
                );
                (bars, shift_heatmap(both), pair_shift_lines(both))
            });
        });
    }
    group.finish();
}

fn export(criterion: &mut Criterion) {
    let model = model();
    let style = FigureSize::default().style();
    let mut group = criterion.benchmark_group("export");
    group.sample_size(20);
    for count in LENGTHS {
        let read = analysis(&model, &text_of(count));
        let of_text = Answer::Analysis(Arc::clone(&read));
        let figure = figure_from_answer(&of_text, &StrengthBars::PAPER).unwrap();
        group.bench_function(BenchmarkId::new("svg", count), |bench| {
            bench.iter(|| svg_from_figure(black_box(&figure), &style).unwrap());
        });
        group.bench_function(BenchmarkId::new("png", count), |bench| {
            bench.iter(|| png_from_figure(black_box(&figure), &style).unwrap());
        });
        let answer = Answer::Analysis(read);
        for (name, format) in [("json", TextFormat::Json), ("csv", TextFormat::Csv)] {
            group.bench_function(BenchmarkId::new(name, count), |bench| {
                bench.iter(|| text(black_box(&answer), format));
            });
        }
    }
    group.finish();
}

fn statistics(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("statistics of 10,000 values");
    let (a, b, held) = (values(10_000), values(10_001), values(10_000));
    let b = b.split_last().map_or(b.as_slice(), |(_, rest)| rest);
    group.bench_function("AUC", |bench| bench.iter(|| auc(black_box(&a), b)));
    group.bench_function("Spearman", |bench| {
        bench.iter(|| spearman(black_box(&a), b));
    });
    group.bench_function("partial Spearman", |bench| {
        bench.iter(|| partial_spearman(black_box(&a), b, &[&held]));
    });
    group.finish();

    let read = analysis(&model(), &text_of(24));
    let record = |line: u64| TextRecord {
        place: TextPlace {
            file: 0,
            line,
            sentence: 0,
        },
        text: read.traced.text.clone(),
        tokens: read.traced.tokens.clone(),
        truncated_tokens: 0,
        strengths: read.traced.trace.strengths.clone(),
        attention: Vec::new(),
    };
    let records: Vec<TextRecord> = (1..=732).map(record).collect();
    let tally = || {
        let mut tally = CorpusTally::new(TallySettings {
            layers: read.model.layers,
            rule: ThresholdRule::default(),
            seed: 0,
            replicates: 100,
        });
        for record in &records {
            tally.add(record, &[]);
        }
        tally
    };
    let counted = tally();
    let mut group = criterion.benchmark_group("a corpus of 732 texts");
    group.sample_size(10);
    group.bench_function("counted", |bench| bench.iter(tally));
    group.bench_function("findings so far", |bench| {
        bench.iter(|| counted.findings());
    });
    group.bench_function("100 replicates", |bench| {
        bench.iter(|| counted.finish(|_, _| true));
    });
    group.finish();
}

/// What the tokens of two texts give to their embeddings, in 8 steps.
fn jacobians(criterion: &mut Criterion) {
    let model = model();
    let head = model.sentence_head().unwrap();
    let mut group = criterion.benchmark_group("Jacobian tokens of two texts in 8 steps");
    group.sample_size(10);
    for count in [12, 100] {
        let text = text_of(count);
        for layer in [0, 4] {
            let path = |text: &str| model.jacobian_path(text, layer, &Cancel::never()).unwrap();
            let paths = [path(&text), path(&changed(&text))];
            let name = format!("Layer {layer}");
            group.bench_function(BenchmarkId::new(name, count), |bench| {
                bench.iter(|| {
                    let paths = black_box(paths.each_ref());
                    model.jacobian_pair(paths, head, Some(8), &Cancel::never())
                });
            });
        }
    }
    group.finish();
}

/// Sentence embeddings of 200 passages of about 24 tokens.
fn embeddings(criterion: &mut Criterion) {
    let model = model();
    let head = model.sentence_head().unwrap();
    let texts = vec![text_of(24); 200];
    let mut group = criterion.benchmark_group("embeddings");
    group.sample_size(10);
    group.bench_function("200 passages", |bench| {
        bench.iter(|| model.embed(&texts, "", head, &Cancel::never(), &|_| {}));
    });
    group.finish();
}

/// The removal test of a short text, as the window asks for it; the first row is what each token does
/// alone.
fn removal(criterion: &mut Criterion) {
    let model = model();
    let analysis = analysis(&model, &text_of(12));
    let alone: Vec<Vec<usize>> = (0..12).map(|token| vec![token]).collect();
    let head = model.head_or_mean().unwrap();
    let mut group = criterion.benchmark_group("removal");
    group.bench_function("alone", |bencher| {
        let request = RemovalRequest {
            text: &analysis.traced,
            removal: Removal::Mask,
            layer: analysis.layer,
        };
        bencher.iter(|| model.embeddings_without(request, &alone, &head, &Cancel::never()));
    });
    for &removal in Removal::ALL {
        let settings = RemovalSettings {
            removal,
            ..RemovalSettings::default()
        };
        let question = Question::effects(&analysis.traced.text, settings);
        group.bench_function(BenchmarkId::new("whole", removal.name()), |bencher| {
            bencher.iter(|| ask(&[&model], black_box(&question), &Cancel::never()).unwrap());
        });
    }
    group.finish();
}

criterion_group!(
    parts,
    jacobians,
    embeddings,
    removal,
    strengths_and_thresholds,
    alignment,
    judging,
    charts,
    export,
    statistics
);
criterion_main!(parts);
