//! Findings on the disk, so that a run of hours is not gone with the window: what was shown of a run,
//! without its records.
//!
//! The file is `glassbox findings 1` and a line end, the version of Glassbox and another one, then
//! the findings in postcard (<https://postcard.jamesmunns.com>), then the SHA-256 of all before it.
//! Another version may lay findings out in another way: it does not read them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::corpus::{RunProgress, RunStage};
use crate::domain::app::APP_VERSION;
use crate::domain::corpus::{Findings, RunFacts};
use crate::domain::threshold::ThresholdRule;
use crate::domain::trace::ModelCard;

use super::{FindingsSource, ShownCorpus};

const MAGIC: &str = "glassbox findings 1\n";
const HASH_LENGTH: usize = 32;
/// More than findings of 128 layers have; what is larger is not kept, and not read.
pub(in crate::ui) const LARGEST: usize = 64 << 20;

/// The name of the file beside the session that the window keeps.
pub(in crate::ui) const KEPT: &str = "session.findings";

#[derive(Serialize)]
struct ToKeep<'a> {
    findings: &'a Findings,
    model: &'a ModelCard,
    rule: ThresholdRule,
    files: &'a [String],
    how_read: &'a [String],
    stage: RunStage,
    progress: RunProgress,
    facts: Option<&'a RunFacts>,
}

#[derive(Deserialize)]
struct Kept {
    findings: Findings,
    model: ModelCard,
    rule: ThresholdRule,
    files: Vec<String>,
    how_read: Vec<String>,
    stage: RunStage,
    progress: RunProgress,
    facts: Option<RunFacts>,
}

/// Where the findings of the session file at `path` lie.
pub(in crate::ui) fn beside(path: &Path) -> PathBuf {
    path.with_extension("findings")
}

/// The bytes that keep `shown`.
///
/// # Errors
/// More than is kept.
pub(in crate::ui) fn bytes_of(shown: &ShownCorpus) -> Result<Vec<u8>, String> {
    let written = ToKeep {
        findings: &shown.findings,
        model: &shown.source.model,
        rule: shown.source.rule,
        files: &shown.source.files,
        how_read: &shown.source.how_read,
        stage: shown.stage,
        progress: shown.progress,
        facts: shown.facts.as_deref(),
    };
    let mut bytes = format!("{MAGIC}{APP_VERSION}\n").into_bytes();
    let body = postcard::to_stdvec(&written).map_err(|error| error.to_string())?;
    if body.len() > LARGEST {
        return Err(format!(
            "the findings are {} MiB large and are not kept: save all of them",
            body.len() >> 20
        ));
    }
    bytes.extend(body);
    let hash = Sha256::digest(&bytes);
    bytes.extend(hash);
    Ok(bytes)
}

/// The findings that `bytes` keep; `None` for damaged ones and those of another version.
pub(in crate::ui) fn shown_in(bytes: &[u8]) -> Option<ShownCorpus> {
    let (kept, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH_LENGTH)?)?;
    if Sha256::digest(kept).as_slice() != hash {
        return None;
    }
    let head = format!("{MAGIC}{APP_VERSION}\n");
    let read: Kept = postcard::from_bytes(kept.strip_prefix(head.as_bytes())?).ok()?;
    Some(ShownCorpus {
        findings: Arc::new(read.findings),
        source: FindingsSource {
            model: Arc::new(read.model),
            rule: read.rule,
            files: read.files.into(),
            how_read: read.how_read.into(),
        },
        stage: read.stage,
        progress: read.progress,
        facts: read.facts.map(Arc::new),
        spooled: None,
    })
}
