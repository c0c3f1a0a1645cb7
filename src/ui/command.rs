//! What a person can do from the keyboard: each command owns its name and its shortcut.

use eframe::egui::{Context, Key, KeyboardShortcut, Modifiers};

/// An act with a shortcut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Put the cursor into the prompt box.
    FocusPrompt,
    /// Choose the layer above.
    NextLayer,
    /// Choose the layer below.
    PreviousLayer,
    /// Show the tokens view.
    ShowTokens,
    /// Show the layers view.
    ShowLayers,
    /// Show the compare view.
    ShowCompare,
    /// Show the drift view.
    ShowDrift,
    /// Show the models view.
    ShowModels,
    /// Show the paper's tables and figures.
    ShowPaper,
    /// Show what many texts say.
    ShowCorpus,
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
    /// Save the workspace.
    SaveSession,
    /// Open the dialog in which a figure is exported.
    ExportFigure,
    /// Write every chart and table of the view.
    ExportAll,
    /// Put the chart on the clipboard.
    CopyImage,
    /// Put the table on the clipboard.
    CopyTable,
    /// The same as Markdown.
    CopyMarkdown,
    /// The same as LaTeX.
    CopyLatex,
    /// Show fewer, wider tokens.
    ZoomIn,
    /// Show more, narrower tokens.
    ZoomOut,
    /// Show all tokens.
    ZoomFit,
}

impl Command {
    /// Every command, in the order the help lists them.
    pub const EVERY: [Self; 25] = [
        Self::FocusPrompt,
        Self::NextLayer,
        Self::PreviousLayer,
        Self::ShowTokens,
        Self::ShowLayers,
        Self::ShowCompare,
        Self::ShowDrift,
        Self::ShowModels,
        Self::ShowPaper,
        Self::ShowCorpus,
        Self::ChooseModel,
        Self::ToggleTheme,
        Self::Undo,
        Self::Redo,
        Self::Open,
        Self::SaveSession,
        Self::ExportFigure,
        Self::ExportAll,
        Self::CopyImage,
        Self::CopyTable,
        Self::CopyMarkdown,
        Self::CopyLatex,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomFit,
    ];

    /// What it does, as the help and tooltips say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FocusPrompt => "Go to the prompt",
            Self::NextLayer => "Next layer",
            Self::PreviousLayer => "Previous layer",
            Self::ShowTokens => "Show tokens",
            Self::ShowLayers => "Show layers",
            Self::ShowCompare => "Compare two prompts",
            Self::ShowDrift => "Show drift between instructions",
            Self::ShowModels => "Compare two models",
            Self::ShowPaper => "Show the paper, printed beside measured",
            Self::ShowCorpus => "Show what many texts say",
            Self::ChooseModel => "Choose a model",
            Self::ToggleTheme => "Switch light and dark",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Open => "Open a session, figure, result or texts…",
            Self::SaveSession => "Save the session…",
            Self::ExportFigure => "Export the figure…",
            Self::ExportAll => "Export all…",
            Self::CopyImage => "Copy the chart as an image",
            Self::CopyTable => "Copy the table",
            Self::CopyMarkdown => "Copy the table as Markdown",
            Self::CopyLatex => "Copy the table as LaTeX",
            Self::ZoomIn => "Show fewer tokens",
            Self::ZoomOut => "Show more tokens",
            Self::ZoomFit => "Show all tokens",
        }
    }

    /// Its keys; none of them types anything into a text box.
    pub fn shortcut(self) -> KeyboardShortcut {
        let (modifiers, key) = match self {
            Self::FocusPrompt => (Modifiers::COMMAND, Key::L),
            Self::NextLayer => (Modifiers::ALT, Key::ArrowUp),
            Self::PreviousLayer => (Modifiers::ALT, Key::ArrowDown),
            Self::ShowTokens => (Modifiers::COMMAND, Key::Num1),
            Self::ShowLayers => (Modifiers::COMMAND, Key::Num2),
            Self::ShowCompare => (Modifiers::COMMAND, Key::Num3),
            Self::ShowDrift => (Modifiers::COMMAND, Key::Num4),
            Self::ShowModels => (Modifiers::COMMAND, Key::Num5),
            Self::ShowPaper => (Modifiers::COMMAND, Key::Num6),
            Self::ShowCorpus => (Modifiers::COMMAND, Key::Num7),
            Self::ChooseModel => (Modifiers::COMMAND, Key::M),
            Self::ToggleTheme => (Modifiers::COMMAND, Key::T),
            Self::Undo => (Modifiers::COMMAND, Key::Z),
            Self::Redo => (Modifiers::COMMAND | Modifiers::SHIFT, Key::Z),
            Self::Open => (Modifiers::COMMAND, Key::O),
            Self::SaveSession => (Modifiers::COMMAND, Key::S),
            Self::ExportFigure => (Modifiers::COMMAND, Key::E),
            Self::ExportAll => (Modifiers::COMMAND | Modifiers::SHIFT, Key::E),
            Self::CopyImage => (Modifiers::COMMAND | Modifiers::SHIFT, Key::I),
            Self::CopyMarkdown => (Modifiers::COMMAND | Modifiers::SHIFT, Key::D),
            Self::CopyLatex => (Modifiers::COMMAND | Modifiers::SHIFT, Key::X),
            Self::CopyTable => (Modifiers::COMMAND | Modifiers::SHIFT, Key::C),
            Self::ZoomIn => (Modifiers::ALT, Key::Plus),
            Self::ZoomOut => (Modifiers::ALT, Key::Minus),
            Self::ZoomFit => (Modifiers::ALT, Key::Num0),
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
        let mut by_modifiers = Self::EVERY;
        by_modifiers.sort_by_key(|command| !command.shortcut().modifiers.shift);
        ctx.input_mut(|input| {
            let mut pressed = Vec::new();
            for command in by_modifiers {
                let KeyboardShortcut {
                    modifiers,
                    logical_key,
                } = command.shortcut();
                let mut times = input.count_and_consume_key(modifiers, logical_key);
                if command == Self::ZoomIn {
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
        for (place, command) in Command::EVERY.into_iter().enumerate() {
            for other in &Command::EVERY[..place] {
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
