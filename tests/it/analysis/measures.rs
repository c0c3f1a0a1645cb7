//! Strengths by another measure than the paper's, recomputed from the hidden states, and what is
//! asked beside them.

use std::sync::Arc;

use glassbox::analysis::{AnalysisError, Measured};
use glassbox::corpus::reference::{ReferenceCorpus, ReferenceStore, reference_of};
use glassbox::domain::measure::Measure;
use glassbox::domain::reference::{ReferenceStatistics, UsualFrom};
use glassbox::domain::trace::{TextInput, TracedText};
use glassbox::model::Cancel;
use glassbox::{AnalysisSettings, Asked, Question};

use crate::fixtures::{minilm, tiny_bert};

const CANADA: &str = "Who is the prime minister of Canada?";

fn texts_of(folder: &std::path::Path, texts: &[&str]) -> ReferenceCorpus {
    use glassbox::corpus::input::{Format, InputChoice, InputFile};
    let path = folder.join("texts.txt");
    std::fs::write(&path, texts.join("\n")).unwrap();
    let file = InputFile::named(&path, Some(Format::Lines)).unwrap();
    ReferenceCorpus::read(&file, &InputChoice::default()).unwrap()
}

/// Twelve texts, so that a token of each is seen often enough.
fn reference(folder: &std::path::Path) -> Arc<ReferenceStatistics> {
    let texts: Vec<String> = ["the", "a", "this", "that"]
        .iter()
        .flat_map(|word| (1..=3).map(move |n| format!("Who is {word} minister number {n}?")))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let corpus = texts_of(folder, &texts);
    reference_of(minilm(), &corpus, None, &Cancel::never(), &mut |_, _| {}).unwrap()
}

fn measured(reference: Option<Arc<ReferenceStatistics>>) -> Measured {
    Measured {
        model: Arc::new(minilm().card().clone()),
        texts: minilm()
            .trace_all(&[TextInput::new(CANADA)], &Cancel::never())
            .unwrap(),
        reference,
        removal: None,
        attention: Vec::new(),
        trial: Vec::new(),
        random: None,
        random_drift: None,
        for_match: glassbox::analysis::matching::MatchMeasured::default(),
        heads: glassbox::analysis::HeadsMeasured::default(),
    }
}

fn by(measure: Measure) -> AnalysisSettings {
    AnalysisSettings {
        measure,
        ..AnalysisSettings::default()
    }
}

/// In float64, straight from the definition.
fn expected(
    measure: Measure,
    text: &TracedText,
    reference: &ReferenceStatistics,
    layer: usize,
    token: usize,
) -> f64 {
    let of_layer = &reference.layers[layer];
    let state = text.trace.hidden_state(layer, token).unwrap();
    let square = |(dimension, &x): (usize, &f32)| {
        let (mean, deviation) = (of_layer.means[dimension], of_layer.deviations[dimension]);
        let x = f64::from(x);
        let x = match measure {
            Measure::Centred => x - f64::from(mean),
            // A dimension that never changes says nothing.
            Measure::Standardised if deviation == 0.0 => 0.0,
            Measure::Standardised => (x - f64::from(mean)) / f64::from(deviation),
            Measure::WithoutOutliers if of_layer.outliers.contains(&(dimension as u32)) => 0.0,
            _ => x,
        };
        x * x
    };
    state.iter().enumerate().map(square).sum::<f64>().sqrt()
}

#[test]
fn measures_are_what_their_definitions_say() {
    let folder = tempfile::tempdir().unwrap();
    let reference = reference(folder.path());
    let measured = measured(Some(Arc::clone(&reference)));
    let text = Arc::clone(&measured.texts[0]);
    for &measure in Measure::ALL {
        let question = Question::analyze(CANADA).with(by(measure));
        let answer = question
            .answer(std::slice::from_ref(&measured), None)
            .unwrap();
        let analysis = answer.analysis().unwrap();
        assert_eq!(analysis.measure, measure);
        for layer in 0..=6 {
            let usual = reference.layers[layer].usual(&text.text, &text.tokens);
            for token in 0..text.tokens.len() {
                let found = analysis.traced.strengths(layer)[token];
                let norm = text.strengths(layer)[token];
                let expected = match measure {
                    Measure::InputNorm => {
                        let parts = text.trace.parts[layer][token];
                        parts.norm.unwrap().input_norm
                    }
                    Measure::Surprise => {
                        let usual = usual[token].unwrap().strengths;
                        if usual.deviation == 0.0 {
                            assert!(found.is_nan(), "all alike before");
                            continue;
                        }
                        (norm - usual.mean) / usual.deviation
                    }
                    _ => expected(measure, &text, &reference, layer, token),
                };
                let error = (found - expected).abs() / expected.abs().max(1e-3);
                assert!(error < 1e-6, "{}: {found} {expected}", measure.name());
            }
        }
        let said = analysis
            .warnings
            .iter()
            .any(|note| note.contains("strength is here"));
        assert_eq!(said, measure != Measure::Norm);
        let texts = analysis.against.as_ref().map(|texts| texts.texts);
        assert_eq!(texts, measure.needs_reference().then_some(12));
    }
}

