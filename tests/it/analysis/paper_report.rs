//! Paper mode: what its cards say of a model, and the files it writes.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use glassbox::analysis::paper::{PaperCard, PaperItem, PaperReport, PaperSource, VerdictKind};
use glassbox::analysis::{AnalysisSettings, Answer, Asked, Question};
use glassbox::domain::paper::PRIME_MINISTER;
use glassbox::domain::threshold::ThresholdRule;
use glassbox::domain::token::TokenSet;
use glassbox::domain::token_scores::Bucket;
use glassbox::engine::{AskError, ask};
use glassbox::export::figure::{FigureStyle, figure_from_paper, recipe_from_file};
use glassbox::export::{TextFormat, everything, html_from_paper, text};
use glassbox::model::{Loading, Model, ModelError, ModelSource};
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::asking::{analyze, paper};
use crate::fixtures::{
    Reference, fixture, minilm, one_line_of_failure, parsed, printed, tiny, tiny_bert,
};
use glassbox::model::Cancel;

static OF_MINILM: LazyLock<Arc<PaperReport>> = LazyLock::new(|| paper(minilm()).unwrap());
static OF_TINY_BERT: LazyLock<Arc<PaperReport>> = LazyLock::new(|| paper(tiny_bert()).unwrap());

fn written(report: &Arc<PaperReport>, format: TextFormat) -> String {
    text(&Answer::Paper(Arc::clone(report)), format).unwrap()
}

fn all_files(report: &Arc<PaperReport>) -> Vec<(String, Vec<u8>)> {
    everything(&Answer::Paper(Arc::clone(report)), &FigureStyle::default()).unwrap()
}

fn card(report: &PaperReport, item: PaperItem) -> &PaperCard {
    report.cards.iter().find(|card| card.item == item).unwrap()
}

fn says(sentences: &[String], wanted: &str) {
    assert!(
        sentences.iter().any(|sentence| sentence.contains(wanted)),
        "{wanted:?} is not in {sentences:#?}"
    );
}

#[test]
fn every_table_and_figure_has_a_card_in_the_order_of_the_paper() {
    use PaperItem::{Figure, Section, Table};
    for report in [&*OF_MINILM, &*OF_TINY_BERT] {
        let items: Vec<PaperItem> = report.cards.iter().map(|card| card.item).collect();
        assert_eq!(
            items,
            [
                Table(1),
                Figure(1),
                Table(2),
                Figure(2),
                Table(3),
                Figure(3),
                Table(4),
                Figure(4),
                Figure(5),
                Figure(6),
                Figure(7),
                Table(5),
                Table(6),
                Section(4),
            ]
        );
        for card in &report.cards {
            assert!(!card.title.is_empty() && !card.shows.is_empty(), "{card:?}");
            assert!(!card.rows.is_empty() && !card.verdict.text.is_empty());
            assert!(
                card.rows
                    .iter()
                    .all(|row| row.cells.len() == card.measures.len())
            );
        }
    }
}

#[test]
fn measured_numbers_are_those_of_analyze_at_the_papers_depth() {
    for (model, report, layers) in [
        (minilm(), &*OF_MINILM, (4, 5)),
        (tiny_bert(), &*OF_TINY_BERT, (8, 9)),
    ] {
        assert_eq!((report.layer, report.second_layer), layers);
        let question = AnalysisSettings {
            rule: ThresholdRule {
                tokens: TokenSet::All,
                ..ThresholdRule::default()
            },
            ..AnalysisSettings::default()
        };
        let analysis = analyze(model, PRIME_MINISTER, &question).unwrap();
        let table = card(report, PaperItem::Table(3));
        for (place, row) in table.rows.iter().enumerate() {
            // These two models have the paper's tokens, so places are the same.
            assert_eq!(row.read_as, None);
            for (cell, layer) in row.cells.iter().zip([layers.0, layers.1]) {
                assert_eq!(cell.measured, Some(analysis.traced.strengths(layer)[place]));
                let score = analysis.scores[layer].tokens[place];
                assert_eq!(cell.measured_score, score);
                let difference = cell.measured.unwrap() - cell.printed.unwrap().value;
                assert_eq!(cell.difference(), Some(difference));
            }
        }
        let threshold = card(report, PaperItem::Table(1)).threshold().unwrap();
        assert_eq!(threshold.measured, analysis.at_layer().threshold);
    }
}

