//! Every colour of every chart as plain data with its meaning, read by the window and by files
//! alike: the colour of HIGH is [`Palette::high`] of [`LIGHT`], [`DARK`] and [`PRINT`].
//!
//! One meaning a colour: orange and blue are HIGH and LOW and nothing else; signed numbers, layers,
//! models, kinds of words and things that only a legend names have hues of their own. Those that
//! stand side by side differ for people with any colour vision, in lightness or by a second cue too
//! (fill, dashes, the shape of dots). `tests/it/charts/colours.rs` measures it.

use super::MarkRole;

use super::colour::mix;
pub use super::colour::{Rgb, contrast, ink_on};
pub use super::series::{DotShape, Series, SeriesLook};

/// Colours for one background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// HIGH tokens.
    pub high: Rgb,
    /// LOW tokens.
    pub low: Rgb,
    /// Tokens outside the token set.
    pub outside: Rgb,
    /// Signed numbers (z-scores, correlations, what adds to a sum): above 0.
    pub adds: Rgb,
    /// Signed numbers: below 0.
    pub takes: Rgb,
    /// Signed numbers: 0 itself, on a scale of colours.
    pub zero: Rgb,
    /// Layers: the chosen one solid, the one beside it pale.
    pub layer: Rgb,
    /// Models: the first solid, the second pale.
    pub model: Rgb,
    /// Kinds of words: content, function, punctuation, special tokens.
    pub kinds: [Rgb; 4],
    /// Things that only the legend names; the last is what the others are compared with.
    pub series: [Rgb; 6],
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
    /// What marks are drawn on.
    pub background: Rgb,
    /// What surrounds the plots.
    pub surround: Rgb,
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
    adds: [0x37, 0xA1, 0x61],
    takes: [0x7B, 0x2B, 0x85],
    zero: [0xF4, 0xF4, 0xF4],
    layer: [0x50, 0x52, 0x55],
    model: [0xBB, 0x69, 0x8F],
    kinds: [
        [0x00, 0x5F, 0x4A],
        [0xB6, 0x8A, 0x0E],
        [0x82, 0x6C, 0xD9],
        [0x6E, 0x6E, 0x6E],
    ],
    series: [
        [0x0B, 0x9F, 0xBB],
        [0x95, 0x58, 0x77],
        [0x94, 0x98, 0x03],
        [0x48, 0x3F, 0x9F],
        [0x8B, 0x2A, 0x31],
        [0x4A, 0x4A, 0x4A],
    ],
    threshold: [0x20, 0x20, 0x20],
    text: [0x20, 0x20, 0x20],
    weak_text: [0x66, 0x66, 0x66],
    grid: [0xE2, 0xE2, 0xE2],
    no_value: [0xDD, 0xDD, 0xDD],
    background: [0xFF, 0xFF, 0xFF],
    surround: [0xF8, 0xF8, 0xF8],
};

