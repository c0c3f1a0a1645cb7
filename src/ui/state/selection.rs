//! What is selected and what the pointer is on, in the whole window: a range of a text, not a place
//! in one list of tokens. Where another model or another view has a token of that range, it is the
//! same selection; where the text has something else there, it is none.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::domain::token::Token;
use crate::domain::trace::TracedText;
use crate::paint::Did;

/// Which of the texts that a person typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::ui) enum TextOf {
    /// The prompt, and A of two; where a view has a text of its own, its input or its query.
    A,
    /// B of two.
    B,
}

impl TextOf {
    /// The name in the window.
    pub(in crate::ui) fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }
}

/// A range of a text: one token, or several that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::ui) struct TextRange {
    of: TextOf,
    /// Its first byte.
    start: usize,
    /// The byte behind it; tokens that the model added have the empty range at 0.
    end: usize,
    /// Which of the tokens with exactly this range, from 0: bytes of one character share theirs.
    nth: usize,
    /// What the text has there.
    text: String,
}

impl TextRange {
    /// The range of one token of `traced`.
    pub(in crate::ui) fn of_token(of: TextOf, traced: &TracedText, token: usize) -> Option<Self> {
        let found = traced.tokens.get(token)?;
        let same = |other: &&Token| (other.start, other.end) == (found.start, found.end);
        Some(Self {
            of,
            start: found.start,
            end: found.end,
            nth: traced.tokens.iter().take(token).filter(same).count(),
            text: spelled(&traced.text, found.start..found.end).into_owned(),
        })
    }

    /// The same for a text that may be a pair: each token in the prompt that it is of.
    pub(in crate::ui) fn in_prompts(traced: &TracedText, token: usize) -> Option<Self> {
        let whole = Self::of_token(TextOf::A, traced, token)?;
        let second = traced.second_start.filter(|_| {
            let token = traced.tokens.get(token);
            token.is_some_and(|token| traced.is_of_second(token))
        });
        let in_second = second.and_then(|second| whole.clone().after(second));
        Some(in_second.map_or(whole, |range| Self {
            of: TextOf::B,
            ..range
        }))
    }

    /// The same range in what stands behind the first `bytes` of the text; `None` where it begins
    /// before that.
    pub(in crate::ui) fn after(self, bytes: usize) -> Option<Self> {
        Some(Self {
            start: self.start.checked_sub(bytes)?,
            end: self.end.checked_sub(bytes)?,
            ..self
        })
    }

    /// The same range in the text with `bytes` more before it; what the model added stays.
    #[must_use]
    pub(in crate::ui) fn behind(&self, bytes: usize) -> Self {
        let bytes = if self.end > self.start { bytes } else { 0 };
        Self {
            start: self.start + bytes,
            end: self.end + bytes,
            ..self.clone()
        }
    }

    /// The tokens of a text that may be a pair, of a range of one of its prompts.
    pub(in crate::ui) fn tokens_of_prompts(&self, traced: &TracedText) -> Range<usize> {
        let before = match (self.of, traced.second_start) {
            (TextOf::A, _) => 0,
            (TextOf::B, Some(second)) => second,
            (TextOf::B, None) => return 0..0,
        };
        self.behind(before).tokens_in(traced)
    }

    /// The range from the first to the last of `tokens`, without those that the model added.
    pub(in crate::ui) fn of_tokens(
        of: TextOf,
        traced: &TracedText,
        tokens: Range<usize>,
    ) -> Option<Self> {
        let first = tokens.start;
        if tokens.len() == 1 {
            return Self::of_token(of, traced, first);
        }
        let tokens = traced.tokens.get(tokens)?.iter();
        let mut ranges = tokens.filter(|token| !token.special);
        let Some(from) = ranges.next() else {
            return Self::of_token(of, traced, first);
        };
        let end = ranges.fold(from.end, |end, token| end.max(token.end));
        Some(Self {
            of,
            start: from.start,
            end,
            nth: 0,
            text: spelled(&traced.text, from.start..end).into_owned(),
        })
    }

    /// The range of the tokens that have some of `bytes`, or of the one that a cursor there is in or
    /// behind.
    pub(in crate::ui) fn at(of: TextOf, traced: &TracedText, bytes: Range<usize>) -> Option<Self> {
        let tokens = traced.tokens.iter().filter(|token| !token.special);
        let (start, end) = (bytes.start, bytes.end.max(bytes.start + 1));
        let touched = |token: &&Token| token.start < end && start < token.end;
        let mut inside = tokens.clone().filter(touched).map(|token| token.index);
        if let Some(first) = inside.next() {
            let last = inside.next_back().unwrap_or(first);
            return Self::of_tokens(of, traced, first..last + 1);
        }
        let behind = tokens.clone().find(|token| token.end == start)?;
        Self::of_token(of, traced, behind.index)
    }

    /// Which text it is a range of.
    pub(in crate::ui) fn of(&self) -> TextOf {
        self.of
    }

