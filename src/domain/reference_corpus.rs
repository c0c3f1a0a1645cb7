//! The sentences that come with the program: what a number is compared with where nobody names
//! other texts. Written for Glassbox (`assets/sample-corpus`), in short of everyday English.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The file as it lies in the project: a table with the sentences in its column `text`.
pub static SAMPLE_CSV: &[u8] = include_bytes!("../../assets/sample-corpus/sentences.csv");

/// The name of the column of sentences.
const COLUMN: &str = "text";

static SENTENCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(SAMPLE_CSV);
    let column = rows.headers().ok();
    let column = column.and_then(|names| names.iter().position(|name| name == COLUMN));
    let Some(column) = column else {
        return Vec::new();
    };
    let mut seen = HashSet::new();
    let rows = rows.into_records().filter_map(Result::ok);
    let texts = rows.filter_map(|row| row.get(column).map(str::to_owned));
    texts.filter(|text| seen.insert(text.clone())).collect()
});

/// Every sentence once, in the order of the file.
pub fn reference_sentences() -> &'static [String] {
    &SENTENCES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_there_once() {
        let sentences = reference_sentences();
        assert!(sentences.len() > 800, "{}", sentences.len());
        assert!(sentences.iter().all(|sentence| !sentence.trim().is_empty()));
        assert!(sentences[0].starts_with("Our waiter"), "{}", sentences[0]);
    }
}
