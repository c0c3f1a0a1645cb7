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

use super::folder::FolderFile;
use super::row_table::{Cell, Column, Kind};
use crate::export::WriteError;

/// Rows that are gathered before they are encoded.
const ROWS_AT_ONCE: usize = 8192;
/// Rows of one group, which is held encoded until it is whole.
const ROWS_OF_GROUP: usize = 1 << 18;

/// One table under way.
pub(super) struct ParquetTable {
    writer: ArrowWriter<FolderFile>,
    schema: Arc<Schema>,
    columns: Vec<Cells>,
    /// Rows that wait.
    rows: usize,
}

/// Cells that wait to be encoded.
enum Cells {
    Words(Vec<Option<String>>),
    /// Signed, for readers that know no other whole numbers.
    Counts(Vec<Option<i64>>),
    Flags(Vec<bool>),
    Numbers(Vec<Option<f64>>),
}

impl Cells {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Words => Self::Words(Vec::new()),
            Kind::Counts => Self::Counts(Vec::new()),
            Kind::Flags => Self::Flags(Vec::new()),
            Kind::Numbers => Self::Numbers(Vec::new()),
        }
    }

    /// A cell of another kind than the column's is left empty.
    fn push(&mut self, cell: &Cell<'_>) {
        match self {
            Self::Words(words) => words.push(match cell {
                Cell::Word(word) => word.map(str::to_owned),
                _ => None,
            }),
            Self::Counts(counts) => counts.push(match cell {
                Cell::Count(count) => count.and_then(|count| i64::try_from(count).ok()),
                _ => None,
            }),
            Self::Flags(flags) => flags.push(matches!(cell, Cell::Flag(true))),
            Self::Numbers(numbers) => numbers.push(match cell {
                Cell::Number(number) => *number,
                _ => None,
            }),
        }
    }

    /// Takes the waiting cells as an array.
    fn take(&mut self) -> ArrayRef {
        match self {
            Self::Words(words) => Arc::new(StringArray::from(std::mem::take(words))),
            Self::Counts(counts) => Arc::new(Int64Array::from(std::mem::take(counts))),
            Self::Flags(flags) => Arc::new(BooleanArray::from(std::mem::take(flags))),
            Self::Numbers(numbers) => Arc::new(Float64Array::from(std::mem::take(numbers))),
        }
    }
}

/// The name and the type of a column.
fn field(&(name, kind): &Column) -> Field {
    let kind = match kind {
        Kind::Words => DataType::Utf8,
        Kind::Counts => DataType::Int64,
        Kind::Flags => DataType::Boolean,
        Kind::Numbers => DataType::Float64,
    };
    Field::new(name, kind, true)
}

impl ParquetTable {
    pub(super) fn begin(file: FolderFile, columns: &[Column]) -> Result<Self, WriteError> {
        let fields: Vec<Field> = columns.iter().map(field).collect();
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
            columns: columns.iter().map(|&(_, kind)| Cells::new(kind)).collect(),
            rows: 0,
        })
    }

    pub(super) fn add(&mut self, row: &[Cell<'_>]) -> Result<(), WriteError> {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(cell);
        }
        self.rows += 1;
        if self.rows == ROWS_AT_ONCE {
            self.encode()?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
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
        let arrays = self.columns.iter_mut().map(Cells::take).collect();
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
