//! The x axis that charts over tokens share: slots broken into rows, and names under them that
//! never overlap and are never cut.

use crate::charts::TokenLabel;

use super::drawing::{Anchor, Drawing, Ink};
use super::fonts::Ruler;
use super::rect::Rect;
use super::words::{lines, shortened};

/// Few tokens do not spread over more than this many slots would; nor do few phrases.
const FEWEST: f64 = 8.0;
const FEWEST_PHRASES: f64 = 3.5;
/// Room left and right of the outermost slots, in slots.
const MARGIN: f64 = 0.6;
/// The longest name, in multiples of the font size, and the longest of two words with an arrow
/// between them.
const LONGEST: f64 = 10.0;
const LONGEST_PAIR: f64 = 13.0;
/// Height of a line of names.
const LINE: f64 = 1.25;
/// Narrower slots than this have no slanted names, than that no name each.
const SLANTED_PITCH: f64 = 1.75;
const UPRIGHT_PITCH: f64 = 1.18;

/// Slots in rows, and how their names stand.
#[derive(Debug, Clone)]
pub(super) struct TokenAxis {
    slots: usize,
    /// Slots of a full row.
    pub(super) a_row: usize,
    /// Rows.
    pub(super) rows: usize,
    /// Width of a slot.
    pub(super) pitch: f64,
    width: f64,
    size: f64,
    names: Vec<Name>,
    stand: Stand,
    /// Height of the strip under each row.
    pub(super) strip: f64,
}

#[derive(Debug, Clone)]
struct Name {
    lines: Vec<String>,
    special: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stand {
    Level,
    Slanted,
    /// Turned up, one in this many slots.
    Upright(usize),
}

impl TokenAxis {
    /// How many rows let every name be read.
    pub(super) fn rows_wanted(slots: usize, width: f64, size: f64) -> usize {
        let a_row = (width / (UPRIGHT_PITCH * size) - 2.0 * MARGIN)
            .floor()
            .max(1.0);
        slots.div_ceil(a_row as usize).max(1)
    }

    /// Lays `labels` out over `width` in rows of at most `a_row` slots; `left` is the room left of
    /// them that slanted names may reach into.
    pub(super) fn new(
        ruler: &Ruler,
        labels: &[TokenLabel],
        (width, left): (f64, f64),
        a_row: usize,
        size: f64,
    ) -> Self {
        let slots = labels.len();
        let a_row = a_row.max(1);
        let rows = slots.div_ceil(a_row).max(1);
        let phrases = labels.iter().any(|label| label.text.contains('\n'));
        let fewest = match rows {
            1 if phrases => FEWEST_PHRASES,
            1 => FEWEST,
            // They were broken to be wide.
            _ => 0.0,
        };
        let pitch = width / (a_row as f64 + 2.0 * MARGIN).max(fewest);
        let mut axis = Self {
            slots,
            a_row,
            rows,
            pitch,
            width,
            size,
            names: Vec::new(),
            stand: Stand::Level,
            strip: 0.0,
        };
        axis.place_names(ruler, labels, left);
        axis
    }

    fn place_names(&mut self, ruler: &Ruler, labels: &[TokenLabel], left: f64) {
        let size = self.size;
        let room = (self.pitch - 0.6 * size) / size;
        let parts = |label: &TokenLabel| -> Vec<String> {
            label.text.split('\n').map(str::to_owned).collect()
        };
        let all: Vec<Vec<String>> = labels.iter().map(parts).collect();
        let most_lines = all.iter().map(Vec::len).max().unwrap_or(1);
        let widest = ruler.widest(all.iter().flatten());
        if widest <= room {
            self.stand = Stand::Level;
            self.strip = (most_lines as f64 * LINE + 0.5) * size;
            self.names = names(labels, all, |line, _| line.to_owned());
            return;
        }
        let words = all.iter().flatten().flat_map(|phrase| phrase.split(' '));
        let widest_word = ruler.widest(words);
        if most_lines > 1 && widest_word <= room {
            let broken: Vec<Vec<String>> =
                all.iter().map(|name| broken(ruler, name, room)).collect();
            let most = broken.iter().map(Vec::len).max().unwrap_or(1);
            self.stand = Stand::Level;
            self.strip = (most as f64 * LINE + 0.5) * size;
            self.names = names(labels, broken, |line, _| line.to_owned());
            return;
        }
        let one_line = all
            .into_iter()
            .map(|lines| vec![lines.join(" | ")])
            .collect();
        let longest = if most_lines > 1 {
            2.0 * LONGEST
        } else if labels.iter().any(|label| label.text.contains(" → ")) {
            LONGEST_PAIR
        } else {
            LONGEST
        };
        if self.pitch >= SLANTED_PITCH * size {
            self.stand = Stand::Slanted;
            let first = self.x_in_row(0) + left;
            let a_row = self.a_row;
            let pitch = self.pitch;
            self.names = names(labels, one_line, |line, slot| {
                let x = first + pitch * (slot % a_row) as f64;
                let room = x * std::f64::consts::SQRT_2 / size - 0.8;
                shortened(ruler, line, longest.min(room))
            });
        } else {
            let every = (UPRIGHT_PITCH * size / self.pitch * 0.999).ceil().max(1.0) as usize;
            self.stand = Stand::Upright(every);
            self.names = names(labels, one_line, |line, _| shortened(ruler, line, longest));
        }
        let lines = self.names.iter().flat_map(|name| &name.lines);
        let widest = ruler.widest(lines);
        self.strip = match self.stand {
            Stand::Slanted => (widest / std::f64::consts::SQRT_2 + 1.5) * size,
            _ => (widest + 0.9) * size,
        };
    }

