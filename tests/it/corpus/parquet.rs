//! Parquet: the same rows as the CSV tables, or one line in a build without it.

use crate::corpus::{Sandbox, TEXTS};

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_get_it() {
    use crate::fixtures::one_line_of_failure;
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", TEXTS.join("\n"));
    let mut command = sandbox.corpus(&["a.txt", "--out", "out", "--parquet"]);
    let message = one_line_of_failure(&mut command, 2);
    assert!(message.contains("--features parquet"), "{message}");
    assert!(!sandbox.place("out").exists());
}

#[cfg(feature = "parquet")]
mod with_parquet {
    use super::*;

    use std::collections::BTreeMap;
    use std::fs::File;

    use arrow_array::cast::AsArray as _;
    use arrow_array::types::{Float64Type, Int64Type};
    use arrow_array::{Array, RecordBatch};
    use arrow_schema::DataType;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::basic::Compression;

    use crate::corpus::rows;
    use crate::fixtures::{glassbox, one_line_of_failure, printed};

    /// A cell as the CSV writes it.
    fn cell(batch: &RecordBatch, column: usize, row: usize) -> String {
        let array = batch.column(column);
        if array.is_null(row) {
            return String::new();
        }
        match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
            DataType::Float64 => array.as_primitive::<Float64Type>().value(row).to_string(),
            DataType::Boolean => array.as_boolean().value(row).to_string(),
            other => panic!("a column of {other}"),
        }
    }

    fn read(sandbox: &Sandbox, name: &str) -> Vec<BTreeMap<String, String>> {
        let file = File::open(sandbox.place(name)).unwrap();
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        for group in builder.metadata().row_groups() {
            for column in group.columns() {
                assert_eq!(column.compression(), Compression::SNAPPY);
            }
        }
        let mut found = Vec::new();
        for batch in builder.build().unwrap() {
            let batch = batch.unwrap();
            let schema = batch.schema();
            for row in 0..batch.num_rows() {
                let cells = schema.fields().iter().enumerate();
                found.push(
                    cells
                        .map(|(column, field)| (field.name().clone(), cell(&batch, column, row)))
                        .collect(),
                );
            }
        }
        found
    }

    #[test]
    fn parquet_has_the_rows_of_the_csv() {
        for more in [&[][..], &["--split-sentences"]] {
            let sandbox = Sandbox::new();
            // More rows than are encoded at once.
            sandbox.file(
                "a.txt",
                [TEXTS.join("\n"), "Again.\n".repeat(3000)].join("\n"),
            );
            let mut command = sandbox.corpus(&["a.txt", "--out", "out", "--parquet"]);
            printed(command.args(more));
            for table in ["tokens", "texts"] {
                let expected = rows(&sandbox.place(&format!("out/{table}.csv")));
                assert!(expected.len() > 3000);
                assert_eq!(
                    read(&sandbox, &format!("out/{table}.parquet")),
                    expected,
                    "{table}"
                );
            }
        }
    }

    #[test]
    fn joined_parts_have_the_same_parquet() {
        let sandbox = Sandbox::new();
        sandbox.file("a.txt", TEXTS.join("\n"));
        printed(&mut sandbox.corpus(&["a.txt", "--out", "whole", "--parquet"]));
        for part in ["1/2", "2/2"] {
            printed(&mut sandbox.corpus(&["a.txt", "--out", &part[..1], "--shard", part]));
        }
        let mut merge = glassbox();
        merge.current_dir(sandbox.place(""));
        merge.args(["corpus", "merge", "1", "2", "--out", "joined"]);
        printed(merge.args(["--parquet", "--no-charts"]));
        assert!(sandbox.files("whole") == sandbox.files("joined"));
        let mut part = sandbox.corpus(&["a.txt", "--out", "p", "--shard", "1/2", "--parquet"]);
        let message = one_line_of_failure(&mut part, 2);
        assert!(message.contains("glassbox corpus merge"), "{message}");
    }
}
