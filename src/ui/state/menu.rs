//! What a menu of a right click is about. It is found when the menu opens, for the pointer leaves the
//! mark then.

use std::borrow::Cow;

use eframe::egui::Id;

use crate::charts::ChartDef;
use crate::ui::facts::Fact;

use super::selection::TextRange;

/// What a menu is about.
#[derive(Debug, Clone, Default)]
pub(in crate::ui) struct MenuTarget {
    /// The number under the pointer.
    pub(in crate::ui) value: Option<Fact>,
    /// Its row in the table of the view.
    pub(in crate::ui) row: Option<usize>,
    /// The tokens that it stands for, and how a reader sees them.
    pub(in crate::ui) tokens: Option<(TextRange, String)>,
    /// A token that can be paired by hand, in A (0) or B (1).
    pub(in crate::ui) pairing: Option<(usize, usize)>,
    /// What else can be copied: the words of an entry, and what it puts on the clipboard.
    pub(in crate::ui) texts: Vec<(&'static str, String)>,
    /// The chart around it, by its name on the command line or as a card of the paper.
    pub(in crate::ui) chart: Option<Cow<'static, str>>,
}

/// The menu that was opened last, by the widget that it belongs to, and what it is about.
#[derive(Debug, Default)]
pub(in crate::ui) struct OpenMenu(pub(in crate::ui) Option<(Id, MenuTarget)>);

impl OpenMenu {
    /// The widget whose menu it is.
    pub(in crate::ui) fn widget(&self) -> Option<Id> {
        self.0.as_ref().map(|(id, _)| *id)
    }
}

impl MenuTarget {
    /// The same in a chart.
    #[must_use]
    pub(in crate::ui) fn in_chart(self, chart: &dyn ChartDef) -> Self {
        Self {
            chart: Some(chart.id().into()),
            ..self
        }
    }
    /// Whether it is about more than a chart.
    pub(in crate::ui) fn is_of_a_mark(&self) -> bool {
        let about = self.value.is_some() || self.row.is_some() || self.tokens.is_some();
        about || !self.texts.is_empty()
    }
}
