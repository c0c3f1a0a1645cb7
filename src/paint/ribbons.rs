//! Two texts as coloured words, A over B, with ribbons between the words that match.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::epaint::CubicBezierShape;
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    Align2, Color32, Label, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::charts::{RibbonWord, WordRibbons};

use super::kept::kept;
use super::marked::Marked;
use super::text_marks::{from_the_right, places as chars_places};
use super::theme::{Palette, label_font, text_font};

/// Height of a line of words, and of the ribbons between the two texts.
const LINE: f32 = 24.0;
const RIBBONS: f32 = 64.0;
/// Space over and under a word in its line.
const EDGE: f32 = 1.0;
/// Space around a word, and between two of them.
const AROUND: f32 = 4.0;
const BETWEEN: f32 = 3.0;
/// The widest ribbon.
const WIDEST: f32 = 5.0;

/// What the pointer is on.
#[derive(Debug, Clone)]
pub(crate) struct RibbonHit {
    /// Which text (0 is A) and which of its words.
    pub(crate) word: Option<(usize, usize)>,
    /// The texts, to hang a tooltip on.
    pub(crate) response: Response,
}

/// Draws both texts as wide as there is room. `pointed` is what the pointer was on before.
pub(crate) fn paint_ribbons(
    ui: &mut Ui,
    ribbons: &Arc<WordRibbons>,
    pointed: Option<(usize, usize)>,
) -> RibbonHit {
    let palette = Palette::of(ui);
    let width = ui.available_width();
    let name = ui.scope_id().with("ribbons");
    let depends = (width, ui.pixels_per_point());
    let laid_out = kept(ui, name, ribbons, depends, || {
        let [a, b] = ribbons.texts.each_ref();
        let [a_from_right, b_from_right] = ribbons.from_the_right;
        let of_a = laid_out(ui, a, (width, a_from_right));
        // A text over itself is laid out once.
        let same = |(a, b): (&RibbonWord, &RibbonWord)| {
            (&a.text, a.special, a.apart) == (&b.text, b.special, b.apart)
        };
        let is_itself = a.len() == b.len() && a.iter().zip(b).all(same);
        let of_b = if is_itself && a_from_right == b_from_right {
            of_a.clone()
        } else {
            laid_out(ui, b, (width, b_from_right))
        };
        [of_a, of_b]
    });
    let [a, b] = &*laid_out;
    let height = a.height + RIBBONS + b.height;
    let (place, response) = ui.allocate_exact_size(vec2(width, height), Sense::CLICK);
    let tops = [place.top(), place.top() + a.height + RIBBONS];
    let rect_of = |side: usize, at: usize| {
        let (text, top) = (laid_out.get(side)?, tops.get(side)?);
        let word = text.words.get(at)?;
        Some(word.translate(vec2(place.left(), *top)))
    };
    // Ribbons stay between the texts: between lines of words there would be specks of them. Words of
    // other lines are underlined.
    let ends = [place.top() + a.height - EDGE, tops[1] + EDGE];
    let colour = palette.signed(1.0).0;
    let mut underlined = Vec::new();
    for ribbon in ribbons.shown(pointed) {
        if let (Some(from), Some(to)) = (rect_of(0, ribbon.a), rect_of(1, ribbon.b)) {
            let strength = ribbon.strength as f32;
            let width = (WIDEST * strength).max(1.0);
            let between = [(from, ends[0]), (to, ends[1])];
            let [begin, end] = between.map(|(word, end)| pos2(word.center().x, end));
            let shade = colour.gamma_multiply(0.2 + 0.6 * strength);
            ui.painter().add(curve(begin, end, width, shade));
            underlined.extend((from.bottom() < ends[0] - EDGE).then_some(from));
            underlined.extend((to.top() > ends[1] + EDGE).then_some(to));
        }
    }
    let under = response.hover_pos();
    let mut hit = None;
    for (side, words) in ribbons.texts.iter().enumerate() {
        for (at, word) in words.iter().enumerate() {
            let Some(rect) = rect_of(side, at).filter(|rect| ui.is_rect_visible(*rect)) else {
                continue;
            };
            paint_word(ui, palette, word, rect);
            let is_under = under.is_some_and(|under| rect.contains(under));
            if is_under {
                hit = Some((side, at));
            }
            if is_under || pointed == Some((side, at)) {
                let stroke = Stroke::new(1.5, palette.text);
                ui.painter()
                    .rect_stroke(rect, 3.0, stroke, StrokeKind::Inside);
            }
        }
    }
    for word in underlined {
        let stroke = Stroke::new(2.0, colour);
        ui.painter().hline(word.x_range(), word.bottom(), stroke);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &ribbons.said));
    RibbonHit {
        word: hit,
        response,
    }
}

/// What the pointer is on of words in a text.
pub(crate) struct WordsHit {
    /// Which of the words.
    pub(crate) word: Option<usize>,
    /// The text.
    pub(crate) response: Response,
}

