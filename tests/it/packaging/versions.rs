//! Every file that names the version of a release names this one.

use std::fs;

use crate::fixtures::in_project;

#[test]
fn every_file_names_the_same_version() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, says) in [
        ("CITATION.cff", format!("\nversion: {version}\n")),
        ("python/Cargo.toml", format!("\nversion = \"{version}\"\n")),
        (
            "packaging/linux/changelog",
            format!("glassbox ({version}-1) "),
        ),
        (
            "packaging/linux/local.glassbox.glassbox.metainfo.xml",
            format!("<release version=\"{version}\""),
        ),
    ] {
        let text = fs::read_to_string(in_project(file)).unwrap();
        assert!(text.contains(&says), "{file} does not name {version}");
    }
}
