//! Every colour, stroke and gap. Light and dark; the hues are Okabe and Ito's, told apart by
//! people with any colour vision, and each also differs in lightness or fill.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one file where colours are made"
)]

use eframe::egui::{Color32, Context, FontData, FontFamily, FontId, Stroke, TextStyle, Theme, Ui};
use eframe::epaint::text::{FontInsert, FontPriority, InsertFontFamily};

use crate::charts::Tone;

/// Bundled fonts for what the default ones lack, the first asked first: Greek, Arabic and symbols;
/// emoji.
const FALLBACK_FONTS: [(&str, &[u8]); 2] = [
    (
        "DejaVu Sans",
        include_bytes!("../../assets/fonts/DejaVuSans.ttf"),
    ),
    (
        "Noto Emoji",
        include_bytes!("../../assets/fonts/NotoEmoji-Regular.ttf"),
    ),
];

/// Colours for one of light and dark.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    high: Color32,
    low: Color32,
    outside: Color32,
    first: Color32,
    second: Color32,
    /// The threshold line.
    pub threshold: Color32,
    /// Text on charts.
    pub text: Color32,
    /// Axis labels, special tokens, captions.
    pub weak_text: Color32,
    /// Behind a label that lies over bars.
    pub label_background: Color32,
    /// Behind the token under the pointer or the selected one.
    pub highlight: Color32,
    /// A sentence the reader must not miss.
    pub warning: Color32,
    /// Lines behind the marks.
    pub grid: Color32,
    /// A cell without a value.
    pub no_value: Color32,
    middle: [u8; 3],
    paper: [u8; 3],
}

/// How a mark is filled and outlined: the second cue beside its colour.
#[derive(Debug, Clone, Copy)]
pub struct MarkStyle {
    /// The inside.
    pub fill: Color32,
    /// The outline.
    pub stroke: Stroke,
    /// Whether the fill alone would hardly be seen.
    pub pale: bool,
}

const LIGHT: Palette = Palette {
    high: Color32::from_rgb(0xC4, 0x4E, 0x00),
    low: Color32::from_rgb(0x00, 0x72, 0xB2),
    outside: Color32::from_rgb(0x8A, 0x8A, 0x8A),
    first: Color32::from_rgb(0x00, 0x72, 0xB2),
    second: Color32::from_rgb(0xB3, 0x6B, 0x00),
    threshold: Color32::from_rgb(0x20, 0x20, 0x20),
    text: Color32::from_rgb(0x20, 0x20, 0x20),
    weak_text: Color32::from_rgb(0x66, 0x66, 0x66),
    label_background: Color32::from_rgba_premultiplied(0xDE, 0xDE, 0xDE, 0xE0),
    highlight: Color32::from_rgba_premultiplied(0x14, 0x14, 0x14, 0x18),
    warning: Color32::from_rgb(0x8A, 0x4B, 0x00),
    grid: Color32::from_rgb(0xE2, 0xE2, 0xE2),
    no_value: Color32::from_rgb(0xDD, 0xDD, 0xDD),
    middle: [0xF4, 0xF4, 0xF4],
    paper: [0xFF, 0xFF, 0xFF],
};

const DARK: Palette = Palette {
    high: Color32::from_rgb(0xF2, 0x8E, 0x2B),
    low: Color32::from_rgb(0x56, 0xB4, 0xE9),
    outside: Color32::from_rgb(0x8C, 0x8C, 0x8C),
    first: Color32::from_rgb(0x56, 0xB4, 0xE9),
    second: Color32::from_rgb(0xE6, 0x9F, 0x00),
    threshold: Color32::from_rgb(0xF0, 0xF0, 0xF0),
    text: Color32::from_rgb(0xE4, 0xE4, 0xE4),
    weak_text: Color32::from_rgb(0xA6, 0xA6, 0xA6),
    label_background: Color32::from_rgba_premultiplied(0x1A, 0x1A, 0x1A, 0xE0),
    highlight: Color32::from_rgba_premultiplied(0x20, 0x20, 0x20, 0x20),
    warning: Color32::from_rgb(0xFF, 0xC1, 0x5E),
    grid: Color32::from_rgb(0x2C, 0x2C, 0x2C),
    no_value: Color32::from_rgb(0x3A, 0x3A, 0x3A),
    middle: [0x30, 0x30, 0x30],
    paper: [0x0A, 0x0A, 0x0A],
};

