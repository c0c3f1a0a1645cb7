//! A file of records: what came of each text, one after the other, to be gone through again.
//!
//! The file is `glassbox records 3` and a line end, then frames, then the SHA-256 of all before
//! it. A frame is its length in bytes (`u32`, little-endian) and a [`Frame`] in postcard
//! (<https://postcard.jamesmunns.com>): first a header, then the outcomes in the order of the
//! texts, then a trailer. A file without its trailer comes from a run that was stopped; a file with
//! anything behind the hash is damaged.

use std::io::{self, Read, Seek, SeekFrom, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::app::APP_VERSION;
use crate::domain::corpus::InputFacts;
use crate::domain::trace::ModelCard;

use super::outcome::IndexedOutcome;
use super::run::CorpusRun;
use super::settings::{CorpusSettings, Shard};

/// The name of the file in the folder of a shard.
pub(super) const RECORDS: &str = "shard.records";

const MAGIC: &[u8] = b"glassbox records 3\n";

/// More than the record of the longest text of the largest model.
const LONGEST_FRAME: usize = 1 << 28;

/// What the run was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct RecordHeader {
    /// The version of Glassbox that read the texts.
    pub(super) app_version: String,
    /// The model that read the texts.
    pub(super) model: ModelCard,
    /// How they were read.
    pub(super) settings: CorpusSettings,
    /// The names of the files, in order.
    pub(super) files: Vec<String>,
    /// Which of the texts were read.
    pub(super) shard: Shard,
}

/// How the run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordTrailer {
    /// What was in the files; the same in every shard of a run.
    pub(super) input: InputFacts,
}

impl RecordHeader {
    /// What `run` is, over the texts of `shard`.
    pub(super) fn new(run: &CorpusRun<'_>, shard: Shard) -> Self {
        Self {
            app_version: APP_VERSION.to_owned(),
            model: run.model.card().clone(),
            settings: run.settings.clone(),
            files: run.file_names(),
            shard,
        }
    }
}

#[derive(Serialize, Deserialize)]
enum Frame<H, O, T> {
    Header(H),
    Outcome(O),
    Trailer(T),
}

/// Writes a file of records.
pub(super) struct RecordWriter<W: Write> {
    file: W,
    hash: Sha256,
    /// The frame under way, kept to be filled again.
    bytes: Vec<u8>,
}

impl<W: Write> RecordWriter<W> {
    pub(super) fn begin(file: W, header: &RecordHeader) -> io::Result<Self> {
        let mut writer = Self {
            file,
            hash: Sha256::new(),
            bytes: Vec::new(),
        };
        writer.put(MAGIC)?;
        writer.frame(&Frame::<_, &IndexedOutcome, &RecordTrailer>::Header(header))?;
        Ok(writer)
    }

    pub(super) fn add(&mut self, outcome: &IndexedOutcome) -> io::Result<()> {
        self.frame(&Frame::<&RecordHeader, _, &RecordTrailer>::Outcome(outcome))
    }

    /// Ends the file and gives it back.
    pub(super) fn finish(mut self, trailer: &RecordTrailer) -> io::Result<W> {
        self.frame(&Frame::<&RecordHeader, &IndexedOutcome, _>::Trailer(
            trailer,
        ))?;
        let hash = self.hash.finalize();
        self.file.write_all(&hash)?;
        Ok(self.file)
    }

    pub(super) fn file(&self) -> &W {
        &self.file
    }

    fn frame(&mut self, frame: &impl Serialize) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        bytes = postcard::to_extend(frame, bytes).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.put(&length.to_le_bytes())?;
        self.put(&bytes)?;
        self.bytes = bytes;
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.file.write_all(bytes)
    }
}

/// Why a file of records cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum RecordFault {
    #[error("it could not be read: {0}")]
    Io(#[from] io::Error),
    #[error("it is no file of records of this version of Glassbox")]
    NotRecords,
    #[error("it is damaged or was never finished")]
    Damaged,
}

