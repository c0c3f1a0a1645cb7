//! Parts that several machines read, joined into what one run would have written.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::domain::corpus::InputFacts;
use crate::domain::trace::ModelCard;

use super::kept::{KeptFault, KeptHeader, KeptReader, RECORDS};
use super::progress::RunProgress;
use super::results::{Origin, Results, Wanted};
use super::run::CorpusError;
use super::settings::CorpusSettings;
use super::whole::{CorpusReport, RunNews};

/// Why parts do not make a whole.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each case is")]
pub enum MergeError {
    #[error(
        "{} has no part of a corpus: give the folders that `glassbox corpus --shard I/N` wrote", .0.display()
    )]
    NoPart(PathBuf),
    #[error("{} cannot be used ({reason}): run that part again", place.display())]
    BadPart { place: PathBuf, reason: String },
    #[error(
        "{} and {} differ in {what}: run every part the same way on the same files", first.display(), other.display()
    )]
    Differ {
        first: PathBuf,
        other: PathBuf,
        what: &'static str,
    },
    #[error("part {number} of {of} is there twice: {} and {}", first.display(), other.display())]
    Twice {
        number: u64,
        of: u64,
        first: PathBuf,
        other: PathBuf,
    },
    #[error("part {missing} of {of} is missing: give the folders of all {of} parts")]
    Missing { missing: String, of: u64 },
    #[error("{} is one of the parts: choose another folder for the results", .0.display())]
    IntoPart(PathBuf),
}

/// A joined run, and what it was made with.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// What read.
    pub model: ModelCard,
    /// How.
    pub settings: CorpusSettings,
    /// What came of it.
    pub report: CorpusReport,
}

/// One part, open.
struct PartFile {
    place: PathBuf,
    reader: KeptReader<BufReader<File>>,
}

/// Joins the parts in `folders`, in whichever order they are given, and writes into `out` the bytes
/// that one run over all texts writes; `threads` work out the intervals.
///
/// # Errors
/// Parts that are damaged, missing, there twice, or not of one run; a folder that cannot be
/// written.
pub fn merge(
    folders: &[PathBuf],
    out: &Path,
    wanted: Wanted,
    threads: usize,
    hear: &mut dyn FnMut(RunNews),
) -> Result<Merged, CorpusError> {
    let mut parts = parts_in(folders)?;
    let into = |place: &Path| {
        let same = place.canonicalize().ok().zip(out.canonicalize().ok());
        same.is_some_and(|(place, out)| place == out)
    };
    if let Some(part) = parts.iter().find(|part| into(&part.place)) {
        return Err(MergeError::IntoPart(part.place.clone()).into());
    }
    let total_bytes = parts.iter().map(PartFile::size).sum();
    let header = first_header(&parts)?;
    let origin = Origin {
        model: &header.model,
        settings: &header.settings,
        files: &header.files,
    };
    let mut results = Results::begin(out, origin, wanted)?;
    let mut progress = RunProgress {
        total_bytes,
        ..RunProgress::default()
    };
    let mut number = 0;
    let count = parts.len().max(1) as u64;
    // Every N-th text is in the same part; the first one that has no more ends the run.
    while let Some(part) = parts.get_mut((number % count) as usize) {
        let Some(outcome) = part.next()? else { break };
        if outcome.number != number {
            return Err(part.bad(&KeptFault::Damaged).into());
        }
        results.add(&outcome)?;
        number += 1;
        if number.is_multiple_of(1000) {
            progress.texts = number;
            progress.bytes = parts.iter().map(|part| part.reader.bytes()).sum();
            hear(RunNews::Reading(progress));
        }
    }
    let input = same_input(&mut parts, number)?;
    let published = results.publish(input, threads, &mut |done, of| {
        hear(RunNews::Estimating(done as f64 / of.max(1) as f64));
    })?;
    progress.texts = number;
    progress.tokens = published.facts.read.tokens;
    Ok(Merged {
        report: CorpusReport {
            facts: published.facts,
            findings: published.findings,
            progress,
        },
        model: header.model,
        settings: header.settings,
    })
}

