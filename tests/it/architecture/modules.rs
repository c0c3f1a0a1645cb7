//! The modules of `src` and what each of them names: the paths in its code, followed through
//! re-exports to the file that has the item.

use super::{names, sources};

/// A path as its parts: `["model", "error", "ModelError"]`.
pub(super) type ModulePath = Vec<String>;

/// A file as a module.
pub(super) struct Module {
    pub(super) path: ModulePath,
    imports: Vec<Import>,
    /// Paths that stand in its code outside of `use`.
    mentions: Vec<String>,
}

/// One name that a `use` brings.
struct Import {
    path: String,
    name: String,
    /// `pub use`, in whatever circle.
    exported: bool,
    /// Whether the file itself uses the name.
    used: bool,
}

pub(super) struct Modules(Vec<Module>);

impl Modules {
    /// Those of `src`; the package in `src/kernel` is the room `kernel`.
    pub(super) fn of_source() -> Self {
        let modules = sources().into_iter().map(|source| {
            let path = source.path.with_extension("");
            let parts = path.iter().map(|part| part.to_string_lossy().into_owned());
            let mut path: ModulePath = parts.collect();
            if path
                .last()
                .is_some_and(|last| last == "mod" || last == "lib")
            {
                path.pop();
            }
            Module::new(path, &source.code)
        });
        Self(modules.collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Module> {
        self.0.iter()
    }

    /// The paths from the crate's root that `module` names, those it only passes on too.
    pub(super) fn named_by(&self, module: &Module) -> Vec<ModulePath> {
        let imports = module.imports.iter().map(|import| &import.path);
        let paths = imports.chain(&module.mentions);
        paths
            .filter_map(|path| self.path_from_root(module, path))
            .collect()
    }

    /// What `module` re-exports of this package, as paths from the crate's root.
    pub(super) fn exported_by(&self, module: &Module) -> Vec<ModulePath> {
        let exports = module.imports.iter().filter(|import| import.exported);
        exports
            .filter_map(|import| self.path_from_root(module, &import.path))
            .collect()
    }

    /// The modules whose items `module` uses. What it only re-exports it does not use.
    pub(super) fn used_by(&self, module: &Module) -> Vec<&Module> {
        let imports = module.imports.iter();
        let imports = imports.filter(|import| import.used || !import.exported);
        let paths = imports
            .map(|import| &import.path)
            .chain(&module.mentions)
            .filter_map(|path| self.path_from_root(module, path));
        let homes = paths.filter_map(|path| self.home(&path, 0));
        homes
            .filter(|home| !home.path.is_empty() && home.path != module.path)
            .collect()
    }

    fn get(&self, path: &[String]) -> Option<&Module> {
        self.0.iter().find(|module| module.path == path)
    }

    /// `path`, as it stands in `module`, from the crate's root; `None` if it is of another package.
    fn path_from_root(&self, module: &Module, path: &str) -> Option<ModulePath> {
        let parts = path.split("::").filter(|part| *part != "self");
        let mut parts = parts.map(str::to_owned).peekable();
        let mut from_root = match parts.peek()?.as_str() {
            "crate" | "glassbox" => {
                parts.next();
                let kernel = module.path.first().filter(|room| *room == "kernel");
                kernel.into_iter().cloned().collect()
            }
            "super" => module.path.clone(),
            child => {
                let mut below = module.path.clone();
                below.push(child.to_owned());
                self.get(&below)?;
                module.path.clone()
            }
        };
        while parts.next_if(|part| part == "super").is_some() {
            from_root.pop();
        }
        from_root.extend(parts);
        Some(from_root)
    }

    /// The module that has what `path` names, however often it was re-exported on the way.
    fn home(&self, path: &[String], depth: usize) -> Option<&Module> {
        assert!(depth < 20, "{path:?} leads back to itself");
        let mut lengths = (0..=path.len()).rev();
        let (length, module) =
            lengths.find_map(|length| Some((length, self.get(&path[..length])?)))?;
        let Some(name) = path.get(length) else {
            return Some(module);
        };
        let Some(import) = module.imports.iter().find(|import| import.name == *name) else {
            return Some(module);
        };
        let mut further = self.path_from_root(module, &import.path)?;
        further.extend_from_slice(&path[length + 1..]);
        self.home(&further, depth + 1)
    }
}

impl Module {
    fn new(path: ModulePath, code: &str) -> Self {
        let (uses, rest) = uses_and_rest(code);
        let imports = uses.iter().flat_map(|(exported, tree)| {
            expanded(tree).into_iter().map(|path| {
                let (path, name) = path.split_once(" as ").unwrap_or_else(|| {
                    let path = path.trim_end_matches("::self");
                    (path, path.rsplit("::").next().unwrap_or_default())
                });
                Import {
                    used: names(&rest, name),
                    exported: *exported,
                    path: path.to_owned(),
                    name: name.to_owned(),
                }
            })
        });
        let words = rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        let mentions = words.filter(|word| word.contains("::") && !word.starts_with(':'));
        Self {
            path,
            imports: imports.collect(),
            mentions: mentions
                .map(|word| word.trim_end_matches(':').to_owned())
                .collect(),
        }
    }

    pub(super) fn room(&self) -> &str {
        self.path.first().map_or("lib", String::as_str)
    }

    pub(super) fn name(&self) -> String {
        self.path.join("::")
    }
}

/// The trees of all `use`, each with whether it is a re-export, and the code without them and
/// without `mod`, which names a file and uses nothing of it.
fn uses_and_rest(code: &str) -> (Vec<(bool, String)>, String) {
    let (mut uses, mut rest) = (Vec::new(), String::new());
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let (exported, item) = without_visibility(line.trim_start());
        if item.starts_with("mod ") && item.ends_with(';') {
            continue;
        }
        let Some(tree) = item.strip_prefix("use ") else {
            rest.extend([item, "\n"]);
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.ends_with(';') {
            tree += lines.next().expect("a `use` ends").trim();
        }
        uses.push((exported, tree.trim_end_matches(';').to_owned()));
    }
    (uses, rest)
}

/// Whether an item is more than private, and the item without that: `pub(in crate::ui)` is no use
/// of `ui`.
fn without_visibility(line: &str) -> (bool, &str) {
    if let Some(item) = line.strip_prefix("pub ") {
        return (true, item);
    }
    let within = line.strip_prefix("pub(");
    match within.and_then(|within| within.split_once(") ")) {
        Some((_, item)) => (true, item),
        None => (false, line),
    }
}

/// The paths of a `use` tree, one for each name it brings.
fn expanded(tree: &str) -> Vec<String> {
    let Some((prefix, inner)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let inner = inner.trim_end().strip_suffix('}').expect("braces match");
    let (mut depth, mut branch, mut branches) = (0, String::new(), Vec::new());
    for letter in inner.chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if letter == ',' && depth == 0 {
            branches.push(std::mem::take(&mut branch));
        } else {
            branch.push(letter);
        }
    }
    branches.push(branch);
    let branches = branches
        .iter()
        .map(|branch| branch.trim())
        .filter(|branch| !branch.is_empty());
    branches
        .flat_map(|branch| expanded(&format!("{}{branch}", prefix.trim())))
        .collect()
}

#[test]
fn a_tree_of_uses_is_read_whole() {
    let paths = expanded("crate::{a::{self, B as C}, d::E,}");
    assert_eq!(paths, ["crate::a::self", "crate::a::B as C", "crate::d::E"]);
    let (uses, rest) = uses_and_rest("pub(super) use a::{\n    B,\n    C,\n};\nfn f() {}\n");
    assert_eq!(uses, [(true, "a::{B,C,}".to_owned())]);
    assert_eq!(rest, "fn f() {}\n");
}

#[test]
fn a_name_is_followed_to_the_file_that_has_it() {
    let path = |parts: &[&str]| -> ModulePath { parts.iter().map(|&part| part.into()).collect() };
    let modules = Modules(vec![
        Module::new(
            path(&["model"]),
            "pub use error::ModelError;\nuse half::f16;",
        ),
        Module::new(path(&["model", "error"]), "pub enum ModelError {}"),
        Module::new(
            path(&["model", "trace"]),
            "use super::ModelError;\nuse super::f16;",
        ),
        Module::new(path(&["ui"]), "fn f() -> crate::model::ModelError {}"),
    ]);
    let used = |at: usize| -> Vec<String> {
        let used = modules.used_by(&modules.0[at]);
        used.iter().map(|module| module.name()).collect()
    };
    assert!(used(0).is_empty(), "a re-export alone is no use");
    assert_eq!(used(2), ["model::error"]);
    assert_eq!(used(3), ["model::error"]);
}
