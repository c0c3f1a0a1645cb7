//! The window's fonts, strokes and gaps, and its colours: those of the charts come from
//! `charts::palette`, which files read too.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one file where the window's colours are made"
)]

use eframe::egui::{Color32, Context, FontData, FontFamily, FontId, Stroke, TextStyle, Theme, Ui};
use eframe::epaint::text::{FontInsert, FontPriority, InsertFontFamily};

use crate::charts::MarkRole;
use crate::charts::palette::{self, DotShape, Rgb, Series};

/// Bundled fonts for what the default ones lack, the first asked first: icons; Greek, Arabic
/// and symbols; emoji.
static FALLBACK_FONTS: [(&str, &[u8]); 3] = [
    (
        "Phosphor",
        include_bytes!("../../assets/fonts/Phosphor-Icons.ttf"),
    ),
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
pub(crate) struct Palette {
    /// The colours of charts.
    charts: palette::Palette,
    /// The threshold line.
    pub(crate) threshold: Color32,
    /// Text on charts.
    pub(crate) text: Color32,
    /// Axis labels, special tokens, captions.
    pub(crate) weak_text: Color32,
    /// Behind a label that lies over bars or lines.
    pub(crate) plate: Color32,
    /// Behind the token under the pointer or the selected one.
    pub(crate) highlight: Color32,
    /// A sentence the reader must not miss; not the orange of HIGH.
    pub(crate) warning: Color32,
    /// Lines behind the marks.
    pub(crate) grid: Color32,
    /// A cell without a value.
    pub(crate) no_value: Color32,
    /// The edge of fields and buttons.
    pub(crate) edge: Color32,
    /// The button that does what a page is there for, and the text on it.
    pub(crate) primary: Color32,
    pub(crate) on_primary: Color32,
}

/// How a mark is filled and outlined: the second cue beside its colour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarkStyle {
    /// The inside.
    pub(crate) fill: Color32,
    /// The outline.
    pub(crate) stroke: Stroke,
    /// The fill where the mark is too narrow for an outline.
    pub(crate) narrow_fill: Color32,
}

/// How a series is drawn in the window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SeriesStyle {
    /// Lines, outlines and dots.
    pub(crate) colour: Color32,
    /// The inside of boxes and bars.
    pub(crate) fill: Color32,
    /// Strokes and gaps of its line, in points; empty for a whole line.
    pub(crate) dashes: &'static [f32],
    /// The shape of its dots.
    pub(crate) dot: DotShape,
}

const LIGHT: Palette = Palette {
    highlight: Color32::from_rgba_premultiplied(0, 0, 0, 0x24),
    warning: Color32::from_rgb(0x6E, 0x58, 0x00),
    edge: Color32::from_rgb(0x8C, 0x8C, 0x8C),
    primary: Color32::from_rgb(0x30, 0x36, 0x3D),
    on_primary: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    ..Palette::from_charts(palette::LIGHT)
};

const DARK: Palette = Palette {
    highlight: Color32::from_rgba_premultiplied(0x20, 0x20, 0x20, 0x20),
    warning: Color32::from_rgb(0xF2, 0xDC, 0x70),
    edge: Color32::from_rgb(0x6A, 0x6A, 0x6A),
    primary: Color32::from_rgb(0xE6, 0xE9, 0xED),
    on_primary: Color32::from_rgb(0x16, 0x18, 0x1B),
    ..Palette::from_charts(palette::DARK)
};

/// Space between parts of a view, in points.
pub(crate) const GAP: f32 = 8.0;
/// Width kept for the numbers left of a plot, so that plots over one another line up.
pub(crate) const AXIS_WIDTH: f32 = 58.0;