    /// Its bytes in the text; empty for what the model added.
    pub(in crate::ui) fn bytes(&self) -> Range<usize> {
        self.start..self.end
    }

    /// What the text has there; empty for what the model added.
    pub(in crate::ui) fn text(&self) -> &str {
        &self.text
    }

    /// Whether `text` has the same there.
    pub(in crate::ui) fn is_in(&self, text: &str) -> bool {
        spelled(text, self.bytes()) == self.text
    }

    /// The tokens of `traced` that make it up; none where it is no longer made of whole tokens.
    pub(in crate::ui) fn tokens_in(&self, traced: &TracedText) -> Range<usize> {
        if !self.is_in(&traced.text) {
            return 0..0;
        }
        let tokens = &traced.tokens;
        let mut same = (0..tokens.len()).filter(|&place| {
            let token = tokens.get(place);
            token.is_some_and(|token| (token.start, token.end) == (self.start, self.end))
        });
        if let Some(place) = same.nth(self.nth) {
            return place..place + 1;
        }
        let first = tokens
            .iter()
            .position(|t| !t.special && t.start == self.start);
        let last = tokens.iter().rposition(|t| !t.special && t.end == self.end);
        match first.zip(last) {
            Some((first, last)) if first <= last => first..last + 1,
            _ => 0..0,
        }
    }
}

/// The bytes at `range`, which may be a part of a character.
fn spelled(text: &str, range: Range<usize>) -> Cow<'_, str> {
    let bytes = text.as_bytes().get(range);
    bytes.map_or(Cow::Borrowed(""), String::from_utf8_lossy)
}

/// What happened to what is selected in one frame.
#[derive(Debug, Clone, Copy, Default)]
struct Happened {
    /// Whether it is another one.
    changed: bool,
    /// Whether something that shows tokens had the keyboard: then the arrow keys are for it.
    had_keys: bool,
}

/// What is selected, and what the pointer is on.
#[derive(Debug, Default)]
pub(in crate::ui) struct Selection {
    selected: Option<TextRange>,
    /// What the pointer was on in the last frame: every chart shows it alike.
    hovered: Option<TextRange>,
    /// What the pointer is found to be on in the frame under way.
    pointed: Option<TextRange>,
    /// A token by its place in a text that is still to be read.
    awaited: Option<(String, usize)>,
    /// What happened in the frame under way, and in the last one.
    now: Happened,
    before: Happened,
}

impl Selection {
    /// What is selected.
    pub(in crate::ui) fn selected(&self) -> Option<&TextRange> {
        self.selected.as_ref()
    }

    /// What the pointer is on.
    pub(in crate::ui) fn hovered(&self) -> Option<&TextRange> {
        self.hovered.as_ref()
    }

    /// Whether another range was selected just now, and is to be scrolled to.
    pub(in crate::ui) fn reveals(&self) -> bool {
        self.before.changed
    }

    /// Selects `range`.
    pub(in crate::ui) fn select(&mut self, range: Option<TextRange>) {
        if self.selected != range {
            self.selected = range;
            self.now.changed = true;
        }
    }

    /// Selects `range`, or lets it go if it is selected.
    fn toggle(&mut self, range: TextRange) {
        let selected = self.selected.as_ref() == Some(&range);
        self.select((!selected).then_some(range));
    }

    /// Takes note of a mark under the pointer, which stands for `range`; a click selects it or lets
    /// it go, an arrow key that goes to it selects it.
    pub(in crate::ui) fn touch(&mut self, range: Option<TextRange>, did: impl Into<Did>) {
        let Some(range) = range else { return };
        match did.into() {
            Did::Click => self.toggle(range.clone()),
            Did::GoTo => self.select(Some(range.clone())),
            Did::Point => {}
        }
        self.pointed = Some(range);
    }

    /// Selects a token of `text`, the prompt, as soon as that is read.
    pub(in crate::ui) fn select_once_read(&mut self, text: String, token: usize) {
        self.awaited = Some((text, token));
    }

    /// Takes note of a prompt that was read.
    pub(in crate::ui) fn receive(&mut self, traced: &TracedText) {
        let awaited = self.awaited.take_if(|(text, _)| *text == traced.text);
        if let Some((_, token)) = awaited {
            self.select(TextRange::of_token(TextOf::A, traced, token));
        }
    }

    /// Takes note that something that shows tokens has the keyboard.
    pub(in crate::ui) fn take_keys(&mut self) {
        self.now.had_keys = true;
    }

    /// Whether something that shows tokens has the keyboard.
    pub(in crate::ui) fn has_keys(&self) -> bool {
        self.before.had_keys
    }

    /// Lets go of what `is_there` no longer finds.
    pub(in crate::ui) fn retain(&mut self, is_there: impl Fn(&TextRange) -> bool) {
        self.selected = self.selected.take().filter(&is_there);
        self.hovered = self.hovered.take().filter(&is_there);
    }

