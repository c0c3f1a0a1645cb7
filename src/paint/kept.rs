//! What is made from a chart once and drawn in every frame: textures, widths, places of words.

use std::any::Any;
use std::sync::{Arc, Weak};

use eframe::egui::{Id, Ui};

/// What was made last under one name, and of what.
struct Kept<C, W, M> {
    /// Holding on to it keeps the chart's address from being given to another.
    chart: Weak<C>,
    with: W,
    made: Arc<M>,
}

impl<C, W: Clone, M> Clone for Kept<C, W, M> {
    fn clone(&self) -> Self {
        Self {
            chart: Weak::clone(&self.chart),
            with: self.with.clone(),
            made: Arc::clone(&self.made),
        }
    }
}

/// What `build` gives for `chart` and `with`, made anew only when one of them is another than it was
/// under `name` in the frame before. `with` is all that it depends on besides the chart: a theme, a
/// width.
pub(super) fn kept<C, W, M>(
    ui: &Ui,
    name: Id,
    chart: &Arc<C>,
    with: W,
    build: impl FnOnce() -> M,
) -> Arc<M>
where
    C: Any + Send + Sync,
    W: PartialEq + Clone + Any + Send + Sync,
    M: Any + Send + Sync,
{
    let before: Option<Kept<C, W, M>> = ui.data(|data| data.get_temp(name));
    let same = before.filter(|before| {
        std::ptr::eq(before.chart.as_ptr(), Arc::as_ptr(chart)) && before.with == with
    });
    if let Some(same) = same {
        return same.made;
    }
    let made = Arc::new(build());
    let kept = Kept {
        chart: Arc::downgrade(chart),
        with,
        made: Arc::clone(&made),
    };
    ui.data_mut(|data| data.insert_temp(name, kept));
    made
}

#[cfg(test)]
mod tests {
    use eframe::egui::{self, Id};

    use super::*;

    /// How often something was made for `asked`, one frame each.
    fn made(asked: &[(&Arc<String>, bool)]) -> usize {
        let mut made = 0;
        egui::__run_test_ui(|ui| {
            for (chart, dark) in asked {
                kept(ui, Id::unique("name"), chart, *dark, || made += 1);
            }
        });
        made
    }

    #[test]
    fn the_same_chart_is_made_once_and_an_equal_one_anew() {
        let (one, equal) = (Arc::new("chart".to_owned()), Arc::new("chart".to_owned()));
        assert_eq!(made(&[(&one, true), (&one, true)]), 1);
        assert_eq!(made(&[(&one, true), (&one, false)]), 2);
        assert_eq!(made(&[(&one, true), (&equal, true), (&one, true)]), 3);
    }
}
