//! What is written of a corpus's findings: the names are a contract, and the tables hold the
//! numbers of the findings.

use std::collections::BTreeMap;

use glassbox::domain::corpus::{
    BadRow, FileFacts, Findings, InputFacts, ReadFacts, RowFault, RunFacts,
};
use glassbox::domain::frequency::FrequencySource;
use glassbox::domain::threshold::ThresholdRule;
use glassbox::export::corpus::{
    CorpusSummary, FINDINGS_FILES, SummarySettings, TableSettings, files_from_findings,
    table_from_findings,
};
use serde_json::Value;

use crate::domain::statistics::{LAYERS, invented, tally};
use crate::fixtures::tiny_bert;

fn findings(texts: u64, replicates: usize) -> Findings {
    let mut tally = tally(7, replicates);
    for (record, ranks) in invented(texts) {
        tally.add(&record, &ranks);
    }
    tally.finish(|_, _| true).unwrap()
}

fn settings() -> SummarySettings {
    SummarySettings {
        tables: TableSettings {
            layer: 2,
            second_layer: 3,
            rule: ThresholdRule::default(),
            split_sentences: false,
        },
        measure: glassbox::domain::measure::Measure::Norm,
        frequency: FrequencySource::List,
        baselines: true,
        column: Some("text".to_owned()),
        field: None,
        read_as: BTreeMap::new(),
        skip_duplicates: false,
    }
}

fn facts(texts: u64) -> RunFacts {
    RunFacts {
        input: InputFacts {
            files: vec![FileFacts {
                name: "a, \"b\".csv".to_owned(),
                bytes: 1234,
                sha256: "00ff".to_owned(),
                texts,
                blank: 1,
                bad: 1,
                duplicates: 2,
                notes: Vec::new(),
            }],
            bad_rows: vec![BadRow {
                file: 0,
                line: 9,
                lines: 1,
                fault: RowFault::NotUtf8,
            }],
        },
        read: ReadFacts {
            texts,
            ..ReadFacts::default()
        },
        cancelled: false,
    }
}

/// Every file by its name.
fn files(findings: &Findings) -> Vec<(&'static str, String)> {
    let (settings, facts) = (settings(), facts(findings.texts));
    let summary = CorpusSummary {
        model: tiny_bert().card(),
        settings: &settings,
        facts: &facts,
        findings,
    };
    files_from_findings(&summary)
}

fn file(findings: &Findings, name: &str) -> String {
    let mut files = files(findings).into_iter();
    files.find(|(file, _)| *file == name).unwrap().1
}

fn rows(csv: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes());
    reader.records().map(Result::unwrap).collect()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn the_summary_has_the_keys_of_its_contract_in_their_order() {
    let findings = findings(60, 40);
    let text = file(&findings, "summary.json");
    // Where each key stands in the text: a map would forget the order.
    let order = [
        "schema",
        "app_version",
        "model",
        "settings",
        "files",
        "texts",
        "tokens",
        "duplicates",
        "blank",
        "bad_rows",
        "truncated",
        "tokens_left_out",
        "cancelled",
        "classes",
        "effects",
        "baselines",
        "confounds",
        "least_count",
        "top_tokens",
        "top_pieces",
        "pairs",
        "sample",
        "warnings",
    ];
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(keys(&json).len(), order.len());
    let mut from = 0;
    for key in order {
        assert!(json.get(key).is_some(), "{key}");
        from += text[from..].find(&format!("\"{key}\":")).unwrap();
    }
    assert_eq!(json["schema"], "glassbox.corpus.v1");
    assert_eq!(json["settings"]["seed"], 7);
    assert_eq!(json["settings"]["replicates"], 40);
    assert_eq!(json["settings"]["layer"], 2);
    assert_eq!(json["settings"]["frequency"], "list");
    assert_eq!(json["files"][0]["sha256"], "00ff");
    assert_eq!((&json["texts"], &json["bad_rows"]), (&60.into(), &1.into()));
    let warnings = json["warnings"].to_string();
    assert!(warnings.contains("line 9"));
    assert!(warnings.contains("2 texts were there before"), "{warnings}");
    let content = &json["classes"][0];
    assert_eq!(content["kind"], "content");
    assert_eq!(content["layers"].as_array().unwrap().len(), LAYERS + 1);
    assert_eq!(content["examples"][0]["file"], "a, \"b\".csv");
    assert!(content["examples"][0]["text_id"].as_u64().unwrap() >= 1);
    let auc = &json["effects"][2]["auc"];
    let (low, value, high) = (&auc["low"], &auc["value"], &auc["high"]);
    let [low, value, high] = [low, value, high].map(|at| at.as_f64().unwrap());
    assert!(low < value && value < high, "{low} {value} {high}");
    assert_eq!(value, findings.effects[2].auc.unwrap().value);
    // Layer 0 has no attention: null, not a number that is none.
    assert!(json["baselines"][0]["layers"][0]["rho"].is_null());
    assert_eq!(json["baselines"][0]["baseline"], "attention");
    let first = &json["top_tokens"]["count"][0];
    assert_eq!(
        first["count"].as_u64().unwrap(),
        findings.top_tokens[0].count
    );
    assert!(json["top_pieces"]["mean_strength"][0]["mean"].is_number());
}

