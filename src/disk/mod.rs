//! Every write: files that appear whole or not at all, in steps that a test can make fail.
//!
//! Nothing else in Glassbox makes, writes, moves or removes a file. A test counts the steps of a
//! piece of work and lets the n-th fail, for every n: see [`faults`].

mod calls;
pub mod faults;
mod mark;
mod publish;
mod temporary;

pub use calls::{
    DiskFile, create_dir, create_dir_all, hard_link, remove_dir, remove_file, rename, symlink,
    unnamed_file, unnamed_file_in,
};
pub use mark::{MARK, is_marked};
pub use publish::{Change, NotPublished, publish};
pub use temporary::Temporary;

use std::path::Path;

/// The folder that a file of this path is in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
