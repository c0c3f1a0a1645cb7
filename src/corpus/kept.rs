//! What a run leaves to be gone through again: its records in a file, one after the other.
//!
//! The file is `glassbox records 1` and a line end, then frames, then the SHA-256 of all before
//! it. A frame is its length in bytes (`u32`, little-endian) and a [`Frame`] in postcard
//! (<https://postcard.jamesmunns.com>): first a header, then the outcomes in the order of the
//! texts, then what was in the files. A file without its last frame is of a run that was stopped.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::corpus::InputFacts;
use crate::model::ModelCard;

use super::outcome::Numbered;
use super::settings::{CorpusSettings, Part};

/// The name of the file in the folder of a part.
pub(super) const RECORDS: &str = "shard.records";

const MAGIC: &[u8] = b"glassbox records 1\n";

/// More than the record of the longest text of the largest model.
const LONGEST_FRAME: usize = 1 << 28;

/// What a run was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptHeader {
    /// The version of Glassbox that read the texts.
    pub(super) app_version: String,
    /// What read.
    pub(super) model: ModelCard,
    /// How.
    pub(super) settings: CorpusSettings,
    /// The names of the files, in order.
    pub(super) files: Vec<String>,
    /// Which of the texts were read.
    pub(super) part: Part,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptEnd {
    /// What was in the files; the same in every part of a run.
    pub(super) input: InputFacts,
}

#[derive(Serialize, Deserialize)]
enum Frame<H, O, E> {
    Header(H),
    Outcome(O),
    End(E),
}

/// Writes such a file.
pub(super) struct KeptWriter<W: Write> {
    file: W,
    hash: Sha256,
    /// Of the frame under way.
    bytes: Vec<u8>,
}

impl<W: Write> KeptWriter<W> {
    pub(super) fn begin(file: W, header: &KeptHeader) -> io::Result<Self> {
        let mut writer = Self {
            file,
            hash: Sha256::new(),
            bytes: Vec::new(),
        };
        writer.put(MAGIC)?;
        writer.frame(&Frame::<_, &Numbered, &KeptEnd>::Header(header))?;
        Ok(writer)
    }

    pub(super) fn add(&mut self, outcome: &Numbered) -> io::Result<()> {
        self.frame(&Frame::<&KeptHeader, _, &KeptEnd>::Outcome(outcome))
    }

    /// Ends the file and gives it back.
    pub(super) fn finish(mut self, end: &KeptEnd) -> io::Result<W> {
        self.frame(&Frame::<&KeptHeader, &Numbered, _>::End(end))?;
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

/// Why such a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeptFault {
    #[error("it could not be read: {0}")]
    Io(#[from] io::Error),
    #[error("it is no file of records of this version of Glassbox")]
    NotRecords,
    #[error("it is damaged or was never finished")]
    Damaged,
}

/// Reads such a file.
pub(super) struct KeptReader<R: Read> {
    file: R,
    hash: Sha256,
    header: KeptHeader,
    end: Option<KeptEnd>,
    bytes: Vec<u8>,
    read: u64,
}

impl<R: Read> KeptReader<R> {
    pub(super) fn open(mut file: R) -> Result<Self, KeptFault> {
        let mut magic = [0; MAGIC.len()];
        match file.read_exact(&mut magic) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(KeptFault::NotRecords);
            }
            read => read?,
        }
        if magic != MAGIC {
            return Err(KeptFault::NotRecords);
        }
        let mut hash = Sha256::new();
        hash.update(magic);
        let mut bytes = Vec::new();
        match frame(&mut file, &mut hash, &mut bytes)? {
            Frame::Header(header) => Ok(Self {
                file,
                hash,
                header,
                end: None,
                read: (MAGIC.len() + bytes.len()) as u64,
                bytes,
            }),
            Frame::Outcome(_) | Frame::End(_) => Err(KeptFault::Damaged),
        }
    }

    pub(super) fn header(&self) -> &KeptHeader {
        &self.header
    }

