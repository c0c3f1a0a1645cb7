//! Words about the strength of tokens.

use super::entry::{Entry, Place};

pub(super) const ACTIVATION_STRENGTH: Entry = Entry {
    name: "Activation strength",
    spellings: &[
        "activation strength",
        "Strength",
        "strength",
        "strengths",
        "L2 norm",
        "raw norm",
    ],
    meaning: [
        "How long a token's hidden state is: the L2 norm of its numbers at one layer.",
        "In BERT a LayerNorm has already made all states equally long before its own weights act, so that the number says how the direction of the state meets these weights.",
    ],
    formula: "Sᵢ = ‖hᵢ‖₂",
    place: Place::Paper("2.2"),
    not_shown: "It is not the importance of a token to the model or to the sentence; the removal test asks for that.",
};

pub(super) const THRESHOLD: Entry = Entry {
    name: "Threshold τ",
    spellings: &["threshold τ", "Threshold", "threshold", "τ"],
    meaning: [
        "The line between HIGH and LOW: a quantile of the strengths of this one sentence at this layer.",
        "Drag it in the chart, or set quantile, method and token set behind “Threshold”.",
    ],
    formula: "τ = Q₀.₇₅(S)",
    place: Place::Paper("2.2.1"),
    not_shown: "Nothing in the model changes at τ: it moves with every word that is typed.",
};

pub(super) const QUANTILE: Entry = Entry {
    name: "Quantile",
    spellings: &["quantile", "Quantile"],
    meaning: [
        "The value below which a given share of the numbers lie: the 0.75 quantile has three quarters of them below it.",
        "Where it falls between two numbers a method settles it; the names are numpy's, linear is the default, and the paper's table 5 uses midpoint.",
    ],
    formula: "Q_q(S): share of S at or below it = q",
    place: Place::Paper("2.2.1"),
    not_shown: "With a quantile of 0.75 about a quarter of the tokens are HIGH by construction, in any text and any model.",
};

pub(super) const BUCKET: Entry = Entry {
    name: "Bucket",
    spellings: &["Bucket", "bucket", "buckets"],
    meaning: [
        "HIGH or LOW: on which side of the threshold a token's strength lies.",
        "A strength that equals τ is LOW, since HIGH means strictly above.",
    ],
    formula: "Gᵢ = HIGH if Sᵢ > τ, else LOW",
    place: Place::Paper("2.2.1"),
    not_shown: "Two tokens of different buckets may differ by less than two of the same; look at the margin.",
};

pub(super) const HIGH: Entry = Entry {
    name: "HIGH",
    spellings: &["HIGH tokens"],
    meaning: [
        "Tokens whose strength is above the threshold of their own sentence.",
        "They are orange and filled in every chart.",
    ],
    formula: "Sᵢ > τ",
    place: Place::Paper("2.2.1"),
    not_shown: "HIGH does not mean important: some token is HIGH in every sentence, whatever it says.",
};

pub(super) const LOW: Entry = Entry {
    name: "LOW",
    spellings: &["LOW tokens"],
    meaning: [
        "Tokens whose strength is at the threshold or below it.",
        "They are blue, pale and outlined in every chart.",
    ],
    formula: "Sᵢ ≤ τ",
    place: Place::Paper("2.2.1"),
    not_shown: "LOW does not mean unused: most of a sentence is LOW by construction.",
};

pub(super) const RANK: Entry = Entry {
    name: "Rank",
    spellings: &["rank", "ranks"],
    meaning: [
        "The place of a token among those of the token set, 1 for the strongest; equal strengths share the better one.",
        "Ranks can be compared between layers and models, raw strengths cannot.",
    ],
    formula: "rank(i) = 1 + number of Sⱼ > Sᵢ",
    place: Place::Paper("3.1.1"),
    not_shown: "It says nothing of how far apart two tokens are.",
};

pub(super) const Z_SCORE: Entry = Entry {
    name: "z-score",
    spellings: &["z-scores", "Z-score", "Z-scores"],
    meaning: [
        "How many standard deviations a strength lies above the mean of the token set at its layer.",
        "It puts layers and models on one scale; 0 is the mean, and it is undefined where all strengths are equal.",
    ],
    formula: "zᵢ = (Sᵢ − mean S) / sd S",
    place: Place::NotInPaper,
    not_shown: "In a short sentence one far token moves mean and deviation, and so the z-scores of all others.",
};

