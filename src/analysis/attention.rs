//! One text, or two: what the tokens attend to in one block, and whether a token that receives much
//! attention is a strong one too.

use std::sync::Arc;

use crate::domain::alignment::{Alignment, AlignmentKind, Pair};
use crate::domain::attention::{
    AttentionMatrix, AttentionReceived, BesideStrength, BlockOverview, HeadChoice,
    MeasuredAttention, ReceivedKind,
};
use crate::domain::matching::{MatchWord, match_words};

use super::error::AnalysisError;
use super::question::{Asked, Measured, Question};
use super::settings::AttentionSettings;
use super::text_analysis::Analysis;

/// How many of the largest changes are kept.
const LARGEST: usize = 3;

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    /// How it is looked at.
    pub settings: AttentionSettings,
    /// The block, from 1; the strengths are those of the layer it leads to.
    pub block: usize,
    /// The text, or the first of two.
    pub a: AttendedText,
    /// The second text.
    pub b: Option<AttendedText>,
    /// What is different between the two.
    pub difference: Option<AttentionDifference>,
    /// What a reader of the numbers must know, one sentence each.
    pub warnings: Vec<String>,
}

/// One text and its attention.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendedText {
    /// The text and its strengths.
    pub analysis: Analysis,
    /// What the block left.
    pub measured: MeasuredAttention,
    /// The numbers that were asked for.
    pub matrix: AttentionMatrix,
    /// The largest of these numbers, and the largest of those to a token that is not special.
    pub largest: [f32; 2],
    /// The words of the text.
    pub words: Vec<MatchWord>,
    /// The same numbers between words: the sum over keys, the mean over queries.
    pub by_word: AttentionMatrix,
    /// What each token receives by these numbers (the mean over queries), beside its strength.
    pub chosen: BesideStrength,
    /// Attention received beside strength in this block, for each way of counting that there is.
    pub beside: Vec<(ReceivedKind, BesideStrength)>,
    /// Spearman's rho of the two in every block, for each way of counting that there is; empty until
    /// every block was computed.
    pub by_block: Vec<(ReceivedKind, Vec<Option<f64>>)>,
}

/// What the attention between aligned tokens of two texts differs by.
#[derive(Debug, Clone, PartialEq)]
pub struct AttentionDifference {
    /// The tokens of A and B that stand for each other, in order.
    pub pairs: Vec<(usize, usize)>,
    /// B less A, `[pair of the query][pair of the key]`.
    pub cells: AttentionMatrix,
    /// The cells furthest from 0, at most three, the furthest first; none that is 0.
    pub largest: Vec<ChangedCell>,
    /// What each key receives of the change, the mean over queries.
    pub received: Vec<f64>,
}

/// What the attention of a token to another changed by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChangedCell {
    /// The pair of the query.
    pub query: usize,
    /// The pair of the key.
    pub key: usize,
    /// B less A.
    pub change: f32,
}

impl Question {
    /// How attention is looked at, where that is asked.
    pub fn attention(&self) -> Option<AttentionSettings> {
        match &self.asked {
            Asked::Attention { settings, .. } => Some(*settings),
            _ => None,
        }
    }

    /// What tokens of `text` attend to, beside those of `text_b` if there is one.
    pub fn attending(
        text: impl Into<String>,
        text_b: Option<String>,
        settings: AttentionSettings,
    ) -> Self {
        Self::new(Asked::Attention {
            text: text.into(),
            text_b,
            settings,
        })
    }

    /// The answer, from the texts as the measure has them and what was `measured`.
    pub(super) fn attention_of(
        &self,
        by_measure: &Measured,
        measured: &Measured,
        settings: AttentionSettings,
    ) -> Result<Attention, AnalysisError> {
        let attended = |place: usize| -> Result<Option<AttendedText>, AnalysisError> {
            let Some(traced) = by_measure.texts.get(place) else {
                return Ok(None);
            };
            let model = Arc::clone(&by_measure.model);
            let analysis = Analysis::new(model, Arc::clone(traced), &self.settings)?;
            let of_text = measured.attention.get(place);
            let of_text = of_text.ok_or(AnalysisError::OtherTexts)?;
            AttendedText::new(analysis, of_text.clone(), settings).map(Some)
        };
        let a = attended(0)?.ok_or(AnalysisError::OtherTexts)?;
        let b = attended(1)?;
        let mut attention = Attention {
            settings,
            block: a.analysis.layer,
            difference: b.as_ref().map(|b| AttentionDifference::new(&a, b)),
            a,
            b,
            warnings: Vec::new(),
        };
        attention.warnings = attention.notes();
        Ok(attention)
    }
}

