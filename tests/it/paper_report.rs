//! Paper mode: what its cards say of a model.

use glassbox::analysis::paper::paper;

use crate::fixtures::minilm;

#[test]
fn dump() {
    let report = paper(minilm(), &|| true, &|_| {}).unwrap();
    println!("{:#?}", report.notes);
    for card in &report.cards {
        println!(
            "=== {} {}\n{}\n{:?}\n{}",
            card.item.name(),
            card.title,
            card.shows,
            card.texts,
            card.setting
        );
        for row in &card.rows {
            let cells: Vec<String> = row
                .cells
                .iter()
                .map(|c| {
                    format!(
                        "{:?} {:?} {:?}",
                        c.printed.map(|p| p.text()),
                        c.measured,
                        c.difference()
                    )
                })
                .collect();
            println!("  {} {:?} {}", row.label(), row.read_as, cells.join(" | "));
        }
        for f in &card.facts {
            println!("  {:?}", f);
        }
        println!(
            "R {:#?}\nM {:#?}\nV {:?}",
            card.recomputed, card.measured, card.verdict
        );
    }
}
