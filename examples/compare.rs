//! Draws how far each token's hidden state moves from one text to another, as an SVG.
//!
//! `cargo run --example compare -- "Summarize: it rains." "Translate: it rains." shifts.svg`

#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::error::Error;

use glassbox::charts::Subject;
use glassbox::export::figure::{FigureStyle, figure_from_answer, svg_from_figure};
use glassbox::{AnalysisSettings, Cancel, Model, Question, ask};

fn main() -> Result<(), Box<dyn Error>> {
    let mut typed = std::env::args().skip(1);
    let [a, b, file] = [typed.next(), typed.next(), typed.next()];
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
    let sums = comparison.sums_at_layer();
    println!("total shift {:.4} over {} pairs", sums.total, sums.pairs);

    let chart = Subject::Pair.chart("shifts").ok_or("no such chart")?;
    let figure = figure_from_answer(&answer, chart).ok_or("there is nothing to draw")?;
    let svg = svg_from_figure(&figure, &FigureStyle::default())?;
    match file {
        Some(file) => std::fs::write(file, svg)?,
        None => println!("{svg}"),
    }
    Ok(())
}
