//! What stands above the charts (title, texts, legend) and below them (notes, facts).

use crate::charts::geometry::scale_steps;
use crate::charts::palette::{Rgb, Series};
use crate::charts::{Axis, KeyShape, LegendEntry, LegendMark};
use crate::domain::format::{part, with_minus};

use super::contents::Figure;
use super::drawing::{Anchor, Drawing, Ink};
use super::fonts::Ruler;
use super::rect::Rect;
use super::style::FigureParts;
use super::words::{lines, shortened};

/// Size of the title, in sizes of the small text.
const TITLE: f64 = 1.35;
/// Size of notes and facts.
const FOOT: f64 = 0.92;
/// Height of a line, in its size.
const LINE: f64 = 1.4;
/// Size of the letter of a panel.
const LETTER: f64 = 1.6;
/// Room between it and the title, in sizes of the small text.
const LETTER_GAP: f64 = 0.7;
/// Width of the colours of a scale.
const SCALE_WIDTH: f64 = 9.0;

/// A block of lines, laid out before its place is known.
pub(super) struct Block<'a> {
    parts: Vec<Part<'a>>,
    /// Its height.
    pub(super) height: f64,
    /// How far to the right the letter of a panel moves its texts.
    beside: f64,
}

enum Part<'a> {
    Text {
        text: String,
        size: f64,
        weak: bool,
    },
    /// The letter of a panel; what comes next stands beside it.
    Letter(String),
    Keys(Vec<(&'a LegendEntry, String, f64)>),
    Gap(f64),
}

impl<'a> Block<'a> {
    /// The letter of a panel, title, texts and legend, `width` wide with small text of `size`.
    pub(super) fn above(
        ruler: &Ruler,
        figure: &'a Figure,
        shown: FigureParts,
        width: f64,
        size: f64,
    ) -> Self {
        let mut parts = Vec::new();
        let letter = shown.letter.map(String::from);
        let beside = letter.as_ref().map_or(0.0, |letter| {
            (ruler.width(letter) * LETTER + LETTER_GAP) * size
        });
        parts.extend(letter.map(Part::Letter));
        if shown.title {
            let title = lines(ruler, &figure.title, (width - beside) / size / TITLE, 3);
            parts.extend(title.into_iter().map(|text| Part::Text {
                text,
                size: TITLE * size,
                weak: false,
            }));
            let each = if figure.texts.len() > 4 { 1 } else { 2 };
            for text in &figure.texts {
                let broken = lines(ruler, text, (width - beside) / size, each);
                parts.extend(broken.into_iter().map(|text| Part::Text {
                    text,
                    size,
                    weak: true,
                }));
            }
        } else if beside > 0.0 {
            // The letter has a line of its own.
            parts.push(Part::Gap(LINE * LETTER * size));
        }
        if !figure.keys.is_empty() {
            parts.push(Part::Gap(0.45 * size));
            parts.extend(key_rows(ruler, &figure.keys, width, size).map(Part::Keys));
        }
        parts.push(Part::Gap(0.5 * size));
        Self {
            beside,
            ..Self::new(parts, size)
        }
    }

    /// Notes and facts.
    pub(super) fn below(
        ruler: &Ruler,
        figure: &'a Figure,
        shown: FigureParts,
        more: &[String],
        width: f64,
        size: f64,
    ) -> Self {
        let mut parts = vec![Part::Gap(0.5 * size)];
        if !shown.caption {
            return Self::new(parts, size);
        }
        let room = width / size / FOOT;
        let foot = |text: String| Part::Text {
            text,
            size: FOOT * size,
            weak: true,
        };
        for note in figure.notes.iter().chain(more) {
            parts.extend(lines(ruler, note, room, 4).into_iter().map(foot));
        }
        parts.extend(lines(ruler, &figure.facts, room, 8).into_iter().map(foot));
        Self::new(parts, size)
    }

    /// Draws the block with its upper left corner at `(left, top)`.
    pub(super) fn draw(&self, drawing: &mut Drawing<'_>, (left, top): (f64, f64)) {
        let mut y = top;
        for part in &self.parts {
            match part {
                Part::Text { text, size, weak } => {
                    let ink = if *weak {
                        drawing.weak_ink(Anchor::Start)
                    } else {
                        drawing.ink(Anchor::Start)
                    };
                    let ink = Ink { size: *size, ..ink };
                    drawing.text((left + self.beside, y + 1.05 * size), text, ink);
                }
                Part::Letter(letter) => {
                    let size = LETTER * drawing.size;
                    let ink = Ink {
                        size,
                        ..drawing.ink(Anchor::Start)
                    };
                    // On the line of the title.
                    drawing.text((left, y + 1.05 * TITLE * drawing.size), letter, ink);
                }
                Part::Keys(keys) => {
                    let mut x = left;
                    for (key, text, width) in keys {
                        draw_key(drawing, (x, y), key, text);
                        x += width;
                    }
                }
                Part::Gap(_) => {}
            }
            y += part.height(drawing.size);
        }
    }

    fn new(parts: Vec<Part<'a>>, size: f64) -> Self {
        let height = parts.iter().map(|part| part.height(size)).sum();
        Self {
            parts,
            height,
            beside: 0.0,
        }
    }
}

impl Part<'_> {
    fn height(&self, small: f64) -> f64 {
        match self {
            Self::Text { size, .. } => LINE * size,
            Self::Keys(_) => 1.6 * small,
            Self::Letter(_) => 0.0,
            Self::Gap(height) => *height,
        }
    }
}

