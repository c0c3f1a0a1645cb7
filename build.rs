//! Says of which commit a release is, and with which libraries it computes.
//!
//! `GLASSBOX_VERSION` becomes the version of the package with semver's build metadata behind a plus:
//! the commit, and the features that change what computes (`0.1.0+4c9570c31c2f.mkl`). The commit is
//! that of `GLASSBOX_COMMIT`, where it is set (empty for none), else, in release builds of a clone,
//! that of git. Other builds name none, so that what tests write does not depend on the commit and a
//! commit builds nothing anew.

use std::env;
use std::path::Path;
use std::process::Command;

/// Features that another library or device computes with.
const COMPUTING: [&str; 4] = ["accelerate", "cuda", "metal", "mkl"];

/// What a commit is made of, as far as the program is concerned.
const SOURCES: [&str; 5] = ["src", "assets", "build.rs", "Cargo.toml", "Cargo.lock"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=GLASSBOX_COMMIT");
    let given = env::var("GLASSBOX_COMMIT").ok();
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = given.or_else(|| is_release.then(commit_of_clone).flatten());
    let commit = commit.filter(|commit| !commit.is_empty());
    let features = COMPUTING.iter().filter(|feature| {
        env::var_os(format!("CARGO_FEATURE_{}", feature.to_uppercase())).is_some()
    });
    let metadata: Vec<String> = commit
        .into_iter()
        .chain(features.map(|&feature| feature.to_owned()))
        .collect();
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let version = match metadata.as_slice() {
        [] => version,
        metadata => format!("{version}+{}", metadata.join(".")),
    };
    println!("cargo::rustc-env=GLASSBOX_VERSION={version}");
    let target = env::var("TARGET").unwrap_or_default();
    println!("cargo::rustc-env=GLASSBOX_TARGET={target}");
}

/// The commit that is checked out here; marked where a source differs from it. `None` where this is
/// no clone, or there is no git.
fn commit_of_clone() -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    for path in SOURCES {
        println!("cargo::rerun-if-changed={path}");
    }
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let mut changed = vec!["status", "--porcelain", "--"];
    changed.extend(SOURCES);
    let is_changed = !git(&changed)?.is_empty();
    Some(if is_changed {
        format!("{commit}-modified")
    } else {
        commit
    })
}

fn git(arguments: &[&str]) -> Option<String> {
    let done = Command::new("git").args(arguments).output().ok()?;
    let said = String::from_utf8(done.stdout).ok()?;
    done.status.success().then(|| said.trim().to_owned())
}
