//! Drift between instructions: the paper's figure 7, and the matrix behind it.

use serde::{Deserialize, Serialize};

use crate::analysis::{Answer, Drift, DriftPair, Positions};

use crate::domain::null_band::NullBand;

use super::definition::quoted;
use super::kinds::bar_values;
use super::legend::series_keys;
use super::shifts::from_zero;
use super::{
    Axis, Bar, BarChart, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, LegendEntry,
    LegendMark, MarkRole, Matrix, Subject, TokenLabel,
};

/// Which shift between two prompts is shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, strum::VariantArray,
)]
pub enum DriftMeasure {
    /// Over every aligned pair; grows with the length.
    #[default]
    Total,
    /// Per aligned pair.
    Mean,
    /// Of `[CLS]` alone.
    Cls,
    /// Over the tokens of the shared input alone.
    Input,
}

impl DriftMeasure {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Mean => "mean per aligned token",
            Self::Cls => "[CLS] only",
            Self::Input => "input only",
        }
    }

    /// Where the measure of one pair stands among those that random instructions make.
    pub fn band(self, pair: &DriftPair) -> Option<NullBand> {
        let null = pair.null.as_ref()?;
        match self {
            Self::Total => null.total,
            Self::Mean => null.mean,
            Self::Cls => null.cls,
            Self::Input => null.input,
        }
    }

    /// The measure of one pair at the selected layer.
    pub fn value(self, pair: &DriftPair) -> Option<f64> {
        let sums = pair.comparison.sums_at_layer();
        let value = match self {
            Self::Total => Some(sums.total),
            Self::Mean => sums.mean(),
            Self::Cls => sums.cls,
            Self::Input => Some(pair.input.total(pair.comparison.layer())),
        };
        value.filter(|value| value.is_finite())
    }
}

/// A bar for each pair of prompts; beside it, where kept positions are shown, the same with every
/// text's own positions.
pub fn drift_bars(drift: &Drift, measure: DriftMeasure) -> BarChart {
    let series = |name: &str, drift: &Drift, role: MarkRole| {
        let bar = |pair: &DriftPair| Bar::new(measure.value(pair)?, role);
        let range = |pair: &DriftPair| measure.band(pair).map(|band| (band.low, band.high));
        let series = BarSeries::new(name, drift.pairs.iter().map(bar).collect());
        series.with_ranges(drift.pairs.iter().map(range).collect())
    };
    let positions = |drift: &Drift| match drift.settings.positions {
        Positions::Kept => "input at the same positions",
        Positions::AsIs => "each text's own positions",
    };
    let letters = needs_letters(drift);
    let mut all = vec![series(positions(drift), drift, MarkRole::First)];
    let own = drift.own_positions.as_deref();
    all.extend(own.map(|own| series(positions(own), own, MarkRole::Second)));
    BarChart {
        title: format!("Drift between instructions, {}", measure.name()),
        axis: from_zero("activation shift (L2 norm)", bar_values(&all)),
        labels: drift
            .pairs
            .iter()
            .map(|pair| {
                let both = [pair.a, pair.b];
                TokenLabel::plain(if letters {
                    both.map(letter).join(" | ")
                } else {
                    both.map(|place| name(drift, place)).join("\n")
                })
            })
            .collect(),
        tokens: (0..drift.pairs.len()).collect(),
        series: all,
        reference_lines: Vec::new(),
        stacked: false,
    }
}

/// What the brackets beside bars of drift mean, in a few words; `None` where there are none.
pub fn random_instructions_key(bars: &BarChart) -> Option<&'static str> {
    let text = "drift that random instructions make (90 % lie inside)";
    bars.has_ranges().then_some(text)
}

/// What the brackets are, for the reader of a figure.
const RANDOM_INSTRUCTIONS: &str = "The bracket beside a bar is the 5 to 95 % range of the drift from an \
                                   instruction to itself with other words of the same class and \
                                   frequency, as many as changed: a bar that ends above it drifts \
                                   further than nearly all of them.";

/// A cell for every two prompts, the same both ways.
pub fn drift_matrix(drift: &Drift, measure: DriftMeasure) -> Matrix {
    let places = 0..drift.instructions.len();
    let cell = |row: usize, column: usize| {
        let both = (row.min(column), row.max(column));
        let pair = drift.pairs.iter().find(|pair| (pair.a, pair.b) == both)?;
        measure.value(pair)
    };
    let cells: Vec<Vec<Option<f64>>> = places
        .clone()
        .map(|row| places.clone().map(|column| cell(row, column)).collect())
        .collect();
    let layer = drift.layer();
    let most = cells
        .iter()
        .flatten()
        .flatten()
        .copied()
        .fold(0.0, f64::max);
    Matrix {
        title: format!("Pairwise drift at Layer {layer}, {}", measure.name()),
        axis: Axis::numbers(
            "activation shift (L2 norm)",
            0.0,
            if most > 0.0 { most } else { 1.0 },
        ),
        names: places.map(|place| name(drift, place).to_owned()).collect(),
        cells,
    }
}

