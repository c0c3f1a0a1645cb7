//! What a person types to mean a model of the Hugging Face hub: `owner/name@revision`.

use std::fmt;

use super::HubError;

/// The hub's own limit on a repository's name.
const LONGEST_REPOSITORY: usize = 96;

const LONGEST_REVISION: usize = 250;

/// A repository of the hub and a revision of it, both of a form that is safe in a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HubId {
    pub(super) repository: String,
    pub(super) revision: Option<String>,
}

impl HubId {
    /// Reads `name`, `owner/name`, or either with `@revision` behind it.
    ///
    /// # Errors
    /// [`HubError::NotAnId`] with what is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, HubError> {
        let wrong = |reason: &str| HubError::NotAnId {
            typed: typed.to_owned(),
            reason: reason.to_owned(),
        };
        let (repository, revision) = match typed.split_once('@') {
            Some((repository, revision)) => (repository, Some(revision)),
            None => (typed, None),
        };
        check_repository(repository).map_err(wrong)?;
        revision.map_or(Ok(()), check_revision).map_err(wrong)?;
        Ok(Self {
            repository: repository.to_owned(),
            revision: revision.map(str::to_owned),
        })
    }

    /// `name` or `owner/name`, as typed.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The revision as typed: a branch, a tag, a commit or `refs/pr/N`; `None` where none was.
    pub fn revision(&self) -> Option<&str> {
        self.revision.as_deref()
    }

    /// The last part of the repository's name.
    pub fn name(&self) -> &str {
        let last = self.repository.rsplit('/').next();
        last.unwrap_or(&self.repository)
    }

    /// Whether `name` is this repository, by the name it has or had.
    pub fn names_same(&self, name: &str) -> bool {
        self.names().iter().any(|other| other == name)
    }

    /// The repository under each name it has or had, the one typed first: the oldest models were
    /// renamed to have an owner, and a cache may hold them under either name.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = vec![self.repository.clone()];
        match self.repository.split_once('/') {
            Some((owner, name)) if owner_since(name) == Some(owner) => names.push(name.to_owned()),
            None => {
                let owner = owner_since(&self.repository);
                names.extend(owner.map(|owner| format!("{owner}/{}", self.repository)));
            }
            Some(_) => {}
        }
        names
    }
}

impl fmt::Display for HubId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.repository)?;
        match &self.revision {
            Some(revision) => write!(formatter, "@{revision}"),
            None => Ok(()),
        }
    }
}

/// Who owns a model that once had no owner.
fn owner_since(name: &str) -> Option<&'static str> {
    let families = [
        ("bert-base-", "google-bert"),
        ("bert-large-", "google-bert"),
        ("distilbert-base-", "distilbert"),
        ("distilroberta-base", "distilbert"),
        ("roberta-base", "FacebookAI"),
        ("roberta-large", "FacebookAI"),
        ("xlm-roberta-base", "FacebookAI"),
        ("xlm-roberta-large", "FacebookAI"),
        ("albert-", "albert"),
        ("camembert-base", "almanach"),
    ];
    let family = families.iter().find(|(start, _)| name.starts_with(start));
    family.map(|&(_, owner)| owner)
}

/// The hub's rules; `--` would also make two repositories share a folder of the cache.
fn check_repository(repository: &str) -> Result<(), &'static str> {
    let part_is_plain = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !part.is_empty()
            && part.chars().all(plain)
            && !part.starts_with(['-', '.'])
            && !part.ends_with(['-', '.'])
    };
    if repository.split('/').count() > 2 {
        Err("it has more than one /")
    } else if !repository.split('/').all(part_is_plain) {
        Err("a name is made of letters, digits, -, _ and .")
    } else if repository.contains("--") || repository.contains("..") {
        Err("a name has no -- and no ..")
    } else if repository.len() > LONGEST_REPOSITORY {
        Err("it is too long")
    } else {
        Ok(())
    }
}

/// git's rules for a name, so that it is also a safe path below `refs`.
fn check_revision(revision: &str) -> Result<(), &'static str> {
    let part_is_plain = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
        !part.is_empty() && part.chars().all(plain) && !part.starts_with(['-', '.'])
    };
    if revision.is_empty() {
        Err("nothing stands behind the @")
    } else if !revision.split('/').all(part_is_plain) || revision.contains("..") {
        Err("the revision behind the @ is not a branch, a tag or a commit")
    } else if revision.len() > LONGEST_REVISION {
        Err("the revision behind the @ is too long")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_typed() {
        for (typed, repository, revision) in [
            ("bert-base-uncased", "bert-base-uncased", None),
            ("a/b", "a/b", None),
            ("a/b@main", "a/b", Some("main")),
            ("b@refs/pr/3", "b", Some("refs/pr/3")),
            ("a_1/b.c-d@v1.0+x", "a_1/b.c-d", Some("v1.0+x")),
        ] {
            let id = HubId::parse(typed).unwrap();
            assert_eq!(id.repository(), repository);
            assert_eq!(id.revision(), revision);
            assert_eq!(id.to_string(), typed);
        }
    }

    #[test]
    fn what_is_no_id_or_could_leave_a_folder_is_refused() {
        for typed in [
            "", "/", "a/", "/a", "a/b/c", "..", "a/..", "./a", "a--b", "a b", "~/a", "a\\b", "ä/b",
            "@main", "a@", "a@..", "a@../b", "a@x/../y", "a@/etc", "a@x//y", "a@-x", "a@x y",
            "a@b@c", ".a", "a.", "-a/b",
        ] {
            assert!(HubId::parse(typed).is_err(), "{typed}");
        }
        assert!(HubId::parse(&"a".repeat(97)).is_err());
        assert!(HubId::parse(&format!("a@{}", "b".repeat(251))).is_err());
    }

    #[test]
    fn a_renamed_model_is_known_by_both_names() {
        for (typed, names) in [
            (
                "bert-base-uncased",
                vec!["bert-base-uncased", "google-bert/bert-base-uncased"],
            ),
            (
                "FacebookAI/roberta-base@main",
                vec!["FacebookAI/roberta-base", "roberta-base"],
            ),
            (
                "someone/bert-base-uncased",
                vec!["someone/bert-base-uncased"],
            ),
            ("a/b", vec!["a/b"]),
            ("unheard-of", vec!["unheard-of"]),
        ] {
            assert_eq!(HubId::parse(typed).unwrap().names(), names);
        }
    }
}
