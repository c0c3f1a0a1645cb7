//! What stands over the window for a while: choosing a model, exporting a figure, naming a path.

pub(in crate::ui) mod closing;
pub(in crate::ui) mod command_palette;
pub(in crate::ui) mod figure_choices;
pub(in crate::ui) mod figure_export;
pub(in crate::ui) mod help;
pub(in crate::ui) mod load_progress;
pub(in crate::ui) mod model_choice;
mod model_rows;
pub(in crate::ui) mod path_dialog;
pub(in crate::ui) mod replace_files;
