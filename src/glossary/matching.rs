//! Words about why two texts match.

use super::entry::{Entry, Place};

pub(super) const COSINE_SIMILARITY: Entry = Entry {
    name: "Cosine similarity",
    spellings: &[
        "cosine similarity",
        "cosine",
        "similarity",
        "cosine distance",
    ],
    meaning: [
        "How far two vectors point the same way: 1 the same way, 0 at right angles, −1 opposite.",
        "The cosine distance is 1 minus it.",
    ],
    formula: "cos(a, b) = a·b / (‖a‖ ‖b‖)",
    place: Place::NotInPaper,
    not_shown: "Its zero is not “unrelated”: two random texts have a cosine well above 0 in many models.",
};

pub(super) const CONTRIBUTION: Entry = Entry {
    name: "What a pair adds",
    spellings: &[
        "adds",
        "what a word adds",
        "what each token adds",
        "takes from it",
    ],
    meaning: [
        "The part of the cosine of two texts that lies in one token of A with one of B; all parts sum to the cosine.",
        "Green parts add to it, purple ones take from it.",
    ],
    formula: "Mᵢⱼ = hᵢ·gⱼ / (n m ‖e_A‖ ‖e_B‖)",
    place: Place::NotInPaper,
    not_shown: "At the last layer every token already holds something of all others, so that a pair is not these two words alone.",
};

pub(super) const JACOBIANS: Entry = Entry {
    name: "Integrated Jacobians",
    spellings: &["integrated Jacobians", "Jacobians"],
    meaning: [
        "Splits the cosine among pairs of tokens at an earlier layer: derivatives of the later layers, summed along the way from a text of pad tokens to the text.",
        "Steps are added until less than 1 % of the score is left over.",
    ],
    formula: "dᵢ = mean over k of J(r + aₖ(x − r)) · (xᵢ − rᵢ)",
    place: Place::NotInPaper,
    not_shown: "Another reference text r gives another split.",
};

pub(super) const REFERENCE_PART: Entry = Entry {
    name: "Reference part",
    spellings: &["reference part", "what is there without the tokens"],
    meaning: [
        "What of the cosine is there already when all inner tokens are pad tokens.",
        "It is shown as a bar of its own and never shared out among words.",
    ],
    formula: "(e_A·ρ_B + ρ_A·e_B − ρ_A·ρ_B) / (‖e_A‖ ‖e_B‖)",
    place: Place::NotInPaper,
    not_shown: "It belongs to no word.",
};

pub(super) const RESIDUAL: Entry = Entry {
    name: "Residual",
    spellings: &["residual"],
    meaning: [
        "What is left of the cosine when all parts are summed: the error of the integration.",
        "It is printed, so that a split that does not add up can be seen.",
    ],
    formula: "cos − Σ parts",
    place: Place::NotInPaper,
    not_shown: "A small residual says that the sum is right, not that each part is.",
};

pub(super) const LATE_INTERACTION: Entry = Entry {
    name: "Late interaction",
    spellings: &["late interaction", "MaxSim"],
    meaning: [
        "Another score for two texts: each token of A takes its best match in B, and these are summed.",
        "ColBERT models are trained for it; for other models it is only a way of looking.",
    ],
    formula: "Σᵢ maxⱼ cos(hᵢ, gⱼ)",
    place: Place::NotInPaper,
    not_shown: "It is not the cosine that a search by embeddings ranks by.",
};

pub(super) const LEAVE_ONE_OUT: Entry = Entry {
    name: "Leave-one-out",
    spellings: &["leave-one-out", "is lost without"],
    meaning: [
        "Takes one word out of the text, reads it again, and sees how far the score falls.",
        "Spearman's ρ beside it says how well the explanation predicts these falls.",
    ],
    formula: "cos(A, B) − cos(A without i, B)",
    place: Place::NotInPaper,
    not_shown: "Without a word the other words change too, so that the falls do not add up to the score.",
};

pub(super) const ANISOTROPY: Entry = Entry {
    name: "Anisotropy",
    spellings: &["anisotropy", "random texts"],
    meaning: [
        "The mean cosine of two random texts: in many models all vectors lie in a narrow cone.",
        "Read a cosine from there and not from 0.",
    ],
    formula: "mean cos(e, e′) over random pairs",
    place: Place::NotInPaper,
    not_shown: "It is of the sample texts; texts of one subject lie closer together.",
};
