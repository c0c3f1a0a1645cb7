//! The files of a run to be: how each is written, which column or field holds its texts, and its
//! first rows.

use eframe::egui::{Align, ComboBox, Frame, Label, Layout, RichText, Role, Ui, WidgetInfo};

use crate::corpus::input::{Format, Preview};
use crate::domain::format::strip_control_chars;
use crate::paint::theme::Palette;
use crate::ui::action::Action;
use crate::ui::corpus::{ChosenFile, ChosenFiles};
use crate::ui::views::ViewContext;

/// So many rows are shown, and so much of each.
const ROWS: usize = 4;
const LONGEST: usize = 160;
/// So much of a value stands beside the number of a column without a name.
const BESIDE_NUMBER: usize = 24;

/// What was picked in a frame.
enum Pick {
    /// The column or field that holds the texts.
    Texts(Format, String),
    /// It holds what they are compared with; `None` where that is nothing.
    Second(Option<String>),
    /// How texts stand in a file.
    Format(Format),
    /// The file is not to be read.
    Remove,
}

/// The files with a first look at each.
pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let mut picked = None;
    let files = &context.corpus.files;
    for (place, chosen) in files.files.iter().enumerate() {
        Frame::group(ui.style()).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let pick = heading(ui, chosen)
                .or_else(|| look(ui, place, files, chosen))
                .map(|pick| (place, pick));
            picked = pick.or_else(|| picked.take());
        });
    }
    if let Some((place, pick)) = picked {
        take(context, place, pick);
    }
}

fn take(context: &mut ViewContext<'_>, place: usize, pick: Pick) {
    let files = &mut context.corpus.files;
    match pick {
        Pick::Texts(Format::JsonLines, name) => files.choice.field = Some(name),
        Pick::Texts(_, name) => files.choice.column = Some(name),
        Pick::Second(name) => files.choice.second = name,
        Pick::Remove => {
            files.files.remove(place);
        }
        Pick::Format(format) => {
            if let Some(chosen) = files.files.get_mut(place) {
                chosen.file.format = format;
                chosen.look = None;
                let file = chosen.file.clone();
                context.send(Action::LookAgain(file));
            }
        }
    }
}

/// The name and size of a file, and how it is written.
fn heading(ui: &mut Ui, chosen: &ChosenFile) -> Option<Pick> {
    let mut picked = None;
    let weak = Palette::of(ui).weak_text;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let remove = ui.small_button("Remove");
            let name = format!("Remove {}", chosen.file.name);
            remove.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if remove.clicked() {
                picked = Some(Pick::Remove);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = RichText::new(&chosen.file.name).strong();
                ui.add(Label::new(name).truncate());
                let look = chosen.look.as_ref().and_then(|look| look.as_ref().ok());
                let bytes = look.and_then(|look| look.bytes);
                let size = bytes.map(size).unwrap_or_default();
                ui.label(RichText::new(size).color(weak));
            });
        });
    });
    picked
}

/// What a look at a file says.
fn look(ui: &mut Ui, place: usize, files: &ChosenFiles, chosen: &ChosenFile) -> Option<Pick> {
    let format = format(ui, place, chosen);
    let preview = match &chosen.look {
        None => {
            ui.label("Looking at it…");
            return format;
        }
        Some(Err(problem)) => {
            let problem = RichText::new(format!("⚠ {problem}")).color(Palette::of(ui).warning);
            ui.add(Label::new(problem).wrap());
            return format;
        }
        Some(Ok(preview)) => preview,
    };
    let column = files.column_of(preview);
    let second = files.choice.second.as_deref();
    let columns = match preview.format {
        Format::Lines => None,
        Format::Csv | Format::Tsv => columns(
            ui,
            (place, "Column with the texts"),
            preview,
            (column, second),
        ),
        Format::JsonLines => columns(
            ui,
            (place, "Field with the texts"),
            preview,
            (column, second),
        ),
    };
    if let Some(column) = column {
        first_rows(ui, preview, column);
    } else {
        let warning = Palette::of(ui).warning;
        ui.colored_label(warning, "⚠ Choose what holds the texts.");
        first_row(ui, preview);
    }
    format.or(columns)
}

