//! What a person can do from the keyboard: each command owns its name and its shortcut.

use eframe::egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::state::settings::ViewId;
use super::views;

/// An act with a shortcut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Put the cursor into the prompt box.
    FocusPrompt,
    /// Choose the layer above.
    NextLayer,
    /// Choose the layer below.
    PreviousLayer,
    /// Show a view.
    ShowView(&'static str),
    /// Open the dialog in which a model is chosen.
    ChooseModel,
    /// Switch between light and dark.
    ToggleTheme,
    /// Go back to the texts and settings before the last change.
    Undo,
    /// Go forward again.
    Redo,
    /// Open a session, a figure or a result.
    Open,
    /// Save the session, where it has a file without asking.
    SaveSession,
    /// Save the session under another name.
    SaveSessionAs,
    /// Open the dialog in which a figure is exported.
    ExportFigure,
    /// Write every chart and table of the view.
    ExportAll,
    /// Put the chart on the clipboard.
    CopyImage,
    /// Put the table on the clipboard.
    CopyTable,
    /// The same with every number and digit.
    CopyExact,
    /// The same as Markdown.
    CopyMarkdown,
    /// The same as LaTeX.
    CopyLatex,
    /// Put the cursor into the filter of the table.
    FindInTable,
    /// Show fewer, wider tokens.
    ZoomIn,
    /// Show more, narrower tokens.
    ZoomOut,
    /// Show all tokens.
    ZoomFit,
    /// Draw everything larger.
    Larger,
    /// Draw everything smaller.
    Smaller,
    /// Draw everything in its usual size.
    NormalSize,
    /// Large text on the whole screen, or back.
    Present,
    /// Show what is known of what is selected beside the view, or fold it away.
    ToggleInspector,
    /// Keep what is selected, or else the result, to compare later.
    Pin,
    /// Find a command by its name.
    FindCommand,
    /// Say what the numbers are, and every key.
    Help,
    /// Close the window.
    Quit,
}

impl Command {
    /// Those with a name and keys of their own, in the order the help lists them; views come after
    /// the layers.
    const OWN: [Self; 30] = [
        Self::FocusPrompt,
        Self::NextLayer,
        Self::PreviousLayer,
        Self::ChooseModel,
        Self::ToggleTheme,
        Self::Undo,
        Self::Redo,
        Self::Open,
        Self::SaveSession,
        Self::SaveSessionAs,
        Self::ExportFigure,
        Self::ExportAll,
        Self::CopyImage,
        Self::CopyTable,
        Self::CopyExact,
        Self::CopyMarkdown,
        Self::CopyLatex,
        Self::FindInTable,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomFit,
        Self::Larger,
        Self::Smaller,
        Self::NormalSize,
        Self::Present,
        Self::ToggleInspector,
        Self::Pin,
        Self::FindCommand,
        Self::Help,
        Self::Quit,
    ];

    /// Every command, in the order the help lists them.
    pub fn all() -> Vec<Self> {
        let (first, rest) = Self::OWN.split_at(3);
        let views = views::all().map(|view| Self::ShowView(view.name()));
        let first = first.iter().copied();
        first.chain(views).chain(rest.iter().copied()).collect()
    }

