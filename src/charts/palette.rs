//! Every colour of every chart as plain data, read by the window and by files alike: the colour of
//! HIGH is [`Palette::high`] of [`LIGHT`], [`DARK`] and [`PRINT`] (`series` has hues for things that
//! are neither HIGH nor LOW). The hues are Okabe and Ito's, told apart by people with any colour vision, and each also differs in
//! lightness or fill.

use super::MarkRole;

/// Red, green and blue, 0 to 255.
pub type Rgb = [u8; 3];

/// Colours for one background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Marks of HIGH tokens.
    pub high: Rgb,
    /// Marks of LOW tokens.
    pub low: Rgb,
    /// Marks of tokens outside the token set.
    pub outside: Rgb,
    /// Marks of the chosen layer.
    pub first: Rgb,
    /// Marks of the layer beside it.
    pub second: Rgb,
    /// The threshold line.
    pub threshold: Rgb,
    /// Text on charts.
    pub text: Rgb,
    /// Axis labels, special tokens, captions.
    pub weak_text: Rgb,
    /// Lines behind the marks.
    pub grid: Rgb,
    /// A cell without a value.
    pub no_value: Rgb,
    /// The middle of a scale about 0.
    pub middle: Rgb,
    /// What marks are drawn on.
    pub paper: Rgb,
    /// What surrounds the plots.
    pub surround: Rgb,
    /// What adds to a signed sum.
    pub adds: Rgb,
    /// What takes from it.
    pub takes: Rgb,
    /// The hues of a few things side by side, `[Series]`.
    pub series: [Rgb; 6],
}

/// One of a few things side by side: what tells them apart is their hue, and also their dashes and
/// the shape of their dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, strum::VariantArray)]
pub enum Series {
    /// The first.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// The fourth.
    Fourth,
    /// The fifth.
    Fifth,
    /// The sixth.
    Sixth,
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

/// How a mark is filled and outlined: the second cue beside its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The inside.
    pub fill: Rgb,
    /// The outline.
    pub outline: Rgb,
    /// Whether the fill alone would hardly be seen.
    pub pale: bool,
    /// The fill where the mark is too narrow for an outline.
    pub narrow_fill: Rgb,
}

/// How a line that stands for a role is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineMark {
    /// Its colour.
    pub colour: Rgb,
    /// Its width, in points.
    pub width: f32,
    /// 1 hides what is behind it.
    pub opacity: f32,
}

/// Dark on light, as in the window.
pub const LIGHT: Palette = Palette {
    high: [0xC4, 0x4E, 0x00],
    low: [0x00, 0x72, 0xB2],
    outside: [0x8A, 0x8A, 0x8A],
    first: [0x00, 0x72, 0xB2],
    second: [0xB3, 0x6B, 0x00],
    threshold: [0x20, 0x20, 0x20],
    text: [0x20, 0x20, 0x20],
    weak_text: [0x66, 0x66, 0x66],
    grid: [0xE2, 0xE2, 0xE2],
    no_value: [0xDD, 0xDD, 0xDD],
    middle: [0xF4, 0xF4, 0xF4],
    paper: [0xFF, 0xFF, 0xFF],
    surround: [0xF8, 0xF8, 0xF8],
    adds: [0x00, 0x7A, 0x5A],
    takes: [0xA8, 0x4B, 0x7E],
    series: [
        [0x00, 0x72, 0xB2],
        [0xB3, 0x6B, 0x00],
        [0x00, 0x7A, 0x5A],
        [0xA8, 0x4B, 0x7E],
        [0xC4, 0x4E, 0x00],
        [0x4A, 0x4A, 0x4A],
    ],
};

