//! The file that the session lies in, and whether what is worked on differs from it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::document::Document;

/// A session as it was last saved or opened; empty where it has no file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionFile {
    path: Option<PathBuf>,
    saved: Option<Box<Document>>,
}

impl SessionFile {
    /// `document` lies at `path`.
    pub(in crate::ui) fn new(path: PathBuf, document: Document) -> Self {
        Self {
            path: Some(path),
            saved: Some(Box::new(document)),
        }
    }

    /// Where it lies.
    pub(in crate::ui) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether `document` differs from what lies there; which view is looked at does not count.
    pub(in crate::ui) fn is_changed(&self, document: &Document) -> bool {
        let Some(saved) = self.saved.as_deref().filter(|saved| *saved != document) else {
            return false;
        };
        let mut saved = saved.clone();
        saved.settings.view = document.settings.view.clone();
        saved != *document
    }

    /// The title of the window: the session's name, a star before it while changes are not saved.
    pub(in crate::ui) fn window_title(&self, document: &Document) -> String {
        let name = self.path.as_deref().and_then(Path::file_stem);
        let Some(name) = name else {
            return "Glassbox".to_owned();
        };
        let star = if self.is_changed(document) { "*" } else { "" };
        format!("{star}{} - Glassbox", name.to_string_lossy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::state::settings::ViewId;

    #[test]
    fn the_title_names_the_session_and_marks_what_is_not_saved() {
        let mut document = Document::default();
        let none = SessionFile::default();
        assert_eq!(none.window_title(&document), "Glassbox");
        let file = SessionFile::new("/home/me/canada.json".into(), document.clone());
        assert_eq!(file.window_title(&document), "canada - Glassbox");
        document.settings.view = ViewId::new("Compare");
        assert!(!file.is_changed(&document), "another view is no change");
        document.prompt.push('x');
        assert_eq!(file.window_title(&document), "*canada - Glassbox");
        assert!(!none.is_changed(&document));
    }
}
