//! The font that a person chose for the letters of a figure.

use serde::{Deserialize, Serialize};

/// The font of a figure. What it lacks is written by the bundled fonts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum FigureFont {
    /// The bundled font without serifs.
    #[default]
    Sans,
    /// The bundled font with serifs.
    Serif,
    /// A font of the system, by the name of its family.
    System(String),
}

impl FigureFont {
    /// The name on the command line and in files.
    pub fn name(&self) -> &str {
        match self {
            Self::Sans => "sans",
            Self::Serif => "serif",
            Self::System(family) => family,
        }
    }
}

impl From<String> for FigureFont {
    fn from(name: String) -> Self {
        match name.as_str() {
            "sans" => Self::Sans,
            "serif" => Self::Serif,
            _ => Self::System(name),
        }
    }
}

impl From<FigureFont> for String {
    fn from(font: FigureFont) -> Self {
        font.name().to_owned()
    }
}