/// Draws the words as a text with coloured backgrounds, special tokens left out, cut at about
/// `longest` characters; those that are `marked` are set off.
pub(crate) fn paint_words(
    ui: &mut Ui,
    words: &[RibbonWord],
    longest: usize,
    marked: &Marked,
) -> WordsHit {
    let (job, places) = coloured_words(ui, words, longest);
    let label = Label::new(job).wrap().sense(Sense::click());
    let (at, galley, response) = label.layout_in_ui(ui);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), galley.text()));
    ui.painter()
        .galley(at, Arc::clone(&galley), Palette::of(ui).text);
    for (word, chars) in places.iter().filter(|(word, _)| marked.contains(*word)) {
        let width = if marked.selected.contains(word) {
            2.0
        } else {
            1.0
        };
        let outline = Stroke::new(width, Palette::of(ui).text);
        for row in chars_places(&galley, chars) {
            let row = row.translate(at.to_vec2());
            ui.painter()
                .rect_stroke(row, 2.0, outline, StrokeKind::Outside);
        }
    }
    let under = response.hover_pos().map(|pointer| pointer - at.to_vec2());
    let is_under = |chars: &Range<usize>| {
        let rows = chars_places(&galley, chars);
        under.is_some_and(|under| rows.iter().any(|row| row.contains(under)))
    };
    let word = places.iter().find(|(_, chars)| is_under(chars));
    WordsHit {
        word: word.map(|(word, _)| *word),
        response,
    }
}

/// The words as one text, and the characters of each that is in it.
fn coloured_words(
    ui: &Ui,
    words: &[RibbonWord],
    longest: usize,
) -> (LayoutJob, Vec<(usize, Range<usize>)>) {
    let palette = Palette::of(ui);
    let mut job = LayoutJob::default();
    let mut places = Vec::with_capacity(words.len());
    let mut at = 0;
    let plain = TextFormat::simple(text_font(), palette.text);
    for (place, word) in words.iter().enumerate().filter(|(_, word)| !word.special) {
        if job.text.len() > longest {
            job.append(" …", 0.0, plain);
            break;
        }
        if word.apart && !job.text.is_empty() {
            job.append(" ", 0.0, plain.clone());
            at += 1;
        }
        let (background, color) = palette.signed(word.colour);
        let format = TextFormat {
            background,
            color,
            ..plain.clone()
        };
        job.append(&word.text, 0.0, format);
        let end = at + word.text.chars().count();
        places.push((place, at..end));
        at = end;
    }
    (job, places)
}

/// Words in lines, from the upper left corner, or the right one.
#[derive(Clone)]
struct LaidOut {
    words: Vec<Rect>,
    height: f32,
}

fn laid_out(ui: &Ui, words: &[RibbonWord], (width, mirrored): (f32, bool)) -> LaidOut {
    let mut at = Pos2::ZERO;
    let mut placed = Vec::with_capacity(words.len());
    for word in words {
        let text = ui
            .painter()
            .layout_no_wrap(word.text.clone(), font(word), Color32::PLACEHOLDER);
        let room = text.size().x + 2.0 * AROUND;
        let before = if word.apart && at.x > 0.0 {
            BETWEEN
        } else {
            0.0
        };
        if at.x > 0.0 && at.x + before + room > width {
            at = pos2(0.0, at.y + LINE);
        } else {
            at.x += before;
        }
        placed.push(Rect::from_min_size(
            at + vec2(0.0, EDGE),
            vec2(room.min(width), LINE - 2.0 * EDGE),
        ));
        at.x += room;
    }
    if mirrored {
        from_the_right(&mut placed, width);
    }
    LaidOut {
        words: placed,
        height: at.y + LINE,
    }
}

fn paint_word(ui: &Ui, palette: &Palette, word: &RibbonWord, place: Rect) {
    let (fill, ink) = palette.signed(word.colour);
    ui.painter().rect_filled(place, 3.0, fill);
    let ink = if word.special {
        ink.gamma_multiply(0.75)
    } else {
        ink
    };
    let text = ui
        .painter()
        .layout_no_wrap(word.text.clone(), font(word), ink);
    let at = Align2::CENTER_CENTER.anchor_size(place.center(), text.size());
    // Every other clip rectangle is a mesh of its own: only a word wider than a line needs one.
    if text.size().x > place.width() {
        let clip = place.intersect(ui.clip_rect());
        ui.painter().with_clip_rect(clip).galley(at.min, text, ink);
    } else {
        ui.painter().galley(at.min, text, ink);
    }
}

fn font(word: &RibbonWord) -> eframe::egui::FontId {
    if word.special {
        label_font()
    } else {
        text_font()
    }
}

/// A curve that leaves A downwards and reaches B from above.
fn curve(from: Pos2, to: Pos2, width: f32, colour: Color32) -> Shape {
    let half = (to.y - from.y) / 2.0;
    let points = [from, from + vec2(0.0, half), to - vec2(0.0, half), to];
    let stroke = Stroke::new(width, colour);
    CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke).into()
}