/// Against what `PyTorch` made of the same sentences (`make_reference.py`).
#[test]
fn measured_strengths_are_pytorchs() {
    let reference: Reference = parsed("minilm_reference.json");
    for (item, layers) in [
        (PaperItem::Table(1), &[4][..]),
        (PaperItem::Table(2), &[4]),
        (PaperItem::Table(3), &[4, 5]),
    ] {
        let table = card(&OF_MINILM, item);
        let mut texts = reference.texts.iter();
        let text = texts.find(|text| text.text == table.texts[0].text).unwrap();
        assert_eq!(text.tokens.len(), table.rows.len());
        for (place, row) in table.rows.iter().enumerate() {
            assert_eq!(row.token, text.tokens[place]);
            for (cell, &layer) in row.cells.iter().zip(layers) {
                let expected = text.norms[layer][place];
                let error = (cell.measured.unwrap() - expected).abs() / expected;
                assert!(error < 1e-5, "{item:?} {}: {error}", row.token);
            }
        }
    }
}

/// Against what `PyTorch` made of the same pair of sentences (`make_shift_reference.py`).
#[test]
fn measured_shifts_are_pytorchs() {
    let reference: Value = parsed("shift_reference.json");
    let table = card(&OF_MINILM, PaperItem::Table(4));
    let mut cases = reference["cases"].as_array().unwrap().iter();
    let case = cases
        .find(|case| {
            let texts = (&case["a"], &case["b"]);
            case["model"] == "minilm"
                && case["positions_a"].is_null()
                && texts
                    == (
                        &table.texts[0].text.clone().into(),
                        &table.texts[1].text.clone().into(),
                    )
        })
        .unwrap();
    for (place, row) in table.rows.iter().enumerate() {
        let expected = case["shifts"][4][place].as_f64().unwrap();
        let measured = row.cells[0].measured.unwrap();
        assert!(
            (measured - expected).abs() < 1e-3,
            "{} {measured} {expected}",
            row.label()
        );
    }
}

#[test]
fn another_tokenizer_is_compared_word_by_word() {
    let folder = ModelSource::Folder(fixture("tiny-mpnet"));
    let model = Model::load(&folder, &Loading::quiet()).unwrap();
    let report = paper(&model).unwrap();
    let table = card(&report, PaperItem::Table(1));
    let PaperSource::Analysis(analysis) = &table.source else {
        panic!("table 1 is an analysis");
    };
    let pieces: Vec<&str> = analysis
        .traced
        .tokens
        .iter()
        .map(|token| &*token.piece)
        .collect();
    assert_eq!(
        pieces,
        [
            "<s>", "who", "is", "the", "pr", "##i", "##me", "min", "##ist", "##er", "of", "can",
            "##ad", "##a", "?", "</s>"
        ]
    );
    let strengths = analysis.strengths();
    let strongest =
        |tokens: std::ops::Range<usize>| strengths[tokens].iter().copied().fold(0.0, f64::max);
    let words = [
        0..1,
        1..2,
        2..3,
        3..4,
        4..7,
        7..10,
        10..11,
        11..14,
        14..15,
        15..16,
    ];
    for (row, tokens) in table.rows.iter().zip(words) {
        assert_eq!(
            row.cells[0].measured,
            Some(strongest(tokens)),
            "{}",
            row.token
        );
    }
    assert_eq!(table.rows[4].read_as.as_deref(), Some("pr ##i ##me"));
    says(
        &table.measured,
        "“[CLS]” as “<s>”, “prime” as “pr ##i ##me”",
    );
    let shifts = card(&report, PaperItem::Table(4));
    assert_eq!(shifts.rows[4].read_as.as_deref(), Some("day → wa ##l ##k"));
    // What is left over of a changed word has no partner and is in no sum.
    let total: f64 = shifts
        .rows
        .iter()
        .filter_map(|row| row.cells[0].measured)
        .sum();
    assert!((total - shifts.facts[0].measured.unwrap()).abs() < 1e-9);
}

