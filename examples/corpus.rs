//! Compares content and function words of many texts at every layer; nothing is written.
//!
//! `cargo run --release --example corpus -- reviews.csv`; without a file, the sample corpus.

#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::error::Error;
use std::path::Path;

use glassbox::corpus::input::{InputChoice, InputFile};
use glassbox::corpus::{
    CorpusAccumulator, CorpusError, CorpusRun, CorpusSettings, IndexedOutcome, RunControl, Shard,
    Sink, available_threads,
};
use glassbox::{AnalysisSettings, Model};

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/assets/sample-corpus/sentences.csv"
);

/// Takes what comes of each text, in the order of the texts, and counts it.
struct Counting(CorpusAccumulator);

impl Sink for Counting {
    fn take(&mut self, outcome: &IndexedOutcome) -> Result<(), CorpusError> {
        self.0.add(outcome);
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| SAMPLE.to_owned());
    let files = [InputFile::named(Path::new(&path), None)?];
    let model = Model::embedded()?;
    let settings = CorpusSettings::for_model(
        model.card(),
        &AnalysisSettings::default(),
        &InputChoice::default(),
        CorpusSettings::SEED,
        false,
    )?;
    let run = CorpusRun {
        model: &model,
        files: &files,
        settings: &settings,
        threads: available_threads(),
        reference: None,
        states: None,
    };
    run.check()?;
    let mut counting = Counting(CorpusAccumulator::new(model.card(), &settings));
    run.run(Shard::WHOLE, &RunControl::default(), &mut counting)?;

    let findings = counting.0.findings();
    println!("{} texts, {} tokens", findings.texts, findings.tokens);
    println!("chance that a content token is stronger than a function token:");
    for (layer, effect) in findings.effects.iter().enumerate() {
        let auc = effect.auc.map_or(f64::NAN, |auc| auc.value);
        println!("Layer {layer}  {auc:.3}");
    }
    Ok(())
}
