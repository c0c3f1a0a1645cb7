//! The two checksums the hub gives its files, which are also their names in the cache.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::is_hexadecimal;
use crate::model::cancel::Cancel;

/// What the content of a file must add up to, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checksum {
    /// SHA-256 of the content: large files.
    Sha256(String),
    /// SHA-1 of `blob LENGTH\0` and the content, git's name for it: small files.
    GitBlob(String),
}

/// How a file compares with its checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the file.
    Same,
    /// It is another content.
    Other,
    /// Nobody wanted to know any more.
    GivenUp,
}

impl Checksum {
    /// A SHA-256; `None` if `text` is not one.
    pub(super) fn sha256(text: &str) -> Option<Self> {
        is_hexadecimal(text, 64).then(|| Self::Sha256(text.to_ascii_lowercase()))
    }

    /// git's name of a blob; `None` if `text` is not one.
    pub(super) fn git_blob(text: &str) -> Option<Self> {
        is_hexadecimal(text, 40).then(|| Self::GitBlob(text.to_ascii_lowercase()))
    }

    /// What the name of a blob promises of its content; `None` if it is no checksum.
    pub(super) fn of_blob_name(name: &str) -> Option<Self> {
        Self::sha256(name).or_else(|| Self::git_blob(name))
    }

    /// The name of the file among the cache's blobs.
    pub(super) fn blob_name(&self) -> &str {
        match self {
            Self::Sha256(text) | Self::GitBlob(text) => text,
        }
    }

    /// Reads the whole file back from the disk.
    pub(super) fn verify(&self, path: &Path, cancel: &Cancel) -> std::io::Result<Verdict> {
        let mut file = File::open(path)?;
        let found = match self {
            Self::Sha256(_) => digest(Sha256::new(), &mut file, cancel)?,
            Self::GitBlob(_) => {
                let length = file.metadata()?.len();
                let hasher = Sha1::new_with_prefix(format!("blob {length}\0"));
                digest(hasher, &mut file, cancel)?
            }
        };
        Ok(match found {
            None => Verdict::GivenUp,
            Some(found) if found == self.blob_name() => Verdict::Same,
            Some(_) => Verdict::Other,
        })
    }
}

fn digest(
    mut hasher: impl Digest,
    file: &mut File,
    cancel: &Cancel,
) -> std::io::Result<Option<String>> {
    let mut piece = vec![0; 1 << 20];
    loop {
        if cancel.is_cancelled() {
            return Ok(None);
        }
        let length = file.read(&mut piece)?;
        if length == 0 {
            return Ok(Some(crate::domain::format::hexadecimal(&hasher.finalize())));
        }
        hasher.update(piece.get(..length).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(checksum: &Checksum, content: &[u8]) -> Verdict {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        checksum.verify(file.path(), &Cancel::never()).unwrap()
    }

    /// The expected values come from `git hash-object` and `sha256sum`.
    #[test]
    fn content_is_compared_as_git_and_sha256sum_do() {
        let hello = Checksum::git_blob("ce013625030ba8dba906f756967f9e9ca394464a").unwrap();
        let empty = Checksum::git_blob("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391").unwrap();
        let large = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
        let large = Checksum::sha256(large).unwrap();
        for checksum in [&hello, &large] {
            assert_eq!(verdict(checksum, b"hello\n"), Verdict::Same);
            assert_eq!(verdict(checksum, b"hello"), Verdict::Other);
        }
        assert_eq!(verdict(&empty, b""), Verdict::Same);
    }

    #[test]
    fn what_could_not_be_a_file_name_is_no_checksum() {
        assert_eq!(Checksum::git_blob("../../etc/passwd"), None);
        assert_eq!(Checksum::sha256(&"g".repeat(64)), None);
        assert_eq!(Checksum::sha256(&"a".repeat(40)), None);
    }
}