impl Attention {
    /// One text, or both.
    pub fn texts(&self) -> impl Iterator<Item = &AttendedText> {
        std::iter::once(&self.a).chain(&self.b)
    }

    /// The block and the head, for titles: `block 4, head 3`.
    pub fn title(&self) -> String {
        let heads = self.a.measured.block.heads;
        if self.settings.kind.has_heads() {
            format!("block {}, {}", self.block, self.settings.head.title(heads))
        } else {
            format!("block {}", self.block)
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.a.analysis.warnings.clone();
        for warning in self.b.iter().flat_map(|b| &b.analysis.warnings) {
            if !notes.contains(warning) {
                notes.push(warning.clone());
            }
        }
        let windows = self.texts().filter_map(|text| text.measured.block.window);
        notes.extend(windows.take(1).map(|window| {
            format!("attention of this block is local: a token sees {window} to each side")
        }));
        let has_zeroing = |text: &AttendedText| text.measured.block.zeroing.is_some();
        if !self.texts().all(has_zeroing) {
            notes.push(
                "value zeroing takes a pass for each token and was left out of a long text: choose \
                 value zeroing as the kind to have it"
                    .to_owned(),
            );
        }
        notes
    }
}

impl AttendedText {
    fn new(
        analysis: Analysis,
        measured: MeasuredAttention,
        settings: AttentionSettings,
    ) -> Result<Self, AnalysisError> {
        let heads = measured.block.heads;
        let matrix = measured.block.matrix(settings.kind, settings.head);
        let matrix = matrix.ok_or(match settings.head {
            HeadChoice::One(head) if head >= heads => AnalysisError::NoSuchHead {
                head: head + 1,
                heads,
            },
            _ => AnalysisError::OtherTexts,
        })?;
        let zeroing = measured.block.received_by_zeroing();
        let beside = received_by(&measured.received, zeroing.as_deref());
        let beside =
            beside.map(|(kind, received)| (kind, beside_at(&analysis, analysis.layer, received)));
        let beside = beside.collect();
        let chosen = beside_at(&analysis, analysis.layer, matrix.received(&|_| true));
        let blocks = measured.overview.as_ref().map(|overview| &overview.blocks);
        let by_block = blocks.map_or_else(Vec::new, |blocks| over_blocks(&analysis, blocks));
        let traced = &analysis.traced;
        let words = match_words(&traced.text, &traced.tokens);
        let special: Vec<bool> = traced.tokens.iter().map(|token| token.special).collect();
        let largest = [
            matrix.largest(),
            matrix.largest_to(|key| special.get(key) == Some(&false)),
        ];
        let by_word = matrix.merged(&groups_of(&words, traced.tokens.len()), words.len());
        Ok(Self {
            analysis,
            measured,
            matrix,
            largest,
            words,
            by_word,
            chosen,
            beside,
            by_block,
        })
    }

    /// What a token receives in this block, counted as `kind`.
    pub fn received(&self, kind: ReceivedKind) -> Option<&BesideStrength> {
        let found = self.beside.iter().find(|(other, _)| *other == kind);
        found.map(|(_, beside)| beside)
    }
}

/// Which of `words` each of `tokens` tokens belongs to.
fn groups_of(words: &[MatchWord], tokens: usize) -> Vec<Option<usize>> {
    let mut groups = vec![None; tokens];
    for (group, word) in words.iter().enumerate() {
        for place in groups.get_mut(word.tokens.clone()).into_iter().flatten() {
            *place = Some(group);
        }
    }
    groups
}

/// What each token receives, for each way of counting that there is.
fn received_by<'a>(
    received: &'a AttentionReceived,
    zeroing: Option<&'a [f64]>,
) -> impl Iterator<Item = (ReceivedKind, Vec<f64>)> + 'a {
    let wide = |table: &[f32]| table.iter().copied().map(f64::from).collect();
    ReceivedKind::ALL.iter().filter_map(move |&kind| {
        let table = match kind {
            ReceivedKind::FromAll => wide(&received.received),
            ReceivedKind::FromText => wide(&received.from_text),
            ReceivedKind::NormWeighted => wide(&received.norm_weighted),
            ReceivedKind::ValueZeroing => zeroing?.to_vec(),
        };
        Some((kind, table))
    })
}

