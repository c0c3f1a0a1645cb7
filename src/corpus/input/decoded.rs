//! Text in any encoding, decoded to UTF-8 as it is read.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder};

use super::dialect::TextEncoding;

const AT_ONCE: usize = 64 << 10;

/// Reads `inner` as UTF-8, whatever its encoding.
pub(super) struct Decoded<R> {
    inner: R,
    decoding: Option<Decoding>,
}

struct Decoding {
    decoder: Decoder,
    /// What was read of `inner` and not decoded yet.
    raw: Vec<u8>,
    at: usize,
    /// Whether `inner` is at its end.
    last: bool,
    ended: bool,
    replaced: bool,
}

impl<R: Read> Decoded<R> {
    /// `None` takes the bytes as they are.
    pub(super) fn new(inner: R, encoding: Option<TextEncoding>) -> Self {
        let decoding = encoding.map(|encoding| Decoding {
            decoder: encoding.0.new_decoder(),
            raw: Vec::new(),
            at: 0,
            last: false,
            ended: false,
            replaced: false,
        });
        Self { inner, decoding }
    }

    pub(super) fn inner(&self) -> &R {
        &self.inner
    }

    /// The encoding that is decoded; a byte order mark has the last word.
    pub(super) fn encoding(&self) -> Option<TextEncoding> {
        let decoding = self.decoding.as_ref()?;
        Some(TextEncoding(decoding.decoder.encoding()))
    }

    /// Whether bytes that the encoding does not have were read as U+FFFD.
    pub(super) fn was_replaced(&self) -> bool {
        self.decoding
            .as_ref()
            .is_some_and(|decoding| decoding.replaced)
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.decoding {
            None => self.inner.read(into),
            Some(decoding) => decoding.read(&mut self.inner, into),
        }
    }
}

impl Decoding {
    fn read(&mut self, inner: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
        // The decoder writes whole letters only.
        const LONGEST_LETTER: usize = 4;
        if into.len() < LONGEST_LETTER {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        while !self.ended {
            if self.at == self.raw.len() && !self.last {
                self.raw.resize(AT_ONCE, 0);
                let count = inner.read(&mut self.raw)?;
                self.raw.truncate(count);
                (self.at, self.last) = (0, count == 0);
            }
            let raw = self.raw.get(self.at..).unwrap_or_default();
            let (result, read, written, replaced) =
                self.decoder.decode_to_utf8(raw, into, self.last);
            self.at += read;
            self.replaced |= replaced;
            self.ended = self.last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
