//! `tokens.parquet` and `texts.parquet`: the rows of the CSV tables, with types, for tools that
//! read columns (`DuckDB`, Polars, Spark). Written in groups of rows, so that memory stays bounded.

use std::io;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::folder::{FolderFile, OutputFolder};
use super::scored_text::{ScoredText, TableSettings};
use super::texts::TextFacts;
use crate::export::WriteError;

/// Rows that are gathered before they are encoded.
const ROWS_AT_ONCE: usize = 8192;
/// Rows of one group, which is held encoded until it is whole.
const ROWS_OF_GROUP: usize = 1 << 18;

/// Both tables under way.
pub struct ParquetTables {
    tokens: Table,
    texts: Table,
}

impl ParquetTables {
    /// Begins both tables in `folder`.
    ///
    /// # Errors
    /// A folder that takes no file, or a full disk.
    pub fn begin(folder: &mut OutputFolder, settings: &TableSettings) -> Result<Self, WriteError> {
        let mut tokens = vec![
            Column::words("file"),
            Column::counts("text_id"),
            Column::counts("index"),
            Column::words("token"),
            Column::words("word_class"),
            Column::flags("special"),
            Column::numbers("strength"),
            Column::numbers("second_strength"),
            Column::counts("rank"),
            Column::words("bucket"),
        ];
        if settings.split_sentences {
            tokens.push(Column::counts("sentence"));
        }
        let texts = vec![
            Column::words("file"),
            Column::counts("text_id"),
            Column::counts("sentence"),
            Column::counts("tokens"),
            Column::counts("tokens_left_out"),
            Column::counts("words"),
            Column::counts("judged"),
            Column::counts("high"),
            Column::numbers("threshold"),
            Column::numbers("mean_strength"),
            Column::numbers("second_mean_strength"),
            Column::numbers("content_mean"),
            Column::numbers("function_mean"),
            Column::numbers("punctuation_mean"),
            Column::words("strongest"),
            Column::numbers("strongest_strength"),
            Column::words("text"),
        ];
        Ok(Self {
            tokens: Table::begin(folder.create("tokens.parquet")?, tokens)?,
            texts: Table::begin(folder.create("texts.parquet")?, texts)?,
        })
    }

    /// Adds one text.
    ///
    /// # Errors
    /// A full disk.
    pub fn add(&mut self, text: &ScoredText<'_>) -> Result<(), WriteError> {
        let (record, settings) = (text.record, &text.settings);
        let place = record.place;
        let sentence = Cell::Count(Some(u64::from(place.sentence)));
        for (token, score) in text.tokens() {
            let mut row = vec![
                Cell::Word(Some(text.file)),
                Cell::Count(Some(place.line)),
                Cell::Count(Some(token.index as u64)),
                Cell::Word(Some(&token.piece)),
                Cell::Word(Some(token.word_class.tag())),
                Cell::Flag(token.special),
                Cell::Number(text.strength(settings.layer, token)),
                Cell::Number(text.strength(settings.second_layer, token)),
                Cell::Count(score.map(|score| score.rank as u64)),
                Cell::Word(score.map(|score| score.bucket.name())),
            ];
            row.extend(settings.split_sentences.then_some(sentence));
            self.tokens.add(&row)?;
        }
        let facts = TextFacts::new(text);
        let count = |count: usize| Cell::Count(Some(count as u64));
        let strongest = (!facts.strongest.is_empty()).then_some(facts.strongest);
        self.texts.add(&[
            Cell::Word(Some(text.file)),
            Cell::Count(Some(place.line)),
            sentence,
            count(record.tokens.len()),
            count(record.truncated_tokens),
            count(facts.words),
            count(facts.judged),
            count(facts.high),
            Cell::Number(facts.threshold),
            Cell::Number(facts.mean),
            Cell::Number(facts.second_mean),
            Cell::Number(facts.content_mean),
            Cell::Number(facts.function_mean),
            Cell::Number(facts.punctuation_mean),
            Cell::Word(strongest),
            Cell::Number(facts.strongest_strength),
            Cell::Word(Some(&record.text)),
        ])
    }

    /// Ends both tables.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<(), WriteError> {
        self.tokens.finish()?;
        self.texts.finish()
    }
}