fn beside_at(analysis: &Analysis, layer: usize, received: Vec<f64>) -> BesideStrength {
    let strengths = analysis.traced.strengths(layer);
    let scores = analysis.scores.get(layer).unwrap_or(analysis.at_layer());
    BesideStrength::new(received, strengths, scores, &analysis.rule)
}

/// Spearman's rho in every block for each way of counting.
fn over_blocks(
    analysis: &Analysis,
    blocks: &[BlockOverview],
) -> Vec<(ReceivedKind, Vec<Option<f64>>)> {
    let each: Vec<Vec<(ReceivedKind, BesideStrength)>> = (1..)
        .zip(blocks)
        .map(|(layer, block)| {
            let all = received_by(&block.received, block.zeroing.as_deref());
            let all = all.map(|(kind, received)| (kind, beside_at(analysis, layer, received)));
            all.collect()
        })
        .collect();
    let of_kind = |kind: ReceivedKind| {
        let rhos = each.iter().map(|block| {
            let mut all = block.iter();
            all.find(|(other, _)| *other == kind)
                .and_then(|(_, beside)| beside.spearman)
        });
        let rhos: Vec<Option<f64>> = rhos.collect();
        rhos.iter().any(Option::is_some).then_some((kind, rhos))
    };
    let kinds = ReceivedKind::ALL.iter().copied();
    kinds.filter_map(of_kind).collect()
}

impl AttentionDifference {
    fn new(a: &AttendedText, b: &AttendedText) -> Self {
        let tokens = [a, b].map(|text| &text.analysis.traced.tokens);
        let alignment = Alignment::of(tokens[0], tokens[1], AlignmentKind::default());
        let pairs: Vec<(usize, usize)> = alignment.pairs.iter().filter_map(Pair::both).collect();
        let cells = pairs.iter().flat_map(|&(query_a, query_b)| {
            pairs.iter().map(move |&(key_a, key_b)| {
                let of =
                    |matrix: &AttentionMatrix, query, key| matrix.get(query, key).unwrap_or(0.0);
                of(&b.matrix, query_b, key_b) - of(&a.matrix, query_a, key_a)
            })
        });
        let cells = AttentionMatrix::new(cells.collect(), pairs.len());
        Self {
            largest: largest_of(&cells),
            received: cells.received(&|_| true),
            cells,
            pairs,
        }
    }
}

/// The cells furthest from 0, the furthest first.
fn largest_of(cells: &AttentionMatrix) -> Vec<ChangedCell> {
    let mut largest: Vec<ChangedCell> = Vec::with_capacity(LARGEST + 1);
    for (query, row) in cells.rows().enumerate() {
        for (key, &change) in row.iter().enumerate() {
            let last = largest.get(LARGEST - 1).map_or(0.0, |last| last.change);
            if change.abs() > last.abs() {
                let behind = |other: &ChangedCell| other.change.abs() >= change.abs();
                let place = largest.partition_point(behind);
                largest.insert(place, ChangedCell { query, key, change });
                largest.truncate(LARGEST);
            }
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_changes_come_first_and_none_is_nought() {
        let cells = AttentionMatrix::new(vec![0.1, -0.4, 0.2, 0.0, 0.3, 0.0, 0.2, 0.0, 0.0], 3);
        let found = largest_of(&cells).into_iter();
        let found: Vec<(usize, usize, f32)> = found
            .map(|cell| (cell.query, cell.key, cell.change))
            .collect();
        assert_eq!(found, [(0, 1, -0.4), (1, 1, 0.3), (0, 2, 0.2)]);
        assert_eq!(largest_of(&AttentionMatrix::new(vec![0.0; 4], 2)), []);
    }
}
