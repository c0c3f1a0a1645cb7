//! The sentences behind a bar, a row or a point; each can be opened in the tokens view.

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Ui};

use crate::analysis::{Asked, file_name};
use crate::charts::corpus::confound_name;
use crate::domain::corpus::{Example, Findings, TextPlace};
use crate::domain::format::strip_control_chars;
use crate::paint::theme::{GAP, Palette};
use crate::ui::corpus::{Chosen, ShownCorpus};
use crate::ui::views::ViewContext;

pub(super) fn show(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    shown: &ShownCorpus,
    chosen: Chosen,
) {
    let (title, examples) = behind(&shown.findings, chosen);
    let mut close = false;
    ui.horizontal(|ui| {
        ui.strong(title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            close = ui.small_button("Close").clicked();
        });
    });
    if close {
        context.corpus.chosen = None;
        return;
    }
    if examples.is_empty() {
        let weak = Palette::of(ui).weak_text;
        ui.label(RichText::new("No sentence of it was kept.").color(weak));
        return;
    }
    let mut open = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for example in &examples {
            if sentence(ui, shown, example) {
                open = Some(example.clone());
            }
        }
    });
    if let Some(example) = open {
        let asked = Asked::Analyze {
            text: example.text.clone(),
            parts: false,
        };
        context.show(&asked, None);
        let selection = &mut context.state.selection;
        selection.select_once_read(example.text, example.token);
    }
}

/// One sentence with its place; whether it is to be opened.
fn sentence(ui: &mut Ui, shown: &ShownCorpus, example: &Example) -> bool {
    let weak = Palette::of(ui).weak_text;
    let mut open = false;
    ui.horizontal_top(|ui| {
        let button = ui.small_button("Open");
        let name = format!("Open in Tokens: {}", example.text);
        button.widget_info(|| {
            eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, &name)
        });
        let tooltip = "Puts this sentence into the tokens view";
        open = button.on_hover_text(tooltip).clicked();
        ui.vertical(|ui| {
            let text = strip_control_chars(&example.text);
            ui.add(Label::new(text).wrap());
            let place = RichText::new(place_name(shown, example.place)).small();
            ui.label(place.color(weak));
        });
    });
    ui.add_space(GAP * 0.25);
    open
}

fn place_name(shown: &ShownCorpus, place: TextPlace) -> String {
    let file = shown
        .source
        .files
        .get(place.file)
        .map_or("", |file| file_name(file));
    let sentence = match place.sentence {
        0 => String::new(),
        later => format!(", sentence {}", later + 1),
    };
    format!("{file}, line {}{sentence}", place.line)
}

/// What was chosen, and the sentences kept of it.
fn behind(findings: &Findings, chosen: Chosen) -> (String, Vec<Example>) {
    match chosen {
        Chosen::Kind(item) => findings.classes.get(item).map_or_else(nothing, |class| {
            let title = format!("Sentences with a token of the kind {}", class.kind.name());
            (title, class.examples.clone())
        }),
        Chosen::Token(list, item) => {
            list.tokens(findings)
                .get(item)
                .map_or_else(nothing, |token| {
                    let title = format!("Sentences with “{}”", token.shown);
                    (title, token.examples.clone())
                })
        }
        Chosen::Point(item) => {
            let point = findings.sample.points.get(item);
            let text = point.and_then(|point| findings.sample.texts.get(point.text));
            match (point, text) {
                (Some(point), Some((place, text))) => (
                    "The sentence of this token".to_owned(),
                    vec![Example {
                        place: *place,
                        text: text.clone(),
                        token: point.token,
                    }],
                ),
                _ => nothing(),
            }
        }
        Chosen::Step(confound, bin) => {
            let mut all = findings.confounds.iter();
            let found = all.find(|found| found.confound == confound);
            let bin = found.and_then(|found| found.bins.get(bin));
            bin.map_or_else(nothing, |bin| {
                let title = if bin.from < bin.to {
                    format!("{} {} to {}", confound_name(confound), bin.from, bin.to)
                } else {
                    format!("{} {}", confound_name(confound), bin.from)
                };
                (
                    format!("Sentences with a token of {title}"),
                    bin.examples.clone(),
                )
            })
        }
    }
}

fn nothing() -> (String, Vec<Example>) {
    ("Sentences".to_owned(), Vec::new())
}
