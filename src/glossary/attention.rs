//! Words about what tokens attend to.

use super::entry::{Entry, Place};

pub(super) const ATTENTION_WEIGHT: Entry = Entry {
    name: "Attention weight",
    spellings: &["attention weight", "attention weights", "Attention weights"],
    meaning: [
        "How much of another token's value a token takes in one head of one block: a number from 0 to 1.",
        "What a token takes of all tokens, itself and [CLS] and [SEP] among them, sums to 1.",
    ],
    formula: "αᵢⱼ = softmax over j of qᵢ·kⱼ / √d",
    place: Place::Paper("1.1"),
    not_shown: "A weight says what was mixed, not what mattered to the result: the value that is taken may be short, or other heads may take it back.",
};

pub(super) const NORM_WEIGHTED: Entry = Entry {
    name: "Norm-weighted attention",
    spellings: &["norm-weighted attention", "norm-weighted", "weighted norm"],
    meaning: [
        "An attention weight times the length of what it moves: the token's value behind the head's part of the output map.",
        "[SEP] often has large weights and short values, so that it looks smaller here.",
    ],
    formula: "‖αᵢⱼ f(xⱼ)‖",
    place: Place::NotInPaper,
    not_shown: "Lengths are taken head by head: two heads that cancel each other both count in full.",
};

pub(super) const VALUE_ZEROING: Entry = Entry {
    name: "Value zeroing",
    spellings: &["value zeroing", "value-zeroing"],
    meaning: [
        "How far a token's state behind a block turns when the value of another token is set to zero in that block.",
        "It is of the whole block, its feed-forward part included, and each row is made to sum to 1.",
    ],
    formula: "cᵢⱼ = 1 − cos(hᵢ, hᵢ without vⱼ)",
    place: Place::NotInPaper,
    not_shown: "It is one block alone, and says how far a state turns and not where to; a row that sums to 1 hides how much there was to share out.",
};

pub(super) const ATTENTION_ENTROPY: Entry = Entry {
    name: "Attention entropy",
    spellings: &["attention entropy", "entropy of a head"],
    meaning: [
        "How evenly the tokens of a text attend in one head, in bits: 0 where each looks at one token alone.",
        "Where each looks at all n tokens alike it is log₂ n.",
    ],
    formula: "H = mean over i of −Σⱼ αᵢⱼ log₂ αᵢⱼ",
    place: Place::NotInPaper,
    not_shown: "It grows with the length of the text, and does not say which tokens are looked at.",
};

pub(super) const ATTENTION_RECEIVED: Entry = Entry {
    name: "Attention received",
    spellings: &["attention received"],
    meaning: [
        "How much the tokens of a text take from one of them: the mean of its attention weights over queries and heads.",
        "It is the rival of strength that the paper names; it can be counted from text tokens alone, or with norm-weighted attention.",
    ],
    formula: "aⱼ = mean over heads and i of αᵢⱼ",
    place: Place::Paper("1.1"),
    not_shown: "A token that much is taken from need not matter to the result; [CLS] and [SEP] receive much in most models.",
};
