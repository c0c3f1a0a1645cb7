//! Shifts beside those that random words make, and `R_H` beside chance, recomputed by hand.

use glassbox::analysis::{Comparison, NullSettings, Replaced};
use glassbox::domain::threshold::{QuantileMethod, quantile};
use glassbox::domain::token_scores::Bucket;
use glassbox::{Asked, Cancel, ComparisonSettings, Question, ask};

use crate::fixtures::minilm;

const DOG: &str = "The old dog sleeps in the warm kitchen.";
const CAT: &str = "The old cat sleeps in the warm kitchen.";

fn compared(text_a: &str, text_b: &str, replacements: usize) -> std::sync::Arc<Comparison> {
    let question = Question::new(Asked::Compare {
        text_a: text_a.to_owned(),
        text_b: text_b.to_owned(),
        settings: ComparisonSettings::default(),
        paired_by_hand: Vec::new(),
        beside_own_positions: false,
        null: Some(NullSettings {
            replacements,
            seed: 7,
        }),
    });
    let answer = ask(&[minilm()], &question, &Cancel::never()).unwrap();
    std::sync::Arc::clone(answer.comparison().unwrap())
}

#[test]
fn a_changed_word_is_replaced_by_words_of_its_kind() {
    let comparison = compared(DOG, CAT, 20);
    let null = comparison.null.as_ref().unwrap();
    assert_eq!((null.replaced, null.texts), (Replaced::ChangedWord, 20));
    assert_eq!(compared(DOG, CAT, 20).null, comparison.null);
    for (place, pair) in comparison.alignment.pairs.iter().enumerate() {
        let band = comparison.band(place).unwrap();
        assert!(band.low <= band.high && band.count > 10, "{pair:?}");
        // A special token, which no random word touches by itself, moves less than the word.
        if pair.word_changed {
            let first = comparison.band(0).unwrap();
            assert!(band.low > first.high);
        }
    }
}

#[test]
fn prompts_that_differ_in_more_are_beside_swaps_of_b() {
    let comparison = compared(DOG, "Who is the prime minister of Canada?", 10);
    let null = comparison.null.as_ref().unwrap();
    assert!(matches!(null.replaced, Replaced::ContentWords(count) if count > 3));
    assert!(null.phrase().contains("of B, of the same class"));
    let without = compared("1 2", "3 4", 5);
    assert_eq!(without.null.as_ref().unwrap().texts, 0);
    assert!(without.warnings.iter().any(|note| note.contains("no band")));
}

#[test]
fn the_p_is_the_share_of_all_assignments() {
    let comparison = compared(DOG, CAT, 1);
    let null = comparison.null.as_ref().unwrap();
    let layer = comparison.layer();
    let mut judged: Vec<(f64, bool)> = Vec::new();
    for place in 0..comparison.alignment.pairs.len() {
        let bucket = comparison.bucket(place);
        if let (Some(bucket), Some(shift)) = (bucket, comparison.shift(layer, place)) {
            judged.push((shift.shift, bucket == Bucket::High));
        }
    }
    let high = judged.iter().filter(|(_, high)| *high).count() as u32;
    let sum = |chosen: u32| -> f64 {
        let chosen = judged
            .iter()
            .enumerate()
            .filter(|(place, _)| chosen >> place & 1 == 1);
        chosen.map(|(_, (shift, _))| shift).sum()
    };
    let mask = (0..judged.len())
        .filter(|&place| judged[place].1)
        .map(|place| 1 << place);
    let observed = sum(mask.sum());
    let all: Vec<u32> = (0..1 << judged.len())
        .filter(|set: &u32| set.count_ones() == high)
        .collect();
    let as_great = all
        .iter()
        .filter(|&&set| sum(set) >= observed - 1e-9)
        .count();
    let p = null.p.unwrap();
    assert_eq!((p.exact, p.choices), (true, all.len() as u64));
    assert!((p.p - as_great as f64 / all.len() as f64).abs() < 1e-12);
    let ratio = null.ratio.unwrap();
    assert!((ratio.chance - f64::from(high) / judged.len() as f64).abs() < 1e-12);
}

#[test]
fn the_drift_of_instructions_is_beside_random_ones() {
    let null = NullSettings {
        replacements: 12,
        seed: 7,
    };
    let input = "The weather is nice today.";
    let question = Question::new(Asked::Drift {
        input: input.to_owned(),
        prompts: ["Read the old letter", "Paint a green wall", ""]
            .map(str::to_owned)
            .to_vec(),
        settings: ComparisonSettings::default(),
        beside_own_positions: false,
        null: Some(null),
    });
    let answer = ask(&[minilm()], &question, &Cancel::never()).unwrap();
    let drift = answer.drift().unwrap();
    let random = question.random_instructions(&|text| minilm().tokens(text));
    let random = random.unwrap();
    assert_eq!(drift.pairs.len(), random.len());
    for (pair, random) in drift.pairs.iter().zip(&random) {
        let found = pair.null.as_ref().unwrap();
        assert_eq!(
            (found.texts, random.pair),
            (random.texts.len(), (pair.a, pair.b))
        );
        if drift.instructions[pair.b].prompt.is_empty() {
            assert_eq!((found.texts, found.total), (0, None), "no word to replace");
            continue;
        }
        // The same totals, by comparing the texts as anybody could.
        let base = &drift.instructions[pair.b].traced.text;
        let mut totals: Vec<f64> = Vec::new();
        for text in &random.texts {
            assert!(text.text.ends_with(input) && text.text != *base);
            let compared = Question::compare(base.clone(), text.text.clone());
            let compared = ask(&[minilm()], &compared, &Cancel::never()).unwrap();
            totals.push(compared.comparison().unwrap().sums_at_layer().total);
        }
        let band = found.total.unwrap();
        let point = |share| quantile(&totals, share, QuantileMethod::Linear).unwrap();
        assert!((band.low - point(0.05)).abs() < 1e-6 && (band.high - point(0.95)).abs() < 1e-6);
        let observed = pair.comparison.sums_at_layer().total;
        let below = totals.iter().filter(|&&total| total < observed).count();
        assert!((band.percentile - below as f64 / totals.len() as f64).abs() < 1e-9);
        assert!(found.mean.is_some() && found.cls.is_some() && found.input.is_some());
    }
}
