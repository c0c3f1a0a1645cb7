//! The bytes of a file as they are read: counted, hashed, decoded, and refused where they are no
//! text. Its beginning is held as a sample, to find out how it is written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use sha2::{Digest as _, Sha256};

use super::decoded::Decoded;
use super::dialect::ReadAs;
use super::error::InputError;
use super::files::{Format, InputFile, Place};
use super::foreign::{BYTE_ORDER_MARK, Foreign, Letters, foreign};
use crate::domain::format::hexadecimal;

/// How much is read at once.
const AT_ONCE: usize = 64 << 10;

/// How much of a file is looked at before it is read.
const SAMPLE: usize = 256 << 10;

/// A file under way.
pub(super) struct Source {
    reader: BufReader<Chain<Cursor<Vec<u8>>, Decoded<Watched>>>,
}

/// The beginning of a file, in UTF-8 as far as it is text.
pub(super) struct Sample {
    pub(super) bytes: Vec<u8>,
    /// Whether it is all of the file.
    pub(super) whole: bool,
}

/// Counts and hashes what goes through.
struct Watched {
    inner: Box<dyn Read + Send>,
    bytes: u64,
    hash: Sha256,
    /// The letters before they are decoded, where an encoding was said.
    letters: Option<Letters>,
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        let read = into.get(..count).unwrap_or_default();
        self.hash.update(read);
        if let Some(letters) = &mut self.letters {
            letters.add(read);
        }
        self.bytes += count as u64;
        Ok(count)
    }
}

impl Source {
    /// Opens `file` and takes its sample; a byte order mark is read over.
    ///
    /// # Errors
    /// A file that is not there, or that is no text in UTF-8 or in the encoding that was said.
    pub(super) fn open(file: &InputFile, read_as: &ReadAs) -> Result<(Self, Sample), InputError> {
        let failed = |error: io::Error| file.unreadable(&error);
        let inner: Box<dyn Read + Send> = match &file.place {
            Place::StandardInput => Box::new(io::stdin()),
            Place::Path(path) => Box::new(File::open(path).map_err(failed)?),
            Place::Embedded(bytes) => Box::new(*bytes),
        };
        let watched = Watched {
            inner,
            bytes: 0,
            hash: Sha256::new(),
            letters: read_as.encoding.map(|_| Letters::default()),
        };
        let mut rest = Decoded::new(watched, read_as.encoding);
        let (mut bytes, whole) = beginning(&mut rest).map_err(failed)?;
        let found = if let Some(encoding) = rest.encoding() {
            let letters = rest.inner().letters.as_ref();
            let wide = encoding.name().starts_with("utf-16");
            let not_wide = letters.is_some_and(Letters::are_not_wide);
            (wide && not_wide).then_some(Foreign::NotWide)
        } else {
            foreign(&bytes, file.format != Format::Lines).or(letters(file, &bytes, whole)?)
        };
        if let Some(what) = found {
            return Err(InputError::Foreign {
                file: file.name.clone(),
                what,
            });
        }
        if bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        let begin = Cursor::new(bytes.clone());
        let reader = BufReader::with_capacity(AT_ONCE, begin.chain(rest));
        Ok((Self { reader }, Sample { bytes, whole }))
    }

    /// Bytes read so far, those that wait in the buffer too.
    pub(super) fn bytes(&self) -> u64 {
        self.watched().bytes
    }

    /// The SHA-256 of what was read, in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        hexadecimal(&self.watched().hash.clone().finalize())
    }

    /// Whether bytes were met that the encoding does not have.
    pub(super) fn was_replaced(&self) -> bool {
        self.reader.get_ref().get_ref().1.was_replaced()
    }

    /// The encoding it was read in, where UTF-8 would have been right as well.
    pub(super) fn doubtful_encoding(&self) -> Option<String> {
        let letters = self.watched().letters.as_ref()?;
        let encoding = self.reader.get_ref().get_ref().1.encoding()?.name();
        (letters.are_utf8() && encoding != "utf-8").then_some(encoding)
    }

    fn watched(&self) -> &Watched {
        self.reader.get_ref().get_ref().1.inner()
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.reader.read(into)
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        loop {
            match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(_) => break,
            }
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.reader.consume(count);
    }
}

/// At least [`SAMPLE`] bytes of `source`, or all of them, and which of the two it is.
fn beginning(source: &mut impl Read) -> io::Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    let mut part = vec![0; AT_ONCE];
    while bytes.len() < SAMPLE {
        match source.read(&mut part) {
            Ok(0) => return Ok((bytes, true)),
            Ok(count) => bytes.extend_from_slice(part.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((bytes, false))
}

/// Whether the letters of `file`, which begins with `start`, are those of another encoding. What
/// can be read only once is recognized by its beginning.
fn letters(file: &InputFile, start: &[u8], whole: bool) -> Result<Option<Foreign>, InputError> {
    let mut letters = Letters::default();
    letters.add(start);
    if whole {
        return Ok(letters.verdict());
    }
    if let Some(path) = file.path().filter(|_| file.is_lasting()) {
        let failed = |error: io::Error| file.unreadable(&error);
        let mut rest = BufReader::with_capacity(AT_ONCE, File::open(path).map_err(failed)?);
        io::Seek::seek(&mut rest, io::SeekFrom::Start(start.len() as u64)).map_err(failed)?;
        loop {
            let part = rest.fill_buf().map_err(failed)?;
            if part.is_empty() {
                break;
            }
            letters.add(part);
            let count = part.len();
            rest.consume(count);
        }
        return Ok(letters.verdict());
    }
    // The last letter may go on behind the sample.
    Ok(letters.verdict_so_far())
}
