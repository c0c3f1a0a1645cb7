//! How large a figure is and on what background: what a person chooses about a picture that does
//! not change what it says.

use serde::{Deserialize, Serialize};

use crate::charts::palette::{DARK, LIGHT, PRINT, Palette};

/// Size and background of a figure. A pixel is 1/96 inch, as in CSS.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FigureStyle {
    /// Width, in pixels at scale 1.
    pub width: u32,
    /// Height, in pixels at scale 1; `None` is as high as the content needs.
    pub height: Option<u32>,
    /// How high a figure without a height may become.
    pub highest: u32,
    /// Pixels of the PNG for each pixel of width, 1 to 4; 300 dpi are 3.125.
    pub scale: f64,
    /// Size of the small text, in pixels; 9.34 is 7 pt.
    pub text_size: f64,
    /// The background and what goes with it.
    pub theme: FigureTheme,
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
    /// Two columns of a journal: 175 mm at 300 dpi, text of 7 pt.
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
            Self::Double => "double",
            Self::Slide => "slide",
        }
    }

    /// The size, on the background that is usual for it.
    pub fn style(self) -> FigureStyle {
        let (width, height, highest, scale, text_size) = match self {
            Self::Screen => (960, None, 3000, 2.0, 12.0),
            // A page of a journal is at most about 235 mm high.
            Self::Single => (321, None, 888, 3.125, 9.34),
            Self::Double => (661, None, 888, 3.125, 9.34),
            Self::Slide => (1280, Some(720), 720, 1.5, 16.0),
        };
        FigureStyle {
            width,
            height,
            highest,
            scale,
            text_size,
            theme: match self {
                Self::Screen | Self::Slide => FigureTheme::Light,
                Self::Single | Self::Double => FigureTheme::Print,
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
    /// The SVG could not be drawn.
    #[error("the picture could not be drawn ({0}): save the SVG instead and tell us")]
    NotDrawn(String),
}

impl FigureStyle {
    /// The widths there are, in pixels at scale 1.
    pub const WIDTHS: (u32, u32) = (240, 4000);
    /// The heights there are, in pixels at scale 1.
    pub const HEIGHTS: (u32, u32) = (120, 8000);
    /// The scales there are.
    pub const SCALES: (f64, f64) = (1.0, 4.0);
    /// The sizes of text there are, in pixels.
    pub const TEXT_SIZES: (f64, f64) = (6.0, 48.0);
    /// The most pixels a PNG may have: 256 MiB while it is drawn.
    pub const MOST_PIXELS: u64 = 1 << 26;

    /// Checks every number of the style.
    ///
    /// # Errors
    /// The first that is out of range.
    pub fn check(&self) -> Result<(), FigureError> {
        let whole = |(least, most): (u32, u32)| (f64::from(least), f64::from(most));
        let height = self.height.unwrap_or(Self::HEIGHTS.0);
        let numbers = [
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
            None => Ok(()),
        }
    }

    /// The pixels of a PNG of a figure `height` pixels high at scale 1.
    ///
    /// # Errors
    /// More of them than [`Self::MOST_PIXELS`].
    pub fn pixels(&self, height: f64) -> Result<(u32, u32), FigureError> {
        let (width, height) = (
            (f64::from(self.width) * self.scale).round() as u32,
            (height * self.scale).round() as u32,
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
