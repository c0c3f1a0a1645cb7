//! The window: what a person sees and touches. Everything it shows comes from `charts` through
//! `paint`; everything it asks goes to `engine`. It never waits.

mod app;
mod command;
mod controls;
mod header;
mod model_choice;
mod models_at_hand;
mod pair_details;
mod session;
mod shown;
mod state;
mod token_details;
mod token_table;
mod views;
mod window;

pub use app::App;
pub use command::Command;
pub use state::{Opening, Settings, View};
pub use window::{WindowError, run};
