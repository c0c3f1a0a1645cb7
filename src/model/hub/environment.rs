//! The variables of the environment that the ecosystem's own client reads, in the way it does:
//! what `huggingface_hub`'s `constants.py` and `utils/_auth.py` say.

use std::path::PathBuf;

/// The value of a variable, if it is set.
type Lookup = dyn Fn(&str) -> Option<String>;

/// The variables, however they are looked up.
pub(super) struct Environment {
    lookup: Box<Lookup>,
}

impl Environment {
    /// Those of this program.
    pub(super) fn of_program() -> Self {
        Self {
            lookup: Box::new(|name| std::env::var(name).ok()),
        }
    }

    /// A variable that is set and not empty, without the line end that a shell may leave.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let value = (self.lookup)(name)?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// The shared cache.
    pub(super) fn cache(&self) -> PathBuf {
        let own = self.text("HF_HUB_CACHE");
        let older = own.or_else(|| self.text("HUGGINGFACE_HUB_CACHE"));
        older.map_or_else(|| self.home().join("hub"), |path| self.expanded(&path))
    }

    /// `HF_TOKEN` or its older name, else the file that `hf auth login` wrote; `None` where tokens
    /// are not to be sent unasked.
    pub(super) fn token(&self) -> Option<String> {
        if self.is_yes("HF_HUB_DISABLE_IMPLICIT_TOKEN") {
            return None;
        }
        let own = self.text("HF_TOKEN");
        let given = own.or_else(|| self.text("HUGGING_FACE_HUB_TOKEN"));
        given.or_else(|| {
            let path = self.text("HF_TOKEN_PATH");
            let path = path.map_or_else(|| self.home().join("token"), |path| self.expanded(&path));
            let token = std::fs::read_to_string(path).ok()?;
            Some(token.trim().to_owned()).filter(|token| !token.is_empty())
        })
    }

    /// Whether the network is not to be asked: the first of the two variables that is set decides.
    pub(super) fn is_offline(&self) -> bool {
        let names = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"];
        let decides = names.into_iter().find(|name| self.text(name).is_some());
        decides.is_some_and(|name| self.is_yes(name))
    }

    /// `path` with `~` and variables in it replaced; what is not set stays as it is written.
    pub(super) fn expanded(&self, path: &str) -> PathBuf {
        let behind_home = path.strip_prefix('~');
        let behind_home = behind_home.filter(|rest| rest.is_empty() || rest.starts_with(is_slash));
        let path = match (behind_home, self.user_home()) {
            (Some(rest), Some(home)) => format!("{}{rest}", home.display()),
            _ => path.to_owned(),
        };
        self.with_variables(&path).into()
    }

    /// `1`, `on`, `yes` and `true` mean yes, in capitals or not; everything else means no.
    fn is_yes(&self, name: &str) -> bool {
        let value = self.text(name).unwrap_or_default().to_ascii_lowercase();
        ["1", "on", "yes", "true"].contains(&value.as_str())
    }

    /// Where the ecosystem keeps its files.
    fn home(&self) -> PathBuf {
        if let Some(home) = self.text("HF_HOME") {
            return self.expanded(&home);
        }
        let caches = self.text("XDG_CACHE_HOME");
        let caches = caches.unwrap_or_else(|| "~/.cache".to_owned());
        self.expanded(&caches).join("huggingface")
    }

    fn user_home(&self) -> Option<PathBuf> {
        let variable = self.text("HOME").map(PathBuf::from);
        variable.or_else(std::env::home_dir)
    }

    /// `$NAME` and `${NAME}` replaced.
    fn with_variables(&self, path: &str) -> String {
        let mut parts = path.split('$');
        let mut expanded = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let braced = part.strip_prefix('{').and_then(|part| part.split_once('}'));
            let is_in_name = |c: char| c == '_' || c.is_alphanumeric();
            let (name, rest) = braced.unwrap_or_else(|| {
                let end = part.find(|c| !is_in_name(c)).unwrap_or(part.len());
                part.split_at(end)
            });
            match (self.lookup)(name).filter(|_| !name.is_empty()) {
                Some(value) => expanded.extend([value.as_str(), rest]),
                None => expanded.extend(["$", part]),
            }
        }
        expanded
    }
}

