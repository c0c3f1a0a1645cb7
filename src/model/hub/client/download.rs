//! From the hub into the cache: which files, and each of them with resume and checksum.

use std::cell::Cell;
use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};

use futures_util::StreamExt as _;

use super::attempt::{Attempts, Failure, a_moment, while_wanted};
use super::cache::{VOCABULARIES, inner_folder, is_of_head, is_shard, not_writable};
use super::checksum::Verdict;
use super::remote::{Remote, RemoteFile, RemoteSnapshot};
use super::store::Store;
use super::{DownloadSize, HubError, HubId};
use crate::disk::{DiskFile, remove_file, rename};
use crate::model::config::EncoderConfig;
use crate::model::file_names::{CONFIG, INDEX, TOKENIZER, WEIGHTS};
use crate::model::tokenizer::files::TOKENIZER_FILES;
use crate::model::{LoadProgress, Loading, ModelError};

/// What a repository has that changes another model and is none itself.
const ADAPTER: &str = "adapter_config.json";

/// Asks what is still to be fetched.
pub(super) async fn size(id: &HubId, loading: &Loading<'_>) -> Result<DownloadSize, ModelError> {
    let remote = Remote::new(id, loading)?;
    let snapshot = remote.snapshot().await?;
    let files = needed(&remote, id, &snapshot).await?;
    let store = Store::new(id, &loading.hub);
    let here = |file: &RemoteFile| store.bytes_here(&file.checksum, file.bytes);
    let total_bytes = total(files.iter());
    Ok(DownloadSize {
        commit: snapshot.commit,
        total_bytes,
        missing_bytes: total_bytes.saturating_sub(files.iter().map(here).sum()),
    })
}

/// Fetches what is missing, and makes it a snapshot once all of it is there.
pub(super) async fn pull(id: &HubId, loading: &Loading<'_>) -> Result<(), ModelError> {
    let remote = Remote::new(id, loading)?;
    let snapshot = remote.snapshot().await?;
    let files = needed(&remote, id, &snapshot).await?;
    let store = Store::new(id, &loading.hub);
    store.prepare()?;
    let is_missing = |file: &&RemoteFile| !store.has(&file.checksum, file.bytes);
    let missing: Vec<&RemoteFile> = files.iter().filter(is_missing).collect();
    let kept = |file: &&RemoteFile| store.bytes_here(&file.checksum, file.bytes);
    let download = Download {
        remote: &remote,
        store: &store,
        loading,
        commit: &snapshot.commit,
        total_bytes: total(missing.iter().copied()),
        done_bytes: Cell::new(missing.iter().map(kept).sum()),
    };
    for (place, file) in files.iter().enumerate() {
        download.fetch(file).await?;
        if place == 0 {
            // A model that Glassbox cannot read is refused before its weights are fetched.
            let path = store.blob(&file.checksum);
            let bytes = std::fs::read(&path).map_err(|error| not_writable(&path, &error))?;
            is_readable(&bytes, &format!("{CONFIG} of {id}"))?;
        }
    }
    for file in &files {
        store.link(&snapshot.commit, &file.name, &file.checksum)?;
    }
    store.note(id.revision_meant(), &snapshot.commit)?;
    Ok(())
}

/// The files that make a model, the configuration first.
async fn needed(
    remote: &Remote<'_>,
    id: &HubId,
    snapshot: &RemoteSnapshot,
) -> Result<Vec<RemoteFile>, ModelError> {
    let listed: Vec<&str> = snapshot
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let inner = inner_folder(&listed);
    let at_top = |name: &str| snapshot.files.iter().find(|file| file.name == name);
    let named = |name: &str| {
        let mut files = snapshot.files.iter();
        files.find(|file| file.name.strip_prefix(inner) == Some(name))
    };
    let missing = |file| HubError::NoFile {
        id: id.to_string(),
        file,
    };
    if named(CONFIG).is_none() && at_top(ADAPTER).is_some() {
        return Err(HubError::Adapter(id.to_string()).into());
    }
    let mut files = vec![named(CONFIG).ok_or_else(|| missing(CONFIG))?.clone()];
    if !VOCABULARIES.into_iter().any(|name| named(name).is_some()) {
        return Err(missing(TOKENIZER).into());
    }
    files.extend(TOKENIZER_FILES.into_iter().filter_map(named).cloned());
    let of_head = snapshot.files.iter();
    files.extend(
        of_head
            .filter(|file| is_of_head(&file.name, inner))
            .cloned(),
    );
    if let Some(weights) = named(WEIGHTS) {
        files.push(weights.clone());
    } else if let Some(index) = named(INDEX) {
        files.push(index.clone());
        let shards = snapshot.files.iter().filter(|file| {
            let name = file.name.strip_prefix(inner);
            name.is_some_and(is_shard)
        });
        files.extend(shards.cloned());
    } else if at_top(ADAPTER).is_some() {
        return Err(HubError::Adapter(id.to_string()).into());
    } else if named("pytorch_model.bin").is_some() {
        let fix = remote.pull_request_with(WEIGHTS).await?;
        return Err(HubError::OnlyPickle {
            id: id.to_string(),
            fix: fix.map(|revision| id.at(&revision).to_string()),
        }
        .into());
    } else {
        return Err(missing(WEIGHTS).into());
    }
    Ok(files)
}

