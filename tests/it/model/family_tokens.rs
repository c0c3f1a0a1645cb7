//! The tokens of every family as a reader sees them: what is shown, which words they make up,
//! which are special, and that texts are found again in one another.

use std::ops::Range;

use glassbox::domain::alignment::PairKind;
use glassbox::domain::token::Token;
use glassbox::domain::trace::TracedText;

use crate::asking::{Comparing, compare, drift};
use crate::model::families::{FAMILIES, reference, spans_without_space, tiny};
use glassbox::model::Cancel;

/// The tokens of `text` as the model `name` reads them.
fn tokens(name: &str, text: &str) -> Vec<Token> {
    tiny(name).tokens(text).unwrap()
}

/// The words of `text`, each as the text spells it.
fn words(name: &str, text: &str) -> Vec<String> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for token in tokens(name, text) {
        assert_eq!(token.special, token.word.is_none(), "{name}: {token:?}");
        let Some(word) = token.word else {
            continue;
        };
        if word == spans.len() {
            spans.push(token.start..token.end);
        }
        assert_eq!(word + 1, spans.len(), "{name}: {token:?}");
        spans[word].end = token.end;
    }
    spans
        .into_iter()
        // The space before a word may be a piece of its own.
        .map(|span| text[span].trim().to_owned())
        .collect()
}

#[test]
fn every_family_finds_the_same_words() {
    let text = r#"She said "Don't worry", they're (we've) fine."#;
    let expected = [
        "She", "said", "\"", "Don", "'", "t", "worry", "\"", ",", "they", "'", "re", "(", "we",
        "'", "ve", ")", "fine", ".",
    ];
    for (name, _) in FAMILIES {
        assert_eq!(words(name, text), expected, "{name}");
    }
    let accents = "Café crème, naïve façade – señor Ångström déjà-vu";
    for (name, _) in FAMILIES {
        let words = words(name, accents);
        assert_eq!(
            words[..5],
            ["Café", "crème", ",", "naïve", "façade"],
            "{name}"
        );
        assert_eq!(words[5..9], ["–", "señor", "Ångström", "déjà"], "{name}");
    }
}

#[test]
fn pieces_have_the_class_of_their_word_in_every_family() {
    let text = "Who is the prime minister of Canada?";
    let expected = ["PRON", "AUX", "DET", "ADJ", "NOUN", "ADP", "PROPN", "PUNCT"];
    for (name, _) in FAMILIES {
        let tokens = tokens(name, text);
        for token in &tokens {
            match token.word {
                Some(word) => {
                    assert_eq!(token.word_class.tag(), expected[word], "{name}: {token:?}");
                }
                None => assert!(token.special),
            }
            assert_eq!(token.punctuation, &text[token.start..token.end] == "?");
        }
    }
}

#[test]
fn tokens_are_shown_as_a_reader_sees_them() {
    let shown = |name: &str, text: &str| -> Vec<String> {
        let tokens = tokens(name, text).into_iter();
        tokens.map(|token| token.shown).collect()
    };
    assert_eq!(
        shown("tiny-roberta", "I love pizza 🍕 façade"),
        [
            "<s>",
            "I",
            "·l",
            "o",
            "ve",
            "·p",
            "i",
            "z",
            "z",
            "a",
            "·⟨F0 9F⟩",
            "⟨8D⟩",
            "⟨95⟩",
            "·f",
            "a⟨C3⟩",
            "⟨A7⟩",
            "ad",
            "e",
            "</s>"
        ]
    );
    for (name, first) in [
        ("tiny-roberta", ""),
        ("tiny-camembert", " "),
        ("tiny-xlm-roberta", " "),
        ("tiny-albert", " "),
    ] {
        let text = "who is the prime minister of Canada?";
        let own = tokens(name, text)
            .into_iter()
            .filter(|token| !token.special);
        let joined: String = own.map(|token| token.shown.replace('·', " ")).collect();
        let spelled = format!("{first}{text}");
        let lowercased = spelled.to_lowercase();
        assert!(
            joined == spelled || joined == lowercased,
            "{name}: {joined}"
        );
    }
    for (name, _) in FAMILIES {
        for text in reference(name) {
            for shown in shown(name, &text.text) {
                assert!(
                    !shown.contains(['Ġ', 'Ã', 'ð', '▁', '\u{fffd}']),
                    "{name}: {shown}"
                );
                assert!(!shown.is_empty(), "{name}: {}", text.text);
            }
        }
    }
}

