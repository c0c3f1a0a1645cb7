//! Words about many texts: how groups of tokens differ, and what removing tokens does.

use super::entry::{Entry, Place};

pub(super) const AUC: Entry = Entry {
    name: "AUC",
    spellings: &[],
    meaning: [
        "The chance that a content token drawn at random is stronger than a function token drawn at random, ties counting half.",
        "0.5 is no difference, 1 means that every content token is stronger than every function token.",
    ],
    formula: "P(S content > S function) + ½ P(equal)",
    place: Place::NotInPaper,
    not_shown: "It does not say why: frequent words are function words, and frequency alone moves norms.",
};

pub(super) const CLIFFS_DELTA: Entry = Entry {
    name: "Cliff's delta",
    spellings: &["Cliff's δ", "Cliff’s delta"],
    meaning: [
        "How much more often one group is above the other than below it, from −1 to 1.",
        "It is the AUC on another scale, with 0 for no difference.",
    ],
    formula: "δ = 2 AUC − 1",
    place: Place::NotInPaper,
    not_shown: "It is blind to how far apart two groups are once they no longer overlap.",
};

pub(super) const INTERVAL: Entry = Entry {
    name: "95 % interval",
    spellings: &["95 %", "95 % intervals", "bootstrap"],
    meaning: [
        "The range in which an estimate lies in 95 % of resamplings of the corpus.",
        "Whole sentences are resampled, since tokens of one sentence are not independent.",
    ],
    formula: "[Q₀.₀₂₅, Q₀.₉₇₅] over resampled sentences",
    place: Place::NotInPaper,
    not_shown: "It knows the chance of sampling alone, not whether the corpus is like other texts.",
};

pub(super) const SPEARMAN: Entry = Entry {
    name: "Spearman's ρ",
    spellings: &["Spearman's rho", "ρ", "rank correlation"],
    meaning: [
        "How well two orders agree, from −1 for opposite to 1 for equal.",
        "It compares ranks, so that two models or layers need no common scale.",
    ],
    formula: "correlation of rank(x) and rank(y)",
    place: Place::NotInPaper,
    not_shown: "Agreement is no cause, and with few words a large ρ comes by chance.",
};

pub(super) const BASE_RATE: Entry = Entry {
    name: "Base rate",
    spellings: &["base rate"],
    meaning: [
        "The share of HIGH among all judged tokens.",
        "A kind of word has something to do with strength only as far as its own share differs from this one.",
    ],
    formula: "HIGH tokens / judged tokens ≈ 1 − quantile",
    place: Place::NotInPaper,
    not_shown: "It is set by the quantile and says nothing of the texts.",
};

pub(super) const REMOVAL_TEST: Entry = Entry {
    name: "Removal test",
    spellings: &["removal test", "removal"],
    meaning: [
        "Takes HIGH tokens away and sees what that does to the sentence embedding, or to the words or the label of a head, beside taking away as many random ones.",
        "It asks what strength alone cannot say: whether these tokens matter to what the model makes of the text.",
    ],
    formula: "d(R) = 1 − cos(e(x), e(x without R))",
    place: Place::NotInPaper,
    not_shown: "A text without its words is a text that no model was trained on, and part of every effect is that.",
};

pub(super) const GREEDY_CHOICE: Entry = Entry {
    name: "Greedy choice",
    spellings: &[
        "greedy choice",
        "most effect alone (greedy)",
        "most effect alone",
    ],
    meaning: [
        "As many tokens as are HIGH, chosen by what the removal of each alone does, the most first.",
        "It looks at what it is to explain, so it is a high bar for any other choice.",
    ],
    formula: "the k tokens of the greatest d({t})",
    place: Place::NotInPaper,
    not_shown: "It is no upper bound: what tokens do together is not the sum of what each does alone, and other choices may lie above it.",
};

pub(super) const REMOVAL_EFFECT: Entry = Entry {
    name: "Removal effect",
    spellings: &["removal effect", "effect", "change of the embedding"],
    meaning: [
        "What the removal of tokens does: how far the sentence embedding moves (0 not at all, 1 to a right angle), or how much less probable a head finds the words left, or the label.",
        "Tokens can be masked, hidden from all others, left out of attention alone or of pooling alone, or set to zero.",
    ],
    formula: "1 − cos(e, e′), or the rise of −ln p",
    place: Place::NotInPaper,
    not_shown: "Effects of single tokens do not add up to that of removing them together.",
};

pub(super) const EXCESS: Entry = Entry {
    name: "Excess",
    spellings: &["excess"],
    meaning: [
        "The effect of removing the HIGH tokens minus the mean effect of removing as many random ones.",
        "Above 0 strength finds tokens that matter more than chance would.",
    ],
    formula: "d(HIGH) − mean d(random k)",
    place: Place::NotInPaper,
    not_shown: "Better than chance is not best: rare words, or other layers, may do more.",
};
