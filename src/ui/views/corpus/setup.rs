//! Before a run: files to drop or open, a first look at them, and how they are to be read.

use eframe::egui::{
    Align, Button, CollapsingHeader, ComboBox, DragValue, Frame, Label, Layout, RichText,
    ScrollArea, Ui, UiBuilder,
};

use crate::corpus::input::{Format, Preview};
use crate::export::plain;
use crate::paint::theme::{GAP, Palette};
use crate::ui::app::App;
use crate::ui::corpus::ChosenFiles;
use crate::ui::files;

/// Lines of text are read at this width.
const WIDEST: f32 = 820.0;
/// So much of a value is shown.
const LONGEST: usize = 120;

pub(super) fn show(ui: &mut Ui, app: &mut App) {
    if app.corpus.run.is_some() {
        waiting(ui);
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // A column in the middle of a wide window.
        let spare = (ui.available_width() - WIDEST).max(0.0) / 2.0;
        let mut place = ui.available_rect_before_wrap();
        place.min.x += spare;
        place.max.x -= spare;
        ui.scope_builder(UiBuilder::new().max_rect(place), |ui| column(ui, app));
    });
}

fn column(ui: &mut Ui, app: &mut App) {
    let none = app.corpus.files.files.is_empty();
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
    if let Some(problem) = &app.corpus.problem {
        ui.colored_label(Palette::of(ui).warning, format!("⚠ {problem}"));
        ui.add_space(GAP);
    }
    choose(ui, app);
    if !none {
        ui.add_space(GAP);
        chosen(ui, app);
        options(ui, app);
        ui.add_space(GAP);
        run(ui, app);
    }
}

fn waiting(ui: &mut Ui) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(RichText::new("Reading the first texts…").size(20.0));
    });
}

/// Where files come from.
fn choose(ui: &mut Ui, app: &mut App) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        let open = ui.button("Open files…");
        if open
            .on_hover_text(".txt, .csv, .tsv or .jsonl, as many as you like")
            .clicked()
        {
            files::ask_open_texts(&ui.ctx().clone(), app);
        }
        let sample = ui.button("Use the sample corpus");
        let tooltip = "840 short sentences about twelve things of life, written for Glassbox; see \
                       assets/sample-corpus for how";
        if sample.on_hover_text(tooltip).clicked() {
            let file = ChosenFiles::sample();
            files::look_at(&ui.ctx().clone(), app, &file);
        }
        if app.corpus.shown.is_some() && ui.button("Back to the findings").clicked() {
            app.corpus.setting_up = false;
        }
    });
    let text = "Or drop files here: .txt (a text per line), .csv or .tsv (a column), .jsonl (a \
                field). Nothing leaves this computer.";
    ui.label(RichText::new(text).color(palette.weak_text));
}

/// The files with a first look at each.
fn chosen(ui: &mut Ui, app: &mut App) {
    let mut gone = None;
    for (place, chosen) in app.corpus.files.files.iter().enumerate() {
        Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let remove = ui.small_button("Remove");
                    let name = format!("Remove {}", chosen.file.name);
                    remove.widget_info(|| {
                        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, &name)
                    });
                    if remove.clicked() {
                        gone = Some(place);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let name = RichText::new(&chosen.file.name).strong();
                        ui.add(Label::new(name).truncate());
                        let size = chosen.file.bytes().map(size).unwrap_or_default();
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
                Some(Ok(preview)) => look(ui, place, preview, &mut app.corpus.files.choice),
            }
        });
    }
    if let Some(place) = gone {
        app.corpus.files.files.remove(place);
    }
}

/// The first rows; where there are columns or fields, which of them holds the texts.
fn look(
    ui: &mut Ui,
    place: usize,
    preview: &Preview,
    choice: &mut crate::corpus::input::InputChoice,
) {
    let wanted = match preview.format {
        Format::Lines => None,
        Format::Csv | Format::Tsv => Some(("Column with the texts", &mut choice.column)),
        Format::JsonLines => Some(("Field with the texts", &mut choice.field)),
    };
    let mut column = preview.usual;
    if let Some((title, name)) = wanted {
        let by_name = |name: &String| preview.columns.iter().position(|other| other.name == *name);
        if let Some(name) = name.as_ref() {
            column = by_name(name);
        }
        let shown = column.and_then(|place| preview.columns.get(place));
        let shown = shown.map_or("choose one", |column| column.name.as_str());
        ui.horizontal(|ui| {
            let label = ui.label(title);
            ComboBox::from_id_salt(("column", place))
                .selected_text(shown.to_owned())
                .width(160.0)
                .show_ui(ui, |ui| {
                    for (at, other) in preview.columns.iter().enumerate() {
                        let chosen = column == Some(at);
                        if ui.selectable_label(chosen, &other.name).clicked() {
                            *name = Some(other.name.clone());
                        }
                    }
                })
                .response
                .labelled_by(label.id);
        });
    }
    let Some(values) = column.and_then(|column| preview.columns.get(column)) else {
        let palette = Palette::of(ui);
        ui.colored_label(palette.warning, "⚠ Choose what holds the texts.");
        return;
    };
    let weak = Palette::of(ui).weak_text;
    for value in values.values.iter().take(4) {
        let mut short: String = plain(value).chars().take(LONGEST).collect();
        if value.chars().nth(LONGEST).is_some() {
            short.push('…');
        }
        ui.add(Label::new(RichText::new(short).color(weak)).truncate());
    }
}

/// How the texts are to be read.
fn options(ui: &mut Ui, app: &mut App) {
    let files = &mut app.corpus.files;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut files.choice.split_sentences, "Each sentence is a text")
            .on_hover_text("Splits every row into its sentences, by Unicode's rules");
        ui.checkbox(&mut files.choice.skip_duplicates, "Leave out duplicates")
            .on_hover_text("They are counted either way");
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

fn run(ui: &mut Ui, app: &mut App) {
    let model = app.session.models.first.in_use().cloned();
    let ready = app.corpus.files.is_ready() && model.is_some();
    ui.horizontal_wrapped(|ui| {
        let text = RichText::new("Run").strong().size(16.0);
        let clicked = ui.add_enabled(ready, Button::new(text)).clicked();
        if let Some(model) = &model {
            let rule = &app.settings.rule;
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
        if let Some(model) = model.filter(|_| clicked) {
            app.corpus.start(ui.ctx(), &model, &app.settings);
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
