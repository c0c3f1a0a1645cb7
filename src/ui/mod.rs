//! The window: what a person sees and touches. Everything it shows comes from `charts` through
//! `paint`; everything it asks goes to `engine`. It never waits.

mod action;
mod app;
mod card;
mod command;
mod context_menu;
mod corpus;
mod crash_report;
mod data_table;
mod dialogs;
mod facts;
mod file_dialog;
mod files;
mod focus_ring;
mod icons;
mod linking;
mod marked_field;
mod pair_details;
mod pair_table;
mod panels;
mod purpose;
mod quoting;
mod reference;
mod remembering;
mod search;
mod split;
mod state;
mod table_copy;
mod table_tools;
mod threshold_grip;
mod token_details;
mod token_table;
mod touch;
mod views;
mod widgets;
mod window;
mod word_table;

pub use app::App;
pub use command::Command;
pub use state::document::{Document, SessionError};
pub use state::kept_texts::{KeptTextFile, KeptTexts};
pub use state::opening::{Opening, Remembered};
pub use state::pins::{Pin, PinnedView, Pins};
pub use state::session_file::SessionFile;
pub use state::settings::{Preferences, Settings, ViewId};
pub use window::{WindowError, run};
