//! Where the program keeps what it can make again, and how it is put there.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{Temporary, create_dir_all, rename};

/// `glassbox/NAME` where a user's caches lie (`XDG_CACHE_HOME`, else `~/.cache`, on Windows
/// `LOCALAPPDATA`). `None` without a home. A path that does not begin at the root counts for
/// nothing: it would be another one in every folder.
pub(super) fn cache_folder(name: &str) -> Option<PathBuf> {
    let variable = |name: &str| {
        let value = std::env::var_os(name).map(PathBuf::from);
        value.filter(|path| path.is_absolute())
    };
    let of_home = || Some(std::env::home_dir()?.join(".cache"));
    let caches = variable("XDG_CACHE_HOME").or_else(|| variable("LOCALAPPDATA"));
    let caches = caches.or_else(of_home)?;
    Some(caches.join("glassbox").join(name))
}

/// Writes `NAME` in `folder`, which is made where it is missing, whole or not at all.
///
/// # Errors
/// A folder that takes no file, a full disk.
pub(super) fn keep(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    create_dir_all(folder)?;
    let mut file = Temporary::in_folder(folder)?;
    file.fill(bytes, None)?;
    rename(file.path(), &folder.join(name))
}
