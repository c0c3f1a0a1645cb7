//! Shards that several machines read, joined into what one run would have written.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::disk::{MARK, is_marked};
use crate::domain::corpus::InputFacts;
use crate::domain::trace::ModelCard;
use crate::export::WholeFiles;

use super::accumulator::{CorpusAccumulator, CorpusReport};
use super::error::{CorpusError, MergeError};
use super::outcome::IndexedOutcome;
use super::output::{Provenance, RunOutput};
use super::progress::{RunEvent, RunProgress};
use super::record_file::{RECORDS, RecordFault, RecordHeader, RecordReader, check_whole};
use super::run::RunEnd;
use super::settings::{CorpusSettings, OutputOptions};

/// How many texts are joined between two events.
const TEXTS_PER_EVENT: u64 = 1000;

/// How many parts that are not there a message names.
const MISSING_NAMED: usize = 10;

/// A joined run, and what it was made with.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The model that read the texts.
    pub model: ModelCard,
    /// How they were read.
    pub settings: CorpusSettings,
    /// What came of it.
    pub report: CorpusReport,
}

/// One shard, open.
struct ShardFile {
    folder: PathBuf,
    reader: RecordReader<BufReader<File>>,
}

/// Joins the shards in `folders`, given in any order, and writes into `out` the bytes
/// that one run over all texts writes; `threads` work out the intervals.
///
/// # Errors
/// Shards that are damaged, missing, there twice, or not of one run; a folder that cannot be
/// written.
pub fn merge(
    folders: &[PathBuf],
    out: &Path,
    options: OutputOptions,
    threads: usize,
    on_event: &mut dyn FnMut(RunEvent),
) -> Result<Merged, CorpusError> {
    let mut shards = open_shards(folders)?;
    if let Some(shard) = shards
        .iter()
        .find(|shard| is_same_folder(&shard.folder, out))
    {
        return Err(MergeError::IntoShard(shard.folder.clone()).into());
    }
    let total_bytes = shards.iter().map(ShardFile::size).sum();
    let header = first_header(&shards)?;
    let provenance = Provenance {
        model: &header.model,
        settings: &header.settings,
        files: &header.files,
    };
    let mut output = RunOutput::begin(out, provenance, options)?;
    let mut accumulator = CorpusAccumulator::new(&header.model, &header.settings);
    let mut progress = RunProgress {
        total_bytes,
        ..RunProgress::default()
    };
    let count = shards.len().max(1) as u64;
    // Every N-th text is in the same shard; the first one that has no more ends the run.
    while let Some(shard) = shards.get_mut((progress.texts % count) as usize) {
        let Some(outcome) = shard.next()? else { break };
        if outcome.number != progress.texts {
            return Err(shard.bad(&RecordFault::Damaged).into());
        }
        output.add(&outcome)?;
        accumulator.add(&outcome);
        progress.texts += 1;
        if progress.texts.is_multiple_of(TEXTS_PER_EVENT) {
            progress.bytes = shards.iter().map(|shard| shard.reader.bytes()).sum();
            on_event(RunEvent::Reading(progress));
        }
    }
    let end = RunEnd {
        input: same_input(&mut shards, progress.texts)?,
        progress,
        cancelled: false,
    };
    let mut report = accumulator.finish(end, threads, &mut |share| {
        on_event(RunEvent::Estimating(share));
        true
    })?;
    report.progress.tokens = report.facts.read.tokens;
    output.publish(&report.facts, &report.findings, WholeFiles::default())?;
    Ok(Merged {
        model: header.model,
        settings: header.settings,
        report,
    })
}

/// Whether both are the same folder, whatever they are called.
fn is_same_folder(one: &Path, other: &Path) -> bool {
    let places = one.canonicalize().ok().zip(other.canonicalize().ok());
    places.is_some_and(|(one, other)| one == other)
}