fn name(drift: &Drift, place: usize) -> &str {
    let instruction = drift.instructions.get(place);
    let prompt = instruction.map_or("", |instruction| instruction.prompt.trim());
    if prompt.is_empty() {
        "(no instruction)"
    } else {
        prompt
    }
}

/// A cell for every two instructions.
#[derive(Debug, Clone, Copy)]
pub struct DriftMatrix(pub DriftMeasure);

impl ChartDef for DriftMatrix {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            DriftMeasure::Total => ("matrix", "Drift of every two instructions, total, as cells"),
            DriftMeasure::Mean => (
                "matrix-mean",
                "Drift of every two instructions, mean per token, as cells",
            ),
            DriftMeasure::Cls => (
                "matrix-cls",
                "Drift of every two instructions, [CLS] only, as cells",
            ),
            DriftMeasure::Input => (
                "matrix-input",
                "Drift of every two instructions, input only, as cells",
            ),
        };
        Subject::Instructions.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let matrix = drift_matrix(answer.drift()?, self.0);
        let mark = LegendMark::Scale {
            axis: matrix.axis.clone(),
            centred: false,
        };
        let unit = match self.0 {
            DriftMeasure::Mean => "activation shift (L2 norm) per aligned token",
            _ => &matrix.axis.label,
        };
        let (title, keys) = (matrix.title.clone(), vec![LegendEntry::new(mark, unit)]);
        Some(ChartContent::new(title, keys, vec![Chart::Matrix(matrix)]))
    }
}

/// A bar for every two instructions: the paper's figure 7.
#[derive(Debug, Clone, Copy)]
pub struct DriftBars(pub DriftMeasure);

impl ChartDef for DriftBars {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            DriftMeasure::Total => ("bars", "Drift of every two instructions, total, as bars"),
            DriftMeasure::Mean => (
                "bars-mean",
                "Drift of every two instructions, mean per token, as bars",
            ),
            DriftMeasure::Cls => (
                "bars-cls",
                "Drift of every two instructions, [CLS] only, as bars",
            ),
            DriftMeasure::Input => (
                "bars-input",
                "Drift of every two instructions, input only, as bars",
            ),
        };
        Subject::Instructions.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let drift = answer.drift()?;
        let layer = drift.analyses.first()?.layer;
        let bars = drift_bars(drift, self.0);
        let instructions = drift.instructions.iter();
        let texts = if needs_letters(drift) {
            drift_key(drift)
        } else {
            let prompts: Vec<String> = instructions.map(|one| quoted("", &one.prompt)).collect();
            vec![format!("Instructions  {}", prompts.join(", "))]
        };
        let title = format!("{}, Layer {layer}", bars.title);
        let mut keys = series_keys(&bars);
        let key = random_instructions_key(&bars);
        keys.extend(key.map(|text| LegendEntry::new(LegendMark::Range, text)));
        let content = ChartContent::new(title, keys, vec![Chart::Bars(bars)]);
        let content = content.with_notes(key.map(|_| RANDOM_INSTRUCTIONS));
        Some(ChartContent { texts, ..content })
    }
}

/// Whether the instructions are too many, too long or too much alike to stand under bars: letters
/// stand there then, and [`drift_key`] says what they are.
fn needs_letters(drift: &Drift) -> bool {
    const FEW: usize = 5;
    const SHORT: usize = 14;
    const ALIKE: usize = 8;
    let prompts = || drift.instructions.iter().map(|one| one.prompt.trim());
    let begins_as_another = |(place, prompt): (usize, &str)| {
        let others = prompts().take(place);
        let mut alike = others.map(|other| common_beginning(prompt, other));
        alike.any(|letters| letters >= ALIKE)
    };
    drift.instructions.len() > FEW
        || prompts().any(|prompt| prompt.chars().count() > SHORT)
        || prompts().enumerate().any(begins_as_another)
}

/// How many letters two texts begin with alike.
fn common_beginning(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(a, b)| a == b).count()
}

/// What the letters under bars stand for, a line each; nothing where the bars have names.
pub fn drift_key(drift: &Drift) -> Vec<String> {
    if !needs_letters(drift) {
        return Vec::new();
    }
    let instructions = drift.instructions.iter().enumerate();
    instructions
        .map(|(place, one)| quoted(&format!("{}  ", letter(place)), &one.prompt))
        .collect()
}

/// A, B, … Z, then A1, B1, …
fn letter(place: usize) -> String {
    let letter = char::from(b'A' + (place % 26) as u8);
    match place / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 53].map(letter), ["A", "Z", "A1", "B2"]);
    }

    #[test]
    fn beginnings_are_counted_in_letters() {
        assert_eq!(common_beginning("Is this a", "Is this b"), 8);
        assert_eq!(common_beginning("é", "è"), 0);
    }
}
