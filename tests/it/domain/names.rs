//! What choices are called in files, on the command line, and in sentences.

use std::collections::HashSet;
use std::fmt::Debug;

use glassbox::domain::alignment::{AlignmentKind, PairKind};
use glassbox::domain::attention::{AttentionKind, ReceivedKind};
use glassbox::domain::corpus::{Baseline, Confound, TokenKind};
use glassbox::domain::family::Family;
use glassbox::domain::frequency::FrequencySource;
use glassbox::domain::labels::LabelKind;
use glassbox::domain::measure::Measure;
use glassbox::domain::pooling::{DenseActivation, PoolingMode};
use glassbox::domain::reference::UsualFrom;
use glassbox::domain::removal::{Removal, RemovalOutput, Rival};
use glassbox::domain::shift::HighFrom;
use glassbox::domain::threshold::QuantileMethod;
use glassbox::domain::token::TokenSet;
use glassbox::domain::token_scores::Bucket;
use glassbox::domain::word_class::{WordClass, WordGroup};
use glassbox::domain::word_strength::Merge;

const LABELS: [LabelKind; 3] = [LabelKind::Single, LabelKind::Multi, LabelKind::Regression];

/// Each of `all` is called by words, and no two alike.
#[track_caller]
fn told_apart<T: Copy + Debug>(all: &[T], words: impl Fn(T) -> &'static str) {
    assert!(all.len() > 1);
    let mut seen = HashSet::new();
    for &one in all {
        let words = words(one);
        assert!(words.chars().any(char::is_alphabetic), "{one:?}: {words:?}");
        assert!(seen.insert(words), "{one:?} is not the only {words:?}");
    }
}

#[test]
fn choices_have_names_of_their_own() {
    told_apart(AlignmentKind::ALL, AlignmentKind::name);
    told_apart(AttentionKind::ALL, AttentionKind::name);
    told_apart(Baseline::ALL, Baseline::name);
    told_apart(Confound::ALL, Confound::name);
    told_apart(DenseActivation::ALL, DenseActivation::name);
    told_apart(Family::ALL, Family::name);
    told_apart(FrequencySource::ALL, FrequencySource::name);
    told_apart(HighFrom::ALL, HighFrom::name);
    told_apart(Measure::ALL, Measure::name);
    told_apart(Merge::ALL, Merge::name);
    told_apart(PoolingMode::ALL, PoolingMode::name);
    told_apart(QuantileMethod::ALL, QuantileMethod::name);
    told_apart(ReceivedKind::ALL, ReceivedKind::name);
    told_apart(Removal::ALL, Removal::name);
    told_apart(RemovalOutput::ALL, RemovalOutput::name);
    told_apart(Rival::ALL, Rival::name);
    told_apart(TokenSet::ALL, TokenSet::name);
    told_apart(&[Bucket::High, Bucket::Low], Bucket::name);
    told_apart(&LABELS, LabelKind::name);
    told_apart(&[UsualFrom::Token, UsualFrom::Bin], UsualFrom::name);
    let groups = [
        WordGroup::Content,
        WordGroup::Function,
        WordGroup::Punctuation,
        WordGroup::Special,
    ];
    told_apart(&groups, WordGroup::name);
    told_apart(&groups.map(TokenKind::Group), TokenKind::name);
    told_apart(&[WordClass::Noun, WordClass::Verb], WordClass::tag);
    let pairs = [
        PairKind::Same,
        PairKind::Changed,
        PairKind::OnlyA,
        PairKind::OnlyB,
    ];
    told_apart(&pairs, PairKind::name);
}

#[test]
fn choices_are_told_apart_in_sentences() {
    told_apart(AttentionKind::ALL, AttentionKind::title);
    told_apart(AttentionKind::ALL, AttentionKind::phrase);
    told_apart(Family::ALL, Family::title);
    told_apart(FrequencySource::ALL, FrequencySource::phrase);
    told_apart(HighFrom::ALL, HighFrom::in_words);
    told_apart(&LABELS, LabelKind::phrase);
    told_apart(Measure::ALL, Measure::title);
    told_apart(Measure::ALL, Measure::heading);
    told_apart(Measure::ALL, Measure::column);
    told_apart(Measure::ALL, Measure::quantity);
    told_apart(Measure::ALL, |measure| {
        measure.phrase().unwrap_or("its norm")
    });
    told_apart(ReceivedKind::ALL, ReceivedKind::title);
    told_apart(Removal::ALL, Removal::phrase);
    told_apart(RemovalOutput::ALL, RemovalOutput::phrase);
    told_apart(RemovalOutput::ALL, RemovalOutput::quantity);
    told_apart(RemovalOutput::ALL, RemovalOutput::formula);
    told_apart(RemovalOutput::ALL, RemovalOutput::does);
    told_apart(Rival::ALL, Rival::title);
}
