//! Before a run: files to drop or open, a first look at them, and how they are to be read.

use std::path::PathBuf;

use eframe::egui::{
    Align, Button, Checkbox, CollapsingHeader, ComboBox, DragValue, Frame, Label, Layout, RichText,
    Role, ScrollArea, Ui, UiBuilder, WidgetInfo,
};

use crate::corpus::input::{Format, Preview};
use crate::domain::format::strip_control_chars;
use crate::paint::theme::{GAP, Palette};
use crate::ui::action::Action;
use crate::ui::corpus::ChosenFiles;
use crate::ui::files::Purpose;
use crate::ui::views::ViewContext;

/// Lines of text are read at this width.
const WIDEST: f32 = 820.0;
/// So many rows are shown, and so much of each.
const ROWS: usize = 4;
const LONGEST: usize = 160;

pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    if context.corpus.run.is_some() {
        waiting(ui);
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // A column in the middle of a wide window.
        let spare = (ui.available_width() - WIDEST).max(0.0) / 2.0;
        let mut place = ui.available_rect_before_wrap();
        place.min.x += spare;
        place.max.x -= spare;
        ui.scope_builder(UiBuilder::new().max_rect(place), |ui| column(ui, context));
    });
}

fn column(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let none = context.corpus.files.files.is_empty();
    let above = if none {
        ui.available_height() * 0.14
    } else {
        GAP
    };
    ui.add_space(above);
    ui.label(RichText::new("From a sentence to a claim").size(20.0));
    let text = "Read many texts at once: does what one sentence shows hold for all of them? \
                Which words lead, is one layer special, and is it more than chance, frequency \
                or attention?";
    ui.add(Label::new(text).wrap());
    ui.add_space(GAP);
    if let Some(problem) = &context.corpus.problem {
        ui.colored_label(Palette::of(ui).warning, format!("⚠ {problem}"));
        ui.add_space(GAP);
    }
    choose(ui, context);
    if !none {
        ui.add_space(GAP);
        chosen(ui, context);
        options(ui, context);
        ui.add_space(GAP);
        run(ui, context);
    }
}

fn waiting(ui: &mut Ui) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(RichText::new("Reading the first texts…").size(20.0));
    });
}

/// Where files come from.
fn choose(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        let open = ui.button("Open files…");
        if open
            .on_hover_text(".txt, .csv, .tsv or .jsonl, as many as you like")
            .clicked()
        {
            context.send(Action::AskPath(Purpose::OpenTexts, PathBuf::new()));
        }
        let sample = ui.button("Use the sample corpus");
        let tooltip = "840 short sentences about twelve things of life, written for Glassbox; see \
                       assets/sample-corpus for how";
        if sample.on_hover_text(tooltip).clicked() {
            let file = ChosenFiles::sample();
            context.send(Action::LookAt(file));
        }
        if context.corpus.shown.is_some() && ui.button("Back to the findings").clicked() {
            context.corpus.setting_up = false;
        }
    });
    let text = "Or drop files here: .txt (a text per line), .csv or .tsv (a column), .jsonl (a \
                field). Nothing leaves this computer.";
    ui.label(RichText::new(text).color(palette.weak_text));
}

/// The files with a first look at each.
fn chosen(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let mut gone = None;
    let mut picked = None;
    let files = &context.corpus.files;
    for (place, chosen) in files.files.iter().enumerate() {
        Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let remove = ui.small_button("Remove");
                    let name = format!("Remove {}", chosen.file.name);
                    remove.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                    if remove.clicked() {
                        gone = Some(place);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let name = RichText::new(&chosen.file.name).strong();
                        ui.add(Label::new(name).truncate());
                        let look = chosen.look.as_ref().and_then(|look| look.as_ref().ok());
                        let bytes = look.and_then(|look| look.bytes);
                        let size = bytes.map(size).unwrap_or_default();
                        let weak = Palette::of(ui).weak_text;
                        ui.label(RichText::new(size).color(weak));
                    });
                });
            });
            match &chosen.look {
                None => {
                    ui.label("Looking at it…");
                }
                Some(Err(problem)) => {
                    ui.colored_label(Palette::of(ui).warning, format!("⚠ {problem}"));
                }
                Some(Ok(preview)) => {
                    let columns = (files.column_of(preview), files.choice.second.as_deref());
                    if let Some(pick) = look(ui, place, preview, columns) {
                        picked = Some((preview.format, pick));
                    }
                }
            }
        });
    }
    let files = &mut context.corpus.files;
    match picked {
        Some((Format::JsonLines, Pick::Texts(name))) => files.choice.field = Some(name),
        Some((_, Pick::Texts(name))) => files.choice.column = Some(name),
        Some((_, Pick::Second(name))) => files.choice.second = name,
        None => {}
    }
    if let Some(place) = gone {
        files.files.remove(place);
    }
}