/// Reads a file of records.
pub(super) struct RecordReader<R: Read> {
    file: R,
    hash: Sha256,
    header: RecordHeader,
    trailer: Option<RecordTrailer>,
    bytes: Vec<u8>,
    read: u64,
}

impl<R: Read> RecordReader<R> {
    pub(super) fn open(mut file: R) -> Result<Self, RecordFault> {
        let mut hash = Sha256::new();
        read_magic(&mut file, &mut hash)?;
        let mut bytes = Vec::new();
        match frame(&mut file, &mut hash, &mut bytes)? {
            Frame::Header(header) => Ok(Self {
                file,
                hash,
                header,
                trailer: None,
                read: (MAGIC.len() + bytes.len()) as u64,
                bytes,
            }),
            Frame::Outcome(_) | Frame::Trailer(_) => Err(RecordFault::Damaged),
        }
    }

    pub(super) fn header(&self) -> &RecordHeader {
        &self.header
    }

    /// The next outcome; `None` after the last.
    pub(super) fn next_outcome(&mut self) -> Result<Option<IndexedOutcome>, RecordFault> {
        if self.trailer.is_some() {
            return Ok(None);
        }
        let frame = frame(&mut self.file, &mut self.hash, &mut self.bytes)?;
        self.read += self.bytes.len() as u64 + 4;
        match frame {
            Frame::Outcome(outcome) => Ok(Some(outcome)),
            Frame::Trailer(trailer) => {
                self.check_hash()?;
                self.trailer = Some(trailer);
                Ok(None)
            }
            Frame::Header(_) => Err(RecordFault::Damaged),
        }
    }

    /// Whether the hash of everything read is what the file says, and nothing follows it.
    fn check_hash(&mut self) -> Result<(), RecordFault> {
        let mut stated = [0; 32];
        read_whole(&mut self.file, &mut stated)?;
        let mut behind = Vec::new();
        self.file.by_ref().take(1).read_to_end(&mut behind)?;
        if behind.is_empty() && self.hash.finalize_reset().as_slice() == stated {
            Ok(())
        } else {
            Err(RecordFault::Damaged)
        }
    }

    /// How the run ended; `None` until the last outcome was taken.
    pub(super) fn trailer(&self) -> Option<&RecordTrailer> {
        self.trailer.as_ref()
    }

    /// How many bytes were read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.read
    }
}

/// Whether the hash at the end of `file` is that of what stands before it, so that its header may be
/// believed: a damaged one could ask for any number of layers. Leaves `file` at its beginning.
pub(super) fn check_whole(file: &mut (impl Read + Seek)) -> Result<(), RecordFault> {
    let length = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut hash = Sha256::new();
    let mut stated = [0; 32];
    let around = MAGIC.len() + stated.len();
    let rest = length.checked_sub(around as u64);
    let rest = rest.ok_or(RecordFault::NotRecords)?;
    read_magic(file, &mut hash)?;
    io::copy(&mut file.by_ref().take(rest), &mut hash)?;
    read_whole(file, &mut stated)?;
    file.rewind()?;
    if hash.finalize().as_slice() == stated {
        Ok(())
    } else {
        Err(RecordFault::Damaged)
    }
}

fn read_magic(file: &mut impl Read, hash: &mut Sha256) -> Result<(), RecordFault> {
    let mut magic = [0; MAGIC.len()];
    match file.read_exact(&mut magic) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(RecordFault::NotRecords);
        }
        read => read?,
    }
    if magic != MAGIC {
        return Err(RecordFault::NotRecords);
    }
    hash.update(magic);
    Ok(())
}

fn frame(
    file: &mut impl Read,
    hash: &mut Sha256,
    bytes: &mut Vec<u8>,
) -> Result<Frame<RecordHeader, IndexedOutcome, RecordTrailer>, RecordFault> {
    let mut length = [0; 4];
    read_whole(file, &mut length)?;
    hash.update(length);
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST_FRAME {
        return Err(RecordFault::Damaged);
    }
    bytes.resize(length, 0);
    read_whole(file, bytes)?;
    hash.update(&*bytes);
    postcard::from_bytes(bytes).map_err(|_| RecordFault::Damaged)
}

