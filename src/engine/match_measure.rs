//! What a match needs of a model besides the passes of its two texts, the quickest first: the
//! similarity is shown before anything that explains it further.

use std::sync::Arc;

use crate::analysis::matching::{
    CarriedParts, Direction, MatchMeasured, MatchMethod, MatchSettings, UsedPooling,
};
use crate::analysis::{Asked, Question};
use crate::domain::jacobian::JacobianTokens;
use crate::domain::matching::{NullTexts, TokenParts, drawn, match_words, texts_without};
use crate::domain::reference_corpus::reference_sentences;
use crate::domain::trace::TracedText;
use crate::model::{Model, ModelError};

use super::embedder::Embedder;
use super::until::Until;

/// Measures with `model` what `question` needs of its `texts` if it asks for a match. `post` is
/// given what there is, each time there is more.
///
/// # Errors
/// A text that cannot be read, Jacobians of a family that has none, or
/// [`ModelError::Interrupted`] once `until` says so.
pub(super) fn measure_match(
    embedder: &mut Embedder,
    model: &Model,
    question: &Question,
    texts: &[Arc<TracedText>],
    until: Until<'_>,
    post: &dyn Fn(MatchMeasured),
) -> Result<MatchMeasured, ModelError> {
    let (Asked::Match { settings, .. }, [a, b]) = (&question.asked, texts) else {
        return Ok(MatchMeasured::default());
    };
    let pooling = UsedPooling::new(model.sentence_head()?, settings.pooling);
    let mut work = Work {
        embedder,
        model,
        pooling: &pooling,
        until,
    };
    let unpooled = |text: &TracedText| model.unpooled_tokens(&text.text, &pooling.head);
    let mut measured = MatchMeasured {
        pooling: Some(pooling.clone()),
        unpooled: [unpooled(a)?, unpooled(b)?],
        ..MatchMeasured::default()
    };
    if settings.method == MatchMethod::Jacobians {
        let layer = question.settings.layer_of(model.card().layers);
        let carried = work.carried([a, b], measured.unpooled, layer, settings.steps)?;
        measured.carried = Some(carried);
    }
    let random = [a, b].map(|text| random_texts(settings, work.prompt(text)));
    let is_here = |random: &Vec<String>| work.embedder.has(model, &pooling, random);
    if random.iter().all(is_here) {
        measured.null = work.null(&random)?;
    }
    post(measured.clone());
    if measured.null.is_none() {
        // Once for a model; the words are left out of every text anew.
        measured.null = work.null(&random)?;
        post(measured.clone());
    }
    if settings.leave_one_out {
        measured.left_out = Some([work.left_out(a)?, work.left_out(b)?]);
    }
    Ok(measured)
}

struct Work<'a> {
    embedder: &'a mut Embedder,
    model: &'a Model,
    pooling: &'a UsedPooling,
    until: Until<'a>,
}

impl Work<'_> {
    fn embed(&mut self, texts: &[String]) -> Result<Vec<Direction>, ModelError> {
        self.embedder
            .embed(self.model, self.pooling, texts, self.until.further)
    }

    /// The prompt that a text begins with; empty where it begins with none.
    fn prompt(&self, text: &TracedText) -> &str {
        let prompt = self.pooling.head.prompt_of(&text.text);
        prompt.map_or("", |prompt| prompt.text.as_str())
    }

    fn null(
        &mut self,
        random: &[Vec<String>; 2],
    ) -> Result<Option<[Arc<NullTexts>; 2]>, ModelError> {
        let [for_a, for_b] = random;
        if for_a.is_empty() {
            return Ok(None);
        }
        let a = self.null_texts(for_a)?;
        let b = if for_b == for_a {
            Arc::clone(&a)
        } else {
            self.null_texts(for_b)?
        };
        Ok(Some([a, b]))
    }

    fn null_texts(&mut self, random: &[String]) -> Result<Arc<NullTexts>, ModelError> {
        let embeddings = self.embed(random)?.into_iter().flatten();
        Ok(Arc::new(NullTexts::new(embeddings.collect())))
    }

    /// The embeddings of `text` without each of its words.
    fn left_out(&mut self, text: &TracedText) -> Result<Vec<Direction>, ModelError> {
        let words = match_words(&text.text, &text.tokens);
        let without = texts_without(&text.text, &words, self.prompt(text).len());
        let without: Vec<String> = without.into_iter().map(|without| without.text).collect();
        self.embed(&without)
    }

    /// What the tokens of both texts at `layer` add, carried through the layers above.
    fn carried(
        &self,
        texts: [&TracedText; 2],
        unpooled: [usize; 2],
        layer: usize,
        steps: usize,
    ) -> Result<[Arc<CarriedParts>; 2], ModelError> {
        let cancel = self.until.first;
        let [a, b] = texts.map(|text| self.model.jacobian_path(&text.text, layer, cancel));
        let [skipped_a, skipped_b] = unpooled;
        let (a, b) = (a?.without_first(skipped_a), b?.without_first(skipped_b));
        let steps = (steps > 0).then_some(steps);
        let head = &self.pooling.head;
        let [a, b] = self.model.jacobian_pair([&a, &b], head, steps, cancel)?;
        Ok([carried_parts(a)?, carried_parts(b)?])
    }
}

fn carried_parts(tokens: JacobianTokens) -> Result<Arc<CarriedParts>, ModelError> {
    let path = tokens.path;
    let parts = TokenParts::new(tokens.tokens.concat(), path.reference, path.embedding);
    Ok(Arc::new(CarriedParts {
        parts: parts.ok_or(ModelError::NothingToRead)?,
        steps: path.steps,
        layer: tokens.layer,
    }))
}

/// The texts that `settings` draw from the sentences that come with the program, each behind
/// `prompt`.
fn random_texts(settings: &MatchSettings, prompt: &str) -> Vec<String> {
    let all = reference_sentences();
    let drawn = drawn(all.len(), settings.null_texts, settings.seed);
    let drawn = drawn.into_iter().filter_map(|place| all.get(place));
    drawn.map(|text| format!("{prompt}{text}")).collect()
}