/// The legend in rows: each entry, what is written beside it, and the width both take.
fn key_rows<'a>(
    ruler: &Ruler,
    keys: &'a [LegendEntry],
    width: f64,
    size: f64,
) -> impl Iterator<Item = Vec<(&'a LegendEntry, String, f64)>> {
    let mut rows: Vec<Vec<(&LegendEntry, String, f64)>> = Vec::new();
    let mut used = 0.0;
    for key in keys {
        let beside = swatch_width(ruler, &key.mark) + 0.5;
        let text = shortened(ruler, &key.text, width / size - beside);
        let needed = (beside + ruler.width(&text) + 1.3) * size;
        match rows.last_mut() {
            Some(row) if used + needed - 1.3 * size <= width => {
                row.push((key, text, needed));
                used += needed;
            }
            _ => {
                rows.push(vec![(key, text, needed)]);
                used = needed;
            }
        }
    }
    rows.into_iter()
}

fn swatch_width(ruler: &Ruler, mark: &LegendMark) -> f64 {
    match mark {
        LegendMark::Bar(_)
        | LegendMark::NoValue
        | LegendMark::Series(_, KeyShape::Box | KeyShape::Dot) => 1.1,
        LegendMark::Range => 0.7,
        LegendMark::Line(_) => 1.9,
        // Three dashes and the gaps between them.
        LegendMark::ReferenceLine | LegendMark::Series(_, KeyShape::Line) => 2.4,
        LegendMark::Scale { axis, .. } | LegendMark::SignedScale { axis } => {
            let ends = [axis.min, axis.max].map(|end| ruler.width(&end_of_scale(axis, end)));
            SCALE_WIDTH + ends.iter().sum::<f64>() + 0.8
        }
    }
}

