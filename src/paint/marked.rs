//! Which marks of a chart are set off from the others: those selected, and the one that is pointed
//! at.

/// Slots, columns or lines that are set off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Marked {
    /// Those selected.
    pub(crate) selected: Vec<usize>,
    /// The one that is pointed at, here or in another chart.
    pub(crate) hovered: Option<usize>,
}

impl Marked {
    /// The same marks at other places; those that `place` does not know are left out.
    #[must_use]
    pub(crate) fn moved(&self, place: impl Fn(usize) -> Option<usize>) -> Self {
        Self {
            selected: self.selected.iter().copied().filter_map(&place).collect(),
            hovered: self.hovered.and_then(place),
        }
    }

    /// Whether the mark at `place` is set off.
    pub(crate) fn contains(&self, place: usize) -> bool {
        self.hovered == Some(place) || self.selected.contains(&place)
    }

    /// All that are set off, the selected ones first; one of both kinds comes once.
    pub(crate) fn all(&self) -> impl Iterator<Item = usize> {
        let only_hovered = |&place: &usize| !self.selected.contains(&place);
        let hovered = self.hovered.filter(only_hovered);
        self.selected.iter().copied().chain(hovered)
    }

    /// The one to be named where only one can be.
    pub(crate) fn one(&self) -> Option<usize> {
        self.hovered.or_else(|| self.selected.first().copied())
    }
}

impl From<Option<usize>> for Marked {
    fn from(selected: Option<usize>) -> Self {
        Self {
            selected: selected.into_iter().collect(),
            hovered: None,
        }
    }
}
