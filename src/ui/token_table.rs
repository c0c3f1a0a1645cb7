//! The same numbers as a table: sortable, selectable, copyable.

use std::cmp::Ordering;

use eframe::egui::{Align, Id, Layout, Response, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::analysis::Analysis;
use crate::domain::token::Token;
use crate::domain::token_scores::TokenScore;
use crate::paint::theme::Palette;
use crate::paint::words::explain_control;

use super::linking::marked_tokens;
use super::state::selection::{Selection, TextOf, TextRange};

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
enum Field {
    Index,
    Token,
    Class,
    Strength,
    Rank,
    Z,
    Margin,
    Bucket,
}

impl Field {
    const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    fn name(self) -> &'static str {
        match self {
            Self::Index => "#",
            Self::Token => "Token",
            Self::Class => "Class",
            Self::Strength => "Strength",
            Self::Rank => "Rank",
            Self::Z => "z-score",
            Self::Margin => "Margin to τ",
            Self::Bucket => "Bucket",
        }
    }

    fn is_number(self) -> bool {
        !matches!(self, Self::Token | Self::Class | Self::Bucket)
    }

    fn text(self, row: &Row) -> String {
        let of = |text: &dyn Fn(&TokenScore) -> String| {
            row.score.as_ref().map_or_else(|| "–".to_owned(), text)
        };
        match self {
            Self::Index => row.token.index.to_string(),
            Self::Token => row.token.labelled(row.text).into_owned(),
            Self::Class => row.token.word_class.tag().to_owned(),
            Self::Strength if !row.strength.is_finite() => "–".to_owned(),
            Self::Strength => format!("{:.4}", row.strength),
            Self::Rank => of(&|s| s.rank.to_string()),
            Self::Z => of(&|s| s.z.map_or_else(|| "–".to_owned(), |z| format!("{z:+.2}"))),
            Self::Margin => of(&|s| format!("{:+.4}", s.margin)),
            Self::Bucket => of(&|s| s.bucket.name().to_owned()),
        }
    }

    /// Tokens outside the set come last, whichever way the table is sorted.
    fn compare(self, a: &Row, b: &Row, descending: bool) -> Ordering {
        let score = |row: &Row, of: &dyn Fn(&TokenScore) -> f64| row.score.as_ref().map(of);
        let by = |of: &dyn Fn(&TokenScore) -> f64| match (score(a, of), score(b, of)) {
            (Some(a), Some(b)) => turned(a.total_cmp(&b), descending),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        match self {
            Self::Index => turned(a.token.index.cmp(&b.token.index), descending),
            Self::Token => turned(a.token.shown.cmp(&b.token.shown), descending),
            Self::Class => turned(
                a.token.word_class.tag().cmp(b.token.word_class.tag()),
                descending,
            ),
            Self::Strength => turned(a.strength.total_cmp(&b.strength), descending),
            Self::Rank => by(&|s| s.rank as f64),
            Self::Z => by(&|s| s.z.unwrap_or(f64::NEG_INFINITY)),
            Self::Margin => by(&|s| s.margin),
            Self::Bucket => by(&|s| f64::from(u8::from(s.margin > 0.0))),
        }
    }
}

fn turned(ordering: Ordering, descending: bool) -> Ordering {
    if descending {
        ordering.reverse()
    } else {
        ordering
    }
}

/// By which column the table is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TableOrder {
    field: Field,
    descending: bool,
}

impl Default for TableOrder {
    fn default() -> Self {
        Self {
            field: Field::Index,
            descending: false,
        }
    }
}

impl TableOrder {
    /// The tokens in this order.
    pub(super) fn tokens(self, analysis: &Analysis) -> Vec<usize> {
        let rows = self.rows(analysis).into_iter();
        rows.map(|row| row.token.index).collect()
    }