fn is_slash(c: char) -> bool {
    c == '/' || std::path::is_separator(c)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn with(variables: &[(&str, &str)]) -> Environment {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let variables: HashMap<String, String> = variables.iter().map(owned).collect();
        Environment {
            lookup: Box::new(move |name| variables.get(name).cloned()),
        }
    }

    #[test]
    fn the_cache_is_where_the_ecosystem_has_it() {
        let home = ("HOME", "/home/me");
        for (variables, cache) in [
            (vec![], "/home/me/.cache/huggingface/hub"),
            (vec![("XDG_CACHE_HOME", "/x")], "/x/huggingface/hub"),
            (vec![("HF_HOME", "~/hf")], "/home/me/hf/hub"),
            (vec![("HF_HOME", "~")], "/home/me/hub"),
            (vec![("HF_HOME", "")], "/home/me/.cache/huggingface/hub"),
            (vec![("HF_HUB_CACHE", "$HOME/x")], "/home/me/x"),
            (vec![("HF_HUB_CACHE", "${HOME}x/y\n")], "/home/mex/y"),
            (vec![("HUGGINGFACE_HUB_CACHE", "~/old")], "/home/me/old"),
            (
                vec![("HF_HUB_CACHE", "/new"), ("HUGGINGFACE_HUB_CACHE", "/old")],
                "/new",
            ),
            (
                vec![
                    ("HF_HOME", "$DATA/${USER}/hf"),
                    ("DATA", "/data"),
                    ("USER", "me"),
                ],
                "/data/me/hf/hub",
            ),
            (vec![("HF_HOME", "/a/$NOT_SET/b$")], "/a/$NOT_SET/b$/hub"),
            (vec![("HF_HOME", "/a~b/${c")], "/a~b/${c/hub"),
        ] {
            let all: Vec<_> = variables.iter().copied().chain([home]).collect();
            let found = with(&all).cache();
            assert_eq!(found, PathBuf::from(cache), "{variables:?}");
        }
    }

    #[test]
    fn offline_is_said_by_the_first_variable_that_is_set() {
        for (variables, offline) in [
            (vec![], false),
            (vec![("HF_HUB_OFFLINE", "1")], true),
            (vec![("HF_HUB_OFFLINE", "Yes")], true),
            (vec![("HF_HUB_OFFLINE", "off")], false),
            (vec![("TRANSFORMERS_OFFLINE", "1")], true),
            (vec![("TRANSFORMERS_OFFLINE", "TRUE")], true),
            (vec![("TRANSFORMERS_OFFLINE", "0")], false),
            (
                vec![("HF_HUB_OFFLINE", "0"), ("TRANSFORMERS_OFFLINE", "1")],
                false,
            ),
            (
                vec![("HF_HUB_OFFLINE", ""), ("TRANSFORMERS_OFFLINE", "1")],
                true,
            ),
        ] {
            let found = with(&variables).is_offline();
            assert_eq!(found, offline, "{variables:?}");
        }
    }

    #[test]
    fn the_token_is_found_by_each_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_str().unwrap();
        std::fs::write(folder.path().join("token"), "of-login\n").unwrap();
        std::fs::write(folder.path().join("other"), "of-path\n").unwrap();
        let path = format!("{home}/other");
        for (variables, token) in [
            (vec![], Some("of-login")),
            (vec![("HF_TOKEN", "new\n")], Some("new")),
            (vec![("HUGGING_FACE_HUB_TOKEN", "old")], Some("old")),
            (
                vec![("HF_TOKEN", "new"), ("HUGGING_FACE_HUB_TOKEN", "old")],
                Some("new"),
            ),
            (vec![("HF_TOKEN_PATH", path.as_str())], Some("of-path")),
            (vec![("HF_TOKEN_PATH", "$HF_HOME/other")], Some("of-path")),
            (
                vec![("HF_TOKEN", "new"), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "0")],
                Some("new"),
            ),
            (
                vec![("HF_TOKEN", "new"), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "on")],
                None,
            ),
        ] {
            let all: Vec<_> = variables
                .iter()
                .copied()
                .chain([("HF_HOME", home)])
                .collect();
            let found = with(&all).token();
            assert_eq!(found.as_deref(), token, "{variables:?}");
        }
    }
}
