//! What is asked of a run. The same settings on the same files give the same bytes.

use serde::{Deserialize, Serialize};

use crate::analysis::{AnalysisError, AnalysisSettings};
use crate::domain::corpus::TallySettings;
use crate::domain::corpus::pairs::PairSource;
use crate::domain::frequency::FrequencySource;
use crate::domain::measure::Measure;
use crate::domain::removal::{Removal, RemovalOutput};
use crate::domain::threshold::ThresholdRule;
use crate::domain::trace::ModelCard;
use crate::export::corpus::{SummarySettings, TableSettings};

use super::input::{InputChoice, ReadAs};

/// What the numbers depend on besides the texts and the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that is asked for or not"
)]
pub struct CorpusSettings {
    /// The layer that the tables are about.
    pub layer: usize,
    /// The layer it is compared with.
    pub second_layer: usize,
    /// How thresholds are drawn, in each text by itself.
    pub rule: ThresholdRule,
    /// Which number of a token is called its strength.
    pub measure: Measure,
    /// The seed of everything that is drawn at random.
    pub seed: u64,
    /// Whether attention is kept as a baseline.
    pub baselines: bool,
    /// Where the frequency rank of a token comes from.
    pub frequency: FrequencySource,
    /// How many times the texts are resampled for the intervals; 0 leaves them out.
    pub replicates: usize,
    /// The column of tables that was asked for.
    pub column: Option<String>,
    /// The field of JSON objects that was asked for.
    pub field: Option<String>,
    /// What was said of how files are written.
    pub read_as: ReadAs,
    /// Whether every text begins a pair, and where its second text comes from.
    pub pairs: Option<PairSource>,
    /// How tokens are removed, where the removal test is asked for.
    pub removal: Option<Removal>,
    /// What of the model's is looked at without them.
    pub removal_output: RemovalOutput,
    /// Whether it is asked where the words of a masked-language-model head settle.
    pub settling: bool,
    /// Whether every sentence is a text of its own.
    pub split_sentences: bool,
    /// Whether a text that was there before is left out.
    pub skip_duplicates: bool,
}

/// One of several equal shares of the texts: every `of`-th, from the `number`-th on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// From 1.
    pub number: u64,
    /// How many shards there are.
    pub of: u64,
}

impl CorpusSettings {
    /// The seed where nobody names one.
    pub const SEED: u64 = 20_260_522;

    /// What `settings` and `choice` amount to on `model`.
    ///
    /// # Errors
    /// A layer the model does not have.
    pub fn for_model(
        model: &ModelCard,
        settings: &AnalysisSettings,
        choice: &InputChoice,
        seed: u64,
        baselines: bool,
    ) -> Result<Self, AnalysisError> {
        let (layer, second_layer) = settings.layers_on(model)?;
        check_measure(model, settings.measure, layer, choice)?;
        Ok(Self {
            layer,
            second_layer,
            rule: settings.rule,
            measure: settings.measure,
            seed,
            baselines,
            frequency: FrequencySource::default(),
            replicates: TallySettings::REPLICATES,
            column: choice.column.clone(),
            field: choice.field.clone(),
            read_as: choice.read_as.clone(),
            pairs: choice.second.clone().map(PairSource::Column),
            removal: None,
            removal_output: RemovalOutput::default(),
            settling: false,
            split_sentences: choice.split_sentences,
            skip_duplicates: choice.skip_duplicates,
        })
    }

    /// The part of them that the tables are made by.
    pub fn for_tables(&self) -> TableSettings {
        TableSettings {
            layer: self.layer,
            second_layer: self.second_layer,
            rule: self.rule,
            split_sentences: self.split_sentences,
        }
    }

    /// The part of them that the summary names.
    pub fn for_summary(&self) -> SummarySettings {
        SummarySettings {
            tables: self.for_tables(),
            measure: self.measure,
            frequency: self.frequency,
            baselines: self.baselines,
            column: self.column.clone(),
            field: self.field.clone(),
            read_as: self.read_as.said().into_iter().collect(),
            skip_duplicates: self.skip_duplicates,
        }
    }

    /// How the texts are taken from their files, one sentence per setting.
    pub fn how_read(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if self.measure != Measure::Norm {
            sentences.push(format!("Measure: {}.", self.measure.name()));
        }
        sentences.extend(self.column.iter().map(|name| format!("Column {name}.")));
        sentences.extend(self.field.iter().map(|name| format!("Field {name}.")));
        let said = self.read_as.said().into_iter();
        sentences.extend(said.map(|(name, value)| format!("Read with {name} {value}.")));
        match &self.pairs {
            Some(PairSource::Swaps) => sentences
                .push("Each text is compared with itself after a swap of one word.".to_owned()),
            Some(PairSource::Column(name)) => {
                sentences.push(format!("Each text is compared with that of column {name}."));
            }
            None => {}
        }
        if let Some(removal) = self.removal {
            let (name, phrase) = (removal.name(), removal.phrase());
            let seen_in = match self.removal_output {
                RemovalOutput::Embedding => String::new(),
                output => format!(", seen in {}", output.phrase()),
            };
            sentences.push(format!("Removal test by {name} ({phrase}){seen_in}."));
        }
        if self.settling {
            sentences.push("Strength is set beside the layer where words settle.".to_owned());
        }
        if self.split_sentences {
            sentences.push("Each sentence is a text of its own.".to_owned());
        }
        if self.skip_duplicates {
            sentences.push("Duplicates are left out.".to_owned());
        }
        sentences
    }

    /// Which texts are wanted of the files.
    pub fn choice(&self) -> InputChoice {
        InputChoice {
            column: self.column.clone(),
            field: self.field.clone(),
            read_as: self.read_as.clone(),
            second: match &self.pairs {
                Some(PairSource::Column(name)) => Some(name.clone()),
                Some(PairSource::Swaps) | None => None,
            },
            split_sentences: self.split_sentences,
            skip_duplicates: self.skip_duplicates,
        }
    }
}

/// What is written besides the tables that every run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputOptions {
    /// Every chart as SVG and PNG.
    pub charts: bool,
    /// The tables of tokens and of texts as Parquet too.
    pub parquet: bool,
}

/// Refuses a measure of which the corpus has no statistics.
fn check_measure(
    model: &ModelCard,
    measure: Measure,
    layer: usize,
    choice: &InputChoice,
) -> Result<(), AnalysisError> {
    match measure {
        Measure::Surprise => Err(AnalysisError::NoCorpus(measure)),
        Measure::InputNorm if choice.second.is_some() => Err(AnalysisError::NoShift(measure)),
        _ => measure.check(model, layer),
    }
}

impl Default for OutputOptions {
    /// Charts, no Parquet.
    fn default() -> Self {
        Self {
            charts: true,
            parquet: false,
        }
    }
}

impl Shard {
    /// All texts.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Whether the text that is `number`-th from 0 belongs to the shard.
    pub fn has(self, number: u64) -> bool {
        number % self.of.max(1) == self.number.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_belongs_to_one_shard() {
        for number in 0..20 {
            let shards = (1..=3).map(|shard| Shard {
                number: shard,
                of: 3,
            });
            assert_eq!(shards.filter(|shard| shard.has(number)).count(), 1);
            assert!(Shard::WHOLE.has(number));
        }
    }
}