/// Light on dark, as in the window.
pub const DARK: Palette = Palette {
    high: [0xF2, 0x8E, 0x2B],
    low: [0x56, 0xB4, 0xE9],
    outside: [0x8C, 0x8C, 0x8C],
    first: [0x56, 0xB4, 0xE9],
    second: [0xE6, 0x9F, 0x00],
    threshold: [0xF0, 0xF0, 0xF0],
    text: [0xE4, 0xE4, 0xE4],
    weak_text: [0xA6, 0xA6, 0xA6],
    grid: [0x2C, 0x2C, 0x2C],
    no_value: [0x3A, 0x3A, 0x3A],
    middle: [0x30, 0x30, 0x30],
    paper: [0x0A, 0x0A, 0x0A],
    surround: [0x1B, 0x1B, 0x1B],
    adds: [0x2F, 0xC2, 0x96],
    takes: [0xE3, 0x93, 0xC0],
    series: [
        [0x56, 0xB4, 0xE9],
        [0xE6, 0x9F, 0x00],
        [0x2F, 0xC2, 0x96],
        [0xE3, 0x93, 0xC0],
        [0xF2, 0x7D, 0x3A],
        [0xD0, 0xD0, 0xD0],
    ],
};

/// On white paper: the hues of [`LIGHT`] with black text and lines that survive a printer.
pub const PRINT: Palette = Palette {
    outside: [0x6E, 0x6E, 0x6E],
    threshold: [0x00, 0x00, 0x00],
    text: [0x00, 0x00, 0x00],
    weak_text: [0x46, 0x46, 0x46],
    grid: [0xD0, 0xD0, 0xD0],
    no_value: [0xCC, 0xCC, 0xCC],
    surround: [0xFF, 0xFF, 0xFF],
    ..LIGHT
};

/// Viridis at nine equal steps, dark to bright.
const SEQUENTIAL: [Rgb; 9] = [
    [68, 1, 84],
    [71, 45, 123],
    [59, 82, 139],
    [44, 114, 142],
    [33, 145, 140],
    [40, 174, 128],
    [94, 201, 98],
    [173, 220, 48],
    [253, 231, 37],
];

impl Palette {
    /// HIGH and the first layer are solid; LOW and the second layer pale with an outline; what is
    /// outside the token set is an outline alone.
    pub fn mark(&self, role: MarkRole) -> Mark {
        let (outline, share) = match role {
            MarkRole::High => (self.high, 1.0),
            MarkRole::Low => (self.low, 0.32),
            MarkRole::Outside => (self.outside, 0.0),
            MarkRole::First => (self.first, 1.0),
            MarkRole::Second => (self.second, 0.32),
            MarkRole::Adds => (self.adds, 1.0),
            MarkRole::Takes => (self.takes, 0.32),
        };
        let pale = share < 0.5;
        // Opaque, so that grid lines do not show through.
        let fill = mix(self.paper, outline, share);
        Mark {
            fill,
            outline,
            pale,
            narrow_fill: if pale {
                mix(self.paper, outline, 0.55)
            } else {
                fill
            },
        }
    }

    /// The line that stands for `role`.
    pub fn line(&self, role: MarkRole) -> LineMark {
        let (colour, width, opacity) = match role {
            MarkRole::High => (self.high, 2.0, 1.0),
            MarkRole::Low => (self.low, 1.2, 0.75),
            MarkRole::Outside => (self.outside, 1.0, 0.7),
            MarkRole::First => (self.first, 2.0, 1.0),
            MarkRole::Second => (self.second, 2.0, 1.0),
            MarkRole::Adds => (self.adds, 2.0, 1.0),
            MarkRole::Takes => (self.takes, 2.0, 1.0),
        };
        LineMark {
            colour,
            width,
            opacity,
        }
    }

    /// How `series` is drawn.
    pub fn series(&self, series: Series) -> SeriesLook {
        let [first, second, third, fourth, fifth, sixth] = self.series;
        let (colour, dashes, dot): (_, &[f32], _) = match series {
            Series::First => (first, &[], DotShape::Circle),
            Series::Second => (second, &[7.0, 4.0], DotShape::Diamond),
            Series::Third => (third, &[2.0, 3.0], DotShape::Square),
            Series::Fourth => (fourth, &[9.0, 3.0, 2.0, 3.0], DotShape::Triangle),
            Series::Fifth => (fifth, &[12.0, 5.0], DotShape::TriangleDown),
            Series::Sixth => (sixth, &[4.0, 2.0], DotShape::Cross),
        };
        SeriesLook {
            colour,
            // Opaque, so that grid lines do not show through.
            fill: mix(self.paper, colour, 0.32),
            dashes,
            dot,
        }
    }

    /// The band about a line of `series`, as what it is mixed with the paper.
    pub fn band(&self, series: Series) -> Rgb {
        mix(self.paper, self.series(series).colour, 0.2)
    }

