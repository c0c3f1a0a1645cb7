//! The words of the query as they are selected, and which words of a hit belong to them.

use std::ops::Range;

use crate::analysis::Match;
use crate::analysis::matching::{MatchRanking, RankedPassage};
use crate::domain::format::part;
use crate::domain::matching::MatchWord;
use crate::paint::Marked;
use crate::ui::facts::{Fact, Section};
use crate::ui::linking::marked;
use crate::ui::state::selection::{Selection, TextOf, TextRange};

/// The words of the query, in its order, as the best hit has them.
pub(super) fn steps(ranking: &MatchRanking) -> Vec<TextRange> {
    let matched = first(ranking);
    let words = matched.map_or(0, |matched| matched.a.words.len());
    let ranges = (0..words).filter_map(|word| range_of(ranking, matched?, word));
    ranges.collect()
}

/// The range of the query that `bytes` of it pick.
pub(super) fn picked(ranking: &MatchRanking, bytes: Range<usize>) -> Option<TextRange> {
    let before = before(ranking);
    let range = bytes.start + before..bytes.end + before;
    TextRange::at(TextOf::A, &first(ranking)?.a.traced, range)?.after(before)
}

/// The words of a hit that match best with what is set off of the query.
pub(super) fn partners(selection: &Selection, ranking: &MatchRanking, matched: &Match) -> Marked {
    marked(selection, |range| {
        let words = words_of(ranking, matched, range).into_iter();
        let pairs = words.filter_map(|word| matched.pairs.iter().find(|pair| pair.a == word));
        pairs.map(|pair| pair.b).collect()
    })
}

/// What matches best with a word of a hit: a range of the query.
pub(super) fn partner_of(
    ranking: &MatchRanking,
    matched: &Match,
    word: usize,
) -> Option<TextRange> {
    let pair = matched.pairs.iter().find(|pair| pair.b == word)?;
    range_of(ranking, matched, pair.a)
}

/// A word of a hit, in its text as the match view shows it.
pub(super) fn in_passage(matched: &Match, word: usize) -> Option<TextRange> {
    let word = matched.b.words.get(word)?;
    TextRange::of_tokens(TextOf::B, &matched.b.traced, word.tokens.clone())
}

/// What a range of the query is in the text that the match view shows.
pub(super) fn in_match(ranking: &MatchRanking, range: &TextRange) -> Option<TextRange> {
    let there = range.of() == TextOf::A && range.is_in(&ranking.query);
    there.then(|| range.behind(before(ranking)))
}

/// What is known of a range of the query: what it adds to each hit, and with which word most.
pub(super) fn inspected(ranking: &MatchRanking, range: &TextRange) -> Vec<Section> {
    let hits = ranking.hits.iter();
    let facts: Vec<Fact> = hits.filter_map(|hit| fact(ranking, hit, range)).collect();
    let section = Section {
        title: range.text().to_owned(),
        note: "of the query, by hit".to_owned(),
        facts,
        over_layers: None,
    };
    let sections = (!section.facts.is_empty()).then_some(section);
    sections.into_iter().collect()
}

fn fact(ranking: &MatchRanking, hit: &RankedPassage, range: &TextRange) -> Option<Fact> {
    let matched = hit.matched.as_deref()?;
    let words = words_of(ranking, matched, range);
    let sums = matched.a.word_sums();
    let adds: f64 = words.iter().filter_map(|&word| sums.get(word)).sum();
    let mut pairs = matched.pairs.iter();
    let best = pairs.find(|pair| words.contains(&pair.a));
    let most = best.map_or_else(String::new, |pair| {
        let [_, with] = matched.pair_of_words(pair);
        format!(", most with {with}")
    });
    (!words.is_empty()).then(|| Fact {
        name: format!("adds to hit {}", hit.rank).into(),
        exact: Some(adds.to_string()),
        ..Fact::new("", format!("{}{most}", part(adds)))
    })
}

fn first(ranking: &MatchRanking) -> Option<&Match> {
    ranking.hits.first()?.matched.as_deref()
}

/// How many bytes stand before the query.
fn before(ranking: &MatchRanking) -> usize {
    let [of_query, _] = &ranking.prompts;
    of_query.len()
}

fn range_of(ranking: &MatchRanking, matched: &Match, word: usize) -> Option<TextRange> {
    let word = matched.a.words.get(word).filter(|word| !word.special)?;
    let range = TextRange::of_tokens(TextOf::A, &matched.a.traced, word.tokens.clone())?;
    range.after(before(ranking))
}

/// The words of the query in `matched` that have some of `range`.
fn words_of(ranking: &MatchRanking, matched: &Match, range: &TextRange) -> Vec<usize> {
    let Some(range) = in_match(ranking, range) else {
        return Vec::new();
    };
    let tokens = range.tokens_in(&matched.a.traced);
    let is_in = |word: &MatchWord| word.tokens.start < tokens.end && tokens.start < word.tokens.end;
    let words = matched.a.words.iter().enumerate();
    let words = words.filter(|(_, word)| !word.special && is_in(word));
    words.map(|(place, _)| place).collect()
}
