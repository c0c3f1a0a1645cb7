//! The glossary as a section of the guide.

use std::fmt::Write as _;

use super::term::TOPICS;

/// The glossary in Markdown: a heading for each topic, a paragraph for each word.
pub fn markdown() -> String {
    let mut text = String::new();
    for topic in TOPICS {
        let _ = write!(text, "### {}\n\n", topic.heading);
        for term in topic.terms {
            let entry = term.entry();
            let _ = write!(
                text,
                "**{}** ({}). {} `{}` *What it does not show:* {}\n\n",
                entry.name,
                entry.place,
                entry.meaning(),
                entry.formula,
                entry.not_shown
            );
        }
    }
    text
}
