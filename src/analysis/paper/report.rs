//! What paper mode answers with: a card for each table and figure and for what it says of attention, as plain data.

use std::sync::Arc;

use crate::analysis::{Analysis, Comparison, Drift};
use crate::domain::paper::PrintedNumber;
use crate::domain::threshold::ThresholdRule;
use crate::domain::token_scores::TokenScore;
use crate::domain::trace::ModelCard;

/// The paper's tables and figures beside what one model gives.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperReport {
    /// The model that measured.
    pub model: Arc<ModelCard>,
    /// Whether it is the paper's own, by its name and its shape.
    pub is_papers_model: bool,
    /// The layer that stands for the paper's Layer 8.
    pub layer: usize,
    /// The layer that stands for the paper's Layer 9.
    pub second_layer: usize,
    /// The paper's claim put on trial: what removing the HIGH tokens of its sentences does. `None` while
    /// that is not measured, and where the model has no mask token.
    pub trial: Option<String>,
    /// What a reader of every card must know, one sentence each.
    pub notes: Vec<String>,
    /// In the order of the paper.
    pub cards: Vec<PaperCard>,
}

impl PaperReport {
    /// The trial and all notes, as a list has them.
    pub fn every_note(&self) -> impl Iterator<Item = String> + '_ {
        let trial = self.trial.iter().map(|trial| {
            format!("On trial: the paper calls the strength of a token its importance. {trial}")
        });
        trial.chain(self.notes.iter().cloned())
    }
}

/// One table or figure of the paper, printed beside measured.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperCard {
    /// Which table or figure.
    pub item: PaperItem,
    /// What it is about, in a few words of ours.
    pub title: String,
    /// What the paper shows there, in a sentence or two of ours.
    pub shows: String,
    /// The prompts.
    pub texts: Vec<PaperText>,
    /// How the numbers came about here: layer, threshold, alignment.
    pub setting: String,
    /// How the threshold is drawn; `None` for a card without one.
    pub rule: Option<ThresholdRule>,
    /// What is in the rows.
    pub quantity: Quantity,
    /// The columns of numbers, each printed, measured and their difference; never empty.
    pub measures: Vec<PaperMeasure>,
    /// A row a token, a pair of tokens or a pair of instructions.
    pub rows: Vec<PaperRow>,
    /// The card that shows the same rows as a table; this one is their picture.
    pub numbers_in: Option<PaperItem>,
    /// Single numbers: thresholds, sums, shares.
    pub facts: Vec<PaperFact>,
    /// What recomputing the printed numbers shows, one sentence each.
    pub recomputed: Vec<String>,
    /// What a reader of the measured numbers must know, one sentence each.
    pub measured: Vec<String>,
    /// What comes of it.
    pub verdict: Verdict,
    /// The whole answer that the measured numbers are from.
    pub source: PaperSource,
}

/// A table, a figure or a section by its number in the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperItem {
    /// Table 1 to 6.
    Table(u8),
    /// Figure 1 to 7.
    Figure(u8),
    /// A section.
    Section(u8),
}

/// A prompt of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperText {
    /// What it is called beside others, for example `A`; empty for one alone.
    pub name: &'static str,
    /// The text as it is read.
    pub text: String,
}

/// What numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Activation strength: the L2 norm of a hidden state.
    Strength,
    /// Activation shift: the L2 norm of a difference of two.
    Shift,
    /// Attention received: a mean of weights.
    Attention,
}

/// One column of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperMeasure {
    /// What it is, for example `Layer 8`.
    pub name: String,
    /// The layer measured here.
    pub layer: usize,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperRow {
    /// The token as printed, or as the model has it where none is printed.
    pub token: String,
    /// The token of the second text, where there are two.
    pub token_b: Option<String>,
    /// Whether the token is a special one, `[CLS]` or its kin, or has no partner.
    pub special: bool,
    /// How the model reads the printed token, where it has others for it.
    pub read_as: Option<String>,
    /// One a measure.
    pub cells: Vec<PaperCell>,
}

/// One number, printed beside measured.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PaperCell {
    /// As the paper prints it.
    pub printed: Option<PrintedNumber>,
    /// As the model gives it.
    pub measured: Option<f64>,
    /// Rank and bucket among the printed numbers, recomputed.
    pub printed_score: Option<TokenScore>,
    /// Rank and bucket among the measured numbers.
    pub measured_score: Option<TokenScore>,
}

