//! Reads recipes back: from a PNG, an SVG or a PDF made here, or from a JSON result. What is read was
//! written by others and is only ever looked at.

use std::io::Cursor;

use png::{Decoder, Limits};
use resvg::usvg::roxmltree::Document;
use serde::Deserialize;

use crate::analysis::matching::PoolingSource;
use crate::analysis::{
    AnalysisSettings, Asked, AttentionSettings, ComparisonSettings, MatchMethod, MatchSettings,
};
use crate::domain::attention::AttentionKind;
use crate::domain::format::in_one_line;
use crate::domain::pooling::PoolingMode;
use crate::domain::trace::ModelIdentity;
use crate::domain::word_strength::Merge;

use super::contents::{Recipe, SCHEMA};
use super::png::RECIPE_KEYWORD;
use super::recipe_of_heads::{EffectsFile, LabelFile, LensFile};

/// The largest file that is looked at, in bytes.
const LARGEST: usize = 256 << 20;
/// The most memory that the chunks of a PNG may take, in bytes.
const MOST_CHUNKS: usize = 64 << 20;

/// Why a file holds no recipe. The message is one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// It is no kind of file that holds one.
    #[error(
        "this is neither a PNG, an SVG, a PDF nor a JSON result: drop a figure or a result that Glassbox \
         made"
    )]
    UnknownFile,
    /// It is a picture, and another program made or stripped it.
    #[error(
        "this picture does not say how it was made: only figures from Glassbox can be opened, and \
         only while their metadata is kept"
    )]
    NoRecipe,
    /// It says something that makes no sense here.
    #[error(
        "how this file was made cannot be read ({0}): it may be damaged or from a newer Glassbox"
    )]
    Unreadable(String),
    /// More bytes than a figure has.
    #[error("this file is larger than 256 MiB: drop a figure or a result that Glassbox made")]
    TooLarge,
}

/// The recipe inside a PNG, an SVG, a PDF or a JSON result.
///
/// # Errors
/// Another kind of file, no recipe in it, or one that makes no sense.
pub fn recipe_from_file(bytes: &[u8]) -> Result<Recipe, RecipeError> {
    if bytes.len() > LARGEST {
        return Err(RecipeError::TooLarge);
    }
    if bytes.starts_with(b"\x89PNG") {
        return recipe_from_json(&text_of_png(bytes)?);
    }
    if bytes.starts_with(b"%PDF") {
        return recipe_from_json(text_of_pdf(bytes)?);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| RecipeError::UnknownFile)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.chars().next() {
        Some('<') => recipe_from_json(&text_of_svg(text)?),
        Some('{') => recipe_from_json(text),
        _ => Err(RecipeError::UnknownFile),
    }
}

fn text_of_png(bytes: &[u8]) -> Result<String, RecipeError> {
    let limits = Limits { bytes: MOST_CHUNKS };
    let decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    let reader = decoder.read_info().map_err(|error| unreadable(&error))?;
    let mut chunks = reader.info().utf8_text.iter();
    let chunk = chunks.find(|chunk| chunk.keyword == RECIPE_KEYWORD);
    let chunk = chunk.ok_or(RecipeError::NoRecipe)?;
    // Figures hold it as it is; a compressed one could be of any size.
    if chunk.compressed {
        return Err(RecipeError::NoRecipe);
    }
    chunk.get_text().map_err(|error| unreadable(&error))
}

/// What is attached to a PDF: a stream of its own, neither compressed nor encrypted. A program that
/// writes the PDF anew may compress it, and then nothing is found.
fn text_of_pdf(bytes: &[u8]) -> Result<&str, RecipeError> {
    const END: &[u8] = b"\nendstream";
    let begin = format!("stream\n{{\"schema\":\"{SCHEMA}\"");
    let found = |from: &[u8], what: &[u8]| from.windows(what.len()).position(|at| at == what);
    let start = found(bytes, begin.as_bytes()).ok_or(RecipeError::NoRecipe)?;
    let json = bytes.get(start + b"stream\n".len()..).unwrap_or_default();
    let end = found(json, END).ok_or(RecipeError::NoRecipe)?;
    std::str::from_utf8(json.get(..end).unwrap_or_default()).map_err(|error| unreadable(&error))
}

