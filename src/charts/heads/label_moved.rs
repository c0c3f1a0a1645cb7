//! Which words move a label from prompt A to prompt B.

use crate::analysis::{Analysis, Answer, LabelMove, Labelled, MovingPair};
use crate::charts::shifts::label_of_pair;
use crate::charts::{
    BarChart, Chart, ChartContent, ChartDef, ChartLabel, LegendEntry, LegendMark, MarkRole, Subject,
};
use crate::domain::format::signed;

use super::label_bars::{SignedBars, signed_bars};

/// How far each pair of tokens moves the logit of the explained label from A to B; `None` of one
/// text, and while that is still to come.
pub fn moved_bars(labelled: &Labelled) -> Option<BarChart> {
    let moved = labelled.moved.as_ref()?;
    let words = moved.words.as_ref()?;
    let texts: [&Analysis; 2] = [&labelled.analysis, &moved.b];
    let pairs = words.pairs.iter();
    Some(signed_bars(SignedBars {
        title: format!("What moves {} from A to B", labelled.label_name()),
        unit: "change of the logit",
        labels: pairs
            .clone()
            .map(|one| label_of_pair(texts, &one.pair))
            .collect(),
        values: pairs.map(|one| Some(one.moves())).collect(),
    }))
}

/// How far the label is moved, in two sentences.
pub fn moved_sentence(labelled: &Labelled) -> Option<String> {
    let moved = labelled.moved.as_ref()?;
    let label = labelled.label_name();
    let [a, b] = moved.logits.map(|logit| signed(logit, 3));
    let probabilities = moved.probabilities(&labelled.reading, labelled.label);
    let probabilities = probabilities.map_or_else(String::new, |[a, b]| {
        format!(" ({:.1} % to {:.1} %)", 100.0 * a, 100.0 * b)
    });
    let change = signed_with_plus(moved.change());
    let said =
        format!("From A to B the logit of {label} goes from {a} to {b}: {change}{probabilities}.");
    Some(match rest(moved) {
        None => said,
        Some(rest) => format!("{said} {rest}"),
    })
}

fn rest(moved: &LabelMove) -> Option<String> {
    let words = moved.words.as_ref()?;
    let tokens: f64 = words.pairs.iter().map(MovingPair::moves).sum();
    Some(format!(
        "Its tokens bring {}; the two texts of padding that they are measured against differ by {}; \
         {} is left over.",
        signed_with_plus(tokens),
        signed_with_plus(words.reference),
        signed_with_plus(words.residual)
    ))
}

/// Three digits, always with a sign.
fn signed_with_plus(value: f64) -> String {
    let said = signed(value, 3);
    if value > 0.0 {
        format!("+{said}")
    } else {
        said
    }
}

/// What moves the label from A to B.
#[derive(Debug, Clone, Copy)]
pub struct LabelMoved;

impl ChartDef for LabelMoved {
    fn label(&self) -> ChartLabel {
        Subject::Labels.label("moved", "Which words move the label from A to B")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let labelled = answer.labels()?;
        let bars = moved_bars(labelled)?;
        let keys = vec![
            LegendEntry::new(LegendMark::Bar(MarkRole::Adds), "moves towards the label"),
            LegendEntry::new(LegendMark::Bar(MarkRole::Takes), "moves away from it"),
        ];
        let title = bars.title.clone();
        let content = ChartContent::new(title, keys, vec![Chart::Bars(bars)]);
        Some(content.with_notes(moved_sentence(labelled)))
    }
}