#[test]
fn recomputing_says_what_the_printed_numbers_hold() {
    let report = &*OF_TINY_BERT;
    let table = |number: u8| &card(report, PaperItem::Table(number)).recomputed;
    says(table(1), "τ = 21.3943");
    says(table(1), "τ = 21.4033");
    says(table(1), "decides about “canada”");
    says(table(1), "All 3 printed ranks follow");
    says(table(2), "τ = 20.9935 is exactly the strength of “france”");
    says(table(3), "HIGH is “prime”, “of” and “canada” at Layer 8");
    says(table(3), "“who”, “canada” and “?” at Layer 9");
    says(
        table(3),
        "“minister”, which the text counts as content, is LOW",
    );
    says(
        table(3),
        "only “canada” has the same number; “?” is 10.9093 there and 19.8467 here",
    );
    says(table(3), "9 of 10 tokens are, all but “?”");
    says(table(4), "add up to the printed total 73.5852");
    says(table(4), "45.7 %");
    says(table(5), "by the method midpoint and by no other of the 8");
    says(table(5), "linear, gives 20.975");
    says(table(5), "by the methods linear, lower and midpoint;");
    says(table(5), "and median_unbiased HIGH is “president”.");
    says(
        table(6),
        "C_H = 20.9, C_L = 6.6, their sum 27.5 and R_H = 0.76: as printed",
    );
    says(table(6), "p = 1/15");
    says(table(6), "2 of 6 are 33 %");
}

#[test]
fn buckets_by_print_are_in_the_rows() {
    let table = card(&OF_MINILM, PaperItem::Table(2));
    let high: Vec<&str> = table
        .rows
        .iter()
        .filter(|row| {
            let score = row.cells[0].printed_score;
            score.is_some_and(|score| score.bucket == Bucket::High)
        })
        .map(|row| row.token.as_str())
        .collect();
    assert_eq!(high, ["president", "?"]);
}

#[test]
fn another_model_is_named_as_such_and_the_papers_is_offered() {
    for report in [&*OF_MINILM, &*OF_TINY_BERT] {
        assert!(!report.is_papers_model);
        says(&report.notes, "The paper's model is bert-base-uncased");
        says(&report.notes, "`glassbox models pull bert-base-uncased`");
        let kind = card(report, PaperItem::Table(1)).verdict.kind;
        assert_eq!(kind, VerdictKind::OtherModel);
    }
    says(&OF_MINILM.notes, "The model has 6 layers");
    let depth = |note: &String| note.contains("layers: the paper's Layers");
    assert!(!OF_TINY_BERT.notes.iter().any(depth));
}

#[test]
fn what_the_paper_does_not_print_is_not_made_up() {
    let report = &*OF_MINILM;
    for number in 4..=7 {
        let figure = card(report, PaperItem::Figure(number));
        assert!(!figure.has_printed() && figure.has_measured());
        assert_eq!(figure.verdict.kind, VerdictKind::NothingPrinted);
    }
    let example = card(report, PaperItem::Table(6));
    assert!(example.has_printed() && !example.has_measured());
    assert_eq!(example.source, PaperSource::Nothing);
    assert_eq!(example.verdict.kind, VerdictKind::Illustration);
}

#[test]
fn table_4_and_the_comparison_behind_it_have_the_same_sums() {
    let table = card(&OF_MINILM, PaperItem::Table(4));
    let total: f64 = table
        .rows
        .iter()
        .map(|row| row.cells[0].measured.unwrap())
        .sum();
    let PaperSource::Comparison(comparison) = &table.source else {
        panic!("table 4 is a comparison");
    };
    assert!((total - comparison.sums_at_layer().total).abs() < 1e-9);
    assert_eq!(
        table.facts[0].measured,
        Some(comparison.sums_at_layer().total)
    );
    assert_eq!(table.rows[4].label(), "day → walk");
}

