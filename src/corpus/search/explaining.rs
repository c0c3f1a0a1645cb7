//! The best passages of a query, each with the words that carry its similarity.

use std::sync::Arc;

use crate::analysis::matching::{
    MatchMeasured, MatchRanking, MatchSettings, RankedPassage, UsedPooling,
};
use crate::analysis::{Answer, Asked, Measured, Question};
use crate::corpus::CorpusError;
use crate::domain::trace::{ModelCard, TextInput};
use crate::model::{Cancel, Model, ModelError};

use super::index::PassageIndex;

/// A search in passages.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// The model that reads; that of the index.
    pub model: &'a Model,
    /// The same, to be handed on.
    pub card: &'a Arc<ModelCard>,
    /// How it makes an embedding; that of the index.
    pub pooling: &'a UsedPooling,
    /// The passages.
    pub index: &'a PassageIndex,
}

impl Search<'_> {
    /// The `most` passages most similar to `query`. `post` is given the ranking at once, and again
    /// with each passage that was explained.
    ///
    /// # Errors
    /// A query that cannot be read, or [`ModelError::Interrupted`] once `cancel` says so.
    pub fn find(
        &self,
        query: &str,
        most: usize,
        cancel: &Cancel,
        post: &dyn Fn(&MatchRanking),
    ) -> Result<MatchRanking, CorpusError> {
        let head = &self.pooling.head;
        let read = self.model.embed(&[query], "", head, cancel, &|_| {})?;
        let read = read.into_iter().next().ok_or(ModelError::NothingToRead)??;
        let found = self.index.rank(&read.direction, most);
        let mut warnings = self.index.warnings();
        if read.truncated_tokens > 0 {
            warnings.insert(
                0,
                format!(
                    "the query is cut: its last {} tokens were left out",
                    read.truncated_tokens
                ),
            );
        }
        let hits = found.hits.iter().filter_map(|hit| {
            let passage = self.index.passage(hit.passage)?;
            Some(RankedPassage {
                rank: hit.rank,
                file: self.index.passages.file_of(passage).to_owned(),
                text_id: passage.place.line,
                text: passage.text.clone(),
                similarity: hit.similarity,
                percentile: hit.percentile,
                truncated_tokens: self.index.truncated_tokens(hit.passage),
                matched: None,
                carrying: Vec::new(),
            })
        });
        let mut ranking = MatchRanking {
            model: Arc::clone(self.card),
            pooling: self.pooling.clone(),
            query: query.to_owned(),
            files: self.index.passages.files.clone(),
            passages: found.passages,
            hits: hits.collect(),
            warnings,
        };
        post(&ranking);
        for place in 0..ranking.hits.len() {
            if let Some(hit) = ranking.hits.get_mut(place) {
                self.explain(query, hit, cancel)?;
            }
            post(&ranking);
        }
        Ok(ranking)
    }

    /// What carries the similarity of `query` and a passage; nothing where the embedding is no sum
    /// of its tokens.
    fn explain(
        &self,
        query: &str,
        hit: &mut RankedPassage,
        cancel: &Cancel,
    ) -> Result<(), CorpusError> {
        let inputs = [query, &hit.text].map(TextInput::new);
        let texts = self.model.trace_all(&inputs, cancel)?;
        let measured = Measured {
            model: Arc::clone(self.card),
            texts,
            reference: None,
            removal: None,
            trial: Vec::new(),
            random: None,
            for_match: MatchMeasured {
                pooling: Some(self.pooling.clone()),
                ..MatchMeasured::default()
            },
        };
        let question = Question::new(Asked::Match {
            text_a: query.to_owned(),
            text_b: hit.text.clone(),
            settings: MatchSettings {
                null_texts: 0,
                leave_one_out: false,
                ..MatchSettings::default()
            },
        });
        let answer = question.answer(&[measured], None).ok();
        if let Some(matched) = answer.as_ref().and_then(Answer::matching) {
            hit.explain(Arc::clone(matched));
        }
        Ok(())
    }
}
