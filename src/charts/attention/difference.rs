//! What is different between the attention of two texts.

use crate::analysis::{Answer, Attention};
use crate::charts::{
    Axis, CellText, Chart, ChartContent, ChartDef, ChartLabel, GridCells, GridChart, LegendEntry,
    LegendMark, Subject, Ticks, TokenLabel,
};
use crate::domain::token::Token;

use super::matrix::cell_text;

/// B less A between the tokens that stand for each other; `None` of one text.
pub fn difference_grid(attention: &Attention) -> Option<GridChart> {
    let difference = attention.difference.as_ref()?;
    let b = attention.b.as_ref()?;
    let tokens = [&attention.a, b].map(|text| &text.analysis.traced.tokens);
    let [of_a, of_b] = tokens;
    let label = |&(a, b): &(usize, usize)| {
        let (a, b): (Option<&Token>, Option<&Token>) = (of_a.get(a), of_b.get(b));
        match a.zip(b) {
            Some((a, b)) if a.reading() == b.reading() => {
                TokenLabel::new(a, &attention.a.analysis.traced.text)
            }
            Some((a, b)) => TokenLabel::plain(format!("{} → {}", a.reading(), b.reading())),
            None => TokenLabel::plain(String::new()),
        }
    };
    let labels: Vec<TokenLabel> = difference.pairs.iter().map(label).collect();
    let largest = difference.largest.first();
    let end = largest.map_or(1.0, |largest| f64::from(largest.change.abs()));
    let kind = attention.settings.kind;
    Some(GridChart {
        title: format!("What B attends to more than A, {}", attention.title()),
        axis: Axis {
            label: format!("{}, B less A", kind.title()),
            min: -end,
            max: end,
            ticks: Ticks::Numbers,
        },
        centred: true,
        cell_text: match cell_text(kind) {
            CellText::Percent => CellText::SignedPercent,
            other => other,
        },
        row_name: "from".to_owned(),
        column_name: "to".to_owned(),
        rows: labels.clone(),
        columns: labels,
        cells: GridCells::Attention(difference.cells.clone()),
        has_gaps: false,
        row_sums: Vec::new(),
        column_sums: difference.received.clone(),
        sums_name: "received, mean".to_owned(),
    })
}

/// What is said of tokens without a partner; `None` where every one has one.
fn unpaired_note(attention: &Attention) -> Option<String> {
    let pairs = attention.difference.as_ref()?.pairs.len();
    let all = attention
        .texts()
        .map(|text| text.analysis.traced.tokens.len());
    match all.sum::<usize>() - 2 * pairs {
        0 => None,
        1 => Some("1 token has no partner in the other text and is left out.".to_owned()),
        many => Some(format!(
            "{many} tokens have no partner in the other text and are left out."
        )),
    }
}

/// Where the attention changed most, in a sentence, and what `grid`, the difference, leaves out;
/// `None` where there is nothing to say.
pub fn difference_sentence(attention: &Attention, grid: &GridChart) -> Option<String> {
    let name = |at: usize| grid.rows.get(at).map_or("", |label| &label.text);
    let largest = &attention.difference.as_ref()?.largest;
    let told = largest.iter().map(|cell| {
        let change = f64::from(cell.change);
        let plus = if change > 0.0 { "+" } else { "" };
        let change = grid.cell_text.of(change);
        let unit = match grid.cell_text {
            CellText::SignedPercent => " points",
            _ => "",
        };
        let (from, to) = (name(cell.query), name(cell.key));
        format!("“{from}” to “{to}” ({plus}{change}{unit})")
    });
    let told: Vec<String> = told.collect();
    let changed = (!told.is_empty()).then(|| {
        format!(
            "From A to B the attention changed most from {}.",
            told.join(", from ")
        )
    });
    let said: Vec<String> = changed
        .into_iter()
        .chain(unpaired_note(attention))
        .collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The same as a chart.
#[derive(Debug, Clone, Copy)]
pub struct AttentionChange;

impl ChartDef for AttentionChange {
    fn label(&self) -> ChartLabel {
        Subject::Attention.label("difference", "What the second text attends to more")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let attention = answer.attention()?;
        let grid = difference_grid(attention)?;
        let mark = LegendMark::SignedScale {
            axis: grid.axis.clone(),
        };
        let keys = vec![LegendEntry::new(mark, &grid.axis.label)];
        let content = ChartContent::new(grid.title.clone(), keys, vec![Chart::Grid(grid)]);
        Some(content.with_notes(unpaired_note(attention)))
    }
}
