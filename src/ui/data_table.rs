//! A table of anything: filtered, sorted by any column, its columns chosen. It is one stop of the
//! Tab key, and arrows move inside it.

use std::cmp::Ordering;

use eframe::egui::accesskit::{self, SortDirection};
use eframe::egui::{
    Align, Button, Event, EventFilter, Id, Key, Label, Layout, Modifiers, Response, RichText, Role,
    ScrollArea, Sense, Ui, WidgetInfo,
};
use egui_extras::{Column, TableBuilder, TableRow};

use crate::domain::format::with_minus;
use crate::paint::theme::Palette;
use crate::paint::words::explain_control;
use crate::paint::{Did, Marked};

const HEAD: f32 = 22.0;
const ROW: f32 = 20.0;
/// So many rows Page Up and Page Down move.
const PAGE: isize = 10;

/// A row of a table.
pub(in crate::ui) trait Row {
    /// What it is selected and copied by.
    fn id(&self) -> usize;

    /// Whether it is HIGH.
    fn is_high(&self) -> bool;

    /// Whether it is one of those that are judged; others are drawn pale.
    fn is_judged(&self) -> bool;
}

/// What a row is sorted by; nothing comes last, whichever way the table is sorted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ui) enum Value<'a> {
    Nothing,
    Number(f64),
    Text(&'a str),
}

impl From<Option<f64>> for Value<'_> {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }
}

impl From<Option<usize>> for Value<'_> {
    fn from(number: Option<usize>) -> Self {
        Self::from(number.map(|number| number as f64))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// A column of a table.
pub(in crate::ui) trait Field: Copy + PartialEq + 'static {
    /// What it is a column of.
    type Row<'a>: Row;

    /// Every column, from the left.
    const ALL: &'static [Self];

    /// How the table is sorted at first.
    const FIRST: Sort<Self>;

    /// What it is chosen by.
    fn name(self) -> &'static str;

    /// The word over it, where that depends on what is in the table.
    fn head(self, rows: &[Self::Row<'_>]) -> &'static str {
        let _ = rows;
        self.name()
    }

    /// Its least width, in points; all columns share what room there is beyond.
    fn width(self) -> f32;

    /// What a cell says, rounded.
    fn text(self, row: &Self::Row<'_>) -> String;

    /// What its rows are sorted by.
    fn value<'r>(self, row: &'r Self::Row<'_>) -> Value<'r>;

    /// Whether it holds numbers, which stand flush right.
    fn is_number(self) -> bool;

    /// Whether its rows are read from the largest down.
    fn is_largest_first(self) -> bool {
        false
    }

    /// What is said of a cell that is pointed at; empty where the cell says it all.
    fn hint(self, row: &Self::Row<'_>) -> String {
        let _ = row;
        String::new()
    }
}

/// By which column a table is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct Sort<F> {
    pub(in crate::ui) field: F,
    pub(in crate::ui) descending: bool,
}

impl<F: Field> Sort<F> {
    /// A first click sorts by a column, a second one turns it round.
    fn click(&mut self, field: F) {
        *self = Self {
            field,
            descending: if self.field == field {
                !self.descending
            } else {
                field.is_largest_first()
            },
        };
    }

    fn compare(self, a: &F::Row<'_>, b: &F::Row<'_>) -> Ordering {
        let ordering = match (self.field.value(a), self.field.value(b)) {
            (Value::Nothing, Value::Nothing) => return Ordering::Equal,
            (Value::Nothing, _) => return Ordering::Greater,
            (_, Value::Nothing) => return Ordering::Less,
            (Value::Number(a), Value::Number(b)) => a.total_cmp(&b),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Number(_), Value::Text(_)) => Ordering::Less,
            (Value::Text(_), Value::Number(_)) => Ordering::Greater,
        };
        if self.descending {
            ordering.reverse()
        } else {
            ordering
        }
    }

    fn direction(self) -> SortDirection {
        if self.descending {
            SortDirection::Descending
        } else {
            SortDirection::Ascending
        }
    }
}

/// What is looked at of a table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct TableState<F> {
    sort: Sort<F>,
    /// Rows without this text are hidden.
    pub(in crate::ui) filter: String,
    /// Whether rows that are not HIGH are hidden.
    pub(in crate::ui) high_only: bool,
}

impl<F: Field> Default for TableState<F> {
    fn default() -> Self {
        Self {
            sort: F::FIRST,
            filter: String::new(),
            high_only: false,
        }
    }
}

