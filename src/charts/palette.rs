//! Every colour of every chart as plain data, read by the window and by files alike. The hues are
//! Okabe and Ito's, told apart by people with any colour vision, and each also differs in
//! lightness or fill.

use super::Tone;

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

/// How a line that stands for a tone is drawn.
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
    pub fn mark(&self, tone: Tone) -> Mark {
        let (outline, share) = match tone {
            Tone::High => (self.high, 1.0),
            Tone::Low => (self.low, 0.32),
            Tone::Outside => (self.outside, 0.0),
            Tone::First => (self.first, 1.0),
            Tone::Second => (self.second, 0.32),
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

    /// The line that stands for `tone`.
    pub fn line(&self, tone: Tone) -> LineMark {
        let (colour, width, opacity) = match tone {
            Tone::High => (self.high, 2.0, 1.0),
            Tone::Low => (self.low, 1.2, 0.75),
            Tone::Outside => (self.outside, 1.0, 0.7),
            Tone::First => (self.first, 2.0, 1.0),
            Tone::Second => (self.second, 2.0, 1.0),
        };
        LineMark {
            colour,
            width,
            opacity,
        }
    }

    /// The colour of text on a mark of this tone.
    pub fn text_on(&self, tone: Tone) -> Rgb {
        if self.mark(tone).pale {
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
            let (high, low) = (palette.mark(Tone::High), palette.mark(Tone::Low));
            let apart = (lightness(high.fill) - lightness(low.fill)).abs();
            assert!(apart > 0.25, "{apart}");
            assert_eq!(palette.mark(Tone::Outside).fill, palette.paper);
            let text = (lightness(palette.text) - lightness(palette.surround)).abs();
            let weak = (lightness(palette.weak_text) - lightness(palette.surround)).abs();
            assert!(text > weak && weak > 0.5, "{text} {weak}");
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
