//! What an encoder is, and what a pass through it is given.

use candle_core::{Device, Result, Tensor};

use super::attention_recorder::{AttentionRecorder, TextRecorder};
use super::parts_recorder::PartsRecorder;
use super::tangent::Linearised;

/// An encoder, one layer at a time.
pub(in super::super) trait Encoder: Send + Sync {
    /// Number of blocks.
    fn layers(&self) -> usize;

    /// Whether the embeddings say where a token stands. Without that there are no positions to
    /// choose: only the distances between the tokens of a text, which are what they are.
    fn has_positions(&self) -> bool {
        true
    }

    /// Layer 0: what the first block is given for the tokens of `batch`, shape `[token][hidden]`.
    /// What it is made of is recorded in `parts`, where that is wanted.
    fn embed(&self, batch: &Batch, parts: Option<&PartsRecorder>) -> Result<Tensor>;

    /// The states of a layer below the last as those of the last are: behind the final `LayerNorm`,
    /// in models that have one.
    fn finished(&self, states: &[f32], _width: usize) -> Result<Vec<f32>> {
        Ok(states.to_vec())
    }

    /// Whether attention asks how far apart two tokens stand in their text, or a block reads the
    /// tokens beside each: a text without some of its tokens is then another text.
    fn reads_distances(&self) -> bool {
        false
    }

    /// What the attention of every block needs and the lengths of the texts alone decide, made
    /// once per pass: one tensor per text. Empty for most families.
    fn prepare(&self, _lengths: &[usize]) -> Result<Vec<Tensor>> {
        Ok(Vec::new())
    }

    /// The output of block `index` (from 0) for its input, both of shape `[token][hidden]`: the
    /// tokens of one or more texts, one text below the other. Tokens attend to those of their own
    /// text alone.
    fn block(&self, index: usize, hidden: &Tensor, context: &PassContext) -> Result<Tensor>;

    /// How many tokens to each side a token attends to in block `index`; `None` for all.
    fn window(&self, _index: usize) -> Option<usize> {
        None
    }

    /// The same block, linearised where its input is `hidden`. The texts are all of one length.
    fn linearise(
        &self,
        index: usize,
        hidden: &Tensor,
        context: &PassContext,
    ) -> Result<Linearised<'_>>;
}

/// The tokens of one pass: one or more texts, one below the other.
pub(in super::super) struct Batch {
    /// Rows of the vocabulary.
    pub(in super::super) ids: Vec<u32>,
    /// Where each token stands, counted from 0 in its text.
    pub(in super::super) positions: Vec<u32>,
    /// Which kind of segment each token is of; empty where all are of the first.
    pub(in super::super) types: Vec<u32>,
    /// How many tokens each text has.
    pub(in super::super) lengths: Vec<usize>,
}

/// What every block of a pass is given beside its input: which rows of the hidden states belong to
/// one text, and what is recorded of its attention.
pub(in super::super) struct PassContext {
    /// How many tokens each text has. The distance between two tokens of a text is that of their
    /// rows, also where their positions are kept from another text.
    pub(in super::super) lengths: Vec<usize>,
    /// What [`Encoder::prepare`] gave for these lengths.
    pub(in super::super) prepared: Vec<Tensor>,
    /// Records the attention of every block, where that is wanted.
    pub(in super::super) recorder: Option<AttentionRecorder>,
    /// Records what the states of every layer are made of, where that is wanted.
    pub(in super::super) parts: Option<PartsRecorder>,
    /// Which rows no token may attend to, one entry a row; empty where every token may be.
    pub(in super::super) blinded: Vec<bool>,
    /// Which rows have a value of zeros, one entry a row; empty where each has its own.
    pub(in super::super) valueless: Vec<bool>,
    /// Which rows of the input of the next block are the same, where many are.
    pub(in super::super) repeats: Option<Repeats>,
}

/// Rows of which many are the same: what a block makes of each row by itself is computed once of
/// each kind.
pub(in super::super) struct Repeats {
    /// One row of each kind, `[kind][hidden]`.
    distinct: Tensor,
    /// The kind of each row.
    kinds: Tensor,
}