fn text_of_svg(text: &str) -> Result<String, RecipeError> {
    let document = Document::parse(text).map_err(|error| unreadable(&error))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(RecipeError::UnknownFile);
    }
    let mut children = root.children();
    let metadata = children.find(|node| node.tag_name().name() == "metadata");
    let json = metadata.and_then(|node| node.text()).map(str::trim);
    let json = json.filter(|json| json.starts_with('{'));
    Ok(json.ok_or(RecipeError::NoRecipe)?.to_owned())
}

fn recipe_from_json(text: &str) -> Result<Recipe, RecipeError> {
    // Read twice, and never as a tree: that would take many times the file's memory.
    let head: Head = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    let read = match head.schema.as_deref() {
        Some(SCHEMA) => serde_json::from_str(text),
        Some("glassbox.analysis.v1") => {
            serde_json::from_str(text).map(|file: AnalysisFile| file.into())
        }
        Some("glassbox.comparison.v1") => {
            serde_json::from_str(text).map(|file: ComparisonFile| file.into())
        }
        Some("glassbox.drift.v1") => serde_json::from_str(text).map(|file: DriftFile| file.into()),
        Some("glassbox.model_comparison.v1") => {
            serde_json::from_str(text).map(|file: ModelComparisonFile| file.into())
        }
        Some("glassbox.attention.v1") => {
            serde_json::from_str(text).map(|file: AttentionFile| file.into())
        }
        Some("glassbox.effects.v1") => {
            serde_json::from_str(text).map(|file: EffectsFile| file.into())
        }
        Some("glassbox.lens.v1") => serde_json::from_str(text).map(|file: LensFile| file.into()),
        Some("glassbox.label.v1") => serde_json::from_str(text).map(|file: LabelFile| file.into()),
        Some("glassbox.match.v1") => serde_json::from_str(text).map(|file: MatchFile| file.into()),
        Some(other) => {
            let other = in_one_line(other);
            return Err(RecipeError::Unreadable(format!("its schema is {other}")));
        }
        None => return Err(RecipeError::UnknownFile),
    };
    let recipe: Recipe = read.map_err(|error| unreadable(&error))?;
    check(&recipe)?;
    Ok(recipe)
}

