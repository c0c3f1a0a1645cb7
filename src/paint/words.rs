//! Words of the glossary in labels: a dotted line under each, what it means under the pointer, and
//! its entry in Help at a click.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::cache::{ComputerMut, FrameCache};
use eframe::egui::text::CCursor;
use eframe::egui::{
    Color32, Context, CursorIcon, Galley, Id, Label, Pos2, Rect, Response, RichText, Role, Sense,
    Shape, Stroke, TextStyle, Ui, WidgetInfo, WidgetText, pos2,
};

use crate::glossary::{Found, Term, terms_in};

use super::theme::Palette;

/// The widest that an explanation is, in points.
const WIDTH: f32 = 340.0;

/// The words of the glossary in the texts of a frame, which were mostly those of the frame before.
type FoundWords = FrameCache<Arc<[Found]>, Finder>;

#[derive(Default)]
struct Finder;

impl ComputerMut<&str, Arc<[Found]>> for Finder {
    fn compute(&mut self, text: &str) -> Arc<[Found]> {
        terms_in(text).into()
    }
}

fn words_in(ctx: &Context, text: &str) -> Arc<[Found]> {
    ctx.memory_mut(|memory| memory.caches.cache::<FoundWords>().get(text).clone())
}

/// A label whose words of the glossary are explained.
pub(crate) fn explained(ui: &mut Ui, text: impl Into<WidgetText>) -> Response {
    let text = text.into();
    let found = words_in(ui, text.text());
    if found.is_empty() {
        return ui.label(text);
    }
    // A click is no reason to be a stop of the Tab key: Help has every word for the keyboard.
    let label = Label::new(text).selectable(false).sense(Sense::CLICK);
    let (at, galley, response) = label.layout_in_ui(ui);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, galley.text()));
    if !ui.is_rect_visible(response.rect) {
        return response;
    }
    let palette = Palette::of(ui);
    let galley_shape = Shape::galley(at, Arc::clone(&galley), palette.text);
    ui.painter().add(galley_shape);
    let pointer = response.hover_pos();
    let mut under_pointer = None;
    for word in &*found {
        shown(ui.ctx(), word.term);
        let rects = places(&galley, at, word.range.clone());
        for rect in &rects {
            let y = rect.bottom() - 1.0;
            let ends = [pos2(rect.left(), y), pos2(rect.right(), y)];
            let stroke = Stroke::new(1.0, palette.weak_text);
            ui.painter()
                .extend(Shape::dashed_line(&ends, stroke, 1.5, 2.0));
        }
        if pointer.is_some_and(|pointer| rects.iter().any(|rect| rect.contains(pointer))) {
            under_pointer = Some(word.term);
        }
    }
    match under_pointer {
        Some(term) => explain(response, term),
        None => response,
    }
}

/// The title of a chart or a part of a page, its words explained.
pub(crate) fn heading(ui: &mut Ui, text: impl Into<String>) -> Response {
    explained(ui, RichText::new(unbroken(text)).strong())
}

/// Small text that steps back, its words explained. In a row that wraps it begins a line of its own
/// where it would be broken in two.
pub(crate) fn remark(ui: &mut Ui, text: impl Into<String>) -> Response {
    let weak = Palette::of(ui).weak_text;
    let text = unbroken(text);
    if ui.layout().main_wrap() {
        let font = TextStyle::Small.resolve(ui.style());
        let galley = ui.painter().layout_no_wrap(text.clone(), font, weak);
        let width = galley.size().x;
        if ui.available_size_before_wrap().x < width && width <= ui.max_rect().width() {
            ui.end_row();
        }
    }
    explained(ui, RichText::new(text).small().color(weak))
}

/// What a chart shows in plain words, under it.
pub(crate) fn sentence(ui: &mut Ui, text: impl Into<String>) -> Response {
    explained(ui, RichText::new(unbroken(text)))
}

