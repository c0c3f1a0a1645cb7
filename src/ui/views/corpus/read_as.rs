//! How files are written where the person knows better than what is found out.

use eframe::egui::{ComboBox, Ui};

use crate::corpus::input::{DELIMITERS, Format, Quoting, ReadAs, TextEncoding};
use crate::ui::action::Action;
use crate::ui::views::ViewContext;
use crate::ui::widgets::keep_with;

/// What text is in that is not UTF-8, the likeliest first.
const ENCODINGS: [(&str, &str); 8] = [
    ("windows-1252", "Western (Windows-1252)"),
    ("utf-16", "UTF-16"),
    ("windows-1250", "Central European (Windows-1250)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("shift_jis", "Japanese (Shift_JIS)"),
    ("gb18030", "Chinese (GB18030)"),
    ("big5", "Chinese (Big5)"),
    ("euc-kr", "Korean (EUC-KR)"),
];

const FOUND: &str = "as found";

/// The choices; when one is made every file is looked at again.
pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let files = &mut context.corpus.files;
    let is_table = |format| matches!(format, Format::Csv | Format::Tsv);
    let tables = files
        .files
        .iter()
        .any(|chosen| is_table(chosen.file.format));
    let before = files.choice.read_as.clone();
    ui.horizontal_wrapped(|ui| {
        let read_as = &mut files.choice.read_as;
        if tables {
            let delimiters =
                DELIMITERS.map(|delimiter| (Some(delimiter), delimiter_name(delimiter)));
            choose(ui, "Delimiter", &mut read_as.delimiter, &delimiters);
            let quotes = Quoting::ALL.map(|quoting| (Some(quoting), quoting_name(quoting)));
            choose(ui, "Quotes", &mut read_as.quoting, &quotes);
            let rows = [
                (Some(true), "names the columns"),
                (Some(false), "is a text"),
            ];
            choose(ui, "First row", &mut read_as.header, &rows);
        }
        encoding(ui, read_as);
    });
    if context.corpus.files.choice.read_as != before {
        let chosen = context.corpus.files.files.iter_mut().map(|chosen| {
            chosen.look = None;
            chosen.file.clone()
        });
        for file in chosen.collect::<Vec<_>>() {
            context.send(Action::LookAgain(file));
        }
    }
}

fn encoding(ui: &mut Ui, read_as: &mut ReadAs) {
    let known = ENCODINGS.map(|(label, name)| (label.parse::<TextEncoding>().ok(), name));
    keep_with(ui, "Encoding", 120.0);
    let label = ui.label("Encoding");
    let name = match read_as.encoding {
        None => "UTF-8".to_owned(),
        Some(encoding) => known
            .iter()
            .find(|(other, _)| *other == Some(encoding))
            .map_or_else(|| encoding.name(), |(_, name)| (*name).to_owned()),
    };
    ComboBox::from_id_salt("Encoding")
        .selected_text(name)
        .width(90.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut read_as.encoding, None, "UTF-8");
            for (encoding, name) in known {
                ui.selectable_value(&mut read_as.encoding, encoding, name);
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text("What all files are in; what is not UTF-8 is refused unless it is said");
}

/// One of `values`, or what is found out.
fn choose<T: Copy + PartialEq>(
    ui: &mut Ui,
    title: &str,
    chosen: &mut Option<T>,
    values: &[(Option<T>, &str)],
) {
    keep_with(ui, title, 120.0);
    let label = ui.label(title);
    let name = values.iter().find(|(value, _)| value == chosen);
    ComboBox::from_id_salt(title)
        .selected_text(name.map_or(FOUND, |(_, name)| *name))
        .width(90.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, FOUND);
            for (value, name) in values {
                ui.selectable_value(chosen, *value, *name);
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text("Of all tables; it is found out for each unless it is said");
}

fn delimiter_name(delimiter: u8) -> &'static str {
    match delimiter {
        b'\t' => "tab",
        b'|' => "bar |",
        b';' => "semicolon ;",
        _ => "comma ,",
    }
}

fn quoting_name(quoting: Quoting) -> &'static str {
    match quoting {
        Quoting::None => "are text",
        Quoting::Doubled(_) => "doubled \"\"",
        Quoting::Backslash(_) => "behind \\",
    }
}