    /// The centre of a slot, from the left edge of its row.
    pub(super) fn x(&self, slot: usize) -> f64 {
        self.x_in_row(slot % self.a_row)
    }

    /// The slots of a row.
    pub(super) fn slots_of(&self, row: usize) -> std::ops::Range<usize> {
        row * self.a_row..((row + 1) * self.a_row).min(self.slots)
    }

    /// What a reader of thinned names must know.
    pub(super) fn note(&self) -> Option<String> {
        match self.stand {
            Stand::Upright(every) if every > 1 => Some(format!(
                "There is room for one name in {every}; all bars or cells are drawn. A wider or \
                 higher figure has room for more."
            )),
            _ => None,
        }
    }

    /// Writes the names of `row` under a plot that ends at `bottom`; `row_left` is where slots are
    /// counted from.
    pub(super) fn draw(
        &self,
        drawing: &mut Drawing<'_>,
        row: usize,
        (row_left, bottom): (f64, f64),
    ) {
        drawing.open("names");
        let size = self.size;
        for slot in self.slots_of(row) {
            let Some(name) = self.names.get(slot) else {
                continue;
            };
            let x = row_left + self.x(slot);
            let colour = if name.special {
                drawing.palette.weak_text
            } else {
                drawing.palette.text
            };
            let ink = |anchor: Anchor, turned: f64| Ink {
                size,
                colour,
                anchor,
                turned,
            };
            match self.stand {
                Stand::Level => {
                    for (place, line) in name.lines.iter().enumerate() {
                        let y = bottom + size * (1.3 + LINE * place as f64);
                        drawing.text((x, y), line, ink(Anchor::Middle, 0.0));
                    }
                }
                Stand::Slanted => {
                    let at = (x + 0.3 * size, bottom + 0.9 * size);
                    drawing.text(at, &name.lines.concat(), ink(Anchor::End, -45.0));
                }
                Stand::Upright(every) => {
                    if slot % every == 0 {
                        let at = (x + 0.36 * size, bottom + 0.45 * size);
                        drawing.text(at, &name.lines.concat(), ink(Anchor::End, -90.0));
                    }
                }
            }
        }
        drawing.close();
    }

    /// The place of the row's slots within its plot: where the first begins and the last ends.
    pub(super) fn stretch(&self, row: usize, plot: Rect) -> (f64, f64) {
        let slots = self.slots_of(row);
        let first = plot.left + self.x(slots.start) - self.pitch / 2.0;
        (first, first + self.pitch * slots.len() as f64)
    }

    fn x_in_row(&self, place: usize) -> f64 {
        // A few slots stand in the middle.
        let used = self.pitch * (self.a_row as f64 + 2.0 * MARGIN);
        let spare = (self.width - used).max(0.0) / 2.0;
        spare + self.pitch * (MARGIN + 0.5 + place as f64)
    }
}

/// Each phrase in at most three lines, with a sign where one ends and one begins.
fn broken(ruler: &Ruler, phrases: &[String], room: f64) -> Vec<String> {
    let mut broken: Vec<String> = Vec::new();
    for phrase in phrases {
        if !broken.is_empty() {
            broken.push("|".to_owned());
        }
        broken.extend(lines(ruler, phrase, room, 3));
    }
    broken
}

fn names(
    labels: &[TokenLabel],
    lines: Vec<Vec<String>>,
    fit: impl Fn(&str, usize) -> String,
) -> Vec<Name> {
    let both = labels.iter().zip(lines).enumerate();
    both.map(|(slot, (label, lines))| Name {
        lines: lines.iter().map(|line| fit(line, slot)).collect(),
        special: label.special,
    })
    .collect()
}