    /// The colour of text on a mark of this role.
    pub fn text_on(&self, role: MarkRole) -> Rgb {
        if self.mark(role).pale {
            self.text
        } else {
            self.paper
        }
    }

    /// The colour of `share` (0 to 1) on the sequential scale, or about its middle when `centred`.
    pub fn scale(&self, share: f64, centred: bool) -> Rgb {
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        if centred {
            let end = if share < 0.5 { self.low } else { self.high };
            mix(self.middle, end, (share - 0.5).abs() * 2.0)
        } else {
            let place = share * (SEQUENTIAL.len() - 1) as f64;
            let below = place.floor();
            let at = |index: usize| SEQUENTIAL.get(index).copied().unwrap_or([253, 231, 37]);
            mix(at(below as usize), at(below as usize + 1), place - below)
        }
    }
}

impl Palette {
    /// The colour of `share` on a scale of signed numbers: 0.5 is zero, 1 adds most, 0 takes most.
    /// It is not the pair of HIGH and LOW, which means another thing.
    pub fn signed(&self, share: f64) -> Rgb {
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.5
        };
        let end = if share < 0.5 { self.takes } else { self.adds };
        mix(self.middle, end, (share - 0.5).abs() * 2.0)
    }
}

impl Series {
    /// Every series in its order.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The series at `place`; after the last one they begin anew.
    pub fn at(place: usize) -> Self {
        let found = Self::ALL.get(place % Self::ALL.len());
        found.copied().unwrap_or(Self::First)
    }
}

/// Black or white, whichever reads better on `fill`.
pub fn ink_on(fill: Rgb) -> Rgb {
    if lightness(fill) > 0.45 {
        [0x00; 3]
    } else {
        [0xFF; 3]
    }
}

/// From 0 for black to 1 for white.
fn lightness([r, g, b]: Rgb) -> f32 {
    let of = |channel: u8| f32::from(channel) / 255.0;
    0.299 * of(r) + 0.587 * of(g) + 0.114 * of(b)
}

fn mix(from: Rgb, to: Rgb, share: f64) -> Rgb {
    std::array::from_fn(|channel| {
        let of = |colour: Rgb| f64::from(colour.get(channel).copied().unwrap_or(0));
        (of(from) + (of(to) - of(from)) * share).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn high_and_low_differ_in_lightness_too_on_every_background() {
        for palette in [LIGHT, DARK, PRINT] {
            let (high, low) = (palette.mark(MarkRole::High), palette.mark(MarkRole::Low));
            let apart = (lightness(high.fill) - lightness(low.fill)).abs();
            assert!(apart > 0.25, "{apart}");
            assert_eq!(palette.mark(MarkRole::Outside).fill, palette.paper);
            let text = (lightness(palette.text) - lightness(palette.surround)).abs();
            let weak = (lightness(palette.weak_text) - lightness(palette.surround)).abs();
            assert!(text > weak && weak > 0.5, "{text} {weak}");
        }
    }

    #[test]
    fn no_two_series_share_a_hue_a_dash_or_a_dot() {
        for palette in [LIGHT, DARK, PRINT] {
            for (place, &one) in Series::ALL.iter().enumerate() {
                assert_eq!(Series::at(place + 6), one);
                let look = palette.series(one);
                let apart = (lightness(look.colour) - lightness(palette.paper)).abs();
                assert!(apart > 0.3, "{one:?} {apart}");
                for &other in &Series::ALL[..place] {
                    let other = palette.series(other);
                    assert_ne!(look.colour, other.colour);
                    assert_ne!(look.dashes, other.dashes);
                    assert_ne!(look.dot, other.dot);
                }
            }
        }
    }

    #[test]
    fn the_scale_ends_where_it_should() {
        assert_eq!(LIGHT.scale(0.0, false), SEQUENTIAL[0]);
        assert_eq!(LIGHT.scale(1.0, false), SEQUENTIAL[8]);
        assert_eq!(LIGHT.scale(f64::NAN, false), SEQUENTIAL[0]);
        assert_eq!(LIGHT.scale(0.5, true), LIGHT.middle);
        assert_eq!(LIGHT.scale(2.0, true), LIGHT.high);
    }
}