/// Light on dark, as in the window.
pub const DARK: Palette = Palette {
    high: [0xF2, 0x8E, 0x2B],
    low: [0x56, 0xB4, 0xE9],
    outside: [0x8C, 0x8C, 0x8C],
    adds: [0x9A, 0xD2, 0x71],
    takes: [0xA2, 0x54, 0x9C],
    zero: [0x30, 0x30, 0x30],
    layer: [0xB5, 0xB3, 0xAE],
    model: [0xBC, 0x54, 0x83],
    kinds: [
        [0x28, 0x9A, 0x96],
        [0x7F, 0x74, 0x18],
        [0xE6, 0xB9, 0xF7],
        [0x9C, 0x9C, 0x9C],
    ],
    series: [
        [0x27, 0x7D, 0x8F],
        [0xF7, 0xAF, 0xC7],
        [0x7E, 0xB6, 0x70],
        [0x8C, 0x76, 0xD5],
        [0xBF, 0x4A, 0x46],
        [0xD0, 0xD0, 0xD0],
    ],
    threshold: [0xF0, 0xF0, 0xF0],
    text: [0xE4, 0xE4, 0xE4],
    weak_text: [0xA6, 0xA6, 0xA6],
    grid: [0x2C, 0x2C, 0x2C],
    no_value: [0x3A, 0x3A, 0x3A],
    background: [0x0A, 0x0A, 0x0A],
    surround: [0x1B, 0x1B, 0x1B],
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

/// How much of its hue a pale fill has.
const PALE: f64 = 0.32;

impl Palette {
    /// The first of two is solid, the second pale with an outline, as HIGH and LOW are; what is
    /// outside the token set is an outline alone.
    pub fn mark(&self, role: MarkRole) -> Mark {
        let share = match role {
            MarkRole::High
            | MarkRole::Adds
            | MarkRole::ChosenLayer
            | MarkRole::FirstModel
            | MarkRole::First => 1.0,
            MarkRole::Third => 0.65,
            MarkRole::Low
            | MarkRole::Takes
            | MarkRole::LayerBeside
            | MarkRole::SecondModel
            | MarkRole::Second => PALE,
            MarkRole::Outside => 0.0,
        };
        let outline = self.hue(role);
        let pale = share < 0.5;
        // Opaque, so that grid lines do not show through.
        let fill = mix(self.background, outline, share);
        Mark {
            fill,
            outline,
            pale,
            narrow_fill: if pale {
                mix(self.background, outline, 0.55)
            } else {
                fill
            },
        }
    }

    /// The line that stands for `role`.
    pub fn line(&self, role: MarkRole) -> LineMark {
        let (width, opacity) = match role {
            MarkRole::Low => (1.2, 0.75),
            MarkRole::Outside => (1.0, 0.7),
            _ => (2.0, 1.0),
        };
        LineMark {
            colour: self.hue(role),
            width,
            opacity,
        }
    }

    fn hue(&self, role: MarkRole) -> Rgb {
        let [first, second, third, ..] = self.series;
        match role {
            MarkRole::High => self.high,
            MarkRole::Low => self.low,
            MarkRole::Outside => self.outside,
            MarkRole::Adds => self.adds,
            MarkRole::Takes => self.takes,
            MarkRole::ChosenLayer | MarkRole::LayerBeside => self.layer,
            MarkRole::FirstModel | MarkRole::SecondModel => self.model,
            MarkRole::First => first,
            MarkRole::Second => second,
            MarkRole::Third => third,
        }
    }

    /// How `series` is drawn.
    pub fn series(&self, series: Series) -> SeriesLook {
        let [content, function, punctuation, special] = self.kinds;
        let [first, second, third, fourth, fifth, reference] = self.series;
        let colour = match series {
            Series::First => first,
            Series::Second => second,
            Series::Third => third,
            Series::Fourth => fourth,
            Series::Fifth => fifth,
            Series::Reference => reference,
            Series::High => self.high,
            Series::Content => content,
            Series::Function => function,
            Series::Punctuation => punctuation,
            Series::Special => special,
            Series::Adds => self.adds,
            Series::Takes => self.takes,
        };
        let (dashes, dot) = series.cue();
        SeriesLook {
            colour,
            // Opaque, so that grid lines do not show through.
            fill: mix(self.background, colour, PALE),
            dashes,
            dot,
        }
    }

    /// The band about a line of `series`, as what it is mixed with the background.
    pub fn band(&self, series: Series) -> Rgb {
        mix(self.background, self.series(series).colour, 0.2)
    }

    /// The colour of text on a mark of this role.
    pub fn text_on(&self, role: MarkRole) -> Rgb {
        ink_on(self.mark(role).fill)
    }

    /// The colour of `share` (0 to 1) of amounts, which begin somewhere and grow; of signed numbers
    /// about 0 when `centred`.
    pub fn scale(&self, share: f64, centred: bool) -> Rgb {
        if centred {
            return self.signed(share);
        }
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let place = share * (SEQUENTIAL.len() - 1) as f64;
        let below = place.floor();
        let at = |index: usize| SEQUENTIAL.get(index).copied().unwrap_or([253, 231, 37]);
        mix(at(below as usize), at(below as usize + 1), place - below)
    }

    /// The colour of `share` on a scale of signed numbers: 0.5 is zero, 1 the most above it, 0 the
    /// most below.
    pub fn signed(&self, share: f64) -> Rgb {
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.5
        };
        let end = if share < 0.5 { self.takes } else { self.adds };
        mix(self.zero, end, (share - 0.5).abs() * 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_where_it_should() {
        assert_eq!(LIGHT.scale(0.0, false), SEQUENTIAL[0]);
        assert_eq!(LIGHT.scale(1.0, false), SEQUENTIAL[8]);
        assert_eq!(LIGHT.scale(f64::NAN, false), SEQUENTIAL[0]);
        assert_eq!(LIGHT.scale(0.5, true), LIGHT.zero);
        assert_eq!(LIGHT.scale(2.0, true), LIGHT.adds);
        assert_eq!(LIGHT.scale(-1.0, true), LIGHT.takes);
    }
}