#[test]
fn special_tokens_spelled_out_are_special() {
    let mask = |name: &str, mask: &str| {
        let tokens = tokens(name, "a <mask> and [MASK] here");
        let found: Vec<_> = tokens.iter().filter(|token| token.shown == mask).collect();
        assert_eq!(found.len(), 1, "{name}");
        assert!(found[0].special, "{name}");
        assert_eq!(found[0].word_class.tag(), "special");
    };
    for (name, spelled) in [
        ("tiny-roberta", "<mask>"),
        ("tiny-camembert", "<mask>"),
        ("tiny-xlm-roberta", "<mask>"),
        ("tiny-distilbert", "[MASK]"),
        ("tiny-mpnet", "<mask>"),
        ("tiny-albert", "[MASK]"),
    ] {
        mask(name, spelled);
    }
    for (name, unknown) in [
        ("tiny-mpnet", "[UNK]"),
        ("tiny-electra", "[UNK]"),
        ("tiny-xlm-roberta", "饕餮"),
    ] {
        let traced = tiny(name).trace("yes 饕餮 yes", &Cancel::never()).unwrap();
        let found = traced.tokens.iter().filter(|token| token.shown == unknown);
        let found: Vec<&Token> = found.collect();
        assert_eq!(found.len(), traced.unknown, "{name}: {:?}", traced.tokens);
        assert!(!found.is_empty(), "{name}: {:?}", traced.tokens);
        assert!(found.iter().all(|token| !token.special), "{name}");
    }
    // Bytes leave nothing unknown.
    let traced = tiny("tiny-roberta")
        .trace("yes 饕餮 yes", &Cancel::never())
        .unwrap();
    assert_eq!(traced.unknown, 0);
}

#[test]
fn what_does_not_fit_is_counted_in_every_family() {
    for (name, _) in FAMILIES {
        let last = reference(name).pop().unwrap();
        let longer = format!("{} and more", last.text);
        let more = tokens(name, "yes and more").len() - tokens(name, "yes").len();
        let traced = tiny(name).trace(&longer, &Cancel::never()).unwrap();
        assert_eq!(traced.truncated_tokens, more, "{name}");
        let ids: Vec<u32> = traced.tokens.iter().map(|token| token.id).collect();
        assert_eq!(ids, last.ids, "{name}");
        let spans: Vec<_> = traced.tokens.iter().map(|t| (t.start, t.end)).collect();
        assert_eq!(spans, spans_without_space(&last), "{name}");
    }
}

#[test]
fn an_input_is_found_again_though_its_first_word_differs() {
    let (alone, behind) = ("the weather is nice", "Summarize: the weather is nice");
    let asked = Comparing::default();
    for (name, _) in FAMILIES {
        let comparison = compare(tiny(name), alone, behind, &asked).unwrap();
        for pair in &comparison.alignment.pairs {
            let Some((a, b)) = pair.both() else {
                assert_eq!(
                    pair.kind,
                    if pair.a.is_some() {
                        PairKind::OnlyA
                    } else {
                        PairKind::OnlyB
                    }
                );
                continue;
            };
            let word = |traced: &TracedText, token: usize| {
                let number = traced.tokens[token].word;
                let own = traced.tokens.iter().filter(|other| other.word == number);
                own.map(|token| token.reading().trim_start_matches("##").to_owned())
                    .collect::<String>()
            };
            let (a, b) = (word(&comparison.a.traced, a), word(&comparison.b.traced, b));
            assert_eq!(a, b, "{name}: {pair:?}");
        }
    }
    // RoBERTa spells the first word `t`, `he` at the beginning and `Ġthe` behind a space.
    let first = |text: &str| tokens("tiny-roberta", text)[1].piece.clone();
    assert_eq!(
        (first(alone).as_str(), first("a the")),
        ("t", "a".to_owned())
    );
    let drift = drift(tiny("tiny-roberta"), alone, &["", "Summarize:"], &asked).unwrap();
    let (none, some) = (&drift.instructions[0].traced, &drift.instructions[1].traced);
    assert_eq!(
        none.tokens.len() - 2,
        drift.instructions[0].input_tokens.len()
    );
    let pairs = &drift.pairs[0].input.pairs;
    for &(a, b) in &pairs[1..] {
        assert_eq!(none.tokens[a].piece, some.tokens[b].piece);
    }
    assert_eq!(pairs.len(), drift.instructions[1].input_tokens.len());
    assert!(pairs.len() < drift.instructions[0].input_tokens.len());
}

#[test]
fn a_word_behind_a_space_is_another_token_and_no_other_word() {
    let asked = Comparing::default();
    let comparison = compare(tiny("tiny-roberta"), "yes", "no: yes", &asked).unwrap();
    for pair in &comparison.alignment.pairs {
        assert_eq!(comparison.label(pair), None);
    }
}
