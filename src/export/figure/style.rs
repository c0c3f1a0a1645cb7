//! How large a figure is and on what background: what a person chooses about a picture that does
//! not change what it says.

use serde::{Deserialize, Serialize};

use crate::charts::palette::{DARK, LIGHT, PRINT, Palette};

use super::font_choice::FigureFont;

/// Size and background of a figure. A pixel is 1/96 inch, as in CSS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureStyle {
    /// Width, in pixels at scale 1.
    pub width: u32,
    /// Height, in pixels at scale 1; `None` is as high as the content needs.
    pub height: Option<u32>,
    /// How high a figure without a height may become.
    pub highest: u32,
    /// Pixels of the PNG for each pixel of width, 1 to 12.5; 300 dpi are 3.125.
    pub scale: f64,
    /// Size of the small text, in pixels; 9.34 is 7 pt.
    pub text_size: f64,
    /// The background and what goes with it.
    pub theme: FigureTheme,
    /// Width on paper, in millimetres; `None` is that of the pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_mm: Option<f64>,
    /// What stands around and above its marks.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub parts: FigureParts,
    /// What its letters are written in.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub font: FigureFont,
}

/// What stands around the charts of a figure, which a journal may set itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FigureParts {
    /// The title and the texts under it.
    pub title: bool,
    /// What is below the charts: notes, model, layer, threshold.
    pub caption: bool,
    /// The values above bars, where they have room.
    pub values: bool,
    /// The letter of the panel, in the upper left corner.
    pub letter: Option<char>,
}

impl Default for FigureParts {
    fn default() -> Self {
        Self {
            title: true,
            caption: true,
            values: true,
            letter: None,
        }
    }
}

/// Whether a choice is the usual one, which files leave out.
fn is_usual<T: Default + PartialEq>(choice: &T) -> bool {
    *choice == T::default()
}

/// The background of a figure and what goes with it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
pub enum FigureTheme {
    /// As the window in light mode.
    #[default]
    Light,
    /// As the window in dark mode.
    Dark,
    /// White paper and black text.
    Print,
}

impl FigureTheme {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Print => "print",
        }
    }

    /// Its colours.
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
            Self::Print => &PRINT,
        }
    }
}

/// Sizes with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::VariantArray)]
pub enum FigureSize {
    /// 960 pixels wide, for a screen.
    #[default]
    Screen,
    /// One column of a journal: 85 mm at 300 dpi, text of 7 pt.
    Single,
    /// One column and a half: 120 mm at 300 dpi, text of 7 pt.
    OneAndAHalf,
    /// Two columns of a journal: 180 mm at 300 dpi, text of 7 pt.
    Double,
    /// A slide of 1920 by 1080.
    Slide,
}

impl FigureSize {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Single => "single",
            Self::OneAndAHalf => "one-and-a-half",
            Self::Double => "double",
            Self::Slide => "slide",
        }
    }

    /// The size, on the background that is usual for it.
    pub fn style(self) -> FigureStyle {
        match self {
            Self::Screen => FigureStyle {
                width: 960,
                height: None,
                highest: 3000,
                scale: 2.0,
                text_size: 12.0,
                theme: FigureTheme::Light,
                width_mm: None,
                parts: FigureParts::default(),
                font: FigureFont::default(),
            },
            Self::Single => FigureStyle::on_paper(85.0),
            Self::OneAndAHalf => FigureStyle::on_paper(120.0),
            Self::Double => FigureStyle::on_paper(180.0),
            Self::Slide => FigureStyle {
                width: 1280,
                height: Some(720),
                highest: 720,
                scale: 1.5,
                text_size: 16.0,
                ..Self::Screen.style()
            },
        }
    }
}

/// Why there is no picture. The message is one line.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FigureError {
    /// A number of the style makes no sense.
    #[error("{name} {given} is out of range: give {least} to {most}")]
    OutOfRange {
        /// What it is.
        name: &'static str,
        /// What it was.
        given: f64,
        /// The least it may be.
        least: f64,
        /// The most it may be.
        most: f64,
    },
    /// More pixels than anyone could open.
    #[error(
        "a picture of {width} x {height} pixels is too large: make its width, height or scale \
         smaller"
    )]
    TooLarge {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// The content does not fit the height.
    #[error(
        "a height of {given} pixels has no room for this figure: make it {needed} or leave it out"
    )]
    TooLow {
        /// What was asked for.
        given: u32,
        /// What would do.
        needed: u32,
    },
    /// The letter of a panel is more than a sign.
    #[error("a panel's letter is a letter or a digit, as in --letter a")]
    NoLetter,
    /// No such font.
    #[error(
        "this system has no font called {0}: give the name of one it has, or sans or serif, which \
         come with Glassbox"
    )]
    NoFont(String),
    /// A font that its maker does not let travel with a document.
    #[error("{0} may not be embedded in a file, says its maker: choose another font")]
    FontStays(String),
    /// The SVG could not be drawn.
    #[error("the picture could not be drawn ({0}): save the SVG instead and tell us")]
    NotDrawn(String),
}

