//! Flags as typed, of where results go and how pictures look; what a file that is written holds, and
//! which endings its name may have.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::export::TextFormat;
use crate::export::figure::{FigureError, FigureFormat, FigureSize, FigureStyle, FigureTheme};

use super::error::CommandError;
use super::question_flags::one_of;

/// Where results go; without one, a readable table on standard output.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputFlags {
    /// Write JSON; - is standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write CSV; - is standard output
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write the table as Markdown; - is standard output
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write the table as LaTeX (booktabs); - is standard output
    #[arg(long, value_name = "FILE")]
    latex: Option<PathBuf>,
    /// Draw the chart as PNG; - is standard output, unless that is a terminal
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Draw the chart as SVG; - is standard output
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Draw the chart as PDF, its text as text; - is standard output, unless that is a terminal
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// Write every chart and every table into a folder
    #[arg(long, value_name = "DIR")]
    pub(super) all: Option<PathBuf>,
    #[command(flatten)]
    picture: PictureFlags,
}

/// How pictures look.
#[derive(Debug, Args)]
#[command(next_help_heading = "Pictures")]
struct PictureFlags {
    /// A size with a name: for a screen, for one, one and a half or two columns of a journal (85, 120 and 180 mm at
    /// 300 dpi, text of 7 pt, on white), for a slide of 1920 x 1080
    #[arg(long, value_name = "NAME", value_parser = one_of(FigureSize::ALL, FigureSize::name))]
    size: Option<FigureSize>,
    /// The width at scale 1, where a pixel is 1/96 inch
    #[arg(long, value_name = "PX", allow_negative_numbers = true, value_parser = pixels)]
    width: Option<u32>,
    /// The height at scale 1; default: as high as needed
    #[arg(long, value_name = "PX", allow_negative_numbers = true, value_parser = pixels)]
    height: Option<u32>,
    /// Pixels of the PNG for each pixel of the width, 1 to 12.5; 3.125 is 300 dpi
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    scale: Option<f64>,
    /// The background: light, dark, or white for print
    #[arg(long, value_name = "NAME", value_parser = one_of(FigureTheme::ALL, FigureTheme::name))]
    theme: Option<FigureTheme>,
    /// The size of the small text in pixels; 9.34 is 7 pt
    #[arg(long, value_name = "PX", allow_negative_numbers = true)]
    text_size: Option<f64>,
}

impl OutputFlags {
    /// The files asked for, each with its flag.
    pub(super) fn files(&self) -> Vec<(Kind, &Path)> {
        let asked = [
            (Kind::Json, &self.json),
            (Kind::Csv, &self.csv),
            (Kind::Markdown, &self.markdown),
            (Kind::Latex, &self.latex),
            (Kind::Figure(FigureFormat::Png), &self.png),
            (Kind::Figure(FigureFormat::Svg), &self.svg),
            (Kind::Figure(FigureFormat::Pdf), &self.pdf),
        ];
        let given = asked.into_iter();
        given
            .filter_map(|(kind, path)| Some((kind, path.as_deref()?)))
            .collect()
    }

    /// How pictures are to look.
    ///
    /// # Errors
    /// A number out of range, or a look without a picture.
    pub(super) fn style(&self) -> Result<FigureStyle, CommandError> {
        let picture = &self.picture;
        let looks = [
            ("--size", picture.size.is_some()),
            ("--width", picture.width.is_some()),
            ("--height", picture.height.is_some()),
            ("--scale", picture.scale.is_some()),
            ("--theme", picture.theme.is_some()),
            ("--text-size", picture.text_size.is_some()),
        ];
        let mut pictures = [&self.png, &self.svg, &self.pdf, &self.all].into_iter();
        let drawn = pictures.any(Option::is_some);
        if let Some((flag, _)) = looks.into_iter().find(|&(_, given)| given && !drawn) {
            return Err(CommandError::Usage(format!(
                "{flag} is for pictures: give --png, --svg, --pdf or --all too"
            )));
        }
        let usual = picture.size.unwrap_or_default().style();
        let style = FigureStyle {
            width: picture.width.unwrap_or(usual.width),
            height: picture.height.or(usual.height),
            highest: usual.highest,
            scale: picture.scale.unwrap_or(usual.scale),
            text_size: picture.text_size.unwrap_or(usual.text_size),
            theme: picture.theme.unwrap_or(usual.theme),
            // A width in pixels is meant as it is.
            width_mm: usual.width_mm.filter(|_| picture.width.is_none()),
        };
        style.check().map_err(figure_error)?;
        Ok(style)
    }
}

/// A size that makes no sense is wrong usage.
#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
pub(super) fn figure_error(error: FigureError) -> CommandError {
    match error {
        FigureError::NotDrawn(_) => CommandError::Failed(error.to_string()),
        _ => CommandError::Usage(error.to_string()),
    }
}

fn pixels(typed: &str) -> Result<u32, String> {
    let pixels = typed.parse();
    pixels.map_err(|_| "a width or height is a whole number of pixels".to_owned())
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Csv,
    Markdown,
    Latex,
    Figure(FigureFormat),
}

impl Kind {
    /// How it is written as text; `None` for a picture.
    pub(super) fn text_format(self) -> Option<TextFormat> {
        match self {
            Self::Json => Some(TextFormat::Json),
            Self::Csv => Some(TextFormat::Csv),
            Self::Markdown => Some(TextFormat::Markdown),
            Self::Latex => Some(TextFormat::Latex),
            Self::Figure(_) => None,
        }
    }

    /// The flag that asks for it.
    pub(super) fn flag(self) -> &'static str {
        match self {
            Self::Json => "--json",
            Self::Csv => "--csv",
            Self::Markdown => "--markdown",
            Self::Latex => "--latex",
            Self::Figure(FigureFormat::Png) => "--png",
            Self::Figure(FigureFormat::Svg) => "--svg",
            Self::Figure(FigureFormat::Pdf) => "--pdf",
        }
    }

    /// Refuses a file whose ending promises something else than what is written.
    ///
    /// # Errors
    /// What to give instead.
    pub(super) fn check_ending(self, path: &Path) -> Result<(), CommandError> {
        const PICTURES: [&str; 11] = [
            "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "avif", "ico", "eps", "ps",
        ];
        let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else {
            return Ok(());
        };
        let ending = ending.to_ascii_lowercase();
        let figure = FigureFormat::of_path(path).map(Kind::Figure);
        let written_by = match ending.as_str() {
            _ if figure.is_some() => figure,
            "json" => Some(Kind::Json),
            "csv" => Some(Kind::Csv),
            "md" | "markdown" => Some(Kind::Markdown),
            "tex" => Some(Kind::Latex),
            other if PICTURES.contains(&other) => None,
            _ => return Ok(()),
        };
        let is_picture = |kind: Kind| matches!(kind, Kind::Figure(_));
        let advice = match written_by {
            Some(other) if other == self => return Ok(()),
            // Tables may have any name, but not that of a picture.
            Some(other) if !is_picture(self) && !is_picture(other) => return Ok(()),
            Some(other) => format!("give {} {}", other.flag(), path.display()),
            None => format!(
                "pictures are PNG, SVG or PDF, give {} {}",
                Kind::Figure(FigureFormat::Png).flag(),
                path.with_extension("png").display()
            ),
        };
        Err(CommandError::Usage(format!(
            "{} does not write .{ending} files: {advice}",
            self.flag()
        )))
    }
}
