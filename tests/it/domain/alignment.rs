//! Alignment of two token lists: what must hold of any two, and the cases a person would try.

use glassbox::domain::alignment::{
    Alignment, AlignmentKind, Pair, PairKind, repaired, word_distance,
};
use glassbox::domain::token::Token;
use glassbox::domain::word_class::WordClass;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;
use proptest::test_runner::RngSeed;

use crate::fixtures::minilm;

/// Words as lists of pieces, between `[CLS]` and `[SEP]`.
fn tokens(words: &[Vec<&'static str>]) -> Vec<Token> {
    let token = |piece: &str, word: Option<usize>| Token {
        index: 0,
        id: 0,
        piece: piece.to_owned(),
        shown: piece.to_owned(),
        start: 0,
        end: 0,
        special: word.is_none(),
        punctuation: matches!(piece, "." | "?"),
        word,
        word_class: WordClass::Other,
    };
    let mut tokens = vec![token("[CLS]", None)];
    let mut count = 0;
    for word in words {
        // A special token typed into the text is no word.
        let number = (word != &["[SEP]"]).then_some(count);
        count += usize::from(number.is_some());
        tokens.extend(word.iter().map(|piece| token(piece, number)));
    }
    tokens.push(token("[SEP]", None));
    for (index, token) in tokens.iter_mut().enumerate() {
        token.index = index;
    }
    tokens
}

/// Short texts of few words, so that repeats and ties are common.
fn any_tokens() -> impl Strategy<Value = Vec<Token>> {
    let words: Vec<Vec<&'static str>> = vec![
        vec!["a"],
        vec!["b"],
        vec!["c"],
        vec!["a", "##s"],
        vec!["b", "##s"],
        vec!["a", "##b", "##s"],
        vec!["."],
        vec!["?"],
        vec!["[SEP]"],
    ];
    vec(select(words), 0..9).prop_map(|words| tokens(&words))
}

fn any_kind() -> impl Strategy<Value = AlignmentKind> {
    select(AlignmentKind::ALL.to_vec())
}

/// Every token of both sides stands in exactly one pair, and the kinds tell the truth.
fn holds_together(alignment: &Alignment, a: &[Token], b: &[Token]) {
    let sides = [(a, "a"), (b, "b")];
    let place = |pair: &Pair, side: &str| if side == "a" { pair.a } else { pair.b };
    for (tokens, side) in sides {
        let places = alignment.pairs.iter().filter_map(|pair| place(pair, side));
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        assert!(places.into_iter().eq(0..tokens.len()), "{alignment:?}");
    }
    for pair in &alignment.pairs {
        let kind = match (pair.a, pair.b) {
            (Some(i), Some(j)) if a[i].piece == b[j].piece => PairKind::Same,
            (Some(_), Some(_)) => PairKind::Changed,
            (Some(_), None) => PairKind::OnlyA,
            (None, Some(_)) => PairKind::OnlyB,
            (None, None) => panic!("a pair of nothing"),
        };
        assert_eq!(pair.kind, kind);
        assert!(kind != PairKind::Changed || pair.word_changed, "{pair:?}");
    }
}

fn is_in_order(alignment: &Alignment) -> bool {
    let sorted = |places: Vec<usize>| places.is_sorted();
    let pairs = &alignment.pairs;
    sorted(pairs.iter().filter_map(|pair| pair.a).collect())
        && sorted(pairs.iter().filter_map(|pair| pair.b).collect())
}

/// The words as the edit distance sees them.
fn words(tokens: &[Token]) -> Vec<Vec<&Token>> {
    let same_word = |a: &Token, b: &Token| a.word.is_some() && a.word == b.word;
    let words = tokens.chunk_by(same_word);
    words.map(|word| word.iter().collect()).collect()
}

