//! What the program says of itself in everything it writes.

/// Its version, and behind a plus what it was built of: the commit of a release, and features that
/// change what computes.
pub const APP_VERSION: &str = env!("GLASSBOX_VERSION");

/// The kind of machine it was built for.
pub const TARGET: &str = env!("GLASSBOX_TARGET");

/// Every library, model, font and list in the program with its licence, and the texts of these.
pub static LICENCES: &str = include_str!("../../assets/licences/licences.txt");

/// The features that it can be built with, and whether it was.
const FEATURES: [(&str, bool); 8] = [
    ("accelerate", cfg!(feature = "accelerate")),
    ("cli", cfg!(feature = "cli")),
    ("cuda", cfg!(feature = "cuda")),
    ("hub", cfg!(feature = "hub")),
    ("metal", cfg!(feature = "metal")),
    ("mkl", cfg!(feature = "mkl")),
    ("parquet", cfg!(feature = "parquet")),
    ("window", cfg!(feature = "window")),
];

/// Its name and version, as it signs what it makes.
pub fn software() -> String {
    format!("Glassbox {APP_VERSION}")
}

/// The features that it was built with.
pub fn features() -> impl Iterator<Item = &'static str> {
    let built = FEATURES.iter().filter(|(_, built)| *built);
    built.map(|&(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_package_and_its_build() {
        let package = env!("CARGO_PKG_VERSION");
        let build = APP_VERSION.strip_prefix(package).unwrap();
        assert!(build.is_empty() || build.starts_with('+'), "{APP_VERSION}");
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
        assert!(build.trim_start_matches('+').chars().all(is_allowed));
    }

    #[test]
    fn every_feature_of_the_package_is_listed() {
        let manifest = include_str!("../../Cargo.toml");
        let (_, features) = manifest.split_once("[features]").unwrap();
        let (features, _) = features.split_once("[dependencies]").unwrap();
        let names = features.lines().filter_map(|line| line.split_once(" = "));
        let mut names: Vec<&str> = names.map(|(name, _)| name).collect();
        names.retain(|name| !name.starts_with('#') && *name != "default");
        names.sort_unstable();
        assert_eq!(names, FEATURES.map(|(name, _)| name));
    }
}
