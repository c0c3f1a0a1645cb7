//! What the program says of itself in everything it writes.

/// Its version.
pub const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Its name and version, as it signs what it makes.
pub fn software() -> String {
    format!("Glassbox {APP_VERSION}")
}
