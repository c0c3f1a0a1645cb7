//! What is looked at and picked in the views; gone when the window closes.

use crate::analysis::{Answer, Positions};
use crate::domain::alignment::AlignmentKind;
use crate::domain::trace::TracedText;
use crate::paint::TokenWindow;
use crate::ui::data_table::TableState;
use crate::ui::pair_table::PairField;
use crate::ui::token_table::TokenField;
use crate::ui::word_table::WordField;

use super::document::Document;
use super::menu::OpenMenu;
use super::selection::{Selection, TextOf};
use super::settings::Settings;

/// What is looked at and picked in the views.
#[derive(Default)]
pub(in crate::ui) struct ViewState {
    /// What is in view of the tokens of one text.
    pub(in crate::ui) window: TokenWindow,
    /// What is in view of the pairs of two texts.
    pub(in crate::ui) pair_window: TokenWindow,
    /// What is in view of the words that two models share.
    pub(in crate::ui) word_window: TokenWindow,
    /// What is in view of A's and of B's strengths.
    pub(in crate::ui) side_windows: [TokenWindow; 2],
    /// What is selected and pointed at, set off in every chart, table and text.
    pub(in crate::ui) selection: Selection,
    /// The two texts that a cell of the drift opened last.
    pub(in crate::ui) opened_by_drift: Option<[String; 2]>,
    /// The menu of a right click.
    pub(in crate::ui) menu: OpenMenu,
    /// Tokens of A and of B chosen to be paired by hand.
    pub(in crate::ui) picked: [Option<usize>; 2],
    /// Whether the layers of a text are judged by what removing their HIGH tokens does.
    pub(in crate::ui) removes_in_layers: bool,
    /// Pairs made by hand.
    pub(in crate::ui) by_hand: PairsByHand,
    /// What is looked at of the table of one text, and of two.
    pub(in crate::ui) token_table: TableState<TokenField>,
    pub(in crate::ui) pair_table: TableState<PairField>,
    /// And of the words of two models.
    pub(in crate::ui) word_table: TableState<WordField>,
    /// Whether the filter of the table is to take the keyboard.
    pub(in crate::ui) focus_filter: bool,
    /// The word of A (0) or of B under the pointer in a match.
    pub(in crate::ui) match_word: Option<(usize, usize)>,
    /// Whether the match is to be shown from its top: it is another one.
    pub(in crate::ui) match_from_top: bool,
    /// The word whose attention is pointed at: above (0) or below, and which.
    pub(in crate::ui) attention_word: Option<(usize, usize)>,
    /// The one that was clicked last, to tell the two sides of what is selected apart.
    pub(in crate::ui) attention_pin: Option<(usize, usize)>,
    /// What is in view of the bars of A's and of B's words, and of dimensions.
    pub(in crate::ui) match_windows: [TokenWindow; 3],
}

/// A stretch of slots that is in view of some charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Stretch {
    /// Of the tokens of one text.
    Tokens,
    /// Of the tokens of A.
    OfA,
    /// Of the tokens of B.
    OfB,
    /// Of the pairs of two texts.
    Pairs,
    /// Of the words that two models share.
    Words,
}

impl ViewState {
    /// What is in view of `stretch`.
    pub(in crate::ui) fn window_of(&mut self, stretch: Stretch) -> &mut TokenWindow {
        let [of_a, of_b] = &mut self.side_windows;
        match stretch {
            Stretch::Tokens => &mut self.window,
            Stretch::OfA => of_a,
            Stretch::OfB => of_b,
            Stretch::Pairs => &mut self.pair_window,
            Stretch::Words => &mut self.word_window,
        }
    }
}

/// Pairs made by hand, and the two texts they are of, as they were aligned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::ui) struct PairsByHand {
    texts: [String; 2],
    alignment: AlignmentKind,
    positions: Positions,
    /// Tokens of A and of B, in the order in which they were paired.
    pairs: Vec<(usize, usize)>,
}

impl PairsByHand {
    /// Pairs that a file holds.
    pub(in crate::ui) fn new(
        texts: [&str; 2],
        settings: &Settings,
        pairs: &[(usize, usize)],
    ) -> Self {
        Self {
            texts: texts.map(str::to_owned),
            alignment: settings.alignment,
            positions: settings.positions,
            pairs: pairs.to_vec(),
        }
    }

    /// The pairs of these texts aligned like this; `None` for others.
    fn pairs_of(&self, texts: [&str; 2], settings: &Settings) -> &[(usize, usize)] {
        let aligned = (self.alignment, self.positions) == (settings.alignment, settings.positions);
        if aligned && self.texts.each_ref().map(String::as_str) == texts {
            &self.pairs
        } else {
            &[]
        }
    }
}

impl ViewState {
    /// Lets go of what was selected or picked in a text that `answer` has no longer.
    pub(in crate::ui) fn clear_outdated(&mut self, answer: &Answer, document: &Document) {
        let [a, b]: [Option<&TracedText>; 2] = match answer {
            Answer::Analysis(analysis) => [Some(&analysis.traced), None],
            Answer::Comparison(comparison) => {
                [Some(&comparison.a.traced), Some(&comparison.b.traced)]
            }
            Answer::Models(comparison) => [Some(&comparison.sides[0].traced), None],
            _ => [None, None],
        };
        self.selection.retain(|range| {
            let (traced, text) = match range.of() {
                TextOf::A => (a, &document.prompt),
                TextOf::B => (b, &document.prompt_b),
            };
            // An answer to a text that is gone says nothing of the one that is there.
            let traced = traced.filter(|traced| traced.text == *text);
            traced.is_none_or(|traced| !range.tokens_in(traced).is_empty())
        });
        if let Answer::Analysis(analysis) = answer {
            self.selection.receive(&analysis.traced);
        }
        if let Answer::Comparison(comparison) = answer {
            let sides = [&comparison.a, &comparison.b];
            for (picked, side) in self.picked.iter_mut().zip(sides) {
                *picked = picked.filter(|&token| token < side.traced.tokens.len());
            }
        }
    }

    /// Pairs the two picked tokens by hand.
    pub(in crate::ui) fn pair_by_hand(&mut self, document: &Document) {
        let [Some(a), Some(b)] = std::mem::take(&mut self.picked) else {
            return;
        };
        let mut pairs = self.pairs_by_hand(document).to_vec();
        pairs.push((a, b));
        let texts = [document.prompt.as_str(), document.prompt_b.as_str()];
        self.by_hand = PairsByHand::new(texts, &document.settings, &pairs);
    }

    /// Takes the last pairing by hand back.
    pub(in crate::ui) fn undo_pairing(&mut self) {
        self.by_hand.pairs.pop();
    }

    /// The pairs made by hand of the two prompts, in the order in which they were made.
    pub(in crate::ui) fn pairs_by_hand(&self, document: &Document) -> &[(usize, usize)] {
        let texts = [document.prompt.as_str(), document.prompt_b.as_str()];
        self.by_hand.pairs_of(texts, &document.settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_made_by_hand_are_those_of_their_texts_as_they_were_aligned() {
        let settings = Settings::default();
        let pairs = PairsByHand::new(["a b", "c d"], &settings, &[(1, 2)]);
        assert_eq!(pairs.pairs_of(["a b", "c d"], &settings), [(1, 2)]);
        assert!(pairs.pairs_of(["a b", "c e"], &settings).is_empty());
        let by_index = Settings {
            alignment: AlignmentKind::Index,
            ..settings
        };
        assert!(pairs.pairs_of(["a b", "c d"], &by_index).is_empty());
    }
}
