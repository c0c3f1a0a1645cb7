//! What was found in a corpus, with what must be said of it.

use std::path::Path;
use std::sync::Arc;

use crate::analysis::{CorpusFindings, file_name};
use crate::corpus::{RunProgress, RunStage, SpooledRun};
use crate::disk::create_dir_all;
use crate::domain::corpus::{Findings, RunFacts};
use crate::domain::format::with_thousands;
use crate::domain::layer::paper_layer;
use crate::domain::measure::Measure;
use crate::domain::threshold::ThresholdRule;
use crate::domain::trace::ModelCard;
use crate::ui::state::settings::Settings;

/// Findings, and where they come from.
#[derive(Clone)]
pub(in crate::ui) struct ShownCorpus {
    pub(in crate::ui) findings: Arc<Findings>,
    pub(in crate::ui) source: FindingsSource,
    pub(in crate::ui) stage: RunStage,
    pub(in crate::ui) progress: RunProgress,
    /// What was met on the way, once the run ended.
    pub(in crate::ui) facts: Option<Arc<RunFacts>>,
    /// What is needed to write the tables, once the run ended.
    pub(in crate::ui) spooled: Option<Arc<SpooledRun>>,
}

/// Where findings come from.
#[derive(Clone)]
pub(in crate::ui) struct FindingsSource {
    /// The model that read the texts, whichever is in use now.
    pub(in crate::ui) model: Arc<ModelCard>,
    pub(in crate::ui) rule: ThresholdRule,
    /// The names of the files.
    pub(in crate::ui) files: Arc<[String]>,
    /// How the texts were taken from them.
    pub(in crate::ui) how_read: Arc<[String]>,
}

impl ShownCorpus {
    /// How much was read, and whether that is all.
    pub(in crate::ui) fn headline(&self) -> String {
        let texts = with_thousands(self.findings.texts);
        let tokens = with_thousands(self.findings.tokens);
        match self.stage {
            RunStage::Reading | RunStage::Paused => {
                format!("{texts} texts so far · {tokens} tokens")
            }
            RunStage::Estimating => format!("{texts} texts · {tokens} tokens · intervals to come"),
            RunStage::Done => format!("{texts} texts · {tokens} tokens"),
            RunStage::Cancelled => format!("Partial: {}, cancelled · {tokens} tokens", self.part()),
        }
    }

    /// `1,204 of 840,000 texts`, or how far into the files that is.
    fn part(&self) -> String {
        let texts = with_thousands(self.findings.texts);
        match (self.progress.total_texts, self.progress.fraction()) {
            (Some(total), _) => format!("{texts} of {} texts", with_thousands(total)),
            (None, Some(fraction)) if fraction > 0.0 => {
                let about = self.progress.texts as f64 / fraction;
                format!("{texts} of about {} texts", with_thousands(rounded(about)))
            }
            _ => format!("{texts} texts"),
        }
    }

    /// The names of the files without their folders.
    fn file_names(&self) -> Vec<&str> {
        self.source
            .files
            .iter()
            .map(|file| file_name(file))
            .collect()
    }

    /// By what and from what.
    pub(in crate::ui) fn source(&self) -> String {
        format!(
            "read by {} · {} · seed {}",
            self.source.model.display_name,
            self.file_names().join(", "),
            self.findings.seed
        )
    }

    /// What was met on the way that a reader must know, one sentence each.
    pub(in crate::ui) fn warnings(&self) -> Vec<String> {
        let Some(facts) = &self.facts else {
            return Vec::new();
        };
        let mut warnings = facts.warnings();
        if self.spooled.is_none() {
            let sentence = "these findings were kept from an earlier run, its tokens were not: run \
                            it again to save the tables of tokens and texts";
            warnings.push(sentence.to_owned());
        }
        if self.findings.replicates == 0 {
            let sentence = "there are no intervals: too few texts to resample, or skipped";
            warnings.push(sentence.to_owned());
        }
        warnings
    }