impl Palette {
    /// The palette for what `ui` is drawn in.
    pub(crate) fn of(ui: &Ui) -> &'static Self {
        if ui.visuals().dark_mode {
            &DARK
        } else {
            &LIGHT
        }
    }

    /// The fill and outline of a mark that stands for `role`.
    pub(crate) fn mark(&self, role: MarkRole) -> MarkStyle {
        let mark = self.charts.mark(role);
        MarkStyle {
            fill: colour(mark.fill),
            stroke: Stroke::new(1.0, colour(mark.outline)),
            narrow_fill: colour(mark.narrow_fill),
        }
    }

    /// How `series` is drawn.
    pub(crate) fn series(&self, series: Series) -> SeriesStyle {
        let look = self.charts.series(series);
        SeriesStyle {
            colour: colour(look.colour),
            fill: colour(look.fill),
            dashes: look.dashes,
            dot: look.dot,
        }
    }

    /// The colour of text on a mark of this role.
    pub(crate) fn text_on(&self, role: MarkRole) -> Color32 {
        colour(self.charts.text_on(role))
    }

    /// A line that stands for `role`.
    pub(crate) fn line(&self, role: MarkRole) -> Stroke {
        let line = self.charts.line(role);
        Stroke::new(line.width, colour(line.colour).gamma_multiply(line.opacity))
    }

    /// The colour of `share` (0 to 1) on the sequential scale, or about its middle when `centred`,
    /// and the colour of text on it.
    pub(crate) fn scale(&self, share: f64, centred: bool) -> (Color32, Color32) {
        let fill = self.charts.scale(share, centred);
        (colour(fill), colour(palette::ink_on(fill)))
    }

    /// The colour of `share` on the scale of signed numbers (0.5 is zero), and the colour of text
    /// on it.
    pub(crate) fn signed(&self, share: f64) -> (Color32, Color32) {
        let fill = self.charts.signed(share);
        (colour(fill), colour(palette::ink_on(fill)))
    }

    /// The scale of colours in steps, for pictures of very many cells.
    pub(crate) fn ramp(&self, centred: bool) -> Ramp {
        let last = (Ramp::STEPS - 1) as f64;
        let steps =
            std::array::from_fn(|step| colour(self.charts.scale(step as f64 / last, centred)));
        Ramp { steps }
    }

    const fn from_charts(charts: palette::Palette) -> Self {
        Self {
            charts,
            threshold: colour(charts.threshold),
            text: colour(charts.text),
            weak_text: colour(charts.weak_text),
            plate: colour(charts.background),
            highlight: Color32::TRANSPARENT,
            warning: Color32::TRANSPARENT,
            grid: colour(charts.grid),
            no_value: colour(charts.no_value),
            edge: Color32::TRANSPARENT,
            primary: Color32::TRANSPARENT,
            on_primary: Color32::TRANSPARENT,
        }
    }
}

/// A scale of colours in steps too small to be told apart.
pub(crate) struct Ramp {
    steps: [Color32; Self::STEPS],
}

impl Ramp {
    /// Odd, so that the middle has its own colour.
    const STEPS: usize = 257;

    /// The colour of `share`, which is from 0 to 1; of what is not a number, that of 0.
    pub(crate) fn at(&self, share: f64) -> Color32 {
        // Rounded; `f64::round` is a call for each of a quarter of a million cells.
        let step = (share * (Self::STEPS - 1) as f64 + 0.5) as usize;
        let [.., last] = self.steps;
        self.steps.get(step).copied().unwrap_or(last)
    }
}

const fn colour([r, g, b]: Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// The font of value labels and ticks.
pub(crate) fn small_font() -> FontId {
    FontId::proportional(11.5)
}

/// The font of texts that are read as texts.
pub(crate) fn text_font() -> FontId {
    FontId::proportional(15.0)
}

/// The font of token labels.
pub(crate) fn label_font() -> FontId {
    FontId::proportional(13.0)
}

/// Sets fonts, sizes and spacing for both themes.
pub(crate) fn install(ctx: &Context) {
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
            // Fields and buttons have an edge that can be seen, under the pointer too.
            let widgets = &mut style.visuals.widgets;
            widgets.inactive.bg_stroke = Stroke::new(1.0, palette.edge);
            widgets.hovered.bg_stroke = Stroke::new(1.0, palette.weak_text);
            widgets.open.bg_stroke = Stroke::new(1.0, palette.weak_text);
        });
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::Visuals;

    use crate::charts::palette::contrast;

    use super::*;

    fn rgb(colour: Color32) -> Rgb {
        [colour.r(), colour.g(), colour.b()]
    }

    #[test]
    fn texts_edges_and_warnings_can_be_seen_in_both_themes() {
        for (palette, visuals) in [(LIGHT, Visuals::light()), (DARK, Visuals::dark())] {
            let behind = [
                visuals.panel_fill,
                visuals.window_fill,
                visuals.extreme_bg_color,
            ];
            for behind in behind.map(rgb) {
                for text in [palette.text, palette.weak_text, palette.warning] {
                    let seen = contrast(rgb(text), behind);
                    assert!(seen >= 4.5, "{text:?} on {behind:?}: {seen:.2}");
                }
                let seen = contrast(rgb(palette.edge), behind);
                assert!(seen >= 3.0, "an edge on {behind:?}: {seen:.2}");
            }
            // Buttons are filled, and their words are read on that.
            let fill = rgb(visuals.widgets.inactive.weak_bg_fill);
            let seen = contrast(rgb(palette.text), fill);
            assert!(seen >= 4.5, "on a button: {seen:.2}");
        }
    }
}
