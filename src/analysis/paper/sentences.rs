//! The sentences of paper mode, each made from results: nothing here is known beforehand.

use crate::domain::format;
use crate::domain::paper::{LAYERS, PrintedNumber};
use crate::domain::statistics::spearman;
use crate::domain::token_scores::Bucket;
use crate::domain::trace::ModelCard;

use super::report::{PaperRow, Verdict, VerdictKind};

/// `“a”, “b” and “c”`; `no token` for none.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|name| format!("“{}”", name.as_ref()))
        .collect();
    joined(&quoted).unwrap_or_else(|| "no token".to_owned())
}

/// `a, b and c`; `None` without items.
pub(super) fn joined<S: AsRef<str>>(names: &[S]) -> Option<String> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() {
        (*last).to_owned()
    } else {
        format!("{} and {last}", others.join(", "))
    })
}

/// `1 token`, `2 tokens`.
pub(super) fn counted(count: usize, thing: &str) -> String {
    format::counted(count as u64, thing, &format!("{thing}s"))
}

/// `Layer 8`, or `Layer 4 for the paper's Layer 8` on a model of another depth.
pub(super) fn layer_for(layer: usize, printed: usize, model: &ModelCard) -> String {
    if model.layers == LAYERS && layer == printed {
        format!("Layer {layer}")
    } else {
        format!(
            "Layer {layer} of {} for the paper's Layer {printed} of {LAYERS}",
            model.layers
        )
    }
}

/// What the model reads otherwise than printed, and what is done about `pieces`; `None` where it
/// reads everything as printed.
pub(super) fn readings(rows: &[PaperRow], pieces: &str) -> Option<String> {
    let read = rows.iter().filter_map(|row| {
        let reading = row.read_as.as_ref()?;
        Some(format!("“{}” as “{reading}”", row.label()))
    });
    let read: Vec<String> = read.collect();
    joined(&read).map(|read| format!("The model reads {read}: {pieces}."))
}

/// The verdict on rows of printed numbers, of which the first `measures` columns are compared.
pub(super) fn verdict_on_rows(
    rows: &[PaperRow],
    is_papers_model: bool,
    model: &ModelCard,
) -> Verdict {
    let cells = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(move |cell| (row, cell)));
    let compared: Vec<_> = cells
        .filter_map(|(row, cell)| Some((row, cell.printed?, cell.measured?)))
        .collect();
    let told = compared
        .iter()
        .filter(|(_, printed, measured)| printed.tells(*measured));
    let (told, all) = (told.count(), compared.len());
    let distance = |&&(_, printed, measured): &&(_, PrintedNumber, f64)| {
        let difference: f64 = measured - printed.value;
        difference.abs()
    };
    let furthest = compared
        .iter()
        .max_by(|a, b| distance(a).total_cmp(&distance(b)));
    let far = furthest.map_or_else(String::new, |(row, printed, measured)| {
        format!(
            " the largest difference is {} at “{}”",
            format!("{:+.4}", measured - printed.value).replace('-', "\u{2212}"),
            row.label()
        )
    });
    let order = order(rows);
    if all == 0 {
        return Verdict {
            kind: VerdictKind::OtherModel,
            text: "No printed token could be found in what the model reads.".to_owned(),
        };
    }
    if !is_papers_model {
        return Verdict {
            kind: VerdictKind::OtherModel,
            text: format!(
                "{} is not the paper's model, so its norms need not be the printed ones.{order}",
                model.display_name
            ),
        };
    }
    let (kind, count) = match told {
        0 => (VerdictKind::NotReproduced, format!("None of {all}")),
        told if told == all => (VerdictKind::Reproduced, format!("All {all}")),
        told => (VerdictKind::PartlyReproduced, format!("{told} of {all}")),
    };
    Verdict {
        kind,
        text: format!(
            "{count} printed numbers come out, to one unit of their last digit;{far}.{order}"
        ),
    }
}