impl<F: Field> TableState<F> {
    /// The rows that are shown, in their order.
    pub(in crate::ui) fn shown<'a>(
        &self,
        rows: impl Iterator<Item = F::Row<'a>>,
    ) -> Vec<F::Row<'a>> {
        let wanted = self.filter.trim().to_lowercase();
        let texts = || F::ALL.iter().filter(|field| !field.is_number());
        let has = |row: &F::Row<'a>| {
            let mut texts = texts().map(|field| field.text(row).to_lowercase());
            wanted.is_empty() || texts.any(|text| text.contains(&wanted))
        };
        let mut rows: Vec<F::Row<'a>> = rows
            .filter(|row| (!self.high_only || row.is_high()) && has(row))
            .collect();
        rows.sort_by(|a, b| self.sort.compare(a, b));
        rows
    }
}

/// What was done in a table in one frame.
#[derive(Debug, Clone, Default)]
pub(in crate::ui) struct TableHit {
    /// The row that was clicked.
    clicked: Option<usize>,
    /// The row that the keyboard went to.
    moved_to: Option<usize>,
    /// The row under the pointer.
    hovered: Option<usize>,
    /// The row that is to be copied.
    pub(in crate::ui) copied: Option<usize>,
    /// The row that a right click opens a menu on, or on which one is open.
    pub(in crate::ui) menu: Option<(Response, usize)>,
}

impl TableHit {
    /// The row that something was done with, and what.
    pub(in crate::ui) fn row(&self) -> Option<(usize, Did)> {
        let moved = self.moved_to.map(|row| (row, Did::GoTo));
        let clicked = self.clicked.map(|row| (row, Did::Click));
        let hovered = self.hovered.map(|row| (row, Did::Point));
        moved.or(clicked).or(hovered)
    }
}

/// A table to be drawn.
pub(in crate::ui) struct DataTable<'a, 'r, F: Field> {
    /// What screen readers call it; no other table of the view has this name.
    pub(in crate::ui) name: &'a str,
    /// As [`TableState::shown`] has them.
    pub(in crate::ui) rows: &'a [F::Row<'r>],
    /// The columns that are not shown, by name.
    pub(in crate::ui) hidden: &'a [String],
    /// The rows that are set off.
    pub(in crate::ui) marked: Marked,
    /// Whether what is selected is to be scrolled to.
    pub(in crate::ui) reveal: bool,
    /// The widget whose menu is open.
    pub(in crate::ui) menu: Option<Id>,
}

impl<F: Field> DataTable<'_, '_, F> {
    /// Draws it in what room there is.
    pub(in crate::ui) fn show(&self, ui: &mut Ui, state: &mut TableState<F>) -> TableHit {
        let mut hit = TableHit::default();
        let stop = self.tab_stop(ui, state.sort);
        let clicked = stop.id.with("clicked");
        if ui.data(|data| data.get_temp(clicked)) == Some(true) {
            stop.request_focus();
            // A frame may be laid out twice, and each time the click was on something else.
            if !ui.input(|input| input.pointer.any_click()) {
                ui.data_mut(|data| data.remove::<bool>(clicked));
            }
        }
        if stop.has_focus() {
            hit.moved_to = self.keys(ui, stop.id, state);
            let copies = ui.input(|input| input.events.contains(&Event::Copy));
            hit.copied = self.selected().filter(|_| copies);
        }
        let fields: Vec<F> = self.fields().collect();
        let widths = widths(ui, &fields);
        ScrollArea::horizontal().id_salt(self.name).show(ui, |ui| {
            let mut builder = TableBuilder::new(ui)
                .id_salt((self.name, fields.len()))
                .striped(true)
                .animate_scrolling(false)
                .auto_shrink(false)
                .sense(Sense::CLICK);
            for width in widths {
                builder = builder.column(Column::exact(width).clip(true));
            }
            let revealed = hit.moved_to.or(self.selected().filter(|_| self.reveal));
            if let Some(place) = self.place_of(revealed) {
                builder = builder.scroll_to_row(place, None);
            }
            builder
                .header(HEAD, |mut header| {
                    for &field in &fields {
                        cell(&mut header, field, Role::ColumnHeader, |ui| {
                            head(ui, field, field.head(self.rows), &mut state.sort);
                        });
                    }
                })
                .body(|body| {
                    body.rows(ROW, self.rows.len(), |mut drawn| {
                        let Some(row) = self.rows.get(drawn.index()) else {
                            return;
                        };
                        drawn.set_selected(self.marked.selected.contains(&row.id()));
                        drawn.set_hovered(self.marked.hovered == Some(row.id()));
                        for &field in &fields {
                            cell(&mut drawn, field, Role::Cell, |ui| content(ui, field, row));
                        }
                        let response = drawn.response();
                        if response.clicked() {
                            hit.clicked = Some(row.id());
                        }
                        if response.hovered() {
                            hit.hovered = Some(row.id());
                        }
                        if response.secondary_clicked() || self.menu == Some(response.id) {
                            hit.menu = Some((response, row.id()));
                        }
                    });
                });
        });
        if hit.clicked.is_some() {
            ui.data_mut(|data| data.insert_temp(clicked, true));
        }
        hit
    }

