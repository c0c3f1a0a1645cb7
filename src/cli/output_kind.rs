//! What a file that is written holds, and which endings its name may have.

use std::path::Path;

use crate::export::TextFormat;

use super::error::CommandError;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Csv,
    Markdown,
    Latex,
    Png,
    Svg,
}

impl Kind {
    /// How it is written as text; `None` for a picture.
    pub(super) fn text_format(self) -> Option<TextFormat> {
        match self {
            Self::Json => Some(TextFormat::Json),
            Self::Csv => Some(TextFormat::Csv),
            Self::Markdown => Some(TextFormat::Markdown),
            Self::Latex => Some(TextFormat::Latex),
            Self::Png | Self::Svg => None,
        }
    }

    /// The flag that asks for it.
    pub(super) fn flag(self) -> &'static str {
        match self {
            Self::Json => "--json",
            Self::Csv => "--csv",
            Self::Markdown => "--markdown",
            Self::Latex => "--latex",
            Self::Png => "--png",
            Self::Svg => "--svg",
        }
    }

    /// Refuses a file whose ending promises something else than what is written.
    ///
    /// # Errors
    /// What to give instead.
    pub(super) fn check_ending(self, path: &Path) -> Result<(), CommandError> {
        const PICTURES: [&str; 12] = [
            "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "avif", "ico", "pdf", "eps", "ps",
        ];
        let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else {
            return Ok(());
        };
        let ending = ending.to_ascii_lowercase();
        let written_by = match ending.as_str() {
            "png" => Some(Kind::Png),
            "svg" => Some(Kind::Svg),
            "json" => Some(Kind::Json),
            "csv" => Some(Kind::Csv),
            "md" | "markdown" => Some(Kind::Markdown),
            "tex" => Some(Kind::Latex),
            other if PICTURES.contains(&other) => None,
            _ => return Ok(()),
        };
        let is_picture = |kind: Kind| matches!(kind, Kind::Png | Kind::Svg);
        let advice = match written_by {
            Some(other) if other == self => return Ok(()),
            // Tables may have any name, but not that of a picture.
            Some(other) if !is_picture(self) && !is_picture(other) => return Ok(()),
            Some(other) => format!("give {} {}", other.flag(), path.display()),
            None => format!(
                "pictures are PNG or SVG, give {} {}",
                Kind::Png.flag(),
                path.with_extension("png").display()
            ),
        };
        Err(CommandError::Usage(format!(
            "{} does not write .{ending} files: {advice}",
            self.flag()
        )))
    }
}
