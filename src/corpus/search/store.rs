//! Embeddings on disk, so that a file is read by a model once. What lies there is only ever used if
//! it is whole and of the same model, pooling and passages.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::corpus::cache_folder::{cache_folder, keep};
use crate::domain::format::hexadecimal;

use super::index::PassageIndex;
use super::passages::Passages;

/// How a file begins.
const MAGIC: &[u8; 8] = b"GBEMB\x00\x00\x01";
/// The numbers behind it: passages and width, 8 bytes each.
const HEAD: usize = MAGIC.len() + 16;
/// The hash at the end of what is before it.
const HASH: usize = 32;

/// A folder of embeddings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddingStore {
    folder: PathBuf,
}

impl EmbeddingStore {
    /// The embeddings in `folder`, which is made when the first are written.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The usual place: `glassbox/embeddings` where a user's caches lie. `None` without a home.
    pub fn usual() -> Option<Self> {
        cache_folder("embeddings").map(Self::at)
    }

    /// What the embeddings of `passages` by a model of this hash, which reads them as told, are kept
    /// under.
    pub(super) fn key(sha256: &str, reading: &str, passages: &Passages) -> String {
        let mut hash = Sha256::new();
        for part in [sha256, reading] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        for passage in &passages.all {
            hash.update((passage.text.len() as u64).to_le_bytes());
            hash.update(&passage.text);
        }
        hexadecimal(&hash.finalize())
    }

    /// The index of `passages` kept under `key`; `None` where there is none, or one that is damaged.
    pub(super) fn read(&self, key: &str, passages: &Arc<Passages>) -> Option<PassageIndex> {
        let bytes = fs::read(self.file(key)).ok()?;
        let (content, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
        if !content.starts_with(MAGIC) || Sha256::digest(content).as_slice() != hash {
            return None;
        }
        let number = |at: usize| -> Option<usize> {
            let bytes = content.get(at..at + 8)?;
            usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
        };
        let (count, width) = (number(MAGIC.len())?, number(MAGIC.len() + 8)?);
        let numbers = content.get(HEAD..)?;
        let split = count.checked_mul(width)?.checked_mul(4)?;
        let (directions, truncated) = numbers.split_at_checked(split)?;
        if count != passages.all.len() || truncated.len() != 4 * count || width == 0 {
            return None;
        }
        let words = |bytes: &[u8]| -> Vec<[u8; 4]> {
            let (words, _) = bytes.as_chunks::<4>();
            words.to_vec()
        };
        let directions = words(directions).into_iter().map(f32::from_le_bytes);
        let truncated = words(truncated).into_iter().map(u32::from_le_bytes);
        Some(PassageIndex::from_directions(
            Arc::clone(passages),
            width,
            directions.collect(),
            truncated.collect(),
        ))
    }

    /// Keeps `index` under `key`; a file that cannot be written costs time the next time, no more.
    pub(super) fn write(&self, key: &str, index: &PassageIndex) {
        let mut bytes = MAGIC.to_vec();
        for number in [index.passages.all.len(), index.width()] {
            bytes.extend((number as u64).to_le_bytes());
        }
        bytes.extend(index.directions().iter().flat_map(|one| one.to_le_bytes()));
        bytes.extend(index.truncated().iter().flat_map(|one| one.to_le_bytes()));
        let hash = Sha256::digest(&bytes);
        bytes.extend_from_slice(&hash);
        let _ = keep(&self.folder, &file_name(key), &bytes);
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(file_name(key))
    }
}

fn file_name(key: &str) -> String {
    format!("{key}.embeddings")
}
