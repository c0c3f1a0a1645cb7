//! The icons of the window, by what they stand for: characters of the bundled subset of Phosphor.
//!
//! A new one: add it here, then run `assets/fonts/subset_phosphor.sh`.

/// One layer of one text.
pub(super) const TOKENS: &str = "\u{E150}";
/// Every layer of one text.
pub(super) const LAYERS: &str = "\u{E466}";
/// What tokens attend to.
pub(super) const ATTENTION: &str = "\u{E220}";
/// Two texts.
pub(super) const COMPARE: &str = "\u{E0A0}";
/// One input behind several instructions.
pub(super) const DRIFT: &str = "\u{E27C}";
/// Two models.
pub(super) const MODELS: &str = "\u{E1DA}";
/// Many texts.
pub(super) const CORPUS: &str = "\u{E710}";
/// The paper.
pub(super) const PAPER: &str = "\u{E0E6}";
/// How the threshold is drawn.
pub(super) const THRESHOLD: &str = "\u{E434}";
/// Into a file.
pub(super) const EXPORT: &str = "\u{EAF0}";
/// Find a command.
pub(super) const SEARCH: &str = "\u{E30C}";
/// The light theme.
pub(super) const LIGHT: &str = "\u{E472}";
/// The dark theme.
pub(super) const DARK: &str = "\u{E330}";
/// Put away.
pub(super) const CLOSE: &str = "\u{E4F6}";
/// Up: a layer, an entry of a list.
pub(super) const UP: &str = "\u{E13C}";
/// Down.
pub(super) const DOWN: &str = "\u{E136}";
/// One more.
pub(super) const ADD: &str = "\u{E3D4}";
/// Take out of a list.
pub(super) const REMOVE: &str = "\u{E4A6}";
/// Why two texts match.
pub(super) const MATCH: &str = "\u{E2D2}";
/// Passages ranked for a query.
pub(super) const RANKING: &str = "\u{E2F0}";
/// What the model says at every layer.
pub(super) const LENS: &str = "\u{E00A}";
/// Which label a text has.
pub(super) const LABELS: &str = "\u{E478}";
