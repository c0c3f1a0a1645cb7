//! A text as coloured words in lines: what the bars show, where a text is too long for bars.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{
    Color32, Galley, Id, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::charts::{MarkRole, StripPiece, TextStrip};

use super::marked::Marked;
use super::text_marks::from_the_right;
use super::theme::{Palette, label_font, text_font};

/// Height of a line, and of the colour in it: what is left below is for the line under HIGH words.
pub(crate) const LINE: f32 = 28.0;
const COLOURED: f32 = 21.0;
const HIGH_LINE: f32 = 3.0;
/// Space left and right of the letters of a token.
const AROUND: f32 = 2.0;

/// What the pointer is on.
pub(crate) struct StripHit {
    /// The token under the pointer.
    pub(crate) token: Option<usize>,
    /// Whether it was clicked in this frame.
    pub(crate) clicked: bool,
    /// The tokens that the pointer is dragged over, from where it was pressed.
    pub(crate) dragged: Option<Range<usize>>,
    /// The text, to hang a tooltip on.
    pub(crate) response: Response,
}

/// A text laid out in lines.
pub(crate) struct StripLayout {
    galleys: Vec<Arc<Galley>>,
    places: Vec<Rect>,
    height: f32,
}

impl StripLayout {
    /// Lays `strip` out as wide as there is room.
    pub(crate) fn new(ui: &Ui, strip: &TextStrip) -> Self {
        let width = ui.available_width();
        let galleys: Vec<_> = strip
            .pieces
            .iter()
            .map(|piece| laid_out(ui, piece))
            .collect();
        let widths: Vec<f32> = galleys
            .iter()
            .map(|galley| galley.size().x + 2.0 * AROUND)
            .collect();
        let width_of = |text: &str| {
            let text = text.to_owned();
            let galley = ui
                .painter()
                .layout_no_wrap(text, text_font(), Color32::PLACEHOLDER);
            galley.size().x
        };
        let one_space = width_of(" ");
        let space = |before: &str| match before {
            "" => 0.0,
            " " => one_space,
            other => width_of(other),
        };
        let mut places = Vec::with_capacity(widths.len());
        let mut at = Pos2::ZERO;
        for (place, (piece, &own)) in strip.pieces.iter().zip(&widths).enumerate() {
            let lines = piece.before.matches('\n').count();
            if lines > 0 {
                at = pos2(0.0, at.y + lines.min(2) as f32 * LINE);
            } else if at.x > 0.0 {
                let before = space(&piece.before);
                let needed = if piece.breaks {
                    run(strip, &widths, place)
                } else {
                    own
                };
                if at.x + before + needed.min(width) > width {
                    at = pos2(0.0, at.y + LINE);
                } else {
                    at.x += before;
                }
            }
            places.push(Rect::from_min_size(at, vec2(own.min(width), LINE)));
            at.x += own;
        }
        if strip.from_the_right {
            from_the_right(&mut places, width);
        }
        Self {
            galleys,
            places,
            height: at.y + LINE,
        }
    }

    /// Its height, in points.
    pub(crate) fn height(&self) -> f32 {
        self.height
    }
}

/// The width of the piece at `place` with all that stays on its line.
fn run(strip: &TextStrip, widths: &[f32], place: usize) -> f32 {
    let after = strip.pieces.iter().zip(widths).skip(place + 1);
    let after = after
        .take_while(|(piece, _)| !piece.breaks)
        .map(|(_, width)| width);
    widths.get(place).copied().unwrap_or_default() + after.sum::<f32>()
}