/// How alike the printed and the measured order are, column by column.
fn order(rows: &[PaperRow]) -> String {
    let columns = rows.first().map_or(0, |row| row.cells.len());
    let of_column = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(column));
        let both = cells.filter_map(|cell| Some((cell.printed?.value, cell.measured?)));
        let (printed, measured): (Vec<f64>, Vec<f64>) = both.unzip();
        spearman(&printed, &measured)
    };
    let rhos: Vec<String> = (0..columns)
        .filter_map(|column| Some(signed(of_column(column)?)))
        .collect();
    joined(&rhos).map_or_else(String::new, |rhos| {
        format!(
            " Printed order against measured: Spearman's ρ = {rhos} (1 is the same, 0 unrelated)."
        )
    })
}

/// Two digits, with a minus sign that is as wide as a plus.
fn signed(value: f64) -> String {
    format!("{value:.2}").replace('-', "\u{2212}")
}

/// Which tokens are HIGH in print and here, in one column of `rows`.
pub(super) fn high_in(rows: &[PaperRow], column: usize) -> String {
    let of = |measured: bool| -> Vec<String> {
        let is_high = |row: &&PaperRow| {
            let cell = row.cells.get(column);
            let score = cell.and_then(|cell| {
                if measured {
                    cell.measured_score
                } else {
                    cell.printed_score
                }
            });
            score.is_some_and(|score| score.bucket == Bucket::High)
        };
        rows.iter().filter(is_high).map(PaperRow::label).collect()
    };
    let (printed, measured) = (of(false), of(true));
    if printed == measured {
        format!("HIGH in print and here: {}", listed(&printed))
    } else {
        format!(
            "HIGH in print: {}; here: {}",
            listed(&printed),
            listed(&measured)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::paper::PaperCell;
    use crate::domain::family::Family;

    fn row(printed: f64, measured: Option<f64>) -> PaperRow {
        PaperRow {
            token: format!("{printed}"),
            token_b: None,
            special: false,
            read_as: None,
            cells: vec![PaperCell {
                printed: Some(PrintedNumber {
                    value: printed,
                    digits: 1,
                }),
                measured,
                ..PaperCell::default()
            }],
        }
    }

    #[test]
    fn the_verdict_on_the_papers_model_counts_what_comes_out() {
        let card = ModelCard {
            id: "bert-base-uncased".to_owned(),
            display_name: "bert-base-uncased".to_owned(),
            family: Family::Bert,
            layers: 12,
            hidden_size: 768,
            positions: 512,
            sha256: String::new(),
            notes: Vec::new(),
        };
        let on = |measured: [Option<f64>; 3], is_papers_model| {
            let printed = [1.0, 2.0, 3.0].into_iter().zip(measured);
            let rows: Vec<PaperRow> = printed.map(|(value, own)| row(value, own)).collect();
            verdict_on_rows(&rows, is_papers_model, &card)
        };
        let all = on([Some(1.04), Some(2.0), Some(2.96)], true);
        assert_eq!(all.kind, VerdictKind::Reproduced);
        assert!(
            all.text.starts_with("All 3 printed numbers come out"),
            "{}",
            all.text
        );
        assert!(all.text.contains("ρ = 1.00"), "{}", all.text);
        let some = on([Some(1.0), Some(2.0), Some(1.5)], true);
        assert_eq!(some.kind, VerdictKind::PartlyReproduced);
        assert!(some.text.starts_with("2 of 3"), "{}", some.text);
        let far = "the largest difference is \u{2212}1.5000 at “3”";
        assert!(some.text.contains(far), "{}", some.text);
        let none = on([Some(7.0), Some(6.0), None], true);
        assert_eq!(none.kind, VerdictKind::NotReproduced);
        assert!(none.text.starts_with("None of 2"), "{}", none.text);
        let other = on([Some(1.0), Some(2.0), Some(3.0)], false);
        assert_eq!(other.kind, VerdictKind::OtherModel);
        assert!(
            on([None, None, None], true)
                .text
                .starts_with("No printed token")
        );
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(listed(&["a"]), "“a”");
        assert_eq!(listed(&["a", "b", "c"]), "“a”, “b” and “c”");
        assert_eq!(listed::<&str>(&[]), "no token");
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(0, "row"), "0 rows");
    }
}