    fn rows(self, analysis: &Analysis) -> Vec<Row<'_>> {
        let scores = &analysis.at_layer().tokens;
        let tokens = analysis.traced.tokens.iter();
        let rows = tokens.zip(analysis.strengths()).zip(scores);
        let mut rows: Vec<Row> = rows
            .map(|((token, &strength), &score)| Row {
                token,
                text: &analysis.traced.text,
                strength,
                score,
            })
            .collect();
        rows.sort_by(|a, b| self.field.compare(a, b, self.descending));
        rows
    }

    /// A first click sorts a column, a second one turns it round.
    fn click(&mut self, field: Field) {
        // Numbers are read from the largest down; places and ranks from the first on.
        let largest_first = matches!(
            field,
            Field::Strength | Field::Z | Field::Margin | Field::Bucket
        );
        *self = Self {
            field,
            descending: if self.field == field {
                !self.descending
            } else {
                largest_first
            },
        };
    }
}

struct Row<'a> {
    token: &'a Token,
    /// The text that it is of.
    text: &'a str,
    strength: f64,
    score: Option<TokenScore>,
}

/// Draws the table; a click on a row selects its token or lets it go. What is selected elsewhere is
/// scrolled to. Returns the row, by its token, that a right click opens a menu on, or on which
/// `menu` is open.
pub(super) fn show(
    ui: &mut Ui,
    analysis: &Analysis,
    order: &mut TableOrder,
    selection: &mut Selection,
    menu: Option<Id>,
) -> Option<(Response, usize)> {
    let mut with_menu = None;
    let rows = order.rows(analysis);
    let marked = marked_tokens(selection, TextOf::A, &analysis.traced);
    let selected_row = || {
        let selected = |row: &Row| marked.selected.contains(&row.token.index);
        rows.iter().position(selected)
    };
    let reveal = selection.reveals().then(selected_row).flatten();
    let mut table = TableBuilder::new(ui)
        .id_salt("token table")
        .striped(true)
        .sense(Sense::click())
        .column(Column::exact(38.0))
        .column(Column::initial(150.0).at_least(70.0).clip(true))
        .column(Column::exact(72.0))
        .columns(Column::exact(92.0), 4)
        .column(Column::remainder().at_least(60.0));
    if let Some(row) = reveal {
        table = table.scroll_to_row(row, None);
    }
    table
        .header(22.0, |mut header| {
            for &field in Field::ALL {
                cell(&mut header, field, |ui| {
                    let arrow = match (order.field == field, order.descending) {
                        (false, _) => "",
                        (true, false) => " ▲",
                        (true, true) => " ▼",
                    };
                    let text = RichText::new(format!("{}{arrow}", field.name())).strong();
                    let label = eframe::egui::Button::new(text).frame(false);
                    let tooltip = format!("Sort by {}", field.name());
                    let head = ui.add(label).on_hover_text(tooltip);
                    if explain_control(head, field.name()).clicked() {
                        order.click(field);
                    }
                });
            }
        })
        .body(|body| {
            body.rows(20.0, rows.len(), |mut row| {
                let Some(entry) = rows.get(row.index()) else {
                    return;
                };
                let index = entry.token.index;
                row.set_selected(marked.selected.contains(&index));
                row.set_hovered(marked.hovered == Some(index));
                for &field in Field::ALL {
                    cell(&mut row, field, |ui| {
                        let mut text = RichText::new(field.text(entry));
                        if entry.score.is_none() {
                            text = text.color(Palette::of(ui).weak_text);
                        }
                        let label = eframe::egui::Label::new(text).selectable(false);
                        let label = ui.add(label.truncate());
                        if field == Field::Token && entry.token.piece != entry.token.shown {
                            label.on_hover_text(format!("{} in the vocabulary", entry.token.piece));
                        }
                    });
                }
                let response = row.response();
                if response.hovered() {
                    let range = TextRange::of_token(TextOf::A, &analysis.traced, index);
                    selection.touch(range, response.clicked());
                }
                if response.secondary_clicked() || menu == Some(response.id) {
                    with_menu = Some((response, index));
                }
            });
        });
    with_menu
}

fn cell(row: &mut TableRow<'_, '_>, field: Field, add: impl FnOnce(&mut Ui)) {
    row.col(|ui| {
        if field.is_number() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(10.0);
                add(ui);
            });
        } else {
            ui.with_layout(Layout::left_to_right(Align::Center), add);
        }
    });
}
