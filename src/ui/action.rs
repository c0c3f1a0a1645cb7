//! What a view, a panel or a dialog asks of the app.

use std::borrow::Cow;
use std::path::PathBuf;

use eframe::egui::ThemePreference;

use crate::charts::corpus::TopList;
use crate::corpus::input::InputFile;
use crate::export::figure::{Figure, FigureStyle};
use crate::model::ModelSource;

use super::command::Command;
use super::purpose::Purpose;
use super::reference::ReferenceSource;
use super::state::model_slots::Slot;
use super::state::selection::TextRange;
use super::state::settings::TableChoice;

/// Something that only the app can do, after the frame in which it was asked for.
pub(super) enum Action {
    /// What has a name and keys.
    Command(Command),
    /// Light, dark, or as the system has it.
    SetTheme(ThemePreference),
    /// Show the table of this name in another way, and remember it.
    ShowTable(&'static str, TableChoice),
    /// Say what was done, until it is put away.
    Tell(&'static str),
    /// Put the message of what was done last away.
    DismissMessage,
    /// Put a message of what went wrong away, by its place in the list.
    DismissProblem(usize),
    /// Put the cursor behind the prompt: another text took its place.
    PromptReplaced,
    /// Open the dialog in which a model is chosen.
    OpenModelDialog(Slot),
    /// Find out what a model's name means and how large it is.
    LookUpModel(String),
    /// Use another model.
    ChooseModel(Slot, ModelSource),
    /// Give up the model under way.
    CancelLoading,
    /// Open what a path holds.
    OpenPath(PathBuf),
    /// Ask for a path.
    AskPath(Purpose, PathBuf),
    /// Go on with a path; the flag says that the person knows of a file there.
    UsePath(Purpose, PathBuf, bool),
    /// Add a file of texts to the corpus and take a first look at it.
    LookAt(InputFile),
    /// Take another look at a chosen file: it is to be read in another way.
    LookAgain(InputFile),
    /// Show where a file lies.
    ShowInFolder(PathBuf),
    /// Close the window although a run is under way.
    CloseAnyway,
    /// Read the chosen files.
    StartRun,
    /// Read the passages of the search.
    ReadPassages,
    /// Give up the passages under way.
    CancelPassages,
    /// Let the model read the reference texts.
    ReadReference,
    /// Give up the reference texts under way.
    CancelReference,
    /// Take other reference texts.
    CompareWith(ReferenceSource),
    /// Hold the run, let it go on, or end it.
    SteerRun(Steer),
    /// Draw a figure for the export dialog.
    DrawPreview(Box<Figure>, FigureStyle),
    /// Put a text on the clipboard.
    Copy(String),
    /// Put one row of the view's table on the clipboard, with its heads.
    CopyRow(usize),
    /// Put the numbers of a chart on the clipboard, by its name on the command line or as a
    /// card of the paper.
    CopyChartData(Cow<'static, str>),
    /// Open the export dialog with a chart, by its name on the command line or as a card of the paper.
    ExportChart(Cow<'static, str>),
    /// Show what is known of what is selected beside the view.
    ShowInspector,
    /// Show the sentences of a token of the corpus, by its list and its place there.
    ShowInCorpus(TopList, usize),
    /// Keep tokens with their numbers.
    PinTokens(TextRange),
    /// Keep the view with its texts, model and settings.
    PinResult,
    /// Go back to what is pinned, by its place.
    OpenPin(usize),
    /// Put a figure on the clipboard.
    CopyFigure(Box<Figure>, FigureStyle),
}

/// What can be done with a run under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Steer {
    Pause,
    Resume,
    Cancel,
}

impl From<Command> for Action {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}
