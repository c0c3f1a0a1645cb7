//! JSON as other people write it: arrays, Python's numbers, halves of surrogate pairs, nulls.

use glassbox::corpus::input::InputChoice;
use glassbox::domain::corpus::{InputFacts, RowFault};

use super::input::{column, faults, lines, named, plainly, read, read_all, said};
use crate::fixtures::fixture;

const SENTENCES: [&str; 4] = [
    "The park was lovely today.",
    "She left the shop before noon.",
    "Doctors praised the careful nurse.",
    "The bank refused the loan.",
];

fn case(name: &str) -> (Vec<(u64, String)>, InputFacts) {
    let file = named(&fixture(&format!("cases/{name}")));
    read_all(&[file], &InputChoice::default()).unwrap()
}

#[test]
fn an_array_is_read_however_it_is_laid_out() {
    for name in ["array.jsonl", "array-lines.jsonl", "array-pretty.jsonl"] {
        let (texts, facts) = case(&format!("jsonl-array/{name}"));
        // One line may hold several, so that its number would name none of them.
        let expected: Vec<(u64, &str)> = (1..).zip(SENTENCES).collect();
        assert_eq!(lines(&texts), expected, "{name}");
        assert!(facts.files[0].notes[0].contains("one JSON document"));
        assert_eq!(facts.bad(), 0);
    }
    let (texts, facts) = case("jsonl-array/comma-end.jsonl");
    assert_eq!(lines(&texts), (1..).zip(SENTENCES).collect::<Vec<_>>());
    assert!(facts.files[0].notes.is_empty());
    // Objects over several lines, one after the other.
    let (texts, _) = plainly(
        "a.jsonl",
        "{\n  \"text\": \"One {here\"\n}\n{\n  \"text\": \"Two\"\n}\n",
    );
    assert_eq!(lines(&texts), [(1, "One {here"), (2, "Two")]);
}

#[test]
fn faults_of_an_array_name_their_lines() {
    let array = "\u{feff}[\n {\"text\": \"one\"},\n {\"text\":\n  3},\n \"two\",\n {\"text\": \"three\"}\n]\n";
    let (texts, facts) = plainly("a.jsonl", array);
    assert_eq!(lines(&texts), [(1, "one"), (4, "three")]);
    assert_eq!(
        faults(&facts),
        [
            (3, &RowFault::NotText("text".to_owned())),
            (5, &RowFault::NotAnObject("a string".to_owned())),
        ]
    );
    assert_eq!((facts.bad_rows[0].lines, facts.bad()), (2, 3));
}

#[test]
fn an_element_as_large_as_a_row_may_be_ends_nothing() {
    let long = format!(
        "[{{\"text\": \"{}\"}}, {{\"text\": \"next\"}}]",
        "x".repeat(2 << 20)
    );
    let (texts, facts) = plainly("a.jsonl", long);
    assert_eq!(lines(&texts), [(2, "next")]);
    assert_eq!(faults(&facts), [(1, &RowFault::TooLong)]);
}

#[test]
fn what_python_writes_is_read() {
    let (texts, facts) = case("jsonl-python-numbers/nan.jsonl");
    let expected = [
        "The park was lovely",
        "She left the shop",
        "Doctors praised",
    ];
    assert_eq!(lines(&texts), (1..).zip(expected).collect::<Vec<_>>());
    assert_eq!(facts.bad(), 0);
    let (texts, facts) = case("jsonl-python-numbers/surrogate.jsonl");
    let expected = [
        "So happy today \u{fffd}",
        "The park was lovely \u{1f600}",
        "She left the \u{fffd} shop",
    ];
    assert_eq!(lines(&texts), (1..).zip(expected).collect::<Vec<_>>());
    assert_eq!(facts.bad(), 0);
    let mixed = "{\"n\": -Infinity, \"text\": \"NaN is \\\"Infinity\\\"\", \"m\": [NaN, {\"k\": Infinity}]}\n";
    let (texts, _) = plainly("a.jsonl", mixed);
    assert_eq!(lines(&texts), [(1, "NaN is \"Infinity\"")]);
}

#[test]
fn a_field_is_chosen_by_name_over_all_rows_then_by_what_it_holds() {
    let (texts, facts) = case("jsonl-missing-first/missing-first.jsonl");
    assert_eq!(lines(&texts), (2..).zip(SENTENCES).collect::<Vec<_>>());
    assert_eq!(faults(&facts), [(1, &RowFault::NoField("text".to_owned()))]);
    let (texts, facts) = plainly(
        "a.jsonl",
        "{\"lang\": \"en\", \"body\": null}\n{\"lang\": \"en\", \"body\": \"She left the shop.\"}\n",
    );
    assert_eq!(lines(&texts), [(2, "She left the shop.")]);
    assert!(facts.files[0].notes[0].contains("the field \"body\", the only one with sentences"));
    let both = "{\"title\": \"A day in the park\", \"body\": \"She left the shop.\"}\n";
    let told = said("a.jsonl", both, &InputChoice::default());
    assert!(told.contains("several fields"), "{told}");
}

#[test]
fn tweets_with_nulls_are_counted_and_said_as_null() {
    let tweets: Vec<String> = (1..=50)
        .map(|number| {
            let text = match number % 10 {
                0 => "null".to_owned(),
                3 => format!("\"half an emoji \\ud83d in {number}\""),
                _ => format!("\"so happy today \\ud83d\\ude00, it is number {number}!\""),
            };
            format!(
                "{{\"id\": {number}, \"created_at\": \"Mon Sep 24 03:35:21 +0000 2012\", \"lang\": \
                 \"en\", \"full_text\": {text}, \"score\": NaN}}\n"
            )
        })
        .collect();
    let tweets = tweets.concat();
    let (texts, facts) = plainly("tweets.jsonl", &tweets);
    assert_eq!((texts.len(), facts.bad()), (45, 5));
    assert_eq!(texts[0].1, "so happy today \u{1f600}, it is number 1!");
    let null = RowFault::Null("full_text".to_owned());
    assert!(facts.bad_rows.iter().all(|row| row.fault == null));
    let notes = facts.files[0].notes.join("; ");
    assert!(
        notes.contains("the field \"full_text\" is null in 5 objects, which are skipped"),
        "{notes}"
    );
    let (texts, _) = read("tweets.jsonl", &tweets, &column("full_text")).unwrap();
    assert_eq!(texts.len(), 45);
}

#[test]
fn what_is_no_json_says_why() {
    let (_, facts) = plainly(
        "a.jsonl",
        "{\"text\": \"one\"}\n{\"text\": \"two\" \"n\": 1}\n{\"text\": 'three'}\n12\n",
    );
    let told: Vec<String> = facts
        .bad_rows
        .iter()
        .map(|row| row.fault.to_string())
        .collect();
    assert_eq!(
        told,
        [
            "not JSON: expected `,` or `}` at line 1 column 16",
            "not JSON: expected value at line 1 column 10",
            "JSON, but a number and no object",
        ]
    );
}
