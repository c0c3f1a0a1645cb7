//! Flags as typed, of which numbers are asked for; and parsers for the names of a few values.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

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
    #[arg(long, value_name = "NAME", default_value = "linear", value_parser = one_of(QuantileMethod::ALL, QuantileMethod::name))]
    quantile_method: QuantileMethod,
    /// Which tokens enter the threshold and the ranks
    #[arg(long, value_name = "SET", default_value = "no-special", value_parser = one_of(TokenSet::ALL, TokenSet::name))]
    tokens: TokenSet,
    /// Which number of a token is called its strength: the norm of its hidden state, the paper's;
    /// the norm without outlier dimensions, centred or standardised by reference texts; the norm
    /// before the last `LayerNorm`; or how surprising the norm is
    #[arg(long, value_name = "NAME", default_value = "norm", value_parser = one_of(Measure::ALL, Measure::name))]
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

/// A layer as typed.
pub(super) fn layer(typed: &str) -> Result<usize, String> {
    let layer = typed.parse();
    layer.map_err(|_| "a layer is a whole number from 0, the embeddings, up".to_owned())
}

fn quantile(typed: &str) -> Result<f64, String> {
    match typed.parse::<f64>() {
        Ok(quantile) if (0.0..=1.0).contains(&quantile) => Ok(quantile),
        _ => Err("a quantile is a number from 0 to 1".to_owned()),
    }
}

/// A parser for the names of a few values, which `--help` lists.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &[T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> + use<T> {
    let choices: Vec<(&str, T)> = all.iter().map(|&value| (name(value), value)).collect();
    let names = choices.iter().map(|&(name, _)| name);
    PossibleValuesParser::new(names).try_map(move |typed| {
        let chosen = choices.iter().find(|&&(name, _)| name == typed);
        chosen.map(|&(_, value)| value).ok_or("unknown name")
    })
}

/// A parser for the names of the charts of `subject`.
pub(super) fn chart_of(subject: Subject) -> impl TypedValueParser<Value = &'static dyn ChartDef> {
    let charts: Vec<&'static dyn ChartDef> = subject.charts().collect();
    one_of(&charts, <dyn ChartDef>::id)
}
