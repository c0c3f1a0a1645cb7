//! What is written of a corpus: a folder of files that appear all together or not at all; in it the
//! tables of tokens and texts, written row by row as the texts are read, and what was found.

mod findings_data;
mod findings_display;
mod folder;
mod pairs;
mod pairs_json;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
mod parquet_disabled;
mod removal_json;
mod removal_table;
mod row_table;
mod scored_text;
mod settling;
mod summary;
mod summary_json;
mod text_tables;

pub use findings_display::{table_from_findings, table_from_pairs};
pub use folder::{FolderFile, OutputFolder};
pub use pairs::PairsTable;
pub use removal_table::table_from_removal;
pub use scored_text::{ScoredText, TableSettings};
pub use settling::table_from_settling;
pub use summary::{CorpusSummary, SummarySettings};
pub use text_tables::TextTables;

use crate::domain::corpus::Findings;

use super::table::{Table, TableFormat, write};

/// Whether this build writes Parquet.
pub const HAS_PARQUET: bool = cfg!(feature = "parquet");

/// The file that [`files_from_findings`] makes besides of a run with the removal test.
pub const REMOVAL_FILE: &str = "effects.csv";

/// The file that [`files_from_findings`] makes besides of a run that asked where words settle.
pub const SETTLING_FILE: &str = "settling.csv";

/// The files that [`files_from_findings`] makes of every run, in its order.
pub const FINDINGS_FILES: [&str; 8] = [
    "summary.json",
    "classes.csv",
    "effect_sizes.csv",
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
    let settling = summary.findings.settling.as_ref();
    let settling = settling.map(|found| {
        let table = settling::data(found);
        (SETTLING_FILE, write(&table, TableFormat::Csv))
    });
    files.into_iter().chain(removal).chain(settling).collect()
}
