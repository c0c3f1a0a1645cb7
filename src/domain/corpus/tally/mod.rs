//! Counting: records in, [`Findings`] out. One pass over the texts, in memory that does not grow
//! with their number.
//!
//! Distributions, AUC and shares of HIGH are counted over all texts, in histograms. What needs the
//! tokens themselves (intervals, correlations, scatter plots) is made of a sample: all texts of a
//! small corpus, else whole texts that hold 50,000 tokens, drawn by a hash of their place and the
//! seed. Which tokens enter: all into the distributions by class; those of the token set of the
//! [`ThresholdRule`] into everything else.
//!
//! Only the last bits of the means depend on the order of the texts.

mod confounds;
mod estimates;
mod examples_sample;
mod high_rates;
mod kinds;
mod resampling;
mod sample;
mod scored_record;
mod vocabulary;
mod weighted_auc;
mod weighted_ranks;

use std::collections::BTreeSet;

use self::confounds::ConfoundTally;
use self::estimates::Estimates;
use self::kinds::KindTally;
use self::sample::{Sample, SampledText};
use self::scored_record::ScoredRecord;
use self::vocabulary::{Piece, VocabularyTally};
use super::findings::{Findings, TokenFindings};
use super::record::TextRecord;
use crate::domain::threshold::ThresholdRule;

pub use resampling::{Replicate, Resampling};

/// How many tokens of the sample correlations are made of while a run goes on.
const TOKENS_AT_A_GLANCE: usize = 5000;

/// What the findings depend on besides the records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TallySettings {
    /// Blocks of the model; a record has one more layer of strengths.
    pub layers: usize,
    /// How HIGH is told from LOW, and which tokens are judged.
    pub rule: ThresholdRule,
    /// Draws the sample and the bootstrap.
    pub seed: u64,
    /// How many times the sentences are resampled for the intervals.
    pub replicates: usize,
}

impl TallySettings {
    /// As many replicates as are usual for percentile intervals.
    pub const REPLICATES: usize = 1000;
}

/// Counts of the texts that were added.
pub struct CorpusTally {
    settings: TallySettings,
    texts: u64,
    tokens: u64,
    kinds: KindTally,
    confounds: ConfoundTally,
    vocabulary: VocabularyTally,
    sample: Sample,
}

impl CorpusTally {
    /// Nothing counted yet.
    pub fn new(settings: TallySettings) -> Self {
        Self {
            settings,
            texts: 0,
            tokens: 0,
            kinds: KindTally::new(settings.layers),
            confounds: ConfoundTally::new(settings.layers),
            vocabulary: VocabularyTally::new(settings.layers),
            sample: Sample::default(),
        }
    }

    /// Counts a text. `word_ranks` has the rank of each token's word in a frequency list, 1 for the
    /// most frequent, as far as it is known; it may be empty.
    pub fn add(&mut self, record: &TextRecord, word_ranks: &[Option<u32>]) {
        let TallySettings { rule, seed, .. } = &self.settings;
        let text = ScoredRecord::new(record, word_ranks, rule, *seed);
        self.texts += 1;
        self.tokens += record.tokens.len() as u64;
        self.kinds.add(&text);
        self.confounds.add(&text);
        self.vocabulary.add(&text);
        self.sample.add(&text);
    }

    /// How many texts were added.
    pub fn texts(&self) -> u64 {
        self.texts
    }

    /// How many tokens they have.
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// What the texts say so far, cheaply: without intervals, and with correlations of the first
    /// 5,000 tokens of the sample.
    pub fn findings(&self) -> Findings {
        let mut tokens = 0;
        let texts = self.sample.texts().take_while(|text| {
            tokens += text.tokens.len();
            tokens <= TOKENS_AT_A_GLANCE
        });
        let texts: Vec<&SampledText> = texts.collect();
        self.put_together(&self.resampling_of(&texts), &[], false)
    }

    /// The sample made ready to be resampled: makes the replicates that
    /// [`finish_with`](Self::finish_with) asks for.
    pub fn resampling(&self) -> Resampling {
        let texts: Vec<&SampledText> = self.sample.texts().collect();
        self.resampling_of(&texts)
    }

    /// What the texts say, with the intervals that `replicates` give: all those of `resampling`, in
    /// order.
    pub fn finish_with(&self, resampling: &Resampling, replicates: &[Replicate]) -> Findings {
        self.put_together(resampling, replicates, self.sample.is_whole())
    }

    /// What the texts say, with intervals; takes some seconds. `go_on` hears how many replicates
    /// are made, and of how many, and says whether to go on; `None` once it says no.
    pub fn finish(&self, mut go_on: impl FnMut(usize, usize) -> bool) -> Option<Findings> {
        let resampling = self.resampling();
        let total = resampling.replicates();
        let mut replicates = Vec::with_capacity(total);
        for number in 0..total {
            if !go_on(number, total) {
                return None;
            }
            replicates.push(resampling.replicate(number));
        }
        Some(self.finish_with(&resampling, &replicates))
    }

    fn resampling_of(&self, texts: &[&SampledText]) -> Resampling {
        let TallySettings {
            layers,
            rule,
            seed,
            replicates,
        } = &self.settings;
        Resampling::new(texts, *layers, rule, (*seed, *replicates))
    }

    fn put_together(
        &self,
        resampling: &Resampling,
        replicates: &[Replicate],
        whole: bool,
    ) -> Findings {
        let estimates = Estimates {
            resampling,
            sample: resampling.as_it_is(),
            replicates,
            whole,
        };
        let mut classes = self.kinds.classes();
        estimates.refine_classes(&mut classes);
        let mut effects = self.kinds.effects();
        estimates.refine_effects(&mut effects);
        let least_count = self.vocabulary.least_count();
        let [top_tokens, top_pieces] = self.listed(least_count);
        Findings {
            texts: self.texts,
            tokens: self.tokens,
            layers: self.settings.layers,
            seed: self.settings.seed,
            replicates: replicates.len(),
            classes,
            effects,
            baselines: estimates.baselines(),
            confounds: self.confounds.findings(),
            top_tokens,
            top_pieces,
            least_count,
            sample: self.sample.facts(),
            pairs: None,
            removal: None,
            settling: None,
        }
    }

    /// Tokens that begin a word and pieces that continue one, with examples.
    fn listed(&self, least_count: u64) -> [Vec<TokenFindings>; 2] {
        let lists = [false, true].map(|continues| self.vocabulary.listed(continues, least_count));
        let pieces: BTreeSet<Piece> = lists.iter().flatten().map(|(piece, _)| *piece).collect();
        let mut examples = self.sample.examples(&pieces);
        lists.map(|list| {
            let list = list.into_iter().map(|(piece, mut token)| {
                token.examples = examples.remove(&piece).unwrap_or_default();
                token
            });
            list.collect()
        })
    }
}
