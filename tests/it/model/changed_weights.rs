//! Weights that somebody writes to, or cuts short, while they are in use.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use glassbox::model::{Cancel, Loading, Model, ModelSource};

use crate::hub::client::{hosted, pull};
use crate::hub::server::HubServer;
use crate::model::files::copy_of_tiny_bert;

fn load(folder: &Path) -> Model {
    Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet()).unwrap()
}

fn strengths(model: &Model) -> Vec<Vec<f64>> {
    let traced = model.trace("Who is the prime minister?", &Cancel::never());
    traced.unwrap().trace.strengths
}

#[test]
fn a_model_in_a_folder_stays_as_it_was_loaded() {
    let folder = copy_of_tiny_bert();
    let model = load(folder.path());
    let before = strengths(&model);
    let weights = folder.path().join("model.safetensors");
    let length = weights.metadata().unwrap().len();
    let mut file = File::options().write(true).open(&weights).unwrap();
    file.write_all(&vec![0; length as usize]).unwrap();
    assert_eq!(strengths(&model), before);
    file.set_len(100).unwrap();
    assert_eq!(strengths(&model), before);
    fs::remove_file(&weights).unwrap();
    assert_eq!(strengths(&model), before);
}

#[test]
fn a_model_of_the_cache_stays_as_it_was_loaded_too() {
    let server = HubServer::start(hosted());
    for cut in [false, true] {
        let cache = tempfile::tempdir().unwrap();
        let folder = pull(&server, &cache).unwrap().folder;
        let model = load(&folder);
        let before = strengths(&model);
        let weights = folder.join("model.safetensors");
        if cut {
            let file = File::options().write(true).open(weights).unwrap();
            file.set_len(64).unwrap();
        } else {
            let mut file = File::options().append(true).open(weights).unwrap();
            file.write_all(&[0]).unwrap();
        }
        assert_eq!(strengths(&model), before);
    }
}