/// Viridis at nine equal steps, dark to bright.
const SEQUENTIAL: [[u8; 3]; 9] = [
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

/// Space between parts of a view, in points.
pub const GAP: f32 = 8.0;
/// Width kept for the numbers left of a plot, so that plots over one another line up.
pub const AXIS_WIDTH: f32 = 58.0;

impl Palette {
    /// The palette for what `ui` is drawn in.
    pub fn of(ui: &Ui) -> &'static Self {
        if ui.visuals().dark_mode {
            &DARK
        } else {
            &LIGHT
        }
    }

    /// HIGH and the first layer are solid; LOW and the second layer pale with an outline; what is
    /// outside the token set is an outline alone.
    pub fn mark(&self, tone: Tone) -> MarkStyle {
        let (colour, share) = match tone {
            Tone::High => (self.high, 1.0),
            Tone::Low => (self.low, 0.32),
            Tone::Outside => (self.outside, 0.0),
            Tone::First => (self.first, 1.0),
            Tone::Second => (self.second, 0.32),
        };
        // Opaque, so that grid lines do not show through.
        let [r, g, b, _] = colour.to_array();
        MarkStyle {
            fill: mix(self.paper, [r, g, b], share),
            stroke: Stroke::new(1.0, colour),
            pale: share < 0.5,
        }
    }

    /// The colour of text on a mark of this tone.
    pub fn text_on(&self, tone: Tone) -> Color32 {
        if self.mark(tone).pale {
            self.text
        } else {
            let [r, g, b] = self.paper;
            Color32::from_rgb(r, g, b)
        }
    }

    /// The colour of text on any fill.
    pub fn ink_on(&self, fill: Color32) -> Color32 {
        if fill.intensity() > 0.45 {
            Color32::BLACK
        } else {
            Color32::WHITE
        }
    }

    /// The colour of a line that stands for `tone`.
    pub fn line(&self, tone: Tone) -> Stroke {
        match tone {
            Tone::High => Stroke::new(2.0, self.high),
            Tone::Low => Stroke::new(1.2, self.low.gamma_multiply(0.75)),
            Tone::Outside => Stroke::new(1.0, self.outside.gamma_multiply(0.7)),
            Tone::First => Stroke::new(2.0, self.first),
            Tone::Second => Stroke::new(2.0, self.second),
        }
    }

    /// The colour of `share` (0 to 1) on the sequential scale, or about its middle when `centred`.
    pub fn scale(&self, share: f64, centred: bool) -> Color32 {
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        if centred {
            let end = if share < 0.5 { self.low } else { self.high };
            let [r, g, b, _] = end.to_array();
            mix(self.middle, [r, g, b], (share - 0.5).abs() * 2.0)
        } else {
            let place = share * (SEQUENTIAL.len() - 1) as f64;
            let below = place.floor();
            let at = |index: usize| SEQUENTIAL.get(index).copied().unwrap_or([253, 231, 37]);
            mix(at(below as usize), at(below as usize + 1), place - below)
        }
    }
}

fn mix(from: [u8; 3], to: [u8; 3], share: f64) -> Color32 {
    let [r, g, b] = std::array::from_fn(|channel| {
        let of = |colour: [u8; 3]| f64::from(colour.get(channel).copied().unwrap_or(0));
        (of(from) + (of(to) - of(from)) * share).round() as u8
    });
    Color32::from_rgb(r, g, b)
}

/// The font of value labels and ticks.
pub fn small_font() -> FontId {
    FontId::proportional(11.5)
}

/// The font of token labels.
pub fn label_font() -> FontId {
    FontId::proportional(13.0)
}

/// Sets fonts, sizes and spacing for both themes.
pub fn install(ctx: &Context) {
    for (name, bytes) in FALLBACK_FONTS {
        let last_in = |family| InsertFontFamily {
            family,
            priority: FontPriority::Lowest,
        };
        ctx.add_font(FontInsert {
            name: name.to_owned(),
            data: FontData::from_static(bytes),
            families: vec![
                last_in(FontFamily::Proportional),
                last_in(FontFamily::Monospace),
            ],
        });
    }
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| {
            let sizes = [
                (TextStyle::Body, 14.0),
                (TextStyle::Button, 14.0),
                (TextStyle::Monospace, 13.0),
                (TextStyle::Small, 12.0),
                (TextStyle::Heading, 17.0),
            ];
            for (text_style, size) in sizes {
                if let Some(font) = style.text_styles.get_mut(&text_style) {
                    font.size = size;
                }
            }
            style.spacing.item_spacing.x = GAP;
            // A cursor that blinks would draw frames while nothing changes.
            style.visuals.text_cursor.blink = false;
            let palette = if theme == Theme::Dark { &DARK } else { &LIGHT };
            style.visuals.override_text_color = Some(palette.text);
        });
    }
}
