//! The findings of a corpus as files: names and contents.

use super::summary::CorpusSummary;
use super::{findings_csv, findings_rows, summary_json};

/// The files that [`files_from_findings`] makes, in its order.
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
pub fn files_from_findings(summary: &CorpusSummary<'_>) -> [(&'static str, String); 8] {
    let contents = [
        summary_json::json_from_corpus(summary),
        findings_csv::csv_of_classes(summary.findings),
        findings_csv::csv_of_effects(summary.findings),
        findings_csv::csv_of_baselines(summary.findings),
        findings_csv::csv_of_confounds(summary.findings),
        findings_csv::csv_of_top_tokens(summary.findings),
        findings_rows::markdown_from_classes(summary),
        findings_rows::latex_from_classes(summary),
    ];
    let mut names = FINDINGS_FILES.into_iter();
    contents.map(|content| (names.next().unwrap_or_default(), content))
}