#[test]
fn an_unwanted_report_stops() {
    let cancel = Cancel::new();
    cancel.cancel();
    let stopped = ask(&[tiny_bert()], &Question::new(Asked::Paper), &cancel).unwrap_err();
    assert!(matches!(stopped, AskError::Model(ModelError::Interrupted)));
}

#[test]
fn the_report_is_well_formed_whole_and_needs_nothing_else() {
    let page = html_from_paper(&OF_MINILM).unwrap();
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(&page, options).unwrap();
    let with_id = |id: &str| {
        document
            .descendants()
            .find(|node| node.attribute("id") == Some(id))
    };
    for card in &OF_MINILM.cards {
        let section = with_id(&card.item.id()).unwrap();
        let text: String = section
            .descendants()
            .filter_map(|node| node.text())
            .collect();
        assert!(text.contains(&card.title) && text.contains(&card.verdict.text));
        let pictures = section
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "svg")));
        let drawn = match card.item {
            // Their pictures stand in the figures that plot them, or there is nothing to measure.
            PaperItem::Table(1..=3 | 6) | PaperItem::Section(_) => 0,
            _ => 2,
        };
        assert_eq!(pictures.count(), drawn, "{:?}", card.item);
    }
    // What is linked to is there, once.
    let mut ids: Vec<&str> = document
        .descendants()
        .filter_map(|node| node.attribute("id"))
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
    for link in document
        .descendants()
        .filter_map(|node| node.attribute("href"))
    {
        assert!(ids.contains(&link.trim_start_matches('#')), "{link}");
    }
    let fetches = |node: &Node<'_, '_>| {
        node.attribute("src").is_some()
            || ["script", "link", "img", "iframe", "object"].contains(&node.tag_name().name())
    };
    assert!(!document.descendants().any(|node| fetches(&node)));
    // The letters of the pictures are inside, each set of them once.
    let letters = page.matches("url(data:font/").count();
    assert!(letters > 0 && letters == page.matches("url(").count());
    assert_eq!(page.matches("<style>@font-face").count(), 9);
    assert!(!page.contains("@import"));
}

#[test]
fn a_table_can_be_heard_as_one() {
    let page = html_from_paper(&OF_TINY_BERT).unwrap();
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(&page, options).unwrap();
    let named = |name: &str| {
        let nodes = document.descendants();
        nodes
            .filter(|node| node.tag_name().name() == name)
            .collect::<Vec<_>>()
    };
    assert_eq!(named("h1").len(), 1);
    for head in named("th") {
        assert!(matches!(head.attribute("scope"), Some("col" | "row")));
    }
    for picture in named("svg") {
        assert_eq!(picture.attribute("role"), Some("img"));
        assert!(
            picture
                .children()
                .any(|child| child.tag_name().name() == "title")
        );
    }
    assert_eq!(named("html")[0].attribute("lang"), Some("en"));
}

#[test]
fn json_has_the_keys_scripts_read() {
    let json: Value = serde_json::from_str(&written(&OF_MINILM, TextFormat::Json)).unwrap();
    assert_eq!(json["schema"], "glassbox.paper.v1");
    assert_eq!(json["model"]["id"], "minilm");
    assert_eq!(json["is_papers_model"], false);
    assert_eq!(json["layer"], 4);
    let cards = json["cards"].as_array().unwrap();
    assert_eq!(cards.len(), 14);
    let cell = &cards[0]["rows"][4]["cells"][0];
    assert_eq!(cell["printed"], 21.9766);
    assert_eq!(
        (&cell["printed_rank"], &cell["printed_bucket"]),
        (&1.into(), &"HIGH".into())
    );
    assert!(cell["measured"].as_f64().unwrap() > 14.0);
    let threshold = &cards[11]["facts"][0];
    assert_eq!(cards[11]["id"], "table-5");
    assert_eq!(
        (&threshold["printed"], &threshold["recomputed"]),
        (&20.15.into(), &20.15.into())
    );
    assert_eq!(cards[12]["verdict"]["kind"], "an illustration");
}

