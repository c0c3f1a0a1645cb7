//! Sums split into what HIGH tokens carry and what LOW tokens carry, one bar each.

use crate::charts::{MarkRole, Share};

use super::drawing::{Anchor, Drawing};
use super::rect::Rect;

/// Draws `shares` under one another; the bars have the same length, the numbers say how much.
pub(super) fn draw_shares(drawing: &mut Drawing<'_>, shares: &[Share], place: Rect) {
    let size = drawing.size;
    let name_width = drawing
        .ruler()
        .widest(shares.iter().map(|share| &share.name));
    let ratio = |share: &Share| {
        share.high_ratio.map_or_else(
            || "R_H undefined".to_owned(),
            |ratio| format!("R_H = {ratio:.3}"),
        )
    };
    let ratio_width = drawing.ruler().widest(shares.iter().map(ratio));
    let step = place.height / shares.len().max(1) as f64;
    for (row, share) in shares.iter().enumerate() {
        let bar = Rect {
            left: place.left + (name_width + 0.8) * size,
            top: place.top + row as f64 * step,
            width: place.width - (name_width + ratio_width + 1.6) * size,
            height: (step - 0.5 * size).clamp(1.3 * size, 2.4 * size),
        };
        let baseline = bar.middle().1 + 0.36 * size;
        drawing.text(
            (place.left, baseline),
            &share.name,
            drawing.ink(Anchor::Start),
        );
        draw_share(drawing, share, bar);
        let end = (place.right(), baseline);
        drawing.text(end, &ratio(share), drawing.ink(Anchor::End));
    }
}

fn draw_share(drawing: &mut Drawing<'_>, share: &Share, bar: Rect) {
    let size = drawing.size;
    let Some(high_part) = share.high_part() else {
        let ink = drawing.weak_ink(Anchor::Start);
        let at = (bar.left, bar.middle().1 + 0.36 * size);
        drawing.text(at, "nothing shifted", ink);
        return;
    };
    let high = Rect {
        width: bar.width * high_part,
        ..bar
    };
    let low = Rect {
        left: high.right(),
        width: bar.width - high.width,
        ..bar
    };
    let parts = [
        (high, MarkRole::High, "C_H", share.high),
        (low, MarkRole::Low, "C_L", share.low),
    ];
    for (part, role, name, value) in parts {
        let mark = drawing.palette.mark(role);
        let text = format!("{name} {value:.2}");
        let full = format!("{}: {text}", share.name);
        drawing.outlined(part, Some(mark.fill), (mark.outline, drawing.unit()), &full);
        if (drawing.width(&text) + 0.6) * size <= part.width {
            let mut ink = drawing.ink(Anchor::Middle);
            ink.colour = drawing.palette.text_on(role);
            let (x, middle) = part.middle();
            drawing.text((x, middle + 0.36 * size), &text, ink);
        }
    }
}