    /// What was counted beside the texts.
    pub(in crate::ui) fn counted(&self) -> String {
        let Some(facts) = &self.facts else {
            return String::new();
        };
        let counted = [
            (facts.bad(), "bad row", "bad rows"),
            (facts.input.blank(), "blank line", "blank lines"),
            (facts.input.duplicates(), "duplicate", "duplicates"),
        ];
        let counted = counted.into_iter().filter(|&(count, ..)| count > 0);
        let counted: Vec<String> = counted
            .map(|(count, one, many)| {
                format!(
                    "{} {}",
                    with_thousands(count),
                    if count == 1 { one } else { many }
                )
            })
            .collect();
        counted.join(" · ")
    }

    /// Where the current settings differ from those of the run, and what to do about it.
    pub(in crate::ui) fn differences(
        &self,
        settings: &Settings,
        in_use: Option<&ModelCard>,
    ) -> Vec<String> {
        let mut differences = Vec::new();
        let rule = &self.source.rule;
        if settings.rule != *rule {
            differences.push(format!(
                "HIGH was decided at quantile {} ({}) of the token set {}: a new run is needed for \
                 the threshold chosen above",
                rule.quantile,
                rule.method.name(),
                rule.tokens.name()
            ));
        }
        if let Some(in_use) = in_use.filter(|in_use| in_use.sha256 != self.source.model.sha256) {
            differences.push(format!(
                "these texts were read by {}; the model in use now is {}",
                self.source.model.display_name, in_use.display_name
            ));
        }
        differences
    }

    /// The findings at one layer, with what a figure says of where they come from.
    pub(super) fn findings_at(&self, layer: usize) -> CorpusFindings {
        CorpusFindings {
            model: Arc::clone(&self.source.model),
            layer,
            rule: self.source.rule,
            measure: Measure::Norm,
            files: self.source.files.to_vec(),
            how_read: self.source.how_read.to_vec(),
            notes: self.figure_notes(),
            findings: Arc::clone(&self.findings),
        }
    }

    /// Writes what the command line would into `folder`; returns how many files there are now.
    pub(in crate::ui) fn save(&self, folder: &Path) -> Result<usize, String> {
        let (Some(spooled), Some(facts)) = (&self.spooled, &self.facts) else {
            let reason = if self.facts.is_some() {
                "these findings were kept from an earlier run, its tokens were not: run it again to \
                 save all, or export the figures"
            } else {
                "the run is not over: wait for it, or cancel it"
            };
            return Err(reason.to_owned());
        };
        create_dir_all(folder).map_err(|error| {
            let folder = folder.display();
            format!("could not make the folder {folder} ({error}): choose another")
        })?;
        let saved = spooled.save(folder, facts, &self.findings);
        saved.map_err(|error| error.to_string())?;
        let there = std::fs::read_dir(folder).into_iter().flatten();
        Ok(there.count())
    }

    /// The layer looked at: the chosen one, or the paper's depth.
    pub(in crate::ui) fn layer(&self, settings: &Settings) -> usize {
        let layers = self.findings.layers;
        let chosen = settings.layer.filter(|&layer| layer <= layers);
        chosen.unwrap_or_else(|| paper_layer(layers))
    }

    /// What a figure must say of a run that was not seen through.
    pub(in crate::ui) fn figure_notes(&self) -> Vec<String> {
        match self.stage {
            RunStage::Done => Vec::new(),
            RunStage::Cancelled => vec![format!("partial, {}, then cancelled", self.part())],
            RunStage::Reading | RunStage::Paused | RunStage::Estimating => {
                vec![format!("partial, {} so far", self.part())]
            }
        }
    }
}

/// To two digits: an estimate that does not pretend to be a count.
fn rounded(value: f64) -> u64 {
    let power = 10_f64.powf((value.max(1.0).log10().floor() - 1.0).max(0.0));
    ((value / power).round() * power) as u64
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn estimates_have_two_digits() {
        let read = [0.3, 7.2, 68.4, 839.6, 1_234_567.0].map(rounded);
        assert_eq!(read, [0, 7, 68, 840, 1_200_000]);
    }
}