#[test]
fn the_tables_have_a_row_for_every_number() {
    let findings = findings(60, 40);
    let layers = LAYERS + 1;
    let classes = rows(&file(&findings, "classes.csv"));
    assert_eq!(classes.len(), 1 + findings.classes.len() * layers);
    let content = &classes[1 + 2];
    assert_eq!(
        (&content[0], &content[1], &content[2]),
        ("content", "true", "2")
    );
    let at = &findings.classes[0].layers[2];
    let number = |cell: &str| cell.parse::<f64>().unwrap();
    assert_eq!(number(&content[5]), at.mean);
    assert_eq!(number(&content[8]), at.quartiles.median);
    let rate = at.high_rate.unwrap();
    let interval = rate.interval.unwrap();
    assert_eq!(number(&content[13]), rate.value);
    assert_eq!(number(&content[14]), interval.low);
    // The groups share all that is judged, and all that is HIGH.
    for column in [16, 17] {
        let groups = classes
            .iter()
            .filter(|row| &row[1] == "true" && &row[2] == "2");
        let total: f64 = groups
            .filter_map(|row| row[column].parse::<f64>().ok())
            .sum();
        assert!((total - 1.0).abs() < 1e-12, "{total}");
    }
    assert_eq!(rows(&file(&findings, "effect_sizes.csv")).len(), 1 + layers);
    let baselines = rows(&file(&findings, "baselines.csv"));
    // Four of the six are not there at layer 0.
    assert_eq!(baselines.len(), 1 + 6 * layers - 4);
    let bins: usize = findings.confounds.iter().map(|of| of.bins.len()).sum();
    assert_eq!(
        rows(&file(&findings, "confounds.csv")).len(),
        1 + bins * layers
    );
    let tokens = rows(&file(&findings, "top_tokens.csv"));
    assert_eq!(
        tokens.len(),
        1 + findings.top_tokens.len() + findings.top_pieces.len()
    );
    assert_eq!(tokens[0].len(), 7 + 2 * layers);
}

#[test]
fn nothing_that_is_written_is_not_a_number() {
    for findings in [findings(0, 10), findings(1, 10), findings(60, 40)] {
        for (name, content) in files(&findings) {
            for cell in content.split([',', ':', ' ', '\r', '\n', '[', ']']) {
                let lower = cell.to_lowercase();
                assert!(
                    !["nan", "inf", "-inf", "infinity"].contains(&lower.as_str()),
                    "{name}"
                );
            }
            assert!(content.ends_with('\n'), "{name}");
        }
    }
    let few = file(&findings(1, 10), "summary.json");
    assert!(
        few.contains("fewer than 10 texts are too few to resample"),
        "{few}"
    );
}

#[test]
fn files_come_with_their_names_and_are_the_same_every_time() {
    let findings = findings(30, 20);
    let (first, again) = (files(&findings), files(&findings));
    assert_eq!(first, again);
    let names: Vec<&str> = first.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, FINDINGS_FILES);
    assert!(file(&findings, "classes.tex").contains("\\toprule"));
    let markdown = file(&findings, "classes.md");
    assert!(markdown.contains("| content |"), "{markdown}");
    assert!(markdown.contains("seed 7"), "{markdown}");
}

#[test]
fn the_table_for_a_terminal_is_eighty_columns_wide() {
    let findings = findings(60, 40);
    let (settings, facts) = (settings(), facts(60));
    let summary = CorpusSummary {
        model: tiny_bert().card(),
        settings: &settings,
        facts: &facts,
        findings: &findings,
    };
    let table = table_from_findings(&summary);
    println!("{table}");
    for line in table.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(table.contains("· NOUN"));
    assert!(table.contains("norm weighted attention"));
}
