//! The kinds of files that a figure can be.

use std::path::Path;

use super::contents::Figure;
use super::layout::svg_from_figure;
use super::pdf::pdf_from_figure;
use super::png::png_from_figure;
use super::style::{FigureError, FigureStyle};

/// A kind of file that holds a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::VariantArray)]
pub enum FigureFormat {
    /// Pixels.
    #[default]
    Png,
    /// Shapes and text, for the web and for editing.
    Svg,
    /// Shapes and text on a page, for LaTeX and print.
    Pdf,
}

impl FigureFormat {
    /// Every one, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// What its file names end in.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Svg => "SVG",
            Self::Pdf => "PDF",
        }
    }

    /// What the name of `path` promises, if it promises a figure.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        let mut all = Self::ALL.iter().copied();
        all.find(|format| ending.eq_ignore_ascii_case(format.ending()))
    }

    /// The figure as such a file.
    ///
    /// # Errors
    /// A style out of range, a height that the content does not fit, or too many pixels.
    pub fn file(self, figure: &Figure, style: &FigureStyle) -> Result<Vec<u8>, FigureError> {
        match self {
            Self::Png => png_from_figure(figure, style),
            Self::Svg => svg_from_figure(figure, style).map(String::into_bytes),
            Self::Pdf => pdf_from_figure(figure, style),
        }
    }
}