/// Fills `bytes`; a file that ends before is damaged.
fn read_whole(file: &mut impl Read, bytes: &mut [u8]) -> Result<(), RecordFault> {
    file.read_exact(bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => RecordFault::Damaged,
        _ => RecordFault::Io(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Outcome;
    use crate::domain::corpus::pairs::PairOutcome;
    use crate::domain::corpus::{RowFault, TextPlace, TextRecord};
    use crate::domain::threshold::ThresholdRule;

    fn header() -> RecordHeader {
        RecordHeader {
            app_version: "1".to_owned(),
            model: crate::model::embedded_card().unwrap(),
            settings: CorpusSettings {
                layer: 4,
                second_layer: 5,
                rule: ThresholdRule::default(),
                measure: crate::domain::measure::Measure::Norm,
                seed: 7,
                baselines: true,
                frequency: crate::domain::frequency::FrequencySource::List,
                replicates: 1000,
                column: None,
                field: None,
                read_as: crate::corpus::input::ReadAs::default(),
                pairs: None,
                removal: None,
                removal_output: crate::domain::removal::RemovalOutput::default(),
                settling: false,
                split_sentences: false,
                skip_duplicates: true,
            },
            files: vec!["a.txt".to_owned()],
            shard: Shard { number: 2, of: 3 },
        }
    }

    fn outcomes() -> Vec<IndexedOutcome> {
        let place = TextPlace {
            file: 0,
            line: 9,
            sentence: 0,
        };
        let record = TextRecord {
            place,
            text: "naïve".to_owned(),
            tokens: Vec::new(),
            truncated_tokens: 3,
            strengths: vec![vec![0.1 + 0.2, f64::MIN_POSITIVE], vec![f64::NAN]],
            attention: Vec::new(),
        };
        vec![
            IndexedOutcome {
                number: 1,
                outcome: Outcome::Read(record),
                pair: Some(PairOutcome::NoSwap),
                removal: None,
                settling: None,
                states: None,
            },
            IndexedOutcome {
                number: 4,
                outcome: Outcome::NotRead {
                    place,
                    fault: RowFault::NoTokens,
                },
                pair: None,
                removal: None,
                settling: None,
                states: None,
            },
        ]
    }

    fn written() -> Vec<u8> {
        let mut writer = RecordWriter::begin(Vec::new(), &header()).unwrap();
        for outcome in outcomes() {
            writer.add(&outcome).unwrap();
        }
        let trailer = RecordTrailer {
            input: InputFacts::default(),
        };
        writer.finish(&trailer).unwrap()
    }

    fn read(bytes: &[u8]) -> Result<Vec<IndexedOutcome>, RecordFault> {
        let mut reader = RecordReader::open(bytes)?;
        let mut found = Vec::new();
        while let Some(outcome) = reader.next_outcome()? {
            found.push(outcome);
        }
        assert!(reader.trailer().is_some());
        Ok(found)
    }

    #[test]
    fn records_read_back_to_the_last_bit() {
        let whole = written();
        let reader = RecordReader::open(whole.as_slice()).unwrap();
        assert_eq!(reader.header(), &header());
        let found = read(&whole).unwrap();
        // NaN is not equal to itself; its text is.
        assert_eq!(format!("{found:?}"), format!("{:?}", outcomes()));
    }

    #[test]
    fn a_damaged_or_unfinished_file_is_refused() {
        let whole = written();
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "{length} bytes");
        }
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x10;
            assert!(read(&damaged).is_err(), "byte {place}");
        }
        let appended = [whole.as_slice(), b"x"].concat();
        assert!(matches!(read(&appended), Err(RecordFault::Damaged)));
    }
}