/// One cell of a row; `None` where it is empty.
#[derive(Clone, Copy)]
enum Cell<'a> {
    Word(Option<&'a str>),
    Count(Option<u64>),
    Flag(bool),
    Number(Option<f64>),
}

struct Column {
    name: &'static str,
    cells: Cells,
}

/// Cells that wait to be encoded.
enum Cells {
    Words(Vec<Option<String>>),
    /// Signed, for readers that know no other whole numbers.
    Counts(Vec<Option<i64>>),
    Flags(Vec<bool>),
    Numbers(Vec<Option<f64>>),
}

impl Column {
    fn words(name: &'static str) -> Self {
        Self {
            name,
            cells: Cells::Words(Vec::new()),
        }
    }

    fn counts(name: &'static str) -> Self {
        Self {
            name,
            cells: Cells::Counts(Vec::new()),
        }
    }

    fn flags(name: &'static str) -> Self {
        Self {
            name,
            cells: Cells::Flags(Vec::new()),
        }
    }

    fn numbers(name: &'static str) -> Self {
        Self {
            name,
            cells: Cells::Numbers(Vec::new()),
        }
    }

    fn field(&self) -> Field {
        let kind = match self.cells {
            Cells::Words(_) => DataType::Utf8,
            Cells::Counts(_) => DataType::Int64,
            Cells::Flags(_) => DataType::Boolean,
            Cells::Numbers(_) => DataType::Float64,
        };
        Field::new(self.name, kind, true)
    }

    /// A cell of another kind than the column's is left empty.
    fn push(&mut self, cell: &Cell<'_>) {
        match &mut self.cells {
            Cells::Words(words) => words.push(match cell {
                Cell::Word(word) => word.map(str::to_owned),
                _ => None,
            }),
            Cells::Counts(counts) => counts.push(match cell {
                Cell::Count(count) => count.and_then(|count| i64::try_from(count).ok()),
                _ => None,
            }),
            Cells::Flags(flags) => flags.push(matches!(cell, Cell::Flag(true))),
            Cells::Numbers(numbers) => numbers.push(match cell {
                Cell::Number(number) => *number,
                _ => None,
            }),
        }
    }

    /// Takes the waiting cells as an array.
    fn take(&mut self) -> ArrayRef {
        match &mut self.cells {
            Cells::Words(words) => Arc::new(StringArray::from(std::mem::take(words))),
            Cells::Counts(counts) => Arc::new(Int64Array::from(std::mem::take(counts))),
            Cells::Flags(flags) => Arc::new(BooleanArray::from(std::mem::take(flags))),
            Cells::Numbers(numbers) => Arc::new(Float64Array::from(std::mem::take(numbers))),
        }
    }
}

/// One table under way.
struct Table {
    writer: ArrowWriter<FolderFile>,
    schema: Arc<Schema>,
    columns: Vec<Column>,
    /// Rows that wait.
    rows: usize,
}

impl Table {
    fn begin(file: FolderFile, columns: Vec<Column>) -> Result<Self, WriteError> {
        let fields: Vec<Field> = columns.iter().map(Column::field).collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROWS_OF_GROUP))
            .build();
        let place = file.place().to_owned();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties));
        Ok(Self {
            writer: writer.map_err(|error| WriteError::at(&place, io_error(error)))?,
            schema,
            columns,
            rows: 0,
        })
    }

    fn add(&mut self, row: &[Cell<'_>]) -> Result<(), WriteError> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(cell);
        }
        self.rows += 1;
        if self.rows == ROWS_AT_ONCE {
            self.encode()?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), WriteError> {
        self.encode()?;
        let place = self.writer.inner().place().to_owned();
        let file = self.writer.into_inner();
        file.map_err(|error| WriteError::at(&place, io_error(error)))?
            .finish()
    }

    fn encode(&mut self) -> Result<(), WriteError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let arrays = self.columns.iter_mut().map(Column::take).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays);
        let written = batch
            .map_err(ParquetError::from)
            .and_then(|batch| self.writer.write(&batch));
        written.map_err(|error| self.writer.inner().failed(io_error(error)))
    }
}

/// What the file system said, where it was that.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