/// How texts stand in the file, and what was found out of it.
fn format(ui: &mut Ui, place: usize, chosen: &ChosenFile) -> Option<Pick> {
    let mut picked = None;
    let weak = Palette::of(ui).weak_text;
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Read as");
        ComboBox::from_id_salt(("format", place))
            .selected_text(format_name(chosen.file.format))
            .width(110.0)
            .show_ui(ui, |ui| {
                for &format in Format::ALL {
                    let is_it = chosen.file.format == format;
                    if ui.selectable_label(is_it, format_name(format)).clicked() && !is_it {
                        picked = Some(Pick::Format(format));
                    }
                }
            })
            .response
            .labelled_by(label.id)
            .on_hover_text("How texts stand in the file, whatever its name ends in");
        if let Some(Ok(preview)) = &chosen.look {
            ui.label(RichText::new(preview.written.join(" · ")).color(weak));
        }
    });
    if let Some(Ok(preview)) = &chosen.look {
        for note in &preview.notes {
            ui.add(Label::new(RichText::new(format!("Note: {note}")).color(weak)).wrap());
        }
    }
    picked
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Lines => "Lines",
        Format::Csv => "CSV table",
        Format::Tsv => "TSV table",
        Format::JsonLines => "JSON objects",
    }
}

/// The first texts.
fn first_rows(ui: &mut Ui, preview: &Preview, column: usize) {
    let weak = Palette::of(ui).weak_text;
    let values = preview.columns.get(column).map(|column| &column.values);
    for value in values.into_iter().flatten().take(ROWS) {
        let text = RichText::new(shortened(value, LONGEST)).color(weak);
        ui.add(Label::new(text).truncate());
    }
}

/// The first value of each column, to choose by.
fn first_row(ui: &mut Ui, preview: &Preview) {
    const COLUMNS: usize = 8;
    let weak = Palette::of(ui).weak_text;
    for (place, column) in preview.columns.iter().enumerate().take(COLUMNS) {
        let name = if preview.has_names && !column.name.is_empty() {
            column.name.clone()
        } else {
            (place + 1).to_string()
        };
        let value = column.values.iter().find(|value| !value.is_empty());
        let value = value.map(|value| shortened(value, LONGEST));
        let text = format!("{name}: {}", value.unwrap_or_default());
        ui.add(Label::new(RichText::new(text).color(weak)).truncate());
    }
}

fn shortened(value: &str, longest: usize) -> String {
    let mut short: String = strip_control_chars(value).chars().take(longest).collect();
    if value.chars().nth(longest).is_some() {
        short.push('…');
    }
    short
}

/// Which column holds the texts, and which one what they are compared with.
fn columns(
    ui: &mut Ui,
    (place, title): (usize, &str),
    preview: &Preview,
    (held, second): (Option<usize>, Option<&str>),
) -> Option<Pick> {
    let mut picked = None;
    let second = second.and_then(|wanted| preview.place_of(wanted));
    let others = |chosen: Option<usize>| {
        (0..preview.columns.len()).filter(move |place| Some(*place) != chosen)
    };
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(title);
        let shown = held.map_or("choose one".to_owned(), |held| name_of(preview, held));
        ComboBox::from_id_salt(("column", place))
            .selected_text(shown)
            .width(140.0)
            .show_ui(ui, |ui| {
                for other in others(None) {
                    let name = name_of(preview, other);
                    if ui.selectable_label(held == Some(other), name).clicked() {
                        picked = Some(Pick::Texts(preview.format, preview.name_to_ask(other)));
                    }
                }
            })
            .response
            .labelled_by(label.id);
        let label = ui.label("compared with");
        let shown = second.map_or("nothing".to_owned(), |second| name_of(preview, second));
        ComboBox::from_id_salt(("second column", place))
            .selected_text(shown)
            .width(140.0)
            .show_ui(ui, |ui| {
                if ui.selectable_label(second.is_none(), "nothing").clicked() {
                    picked = Some(Pick::Second(None));
                }
                for other in others(held) {
                    let name = name_of(preview, other);
                    if ui.selectable_label(second == Some(other), name).clicked() {
                        picked = Some(Pick::Second(Some(preview.name_to_ask(other))));
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

/// The name of a column, or its number and its first value.
fn name_of(preview: &Preview, place: usize) -> String {
    let Some(column) = preview.columns.get(place) else {
        return String::new();
    };
    if preview.has_names && !column.name.is_empty() {
        return column.name.clone();
    }
    let value = column
        .values
        .first()
        .map(String::as_str)
        .unwrap_or_default();
    format!("{}: {}", place + 1, shortened(value, BESIDE_NUMBER))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=9_999_999 => format!("{} KB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