/// Draws `strip` as it was laid out; `marked` are tokens, the selected one is scrolled to if
/// `reveal` is set.
pub(crate) fn paint_text_strip(
    ui: &mut Ui,
    (id, name): (Id, &str),
    strip: &TextStrip,
    layout: &StripLayout,
    marked: &Marked,
    reveal: bool,
) -> StripHit {
    let palette = Palette::of(ui);
    let size = vec2(ui.available_width(), layout.height);
    let (whole, _) = ui.allocate_exact_size(size, Sense::hover());
    let visible = ui.clip_rect();
    let pieces = strip.pieces.iter().zip(&layout.galleys).zip(&layout.places);
    let pieces = pieces
        .map(|((piece, galley), place)| (piece, galley, place.translate(whole.min.to_vec2())));
    for (at, (piece, galley, place)) in pieces.clone().enumerate() {
        if !visible.intersects(place) {
            continue;
        }
        paint_piece(ui, palette, (piece, galley), strip.centred, place);
        if let Some(token) = piece.token {
            let width = match (
                marked.selected.contains(&token),
                marked.hovered == Some(token),
            ) {
                (true, _) => 2.0,
                (false, true) => 1.0,
                (false, false) => 0.0,
            };
            let outline = Stroke::new(width, palette.text);
            ui.painter()
                .rect_stroke(coloured(place), 3.0, outline, StrokeKind::Outside);
        }
        // What a screen reader finds; the pointer finds the text as a whole.
        ui.interact(place, id.with(("piece", at)), Sense::hover())
            .widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(piece)));
    }
    if reveal
        && let Some((_, _, place)) = pieces.clone().find(|(piece, _, _)| {
            piece
                .token
                .is_some_and(|token| marked.selected.contains(&token))
        })
    {
        ui.scroll_to_rect(place, None);
    }
    let response = ui.interact(whole, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, name));
    if response.has_focus() {
        let ring = ui.visuals().selection.stroke;
        ui.painter()
            .rect_stroke(whole, 3.0, ring, StrokeKind::Outside);
    }
    let token_at = |at: Pos2| {
        let mut found = pieces.clone().filter(|(_, _, place)| place.contains(at));
        found.find_map(|(piece, _, _)| piece.token)
    };
    let token = response.hover_pos().and_then(token_at);
    let dragged = response.dragged().then(|| {
        let from = ui
            .input(|input| input.pointer.press_origin())
            .and_then(token_at)?;
        let to = response.interact_pointer_pos().and_then(token_at)?;
        Some(from.min(to)..from.max(to) + 1)
    });
    StripHit {
        token,
        clicked: token.is_some() && response.clicked(),
        dragged: dragged.flatten(),
        response,
    }
}

fn laid_out(ui: &Ui, piece: &StripPiece) -> Arc<Galley> {
    let font = if piece.foreign && piece.share.is_none() {
        label_font()
    } else {
        text_font()
    };
    ui.painter()
        .layout_no_wrap(piece.text.clone(), font, Color32::PLACEHOLDER)
}

fn coloured(place: Rect) -> Rect {
    place.with_max_y(place.top() + COLOURED)
}

fn paint_piece(
    ui: &Ui,
    palette: &Palette,
    (piece, galley): (&StripPiece, &Arc<Galley>),
    centred: bool,
    place: Rect,
) {
    let coloured = coloured(place);
    let painter = ui.painter().with_clip_rect(place.intersect(ui.clip_rect()));
    let ink = match piece.share {
        Some(share) => {
            let (fill, ink) = palette.scale(share, centred);
            painter.rect_filled(coloured.shrink2(vec2(0.5, 0.0)), 3.0, fill);
            ink
        }
        None => palette.weak_text,
    };
    let text = eframe::egui::Align2::CENTER_CENTER.anchor_size(coloured.center(), galley.size());
    painter.galley(text.min, Arc::clone(galley), ink);
    if piece.role == MarkRole::High {
        let line = Rect::from_min_max(
            pos2(coloured.left() + 0.5, coloured.bottom() + 1.0),
            pos2(coloured.right() - 0.5, coloured.bottom() + 1.0 + HIGH_LINE),
        );
        painter.rect_filled(line, 0.0, palette.mark(MarkRole::High).stroke.color);
    }
    if piece.foreign && piece.share.is_some() {
        // Dots under what stands for something else.
        let y = coloured.bottom() - 2.0;
        let ends = [
            pos2(coloured.left() + 2.0, y),
            pos2(coloured.right() - 2.0, y),
        ];
        let dots = eframe::egui::Shape::dashed_line(&ends, Stroke::new(1.0, ink), 2.0, 2.0);
        painter.extend(dots);
    }
}

/// `prime: 14.14, HIGH`
fn spoken(piece: &StripPiece) -> String {
    let role = match piece.role {
        MarkRole::High => ", HIGH",
        MarkRole::Low => ", LOW",
        _ if piece.token.is_none() => return format!("{}: not read", piece.text),
        _ => "",
    };
    format!("{}: {}{role}", piece.text, piece.value)
}
