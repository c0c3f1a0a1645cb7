//! Prints how far each token's hidden state moves from one text to another.
//!
//! `cargo run --example compare -- "Summarize: it rains." "Translate: it rains."`

#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::error::Error;

use glassbox::{AnalysisSettings, Cancel, Model, Question, ask};

fn main() -> Result<(), Box<dyn Error>> {
    let mut typed = std::env::args().skip(1);
    let a = typed.next();
    let b = typed.next();
    let a = a.unwrap_or_else(|| "Enjoying a beautiful day at the park!".to_owned());
    let b = b.unwrap_or_else(|| "Enjoying a beautiful walk at the beach!".to_owned());

    let model = Model::embedded()?;
    let settings = AnalysisSettings {
        layer: Some(model.card().layers),
        ..AnalysisSettings::default()
    };
    let question = Question::compare(a, b).with(settings);
    let answer = ask(&[&model], &question, &Cancel::never())?;
    let comparison = answer.comparison().ok_or("two texts were asked about")?;

    let layer = comparison.a.layer;
    println!(
        "shifts at Layer {layer} of {}",
        comparison.a.model.display_name
    );
    let shifts = comparison.shifts.get(layer).ok_or("no such layer")?;
    for (pair, shift) in comparison.alignment.pairs.iter().zip(shifts) {
        let shown = |tokens: &[glassbox::domain::token::Token], index: Option<usize>| {
            let token = index.and_then(|index| tokens.get(index));
            token.map_or_else(|| "(gap)".to_owned(), |token| token.shown.clone())
        };
        let from = shown(&comparison.a.traced.tokens, pair.a);
        let to = shown(&comparison.b.traced.tokens, pair.b);
        // A token without a partner has no shift and enters no sum.
        let shift = shift.map_or_else(|| "-".to_owned(), |shift| format!("{:.4}", shift.shift));
        println!("{from:<14} {to:<14} {shift:>8}  {}", pair.kind.name());
    }
    if let Some(sums) = comparison.sums.get(layer) {
        println!("total {:.4} over {} pairs", sums.total, sums.pairs);
    }
    Ok(())
}