#[test]
fn csv_has_a_row_for_each_number_of_its_own() {
    let csv = written(&OF_MINILM, TextFormat::Csv);
    let mut lines = csv.split("\r\n");
    assert!(
        lines.next().unwrap().starts_with(
            "card,row,token,token_b,read_as,measure,layer,printed,measured,difference"
        )
    );
    let rows: usize = OF_MINILM
        .cards
        .iter()
        .filter(|card| card.numbers_in.is_none())
        .map(|card| card.cells().count())
        .sum();
    assert_eq!(lines.filter(|line| !line.is_empty()).count(), rows);
    assert!(csv.contains("\r\ntable-1,9,[SEP],,,Layer 8,4,9.594359,9.79"));
}

#[test]
fn the_table_fits_a_terminal() {
    for report in [&*OF_MINILM, &*OF_TINY_BERT] {
        let table = written(report, TextFormat::Readable);
        for line in table.lines() {
            // The folder of the tiny model may have a long name.
            let is_name = line.contains("tiny-bert");
            assert!(is_name || line.width() <= 80, "{line}");
        }
        for card in &report.cards {
            assert!(table.contains(&format!("\n{}. {}\n", card.item.name(), card.title)));
        }
    }
    assert!(
        written(&OF_MINILM, TextFormat::Readable)
            .contains("`glassbox models pull bert-base-uncased`")
    );
}

#[test]
fn the_same_report_is_the_same_bytes() {
    let again = paper(minilm()).unwrap();
    assert_eq!(again, *OF_MINILM);
    let (one, other) = (all_files(&OF_MINILM), all_files(&again));
    assert!(one == other);
    for (name, bytes) in one.iter().filter(|(name, _)| is_svg(name)) {
        let recipe = recipe_from_file(bytes).unwrap();
        assert!(recipe.chart.is_some(), "{name}");
    }
    let printed_alone = card(&OF_MINILM, PaperItem::Table(6));
    assert_eq!(figure_from_paper(&OF_MINILM, printed_alone), None);
}

fn is_svg(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "svg")
}

fn paper_of_tiny_bert() -> assert_cmd::Command {
    tiny(["paper"])
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn the_command_prints_a_table_or_writes_what_it_is_asked_for() {
    let table = printed(&mut paper_of_tiny_bert());
    assert!(table.contains("Table 1. ") && table.contains("Figure 7. "));
    let json = printed(paper_of_tiny_bert().args(["--json", "-"]));
    assert!(json.starts_with("{\"schema\":\"glassbox.paper.v1\",\"app_version\":"));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("paper");
    let said = printed(paper_of_tiny_bert().arg("--out").arg(&out));
    assert!(said.is_empty());
    let files = files_in(&out);
    let mut expected = vec![
        "facts.csv".to_owned(),
        "paper.json".into(),
        "report.html".into(),
        "section-4.csv".into(),
    ];
    expected.extend((1..=6).map(|number| format!("table-{number}.csv")));
    for ending in ["svg", "pdf"] {
        expected.extend((1..=5).map(|number| format!("table-{number}.{ending}")));
        expected.extend((1..=7).map(|number| format!("figure-{number}.{ending}")));
    }
    expected.extend((4..=7).map(|number| format!("figure-{number}.csv")));
    expected.sort();
    assert_eq!(files, expected);
    assert_eq!(fs::read_to_string(out.join("paper.json")).unwrap(), json);
}

#[test]
fn what_cannot_be_written_is_said_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("missing").join("paper");
    let said = one_line_of_failure(paper_of_tiny_bert().arg("--out").arg(&out), 1);
    assert!(said.contains("could not make the folder"), "{said}");
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    one_line_of_failure(paper_of_tiny_bert().arg("--out").arg(&file), 1);
    assert_eq!(files_in(folder.path()), ["file"]);
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    let same = ["--json", "same", "--csv", "same"];
    one_line_of_failure(paper_of_tiny_bert().args(same), 2);
}
