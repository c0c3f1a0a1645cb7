//! A query against the passages of files: read once, kept, ranked and explained.

use std::fs;
use std::sync::Arc;

use glassbox::analysis::matching::{MatchRanking, UsedPooling};
use glassbox::corpus::input::{InputChoice, InputFile};
use glassbox::corpus::search::{EmbeddingStore, PassageIndex, Search, SearchBuild, build_index};
use glassbox::model::Cancel;

use crate::fixtures::minilm;

const PASSAGES: &str = "The cat is chased through the garden by the dog.\n\
    Interest rates rose again this quarter.\n\
    \n\
    A puppy follows a kitten across the lawn.\n";

struct Bench {
    folder: tempfile::TempDir,
    pooling: UsedPooling,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("passages.txt"), PASSAGES).unwrap();
        Self {
            folder,
            pooling: UsedPooling::new(minilm().sentence_head().unwrap(), None),
        }
    }

    fn store(&self) -> EmbeddingStore {
        EmbeddingStore::at(self.folder.path().join("kept"))
    }

    /// The index, and how many passages the model had to read for it.
    fn index(&self, store: Option<&EmbeddingStore>) -> (PassageIndex, usize) {
        let path = self.folder.path().join("passages.txt");
        let build = SearchBuild {
            model: minilm(),
            head: &self.pooling.head,
            files: &[InputFile::named(&path, None).unwrap()],
            choice: &InputChoice::default(),
            prompt: "",
            store,
        };
        let mut read = 0;
        let mut progress = |progress: glassbox::corpus::search::SearchProgress| {
            read = progress.done;
        };
        let index = build_index(&build, &Cancel::never(), &mut progress).unwrap();
        (index, read)
    }

    fn find(&self, index: &PassageIndex, query: &str) -> MatchRanking {
        let search = Search {
            model: minilm(),
            card: &Arc::new(minilm().card().clone()),
            pooling: &self.pooling,
            index,
            prompts: [""; 2],
        };
        search.find(query, 2, &Cancel::never(), &|_| {}).unwrap()
    }
}

#[test]
fn the_passages_that_mean_the_same_are_found_and_explained() {
    let bench = Bench::new();
    let (index, read) = bench.index(None);
    assert_eq!(read, 3);
    let found = bench.find(&index, "A dog runs after a cat");
    assert_eq!(found.passages, 3);
    let lines: Vec<u64> = found.hits.iter().map(|hit| hit.text_id).collect();
    assert_eq!(lines, [1, 4]);
    let best = &found.hits[0];
    assert_eq!((best.rank, best.percentile), (1, 1.0));
    let carrying = &best.carrying;
    assert!(
        carrying
            .iter()
            .any(|pair| (&*pair.a, &*pair.b) == ("dog", "dog"))
    );
    let matched = best.matched.as_ref().unwrap();
    assert!((matched.cosine - best.similarity).abs() < 1e-5);
}

#[test]
fn embeddings_are_kept_and_damaged_ones_are_made_again() {
    let bench = Bench::new();
    let store = bench.store();
    let (first, read) = bench.index(Some(&store));
    assert_eq!(read, 3);
    let (kept, read) = bench.index(Some(&store));
    assert_eq!((read, &kept), (0, &first));
    let folder = bench.folder.path().join("kept");
    let file = fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, bytes).unwrap();
    let (again, read) = bench.index(Some(&store));
    assert_eq!((read, &again), (3, &first));
    // Other passages are kept under another name.
    fs::write(bench.folder.path().join("passages.txt"), "Rain.\n").unwrap();
    let (other, read) = bench.index(Some(&store));
    assert_eq!((read, other.passages.all.len()), (1, 1));
    assert_eq!(fs::read_dir(folder).unwrap().count(), 2);
}

#[test]
fn a_passage_that_is_too_long_says_so() {
    let bench = Bench::new();
    let long = format!("{}\nRain.\n", "rain ".repeat(700));
    fs::write(bench.folder.path().join("passages.txt"), long).unwrap();
    let (index, _) = bench.index(None);
    let found = bench.find(&index, "rain");
    assert!(found.warnings.join("\n").contains("1 passage is cut"));
    let cut = found.hits.iter().find(|hit| hit.text_id == 1).unwrap();
    assert!(cut.truncated_tokens > 100, "{}", cut.truncated_tokens);
}

#[test]
fn a_search_that_is_no_longer_wanted_ends() {
    let bench = Bench::new();
    let cancel = Cancel::new();
    cancel.cancel();
    let path = bench.folder.path().join("passages.txt");
    let build = SearchBuild {
        model: minilm(),
        head: &bench.pooling.head,
        files: &[InputFile::named(&path, None).unwrap()],
        choice: &InputChoice::default(),
        prompt: "",
        store: None,
    };
    assert!(build_index(&build, &cancel, &mut |_| {}).is_err());
}
