//! Texts at the edges: nothing, one token, many scripts, odd characters, far too many words.

use std::sync::Arc;

use glassbox::analysis::{Analysis, AnalysisSettings};
use glassbox::domain::token::Token;
use glassbox::engine::AskError;
use serde_json::Value;

use crate::asking::analyze;
use crate::fixtures::{analyze_tiny, glassbox, minilm, one_line_of_failure, printed};

/// The most tokens the embedded model reads, and how many of them it adds itself.
const POSITIONS: usize = 512;
const ADDED: usize = 2;

fn analyzed(text: &str) -> Arc<Analysis> {
    analyze(minilm(), text, &AnalysisSettings::default()).unwrap()
}

fn pieces(analysis: &Analysis) -> Vec<&str> {
    let tokens = &analysis.traced.tokens;
    tokens.iter().map(|token| token.piece.as_str()).collect()
}

/// What must hold of any text that was read.
fn holds_together(text: &str, analysis: &Analysis) {
    let tokens = &analysis.traced.tokens;
    assert_eq!(analysis.traced.text, text);
    assert!(tokens.len() <= POSITIONS);
    assert_eq!(analysis.traced.layers(), 6);
    assert_eq!(analysis.scores.len(), 7);
    for layer in 0..=6 {
        let strengths = analysis.traced.strengths(layer);
        assert_eq!(strengths.len(), tokens.len());
        assert!(
            strengths.iter().all(|s| s.is_finite() && *s > 0.0),
            "{text}"
        );
    }
    let mut word = None;
    for (index, token) in tokens.iter().enumerate() {
        assert_eq!(token.index, index);
        assert!(
            text.get(token.start..token.end).is_some(),
            "{text}: {token:?}"
        );
        assert_eq!(token.special, token.word.is_none(), "{text}: {token:?}");
        assert_eq!(token.special, token.word_class.tag() == "special");
        let score = analysis.at_layer().tokens[index];
        assert_eq!(token.special, score.is_none(), "{text}: {token:?}");
        if token.word.is_some() {
            // Words count from 0 without gaps.
            assert!(token.word == word || token.word == Some(word.map_or(0, |w: usize| w + 1)));
            word = token.word;
        }
    }
    let first = tokens.first().unwrap();
    let last = tokens.last().unwrap();
    assert_eq!(
        (first.piece.as_str(), last.piece.as_str()),
        ("[CLS]", "[SEP]")
    );
}

#[test]
fn a_text_with_nothing_to_read_is_an_error() {
    for text in [
        "",
        " ",
        " \t\n\r\n ",
        "\u{1}\u{2}\u{7f}",
        "\u{200b}",
        "\u{feff}",
        "\0",
    ] {
        let outcome = analyze(minilm(), text, &AnalysisSettings::default());
        let Err(AskError::Model(error)) = outcome else {
            panic!("{text:?} was read");
        };
        let said = error.to_string();
        assert!(said.contains("no tokens"), "{text:?}: {said}");
        assert!(said.contains("type a sentence"), "{text:?}: {said}");
    }
}

#[test]
fn the_program_refuses_a_text_with_nothing_to_read_in_one_line() {
    for text in ["", "   ", " \n\t "] {
        let said = one_line_of_failure(glassbox().args(["analyze", text]), 1);
        assert!(said.contains("the text is empty"), "{text:?}: {said}");
    }
    let said = one_line_of_failure(glassbox().args(["analyze", "\u{1}\u{2}"]), 1);
    assert!(said.contains("no tokens"), "{said}");
    for input in ["", "\n", "\r\n\r\n", " \n"] {
        let said = one_line_of_failure(analyze_tiny().arg("-").write_stdin(input), 1);
        assert!(said.contains("the text is empty"), "{input:?}: {said}");
    }
}

#[test]
fn one_token_ranks_first_and_is_low_with_no_spread() {
    let analysis = analyzed("yes");
    holds_together("yes", &analysis);
    assert_eq!(pieces(&analysis), ["[CLS]", "yes", "[SEP]"]);
    let score = analysis.at_layer().tokens[1].unwrap();
    assert_eq!((score.rank, score.z, score.margin), (1, None, 0.0));
    assert_eq!(score.bucket.name(), "LOW");
    assert_eq!(analysis.at_layer().threshold, Some(analysis.strengths()[1]));
    assert_eq!(analysis.warnings.len(), 1);
    assert!(analysis.warnings[0].contains("z-scores are undefined"));
}

