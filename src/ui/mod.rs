//! The window: what a person sees and touches. Everything it shows comes from `charts` through
//! `paint`; everything it asks goes to `engine`. It never waits.

mod action;
mod app;
mod card;
mod command;
mod context_menu;
mod corpus;
mod crash_report;
mod dialogs;
mod facts;
mod files;
mod icons;
mod linking;
mod pair_details;
mod panels;
mod quoting;
mod reference;
mod search;
mod state;
mod table_copy;
mod threshold_grip;
mod token_details;
mod token_table;
mod touch;
mod views;
mod widgets;
mod window;

pub use app::App;
pub use command::Command;
pub use state::document::{Document, SessionError};
pub use state::opening::{Opening, Remembered};
pub use state::pins::{Pin, PinnedView, Pins};
pub use state::settings::{Preferences, Settings, ViewId};
pub use window::{WindowError, run};
