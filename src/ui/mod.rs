//! The window: what a person sees and touches. Everything it shows comes from `charts` through
//! `paint`; everything it asks goes to `engine`. It never waits.

mod answer;
mod answers;
mod app;
mod charts_at_hand;
mod command;
mod controls;
mod corpus;
mod document;
mod documents;
mod figure_choices;
mod figure_export;
mod files;
mod header;
mod history;
mod model_choice;
mod models_at_hand;
mod pair_details;
mod path_question;
mod state;
mod token_details;
mod token_table;
mod views;
mod window;
mod workspace;

pub use app::App;
pub use command::Command;
pub use document::{Document, SessionError};
pub use state::{Opening, Preferences, Remembered, Settings, View};
pub use window::{WindowError, run};