/// The edit distance by its definition, without any shortcut.
fn distance_by_definition(a: &[Vec<&Token>], b: &[Vec<&Token>]) -> u32 {
    let kind = |word: &[&Token]| (word[0].special, word[0].punctuation);
    let pieces =
        |word: &[&Token]| -> Vec<String> { word.iter().map(|token| token.piece.clone()).collect() };
    let mut above: Vec<u32> = (0..=b.len() as u32).collect();
    for (i, word_a) in a.iter().enumerate() {
        let mut row = vec![i as u32 + 1];
        for (j, word_b) in b.iter().enumerate() {
            let change = if pieces(word_a) == pieces(word_b) {
                0
            } else if kind(word_a) == kind(word_b) && !word_a[0].special {
                1
            } else {
                2
            };
            row.push((above[j] + change).min(above[j + 1] + 1).min(row[j] + 1));
        }
        above = row;
    }
    above[b.len()]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_522),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_token_of_both_texts_appears_once_and_in_order(
        a in any_tokens(), b in any_tokens(), kind in any_kind()
    ) {
        let alignment = Alignment::of(&a, &b, kind);
        holds_together(&alignment, &a, &b);
        prop_assert!(is_in_order(&alignment));
        prop_assert_eq!(alignment.pairs[0].both(), Some((0, 0)));
        let both = alignment.pairs.iter().filter_map(Pair::both);
        if kind == AlignmentKind::Edit {
            for (i, j) in both {
                prop_assert_eq!(a[i].special, b[j].special);
                prop_assert_eq!(a[i].punctuation, b[j].punctuation);
            }
        }
    }

    #[test]
    fn swapping_the_texts_swaps_the_sides(
        a in any_tokens(), b in any_tokens(), kind in any_kind()
    ) {
        let alignment = Alignment::of(&a, &b, kind);
        prop_assert_eq!(alignment.mirrored(), Alignment::of(&b, &a, kind));
        prop_assert_eq!(&alignment, &Alignment::of(&a, &b, kind));
    }

    #[test]
    fn a_text_is_aligned_with_itself_token_by_token(a in any_tokens(), kind in any_kind()) {
        let alignment = Alignment::of(&a, &a, kind);
        for (place, pair) in alignment.pairs.iter().enumerate() {
            prop_assert_eq!(pair.both(), Some((place, place)));
            prop_assert_eq!(pair.kind, PairKind::Same);
            prop_assert!(!pair.word_changed);
        }
    }

    #[test]
    fn the_distance_is_the_least_and_the_alignment_pays_it(a in any_tokens(), b in any_tokens()) {
        let distance = word_distance(&a, &b);
        prop_assert_eq!(distance, distance_by_definition(&words(&a), &words(&b)));
        let gaps = Alignment::of(&a, &b, AlignmentKind::Edit).gaps();
        prop_assert!(distance > 0 || gaps == (0, 0));
    }

    #[test]
    fn the_distance_is_a_metric(a in any_tokens(), b in any_tokens(), c in any_tokens()) {
        let pieces = |tokens: &[Token]| -> Vec<Vec<String>> {
            let words = words(tokens).into_iter();
            words.map(|w| w.iter().map(|token| token.piece.clone()).collect()).collect()
        };
        prop_assert_eq!(word_distance(&a, &b) == 0, pieces(&a) == pieces(&b));
        prop_assert_eq!(word_distance(&a, &b), word_distance(&b, &a));
        prop_assert!(word_distance(&a, &c) <= word_distance(&a, &b) + word_distance(&b, &c));
    }

    #[test]
    fn a_pair_made_by_hand_frees_the_old_partners_and_no_one_else(
        a in any_tokens(), b in any_tokens(), i in 0_usize..12, j in 0_usize..12
    ) {
        let before = Alignment::of(&a, &b, AlignmentKind::Edit);
        let after = repaired(&before, i, j);
        holds_together(&after, &a, &b);
        if i >= a.len() || j >= b.len() {
            prop_assert_eq!(&after, &before);
        } else {
            let made: Vec<&Pair> = after.pairs.iter().filter(|pair| pair.by_hand).collect();
            prop_assert_eq!(made.len(), 1);
            prop_assert_eq!(made[0].both(), Some((i, j)));
            let others = |pair: &&Pair| pair.a != Some(i) && pair.b != Some(j);
            for pair in before.pairs.iter().filter(others) {
                prop_assert!(after.pairs.contains(pair));
            }
        }
    }
}