    /// Ends a frame. Returns whether the next one looks different.
    pub(in crate::ui) fn finish_frame(&mut self) -> bool {
        let pointed = self.pointed.take();
        let other = pointed != self.hovered;
        self.hovered = pointed;
        self.before = std::mem::take(&mut self.now);
        other || self.before.changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trace::Trace;
    use crate::domain::word_class::WordClass;

    /// `text` cut at spaces, between `[CLS]` and `[SEP]`.
    fn traced(text: &str) -> TracedText {
        let token = |index: usize, shown: &str, start: usize, special: bool| Token {
            index,
            id: 0,
            piece: shown.to_owned(),
            shown: shown.to_owned(),
            start,
            end: if special { start } else { start + shown.len() },
            special,
            punctuation: false,
            word: None,
            word_class: WordClass::Noun,
        };
        let mut tokens = vec![token(0, "[CLS]", 0, true)];
        let mut start = 0;
        for word in text.split(' ') {
            tokens.push(token(tokens.len(), word, start, false));
            start += word.len() + 1;
        }
        tokens.push(token(tokens.len(), "[SEP]", 0, true));
        TracedText {
            second_start: None,
            text: text.to_owned(),
            tokens,
            truncated_tokens: 0,
            unknown: 0,
            trace: Trace {
                strengths: Vec::new(),
                hidden_states: Vec::new(),
                hidden_size: 1,
                attention: Vec::new(),
                parts: Vec::new(),
            },
        }
    }

    fn token(of: &TracedText, token: usize) -> TextRange {
        TextRange::of_token(TextOf::A, of, token).unwrap()
    }

    #[test]
    fn a_range_is_the_same_token_as_long_as_the_text_has_it() {
        let text = traced("the prime minister");
        let prime = token(&text, 2);
        assert_eq!((prime.text(), prime.bytes()), ("prime", 4..9));
        assert_eq!(prime.tokens_in(&text), 2..3);
        assert_eq!(prime.tokens_in(&traced("the prime number is")), 2..3);
        assert_eq!(prime.tokens_in(&traced("the first minister")), 0..0);
        assert_eq!(prime.tokens_in(&traced("a prime minister")), 0..0);
        // The text has it, but as a part of a longer token.
        assert_eq!(prime.tokens_in(&traced("the primes")), 0..0);
    }

    #[test]
    fn what_the_model_adds_is_told_apart_and_is_in_every_text() {
        let text = traced("the prime minister");
        let (first, last) = (token(&text, 0), token(&text, 4));
        assert_ne!(first, last);
        let other = traced("hello");
        assert_eq!(first.tokens_in(&other), 0..1);
        assert_eq!(last.tokens_in(&other), 2..3);
    }

    #[test]
    fn several_tokens_are_a_range_without_what_the_model_adds() {
        let text = traced("the prime minister");
        let all = TextRange::of_tokens(TextOf::A, &text, 0..4).unwrap();
        assert_eq!((all.text(), all.bytes()), ("the prime minister", 0..18));
        assert_eq!(all.tokens_in(&text), 1..4);
        assert_eq!(all.tokens_in(&traced("the prime ministers")), 0..0);
        let one = TextRange::of_tokens(TextOf::A, &text, 2..3).unwrap();
        assert_eq!(one, token(&text, 2));
    }

    #[test]
    fn a_cursor_picks_the_token_that_it_is_in_or_behind() {
        let text = traced("the prime minister");
        let at = |bytes: Range<usize>| {
            let range = TextRange::at(TextOf::A, &text, bytes);
            range.map(|range| range.text().to_owned())
        };
        assert_eq!(at(0..0).as_deref(), Some("the"));
        assert_eq!(at(3..3).as_deref(), Some("the"), "behind it");
        assert_eq!(at(4..4).as_deref(), Some("prime"));
        assert_eq!(at(18..18).as_deref(), Some("minister"));
        assert_eq!(at(6..12).as_deref(), Some("prime minister"));
        assert_eq!(at(30..30), None);
    }

    #[test]
    fn what_is_pointed_at_is_hovered_in_the_next_frame() {
        let text = traced("the prime minister");
        let mut selection = Selection::default();
        selection.touch(Some(token(&text, 1)), false);
        assert!(selection.hovered().is_none());
        assert!(selection.finish_frame());
        assert_eq!(selection.hovered(), Some(&token(&text, 1)));
        selection.touch(Some(token(&text, 1)), false);
        assert!(!selection.finish_frame(), "nothing changed");
        assert!(selection.finish_frame(), "the pointer left");
        assert!(selection.hovered().is_none());
    }

    #[test]
    fn a_second_click_lets_go_and_each_change_is_revealed_once() {
        let text = traced("the prime minister");
        let mut selection = Selection::default();
        selection.toggle(token(&text, 1));
        assert!(selection.finish_frame() && selection.reveals());
        assert!(!selection.finish_frame() && !selection.reveals());
        selection.toggle(token(&text, 2));
        assert_eq!(selection.selected(), Some(&token(&text, 2)));
        selection.toggle(token(&text, 2));
        assert!(selection.selected().is_none());
    }
}
