//! Flags as typed, of where results go; what a file that is written holds, and
//! which endings its name may have.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::export::TextFormat;
use crate::export::figure::{FigureError, FigureFormat, FigureStyle, check_font};

use super::error::CommandError;
use super::picture_flags::PictureFlags;

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
        let mut pictures = [&self.png, &self.svg, &self.pdf, &self.all].into_iter();
        let drawn = pictures.any(Option::is_some);
        if let Some(flag) = self.picture.first_given().filter(|_| !drawn) {
            return Err(CommandError::Usage(format!(
                "{flag} is for pictures: give --png, --svg, --pdf or --all too"
            )));
        }
        let style = self.picture.style();
        style.check().map_err(figure_error)?;
        check_font(&style.font).map_err(figure_error)?;
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