    fn fields(&self) -> impl Iterator<Item = F> {
        let hidden = |field: &F| self.hidden.iter().any(|name| name == field.name());
        F::ALL.iter().copied().filter(move |field| !hidden(field))
    }

    fn selected(&self) -> Option<usize> {
        self.marked.selected.first().copied()
    }

    fn place_of(&self, id: Option<usize>) -> Option<usize> {
        let id = id?;
        self.rows.iter().position(|row| row.id() == id)
    }

    /// The whole table takes the keyboard, as one.
    fn tab_stop(&self, ui: &Ui, sort: Sort<F>) -> Response {
        let place = ui.available_rect_before_wrap();
        let id = ui.scope_id().with((self.name, "keyboard"));
        let stop = ui.interact(place, id, Sense::focusable_noninteractive());
        let order = if sort.descending { "down" } else { "up" };
        let name = format!(
            "{}, {} rows, by {} {order}",
            self.name,
            self.rows.len(),
            sort.field.head(self.rows)
        );
        let row = self.place_of(self.selected());
        let value = row.and_then(|place| self.rows.get(place)).map(|row| {
            let cells = self
                .fields()
                .map(|field| format!("{} {}", field.head(self.rows), field.text(row)));
            cells.collect::<Vec<_>>().join(", ")
        });
        stop.widget_info(|| WidgetInfo {
            current_text_value: Some(value.clone().unwrap_or_default()),
            ..WidgetInfo::labeled(Role::Table, true, &name)
        });
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_row_count(self.rows.len());
            node.set_column_count(self.fields().count());
        });
        stop
    }

    /// Up and down go to another row, left and right sort by another column, Enter turns the order
    /// round. Returns the row that was gone to.
    fn keys(&self, ui: &Ui, id: Id, state: &mut TableState<F>) -> Option<usize> {
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let fields: Vec<F> = self.fields().collect();
        for (key, by) in [(Key::ArrowLeft, -1), (Key::ArrowRight, 1)] {
            let here = fields.iter().position(|&field| field == state.sort.field);
            let next = here.unwrap_or(0).saturating_add_signed(by);
            if pressed(key)
                && let Some(&field) = fields.get(next).filter(|_| here != Some(next))
            {
                state.sort.click(field);
            }
        }
        if pressed(Key::Enter) {
            state.sort.click(state.sort.field);
        }
        let steps = [
            (Key::ArrowUp, -1),
            (Key::ArrowDown, 1),
            (Key::PageUp, -PAGE),
            (Key::PageDown, PAGE),
            (Key::Home, isize::MIN + 1),
            (Key::End, isize::MAX),
        ];
        let (_, step) = steps.into_iter().find(|&(key, _)| pressed(key))?;
        let last = self.rows.len().checked_sub(1)?;
        let place = match self.place_of(self.selected()) {
            Some(here) => here.saturating_add_signed(step).min(last),
            None if step < 0 => last,
            None => 0,
        };
        self.rows.get(place).map(Row::id)
    }
}

/// As wide as the columns are where they share the room there is.
fn widths<F: Field>(ui: &Ui, fields: &[F]) -> Vec<f32> {
    let spacing = ui.spacing();
    let between = spacing.item_spacing.x * fields.len() as f32;
    let room = ui.available_width() - between - spacing.scroll.allocated_width();
    let least: f32 = fields.iter().map(|field| field.width()).sum();
    let wider = (room / least.max(1.0)).max(1.0);
    fields.iter().map(|field| wider * field.width()).collect()
}

