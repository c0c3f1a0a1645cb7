//! `pairs.csv`: one row per pair.

use csv::Writer;

use super::folder::FolderFile;
use super::tokens::{finish, io_error, number, writer};
use crate::domain::corpus::TextPlace;
use crate::domain::corpus::pairs::{PairRecord, SharesOfPair};
use crate::export::WriteError;

/// The columns. `judged` counts the aligned tokens of the token set, `high` the HIGH ones of them;
/// `chance` is what the share of HIGH tokens makes of `high_ratio`, `p` the one-sided p of a
/// permutation test. The same again without the tokens of changed words. Ratio, chance and p are
/// missing where chance decides nothing: no HIGH token, no LOW one, or no shift.
const COLUMNS: [&str; 19] = [
    "file",
    "text_id",
    "sentence",
    "a",
    "b",
    "changed",
    "aligned",
    "gaps",
    "total_shift",
    "judged",
    "high",
    "high_ratio",
    "chance",
    "p",
    "unchanged_judged",
    "unchanged_high",
    "unchanged_high_ratio",
    "unchanged_chance",
    "unchanged_p",
];

/// The table under way.
#[derive(Debug)]
pub struct PairsTable {
    writer: Writer<FolderFile>,
}

impl PairsTable {
    /// Begins the table in `file`.
    ///
    /// # Errors
    /// A full disk.
    pub fn begin(file: FolderFile) -> Result<Self, WriteError> {
        let mut table = Self {
            writer: writer(file),
        };
        table.row(COLUMNS.map(str::to_owned))?;
        Ok(table)
    }

    /// One pair, whose first text is at `place` in `file`.
    ///
    /// # Errors
    /// A full disk.
    pub fn add(
        &mut self,
        file: &str,
        place: TextPlace,
        pair: &PairRecord,
    ) -> Result<(), WriteError> {
        let [judged, high, ratio, chance, p] = cells(&pair.all);
        let unchanged = cells(&pair.unchanged);
        let [
            unchanged_judged,
            unchanged_high,
            unchanged_ratio,
            unchanged_chance,
            unchanged_p,
        ] = unchanged;
        let total = pair.total_shift;
        self.row([
            file.to_owned(),
            place.line.to_string(),
            place.sentence.to_string(),
            pair.a.clone(),
            pair.b.clone(),
            pair.changed.join("; "),
            pair.aligned.to_string(),
            pair.gaps.to_string(),
            number(total.is_finite().then_some(total)),
            judged,
            high,
            ratio,
            chance,
            p,
            unchanged_judged,
            unchanged_high,
            unchanged_ratio,
            unchanged_chance,
            unchanged_p,
        ])
    }

    /// Ends the table.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<(), WriteError> {
        finish(self.writer)
    }

    fn row(&mut self, cells: [String; COLUMNS.len()]) -> Result<(), WriteError> {
        let written = self.writer.write_record(cells);
        written.map_err(|error| self.writer.get_ref().failed(io_error(error)))
    }
}

/// Judged tokens, HIGH ones, ratio, chance and p.
fn cells(shares: &SharesOfPair) -> [String; 5] {
    let ratio = shares.shifts.ratio();
    [
        shares.shifts.tokens().to_string(),
        shares.shifts.high.len().to_string(),
        number(ratio.map(|both| both.ratio)),
        number(ratio.map(|both| both.chance)),
        number(shares.p.map(|p| p.p)),
    ]
}
