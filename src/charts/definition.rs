//! What a chart is to the program: a name, a title, and how it is made from an answer.

use std::fmt::Debug;

use crate::analysis::Answer;

use super::ChartContent;

/// A chart that can be drawn of some answers.
pub trait ChartDef: Debug + Sync {
    /// The name on the command line, in recipes and of exported files; no other chart of the same
    /// subject has it.
    fn id(&self) -> &'static str;

    /// What it shows, in a few words.
    fn title(&self) -> &'static str;

    /// What it is about.
    fn subject(&self) -> Subject;

    /// The chart of `answer`; `None` where it has nothing to draw, or is about something else.
    fn content(&self, answer: &Answer) -> Option<ChartContent>;
}

/// What a chart is about: the kind of answer that it is drawn from. The paper has none of its own,
/// since each of its cards is drawn from one of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One text.
    Text,
    /// One text, with its tokens removed.
    Removal,
    /// Two texts.
    Pair,
    /// One input under several instructions.
    Instructions,
    /// One text through two models.
    Models,
    /// Many texts.
    Corpus,
}

impl Subject {
    /// What `answer` is about.
    pub fn of_answer(answer: &Answer) -> Option<Self> {
        match answer {
            Answer::Analysis(_) => Some(Self::Text),
            Answer::Effects(_) => Some(Self::Removal),
            Answer::Comparison(_) => Some(Self::Pair),
            Answer::Drift(_) => Some(Self::Instructions),
            Answer::Models(_) => Some(Self::Models),
            Answer::Corpus(_) => Some(Self::Corpus),
            Answer::Paper(_) => None,
        }
    }
}