/// A single number of a card.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperFact {
    /// What it is.
    pub name: String,
    /// As the paper prints it.
    pub printed: Option<PrintedNumber>,
    /// As it comes out of the printed numbers.
    pub recomputed: Option<f64>,
    /// As the model gives it.
    pub measured: Option<f64>,
    /// How many digits behind the point are worth showing.
    pub digits: usize,
}

/// What comes of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// In a word.
    pub kind: VerdictKind,
    /// In a sentence or a few.
    pub text: String,
}

/// A verdict in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerdictKind {
    /// The paper's model gives every printed number.
    Reproduced,
    /// The paper's model gives some of the printed numbers.
    PartlyReproduced,
    /// The paper's model gives none of the printed numbers.
    NotReproduced,
    /// Another model measured: its numbers need not be the printed ones.
    OtherModel,
    /// The paper prints no numbers to compare with.
    NothingPrinted,
    /// The printed numbers are an illustration: there is nothing to measure.
    Illustration,
}

/// The answer behind a card.
#[derive(Debug, Clone, PartialEq)]
pub enum PaperSource {
    /// One text.
    Analysis(Arc<Analysis>),
    /// Two texts.
    Comparison(Arc<Comparison>),
    /// Every pair of the instructions.
    Drift(Arc<Drift>),
    /// Nothing was measured, or nothing that is a chart.
    Nothing,
}

impl PaperItem {
    /// The name in files: `table-1`.
    pub fn id(self) -> String {
        match self {
            Self::Table(number) => format!("table-{number}"),
            Self::Figure(number) => format!("figure-{number}"),
            Self::Section(number) => format!("section-{number}"),
        }
    }

    /// The name for a reader: `Table 1`.
    pub fn name(self) -> String {
        match self {
            Self::Table(number) => format!("Table {number}"),
            Self::Figure(number) => format!("Figure {number}"),
            Self::Section(number) => format!("Section {number}"),
        }
    }
}

impl Quantity {
    /// The name in the window and on axes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strength => "activation strength (L2 norm)",
            Self::Shift => "activation shift (L2 norm)",
            Self::Attention => "attention received (mean weight)",
        }
    }
}

impl PaperRow {
    /// The token, or `day → walk` where two differ.
    pub fn label(&self) -> String {
        match &self.token_b {
            Some(b) if *b != self.token => format!("{} → {b}", self.token),
            _ => self.token.clone(),
        }
    }
}

impl PaperCell {
    /// Measured minus printed.
    pub fn difference(&self) -> Option<f64> {
        Some(self.measured? - self.printed?.value)
    }
}

impl PaperFact {
    /// Measured minus printed, or minus recomputed where the paper prints none.
    pub fn difference(&self) -> Option<f64> {
        let paper = self.printed.map(|printed| printed.value);
        Some(self.measured? - paper.or(self.recomputed)?)
    }
}

impl VerdictKind {
    /// The name in files and in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::PartlyReproduced => "partly reproduced",
            Self::NotReproduced => "not reproduced",
            Self::OtherModel => "not the paper's model",
            Self::NothingPrinted => "nothing printed",
            Self::Illustration => "an illustration",
        }
    }
}

impl PaperCard {
    /// Whether the paper prints a number in any row.
    pub fn has_printed(&self) -> bool {
        self.cells().any(|cell| cell.printed.is_some())
    }

    /// Whether any row was measured.
    pub fn has_measured(&self) -> bool {
        self.cells().any(|cell| cell.measured.is_some())
    }

    /// A column by its name in the paper, and the layer that stands for it where that is another.
    pub fn measure_label(&self, measure: &PaperMeasure) -> String {
        let own = format!("Layer {}", measure.layer);
        if self.quantity == Quantity::Strength && own != measure.name {
            format!("{}, here {own}", measure.name)
        } else {
            measure.name.clone()
        }
    }

    /// The threshold by the card's own rule; `None` for a card without one.
    pub fn threshold(&self) -> Option<&PaperFact> {
        let has_threshold = self.rule.is_some() && self.quantity == Quantity::Strength;
        self.facts.first().filter(|_| has_threshold)
    }

    /// Every cell of every row.
    pub fn cells(&self) -> impl Iterator<Item = &PaperCell> {
        self.rows.iter().flat_map(|row| &row.cells)
    }
}
