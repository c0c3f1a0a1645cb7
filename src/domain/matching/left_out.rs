//! Texts with one word left out: the plainest way to ask what a word does.

use super::words::MatchWord;

/// Longer texts are not read again without each of their words: it would take minutes.
pub const MOST_LEFT_OUT: usize = 128;

/// A text without one of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextWithout {
    /// Which of the words is gone.
    pub word: usize,
    /// What is left, without the space that stood beside the word.
    pub text: String,
}

/// `text` without each of its `words`, one at a time; special tokens and the words of a prompt,
/// which are the first `prompt` bytes, cannot be left out, a text of one word has nothing left to be
/// read, and one of more than [`MOST_LEFT_OUT`] is not tried.
pub fn texts_without(text: &str, words: &[MatchWord], prompt: usize) -> Vec<TextWithout> {
    let of_text = |word: &&MatchWord| {
        let is_empty = word.special || word.span.is_empty();
        !is_empty && word.span.start >= prompt
    };
    let count = words.iter().filter(of_text).count();
    if !(2..=MOST_LEFT_OUT).contains(&count) {
        return Vec::new();
    }
    let words = words.iter().enumerate();
    words
        .filter(|(_, word)| of_text(word))
        .filter_map(|(place, word)| {
            let before = text.get(..word.span.start)?;
            let behind = text.get(word.span.end..)?;
            let joined = if before.is_empty() || before.ends_with(char::is_whitespace) {
                format!("{before}{}", behind.trim_start())
            } else {
                format!("{before}{behind}")
            };
            Some(TextWithout {
                word: place,
                text: joined.trim_end().to_owned(),
            })
        })
        .filter(|without| !without.text.trim().is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, shown: &str) -> MatchWord {
        let start = text.find(shown).unwrap();
        MatchWord {
            tokens: 0..1,
            span: start..start + shown.len(),
            shown: shown.to_owned(),
            special: false,
        }
    }

    #[test]
    fn a_word_goes_with_the_space_beside_it() {
        let text = "The old dog, runs.";
        let words = ["The", "old", "dog", ",", "runs", "."].map(|shown| word(text, shown));
        let left: Vec<String> = texts_without(text, &words, 0)
            .into_iter()
            .map(|without| without.text)
            .collect();
        let meant = [
            "old dog, runs.",
            "The dog, runs.",
            "The old , runs.",
            "The old dog runs.",
            "The old dog, .",
            "The old dog, runs",
        ];
        assert_eq!(left, meant);
    }

    #[test]
    fn a_text_of_one_word_has_nothing_to_leave_out() {
        assert_eq!(texts_without("dog", &[word("dog", "dog")], 0), []);
        assert_eq!(texts_without("", &[], 0), []);
    }

    #[test]
    fn the_words_of_a_prompt_stay() {
        let text = "query: old dog";
        let words = ["query", ":", "old", "dog"].map(|shown| word(text, shown));
        let left = texts_without(text, &words, "query: ".len());
        let left: Vec<(usize, &str)> = left
            .iter()
            .map(|without| (without.word, without.text.as_str()))
            .collect();
        assert_eq!(left, [(2, "query: dog"), (3, "query: old")]);
    }
}