#[test]
fn what_is_usual_of_a_token_comes_from_itself_or_from_tokens_like_it() {
    let folder = tempfile::tempdir().unwrap();
    let measured = measured(Some(reference(folder.path())));
    let asked = Asked::Analyze {
        text: CANADA.to_owned(),
        parts: true,
    };
    let answer = Question::new(asked).answer(&[measured], None).unwrap();
    let analysis = answer.analysis().unwrap();
    let parts = analysis.parts.as_ref().unwrap();
    let compared = parts.compared.as_ref().unwrap();
    let usual = |token: usize| compared.usual_of(4, token).unwrap();
    let place = |shown: &str| {
        let mut tokens = analysis.traced.tokens.iter();
        tokens.position(|token| token.shown == shown).unwrap()
    };
    assert_eq!(usual(place("minister")).from, UsualFrom::Token);
    assert_eq!(usual(place("minister")).strengths.count, 12);
    assert_eq!(usual(place("canada")).from, UsualFrom::Bin);
    let strengths = &usual(place("minister")).strengths;
    assert!(strengths.p5 <= strengths.p50 && strengths.p50 <= strengths.p95);
    let surprise = compared.surprise[4][place("minister")].unwrap();
    let strength = analysis.strengths()[place("minister")];
    assert!((surprise - strengths.surprise(strength).unwrap()).abs() < 1e-12);
    let shares = &compared.outlier_shares[4];
    assert!(shares.iter().all(|share| (0.0..1.0).contains(share)));
}

#[test]
fn what_makes_no_sense_is_refused_in_one_line() {
    let refused = |question: Question| {
        let measured = measured(None);
        let error: AnalysisError = question.answer(&[measured], None).unwrap_err();
        let error = error.to_string();
        assert!(!error.contains('\n'), "{error}");
        error
    };
    let shift = refused(Question::compare(CANADA, CANADA).with(by(Measure::Surprise)));
    assert!(shift.contains("choose norm, without-outliers, centred or standardised"));
    let nothing = refused(Question::analyze(CANADA).with(by(Measure::Centred)));
    assert!(
        nothing.contains("let the model read them first"),
        "{nothing}"
    );
}

#[test]
fn statistics_are_kept_and_a_damaged_file_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = texts_of(folder.path(), &["One text.", "Another one!"]);
    let store = ReferenceStore::new(folder.path().join("kept"));
    let mut read = 0;
    let mut make = || {
        let mut heard = 0;
        let made = reference_of(
            tiny_bert(),
            &corpus,
            Some(&store),
            &Cancel::never(),
            &mut |done, total| {
                assert!(done <= total);
                heard = done;
            },
        );
        read += u64::from(heard > 0);
        (made.unwrap(), read)
    };
    let (first, _) = make();
    assert_eq!((first.texts.texts, first.layers.len()), (2, 13));
    let (kept, times) = make();
    assert_eq!((&kept, times), (&first, 1));
    let file = std::fs::read_dir(folder.path().join("kept")).unwrap();
    let file = file.map(|entry| entry.unwrap().path()).next().unwrap();
    let bytes = std::fs::read(&file).unwrap();
    for damaged in [&bytes[..bytes.len() / 2], b"glassbox reference 9\n", b""] {
        std::fs::write(&file, damaged).unwrap();
        let (again, _) = make();
        assert_eq!(again, first);
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
}

#[test]
fn reading_the_reference_can_be_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = texts_of(folder.path(), &["One text."]);
    let cancel = Cancel::new();
    cancel.cancel();
    let made = reference_of(tiny_bert(), &corpus, None, &cancel, &mut |_, _| {});
    assert!(made.is_err());
}