/// A column or field that was picked.
enum Pick {
    /// It holds the texts.
    Texts(String),
    /// It holds what they are compared with; none for nothing.
    Second(Option<String>),
}

/// The first rows of the column that holds the texts; what was picked in this frame, where there
/// are several.
fn look(
    ui: &mut Ui,
    place: usize,
    preview: &Preview,
    (column, second): (Option<usize>, Option<&str>),
) -> Option<Pick> {
    let held = column.and_then(|column| preview.columns.get(column));
    let picked = match preview.format {
        Format::Lines => None,
        Format::Csv | Format::Tsv => {
            let title = "Column with the texts";
            columns(
                ui,
                place,
                preview,
                (title, held.map(|held| &held.name), second),
            )
        }
        Format::JsonLines => {
            let title = "Field with the texts";
            columns(
                ui,
                place,
                preview,
                (title, held.map(|held| &held.name), second),
            )
        }
    };
    let Some(held) = held else {
        let palette = Palette::of(ui);
        ui.colored_label(palette.warning, "⚠ Choose what holds the texts.");
        return picked;
    };
    let weak = Palette::of(ui).weak_text;
    for value in held.values.iter().take(ROWS) {
        let mut short: String = strip_control_chars(value).chars().take(LONGEST).collect();
        if value.chars().nth(LONGEST).is_some() {
            short.push('…');
        }
        ui.add(Label::new(RichText::new(short).color(weak)).truncate());
    }
    picked
}

/// Which column holds the texts, and which one what they are compared with.
fn columns(
    ui: &mut Ui,
    place: usize,
    preview: &Preview,
    (title, held, second): (&str, Option<&String>, Option<&str>),
) -> Option<Pick> {
    let mut picked = None;
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(title);
        let shown = held.map_or("choose one", String::as_str);
        ComboBox::from_id_salt(("column", place))
            .selected_text(shown.to_owned())
            .width(140.0)
            .show_ui(ui, |ui| {
                for other in &preview.columns {
                    let chosen = held == Some(&other.name);
                    if ui.selectable_label(chosen, &other.name).clicked() {
                        picked = Some(Pick::Texts(other.name.clone()));
                    }
                }
            })
            .response
            .labelled_by(label.id);
        let label = ui.label("compared with");
        ComboBox::from_id_salt(("second column", place))
            .selected_text(second.unwrap_or("nothing").to_owned())
            .width(140.0)
            .show_ui(ui, |ui| {
                if ui.selectable_label(second.is_none(), "nothing").clicked() {
                    picked = Some(Pick::Second(None));
                }
                for other in preview
                    .columns
                    .iter()
                    .filter(|other| held != Some(&other.name))
                {
                    let chosen = second == Some(other.name.as_str());
                    if ui.selectable_label(chosen, &other.name).clicked() {
                        picked = Some(Pick::Second(Some(other.name.clone())));
                    }
                }
            })
            .response
            .labelled_by(label.id)
            .on_hover_text(
                "A column with a second text in each row: R_H of the pairs against chance",
            );
    });
    picked
}

/// How the texts are to be read.
fn options(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let files = &mut context.corpus.files;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut files.choice.split_sentences, "Each sentence is a text")
            .on_hover_text("Splits every row into its sentences, by Unicode's rules");
        ui.checkbox(&mut files.choice.skip_duplicates, "Leave out duplicates")
            .on_hover_text("They are counted either way");
        let swaps = Checkbox::new(&mut files.swaps, "Swap one word of each text");
        ui.add_enabled(files.choice.second.is_none(), swaps)
            .on_hover_text(
                "Compares each text with itself after one word was swapped for another of its \
                 kind and frequency: R_H against chance. Takes about twice as long",
            );
    });
    CollapsingHeader::new("More")
        .id_salt("corpus options")
        .show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.checkbox(&mut files.baselines, "Baselines")
                    .on_hover_text("Attention, for the comparison with strength; takes some time");
                let label = ui.label("Seed");
                ui.add(DragValue::new(&mut files.seed).speed(1.0))
                    .labelled_by(label.id)
                    .on_hover_text(
                        "What is drawn at random (the sample and the intervals) follows from it",
                    );
            });
        });
}

fn run(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let model = context.models.first.in_use();
    let ready = context.corpus.files.is_ready() && model.is_some();
    ui.horizontal_wrapped(|ui| {
        let text = RichText::new("Run").strong().size(16.0);
        let clicked = ui.add_enabled(ready, Button::new(text)).clicked();
        if let Some(model) = model {
            let rule = &context.document.settings.rule;
            let how = format!(
                "with {}; HIGH above quantile {} ({}) of {} tokens",
                model.card.display_name,
                rule.quantile,
                rule.method.name(),
                rule.tokens.name()
            );
            let weak = Palette::of(ui).weak_text;
            ui.label(RichText::new(how).color(weak));
        }
        if clicked {
            context.send(Action::StartRun);
        }
    });
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=9_999_999 => format!("{} KB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