#[test]
fn an_emoji_the_vocabulary_lacks_is_counted_and_keeps_its_place() {
    let text = "I love pizza 🍕 and 🎉!";
    let analysis = analyzed(text);
    holds_together(text, &analysis);
    let unknown: Vec<&Token> = analysis
        .traced
        .tokens
        .iter()
        .filter(|t| t.piece == "[UNK]")
        .collect();
    let spelled: Vec<&str> = unknown.iter().map(|t| &text[t.start..t.end]).collect();
    assert_eq!(spelled, ["🍕", "🎉"]);
    assert!(
        unknown
            .iter()
            .all(|token| !token.special && !token.punctuation)
    );
    assert_eq!(
        analysis.warnings,
        ["2 tokens are not in the model's vocabulary"]
    );
    let one = analyzed("pizza 🍕 !");
    assert_eq!(one.warnings, ["1 token is not in the model's vocabulary"]);
}

#[test]
fn right_to_left_texts_keep_their_order_and_their_bytes() {
    for (text, first, last) in [("الطقس جميل اليوم", "ا", "م"), ("שלום עולם", "ש", "ם")]
    {
        let analysis = analyzed(text);
        holds_together(text, &analysis);
        let tokens = &analysis.traced.tokens;
        let inside = &tokens[1..tokens.len() - 1];
        assert!(inside.windows(2).all(|pair| pair[0].end <= pair[1].start));
        assert_eq!(&text[inside[0].start..inside[0].end], first);
        let end = inside.last().unwrap();
        assert_eq!(&text[end.start..end.end], last);
        assert_eq!(end.end, text.len());
        let words = text.split(' ').count();
        assert_eq!(end.word, Some(words - 1));
    }
}

#[test]
fn combining_marks_belong_to_the_word_before_them() {
    // The same words with the accents as single characters and as marks of their own.
    let composed = "café naïve";
    let decomposed = "cafe\u{301} nai\u{308}ve";
    let (a, b) = (analyzed(composed), analyzed(decomposed));
    holds_together(composed, &a);
    holds_together(decomposed, &b);
    assert_eq!(pieces(&a), ["[CLS]", "cafe", "naive", "[SEP]"]);
    assert_eq!(pieces(&a), pieces(&b));
    assert_eq!(a.strengths(), b.strengths());
    let spelled = |analysis: &Analysis, text: &str| -> Vec<String> {
        let tokens = analysis.traced.tokens.iter().filter(|t| !t.special);
        tokens.map(|t| text[t.start..t.end].to_owned()).collect()
    };
    assert_eq!(spelled(&a, composed), ["café", "naïve"]);
    let marked = spelled(&b, decomposed);
    assert!(marked[0].starts_with("cafe"), "{marked:?}");
    assert_eq!(marked[1], "nai\u{308}ve");
}

#[test]
fn control_characters_inside_a_text_change_no_number() {
    let plain = analyzed("a walk at the park");
    let text = "a wa\u{1}lk\u{7} at\u{0} the\tpark\u{1b}";
    let analysis = analyzed(text);
    holds_together(text, &analysis);
    assert_eq!(pieces(&analysis), pieces(&plain));
    assert_eq!(analysis.strengths(), plain.strengths());
    let walk = &analysis.traced.tokens[2];
    assert_eq!(&text[walk.start..walk.end], "wa\u{1}lk");
}

#[test]
fn a_control_character_never_reaches_the_terminal() {
    let table = printed(analyze_tiny().arg("a \u{1b}[31mwalk\u{7}"));
    assert!(
        table.chars().all(|c| c == '\n' || !c.is_control()),
        "{table:?}"
    );
}

#[test]
fn special_tokens_typed_by_the_user_are_special() {
    let text = "a [SEP] walk [MASK] day [CLS] [PAD]";
    let analysis = analyzed(text);
    holds_together(text, &analysis);
    assert_eq!(
        pieces(&analysis),
        [
            "[CLS]", "a", "[SEP]", "walk", "[MASK]", "day", "[CLS]", "[PAD]", "[SEP]"
        ]
    );
    let special: Vec<bool> = analysis.traced.tokens.iter().map(|t| t.special).collect();
    assert_eq!(
        special,
        [true, false, true, false, true, false, true, true, true]
    );
    let typed = &analysis.traced.tokens[4];
    assert_eq!(&text[typed.start..typed.end], "[MASK]");
    assert_eq!(typed.id, 103);
    let added = &analysis.traced.tokens[8];
    assert_eq!((added.start, added.end), (0, 0));
}

