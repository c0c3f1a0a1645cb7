//! The texts that were looked at last. What is typed is one of them once it rests.

use super::document::Document;

/// So many are kept.
const MOST: usize = 20;

/// A longer text is not kept, in bytes: twenty of them are laid out in a menu and written often.
const LONGEST: usize = 4096;

/// A text that was not changed for so long is finished, in seconds.
const REST: f64 = 2.0;

/// The texts of both prompts while they are typed.
#[derive(Debug, Default)]
pub(in crate::ui) struct TypedPrompts {
    typed: [Typed; 2],
}

/// A text, since when it is what it is, and whether it is kept already.
#[derive(Debug, Default)]
struct Typed {
    text: String,
    since: f64,
    kept: bool,
}

impl TypedPrompts {
    /// Takes note of the prompts of `document`, `time` in seconds; those that rest are put first in
    /// `recent`.
    pub(in crate::ui) fn note(&mut self, time: f64, document: &Document, recent: &mut Vec<String>) {
        let prompts = [&document.prompt, &document.prompt_b];
        for (typed, prompt) in self.typed.iter_mut().zip(prompts) {
            if typed.text != *prompt {
                // What is replaced as a whole was finished.
                if !typed.kept && !is_continued(&typed.text, prompt) {
                    keep(recent, &typed.text);
                }
                *typed = Typed {
                    text: prompt.clone(),
                    since: time,
                    kept: prompt.trim().is_empty(),
                };
            }
            // No frame is asked for: what is typed is kept with the document meanwhile.
            if !typed.kept && time - typed.since >= REST {
                keep(recent, prompt);
                typed.kept = true;
            }
        }
    }
}

/// Whether one text is the beginning of the other: it is still being typed.
fn is_continued(before: &str, now: &str) -> bool {
    now.starts_with(before) || before.starts_with(now)
}

/// Puts `text` first among `recent`. What it only goes on with gives way to it.
fn keep(recent: &mut Vec<String>, text: &str) {
    if text.trim().is_empty() || text.len() > LONGEST || recent.first().is_some_and(|of| of == text)
    {
        return;
    }
    recent.retain(|other| other != text);
    if recent
        .first()
        .is_some_and(|newest| text.starts_with(newest.as_str()))
    {
        recent.remove(0);
    }
    recent.insert(0, text.to_owned());
    recent.truncate(MOST);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(texts: &[&str]) -> Vec<String> {
        let mut recent = Vec::new();
        for text in texts {
            keep(&mut recent, text);
        }
        recent
    }

    #[test]
    fn a_text_that_goes_on_takes_the_place_of_its_beginning() {
        assert_eq!(kept(&["Who", "Who is"]), ["Who is"]);
        assert_eq!(kept(&["Who is", "What"]), ["What", "Who is"]);
        assert_eq!(kept(&["a", "b", "a"]), ["a", "b"]);
        assert_eq!(kept(&["a", "  ", ""]), ["a"]);
    }

    #[test]
    fn what_rests_or_is_replaced_is_kept() {
        let mut typed = TypedPrompts::default();
        let mut recent = Vec::new();
        let mut note = |prompt: &str, time: f64| {
            let document = Document {
                prompt: prompt.to_owned(),
                ..Document::default()
            };
            typed.note(time, &document, &mut recent);
            recent.clone()
        };
        assert!(note("Who", 0.0).is_empty());
        assert!(note("Who is", 1.0).is_empty());
        assert_eq!(note("Who is", 3.5), ["Who is"]);
        assert_eq!(note("Who is it", 4.0), ["Who is"]);
        assert_eq!(note("What", 4.5), ["Who is it"], "it was replaced");
        assert_eq!(note("What", 9.0), ["What", "Who is it"]);
    }

    #[test]
    fn the_newest_are_kept() {
        let texts: Vec<String> = (10..50).map(|number| format!("text {number}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let recent = kept(&texts);
        assert_eq!(recent.len(), MOST);
        assert_eq!(recent[0], "text 49");
    }
}
