//! Passages with their embeddings, ranked by a query.

use std::sync::Arc;

use crate::model::{ModelError, products_with_rows};

use super::passages::{Passage, Passages};

/// Passages and the direction of each one's embedding.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageIndex {
    /// The passages.
    pub passages: Arc<Passages>,
    /// Numbers in an embedding.
    width: usize,
    /// Embeddings of length 1, `[passage][width]`; zero where a passage could not be read.
    directions: Vec<f32>,
    /// How many tokens of each passage did not fit the model.
    truncated: Vec<u32>,
    /// Whether each passage could be read.
    read: Vec<bool>,
}

/// A passage that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// 1 is the best.
    pub rank: usize,
    /// Which of the passages.
    pub passage: usize,
    /// The cosine with the query.
    pub similarity: f64,
    /// The part of all passages that are less similar, of 1.
    pub percentile: f64,
}

/// The best passages of a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    /// The best, the best first.
    pub hits: Vec<Hit>,
    /// How many passages were ranked.
    pub passages: usize,
}

impl PassageIndex {
    /// Passages with their embeddings, each of `width` numbers and `None` where it could not be
    /// read, and how many tokens of each did not fit.
    pub(super) fn new(
        passages: Arc<Passages>,
        width: usize,
        embeddings: impl IntoIterator<Item = Option<Vec<f32>>>,
        truncated: Vec<u32>,
    ) -> Self {
        let mut directions = Vec::with_capacity(passages.all.len() * width);
        let mut read = Vec::with_capacity(passages.all.len());
        for embedding in embeddings {
            let direction = embedding.as_deref().and_then(direction);
            read.push(direction.is_some());
            match direction {
                Some(direction) => directions.extend(direction),
                None => directions.resize(directions.len() + width, 0.0),
            }
        }
        Self {
            passages,
            width,
            directions,
            truncated,
            read,
        }
    }

    /// Passages whose directions are known: `[passage][width]`, each of length 1, or zero where a
    /// passage could not be read.
    pub fn from_directions(
        passages: Arc<Passages>,
        width: usize,
        directions: Vec<f32>,
        truncated: Vec<u32>,
    ) -> Self {
        let has_length = |direction: &[f32]| direction.iter().any(|&number| number != 0.0);
        let read = directions.chunks(width.max(1)).map(has_length).collect();
        Self {
            passages,
            width,
            directions,
            truncated,
            read,
        }
    }

    /// Numbers in an embedding.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The directions, `[passage][width]`.
    pub(super) fn directions(&self) -> &[f32] {
        &self.directions
    }

    /// How many tokens of each passage did not fit the model.
    pub(super) fn truncated(&self) -> &[u32] {
        &self.truncated
    }

    /// The passage at `place`.
    pub fn passage(&self, place: usize) -> Option<&Passage> {
        self.passages.all.get(place)
    }

    /// How many tokens of the passage at `place` the model did not read.
    pub fn truncated_tokens(&self, place: usize) -> u32 {
        self.truncated.get(place).copied().unwrap_or(0)
    }

    /// What a reader of a ranking must know, one sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let cut = self.truncated.iter().filter(|&&tokens| tokens > 0).count();
        match cut {
            0 => {}
            1 => warnings.push("1 passage is cut: it is longer than the model reads".to_owned()),
            many => warnings.push(format!(
                "{many} passages are cut: they are longer than the model reads"
            )),
        }
        match self.read.iter().filter(|&&read| !read).count() {
            0 => {}
            1 => warnings.push("1 passage could not be read and is not ranked".to_owned()),
            many => warnings.push(format!(
                "{many} passages could not be read and are not ranked"
            )),
        }
        warnings
    }

    /// The `most` passages most similar to `query`, an embedding; of equal ones, that which stands
    /// first.
    ///
    /// # Errors
    /// The processor's kernel refuses the table of embeddings.
    pub fn rank(&self, query: &[f32], most: usize) -> Result<Ranking, ModelError> {
        let Some(query) = direction(query).filter(|query| query.len() == self.width) else {
            return Ok(Ranking::default());
        };
        let products = products_with_rows(&query, &self.directions)?;
        let products = products.into_iter().enumerate().zip(&self.read);
        let mut scores: Vec<(f32, usize)> = products
            .filter(|(_, read)| **read)
            .map(|((place, product), _)| (product, place))
            .collect();
        let count = scores.len();
        let better = |one: &(f32, usize), other: &(f32, usize)| {
            other.0.total_cmp(&one.0).then(one.1.cmp(&other.1))
        };
        let most = most.min(count);
        if most < count && most > 0 {
            scores.select_nth_unstable_by(most - 1, better);
            scores.truncate(most);
        }
        scores.sort_unstable_by(better);
        let hits = scores.into_iter().take(most).enumerate();
        let hits = hits.map(|(above, (score, passage))| Hit {
            rank: above + 1,
            passage,
            similarity: score.into(),
            percentile: (count - above - 1) as f64 / (count - 1).max(1) as f64,
        });
        Ok(Ranking {
            hits: hits.collect(),
            passages: count,
        })
    }
}

/// `embedding` brought to length 1; `None` without a direction.
fn direction(embedding: &[f32]) -> Option<Vec<f32>> {
    let squares = embedding.iter().map(|&number| f64::from(number).powi(2));
    let norm = squares.sum::<f64>().sqrt();
    let unit = embedding.iter();
    (norm > 0.0 && norm.is_finite()).then(|| {
        unit.map(|&number| (f64::from(number) / norm) as f32)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::corpus::{InputFacts, TextPlace};

    fn index(embeddings: &[[f32; 2]]) -> PassageIndex {
        let passages = Passages {
            files: vec!["a.txt".to_owned()],
            all: (1..=embeddings.len() as u64)
                .map(|line| Passage {
                    place: TextPlace {
                        file: 0,
                        line,
                        sentence: 0,
                    },
                    text: format!("passage {line}"),
                })
                .collect(),
            facts: InputFacts::default(),
        };
        let truncated = vec![0; embeddings.len()];
        let embeddings = embeddings.iter().map(|one| Some(one.to_vec()));
        PassageIndex::new(Arc::new(passages), 2, embeddings, truncated)
    }

    #[test]
    fn the_most_similar_come_first_and_equal_ones_in_their_order() {
        let index = index(&[[0.0, 2.0], [3.0, 0.0], [1.0, 1.0], [9.0, 0.0], [0.0, 0.0]]);
        let found = index.rank(&[5.0, 0.0], 3).unwrap();
        let places: Vec<usize> = found.hits.iter().map(|hit| hit.passage).collect();
        assert_eq!(places, [1, 3, 2]);
        assert_eq!(found.passages, 4, "one has no direction");
        assert_eq!(found.hits[0].percentile, 1.0);
        assert!((found.hits[2].similarity - 0.5_f64.sqrt()).abs() < 1e-6);
        assert_eq!(
            index.warnings(),
            ["1 passage could not be read and is not ranked"]
        );
    }

    #[test]
    fn more_are_asked_for_than_there_are() {
        let index = index(&[[0.0, 2.0], [3.0, 0.0]]);
        let found = |query: &[f32]| index.rank(query, 10).unwrap();
        assert_eq!(found(&[1.0, 0.5]).hits.len(), 2);
        assert_eq!(found(&[0.0, 0.0]), Ranking::default());
        assert_eq!(found(&[1.0]), Ranking::default(), "another width");
    }
}