    /// What it does, as the help and tooltips say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FocusPrompt => "Go to the prompt",
            Self::NextLayer => "Next layer",
            Self::PreviousLayer => "Previous layer",
            Self::ShowView(view) => views::named(&ViewId::new(view)).command(),
            Self::ChooseModel => "Choose a model",
            Self::ToggleTheme => "Switch light and dark",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Open => "Open a session, figure, result or texts…",
            Self::SaveSession => "Save the session",
            Self::SaveSessionAs => "Save the session as…",
            Self::ExportFigure => "Export the figure…",
            Self::ExportAll => "Export all…",
            Self::CopyImage => "Copy the chart as an image",
            Self::CopyTable => "Copy the table, rounded",
            Self::CopyExact => "Copy the table with every digit",
            Self::CopyMarkdown => "Copy the table as Markdown",
            Self::CopyLatex => "Copy the table as LaTeX",
            Self::FindInTable => "Filter the table",
            Self::ZoomIn => "Show fewer tokens",
            Self::ZoomOut => "Show more tokens",
            Self::ZoomFit => "Show all tokens",
            Self::Larger => "Make everything larger",
            Self::Smaller => "Make everything smaller",
            Self::NormalSize => "Make everything its usual size",
            Self::Present => "Present on the whole screen",
            Self::ToggleInspector => "Show or fold the inspector",
            Self::Pin => "Pin what is selected",
            Self::FindCommand => "Find a command",
            Self::Help => "Help",
            Self::Quit => "Quit",
        }
    }

    /// Its keys; none of them types anything into a text box.
    pub fn shortcut(self) -> KeyboardShortcut {
        let (modifiers, key) = match self {
            Self::FocusPrompt => (Modifiers::COMMAND, Key::L),
            Self::NextLayer => (Modifiers::ALT, Key::ArrowUp),
            Self::PreviousLayer => (Modifiers::ALT, Key::ArrowDown),
            Self::ShowView(view) => {
                let key = views::named(&ViewId::new(view)).key();
                (Modifiers::COMMAND, key)
            }
            Self::ChooseModel => (Modifiers::COMMAND, Key::M),
            Self::ToggleTheme => (Modifiers::COMMAND, Key::T),
            Self::Undo => (Modifiers::COMMAND, Key::Z),
            Self::Redo => (Modifiers::COMMAND | Modifiers::SHIFT, Key::Z),
            Self::Open => (Modifiers::COMMAND, Key::O),
            Self::SaveSession => (Modifiers::COMMAND, Key::S),
            Self::SaveSessionAs => (Modifiers::COMMAND | Modifiers::SHIFT, Key::S),
            Self::ExportFigure => (Modifiers::COMMAND, Key::E),
            Self::ExportAll => (Modifiers::COMMAND | Modifiers::SHIFT, Key::E),
            Self::CopyImage => (Modifiers::COMMAND | Modifiers::SHIFT, Key::I),
            Self::CopyMarkdown => (Modifiers::COMMAND | Modifiers::SHIFT, Key::D),
            Self::CopyLatex => (Modifiers::COMMAND | Modifiers::SHIFT, Key::X),
            Self::CopyTable => (Modifiers::COMMAND | Modifiers::SHIFT, Key::C),
            Self::CopyExact => (Modifiers::COMMAND | Modifiers::SHIFT, Key::F),
            Self::FindInTable => (Modifiers::COMMAND, Key::F),
            Self::ZoomIn => (Modifiers::ALT, Key::Plus),
            Self::ZoomOut => (Modifiers::ALT, Key::Minus),
            Self::ZoomFit => (Modifiers::ALT, Key::Num0),
            Self::Larger => (Modifiers::COMMAND, Key::Plus),
            Self::Smaller => (Modifiers::COMMAND, Key::Minus),
            Self::NormalSize => (Modifiers::COMMAND, Key::Num0),
            Self::Present => (Modifiers::NONE, Key::F11),
            Self::ToggleInspector => (Modifiers::COMMAND, Key::I),
            Self::Pin => (Modifiers::COMMAND, Key::P),
            Self::FindCommand => (Modifiers::COMMAND, Key::K),
            Self::Help => (Modifiers::NONE, Key::F1),
            Self::Quit => (Modifiers::COMMAND, Key::Q),
        };
        KeyboardShortcut::new(modifiers, key)
    }

    /// Name and keys, for a tooltip.
    pub fn tooltip(self, ctx: &Context) -> String {
        format!(
            "{} ({})",
            self.name(),
            ctx.format_shortcut(&self.shortcut())
        )
    }

    /// The commands whose keys were pressed in this frame, each as often as it was; takes the keys
    /// away from everything else. Commands with more modifiers go first.
    pub(super) fn pressed(ctx: &Context) -> Vec<Self> {
        let mut by_modifiers = Self::all();
        by_modifiers.sort_by_key(|command| !command.shortcut().modifiers.shift);
        ctx.input_mut(|input| {
            let mut pressed = Vec::new();
            for command in by_modifiers {
                let KeyboardShortcut {
                    modifiers,
                    logical_key,
                } = command.shortcut();
                let mut times = input.count_and_consume_key(modifiers, logical_key);
                if matches!(command, Self::ZoomIn | Self::Larger) {
                    // The key with + on it, without Shift.
                    times += input.count_and_consume_key(modifiers, Key::Equals);
                }
                pressed.extend(std::iter::repeat_n(command, times));
            }
            pressed
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_their_keys() {
        for (place, command) in Command::all().into_iter().enumerate() {
            for other in &Command::all()[..place] {
                assert_ne!(
                    command.shortcut(),
                    other.shortcut(),
                    "{command:?} {other:?}"
                );
                assert_ne!(command.name(), other.name());
            }
        }
    }
}
