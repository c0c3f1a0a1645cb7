//! The findings of a corpus as files: names and contents.

use crate::domain::corpus::Findings;
use crate::export::table::{Table, TableFormat, write};

use super::summary::CorpusSummary;
use super::{findings_data, findings_display, removal_table, summary_json};

/// The file that [`files_from_findings`] makes besides of a run with the removal test.
pub const REMOVAL_FILE: &str = "removal.csv";

/// The files that [`files_from_findings`] makes of every run, in its order.
pub const FINDINGS_FILES: [&str; 8] = [
    "summary.json",
    "classes.csv",
    "effects.csv",
    "baselines.csv",
    "confounds.csv",
    "top_tokens.csv",
    "classes.md",
    "classes.tex",
];

/// The findings as files: each with its name and its contents.
pub fn files_from_findings(summary: &CorpusSummary<'_>) -> Vec<(&'static str, String)> {
    let csv = |table: fn(&Findings) -> Table| write(&table(summary.findings), TableFormat::Csv);
    let classes = findings_display::classes(summary);
    let contents = [
        summary_json::json_from_corpus(summary),
        csv(findings_data::classes),
        csv(findings_data::effects),
        csv(findings_data::baselines),
        csv(findings_data::confounds),
        csv(findings_data::top_tokens),
        write(&classes, TableFormat::Markdown),
        write(&classes, TableFormat::Latex),
    ];
    let mut names = FINDINGS_FILES.into_iter();
    let files = contents.map(|content| (names.next().unwrap_or_default(), content));
    let removal = summary.findings.removal.as_ref();
    let removal = removal.map(|removal| {
        let table = removal_table::data(removal);
        (REMOVAL_FILE, write(&table, TableFormat::Csv))
    });
    files.into_iter().chain(removal).collect()
}
