//! What is said of a corpus besides its tokens and texts: what was asked, what was met, what was
//! found.

use std::collections::BTreeMap;

use crate::domain::corpus::{Findings, RunFacts, TextPlace};
use crate::domain::frequency::FrequencySource;
use crate::domain::measure::Measure;
use crate::domain::trace::ModelCard;

use super::scored_text::TableSettings;

/// A run as its readers are told of it.
#[derive(Debug, Clone, Copy)]
pub struct CorpusSummary<'a> {
    /// The model that read the texts.
    pub model: &'a ModelCard,
    /// What was asked.
    pub settings: &'a SummarySettings,
    /// What was met.
    pub facts: &'a RunFacts,
    /// What was found.
    pub findings: &'a Findings,
}

/// What the numbers depend on besides texts and model; seed and replicates are with the findings.
#[derive(Debug, Clone, PartialEq)]
pub struct SummarySettings {
    /// Layers, threshold and whether lines are split.
    pub tables: TableSettings,
    /// Which number of a token is called its strength.
    pub measure: Measure,
    /// Where frequency ranks come from.
    pub frequency: FrequencySource,
    /// Whether attention was kept.
    pub baselines: bool,
    /// The column of tables that was asked for.
    pub column: Option<String>,
    /// The field of JSON objects that was asked for.
    pub field: Option<String>,
    /// How files were to be read, where that was said: delimiter, quotes, header, encoding.
    pub read_as: BTreeMap<&'static str, String>,
    /// Whether texts that were there before are left out.
    pub skip_duplicates: bool,
}

impl<'a> CorpusSummary<'a> {
    /// What a reader of the numbers must know, one sentence per warning.
    pub fn warnings(&self) -> Vec<String> {
        let Self {
            facts, findings, ..
        } = self;
        let mut warnings = self.model.notes.clone();
        warnings.extend(facts.warnings());
        let sample = &findings.sample;
        if findings.replicates == 0 {
            let why = if findings.texts < 10 {
                "fewer than 10 texts are too few to resample"
            } else {
                "none were asked for"
            };
            warnings.push(format!("there are no intervals: {why}"));
        }
        if !sample.whole {
            warnings.push(format!(
                "intervals and correlations are made of {} texts with {} tokens, drawn from all {} \
                 by the seed: the intervals are those of so many texts, wider than the corpus's own",
                sample.text_count, sample.token_count, findings.texts
            ));
        }
        let duplicates = facts.input.duplicates();
        if duplicates > 0 && !self.settings.skip_duplicates {
            warnings.push(format!(
                "{duplicates} texts were there before and were read again: intervals take them for \
                 new evidence; leave them out with --skip-duplicates"
            ));
        }
        warnings
    }

    /// The name of the file a text is from.
    pub(super) fn file_of(&self, place: TextPlace) -> &'a str {
        let file = self.facts.input.files.get(place.file);
        file.map_or("", |file| file.name.as_str())
    }
}