/// The alignment of two texts as the embedded model reads them: `a b`, `a → b`, `a -`, `- b`.
fn shown(a: &str, b: &str) -> Vec<String> {
    let (a, b) = (minilm().tokens(a).unwrap(), minilm().tokens(b).unwrap());
    let alignment = Alignment::of(&a, &b, AlignmentKind::Edit);
    holds_together(&alignment, &a, &b);
    let piece = |tokens: &[Token], place: Option<usize>| {
        place.map_or("-".to_owned(), |place| tokens[place].piece.clone())
    };
    let show = |pair: &Pair| match pair.kind {
        PairKind::Same => piece(&a, pair.a),
        PairKind::Changed => format!("{} → {}", piece(&a, pair.a), piece(&b, pair.b)),
        _ => format!("{} {}", piece(&a, pair.a), piece(&b, pair.b)),
    };
    alignment.pairs.iter().map(show).collect()
}

#[test]
fn the_papers_pair_changes_two_words() {
    let pairs = shown(
        "Enjoying a beautiful day at the park!",
        "Enjoying a beautiful walk at the beach!",
    );
    assert_eq!(
        pairs.join(" | "),
        "[CLS] | enjoying | a | beautiful | day → walk | at | the | park → beach | ! | [SEP]"
    );
}

#[test]
fn instructions_of_any_length_line_up_on_the_shared_input() {
    let pairs = shown(
        "Summarize The weather is nice today.",
        "Translate to French The weather is nice today.",
    );
    assert_eq!(
        pairs.join(" | "),
        "[CLS] | sum → translate | ##mar - | ##ize - | - to | - french | the | weather | is | \
         nice | today | . | [SEP]"
    );
}

#[test]
fn repeated_words_stay_with_the_shared_ending() {
    assert_eq!(
        shown("the cat", "the cat the cat").join(" "),
        "[CLS] - the - cat the cat [SEP]"
    );
    assert_eq!(
        shown("very very nice", "very nice").join(" "),
        "[CLS] very - very nice [SEP]"
    );
}

#[test]
fn pieces_inside_a_changed_word_align_by_what_they_share() {
    assert_eq!(
        shown("so nonchalant", "so nonchalance").join(" | "),
        "[CLS] | so | non | ##chal | ##ant → ##ance | [SEP]"
    );
    assert_eq!(
        shown("it unfolds", "it folds").join(" | "),
        "[CLS] | it | un → folds | ##fold - | ##s - | [SEP]"
    );
}

#[test]
fn a_pair_by_hand_may_cross_others_and_is_undone() {
    let tokens = minilm().tokens("red green").unwrap();
    let other = minilm().tokens("green red").unwrap();
    let before = Alignment::of(&tokens, &other, AlignmentKind::Edit);
    let once = repaired(&before, 1, 2);
    let twice = repaired(&once, 2, 1);
    holds_together(&twice, &tokens, &other);
    let of = |alignment: &Alignment| -> Vec<(PairKind, bool)> {
        let pairs = alignment.pairs.iter();
        pairs.map(|pair| (pair.kind, pair.by_hand)).collect()
    };
    let same = (PairKind::Same, false);
    let by_hand = (PairKind::Same, true);
    assert_eq!(of(&twice), [same, by_hand, by_hand, same]);
    assert_eq!(once.gaps(), (1, 1));
    assert_eq!(repaired(&twice, 1, 2), twice);
}

#[test]
fn two_full_texts_of_other_words_are_aligned_at_once() {
    let letters: Vec<&'static str> = vec!["a", "b", "c", "d", "e", "f", "g"];
    let text = |step: usize| -> Vec<Token> {
        let word = |place: usize| vec![letters[place * place * step % 7]];
        tokens(&(0..510).map(word).collect::<Vec<_>>())
    };
    let (a, b) = (text(1), text(3));
    assert_eq!(a.len(), 512);
    holds_together(&Alignment::of(&a, &b, AlignmentKind::Edit), &a, &b);
}