fn draw_key(drawing: &mut Drawing<'_>, (x, y): (f64, f64), key: &LegendEntry, text: &str) {
    let (size, unit, palette) = (drawing.size, drawing.unit(), drawing.palette);
    let ink = drawing.ink(Anchor::Start);
    let baseline = y + 1.05 * size;
    let middle = y + 0.69 * size;
    let beside = match key.mark {
        LegendMark::Scale { .. } | LegendMark::SignedScale { .. } => 0.0,
        _ => swatch_width(drawing.ruler(), &key.mark),
    };
    let mut end = x + beside * size;
    match &key.mark {
        LegendMark::Bar(role) => {
            let mark = palette.mark(*role);
            let place = swatch((x, y), size);
            drawing.outlined(place, Some(mark.fill), (mark.outline, unit), "");
        }
        LegendMark::Line(role) => {
            let line = palette.line(*role);
            let width = f64::from(line.width) * unit;
            let look = (line.colour, width, f64::from(line.opacity));
            drawing.path(&[(x, middle), (end, middle)], look, text);
        }
        LegendMark::Series(series, shape) => {
            draw_series(drawing, (*series, *shape), (x, y), end);
        }
        LegendMark::ReferenceLine => {
            let stroke = (palette.threshold, 1.5 * unit);
            drawing.line(
                (x, middle),
                (end, middle),
                stroke,
                &drawing.reference_dashes(),
            );
        }
        LegendMark::NoValue => {
            let place = swatch((x, y), size);
            drawing.outlined(place, Some(palette.no_value), (palette.grid, unit), "");
        }
        LegendMark::Range => {
            let pen = (palette.text, unit);
            let place = swatch((x, y), size);
            let (top, bottom) = (place.top, place.bottom());
            let middle = f64::midpoint(x, end);
            drawing.line((middle, top), (middle, bottom), pen, "");
            for y in [top, bottom] {
                drawing.line((x, y), (end, y), pen, "");
            }
        }
        LegendMark::Scale { axis, centred } => {
            let colour = |share| palette.scale(share, *centred);
            end = draw_scale(drawing, &colour, (x, y), axis);
        }
        LegendMark::SignedScale { axis } => {
            end = draw_scale(drawing, &|share| palette.signed(share), (x, y), axis);
        }
    }
    drawing.text((end + 0.5 * size, baseline), text, ink);
}

/// The square of an entry at `(x, y)`.
fn swatch((x, y): (f64, f64), size: f64) -> Rect {
    Rect {
        left: x,
        top: y + 0.14 * size,
        width: 1.1 * size,
        height: 1.1 * size,
    }
}

/// A box, a dot or a line of a series from `x` to `end`.
fn draw_series(
    drawing: &mut Drawing<'_>,
    (series, shape): (Series, KeyShape),
    (x, y): (f64, f64),
    end: f64,
) {
    let (size, unit) = (drawing.size, drawing.unit());
    let look = drawing.palette.series(series);
    let middle = (f64::midpoint(x, end), y + 0.69 * size);
    match shape {
        KeyShape::Box => {
            let place = swatch((x, y), size);
            drawing.outlined(place, Some(look.fill), (look.colour, unit), "");
        }
        KeyShape::Dot => drawing.dot(middle, 0.36 * size, look, ""),
        KeyShape::Line => {
            let dashes = drawing.series_dashes(look);
            let line = (look.colour, 2.0 * unit);
            drawing.line((x, middle.1), (end, middle.1), line, &dashes);
            drawing.dot(middle, 0.28 * size, look, "");
        }
    }
}

/// How an end of a scale reads; small ones need more digits.
fn end_of_scale(axis: &Axis, end: f64) -> String {
    if axis.max.abs() < 0.1 && end != 0.0 {
        part(end)
    } else {
        with_minus(&axis.read(end))
    }
}

/// The least value, the colours, the greatest value; returns where they end.
fn draw_scale(
    drawing: &mut Drawing<'_>,
    colour: &dyn Fn(f64) -> Rgb,
    (x, y): (f64, f64),
    axis: &Axis,
) -> f64 {
    let (size, ink) = (drawing.size, drawing.ink(Anchor::Start));
    let baseline = y + 1.05 * size;
    let least = end_of_scale(axis, axis.min);
    drawing.text((x, baseline), &least, ink);
    let left = x + (drawing.width(&least) + 0.4) * size;
    drawing.open_crisp("scale");
    let steps = scale_steps();
    let width = SCALE_WIDTH * size / steps.len() as f64;
    for (from, _, share) in steps {
        let place = Rect {
            left: left + from * SCALE_WIDTH * size,
            top: y + 0.2 * size,
            width,
            height: size,
        };
        drawing.fill(place, colour(share));
    }
    drawing.close();
    let right = left + SCALE_WIDTH * size;
    let most = end_of_scale(axis, axis.max);
    drawing.text((right + 0.4 * size, baseline), &most, ink);
    right + (drawing.width(&most) + 0.4) * size
}