/// `text` with each number kept beside its per cent sign where lines are broken.
fn unbroken(text: impl Into<String>) -> String {
    text.into().replace(" %", "\u{a0}%")
}

/// The height that [`sentence`] takes, in points.
pub(crate) fn sentence_height(ui: &Ui, text: &str) -> f32 {
    let font = TextStyle::Body.resolve(ui.style());
    let width = ui.available_width();
    let galley = ui
        .painter()
        .layout(unbroken(text), font, Color32::PLACEHOLDER, width);
    galley.size().y + ui.spacing().item_spacing.y
}

/// Explains `term` where `response` is pointed at; a click on what else takes none opens its entry.
pub(crate) fn explain(response: Response, term: Term) -> Response {
    if response.clicked() {
        let asked = asked_place();
        response
            .ctx
            .data_mut(|data| data.insert_temp(asked, Some(term)));
    }
    let response = response.on_hover_cursor(CursorIcon::Help);
    response.on_hover_ui(|ui| card(ui, term, true))
}

/// Adds what the first word of the glossary in `text` means to a control's tooltip.
pub(crate) fn explain_control(response: Response, text: &str) -> Response {
    match words_in(&response.ctx, text).first() {
        Some(found) => {
            shown(&response.ctx, found.term);
            response.on_hover_ui(|ui| card(ui, found.term, false))
        }
        None => response,
    }
}

/// What the glossary says of `term`, for a tooltip.
fn card(ui: &mut Ui, term: Term, opens: bool) {
    let entry = term.entry();
    let weak = Palette::of(ui).weak_text;
    ui.set_max_width(WIDTH);
    ui.strong(entry.name);
    ui.label(entry.meaning());
    ui.label(RichText::new(entry.formula).italics());
    ui.label(RichText::new(entry.not_shown).color(weak));
    let place = if opens {
        format!("{} · click for the glossary", entry.place)
    } else {
        entry.place.to_string()
    };
    ui.label(RichText::new(place).small().color(weak));
}

/// The word whose entry was asked for in this frame.
pub(crate) fn asked(ctx: &Context) -> Option<Term> {
    ctx.data_mut(|data| data.remove_temp::<Option<Term>>(asked_place()))
        .flatten()
}

/// The words explained on the page that was drawn last, in no order; the next page begins anew.
pub(crate) fn take_shown(ctx: &Context) -> Vec<Term> {
    let words: BTreeSet<Term> = ctx
        .data_mut(|data| data.remove_temp(shown_place()))
        .unwrap_or_default();
    words.into_iter().collect()
}

fn shown(ctx: &Context, term: Term) {
    ctx.data_mut(|data| {
        let words: &mut BTreeSet<Term> = data.get_temp_mut_or_default(shown_place());
        words.insert(term);
    });
}

fn asked_place() -> Id {
    Id::unique("asked word")
}

fn shown_place() -> Id {
    Id::unique("explained words")
}

/// Where the bytes of `range` stand in `galley` drawn at `at`: a rectangle for each row.
fn places(galley: &Galley, at: Pos2, range: std::ops::Range<usize>) -> Vec<Rect> {
    let text = galley.text();
    let letters = |bytes: usize| text.get(..bytes).map_or(0, |before| before.chars().count());
    let (from, to) = (letters(range.start), letters(range.end));
    let mut rects: Vec<Rect> = Vec::new();
    for letter in from..to {
        let left = galley.pos_from_cursor(CCursor::new(letter));
        let right = galley.pos_from_cursor(CCursor::new(letter + 1));
        // The end of a row belongs to the next one.
        if (right.top() - left.top()).abs() > 1.0 {
            continue;
        }
        let rect = left.union(right).translate(at.to_vec2());
        match rects.last_mut() {
            Some(last) if (last.top() - rect.top()).abs() < 1.0 => *last = last.union(rect),
            _ => rects.push(rect),
        }
    }
    rects
}
