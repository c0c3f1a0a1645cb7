//! What the numbers are, and every key.

use std::sync::LazyLock;

use eframe::egui::{
    Align, Context, Grid, Id, Label, Layout, Modal, RichText, ScrollArea, TextStyle, Ui,
};

use crate::domain::app::{LICENCES, software};
use crate::paint::theme::GAP;
use crate::ui::command::Command;

/// What the help leaves free above and below, in points.
const MARGIN: f32 = 120.0;
const WIDTH: f32 = 560.0;
/// How much of the licences is seen at once, in points.
const LICENCES_HEIGHT: f32 = 320.0;

/// What the numbers are: a heading and what is to be said under it.
const SECTIONS: [(&str, &str); 8] = [
    (
        "Activation strength",
        "The L2 norm of a token's hidden state. Layer 8 means hidden_states[8] of Hugging Face \
         transformers; Layer 0 is the output of the embeddings.",
    ),
    (
        "Threshold τ, HIGH and LOW",
        "τ is a quantile of the strengths of this one text. A token is HIGH if its strength is \
         above τ, else LOW: at the 0.75 quantile about a quarter of the tokens are HIGH by \
         construction.",
    ),
    (
        "What it does not show",
        "In BERT every hidden state leaves a LayerNorm, so a strength says how the direction of \
         the state meets that layer's weights. It is not the importance of a token.",
    ),
    (
        "Shift",
        "The L2 norm of the difference of a token's hidden states in two texts. C_H and C_L sum \
         the shifts of HIGH and LOW tokens; R_H is C_H's share.",
    ),
    (
        "Two models",
        "They are compared by word and by rank or z-score: raw norms of two models are not \
         comparable. A model with random or shuffled weights says how much of a picture is \
         training.",
    ),
    (
        "A corpus",
        "Many texts read at once, from files. Its intervals resample whole sentences; AUC is the \
         chance that a content token is stronger than a function token, 0.5 for no difference.",
    ),
    (
        "Word classes",
        "They come from an English tagger; in other languages they mean little.",
    ),
    (
        "Right-to-left sentences",
        "They are read right, but the window draws their words left to right.",
    ),
];

/// The help while it is open.
pub(in crate::ui) struct Help;

/// Draws the help, if it is open.
pub(in crate::ui) fn show(ctx: &Context, open: &mut Option<Help>) {
    if open.is_none() {
        return;
    }
    let modal = Modal::new(Id::unique("help")).show(ctx, |ui| {
        let page = ctx.content_rect();
        ui.set_width(WIDTH.min(page.width() - 60.0));
        let close = ui.horizontal(|ui| {
            ui.heading("Help");
            let from_the_right = Layout::right_to_left(Align::Center);
            let button = ui.with_layout(from_the_right, |ui| ui.button("Close"));
            button.inner.clicked()
        });
        let tallest = (page.height() - MARGIN).max(160.0);
        ScrollArea::vertical().max_height(tallest).show(ui, text);
        close.inner
    });
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

fn text(ui: &mut Ui) {
    // The scroll bar covers nothing.
    ui.set_max_width(ui.available_width() - 2.0 * GAP);
    for (heading, words) in SECTIONS {
        ui.strong(heading);
        ui.label(words);
        ui.add_space(GAP * 0.5);
    }
    ui.separator();
    ui.strong("Keys");
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
    ui.separator();
    ui.label(software());
    ui.collapsing("Licences of everything in the program", licences);
}
