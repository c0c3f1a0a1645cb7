//! The weights of the encoder in a folder.

use candle_core::Device;

use super::error::ModelError;
use super::file_names::{INDEX, WEIGHTS};
use super::file_parts::Stored;
use super::folder::ModelFolder;
use super::quoted::quoted;
use super::shard_index::ShardIndex;
use super::shards::Weights;
use super::weights::WeightFile;

/// The weights in `folder`, in one file or in several with an index.
pub(super) fn weights_in(
    folder: &ModelFolder,
    device: &Device,
) -> Result<Weights<'static>, ModelError> {
    if folder.has(WEIGHTS) {
        return Weights::whole(weight_file(folder, WEIGHTS)?, device.clone());
    }
    let index = ShardIndex::parse(&folder.read(INDEX)?, folder.place(INDEX))?;
    let mut files = Vec::new();
    for name in index.files() {
        if !folder.has(name) {
            return Err(ModelError::ShardMissing {
                file: quoted(name),
                index: folder.place(INDEX),
            });
        }
        files.push(weight_file(folder, name)?);
    }
    Weights::sharded(index, files, device.clone())
}

/// The weights in the file `name` of `folder`, to be computed with on the processor.
pub(super) fn weights_of_file(
    folder: &ModelFolder,
    name: &str,
) -> Result<Weights<'static>, ModelError> {
    Weights::whole(weight_file(folder, name)?, Device::Cpu)
}

/// One weight file of a folder, its header checked.
fn weight_file(folder: &ModelFolder, name: &str) -> Result<WeightFile, ModelError> {
    let (file, length) = folder.file(name)?;
    let stored = Stored::File { file, length };
    WeightFile::open(stored, folder.place(name))
}
