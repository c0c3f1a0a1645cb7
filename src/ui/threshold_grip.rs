//! The line of the threshold as something to take hold of: dragged, it chooses the quantile.

use eframe::egui::{Align2, CursorIcon, Rect, Sense, Shape, Ui, pos2, vec2};

use crate::analysis::Analysis;
use crate::charts::{Scale, quantile_at};
use crate::domain::threshold::ThresholdRule;
use crate::paint::TokenHit;
use crate::paint::theme::{Palette, label_font};
use crate::paint::words::explain_control;

/// How far from the line it can be taken hold of, in points.
const REACH: f32 = 4.0;

/// Lets the threshold of `analysis`, as drawn in the bars of `hit`, be dragged to another quantile
/// of `rule`; a double click takes the usual one.
pub(in crate::ui) fn drag_threshold(
    ui: &mut Ui,
    hit: &TokenHit,
    analysis: &Analysis,
    scale: Scale,
    rule: &mut ThresholdRule,
) {
    let Some(line) = hit.line else { return };
    let frame = *hit.transform.frame();
    let y = hit.transform.position_from_point_y(line);
    let grip = Rect::from_min_max(
        pos2(frame.left(), (y - REACH).max(frame.top())),
        pos2(frame.right(), (y + REACH).min(frame.bottom())),
    );
    // Without a stop of the Tab key: the quantile has a slider behind its button.
    let id = hit.response.id.with("threshold");
    let response = ui.interact(grip, id, Sense::CLICK | Sense::DRAG);
    if response.double_clicked() {
        rule.quantile = ThresholdRule::default().quantile;
        return;
    }
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeVertical);
    if let Some(pointer) = response
        .interact_pointer_pos()
        .filter(|_| response.dragged())
    {
        let value = hit.transform.value_from_position(pointer).y;
        if let Some(at) = quantile_at(analysis, scale, value) {
            rule.quantile = at.quantile;
            let text = format!("quantile {:.2} · τ = {:.3}", at.quantile, at.threshold);
            tell(ui, frame, y, &text);
        }
        return;
    }
    let response = response.on_hover_text("Drag to move the threshold; double click for 0.75");
    explain_control(response, "threshold τ");
}

/// Writes `text` over the line while it is dragged.
fn tell(ui: &Ui, frame: Rect, y: f32, text: &str) {
    let palette = Palette::of(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), label_font(), palette.text);
    let corner = pos2(
        frame.left() + 8.0,
        (y - 4.0).max(frame.top() + galley.size().y + 4.0),
    );
    let place = Align2::LEFT_BOTTOM.anchor_size(corner, galley.size());
    let behind = Shape::rect_filled(place.expand2(vec2(5.0, 2.0)), 3.0, palette.plate);
    ui.painter().add(behind);
    ui.painter().galley(place.min, galley, palette.text);
}
