//! A text as it is spelled, its tokens coloured by what the bars show: long texts read as texts.

use crate::analysis::Analysis;
use crate::domain::characters::{begins_at_the_right, is_without_spaces};
use crate::domain::token::Token;

use super::layers::colour_axis;
use super::strengths::role_of;
use super::{Axis, MarkRole, Scale};

/// A text cut into its tokens and what stands between them.
#[derive(Debug, Clone, PartialEq)]
pub struct TextStrip {
    /// What a colour means.
    pub axis: Axis,
    /// Whether 0 is the middle of the colours.
    pub centred: bool,
    /// Whether the text is read from the right.
    pub from_the_right: bool,
    /// The tokens in the order of the text, and a rest that no token covers.
    pub pieces: Vec<StripPiece>,
}

/// A token in its text.
#[derive(Debug, Clone, PartialEq)]
pub struct StripPiece {
    /// As the text spells it; as a reader knows it where the text does not have it.
    pub text: String,
    /// What stands before it.
    pub before: String,
    /// Which token it is; `None` of a rest that the model did not read.
    pub token: Option<usize>,
    /// Where it is on the scale of colours, from 0 to 1; `None` where it has no colour.
    pub share: Option<f64>,
    /// The value as a reader sees it.
    pub value: String,
    /// HIGH, LOW or outside the token set.
    pub role: MarkRole,
    /// Whether a line may begin with it.
    pub breaks: bool,
    /// Whether the text has no such characters, or the vocabulary no such word.
    pub foreign: bool,
}

/// What a token looks like.
pub(super) struct Look {
    /// As [`StripPiece`] has them.
    pub(super) share: Option<f64>,
    pub(super) value: String,
    pub(super) role: MarkRole,
}

/// The text of `analysis` at its layer, in the unit of `scale`.
pub fn text_strip(analysis: &Analysis, scale: Scale) -> TextStrip {
    let tokens = &analysis.traced.tokens;
    let value = |token: &Token| scale.value(analysis, analysis.layer, token.index);
    let (axis, centred) = colour_axis(scale, analysis, tokens.iter().filter_map(value));
    let scores = &analysis.at_layer().tokens;
    let look = |token: &Token| {
        let score = scores.get(token.index).and_then(Option::as_ref);
        let value = value(token);
        Look {
            share: value
                .filter(|_| score.is_some())
                .map(|value| axis.share(value)),
            value: value.map_or_else(|| "–".to_owned(), |value| scale.text(analysis, value)),
            role: role_of(score),
        }
    };
    let pieces = pieces((&analysis.traced.text, 0), tokens, look);
    strip(&analysis.traced.text, axis, centred, pieces)
}

/// `text` cut into `pieces`.
pub(super) fn strip(text: &str, axis: Axis, centred: bool, pieces: Vec<StripPiece>) -> TextStrip {
    TextStrip {
        axis,
        centred,
        from_the_right: begins_at_the_right(text),
        pieces,
    }
}

/// The `tokens` of a text from a byte on, and the rest of it.
pub(super) fn pieces(
    (text, from): (&str, usize),
    tokens: &[Token],
    look: impl Fn(&Token) -> Look,
) -> Vec<StripPiece> {
    let mut at = from;
    let mut pieces = Vec::with_capacity(tokens.len() + 1);
    for token in tokens {
        let (before, spelled) = taken(text, token, &mut at);
        let Look { share, value, role } = look(token);
        let foreign = token.special || spelled.trim().is_empty() || token.is_unknown();
        let spelled = if spelled.trim().is_empty() {
            token.shown.clone()
        } else {
            spelled.to_owned()
        };
        pieces.push(StripPiece {
            breaks: token.special || !before.is_empty() || begins_anywhere(&spelled),
            text: spelled,
            before: before.to_owned(),
            token: Some(token.index),
            share,
            value,
            role,
            foreign,
        });
    }
    let rest = text.get(at..).unwrap_or_default();
    if !rest.trim().is_empty() {
        pieces.push(StripPiece {
            text: rest.trim_start().to_owned(),
            before: " ".to_owned(),
            token: None,
            share: None,
            value: String::new(),
            role: MarkRole::Outside,
            breaks: true,
            foreign: true,
        });
    }
    pieces
}

