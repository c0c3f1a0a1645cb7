//! Flags as typed, of which numbers are asked for; and parsers for the names of a few values.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::AnalysisSettings;
use crate::charts::{ChartDef, Subject};
use crate::domain::measure::Measure;
use crate::domain::threshold::{QuantileMethod, ThresholdRule};
use crate::domain::token::TokenSet;

/// Which numbers are asked for.
#[derive(Debug, Args)]
pub(super) struct QuestionFlags {
    /// The layer to judge, 0..L; default: the paper's depth, Layer 8 of 12
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = layer)]
    layer: Option<usize>,
    /// The layer beside it; default: the next one up
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = layer)]
    second_layer: Option<usize>,
    /// The quantile that is the threshold, 0..1
    #[arg(
        long,
        value_name = "Q",
        default_value_t = 0.75,
        allow_negative_numbers = true,
        value_parser = quantile
    )]
    quantile: f64,
    /// How a quantile between two values is settled, by numpy's names
    #[arg(long, value_name = "NAME", default_value = "linear", value_parser = quantile_method())]
    quantile_method: QuantileMethod,
    /// Which tokens enter the threshold and the ranks
    #[arg(long, value_name = "SET", default_value = "no-special", value_parser = token_set())]
    tokens: TokenSet,
    /// Which number of a token is called its strength: the norm of its hidden state, the paper's;
    /// the norm without outlier dimensions, centred or standardised by reference texts; the norm
    /// before the last `LayerNorm`; or how surprising the norm is
    #[arg(long, value_name = "NAME", default_value = "norm", value_parser = measure())]
    measure: Measure,
    /// A file of the reference texts that strengths are compared with, as `corpus` reads it; default:
    /// the sample corpus, 840 English sentences
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
}

impl QuestionFlags {
    /// The flags as meant.
    pub(super) fn settings(&self) -> AnalysisSettings {
        AnalysisSettings {
            layer: self.layer,
            second_layer: self.second_layer,
            rule: ThresholdRule {
                quantile: self.quantile,
                method: self.quantile_method,
                tokens: self.tokens,
            },
            measure: self.measure,
        }
    }

    /// The file of reference texts.
    pub(super) fn reference(&self) -> Option<&Path> {
        self.reference.as_deref()
    }
}

fn layer(typed: &str) -> Result<usize, String> {
    let layer = typed.parse();
    layer.map_err(|_| "a layer is a whole number from 0, the embeddings, up".to_owned())
}

fn quantile(typed: &str) -> Result<f64, String> {
    match typed.parse::<f64>() {
        Ok(quantile) if (0.0..=1.0).contains(&quantile) => Ok(quantile),
        _ => Err("a quantile is a number from 0 to 1".to_owned()),
    }
}

fn quantile_method() -> impl clap::builder::TypedValueParser<Value = QuantileMethod> {
    one_of(
        QuantileMethod::ALL
            .iter()
            .map(|&method| (method.name(), method)),
    )
}

fn measure() -> impl clap::builder::TypedValueParser<Value = Measure> {
    one_of(
        Measure::ALL
            .iter()
            .map(|&measure| (measure.name(), measure)),
    )
}

fn token_set() -> impl clap::builder::TypedValueParser<Value = TokenSet> {
    one_of(TokenSet::ALL.iter().map(|&set| (set.name(), set)))
}

/// A parser for the names of a few values, which `--help` lists.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    choices: impl IntoIterator<Item = (&'static str, T)>,
) -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    let choices: Vec<(&str, T)> = choices.into_iter().collect();
    let names = choices.iter().map(|&(name, _)| name);
    PossibleValuesParser::new(names).try_map(move |typed| {
        let chosen = choices.iter().find(|&&(name, _)| name == typed);
        chosen.map(|&(_, value)| value).ok_or("unknown name")
    })
}

/// A parser for the names of the charts of `subject`.
pub(super) fn chart_of(
    subject: Subject,
) -> impl clap::builder::TypedValueParser<Value = &'static dyn ChartDef> {
    one_of(subject.charts().map(|chart| (chart.id(), chart)))
}