/// Whether Glassbox reads such a model; where only its tensors can tell, they are fetched first.
fn is_readable(config: &[u8], place: &str) -> Result<(), ModelError> {
    match EncoderConfig::parse(config, place) {
        Ok(_) | Err(ModelError::NoModelType { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn total<'a>(files: impl Iterator<Item = &'a RemoteFile>) -> u64 {
    files.fold(0, |sum, file| sum.saturating_add(file.bytes))
}

/// A download under way.
struct Download<'a> {
    remote: &'a Remote<'a>,
    store: &'a Store,
    loading: &'a Loading<'a>,
    commit: &'a str,
    total_bytes: u64,
    done_bytes: Cell<u64>,
}

impl Download<'_> {
    /// Makes the blob whole, unless it is or another program does it.
    async fn fetch(&self, file: &RemoteFile) -> Result<(), ModelError> {
        let Some(_lock) = self.lock(file).await? else {
            return Ok(());
        };
        let path = self.store.partial(&file.checksum);
        let failed = |error: std::io::Error| not_writable(&path, &error);
        loop {
            let resumed = self.receive(file).await?;
            let verdict = file.checksum.verify(&path, &self.loading.cancel);
            match verdict.map_err(failed)? {
                Verdict::Same => break,
                Verdict::GivenUp => return Err(ModelError::Interrupted),
                Verdict::Other => {}
            }
            remove_file(&path).map_err(failed)?;
            self.account(file.bytes, 0);
            // What an earlier try left may have been damaged since: then once from the start.
            if !resumed {
                let file = file.name.clone();
                return Err(HubError::WrongChecksum { file }.into());
            }
        }
        let blob = self.store.blob(&file.checksum);
        rename(&path, &blob).map_err(failed)?;
        Ok(())
    }

    /// Takes the lock of a blob; `None` once the blob is whole.
    async fn lock(&self, file: &RemoteFile) -> Result<Option<DiskFile>, ModelError> {
        let mut told = false;
        loop {
            let lock = self.store.lock(&file.checksum)?;
            // Looked at under the lock: who held it before may just have finished.
            if self.store.has(&file.checksum, file.bytes) {
                return Ok(None);
            }
            if lock.is_some() {
                return Ok(lock);
            }
            if !told {
                told = true;
                let file = file.name.clone();
                (self.loading.progress)(LoadProgress::WaitingForOther { file });
            }
            a_moment(self.loading).await?;
        }
    }

    /// Fills the partial up to its length; says whether some of it is of an earlier try.
    async fn receive(&self, file: &RemoteFile) -> Result<bool, ModelError> {
        let path = self.store.partial(&file.checksum);
        let failed = |error: std::io::Error| not_writable(&path, &error);
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).write(true);
        let mut partial = Partial {
            file: DiskFile::open(&path, options).map_err(failed)?,
            here: 0,
        };
        partial.here = partial.file.seek(SeekFrom::End(0)).map_err(failed)?;
        if partial.here > file.bytes {
            partial.empty().map_err(failed)?;
        }
        let resumed = partial.here > 0;
        let mut furthest = partial.here;
        let mut attempts = Attempts::new(self.loading);
        self.tell(file);
        while partial.here < file.bytes {
            let outcome = self.stream(file, &mut partial, &failed).await;
            if partial.here > furthest {
                furthest = partial.here;
                attempts.progressed();
            }
            if let Err(failure) = outcome {
                self.remote.take_the_plain_way();
                let again = attempts.after(failure).await;
                again.map_err(|failure| self.remote.given_up(failure, Some(file)))?;
            }
        }
        partial.file.sync().map_err(failed)?;
        Ok(resumed)
    }

    /// One connection: the rest of the file, as far as it comes.
    async fn stream(
        &self,
        file: &RemoteFile,
        partial: &mut Partial,
        failed: &dyn Fn(std::io::Error) -> HubError,
    ) -> Result<(), Failure> {
        let range = (partial.here > 0).then_some(partial.here..file.bytes);
        let opened = self.remote.open(self.commit, file, range).await?;
        let (length, mut stream) = opened;
        if partial.here > 0 && length != Some(file.bytes - partial.here) {
            // A server that knows no ranges sends the whole file; the next connection takes it.
            self.account(partial.here, 0);
            return partial.empty().map_err(|error| failed(error).into());
        }
        while let Some(piece) = while_wanted(self.loading, stream.next()).await? {
            let piece = piece.map_err(|error| Failure::of_client(&error))?;
            // More than there is comes only from another file: the checksum will tell.
            let room = (file.bytes - partial.here).min(piece.len() as u64);
            let piece = piece.get(..room as usize).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            partial.file.write_all(piece).map_err(failed)?;
            partial.here += room;
            self.account(0, room);
            self.tell(file);
        }
        if partial.here < file.bytes {
            let reason = format!("it ended after {} of {} bytes", partial.here, file.bytes);
            return Err(Failure::Broken(reason));
        }
        Ok(())
    }

    /// Counts bytes that were lost and bytes that arrived.
    fn account(&self, lost: u64, arrived: u64) {
        let done = self.done_bytes.get();
        self.done_bytes.set((done + arrived).saturating_sub(lost));
    }

    fn tell(&self, file: &RemoteFile) {
        (self.loading.progress)(LoadProgress::Downloading {
            file: file.name.clone(),
            done_bytes: self.done_bytes.get(),
            total_bytes: self.total_bytes,
        });
    }
}

/// What is here of a file, open at its end.
struct Partial {
    file: DiskFile,
    here: u64,
}

impl Partial {
    fn empty(&mut self) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.here = 0;
        Ok(())
    }
}
