//! The bytes of a file as they are read: counted, hashed, and refused where they are no UTF-8 text.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};

use sha2::{Digest as _, Sha256};

use super::error::{Encoding, InputError};
use super::files::{InputFile, Place};

/// How much is read at once.
const AT_ONCE: usize = 64 << 10;

/// A file under way.
pub(super) struct Source {
    reader: BufReader<Watched>,
}

/// Counts and hashes what goes through.
struct Watched {
    inner: Box<dyn Read + Send>,
    bytes: u64,
    hash: Sha256,
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.hash.update(into.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }
}

impl Source {
    /// Opens `file`; a byte order mark of UTF-8 is read over.
    ///
    /// # Errors
    /// A file that is not there or that begins as no UTF-8 text begins.
    pub(super) fn open(file: &InputFile) -> Result<Self, InputError> {
        let failed = |error: io::Error| InputError::unreadable(file, &error);
        let inner: Box<dyn Read + Send> = match &file.place {
            Place::StandardInput => Box::new(io::stdin()),
            Place::Path(path) => Box::new(File::open(path).map_err(failed)?),
            Place::Embedded(bytes) => Box::new(*bytes),
        };
        let mut reader = BufReader::with_capacity(
            AT_ONCE,
            Watched {
                inner,
                bytes: 0,
                hash: Sha256::new(),
            },
        );
        let start = reader.fill_buf().map_err(failed)?;
        if let Some(encoding) = foreign_encoding(start) {
            return Err(InputError::Foreign {
                file: file.name.clone(),
                encoding,
            });
        }
        if start.starts_with(b"\xef\xbb\xbf") {
            reader.consume(3);
        }
        Ok(Self { reader })
    }

    /// What is there to be read next; empty at the end.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        loop {
            match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(_) => break,
            }
        }
        self.reader.fill_buf()
    }

    /// Goes on behind the next `count` bytes.
    pub(super) fn skip(&mut self, count: usize) {
        self.reader.consume(count);
    }

    /// Bytes read so far, those that wait in the buffer too.
    pub(super) fn bytes(&self) -> u64 {
        self.reader.get_ref().bytes
    }

    /// The SHA-256 of what was read, in hexadecimal.
    pub(super) fn sha256(self) -> String {
        use std::fmt::Write as _;
        let hash = self.reader.into_inner().hash.finalize();
        hash.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// What the first bytes are where they are not UTF-8.
fn foreign_encoding(start: &[u8]) -> Option<Encoding> {
    let start = start.get(..start.len().min(4096)).unwrap_or_default();
    if start.starts_with(&[0xff, 0xfe, 0, 0]) || start.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Some(Encoding::Utf32);
    }
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Some(Encoding::Utf16);
    }
    let zeros = |odd: usize| {
        let places = start.iter().skip(odd).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // Without a mark: Latin letters in UTF-16 have every second byte zero.
    match (even, odd) {
        (0, 0) => None,
        (0, many) if many * 4 > start.len() => Some(Encoding::Utf16Le),
        (many, 0) if many * 4 > start.len() => Some(Encoding::Utf16Be),
        _ => Some(Encoding::NoText),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let utf16 = |text: &str, little: bool| -> Vec<u8> {
            let units = text.encode_utf16();
            units
                .flat_map(|unit| {
                    if little {
                        unit.to_le_bytes()
                    } else {
                        unit.to_be_bytes()
                    }
                })
                .collect()
        };
        assert_eq!(foreign_encoding(b""), None);
        assert_eq!(foreign_encoding("naïve 中".as_bytes()), None);
        assert_eq!(
            foreign_encoding(&utf16("\u{feff}Hi", true)),
            Some(Encoding::Utf16)
        );
        assert_eq!(
            foreign_encoding(&utf16("\u{feff}Hi", false)),
            Some(Encoding::Utf16)
        );
        assert_eq!(
            foreign_encoding(&utf16("Hi there", true)),
            Some(Encoding::Utf16Le)
        );
        assert_eq!(
            foreign_encoding(&utf16("Hi there", false)),
            Some(Encoding::Utf16Be)
        );
        assert_eq!(
            foreign_encoding(b"PK\x03\x04\x00\x00\x08"),
            Some(Encoding::NoText)
        );
    }
}
