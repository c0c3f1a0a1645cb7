//! Rows of text lined up in columns for a terminal.

use unicode_width::UnicodeWidthStr as _;

/// A header and its rows, one line each; columns marked in `right` stand flush right.
pub(super) fn lined_up<R: AsRef<[String]>>(names: &[&str], right: &[bool], rows: &[R]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.as_ref().get(column));
        let widest = cells.map(|cell| cell.width()).max().unwrap_or(0);
        widest.max(names.get(column).map_or(0, |name| name.width()))
    };
    let widths: Vec<usize> = (0..names.len()).map(width).collect();
    let mut text = String::new();
    let mut line = |cells: &[&str]| {
        let mut line = String::new();
        for ((cell, &width), &right) in cells.iter().zip(&widths).zip(right) {
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            let (before, after) = if right {
                (gap.as_str(), "")
            } else {
                ("", gap.as_str())
            };
            line.extend([before, cell, after, "  "]);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    line(names);
    for row in rows {
        let cells: Vec<&str> = row.as_ref().iter().map(String::as_str).collect();
        line(&cells);
    }
    text
}