pub(super) const MARGIN: Entry = Entry {
    name: "Margin to τ",
    spellings: &["margin to τ", "Margin", "margin"],
    meaning: [
        "How far a strength lies above the threshold, or below it where it is negative.",
        "A margin of exactly 0 is a tie, and LOW.",
    ],
    formula: "Sᵢ − τ",
    place: Place::NotInPaper,
    not_shown: "A small margin is no doubt of the model; another method of the quantile may turn it round.",
};

pub(super) const MEASURE: Entry = Entry {
    name: "Measure",
    spellings: &[
        "measure",
        "Measure",
        "without-outliers",
        "centred",
        "standardised",
        "L2 norm without outlier dimensions",
        "L2 norm of the centred state",
        "L2 norm of the standardised state",
    ],
    meaning: [
        "Which number of a token is called its strength: the norm (the paper's), the norm without outlier dimensions, of the centred or the standardised state, before the LayerNorm, or the surprise.",
        "Threshold, buckets, ranks, charts and files all follow the measure and name it.",
    ],
    formula: "‖h‖, ‖h without outliers‖, ‖h − mean‖, ‖(h − mean) / sd‖, ‖input‖, surprise",
    place: Place::NotInPaper,
    not_shown: "None of them is the true one; they take away what the plain norm owes to the layer and not to the token.",
};

pub(super) const PARTS: Entry = Entry {
    name: "Gain, cross and bias part",
    spellings: &[
        "gain part",
        "cross part",
        "bias part",
        "gain",
        "part of the squared norm",
        "norm² = gain + cross + bias",
    ],
    meaning: [
        "The three numbers that a squared strength after a LayerNorm is the sum of: what its gain does to the normalised state, what gain and bias do together, and what the bias adds.",
        "The bias part is the same for every token of a layer.",
    ],
    formula: "S² = Σγ²x̂² + 2Σγβx̂ + Σβ²",
    place: Place::NotInPaper,
    not_shown: "It splits a number, not a cause; families without a LayerNorm at the end of a block have no such parts.",
};

pub(super) const INPUT_NORM: Entry = Entry {
    name: "Norm before the LayerNorm",
    spellings: &[
        "L2 norm before the LayerNorm",
        "norm before the LayerNorm",
        "input-norm",
    ],
    meaning: [
        "How long the vector was that entered the layer's last LayerNorm.",
        "The LayerNorm erases this length, so that the strength after it no longer holds it.",
    ],
    formula: "‖x‖₂ of h = γ·(x − mean x) / sd x + β",
    place: Place::NotInPaper,
    not_shown: "What follows the LayerNorm never sees it.",
};

pub(super) const OUTLIER_DIMENSION: Entry = Entry {
    name: "Outlier dimension",
    spellings: &["outlier dimension", "outlier dimensions"],
    meaning: [
        "A dimension that lies more than 6 standard deviations of all numbers of its layer from its own mean, in at least half of the tokens of the reference texts.",
        "One to three of them can make up most of a norm, a shift or a cosine.",
    ],
    formula: "|h_d − mean_d| > 6 sd in ≥ 50 % of the tokens",
    place: Place::NotInPaper,
    not_shown: "That it is large does not make it noise: models lean on these dimensions.",
};

pub(super) const USUAL_RANGE: Entry = Entry {
    name: "Usual range",
    spellings: &["usual range", "usual"],
    meaning: [
        "Where 5 to 95 % of the strengths of the same token lie in the reference texts; of tokens as frequent and of the same class where it is rare there.",
        "It is the thin bracket beside a bar, and answers whether a token is strong here or everywhere.",
    ],
    formula: "[Q₀.₀₅, Q₀.₉₅] of S of the same token elsewhere",
    place: Place::NotInPaper,
    not_shown: "It is the range in these reference texts; in texts of another kind another one is usual.",
};

pub(super) const SURPRISE: Entry = Entry {
    name: "Surprise",
    spellings: &["surprise", "surprise, in standard deviations"],
    meaning: [
        "How many standard deviations a strength lies above what the same token usually has in the reference texts.",
        "0 is as usual; what is left is due to this sentence and not to the word.",
    ],
    formula: "(S − mean of the same token) / its sd",
    place: Place::NotInPaper,
    not_shown: "A token that is rare in the reference texts is compared with others like it, and its surprise is rough.",
};
