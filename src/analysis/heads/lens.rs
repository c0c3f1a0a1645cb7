//! One text: which word does the model hold at each layer, and where does it make up its mind?

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::lens::{Candidate, LensReading, strength_with_settling};

use super::super::error::AnalysisError;
use super::super::text_analysis::Analysis;
use super::measured::HeadsMeasured;

/// How the lens is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LensSettings {
    /// How many words are kept of each cell, the best first.
    pub top: usize,
}

/// The answer: what the masked-language-model head makes of every layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Lens {
    /// The text and its strengths.
    pub analysis: Analysis,
    /// How it was asked.
    pub settings: LensSettings,
    /// What the head says.
    pub reading: Arc<LensReading>,
    /// The first layer from which the last answer stays, for each token; `None` until every layer
    /// is there.
    pub settled_at: Option<Vec<usize>>,
    /// Spearman's ρ, over the judged tokens, of the strength at the layer with the layer at which
    /// each settles; `None` where it is undefined.
    pub spearman: Option<f64>,
    /// What a reader of the numbers must know, one sentence each.
    pub warnings: Vec<String>,
}

impl LensSettings {
    /// How many words are kept unless it is said.
    pub const TOP: usize = 5;
    /// The most words that are kept.
    pub const MOST: usize = 100;
}

impl Default for LensSettings {
    fn default() -> Self {
        Self { top: Self::TOP }
    }
}

impl Lens {
    pub(in super::super) fn new(
        analysis: Analysis,
        settings: LensSettings,
        heads: &HeadsMeasured,
    ) -> Result<Self, AnalysisError> {
        let reading = heads.lens.clone().ok_or(AnalysisError::OtherTexts)?;
        let settled_at = reading.settled_at();
        let mut warnings = analysis.warnings.clone();
        warnings.push(Self::RAW.to_owned());
        let mask = heads.mask.as_ref().map(|mask| mask.piece.as_str());
        warnings.extend(other_mask(&analysis.traced.text, mask));
        let mut lens = Self {
            analysis,
            settings,
            reading,
            settled_at,
            spearman: None,
            warnings,
        };
        let of = &lens.analysis;
        lens.spearman = lens
            .settled_at
            .as_ref()
            .and_then(|settled| strength_with_settling(&of.traced, of.layer, of.rule, settled));
        Ok(lens)
    }

    /// What a lens is.
    pub const RAW: &'static str = "this is a raw lens: the head was trained for the last layer, \
        and what it makes of the layers below is a reading of them, not what the model computes";

    /// Whether every layer is there; the others follow the chosen one.
    pub fn is_whole(&self) -> bool {
        self.reading.is_whole() && self.analysis.is_whole()
    }

    /// The tokens that stand for a hidden word.
    pub fn masked(&self) -> impl Iterator<Item = usize> {
        let masked = self.reading.masked.iter().enumerate();
        masked
            .filter(|(_, masked)| **masked)
            .map(|(token, _)| token)
    }

    /// The last layer.
    pub fn last_layer(&self) -> usize {
        self.reading.layers.len().saturating_sub(1)
    }

    /// What the head proposes for a token at the last layer, the best first.
    pub fn candidates(&self, token: usize) -> &[Candidate] {
        let cell = self.reading.cell(self.last_layer(), token);
        cell.map_or(&[], |cell| cell.top.as_slice())
    }

    /// The first layer from which the last answer for a token stays.
    pub fn settled(&self, token: usize) -> Option<usize> {
        self.settled_at.as_ref()?.get(token).copied()
    }
}

/// That the text hides words by another model's mask.
fn other_mask(text: &str, mask: Option<&str>) -> Option<String> {
    let mask = mask?;
    let mut others = ["[MASK]", "<mask>"].into_iter();
    let other = others.find(|&other| other != mask && text.contains(other))?;
    Some(format!(
        "the text has {other}, which this model reads as plain text: its own mask is {mask}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_models_mask_is_noticed() {
        assert_eq!(other_mask("a [MASK] day", Some("[MASK]")), None);
        let noted = other_mask("a [MASK] day", Some("<mask>")).unwrap();
        assert!(
            noted.contains("[MASK]") && noted.ends_with("<mask>"),
            "{noted}"
        );
        assert_eq!(other_mask("a <mask> day", None), None);
    }
}
