//! `pairs.csv`: one row per pair.

use super::folder::FolderFile;
use super::row_table::{Cell, Column, CsvTable, Kind};
use crate::domain::corpus::TextPlace;
use crate::domain::corpus::pairs::{PairRecord, SharesOfPair};
use crate::export::WriteError;

/// The columns. `judged` counts the aligned tokens of the token set, `high` the HIGH ones of them;
/// `chance` is what the share of HIGH tokens makes of `high_ratio`, `p` the one-sided p of a
/// permutation test. The same again without the tokens of changed words. Ratio, chance and p are
/// missing where chance decides nothing: no HIGH token, no LOW one, or no shift.
const COLUMNS: [Column; 19] = [
    ("file", Kind::Words),
    ("text_id", Kind::Counts),
    ("sentence", Kind::Counts),
    ("a", Kind::Words),
    ("b", Kind::Words),
    ("changed", Kind::Words),
    ("aligned", Kind::Counts),
    ("gaps", Kind::Counts),
    ("total_shift", Kind::Numbers),
    ("judged", Kind::Counts),
    ("high", Kind::Counts),
    ("high_ratio", Kind::Numbers),
    ("chance", Kind::Numbers),
    ("p", Kind::Numbers),
    ("unchanged_judged", Kind::Counts),
    ("unchanged_high", Kind::Counts),
    ("unchanged_high_ratio", Kind::Numbers),
    ("unchanged_chance", Kind::Numbers),
    ("unchanged_p", Kind::Numbers),
];

/// The table under way.
#[derive(Debug)]
pub struct PairsTable {
    table: CsvTable,
}

impl PairsTable {
    /// Begins the table in `file`.
    ///
    /// # Errors
    /// A full disk.
    pub fn begin(file: FolderFile) -> Result<Self, WriteError> {
        let table = CsvTable::begin(file, &COLUMNS)?;
        Ok(Self { table })
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
        let changed = pair.changed.join("; ");
        let mut row = vec![
            Cell::word(file),
            Cell::Count(Some(place.line)),
            Cell::Count(Some(place.sentence.into())),
            Cell::word(&pair.a),
            Cell::word(&pair.b),
            Cell::word(&changed),
            Cell::count(pair.aligned),
            Cell::count(pair.gaps),
            Cell::Number(Some(pair.total_shift)),
        ];
        row.extend(cells(&pair.all));
        row.extend(cells(&pair.unchanged));
        self.table.add(&row)
    }

    /// Ends the table.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<(), WriteError> {
        self.table.finish()
    }
}

/// Judged tokens, HIGH ones, ratio, chance and p.
fn cells(shares: &SharesOfPair) -> [Cell<'static>; 5] {
    let ratio = shares.shifts.ratio();
    [
        Cell::count(shares.shifts.tokens()),
        Cell::count(shares.shifts.high.len()),
        Cell::Number(ratio.map(|both| both.ratio)),
        Cell::Number(ratio.map(|both| both.chance)),
        Cell::Number(shares.p.map(|p| p.p)),
    ]
}
