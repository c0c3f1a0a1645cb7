//! Which tokens of a model stand for a printed token: by the words of the sentence, so that a
//! model with another vocabulary can be compared too.

use crate::analysis::Analysis;
use crate::domain::paper::recomputed::tokens_of;
use crate::domain::token::Token;
use crate::domain::trace::TracedText;
use crate::domain::word_strength::shared_words;

/// The model's tokens for each printed token; `None` where the model keeps it together with others.
pub(super) fn matched<'a>(
    traced: &TracedText,
    printed: impl IntoIterator<Item = &'a str>,
) -> Vec<Vec<usize>> {
    let printed = tokens_of(&traced.text, printed);
    let shared = shared_words(&traced.text, &printed, &traced.tokens).words;
    let of_word = |index: usize| {
        let own = shared.iter().find(|word| word.a == [index]);
        own.map_or_else(Vec::new, |word| word.b.clone())
    };
    let special = |token: Option<&Token>| -> Vec<usize> {
        let special = token.filter(|token| token.special);
        special.map(|token| token.index).into_iter().collect()
    };
    printed
        .iter()
        .map(|token| match token.special {
            true if token.index == 0 => special(traced.tokens.first()),
            true => special(traced.tokens.last()),
            false => of_word(token.index),
        })
        .collect()
}

/// The strongest of `tokens` at `layer`: what stands for a word of several pieces.
pub(super) fn strongest(analysis: &Analysis, layer: usize, tokens: &[usize]) -> Option<usize> {
    let strengths = analysis.traced.strengths(layer);
    let strength = |token: &usize| strengths.get(*token).copied().unwrap_or(f64::NEG_INFINITY);
    let mut tokens = tokens.iter().copied();
    let first = tokens.next()?;
    Some(tokens.fold(first, |best, token| {
        if strength(&token) > strength(&best) {
            token
        } else {
            best
        }
    }))
}

/// How the model spells what is printed as `printed`, where it spells it otherwise than in
/// capitals.
pub(super) fn read_as(traced: &TracedText, printed: &str, tokens: &[usize]) -> Option<String> {
    let tokens: Vec<&Token> = tokens
        .iter()
        .filter_map(|&at| traced.tokens.get(at))
        .collect();
    let same = match tokens.as_slice() {
        [] => true,
        [one] => one.reading().to_lowercase() == printed.to_lowercase(),
        _ => false,
    };
    let spelled = tokens.iter().map(|token| token.shown.as_str());
    (!same).then(|| spelled.collect::<Vec<_>>().join(" "))
}