/// The `word` over a column; a click sorts by it.
fn head<F: Field>(ui: &mut Ui, field: F, word: &'static str, sort: &mut Sort<F>) {
    let is_sorted = sort.field == field;
    let arrow = match (is_sorted, sort.descending) {
        (false, _) => "↕",
        (true, false) => "▲",
        (true, true) => "▼",
    };
    let weak = Palette::of(ui).weak_text;
    let mut arrow = RichText::new(arrow).small();
    if !is_sorted {
        arrow = arrow.color(weak);
    }
    let name = RichText::new(word).strong();
    // The table is one stop of the Tab key: its heads are none.
    let button = Button::new((name, arrow)).frame(false).sense(Sense::CLICK);
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, word));
    if is_sorted {
        let direction = sort.direction();
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_sort_direction(direction);
        });
    }
    if response.clicked() {
        sort.click(field);
    }
    explain_control(response, word);
}

fn content<F: Field>(ui: &mut Ui, field: F, row: &F::Row<'_>) {
    let text = field.text(row);
    let mut text = RichText::new(if field.is_number() {
        with_minus(&text)
    } else {
        text
    });
    if !row.is_judged() {
        text = text.color(Palette::of(ui).weak_text);
    }
    let label = ui.add(Label::new(text).selectable(false).truncate());
    let hint = field.hint(row);
    if !hint.is_empty() {
        label.on_hover_text(hint);
    }
}

fn cell<F: Field>(row: &mut TableRow<'_, '_>, field: F, role: Role, add: impl FnOnce(&mut Ui)) {
    row.col(|ui| {
        let place = ui.max_rect();
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(role);
            node.set_bounds(accesskit::Rect {
                x0: f64::from(place.left()),
                y0: f64::from(place.top()),
                x1: f64::from(place.right()),
                y1: f64::from(place.bottom()),
            });
        });
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

#[cfg(test)]
mod tests {
    use super::*;

    struct Fruit(usize, &'static str, Option<f64>);

    impl Row for Fruit {
        fn id(&self) -> usize {
            self.0
        }

        fn is_high(&self) -> bool {
            self.2.is_some_and(|weight| weight > 1.0)
        }

        fn is_judged(&self) -> bool {
            self.2.is_some()
        }
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Of {
        Name,
        Weight,
    }

    impl Field for Of {
        type Row<'a> = Fruit;
        const ALL: &'static [Self] = &[Self::Name, Self::Weight];
        const FIRST: Sort<Self> = Sort {
            field: Self::Weight,
            descending: true,
        };

        fn name(self) -> &'static str {
            match self {
                Self::Name => "name",
                Self::Weight => "weight",
            }
        }

        fn width(self) -> f32 {
            80.0
        }

        fn text(self, row: &Fruit) -> String {
            match self {
                Self::Name => row.1.to_owned(),
                Self::Weight => row.2.map_or_else(String::new, |weight| weight.to_string()),
            }
        }

        fn value(self, row: &Fruit) -> Value<'_> {
            match self {
                Self::Name => row.1.into(),
                Self::Weight => row.2.into(),
            }
        }

        fn is_number(self) -> bool {
            self == Self::Weight
        }

        fn is_largest_first(self) -> bool {
            self == Self::Weight
        }
    }

    fn shown(state: &TableState<Of>) -> Vec<usize> {
        let rows = [
            Fruit(0, "Pear", Some(2.0)),
            Fruit(1, "apple", None),
            Fruit(2, "fig", Some(0.5)),
            Fruit(3, "Pomelo", Some(3.0)),
        ];
        state.shown(rows.into_iter()).iter().map(Row::id).collect()
    }

    #[test]
    fn what_has_no_value_comes_last_both_ways() {
        let mut state = TableState::default();
        assert_eq!(shown(&state), [3, 0, 2, 1]);
        state.sort.click(Of::Weight);
        assert_eq!(shown(&state), [2, 0, 3, 1]);
        state.sort.click(Of::Name);
        assert_eq!(shown(&state), [0, 3, 1, 2]);
    }

    #[test]
    fn rows_are_filtered_by_their_words_and_by_high() {
        let mut state = TableState::<Of> {
            filter: " P ".to_owned(),
            ..TableState::default()
        };
        assert_eq!(shown(&state), [3, 0, 1]);
        state.high_only = true;
        assert_eq!(shown(&state), [3, 0]);
        state.filter = "quince".to_owned();
        assert!(shown(&state).is_empty());
    }
}