/// The parts in the order of their numbers, each there once, all of one run.
fn parts_in(folders: &[PathBuf]) -> Result<Vec<PartFile>, MergeError> {
    let opened = folders.iter().map(|folder| PartFile::open(folder));
    let mut parts = opened.collect::<Result<Vec<_>, _>>()?;
    parts.sort_by_key(|part| part.header().part.number);
    let Some(first) = parts.first() else {
        return Ok(parts);
    };
    let of = first.header().part.of;
    for other in &parts {
        if let Some(what) = difference(first.header(), other.header()) {
            return Err(MergeError::Differ {
                first: first.place.clone(),
                other: other.place.clone(),
                what,
            });
        }
    }
    for (one, next) in parts.iter().zip(parts.iter().skip(1)) {
        if one.header().part == next.header().part {
            return Err(MergeError::Twice {
                number: one.header().part.number,
                of,
                first: one.place.clone(),
                other: next.place.clone(),
            });
        }
    }
    let missing: Vec<String> = (1..=of)
        .filter(|number| {
            parts
                .iter()
                .all(|part| part.header().part.number != *number)
        })
        .map(|number| number.to_string())
        .collect();
    if missing.is_empty() {
        Ok(parts)
    } else {
        Err(MergeError::Missing {
            missing: missing.join(", "),
            of,
        })
    }
}

fn first_header(parts: &[PartFile]) -> Result<KeptHeader, MergeError> {
    let first = parts.first().map(|part| part.header().clone());
    first.ok_or(MergeError::Missing {
        missing: "1".to_owned(),
        of: 1,
    })
}

/// In what two parts differ that must not.
fn difference(one: &KeptHeader, other: &KeptHeader) -> Option<&'static str> {
    let same = [
        (
            "the version of Glassbox",
            one.app_version == other.app_version,
        ),
        ("the model", one.model == other.model),
        ("the number of parts", one.part.of == other.part.of),
        ("the names of the files", one.files == other.files),
        ("the settings", one.settings == other.settings),
    ];
    let different = same.into_iter().find(|(_, same)| !same);
    different.map(|(what, _)| what)
}

/// What was in the files, once all parts are read to their ends and say the same.
fn same_input(parts: &mut [PartFile], texts: u64) -> Result<InputFacts, MergeError> {
    let mut input: Option<(PathBuf, InputFacts)> = None;
    for part in parts {
        if part.next()?.is_some() {
            return Err(part.bad(&KeptFault::Damaged));
        }
        let Some(end) = part.reader.end() else {
            return Err(part.bad(&KeptFault::Damaged));
        };
        if end.input.texts() != texts {
            return Err(part.bad(&KeptFault::Damaged));
        }
        match &input {
            None => input = Some((part.place.clone(), end.input.clone())),
            Some((first, input)) if *input != end.input => {
                return Err(MergeError::Differ {
                    first: first.clone(),
                    other: part.place.clone(),
                    what: "what was in the files",
                });
            }
            Some(_) => {}
        }
    }
    Ok(input.map(|(_, input)| input).unwrap_or_default())
}

impl PartFile {
    fn open(folder: &Path) -> Result<Self, MergeError> {
        let Ok(file) = File::open(folder.join(RECORDS)) else {
            return Err(MergeError::NoPart(folder.to_owned()));
        };
        match KeptReader::open(BufReader::with_capacity(1 << 16, file)) {
            Ok(reader) => Ok(Self {
                place: folder.to_owned(),
                reader,
            }),
            Err(fault) => Err(bad_part(folder, &fault)),
        }
    }

    fn header(&self) -> &KeptHeader {
        self.reader.header()
    }

    fn next(&mut self) -> Result<Option<super::Numbered>, MergeError> {
        let Self { place, reader } = self;
        reader
            .next_outcome()
            .map_err(|fault| bad_part(place, &fault))
    }

    fn bad(&self, fault: &KeptFault) -> MergeError {
        bad_part(&self.place, fault)
    }

    fn size(&self) -> Option<u64> {
        Some(self.place.join(RECORDS).metadata().ok()?.len())
    }
}

fn bad_part(place: &Path, fault: &KeptFault) -> MergeError {
    MergeError::BadPart {
        place: place.to_owned(),
        reason: fault.to_string(),
    }
}
