//! Who carries the shift: totals, `C_H`, `C_L` and `R_H`, with and without the changed words.

use eframe::egui::{Grid, RichText, Ui};

use crate::analysis::{Comparison, ComparisonNull};
use crate::domain::format::with_thousands;
use crate::domain::shift_sums::ShiftSums;
use crate::paint::paint_shares;
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::{explained, remark};

/// What chance makes of `R_H`.
fn chance(null: &ComparisonNull) -> String {
    let Some(ratio) = null.ratio else {
        return "R_H against chance: undefined, as chance decides nothing here".to_owned();
    };
    let p = null.p.map_or_else(String::new, |p| {
        let how = if p.exact { "all" } else { "drawn" };
        format!(
            ", p = {:.3} ({} {how} assignments)",
            p.p,
            with_thousands(p.choices)
        )
    });
    format!(
        "R_H of the token set {:.3}; by chance {:.3}{p}",
        ratio.ratio, ratio.chance
    )
}

/// Width of the sums beside the shift bars, in points.
pub(super) const SUMS_WIDTH: f32 = 296.0;

pub(super) fn show(ui: &mut Ui, comparison: &Comparison) {
    let columns = [
        ("all pairs", comparison.sums_at_layer()),
        ("unchanged words", comparison.unchanged_at_layer()),
    ];
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |v| format!("{v:.3}"));
    let weak = Palette::of(ui).weak_text;
    Grid::new("sums")
        .num_columns(3)
        .spacing([14.0, 3.0])
        .striped(true)
        .show(ui, |ui| {
            ui.label("");
            for (name, _) in &columns {
                ui.label(RichText::new(*name).color(weak));
            }
            ui.end_row();
            let mut row = |name: &str, of: &dyn Fn(&ShiftSums) -> Option<f64>| {
                explained(ui, name);
                for (_, sums) in &columns {
                    ui.monospace(number(of(sums)));
                }
                ui.end_row();
            };
            row("total shift", &|sums| Some(sums.total));
            row("mean per pair", &ShiftSums::mean);
            row("[CLS] shift", &|sums| sums.cls);
            row("C_H", &|sums| Some(sums.contribution.high));
            row("C_L", &|sums| Some(sums.contribution.low));
            row("R_H", &|sums| sums.contribution.high_ratio());
            ui.label("pairs");
            for (_, sums) in &columns {
                ui.monospace(sums.pairs.to_string());
            }
            ui.end_row();
        });
    if let Some(null) = &comparison.null {
        ui.label(RichText::new(chance(null)).small().color(weak));
    }
    for (name, sums) in columns {
        remark(ui, format!("C_H and C_L, {name}"));
        ui.scope(|ui| {
            ui.set_max_width(SUMS_WIDTH - GAP);
            paint_shares(ui, sums.contribution.high, sums.contribution.low);
        });
    }
    let note = "Sums over aligned pairs, special tokens too; C_H and C_L over the token set. About a \
                quarter of the tokens are HIGH by construction.";
    remark(ui, note);
}
