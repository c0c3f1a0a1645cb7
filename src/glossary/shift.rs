//! Words about two texts beside one another, and about instructions.

use super::entry::{Entry, Place};

pub(super) const SHIFT: Entry = Entry {
    name: "Shift",
    spellings: &["activation shift", "shift", "shifts", "Shift of"],
    meaning: [
        "How far a token's hidden state moves from one text to another: the L2 norm of the difference.",
        "It is of two tokens that were aligned with one another, at one layer.",
    ],
    formula: "Dᵢ = ‖hᵢ(A) − hⱼ(B)‖₂",
    place: Place::Paper("2.3"),
    not_shown: "It does not say whether the meaning changed: another place in the sentence alone moves a state.",
};

pub(super) const ALIGNMENT: Entry = Entry {
    name: "Alignment",
    spellings: &["alignment", "aligned", "Align"],
    meaning: [
        "Which token of A is set beside which of B: by the fewest edits that make one text the other, by position, or by hand.",
        "Tokens without a partner are gaps, and no sum counts them.",
    ],
    formula: "pairs (i, j), i ∈ A, j ∈ B, in order",
    place: Place::Paper("2.3"),
    not_shown: "A pair of different words may be an accident of the edits; the paper does not say how it aligned texts of different length.",
};

pub(super) const MAGNITUDE_PART: Entry = Entry {
    name: "Magnitude part",
    spellings: &["magnitude part", "magnitude"],
    meaning: [
        "The part of a shift that comes of the two states being of different length.",
        "Its square and that of the direction part add up to the square of the shift.",
    ],
    formula: "| ‖a‖ − ‖b‖ |",
    place: Place::NotInPaper,
    not_shown: "It is 0 for two equally strong tokens, however different they are.",
};

pub(super) const DIRECTION_PART: Entry = Entry {
    name: "Direction part",
    spellings: &["direction part", "direction"],
    meaning: [
        "The part of a shift that comes of the two states pointing different ways.",
        "In BERT nearly all of a shift is of this part, since LayerNorm makes states about equally long.",
    ],
    formula: "√(2 ‖a‖ ‖b‖ (1 − cos(a, b)))",
    place: Place::NotInPaper,
    not_shown: "A few outlier dimensions can decide it.",
};

pub(super) const TOTAL_SHIFT: Entry = Entry {
    name: "Total shift",
    spellings: &[
        "total shift",
        "Total shift",
        "mean per aligned token",
        "mean shift",
    ],
    meaning: [
        "The sum of the shifts of all aligned pairs.",
        "It grows with the length of the texts, so that the mean per aligned token stands beside it.",
    ],
    formula: "Σ Dᵢ",
    place: Place::Paper("2.3"),
    not_shown: "Totals of texts of different length cannot be compared.",
};

pub(super) const HIGH_CONTRIBUTION: Entry = Entry {
    name: "C_H",
    spellings: &[],
    meaning: [
        "The sum of the shifts of the HIGH tokens.",
        "Which tokens are HIGH is taken from A, from B, or from either, as the view says.",
    ],
    formula: "C_H = Σ Dᵢ over i HIGH",
    place: Place::Paper("3.3"),
    not_shown: "A sum over few tokens is small for that alone: read it beside the number of tokens.",
};

pub(super) const LOW_CONTRIBUTION: Entry = Entry {
    name: "C_L",
    spellings: &[],
    meaning: [
        "The sum of the shifts of the LOW tokens.",
        "Most tokens are LOW by construction, so that this sum has more terms than C_H.",
    ],
    formula: "C_L = Σ Dᵢ over i LOW",
    place: Place::Paper("3.3"),
    not_shown: "A large C_L may be many small shifts or one large one.",
};

pub(super) const HIGH_RATIO: Entry = Entry {
    name: "R_H",
    spellings: &[],
    meaning: [
        "The share of the shift that HIGH tokens carry, from 0 to 1.",
        "The paper takes far more than 0.5 for dominance; compare it with what the same number of tokens would carry by chance.",
    ],
    formula: "R_H = C_H / (C_H + C_L)",
    place: Place::Paper("2.2.1"),
    not_shown: "By itself it shows no dominance: changed words shift most whatever their bucket, and the permutation p says how rare the value is.",
};

pub(super) const PERMUTATION_P: Entry = Entry {
    name: "Permutation p",
    spellings: &["permutation p", "by chance"],
    meaning: [
        "How often HIGH dealt out anew to as many tokens gives an R_H at least as large.",
        "All ways to deal are tried where they are few, else 20,000 that a printed seed draws.",
    ],
    formula: "p = share of assignments with R_H ≥ the one seen",
    place: Place::NotInPaper,
    not_shown: "In short texts it cannot be small: with 6 tokens and 2 HIGH the least p is 1/15.",
};

pub(super) const RANDOM_WORD_BAND: Entry = Entry {
    name: "Random-word band",
    spellings: &["random-word band", "random words"],
    meaning: [
        "The 5 to 95 % range of a pair's shift when the changed words are replaced by random ones of the same class and about the same frequency.",
        "A bar that ends above its band shifts more than nearly every random word would make it.",
    ],
    formula: "[Q₀.₀₅, Q₀.₉₅] of D over 50 random words",
    place: Place::NotInPaper,
    not_shown: "Random words make odd sentences, and part of the band is that oddness.",
};

pub(super) const DRIFT: Entry = Entry {
    name: "Drift",
    spellings: &["drift", "Pairwise drift"],
    meaning: [
        "The shift between the same input under two instructions, such as “Summarize” and “Translate to French”.",
        "It is the total over all pairs, the mean per pair, that of [CLS] alone, or that of the input alone.",
    ],
    formula: "Σ Dᵢ between instruction + input, twice",
    place: Place::Paper("3.2.3"),
    not_shown: "It does not say which instruction works better, and longer instructions move the input to later positions.",
};

pub(super) const INPUT_SHIFT: Entry = Entry {
    name: "Input shift",
    spellings: &["input shift", "input only"],
    meaning: [
        "The drift summed over the tokens of the shared input alone.",
        "The instructions' own words, which differ anyway, are left out.",
    ],
    formula: "Σ Dᵢ over i in the input",
    place: Place::NotInPaper,
    not_shown: "Part of it is that the input stands at other positions, unless these are kept.",
};

pub(super) const KEPT_POSITIONS: Entry = Entry {
    name: "Kept positions",
    spellings: &["kept positions", "position ids", "same positions"],
    meaning: [
        "The shared words get the same position ids in every text, whatever stands before them.",
        "What is left of a shift is then not due to their place.",
    ],
    formula: "pos(i in A) = pos(j in B)",
    place: Place::NotInPaper,
    not_shown: "Models were not trained with such gaps, and families without position embeddings do not change.",
};
