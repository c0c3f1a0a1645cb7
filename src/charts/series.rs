//! Things that are told apart by a hue and a second cue: what each stands for, and how it is drawn.

use crate::domain::word_class::WordGroup;

use super::colour::Rgb;

/// What a dot, a line or a box of a row stands for. What tells two apart is their hue, and also
/// their dashes and the shape of their dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, strum::VariantArray)]
pub enum Series {
    /// The first of a few things that only the legend names.
    First,
    /// The second of them.
    Second,
    /// The third of them.
    Third,
    /// The fourth of them.
    Fourth,
    /// The fifth of them.
    Fifth,
    /// What others are compared with: a base rate, chance, a median.
    Reference,
    /// HIGH tokens.
    High,
    /// Content words.
    Content,
    /// Function words.
    Function,
    /// Punctuation.
    Punctuation,
    /// Special tokens.
    Special,
    /// What adds to a signed sum.
    Adds,
    /// What takes from it.
    Takes,
}

impl Series {
    /// Every series.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Those without a meaning of their own, in the order in which they are given out.
    pub const NAMED_BY_LEGEND: [Self; 6] = [
        Self::First,
        Self::Second,
        Self::Third,
        Self::Fourth,
        Self::Fifth,
        Self::Reference,
    ];

    /// The series at `place` of [`Self::NAMED_BY_LEGEND`]; after the last one they begin anew.
    pub fn at(place: usize) -> Self {
        let every = Self::NAMED_BY_LEGEND;
        let found = every.get(place % every.len());
        found.copied().unwrap_or(Self::First)
    }
}

impl From<WordGroup> for Series {
    fn from(group: WordGroup) -> Self {
        match group {
            WordGroup::Content => Self::Content,
            WordGroup::Function => Self::Function,
            WordGroup::Punctuation => Self::Punctuation,
            WordGroup::Special => Self::Special,
        }
    }
}

/// The shape of a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DotShape {
    /// Round.
    Circle,
    /// Standing on an edge.
    Square,
    /// Standing on a corner.
    Diamond,
    /// With its point up.
    Triangle,
    /// With its point down.
    TriangleDown,
    /// Two strokes crossed.
    Cross,
}

impl DotShape {
    /// Its corners about the middle of a dot of radius 1, y downwards; empty for what has none.
    pub fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Self::Circle | Self::Cross => &[],
            Self::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Self::Diamond => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
            Self::Triangle => &[(0.0, -1.25), (1.2, 0.9), (-1.2, 0.9)],
            Self::TriangleDown => &[(-1.2, -0.9), (1.2, -0.9), (0.0, 1.25)],
        }
    }
}

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesLook {
    /// Lines, outlines and dots.
    pub colour: Rgb,
    /// The inside of boxes and bars.
    pub fill: Rgb,
    /// Lengths of strokes and gaps along a line, in points; empty for a whole line.
    pub dashes: &'static [f32],
    /// The shape of dots.
    pub dot: DotShape,
}

impl Series {
    /// The dashes of its line and the shape of its dots: the second cue beside its hue.
    pub(super) fn cue(self) -> (&'static [f32], DotShape) {
        match self {
            Self::First | Self::Content | Self::Adds | Self::High => (&[], DotShape::Circle),
            Self::Second | Self::Function | Self::Takes => (&[7.0, 4.0], DotShape::Diamond),
            Self::Third | Self::Punctuation => (&[2.0, 3.0], DotShape::Square),
            Self::Fourth | Self::Special => (&[9.0, 3.0, 2.0, 3.0], DotShape::Triangle),
            Self::Fifth => (&[12.0, 5.0], DotShape::TriangleDown),
            Self::Reference => (&[4.0, 2.0], DotShape::Cross),
        }
    }
}