/// What stands between `at` and a token, and the token, as the text spells both; `at` moves behind
/// it.
fn taken<'a>(text: &'a str, token: &Token, at: &mut usize) -> (&'a str, &'a str) {
    if token.special {
        return ("", "");
    }
    let (start, end) = (token.start.max(*at), token.end.max(*at));
    let (Some(before), Some(spelled)) = (text.get(*at..start), text.get(start..end)) else {
        // A part of a character: the text as such does not show it.
        return ("", "");
    };
    *at = end;
    (before, spelled)
}

/// Whether a line may begin with `text` wherever it stands.
fn begins_anywhere(text: &str) -> bool {
    text.chars().next().is_some_and(is_without_spaces)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::AnalysisSettings;
    use crate::domain::family::Family;
    use crate::domain::trace::{ModelCard, Trace, TracedText};
    use crate::domain::word_class::WordClass;

    /// `text` between `[CLS]` and `[SEP]`, cut at `tokens`; strengths are 1, 2, 3, and on.
    fn analysis(text: &str, tokens: &[(&str, usize, usize)]) -> Analysis {
        let token = |index: usize, shown: &str, start: usize, end: usize, special: bool| Token {
            index,
            id: 0,
            piece: shown.to_owned(),
            shown: shown.to_owned(),
            start,
            end,
            special,
            punctuation: false,
            word: None,
            word_class: WordClass::Noun,
        };
        let mut all = vec![token(0, "[CLS]", 0, 0, true)];
        for &(shown, start, end) in tokens {
            all.push(token(all.len(), shown, start, end, false));
        }
        all.push(token(all.len(), "[SEP]", 0, 0, true));
        let strengths = (1..=all.len()).map(|place| place as f64).collect();
        let traced = TracedText {
            text: text.to_owned(),
            tokens: all,
            truncated_tokens: 0,
            second_start: None,
            unknown: 0,
            trace: Trace {
                strengths: vec![strengths],
                hidden_states: Vec::new(),
                hidden_size: 1,
                attention: Vec::new(),
                parts: Vec::new(),
            },
        };
        let model = ModelCard {
            id: "m".to_owned(),
            display_name: "m".to_owned(),
            family: Family::Bert,
            layers: 0,
            hidden_size: 1,
            positions: 512,
            sha256: String::new(),
            notes: Vec::new(),
        };
        Analysis::new(
            Arc::new(model),
            Arc::new(traced),
            &AnalysisSettings::default(),
        )
        .unwrap()
    }

    #[test]
    fn the_text_keeps_its_spacing_and_what_the_vocabulary_lacks_its_word() {
        let text = "Un  fold\n🤖 now";
        let tokens = [("un", 0, 2), ("fold", 4, 8), ("[UNK]", 9, 13)];
        let strip = text_strip(&analysis(text, &tokens), Scale::Raw);
        let pieces: Vec<(&str, &str)> = strip
            .pieces
            .iter()
            .map(|piece| (piece.before.as_str(), piece.text.as_str()))
            .collect();
        let expected = [
            ("", "[CLS]"),
            ("", "Un"),
            ("  ", "fold"),
            ("\n", "🤖"),
            ("", "[SEP]"),
            (" ", "now"),
        ];
        assert_eq!(pieces, expected);
        let shares: Vec<Option<f64>> = strip.pieces.iter().map(|piece| piece.share).collect();
        // Special tokens are outside the set: the colours go from the least of all strengths on.
        assert_eq!(shares[0], None);
        assert_eq!(shares[1], Some(0.25));
        assert_eq!(strip.pieces[3].role, MarkRole::High);
        assert!(strip.pieces[3].foreign && !strip.pieces[1].foreign);
        assert_eq!(strip.pieces[5].token, None, "it was not read");
    }

    #[test]
    fn pieces_of_a_word_stay_together_and_scripts_know_their_direction() {
        let word = analysis("unfold", &[("un", 0, 2), ("##fold", 2, 6)]);
        let strip = text_strip(&word, Scale::Raw);
        assert!(strip.pieces[1].breaks || strip.pieces[1].before.is_empty());
        assert!(!strip.pieces[2].breaks);
        let chinese = analysis("中文", &[("中", 0, 3), ("文", 3, 6)]);
        assert!(text_strip(&chinese, Scale::Raw).pieces[2].breaks);
        let arabic = analysis("مرحبا", &[("مرحبا", 0, 10)]);
        assert!(text_strip(&arabic, Scale::Raw).from_the_right);
        assert!(!strip.from_the_right);
    }
}
