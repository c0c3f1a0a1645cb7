//! The `config.json` of a pooling: which modes, in the words of sentence-transformers, old and new.

use crate::domain::pooling::{Pooling, PoolingMode};

use super::super::ModelError;
use super::super::config::Fields;
use super::super::file_names::CONFIG;
use super::super::folder::ModelFolder;
use super::super::quoted::quoted;
use super::faults::{bad, unread};

/// The new names of the modes.
const NAMES: [(&str, PoolingMode); 6] = [
    ("cls", PoolingMode::Cls),
    ("max", PoolingMode::Max),
    ("mean", PoolingMode::Mean),
    ("mean_sqrt_len_tokens", PoolingMode::MeanSqrtLen),
    ("weightedmean", PoolingMode::WeightedMean),
    ("lasttoken", PoolingMode::LastToken),
];

/// The old switches, in the order in which the vectors of several stand side by side.
const SWITCHES: [(&str, PoolingMode); 6] = [
    ("pooling_mode_cls_token", PoolingMode::Cls),
    ("pooling_mode_max_tokens", PoolingMode::Max),
    ("pooling_mode_mean_tokens", PoolingMode::Mean),
    (
        "pooling_mode_mean_sqrt_len_tokens",
        PoolingMode::MeanSqrtLen,
    ),
    (
        "pooling_mode_weightedmean_tokens",
        PoolingMode::WeightedMean,
    ),
    ("pooling_mode_lasttoken", PoolingMode::LastToken),
];

/// What the file says.
pub(super) struct PoolingFile {
    pub(super) pooling: Pooling,
    pub(super) pools_prompt: bool,
    pub(super) notes: Vec<String>,
}

/// Reads the file in `folder`; the vectors of tokens are `width` numbers wide.
///
/// # Errors
/// It is damaged, is of another width, or names a mode that is not computed.
pub(super) fn read(folder: &ModelFolder, width: usize) -> Result<PoolingFile, ModelError> {
    let place = folder.place(CONFIG);
    if !folder.has(CONFIG) {
        return Err(folder.missing(CONFIG));
    }
    parse(&folder.read(CONFIG)?, &place, width)
}

fn parse(bytes: &[u8], place: &str, width: usize) -> Result<PoolingFile, ModelError> {
    let damaged = |reason| bad(place, reason);
    let fields = Fields::parse(bytes).map_err(damaged)?;
    let name = fields.either(["embedding_dimension", "word_embedding_dimension"]);
    let declared = fields.count_or(name, width, usize::MAX).map_err(damaged)?;
    if declared != width {
        let reason = format!("{name} is {declared}, and tokens have {width} numbers");
        return Err(damaged(reason));
    }
    let switched = switched(&fields).map_err(damaged)?;
    let modes = match named(&fields).map_err(damaged)? {
        Some(own) => own
            .iter()
            .map(|name| mode_of(name, place))
            .collect::<Result<_, _>>()?,
        None => switched,
    };
    let pools_prompt = fields.flag_or("include_prompt", true).map_err(damaged)?;
    let unknown = fields
        .unread()
        .find(|name| name.starts_with("pooling_mode"));
    if let Some(unknown) = unknown {
        return Err(ModelError::HeadNotRead {
            place: place.to_owned(),
            reason: quoted(unknown),
        });
    }
    let none = modes.is_empty().then(|| {
        format!("{place} switches no pooling on: the mean is taken, as sentence-transformers does")
    });
    let notes = none.into_iter().chain(unread(place, &fields));
    let notes = notes.collect();
    let pooling = Pooling::side_by_side(modes);
    Ok(PoolingFile {
        pooling: pooling.unwrap_or_else(|| PoolingMode::Mean.into()),
        pools_prompt,
        notes,
    })
}

/// The modes whose switches are on.
fn switched(fields: &Fields) -> Result<Vec<PoolingMode>, String> {
    let mut modes = Vec::new();
    for (switch, mode) in SWITCHES {
        if fields.flag_or(switch, false)? {
            modes.push(mode);
        }
    }
    Ok(modes)
}

/// The names in `pooling_mode`: one, or a list.
fn named(fields: &Fields) -> Result<Option<Vec<&str>>, String> {
    const NAME: &str = "pooling_mode";
    if fields.is_missing(NAME) {
        return Ok(None);
    }
    match fields.text(NAME) {
        Ok(one) => Ok(one.map(|one| vec![one])),
        Err(_) => fields.texts(NAME).map(Some),
    }
}

fn mode_of(name: &str, place: &str) -> Result<PoolingMode, ModelError> {
    let known = NAMES.iter().find(|(known, _)| *known == name);
    let known = known.map(|&(_, mode)| mode);
    known.ok_or_else(|| ModelError::HeadNotRead {
        place: place.to_owned(),
        reason: format!("pooling_mode {}", quoted(name)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(text: &str) -> Result<PoolingFile, String> {
        parse(text.as_bytes(), "config.json", 32).map_err(|error| error.to_string())
    }

    #[test]
    fn switches_and_names_of_every_version_are_read() {
        for (text, expected) in [
            (r#"{"pooling_mode": "lasttoken"}"#, "last-token"),
            (
                r#"{"embedding_dimension": 32, "pooling_mode": ["mean", "cls"]}"#,
                "mean+cls",
            ),
            (
                r#"{"word_embedding_dimension": 32, "pooling_mode_cls_token": true,
                    "pooling_mode_mean_tokens": false}"#,
                "cls",
            ),
            // Side by side in their own order, whatever that of the file.
            (
                r#"{"pooling_mode_weightedmean_tokens": true, "pooling_mode_mean_tokens": true,
                    "pooling_mode_max_tokens": true}"#,
                "max+mean+weighted-mean",
            ),
            (
                r#"{"pooling_mode_mean_sqrt_len_tokens": true}"#,
                "mean-sqrt-len",
            ),
        ] {
            let read = read_of(text).unwrap();
            assert_eq!(read.pooling.name(), expected);
            assert!(read.pools_prompt && read.notes.is_empty());
        }
        let behind = read_of(r#"{"pooling_mode": "mean", "include_prompt": false}"#).unwrap();
        assert!(!behind.pools_prompt);
    }

    #[test]
    fn what_is_missing_or_unknown_is_said() {
        let off = read_of(r#"{"pooling_mode_mean_tokens": false}"#).unwrap();
        assert_eq!(off.pooling.name(), "mean");
        assert!(off.notes[0].contains("switches no pooling on"));
        let odd = read_of(r#"{"pooling_mode": "cls", "mine": 3}"#).unwrap();
        assert!(odd.notes[0].contains("mine is not read"));
    }

    #[test]
    fn damaged_files_are_refused_in_one_line() {
        for (text, reason) in [
            ("[", "not JSON"),
            ("[]", "not a JSON object"),
            (
                r#"{"word_embedding_dimension": 64}"#,
                "word_embedding_dimension is 64, and tokens have 32",
            ),
            (r#"{"pooling_mode": "attention"}"#, "pooling_mode attention"),
            (r#"{"pooling_mode": 3}"#, "pooling_mode is 3"),
            (
                r#"{"pooling_mode_mean_tokens": "yes"}"#,
                "not true or false",
            ),
            (
                r#"{"pooling_mode_attention": true}"#,
                "pooling_mode_attention",
            ),
        ] {
            let error = read_of(text).err().unwrap();
            assert!(error.contains(reason) && !error.contains('\n'), "{error}");
        }
    }
}
