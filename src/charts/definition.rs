//! What a chart is to the program: a label, and what it makes of an answer.

use std::fmt::Debug;

use crate::analysis::Answer;
use crate::domain::format::strip_control_chars;

use super::{Chart, LegendEntry};

/// A chart that can be drawn of some answers.
pub trait ChartDef: Debug + Sync {
    /// What it is about, and what it is called.
    fn label(&self) -> ChartLabel;

    /// The chart of `answer`; `None` where it has nothing to draw, or is about something else.
    fn content(&self, answer: &Answer) -> Option<ChartContent>;

    /// The name on the command line, in recipes and of exported files; no other chart of the same
    /// subject has it.
    fn id(&self) -> &'static str {
        self.label().id
    }

    /// What it shows, in a few words.
    fn title(&self) -> &'static str {
        self.label().title
    }

    /// What it is about.
    fn subject(&self) -> Subject {
        self.label().subject
    }
}

/// What tells a chart from the others; see the methods of [`ChartDef`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartLabel {
    subject: Subject,
    id: &'static str,
    title: &'static str,
}

/// What a chart is about: the kind of answer that it is drawn from. The paper has none of its own,
/// since each of its cards is drawn from one of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One text.
    Text,
    /// One text, with its tokens removed.
    Removal,
    /// What the tokens of a text attend to.
    Attention,
    /// Two texts.
    Pair,
    /// One input under several instructions.
    Instructions,
    /// One text through two models.
    Models,
    /// Two texts that are matched.
    Match,
    /// One text, and what the model says at every layer.
    Lens,
    /// One text or a pair, and its labels.
    Labels,
    /// Many texts.
    Corpus,
}

impl Subject {
    /// What `answer` is about.
    pub fn of_answer(answer: &Answer) -> Option<Self> {
        match answer {
            Answer::Analysis(_) => Some(Self::Text),
            Answer::Effects(_) => Some(Self::Removal),
            Answer::Attention(_) => Some(Self::Attention),
            Answer::Comparison(_) => Some(Self::Pair),
            Answer::Drift(_) => Some(Self::Instructions),
            Answer::Models(_) => Some(Self::Models),
            Answer::Match(_) => Some(Self::Match),
            Answer::Lens(_) => Some(Self::Lens),
            Answer::Labels(_) => Some(Self::Labels),
            Answer::Corpus(_) => Some(Self::Corpus),
            Answer::Paper(_) => None,
        }
    }

    /// The label of a chart about this.
    pub(super) fn label(self, id: &'static str, title: &'static str) -> ChartLabel {
        ChartLabel {
            subject: self,
            id,
            title,
        }
    }
}

/// A chart made from an answer, with what a reader needs to understand it: everything of a figure
/// that is not the same for all charts of that answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartContent {
    /// What the picture shows.
    pub title: String,
    /// What short labels under the chart stand for, one line each.
    pub texts: Vec<String>,
    /// What marks and colours stand for.
    pub keys: Vec<LegendEntry>,
    /// What a reader of the picture must know, one sentence each.
    pub notes: Vec<String>,
    /// The pictures-to-be, from the top.
    pub charts: Vec<Chart>,
}

impl ChartContent {
    /// A chart that is called `title`, with nothing else to be known.
    pub(super) fn new(title: String, keys: Vec<LegendEntry>, charts: Vec<Chart>) -> Self {
        Self {
            title,
            texts: Vec::new(),
            keys,
            notes: Vec::new(),
            charts,
        }
    }

    /// The same with something that a reader must know.
    #[must_use]
    pub(super) fn with_notes<S: Into<String>>(
        mut self,
        notes: impl IntoIterator<Item = S>,
    ) -> Self {
        self.notes.extend(notes.into_iter().map(Into::into));
        self
    }
}

/// `text` in quotation marks behind its `name`.
pub(crate) fn quoted(name: &str, text: &str) -> String {
    format!("{name}“{}”", strip_control_chars(text.trim()))
}