#[test]
fn a_text_of_special_tokens_alone_has_no_threshold() {
    let analysis = analyzed("[MASK]");
    assert_eq!(analysis.at_layer().threshold, None);
    assert_eq!(analysis.warnings.len(), 1);
    assert!(analysis.warnings[0].contains("no token is in the token set no-special"));
}

#[test]
fn a_text_of_exactly_as_many_tokens_as_fit_is_not_cut() {
    for (words, truncated_tokens) in [(509, 0), (510, 0), (511, 1)] {
        let text = vec!["yes"; words].join(" ");
        let analysis = analyzed(&text);
        holds_together(&text, &analysis);
        assert_eq!(
            analysis.traced.truncated_tokens, truncated_tokens,
            "{words} words"
        );
        let read = words - truncated_tokens + ADDED;
        assert_eq!(analysis.traced.tokens.len(), read, "{words} words");
        assert_eq!(
            analysis.warnings.len(),
            truncated_tokens,
            "{:?}",
            analysis.warnings
        );
    }
}

#[test]
fn five_thousand_words_are_cut_at_512_tokens_and_counted() {
    let text = vec!["yes"; 5000].join(" ");
    let mut command = glassbox();
    command
        .args(["analyze", "-", "--json", "-"])
        .write_stdin(text.clone());
    let analysis: Value = serde_json::from_str(&printed(&mut command)).unwrap();
    assert_eq!(analysis["text"], text);
    assert_eq!(analysis["truncated"], true);
    assert_eq!(analysis["tokens_left_out"], 5000 - (POSITIONS - ADDED));
    let tokens = analysis["tokens"].as_array().unwrap();
    assert_eq!(tokens.len(), POSITIONS);
    assert_eq!(tokens[POSITIONS - 1]["token"], "[SEP]");
    assert_eq!(tokens[POSITIONS - 2]["end"], 4 * 510 - 1);
    let warnings = analysis["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let warning = warnings[0].as_str().unwrap();
    assert!(
        warning.contains("its last 4490 tokens were left out"),
        "{warning}"
    );
    assert!(warning.contains("at most 512"), "{warning}");
}

#[test]
fn a_nul_byte_on_standard_input_is_a_character_like_any_other() {
    let mut command = analyze_tiny();
    command
        .args(["-", "--json", "-"])
        .write_stdin("the\0 park\0");
    let analysis: Value = serde_json::from_str(&printed(&mut command)).unwrap();
    assert_eq!(analysis["text"], "the\0 park\0");
    let tokens = analysis["tokens"].as_array().unwrap();
    let pieces: Vec<&str> = tokens
        .iter()
        .map(|t| t["token"].as_str().unwrap())
        .collect();
    assert_eq!(pieces, ["[CLS]", "the", "park", "[SEP]"]);
}

#[test]
fn standard_input_that_is_not_utf_8_is_refused_in_one_line() {
    for bytes in [&b"caf\xe9"[..], b"\xff\xfeh\0i\0", b"ok \xc3"] {
        let said = one_line_of_failure(analyze_tiny().arg("-").write_stdin(bytes), 1);
        assert!(said.contains("not UTF-8"), "{said}");
        assert!(said.contains("iconv"), "{said}");
    }
}

#[test]
fn the_line_end_a_shell_adds_is_not_part_of_the_text() {
    for input in ["a walk", "a walk\n", "a walk\r\n"] {
        let mut command = analyze_tiny();
        command.args(["-", "--json", "-"]).write_stdin(input);
        let analysis: Value = serde_json::from_str(&printed(&mut command)).unwrap();
        assert_eq!(analysis["text"], "a walk", "{input:?}");
    }
}

#[test]
fn more_standard_input_than_any_text_is_refused() {
    let flood = "yes ".repeat((4 << 20) / 4 + 1);
    let said = one_line_of_failure(analyze_tiny().arg("-").write_stdin(flood), 1);
    assert!(said.contains("4 MiB"), "{said}");
}
