//! Words about heads: what a model reads at every layer, and what a label rests on.

use super::entry::{Entry, Place};

pub(super) const LENS: Entry = Entry {
    name: "Lens",
    spellings: &["lens", "raw lens"],
    meaning: [
        "The masked-language-model head of a model, put on the hidden states of every layer: the word that it reads there, and how probable it holds it.",
        "At the last layer that is what the model says; below it, it is a reading of the states by a head that was trained for the last layer.",
    ],
    formula: "p_l = softmax(E · LN(act(W h_l + b)) + c)",
    place: Place::NotInPaper,
    not_shown: "It does not show what the model computes at a layer: a state may hold a word in a form that this head cannot read.",
};

pub(super) const SETTLING_LAYER: Entry = Entry {
    name: "Settling layer",
    spellings: &["settling layer", "settles"],
    meaning: [
        "The first layer from which the best word of the lens stays what it is at the last layer.",
        "Set beside the strength it asks whether a token becomes HIGH where the model makes up its mind about it.",
    ],
    formula: "min l: best word at l, l + 1, …, L is the same",
    place: Place::NotInPaper,
    not_shown: "A token whose own word is read at every layer settles at Layer 0, and a late layer may be the head's failure to read an early one.",
};

pub(super) const ENTROPY: Entry = Entry {
    name: "Entropy",
    spellings: &["entropy"],
    meaning: [
        "How undecided the lens is about a token: 0 bits where one word has all probability, 15 bits where each of some 30,000 words is as probable as another.",
        "Bars show it in bits, files have it in nats (1 bit is 0.69 nats).",
    ],
    formula: "H = −Σ p log₂ p",
    place: Place::NotInPaper,
    not_shown: "A low entropy is no sign of being right: the lens can be sure of a wrong word.",
};

pub(super) const INTEGRATED_GRADIENTS: Entry = Entry {
    name: "Integrated gradients",
    spellings: &["integrated gradients", "attribution", "attributions"],
    meaning: [
        "What each token adds to a label's logit, from a text of padding up to the text itself: its gradient, summed along the way between the two.",
        "The parts of all tokens add up to the logit less that of the padding, but for a residual that is shown.",
    ],
    formula: "a_t = (e_t − pad) · ∫₀¹ ∂ logit(pad + s (e − pad)) / ∂e_t ds",
    place: Place::NotInPaper,
    not_shown: "It depends on what the text is measured against: padding is one choice of many, and none of them is a text without the word.",
};

pub(super) const COMPLETENESS: Entry = Entry {
    name: "Completeness residual",
    spellings: &["completeness residual"],
    meaning: [
        "What is left of the difference of two logits once the attributions of all tokens are taken from it.",
        "It is the error of summing in steps: more steps make it smaller, and steps are doubled until it is under 1 %.",
    ],
    formula: "logit(text) − logit(padding) − Σ a_t",
    place: Place::NotInPaper,
    not_shown: "A residual of 0 says that the sum is right, not that the explanation is.",
};
