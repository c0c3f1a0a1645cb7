//! Help: the glossary, which can be searched, every key, and what the program is made of.

use std::sync::LazyLock;

use eframe::egui::{
    Align, Context, Grid, Id, Label, Layout, Modal, Response, RichText, ScrollArea, TextEdit,
    TextStyle, Ui,
};

use crate::domain::app::{LICENCES, software};
use crate::glossary::{TOPICS, Term, find};
use crate::paint::theme::{GAP, Palette};
use crate::ui::command::Command;

/// What the help leaves free above and below, in points.
const MARGIN: f32 = 120.0;
const WIDTH: f32 = 620.0;
/// How much of the licences is seen at once, in points.
const LICENCES_HEIGHT: f32 = 320.0;

/// What a reader of the numbers must know besides the words, one paragraph each.
const NOTES: [(&str, &str); 2] = [
    (
        "Two models",
        "They are compared by word and by rank or z-score: raw norms of two models are not \
         comparable. A model with random or shuffled weights says how much of a picture is \
         training.",
    ),
    (
        "Right-to-left sentences",
        "They are read right, but the window draws their words left to right.",
    ),
];

/// What Help shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Glossary,
    Keys,
    About,
}

/// The help while it is open.
pub(in crate::ui) struct Help {
    page: Page,
    typed: String,
    /// The words explained on the page it was opened from.
    on_page: Vec<Term>,
    /// The word to scroll to.
    goal: Option<Term>,
    /// Whether this is its first frame.
    is_new: bool,
}

impl Help {
    /// The help from its top; `on_page` are the words explained on the page below.
    pub(in crate::ui) fn new(on_page: Vec<Term>) -> Self {
        Self {
            page: Page::Glossary,
            typed: String::new(),
            on_page,
            goal: None,
            is_new: true,
        }
    }

    /// The help at a word.
    pub(in crate::ui) fn at(term: Term, on_page: Vec<Term>) -> Self {
        Self {
            goal: Some(term),
            ..Self::new(on_page)
        }
    }
}

/// Draws the help, if it is open.
pub(in crate::ui) fn show(ctx: &Context, open: &mut Option<Help>) {
    let Some(help) = open else {
        return;
    };
    let modal = Modal::new(Id::unique("help")).show(ctx, |ui| {
        let page = ctx.content_rect();
        ui.set_width(WIDTH.min(page.width() - 60.0));
        let close = head(ui, help);
        let tallest = (page.height() - MARGIN).max(160.0);
        let mut area = ScrollArea::vertical()
            .id_salt(("help", help.page as u8))
            .auto_shrink(false)
            .max_height(tallest);
        if help.is_new {
            // It does not begin where it was left.
            area = area.vertical_scroll_offset(0.0);
        }
        area.show(ui, |ui| {
            // The scroll bar covers nothing.
            ui.set_max_width(ui.available_width() - 2.0 * GAP);
            match help.page {
                Page::Glossary => glossary(ui, help),
                Page::Keys => keys(ui),
                Page::About => about(ui),
            }
        });
        close
    });
    help.is_new = false;
    if modal.inner || modal.should_close() {
        *open = None;
    }
}

/// Some thousand lines, of which only those in sight are laid out.
fn licences(ui: &mut Ui) {
    static LINES: LazyLock<Vec<&str>> = LazyLock::new(|| LICENCES.lines().collect());
    let height = ui.text_style_height(&TextStyle::Monospace);
    ScrollArea::both()
        .max_height(LICENCES_HEIGHT)
        .auto_shrink(false)
        .show_rows(ui, height, LINES.len(), |ui, rows| {
            for line in LINES.get(rows).unwrap_or_default() {
                ui.add(Label::new(RichText::new(*line).monospace()).extend());
            }
        });
}

/// The pages, the search and the way out; returns whether that was taken.
fn head(ui: &mut Ui, help: &mut Help) -> bool {
    let row = ui.horizontal(|ui| {
        ui.heading("Help");
        ui.selectable_value(&mut help.page, Page::Glossary, "Glossary");
        ui.selectable_value(&mut help.page, Page::Keys, "Keys");
        ui.selectable_value(&mut help.page, Page::About, "About");
        let from_the_right = Layout::right_to_left(Align::Center);
        let button = ui.with_layout(from_the_right, |ui| ui.button("Close"));
        button.inner.clicked()
    });
    if help.page == Page::Glossary {
        let edit = ui.horizontal(|ui| {
            let label = ui.label("Find a word");
            let edit = TextEdit::singleline(&mut help.typed).desired_width(f32::INFINITY);
            ui.add(edit).labelled_by(label.id)
        });
        if help.is_new && help.goal.is_none() {
            edit.inner.request_focus();
        }
    }
    row.inner
}

fn glossary(ui: &mut Ui, help: &mut Help) {
    let goal = help.goal.take();
    if !help.typed.trim().is_empty() {
        let found = find(&help.typed);
        if found.is_empty() {
            ui.label("No word of the glossary has that in its name or in what is said of it.");
        }
        for term in found {
            entry(ui, term);
        }
        return;
    }
    if !help.on_page.is_empty() {
        ui.label(RichText::new("On this page").strong());
        ui.horizontal_wrapped(|ui| {
            for &term in &help.on_page {
                if ui.link(term.name()).clicked() {
                    help.goal = Some(term);
                }
            }
        });
        ui.separator();
    }
    for topic in TOPICS {
        ui.heading(topic.heading);
        for &term in topic.terms {
            let response = entry(ui, term);
            if goal == Some(term) {
                response.scroll_to_me(Some(Align::TOP));
            }
        }
    }
    ui.separator();
    for (heading, words) in NOTES {
        ui.strong(heading);
        ui.label(words);
        ui.add_space(GAP * 0.5);
    }
}

/// All that the glossary says of a word.
fn entry(ui: &mut Ui, term: Term) -> Response {
    let entry = term.entry();
    let weak = Palette::of(ui).weak_text;
    let name = ui.horizontal_wrapped(|ui| {
        ui.strong(entry.name);
        ui.label(RichText::new(entry.place.to_string()).small().color(weak));
    });
    ui.label(entry.meaning());
    ui.label(RichText::new(entry.formula).italics());
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("What it does not show:").color(weak));
        ui.label(entry.not_shown);
    });
    ui.add_space(GAP);
    name.response
}

fn keys(ui: &mut Ui) {
    Grid::new("keys")
        .num_columns(2)
        .striped(true)
        .show(ui, |ui| {
            for command in Command::all() {
                ui.label(command.name());
                let keys = ui.ctx().format_shortcut(&command.shortcut());
                ui.add(Label::new(RichText::new(keys).monospace()));
                ui.end_row();
            }
        });
    ui.label(
        "On a chart: click a token to select it, drag over several; ← and → go on, Esc lets go. \
         Ctrl with the wheel zooms, Shift with dragging moves, a double click beside the bars shows \
         all. A right click copies, pins, exports.",
    );
    ui.label("On the line of the threshold: drag to move it, double click for the paper's 0.75.");
}

/// What the program is and what it is made of.
fn about(ui: &mut Ui) {
    ui.label(software());
    ui.collapsing("Licences of everything in the program", licences);
}
