//! Answers as JSON, one document per line. The names are a contract: scripts outside the project
//! read them.

mod analysis;
mod attention;
mod comparison;
mod document;
mod drift;
mod effects;
mod labels;
mod lens;
mod matching;
mod model_comparison;
mod moved_label;
mod paper;
mod parts;
mod token_place;

pub(super) use document::{ModelEntry, one_line};
pub(super) use paper::PaperDocument;

use crate::analysis::Answer;

use analysis::AnalysisDocument;
use attention::AttentionDocument;
use comparison::ComparisonDocument;
use drift::DriftDocument;
use effects::EffectsDocument;
use labels::LabelDocument;
use lens::LensDocument;
use matching::MatchDocument;
use model_comparison::ModelComparisonDocument;

/// An answer as JSON; `None` of many texts, whose run writes its summary itself.
pub fn json(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Analysis(analysis) => Some(one_line(&AnalysisDocument::new(analysis))),
        Answer::Effects(effects) => Some(one_line(&EffectsDocument::new(effects))),
        Answer::Attention(one) => Some(one_line(&AttentionDocument::new(one))),
        Answer::Comparison(two) => Some(one_line(&ComparisonDocument::new(two))),
        Answer::Drift(drift) => Some(one_line(&DriftDocument::new(drift)?)),
        Answer::Models(two) => Some(one_line(&ModelComparisonDocument::new(two))),
        Answer::Match(matched) => Some(one_line(&MatchDocument::new(matched))),
        Answer::Lens(lens) => Some(one_line(&LensDocument::new(lens))),
        Answer::Labels(labelled) => Some(one_line(&LabelDocument::new(labelled))),
        Answer::Paper(report) => Some(one_line(&PaperDocument::new(report))),
        Answer::Corpus(_) => None,
    }
}