impl FigureStyle {
    /// Pixels of an inch, at scale 1.
    pub const PIXELS_PER_INCH: f64 = 96.0;
    /// Pixels of a millimetre, at scale 1.
    pub const PIXELS_PER_MM: f64 = Self::PIXELS_PER_INCH / 25.4;
    /// Pixels of a point, at scale 1.
    pub const PIXELS_PER_POINT: f64 = Self::PIXELS_PER_INCH / 72.0;
    /// The widths there are, in pixels at scale 1.
    pub const WIDTHS: (u32, u32) = (240, 4000);
    /// The heights there are, in pixels at scale 1.
    pub const HEIGHTS: (u32, u32) = (120, 8000);
    /// The scales there are.
    pub const SCALES: (f64, f64) = (1.0, 12.5);
    /// The widths on paper that those are, in millimetres.
    pub const WIDTHS_MM: (f64, f64) = (64.0, 1050.0);
    /// The sizes of text there are, in pixels.
    pub const TEXT_SIZES: (f64, f64) = (6.0, 48.0);
    /// The most pixels a PNG may have: 256 MiB while it is drawn.
    pub const MOST_PIXELS: u64 = 1 << 26;

    /// So many millimetres wide for print, at 300 dpi with text of 7 pt on white.
    pub fn on_paper(width_mm: f64) -> Self {
        Self {
            // A page of a journal is at most about 235 mm high.
            highest: 888,
            height: None,
            scale: 300.0 / Self::PIXELS_PER_INCH,
            text_size: 9.34,
            theme: FigureTheme::Print,
            ..Self::default()
        }
        .with_width_mm(width_mm)
    }

    /// The same, so many millimetres wide.
    #[must_use]
    pub fn with_width_mm(self, width_mm: f64) -> Self {
        Self {
            width: (width_mm * Self::PIXELS_PER_MM).round() as u32,
            width_mm: Some(width_mm),
            ..self
        }
    }

    /// How many pixels of 1/96 inch a pixel of the drawing is on paper: 1 but for the rounding of
    /// a width in millimetres.
    pub(super) fn pixels_on_paper(&self) -> f64 {
        self.width_mm.map_or(1.0, |width| {
            width * Self::PIXELS_PER_MM / f64::from(self.width).max(1.0)
        })
    }

    /// A length of the drawing on paper, in millimetres.
    pub fn millimetres(&self, pixels: f64) -> f64 {
        pixels * self.pixels_on_paper() / Self::PIXELS_PER_MM
    }

    /// Checks every number of the style.
    ///
    /// # Errors
    /// The first that is out of range.
    pub fn check(&self) -> Result<(), FigureError> {
        let whole = |(least, most): (u32, u32)| (f64::from(least), f64::from(most));
        let height = self.height.unwrap_or(Self::HEIGHTS.0);
        let numbers = [
            (
                "the width in mm",
                self.width_mm.unwrap_or(Self::WIDTHS_MM.0),
                Self::WIDTHS_MM,
            ),
            ("the width", f64::from(self.width), whole(Self::WIDTHS)),
            ("the height", f64::from(height), whole(Self::HEIGHTS)),
            (
                "the greatest height",
                f64::from(self.highest),
                whole(Self::HEIGHTS),
            ),
            ("the scale", self.scale, Self::SCALES),
            ("the text size", self.text_size, Self::TEXT_SIZES),
        ];
        let wrong = numbers
            .into_iter()
            .find(|(_, given, (least, most))| !(least..=most).contains(&given));
        match wrong {
            Some((name, given, (least, most))) => Err(FigureError::OutOfRange {
                name,
                given,
                least,
                most,
            }),
            None if self.parts.letter.is_some_and(|c| !c.is_alphanumeric()) => {
                Err(FigureError::NoLetter)
            }
            None => Ok(()),
        }
    }

    /// The pixels of a PNG of a figure `height` pixels high at scale 1.
    ///
    /// # Errors
    /// More of them than [`Self::MOST_PIXELS`].
    pub fn pixels(&self, height: f64) -> Result<(u32, u32), FigureError> {
        let scale = self.scale * self.pixels_on_paper();
        let (width, height) = (
            (f64::from(self.width) * scale).round() as u32,
            (height * scale).round() as u32,
        );
        let (wide, high) = (u64::from(width), u64::from(height));
        if wide * high > Self::MOST_PIXELS {
            return Err(FigureError::TooLarge {
                width: wide,
                height: high,
            });
        }
        Ok((width, height))
    }
}

impl Default for FigureStyle {
    fn default() -> Self {
        FigureSize::default().style()
    }
}