impl Repeats {
    /// Rows of the given `kinds`, each of which is a row of `table`; and all of them, one below the
    /// other.
    pub(in super::super) fn of(table: &Tensor, kinds: &[u32]) -> Result<(Self, Tensor)> {
        let device = table.device();
        let mut used = kinds.to_vec();
        used.sort_unstable();
        used.dedup();
        let place = |kind: &u32| used.partition_point(|other| other < kind) as u32;
        let places: Vec<u32> = kinds.iter().map(place).collect();
        let distinct = table.index_select(&Tensor::new(used, device)?, 0)?;
        let kinds = Tensor::new(places, device)?;
        let rows = distinct.index_select(&kinds, 0)?;
        Ok((Self { distinct, kinds }, rows))
    }

    /// What `map`, which maps each row by itself, makes of all rows.
    pub(super) fn map(&self, map: impl Fn(&Tensor) -> Result<Tensor>) -> Result<Tensor> {
        map(&self.distinct)?.index_select(&self.kinds, 0)
    }
}

impl PassContext {
    /// For a pass of `encoder` over texts of these lengths, of which nothing is recorded.
    pub(in super::super) fn new(encoder: &dyn Encoder, lengths: &[usize]) -> Result<Self> {
        Ok(Self {
            lengths: lengths.to_vec(),
            prepared: encoder.prepare(lengths)?,
            recorder: None,
            parts: None,
            blinded: Vec::new(),
            valueless: Vec::new(),
            repeats: None,
        })
    }

    /// Applies `work` to each text's rows of `states` and to the text's number; the results lie one
    /// text below the other again.
    pub(super) fn map_texts(
        &self,
        states: &Tensor,
        work: impl Fn(&Tensor, usize) -> Result<Tensor>,
    ) -> Result<Tensor> {
        if let [_] = self.lengths.as_slice() {
            return work(states, 0);
        }
        let mut start = 0;
        let mut results = Vec::with_capacity(self.lengths.len());
        for (text, &length) in self.lengths.iter().enumerate() {
            let own = states.narrow(0, start, length)?;
            results.push(work(&own, text)?);
            start += length;
        }
        Tensor::cat(&results, 0)
    }

    /// What is added to the scores of a text for its keys, `[1][1][token]`: the least number for
    /// those that no token may attend to. `None` where every one may be.
    pub(super) fn key_mask(&self, text: usize, device: &Device) -> Result<Option<Tensor>> {
        if self.blinded.is_empty() {
            return Ok(None);
        }
        let start: usize = self.lengths.iter().take(text).sum();
        let length = self.lengths.get(text).copied().unwrap_or(0);
        let own = self.blinded.iter().skip(start).take(length);
        let mask: Vec<f32> = own
            .map(|&blinded| if blinded { f32::MIN } else { 0.0 })
            .collect();
        Tensor::from_vec(mask, (1, 1, length), device).map(Some)
    }

    /// `states`, `[token][3 * hidden]`: queries, keys and values, with zeros for the values of the
    /// rows that have none.
    pub(super) fn without_values(&self, states: Tensor) -> Result<Tensor> {
        if self.valueless.is_empty() {
            return Ok(states);
        }
        let (rows, wide) = states.dims2()?;
        let width = wide / 3;
        let kept: Vec<f32> = self
            .valueless
            .iter()
            .map(|&valueless| if valueless { 0.0 } else { 1.0 })
            .collect();
        let kept = Tensor::from_vec(kept, (rows, 1), states.device())?;
        let values = states.narrow(1, 2 * width, width)?.broadcast_mul(&kept)?;
        Tensor::cat(&[&states.narrow(1, 0, 2 * width)?, &values], 1)
    }

    /// How many tokens each text has where all have as many.
    pub(super) fn tokens_of_each(&self) -> usize {
        self.lengths.first().copied().unwrap_or(0)
    }

    /// What records the attention of one text; without a recorder it does nothing.
    pub(super) fn recorder_of(&self, text: usize) -> TextRecorder<'_> {
        TextRecorder::new(self.recorder.as_ref(), text)
    }
}
