//! The sentences behind a bar, a row or a point; each can be opened in the tokens view.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Stroke, TextStyle, Ui};

use crate::analysis::{Asked, file_name};
use crate::charts::corpus::confound_name;
use crate::domain::corpus::{Example, Findings, TextPlace};
use crate::domain::format::{counted, strip_control_chars, with_thousands};
use crate::paint::theme::{GAP, Palette};
use crate::ui::context_menu;
use crate::ui::corpus::{Chosen, ShownCorpus};
use crate::ui::state::menu::MenuTarget;
use crate::ui::views::ViewContext;

pub(super) fn show(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    shown: &ShownCorpus,
    chosen: Chosen,
) {
    let (title, texts, examples) = behind(&shown.findings, chosen);
    let mut close = false;
    ui.horizontal(|ui| {
        ui.strong(title);
        let count = how_many(texts, examples.len());
        ui.label(RichText::new(count).color(Palette::of(ui).weak_text));
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
            if sentence(ui, context, shown, example) {
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
fn sentence(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    shown: &ShownCorpus,
    example: &Example,
) -> bool {
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
            let text = ui.add(Label::new(marked(ui, example)).wrap());
            let place = place_name(shown, example.place);
            context_menu::attach(&text, context, || MenuTarget {
                texts: vec![
                    ("Copy the sentence", example.text.clone()),
                    ("Copy where it is", place.clone()),
                ],
                ..MenuTarget::default()
            });
            ui.label(RichText::new(place).small().color(weak));
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

/// The sentence with the token that is meant set off.
fn marked(ui: &Ui, example: &Example) -> LayoutJob {
    let palette = Palette::of(ui);
    let plain = TextFormat::simple(TextStyle::Body.resolve(ui.style()), palette.text);
    let set_off = TextFormat {
        background: palette.highlight,
        underline: Stroke::new(2.0, palette.text),
        ..plain.clone()
    };
    let (start, end) = example.span;
    let part = |range: std::ops::Range<usize>| example.text.get(range).unwrap_or_default();
    let mut job = LayoutJob::default();
    let parts = [
        (part(0..start), &plain),
        (part(start..end), &set_off),
        (part(end..example.text.len()), &plain),
    ];
    for (text, format) in parts {
        job.append(&strip_control_chars(text), 0.0, format.clone());
    }
    job
}

/// How many sentences there are, where that is known, and how many of them are shown.
fn how_many(all: Option<u64>, shown: usize) -> String {
    match all {
        Some(all) if all > shown as u64 => {
            format!("{} sentences, {shown} of them here", with_thousands(all))
        }
        Some(all) => counted(all, "sentence", "sentences"),
        None => format!("{} here", counted(shown as u64, "sentence", "sentences")),
    }
}

/// What was chosen, in how many sentences it is, and the sentences kept of it.
fn behind(findings: &Findings, chosen: Chosen) -> (String, Option<u64>, Vec<Example>) {
    match chosen {
        Chosen::Kind(item) => findings.classes.get(item).map_or_else(nothing, |class| {
            let title = format!("Sentences with a token of the kind {}", class.kind.name());
            (title, Some(class.texts), class.examples.clone())
        }),
        Chosen::Token(list, item) => {
            list.tokens(findings)
                .get(item)
                .map_or_else(nothing, |token| {
                    let occurs = counted(token.count, "time", "times");
                    let title = format!("Sentences with “{}”, which occurs {occurs}", token.shown);
                    (title, None, token.examples.clone())
                })
        }
        Chosen::Point(item) => {
            let point = findings.sample.points.get(item);
            let text = point.and_then(|point| findings.sample.texts.get(point.text));
            match (point, text) {
                (Some(point), Some((place, text))) => (
                    "The sentence of this token".to_owned(),
                    Some(1),
                    vec![Example {
                        place: *place,
                        text: text.clone(),
                        token: point.token,
                        span: point.span,
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
                    None,
                    bin.examples.clone(),
                )
            })
        }
    }
}

fn nothing() -> (String, Option<u64>, Vec<Example>) {
    ("Sentences".to_owned(), None, Vec::new())
}
