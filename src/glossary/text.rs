//! Words about texts and models.

use super::entry::{Entry, Place};

pub(super) const TOKEN: Entry = Entry {
    name: "Token",
    spellings: &["token", "tokens", "Tokens"],
    meaning: [
        "The unit that a model reads: a word, a piece of a word, a mark, or one of the model's own signs.",
        "A tokenizer cuts the text by the model's vocabulary, and every number of this program is of a token or made of those of tokens.",
    ],
    formula: "text → t₁ … tₙ",
    place: Place::Paper("2.1"),
    not_shown: "A token is not a word: a rare word is several tokens, and its strength is then several numbers.",
};

pub(super) const WORD_PIECE: Entry = Entry {
    name: "Word piece",
    spellings: &["word piece", "word pieces", "pieces", "piece"],
    meaning: [
        "A part of a word that is not in the vocabulary as a whole.",
        "BERT writes ## before pieces that go on with a word: “connoisseur” ends in ##no ##isse ##ur, and each has a strength of its own.",
    ],
    formula: "word = t₁ ##t₂ … ##tₖ",
    place: Place::Paper("3.1.4"),
    not_shown: "Pieces follow how often letters occur together, not the parts that give a word its meaning.",
};

pub(super) const SPECIAL_TOKEN: Entry = Entry {
    name: "Special token",
    spellings: &[
        "[CLS]",
        "[SEP]",
        "special token",
        "special tokens",
        "special",
    ],
    meaning: [
        "A sign that the tokenizer adds and the text does not have: [CLS] before it, [SEP] after it, or their kin in other families.",
        "They are drawn like all tokens and stay outside the threshold and the ranks unless the token set is “all”.",
    ],
    formula: "[CLS] t₁ … tₙ [SEP]",
    place: Place::Paper("3.1.1"),
    not_shown: "The strength of [CLS] is that of one vector; it does not sum up the sentence.",
};

pub(super) const UNKNOWN_TOKEN: Entry = Entry {
    name: "[UNK]",
    spellings: &["unknown token", "unknown tokens"],
    meaning: [
        "The token for what the vocabulary cannot spell, as an emoji or a letter of another script.",
        "All such words look the same to the model, so that their strengths say nothing of the words themselves.",
    ],
    formula: "[UNK] = t where no piece fits",
    place: Place::NotInPaper,
    not_shown: "It does not show which word it stands for; the text does.",
};

pub(super) const TOKEN_SET: Entry = Entry {
    name: "Token set",
    spellings: &["token set", "no-special", "outside the token set"],
    meaning: [
        "The tokens that enter the threshold, the ranks and the z-scores: all, without special tokens (the default), or words alone, without punctuation too.",
        "All tokens are drawn all the same; those outside have an outline, and no rank or bucket.",
    ],
    formula: "τ = Q(Sᵢ : i in the set)",
    place: Place::NotInPaper,
    not_shown: "Which set is right is no fact of the model; the paper's tables leave it open, and Canada in its table 1 is HIGH with one and LOW with another.",
};

pub(super) const WORD_CLASS: Entry = Entry {
    name: "Word class",
    spellings: &[
        "word class",
        "content",
        "function",
        "Class",
        "content words",
        "function words",
    ],
    meaning: [
        "What part of speech a word is (NOUN, VERB, DET …), in three groups: content, function and punctuation.",
        "A tagger for English that is part of this program assigns it, and the pieces of a word carry their word's class.",
    ],
    formula: "token → word → class → group",
    place: Place::Paper("3.1.4"),
    not_shown: "The model does not know of it, taggers err, and in other languages than English it means little.",
};

pub(super) const HIDDEN_STATE: Entry = Entry {
    name: "Hidden state",
    spellings: &["hidden state", "hidden states", "hidden_states"],
    meaning: [
        "The vector that stands for a token after a layer, of 384 or 768 numbers in common models.",
        "It is made of the token and of all others around it, so that the same word has another one in every sentence.",
    ],
    formula: "hᵢ ∈ ℝᴰ at layer l",
    place: Place::Paper("2.1"),
    not_shown: "Single numbers of it have no meaning of their own.",
};

pub(super) const LAYER: Entry = Entry {
    name: "Layer",
    spellings: &["Layer", "Layers", "layer", "layers", "beside Layer"],
    meaning: [
        "One step of the model's work: Layer 0 is the output of the embeddings, Layer 8 that of the eighth block, as hidden_states[8] of Hugging Face transformers.",
        "The paper looks at Layer 8 of 12; in a model with another number of layers the same depth is meant, as Layer 4 of 6.",
    ],
    formula: "h⁽ˡ⁾ = blockₗ(h⁽ˡ⁻¹⁾)",
    place: Place::Paper("2.4"),
    not_shown: "Each layer has LayerNorm weights of its own, so that raw strengths of two layers cannot be compared.",
};

pub(super) const EMBEDDING: Entry = Entry {
    name: "Sentence embedding",
    spellings: &["sentence embedding", "embedding"],
    meaning: [
        "One vector for a whole text, made of the hidden states of its tokens at the last layer.",
        "Search and clustering compare texts by the cosine of these vectors.",
    ],
    formula: "e = pool(h₁ … hₙ)",
    place: Place::NotInPaper,
    not_shown: "It does not say which words it rests on; Match and the removal test ask that.",
};

pub(super) const POOLING: Entry = Entry {
    name: "Pooling",
    spellings: &["pooling", "mean pooling", "max pooling"],
    meaning: [
        "How the tokens' vectors become the one of the sentence: their mean, the largest number of each dimension, or the vector of [CLS].",
        "A model says in its files which one it was trained with, and that one is used.",
    ],
    formula: "mean: e = (h₁ + … + hₙ) / n",
    place: Place::NotInPaper,
    not_shown: "In a mean a long vector weighs more than a short one: part of what strength does to an embedding is this arithmetic.",
};

pub(super) const CONTROL_MODEL: Entry = Entry {
    name: "Random and shuffled weights",
    spellings: &[
        "random weights",
        "shuffled weights",
        "shuffled",
        "random weights of",
    ],
    meaning: [
        "The same architecture with weights drawn anew, or with each tensor's own weights in another order.",
        "Whatever a picture shows with them, too, training did not put there.",
    ],
    formula: "θ′ ~ random, or θ′ = permuted θ",
    place: Place::NotInPaper,
    not_shown: "One draw is one example; another seed gives other strengths.",
};
