//! The glossary where readers meet it outside the window: the guide has what the data says.

use std::fs;

use glassbox::glossary::markdown;

use crate::fixtures::in_project;

const BEGIN: &str = "<!-- glossary: written by a test from src/glossary -->\n";
const END: &str = "<!-- end of the glossary -->";

#[test]
fn golden_section_of_the_guide() {
    let path = in_project("GUIDE.md");
    let guide = fs::read_to_string(&path).unwrap();
    let (before, rest) = guide.split_once(BEGIN).unwrap();
    let (section, after) = rest.split_once(END).unwrap();
    let wanted = format!("\n{}", markdown());
    if std::env::var_os("GLASSBOX_UPDATE_GOLDEN").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).unwrap();
        return;
    }
    assert!(
        section == wanted,
        "the guide says other things than src/glossary: \
         GLASSBOX_UPDATE_GOLDEN=1 cargo test --test it golden_section"
    );
}
