//! Section 4: what the paper says of attention, held against its own sentences.

use std::cmp::Ordering;

use crate::analysis::Analysis;
use crate::domain::attention::{AttentionReceived, BesideStrength};
use crate::domain::format::signed;
use crate::domain::paper::LAYER;
use crate::domain::token::Token;
use crate::domain::token_scores::LayerScores;
use crate::domain::word_class::WordGroup;

use super::asked::Asked;
use super::report::{
    PaperCard, PaperCell, PaperFact, PaperItem, PaperMeasure, PaperRow, PaperSource, PaperText,
    Quantity, Verdict, VerdictKind,
};
use super::sentences::{layer_for, listed};

/// What the sentences are called.
const NAMES: [&str; 5] = ["1", "2", "3", "4", "5"];

/// A sentence with what its tokens receive.
struct Attended<'a> {
    analysis: &'a Analysis,
    received: &'a AttentionReceived,
    from_all: BesideStrength,
    from_text: BesideStrength,
}

/// The card, once the attention of the sentences was measured; the rows are of the first one.
pub(super) fn section_4(asked: &Asked<'_>, sentences: &[Analysis]) -> Option<PaperCard> {
    let attended = sentences.iter().map(Attended::new);
    let attended = attended.collect::<Option<Vec<_>>>()?;
    let first = attended.first()?;
    let layer = first.analysis.layer;
    let measures = ["from all tokens", "from text tokens"].map(|name| PaperMeasure {
        name: name.to_owned(),
        layer,
    });
    Some(PaperCard {
        item: PaperItem::Section(4),
        title: "Unlike attention?".to_owned(),
        shows: "The paper rests on a contrast: attention weights highlight punctuation and function \
                words, while the strength of a token finds the words that carry meaning. It prints no \
                attention; here both are measured on its own sentences."
            .to_owned(),
        texts: NAMES
            .into_iter()
            .zip(&attended)
            .map(|(name, one)| PaperText {
                name,
                text: one.analysis.traced.text.clone(),
            })
            .collect(),
        setting: format!(
            "{}; attention received: the mean weight over heads and queries of the block that leads \
             there; ρ is Spearman's; numbers in rows are of sentence 1; special tokens are judged too",
            layer_for(layer, LAYER, asked.model)
        ),
        rule: Some(first.analysis.rule),
        quantity: Quantity::Attention,
        measures: measures.into(),
        rows: first.rows(),
        numbers_in: None,
        facts: NAMES
            .into_iter()
            .zip(&attended)
            .flat_map(|(name, one)| one.facts(name))
            .collect(),
        recomputed: Vec::new(),
        measured: vec![most_of_both(&attended)],
        verdict: Verdict {
            kind: VerdictKind::NothingPrinted,
            text: verdict(&attended),
        },
        source: PaperSource::Nothing,
    })
}

impl<'a> Attended<'a> {
    fn new(analysis: &'a Analysis) -> Option<Self> {
        let block = analysis.layer.checked_sub(1)?;
        let received = analysis.traced.trace.attention.get(block)?;
        let beside = |table: &[f32]| {
            let table = table.iter().copied().map(f64::from).collect();
            let strengths = analysis.traced.strengths(analysis.layer);
            BesideStrength::new(table, strengths, analysis.at_layer(), &analysis.rule)
        };
        Some(Self {
            analysis,
            received,
            from_all: beside(&received.received),
            from_text: beside(&received.from_text),
        })
    }

    fn rows(&self) -> Vec<PaperRow> {
        let columns = [
            (&self.received.received, &self.from_all.scores),
            (&self.received.from_text, &self.from_text.scores),
        ];
        let cell = |token: &Token, (table, scores): (&Vec<f32>, &LayerScores)| PaperCell {
            measured: table.get(token.index).copied().map(f64::from),
            measured_score: scores.tokens.get(token.index).copied().flatten(),
            ..PaperCell::default()
        };
        let row = |token: &Token| PaperRow {
            token: token.shown.clone(),
            token_b: None,
            special: token.special,
            read_as: None,
            cells: columns.map(|column| cell(token, column)).into(),
        };
        self.analysis.traced.tokens.iter().map(row).collect()
    }

    /// How strength and attention go together in this sentence, which is called `name`.
    fn facts(&self, name: &str) -> [PaperFact; 2] {
        [("all", &self.from_all), ("text", &self.from_text)].map(|(from, beside)| PaperFact {
            name: format!("{name}: ρ with strength, from {from} tokens"),
            printed: None,
            recomputed: None,
            measured: beside.spearman,
            digits: 2,
        })
    }

    /// The word with most of what `of` tells, special tokens left out, and its group.
    fn leading(&self, of: &[f64]) -> Option<(String, WordGroup)> {
        let traced = &self.analysis.traced;
        let words = traced.tokens.iter().filter(|token| !token.special);
        let value = |token: &Token| of.get(token.index).copied().unwrap_or(f64::NAN);
        let most = words.max_by(|one, other| value(one).total_cmp(&value(other)))?;
        Some((most.shown.clone(), most.word_class.group()))
    }
}

/// A token that leads its sentence: as it is shown, and its group.
type Leader = (String, WordGroup);

/// The tokens that lead by strength, and those that lead by attention.
fn leaders(attended: &[Attended<'_>]) -> [Vec<Leader>; 2] {
    let by_strength = attended.iter().filter_map(|one| {
        let strengths = one.analysis.traced.strengths(one.analysis.layer);
        one.leading(strengths)
    });
    let by_attention = attended
        .iter()
        .filter_map(|one| one.leading(&one.from_all.received));
    [by_strength.collect(), by_attention.collect()]
}

/// Which token leads each sentence by strength and by attention.
fn most_of_both(attended: &[Attended<'_>]) -> String {
    let [strongest, attended_most] = leaders(attended).map(|leaders| {
        let names: Vec<&str> = leaders.iter().map(|(name, _)| name.as_str()).collect();
        listed(&names)
    });
    format!(
        "Special tokens left out, the strongest tokens of the sentences are {strongest}; those that \
         receive most attention are {attended_most}."
    )
}

/// What the numbers say of the contrast.
fn verdict(attended: &[Attended<'_>]) -> String {
    let rhos = attended.iter().filter_map(|one| one.from_all.spearman);
    let rhos: Vec<f64> = rhos.collect();
    let mean = rhos.iter().sum::<f64>() / rhos.len() as f64;
    let together = if rhos.is_empty() {
        "Strength and attention received have no order to compare.".to_owned()
    } else {
        format!(
            "Strength and attention received have a Spearman's ρ of {} on average over {} sentences.",
            signed(mean, 2),
            rhos.len()
        )
    };
    let [of_strength, of_attention] = leaders(attended).map(|leaders| {
        let content = leaders
            .iter()
            .filter(|(_, group)| *group == WordGroup::Content);
        content.count()
    });
    let count = attended.len();
    let holds = match of_strength.cmp(&of_attention) {
        Ordering::Greater => "So the contrast is there in these sentences",
        Ordering::Equal => "So strength does no better than attention in these sentences",
        Ordering::Less => "So attention does better than strength in these sentences",
    };
    format!(
        "{together} Special tokens left out, the strongest token is a content word in {of_strength} of \
         {count} sentences, the one that receives most attention in {of_attention} of {count}. {holds}; \
         so few prove nothing: a corpus run compares both over many."
    )
}
