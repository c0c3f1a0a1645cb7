//! Prints how strongly each token of a text lights up, and which are HIGH.
//!
//! `cargo run --example strengths -- "Who is the prime minister of Canada?"`

#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::error::Error;

use glassbox::{Cancel, Model, Question, ask};

fn main() -> Result<(), Box<dyn Error>> {
    let typed = std::env::args().nth(1);
    let text = typed.unwrap_or_else(|| "Who is the prime minister of Canada?".to_owned());

    // Another model: `Model::load(&ModelSource::named("FOLDER")?, &Loading::quiet())`.
    let model = Model::embedded()?;
    let answer = ask(&[&model], &Question::analyze(text), &Cancel::never())?;
    let analysis = answer.analysis().ok_or("one text was asked about")?;

    let scores = analysis.at_layer();
    println!("{}, Layer {}", analysis.model.display_name, analysis.layer);
    if let Some(threshold) = scores.threshold {
        println!("threshold {threshold:.4}");
    }
    let tokens = analysis.traced.tokens.iter().zip(analysis.strengths());
    for ((token, strength), score) in tokens.zip(&scores.tokens) {
        // Special tokens such as [CLS] are not judged unless the settings ask for it.
        let bucket = score.map_or("-", |score| score.bucket.name());
        println!("{:<14} {strength:8.4}  {bucket}", token.shown);
    }
    for warning in &analysis.warnings {
        println!("note: {warning}");
    }
    Ok(())
}