/// What the command line would refuse is refused here too.
fn check(recipe: &Recipe) -> Result<(), RecipeError> {
    if !(0.0..=1.0).contains(&recipe.question.settings.rule.quantile) {
        return Err(RecipeError::Unreadable(
            "its quantile is not from 0 to 1".to_owned(),
        ));
    }
    match &recipe.picture {
        Some(style) => style.check().map_err(|error| unreadable(&error)),
        None => Ok(()),
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> RecipeError {
    RecipeError::Unreadable(in_one_line(&error.to_string()))
}

#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

#[derive(Deserialize)]
struct AnalysisFile {
    app_version: String,
    model: ModelIdentity,
    settings: AnalysisSettings,
    text: String,
}

#[derive(Deserialize)]
struct ComparisonFile {
    app_version: String,
    model: ModelIdentity,
    settings: ComparisonSettingsFile,
    a: TextFile,
    b: TextFile,
    #[serde(default)]
    pairs: Vec<PairFile>,
}

#[derive(Deserialize)]
struct DriftFile {
    app_version: String,
    model: ModelIdentity,
    settings: ComparisonSettingsFile,
    input: String,
    prompts: Vec<PromptFile>,
}

#[derive(Deserialize)]
struct ModelComparisonFile {
    app_version: String,
    text: String,
    merge: Merge,
    a: SideFile,
    b: SideFile,
}

#[derive(Deserialize)]
struct AttentionFile {
    app_version: String,
    model: ModelIdentity,
    settings: AttentionSettingsFile,
    text: String,
    #[serde(default)]
    b: Option<TextFile>,
}

#[derive(Deserialize)]
struct AttentionSettingsFile {
    #[serde(flatten)]
    analysis: AnalysisSettings,
    /// A number from 1, `mean` or `max`.
    head: serde_json::Value,
    kind: AttentionKind,
}

#[derive(Deserialize)]
struct MatchFile {
    app_version: String,
    model: ModelIdentity,
    settings: MatchSettingsFile,
    a: TextFile,
    b: TextFile,
}

#[derive(Deserialize)]
struct MatchSettingsFile {
    method: MatchMethod,
    layer: usize,
    pooling: String,
    pooling_from: String,
    null_texts: usize,
    seed: u64,
    leave_one_out: bool,
}

#[derive(Deserialize)]
struct SideFile {
    model: ModelIdentity,
    settings: AnalysisSettings,
}

#[derive(Deserialize)]
struct ComparisonSettingsFile {
    #[serde(flatten)]
    analysis: AnalysisSettings,
    #[serde(flatten)]
    comparison: ComparisonSettings,
}

#[derive(Deserialize)]
struct TextFile {
    text: String,
}

#[derive(Deserialize)]
struct PairFile {
    a: Option<usize>,
    b: Option<usize>,
    #[serde(default)]
    by_hand: bool,
}

#[derive(Deserialize)]
struct PromptFile {
    name: String,
}

impl From<AnalysisFile> for Recipe {
    fn from(file: AnalysisFile) -> Self {
        let asked = Asked::Analyze {
            text: file.text,
            parts: false,
        };
        Recipe::of_result(file.app_version, file.model, file.settings, asked)
    }
}

impl From<ComparisonFile> for Recipe {
    fn from(file: ComparisonFile) -> Self {
        let by_hand = file.pairs.iter().filter(|pair| pair.by_hand);
        let asked = Asked::Compare {
            text_a: file.a.text,
            text_b: file.b.text,
            settings: file.settings.comparison,
            paired_by_hand: by_hand.filter_map(|pair| pair.a.zip(pair.b)).collect(),
            beside_own_positions: false,
            null: None,
        };
        Recipe::of_result(file.app_version, file.model, file.settings.analysis, asked)
    }
}

impl From<DriftFile> for Recipe {
    fn from(file: DriftFile) -> Self {
        let prompts = file.prompts.into_iter();
        let asked = Asked::Drift {
            input: file.input,
            prompts: prompts.map(|prompt| prompt.name).collect(),
            settings: file.settings.comparison,
            beside_own_positions: false,
            null: None,
        };
        Recipe::of_result(file.app_version, file.model, file.settings.analysis, asked)
    }
}

impl From<ModelComparisonFile> for Recipe {
    fn from(file: ModelComparisonFile) -> Self {
        let asked = Asked::CompareModels {
            text: file.text,
            second_model: file.b.model,
            layer_of_second: file.b.settings.layer,
            merge: file.merge,
        };
        Recipe::of_result(file.app_version, file.a.model, file.a.settings, asked)
    }
}

impl From<AttentionFile> for Recipe {
    fn from(file: AttentionFile) -> Self {
        let head = match &file.settings.head {
            serde_json::Value::String(name) => name.parse(),
            number => number.to_string().parse(),
        };
        let asked = Asked::Attention {
            text: file.text,
            text_b: file.b.map(|b| b.text),
            settings: AttentionSettings {
                head: head.unwrap_or_default(),
                kind: file.settings.kind,
            },
        };
        Recipe::of_result(file.app_version, file.model, file.settings.analysis, asked)
    }
}

impl From<MatchFile> for Recipe {
    fn from(file: MatchFile) -> Self {
        let read = file.settings;
        // The other methods have a layer of their own.
        let layer = (read.method == MatchMethod::Jacobians).then_some(read.layer);
        let chosen = read.pooling_from == PoolingSource::Chosen.name();
        let mut modes = PoolingMode::ALL.iter().copied().filter(|_| chosen);
        let asked = Asked::Match {
            text_a: file.a.text,
            text_b: file.b.text,
            settings: MatchSettings {
                method: read.method,
                steps: 0,
                pooling: modes.find(|mode| mode.name() == read.pooling),
                null_texts: read.null_texts,
                seed: read.seed,
                leave_one_out: read.leave_one_out,
            },
        };
        let settings = AnalysisSettings {
            layer,
            ..AnalysisSettings::default()
        };
        Recipe::of_result(file.app_version, file.model, settings, asked)
    }
}
