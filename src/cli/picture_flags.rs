//! Flags as typed, of how pictures look.

use clap::Args;

use crate::export::figure::{FigureFont, FigureParts, FigureSize, FigureStyle, FigureTheme};

use super::question_flags::one_of;

/// How pictures look.
#[derive(Debug, Args)]
#[command(next_help_heading = "Pictures")]
pub(super) struct PictureFlags {
    /// A size with a name: for a screen, for one, one and a half or two columns of a journal (85, 120
    /// and 180 mm at 300 dpi, text of 7 pt, on white), for a slide of 1920 x 1080
    #[arg(long, value_name = "NAME", value_parser = one_of(FigureSize::ALL, FigureSize::name))]
    size: Option<FigureSize>,
    /// The width at scale 1, where a pixel is 1/96 inch
    #[arg(long, value_name = "PX", allow_negative_numbers = true, value_parser = pixels)]
    width: Option<u32>,
    /// The width on paper; without --size it is for print, as --size single
    #[arg(
        long,
        value_name = "MM",
        allow_negative_numbers = true,
        conflicts_with = "width"
    )]
    width_mm: Option<f64>,
    /// The height at scale 1; default: as high as needed
    #[arg(long, value_name = "PX", allow_negative_numbers = true, value_parser = pixels)]
    height: Option<u32>,
    /// Pixels of the PNG for each pixel of the width, 1 to 12.5; 3.125 is 300 dpi
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    scale: Option<f64>,
    /// Pixels of the PNG for each inch on paper, 96 to 1200
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        conflicts_with = "scale"
    )]
    dpi: Option<f64>,
    /// The background: light, dark, or white for print
    #[arg(long, value_name = "NAME", value_parser = one_of(FigureTheme::ALL, FigureTheme::name))]
    theme: Option<FigureTheme>,
    /// The size of the small text in pixels; 9.34 is 7 pt
    #[arg(long, value_name = "PX", allow_negative_numbers = true)]
    text_size: Option<f64>,
    /// The size of the small text in points
    #[arg(
        long,
        value_name = "PT",
        allow_negative_numbers = true,
        conflicts_with = "text_size"
    )]
    text_pt: Option<f64>,
    /// The font: sans or serif, which come with the program, or one of the system by its name
    #[arg(long, value_name = "NAME")]
    font: Option<String>,
    /// Leave out the title and the texts under it
    #[arg(long)]
    no_title: bool,
    /// Leave out what is below the charts; the file says it all the same
    #[arg(long)]
    no_caption: bool,
    /// Leave out the values above bars
    #[arg(long)]
    no_values: bool,
    /// The letter of the panel, in the upper left corner
    #[arg(long, value_name = "A")]
    letter: Option<char>,
}

impl PictureFlags {
    /// A flag that was given, if one was.
    pub(super) fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("--size", self.size.is_some()),
            ("--width", self.width.is_some()),
            ("--width-mm", self.width_mm.is_some()),
            ("--height", self.height.is_some()),
            ("--scale", self.scale.is_some()),
            ("--dpi", self.dpi.is_some()),
            ("--theme", self.theme.is_some()),
            ("--text-size", self.text_size.is_some()),
            ("--text-pt", self.text_pt.is_some()),
            ("--font", self.font.is_some()),
            ("--no-title", self.no_title),
            ("--no-caption", self.no_caption),
            ("--no-values", self.no_values),
            ("--letter", self.letter.is_some()),
        ];
        given
            .into_iter()
            .find_map(|(flag, given)| given.then_some(flag))
    }

    /// The look, unchecked.
    pub(super) fn style(&self) -> FigureStyle {
        let usual = match (self.size, self.width_mm) {
            (None, Some(width)) => FigureStyle::on_paper(width),
            (size, None) => size.unwrap_or_default().style(),
            (Some(size), Some(width)) => size.style().with_width_mm(width),
        };
        let of_dpi = self.dpi.map(|dpi| dpi / FigureStyle::PIXELS_PER_INCH);
        let of_points = self
            .text_pt
            .map(|points| points * FigureStyle::PIXELS_PER_POINT);
        FigureStyle {
            width: self.width.unwrap_or(usual.width),
            // A width in pixels is meant as it is.
            width_mm: usual.width_mm.filter(|_| self.width.is_none()),
            height: self.height.or(usual.height),
            highest: usual.highest,
            scale: self.scale.or(of_dpi).unwrap_or(usual.scale),
            text_size: self.text_size.or(of_points).unwrap_or(usual.text_size),
            theme: self.theme.unwrap_or(usual.theme),
            parts: FigureParts {
                title: !self.no_title,
                caption: !self.no_caption,
                values: !self.no_values,
                letter: self.letter,
            },
            font: self.font.clone().map_or(usual.font, FigureFont::from),
        }
    }
}

fn pixels(typed: &str) -> Result<u32, String> {
    let pixels = typed.parse();
    pixels.map_err(|_| "a width or height is a whole number of pixels".to_owned())
}
