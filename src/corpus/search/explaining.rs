//! The best passages of a query, each with the words that carry its similarity.

use std::sync::Arc;

use crate::analysis::matching::{
    MatchMeasured, MatchRanking, MatchSettings, RankedPassage, UsedPooling,
};
use crate::analysis::{Answer, Asked, Match, Measured, Question};
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
    /// What is put before the query, and before each passage; may be empty.
    pub prompts: [&'a str; 2],
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
        let [prompt, _] = self.prompts;
        let read = self.model.embed(&[query], prompt, head, cancel, &|_| {})?;
        let read = read.into_iter().next().ok_or(ModelError::NothingToRead)??;
        let found = self.index.rank(&read.direction, most)?;
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
            prompts: self.prompts.map(str::to_owned),
            files: self.index.passages.files.clone(),
            passages: found.passages,
            hits: hits.collect(),
            warnings,
        };
        post(&ranking);
        let texts: Vec<[String; 2]> = ranking
            .hits
            .iter()
            .map(|hit| ranking.texts_with(hit))
            .collect();
        for (place, texts) in texts.into_iter().enumerate() {
            let matched = self.explain(texts, cancel)?;
            if let (Some(hit), Some(matched)) = (ranking.hits.get_mut(place), matched) {
                hit.explain(matched);
            }
            post(&ranking);
        }
        Ok(ranking)
    }

    /// What carries the similarity of a query and a passage; nothing where the embedding is no sum
    /// of its tokens.
    fn explain(
        &self,
        [text_a, text_b]: [String; 2],
        cancel: &Cancel,
    ) -> Result<Option<Arc<Match>>, CorpusError> {
        let inputs = [&text_a, &text_b].map(TextInput::new);
        let texts = self.model.trace_all(&inputs, cancel)?;
        let unpooled = |text: &str| self.model.unpooled_tokens(text, &self.pooling.head);
        let unpooled = [unpooled(&text_a)?, unpooled(&text_b)?];
        let measured = Measured {
            for_match: MatchMeasured {
                pooling: Some(self.pooling.clone()),
                unpooled,
                ..MatchMeasured::default()
            },
            ..Measured::new(Arc::clone(self.card), texts)
        };
        let question = Question::new(Asked::Match {
            text_a,
            text_b,
            settings: MatchSettings {
                null_texts: 0,
                leave_one_out: false,
                ..MatchSettings::default()
            },
        });
        let answer = question.answer(&[measured], None).ok();
        Ok(answer.as_ref().and_then(Answer::matching).cloned())
    }
}
