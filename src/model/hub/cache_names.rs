//! How the shared cache names its folders and files; nothing is read here.
//!
//! `models--owner--name/snapshots/COMMIT/FILE` is a link to `models--owner--name/blobs/CHECKSUM`.

use std::path::Path;

use super::HubId;

/// What the folder of a repository begins with.
pub(super) const PREFIX: &str = "models--";

/// The id that the name of a repository's folder stands for; `None` if it is no such name.
pub(in crate::model) fn id_of_folder(name: &str) -> Option<HubId> {
    let repository = name.strip_prefix(PREFIX)?.replace("--", "/");
    HubId::parse(&repository).ok()
}

/// The last part of the name of the repository that `folder`, a snapshot in some shared cache, is
/// of; `None` if it is none. Told by the path alone.
pub(in crate::model) fn repository_of(folder: &Path) -> Option<String> {
    is_commit(folder.file_name()?.to_str()?).then_some(())?;
    let snapshots = folder.parent().filter(|path| path.ends_with("snapshots"))?;
    let id = id_of_folder(snapshots.parent()?.file_name()?.to_str()?)?;
    Some(id.name().to_owned())
}

/// Whether a file of this name can be a blob, which are named by their checksums: SHA-256, or git's
/// SHA-1.
pub(in crate::model) fn is_blob_name(name: &str) -> bool {
    is_hexadecimal(name, 64) || is_hexadecimal(name, 40)
}

/// Whether `revision` names one commit for ever.
pub(super) fn is_commit(revision: &str) -> bool {
    is_hexadecimal(revision, 40)
}

/// Whether `text` is a hexadecimal number of `length` digits.
pub(super) fn is_hexadecimal(text: &str, length: usize) -> bool {
    text.len() == length && text.chars().all(|c| c.is_ascii_hexdigit())
}