    /// The next outcome; none behind the last.
    pub(super) fn next_outcome(&mut self) -> Result<Option<Numbered>, KeptFault> {
        if self.end.is_some() {
            return Ok(None);
        }
        let frame = frame(&mut self.file, &mut self.hash, &mut self.bytes)?;
        self.read += self.bytes.len() as u64 + 4;
        match frame {
            Frame::Outcome(outcome) => Ok(Some(outcome)),
            Frame::End(end) => {
                let mut said = [0; 32];
                self.file
                    .read_exact(&mut said)
                    .map_err(|_| KeptFault::Damaged)?;
                if self.hash.finalize_reset().as_slice() != said {
                    return Err(KeptFault::Damaged);
                }
                self.end = Some(end);
                Ok(None)
            }
            Frame::Header(_) => Err(KeptFault::Damaged),
        }
    }

    /// How the run ended; none before the last outcome was taken.
    pub(super) fn end(&self) -> Option<&KeptEnd> {
        self.end.as_ref()
    }

    /// Bytes gone through.
    pub(super) fn bytes(&self) -> u64 {
        self.read
    }
}

fn frame(
    file: &mut impl Read,
    hash: &mut Sha256,
    bytes: &mut Vec<u8>,
) -> Result<Frame<KeptHeader, Numbered, KeptEnd>, KeptFault> {
    let short = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => KeptFault::Damaged,
        _ => KeptFault::Io(error),
    };
    let mut length = [0; 4];
    file.read_exact(&mut length).map_err(short)?;
    hash.update(length);
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST_FRAME {
        return Err(KeptFault::Damaged);
    }
    bytes.resize(length, 0);
    file.read_exact(bytes).map_err(short)?;
    hash.update(&*bytes);
    postcard::from_bytes(bytes).map_err(|_| KeptFault::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Outcome;
    use crate::domain::corpus::pairs::PairOutcome;
    use crate::domain::corpus::{RowFault, TextPlace, TextRecord};
    use crate::domain::standing::ThresholdRule;

    fn header() -> KeptHeader {
        KeptHeader {
            app_version: "1".to_owned(),
            model: crate::model::embedded_card().unwrap(),
            settings: CorpusSettings {
                layer: 4,
                second_layer: 5,
                rule: ThresholdRule::default(),
                seed: 7,
                baselines: true,
                frequency: crate::domain::frequency::FrequencySource::List,
                replicates: 1000,
                column: None,
                field: None,
                read_as: crate::corpus::input::ReadAs::default(),
                pairs: None,
                split_sentences: false,
                skip_duplicates: true,
            },
            files: vec!["a.txt".to_owned()],
            part: Part { number: 2, of: 3 },
        }
    }

    fn outcomes() -> Vec<Numbered> {
        let place = TextPlace {
            file: 0,
            line: 9,
            sentence: 0,
        };
        let record = TextRecord {
            place,
            text: "naïve".to_owned(),
            tokens: Vec::new(),
            left_out: 3,
            strengths: vec![vec![0.1 + 0.2, f64::MIN_POSITIVE], vec![f64::NAN]],
            attention: Vec::new(),
        };
        vec![
            Numbered {
                number: 1,
                outcome: Outcome::Read(record),
                pair: Some(PairOutcome::NoSwap),
            },
            Numbered {
                number: 4,
                outcome: Outcome::NotRead {
                    place,
                    fault: RowFault::NoTokens,
                },
                pair: None,
            },
        ]
    }

    fn written() -> Vec<u8> {
        let mut writer = KeptWriter::begin(Vec::new(), &header()).unwrap();
        for outcome in outcomes() {
            writer.add(&outcome).unwrap();
        }
        let end = KeptEnd {
            input: InputFacts::default(),
        };
        writer.finish(&end).unwrap()
    }

    fn read(bytes: &[u8]) -> Result<Vec<Numbered>, KeptFault> {
        let mut reader = KeptReader::open(bytes)?;
        let mut found = Vec::new();
        while let Some(outcome) = reader.next_outcome()? {
            found.push(outcome);
        }
        assert!(reader.end().is_some());
        Ok(found)
    }

    #[test]
    fn records_read_back_to_the_last_bit() {
        let whole = written();
        let reader = KeptReader::open(whole.as_slice()).unwrap();
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
    }
}