/// The shards in the order of their numbers, each there once, all of one run.
fn open_shards(folders: &[PathBuf]) -> Result<Vec<ShardFile>, MergeError> {
    let opened = folders.iter().map(|folder| ShardFile::open(folder));
    let mut shards = opened.collect::<Result<Vec<_>, _>>()?;
    shards.sort_by_key(|shard| shard.header().shard.number);
    let Some(first) = shards.first() else {
        return Ok(shards);
    };
    let of = first.header().shard.of;
    for other in &shards {
        if let Some(what) = difference(first.header(), other.header()) {
            return Err(MergeError::Differ {
                first: first.folder.clone(),
                other: other.folder.clone(),
                what,
            });
        }
    }
    for (one, next) in shards.iter().zip(shards.iter().skip(1)) {
        if one.header().shard == next.header().shard {
            return Err(MergeError::Twice {
                number: one.header().shard.number,
                of,
                first: one.folder.clone(),
                other: next.folder.clone(),
            });
        }
    }
    // A damaged header may ask for any number of parts.
    let is_there = |number: &u64| {
        shards
            .iter()
            .any(|shard| shard.header().shard.number == *number)
    };
    let named: Vec<u64> = (1..=of)
        .filter(|number| !is_there(number))
        .take(MISSING_NAMED)
        .collect();
    if named.is_empty() {
        return Ok(shards);
    }
    let absent = of.saturating_sub(shards.len() as u64);
    let missing = named.iter().map(u64::to_string).collect::<Vec<_>>();
    let missing = match absent.saturating_sub(named.len() as u64) {
        0 => missing.join(", "),
        more => format!("{} and {more} more", missing.join(", ")),
    };
    Err(MergeError::Missing { missing, of })
}

fn first_header(shards: &[ShardFile]) -> Result<RecordHeader, MergeError> {
    let first = shards.first().map(|shard| shard.header().clone());
    first.ok_or(MergeError::Missing {
        missing: "1".to_owned(),
        of: 1,
    })
}

/// In what two shards differ that must not.
fn difference(one: &RecordHeader, other: &RecordHeader) -> Option<&'static str> {
    let same = [
        (
            "the version of Glassbox",
            one.app_version == other.app_version,
        ),
        ("the model", one.model == other.model),
        ("the number of parts", one.shard.of == other.shard.of),
        ("the names of the files", one.files == other.files),
        ("the settings", one.settings == other.settings),
    ];
    let different = same.into_iter().find(|(_, same)| !same);
    different.map(|(what, _)| what)
}

/// What was in the files, once all shards are read to their ends and say the same.
fn same_input(shards: &mut [ShardFile], texts: u64) -> Result<InputFacts, MergeError> {
    let mut input: Option<(PathBuf, InputFacts)> = None;
    for shard in shards {
        if shard.next()?.is_some() {
            return Err(shard.bad(&RecordFault::Damaged));
        }
        let Some(trailer) = shard.reader.trailer() else {
            return Err(shard.bad(&RecordFault::Damaged));
        };
        if trailer.input.texts() != texts {
            return Err(shard.bad(&RecordFault::Damaged));
        }
        match &input {
            None => input = Some((shard.folder.clone(), trailer.input.clone())),
            Some((first, input)) if *input != trailer.input => {
                return Err(MergeError::Differ {
                    first: first.clone(),
                    other: shard.folder.clone(),
                    what: "what was in the files",
                });
            }
            Some(_) => {}
        }
    }
    Ok(input.map(|(_, input)| input).unwrap_or_default())
}

impl ShardFile {
    fn open(folder: &Path) -> Result<Self, MergeError> {
        if is_marked(folder) {
            return Err(MergeError::BadShard {
                folder: folder.to_owned(),
                reason: format!("{MARK} lies in it, it may be of two runs"),
            });
        }
        let Ok(mut file) = File::open(folder.join(RECORDS)) else {
            return Err(MergeError::NoShard(folder.to_owned()));
        };
        let whole = check_whole(&mut file);
        let opened =
            whole.and_then(|()| RecordReader::open(BufReader::with_capacity(1 << 16, file)));
        match opened {
            Ok(reader) => Ok(Self {
                folder: folder.to_owned(),
                reader,
            }),
            Err(fault) => Err(bad_shard(folder, &fault)),
        }
    }

    fn header(&self) -> &RecordHeader {
        self.reader.header()
    }

    fn next(&mut self) -> Result<Option<IndexedOutcome>, MergeError> {
        let Self { folder, reader } = self;
        reader
            .next_outcome()
            .map_err(|fault| bad_shard(folder, &fault))
    }

    fn bad(&self, fault: &RecordFault) -> MergeError {
        bad_shard(&self.folder, fault)
    }

    fn size(&self) -> Option<u64> {
        Some(self.folder.join(RECORDS).metadata().ok()?.len())
    }
}

fn bad_shard(folder: &Path, fault: &RecordFault) -> MergeError {
    MergeError::BadShard {
        folder: folder.to_owned(),
        reason: fault.to_string(),
    }
}
