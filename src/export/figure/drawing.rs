//! SVG, shape by shape: numbers written the same way every time, text that can be selected.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::charts::palette::{DotShape, Palette, Rgb, SeriesLook};
use crate::domain::format::strip_control_chars;

use super::fonts::{FAMILIES, Ruler, Run};
use super::rect::Rect;
use super::xml::xml_text;

/// Where a text stands to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks; its point is on its baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    pub(super) size: f64,
    pub(super) colour: Rgb,
    pub(super) anchor: Anchor,
    /// Degrees, clockwise, about its point.
    pub(super) turned: f64,
}

/// The shapes of an SVG in the order they are drawn.
pub(super) struct Drawing<'a> {
    pub(super) palette: &'static Palette,
    /// Size of the small text.
    pub(super) size: f64,
    /// Whether values are wanted above bars.
    pub(super) values: bool,
    /// Whether they had no room.
    pub(super) values_left_out: bool,
    ruler: &'a Ruler,
    body: String,
    /// The letters written, each with the family of its font.
    letters: BTreeSet<(Option<String>, char)>,
}

impl<'a> Drawing<'a> {
    /// Nothing drawn yet; small text is to have `size`.
    pub(super) fn new(ruler: &'a Ruler, palette: &'static Palette, size: f64) -> Self {
        Self {
            palette,
            size,
            values: true,
            values_left_out: false,
            ruler,
            body: String::new(),
            letters: BTreeSet::new(),
        }
    }

    pub(super) fn ruler(&self) -> &'a Ruler {
        self.ruler
    }

    /// The whole document, as large on paper as `size` says with its unit.
    pub(super) fn document(
        &self,
        (width, height): (f64, f64),
        size: &[String; 2],
        title: &str,
        metadata: &str,
    ) -> String {
        let (width, height) = (number(width), number(height));
        let [wide, high] = size;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{FAMILIES}\" \
             xml:space=\"preserve\">\n\
             <title>{}</title>\n<metadata>{}</metadata>\n<style>{}</style>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n{}</svg>\n",
            xml_text(title),
            xml_text(metadata),
            self.ruler.style_sheet(&self.letters),
            hex(self.palette.surround),
            self.body
        )
    }

    /// The width of `text`, in multiples of its font size.
    pub(super) fn width(&self, text: &str) -> f64 {
        self.ruler.width(text)
    }

    /// Opens a group; what is drawn until it is closed belongs to it.
    pub(super) fn open(&mut self, class: &str) {
        let _ = writeln!(self.body, "<g class=\"{class}\">");
    }

    /// Opens a group whose edges fall on whole pixels, so that cells leave no gaps.
    pub(super) fn open_crisp(&mut self, class: &str) {
        let _ = writeln!(
            self.body,
            "<g class=\"{class}\" shape-rendering=\"crispEdges\">"
        );
    }

    pub(super) fn close(&mut self) {
        self.body.push_str("</g>\n");
    }

    pub(super) fn fill(&mut self, place: Rect, colour: Rgb) {
        self.fill_named(place, colour, "");
    }

    /// A filled rectangle that says what it stands for when it is pointed at.
    pub(super) fn fill_named(&mut self, place: Rect, colour: Rgb, name: &str) {
        self.shape(place, &format!("fill=\"{}\"", hex(colour)), name);
    }

    /// A rectangle with an outline inside its edges, named like [`Self::fill_named`].
    pub(super) fn outlined(
        &mut self,
        place: Rect,
        fill: Option<Rgb>,
        (outline, width): (Rgb, f64),
        name: &str,
    ) {
        let inside = Rect {
            left: place.left + width / 2.0,
            top: place.top + width / 2.0,
            width: (place.width - width).max(0.0),
            height: (place.height - width).max(0.0),
        };
        let fill = fill.map_or_else(|| "none".to_owned(), hex);
        let look = format!(
            "fill=\"{fill}\" stroke=\"{}\" stroke-width=\"{}\"",
            hex(outline),
            number(width)
        );
        self.shape(inside, &look, name);
    }

    pub(super) fn line(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        (colour, width): (Rgb, f64),
        dashes: &str,
    ) {
        let dashes = dash_attribute(dashes);
        let _ = writeln!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" \
             stroke-width=\"{}\"{dashes}/>",
            number(from.0),
            number(from.1),
            number(to.0),
            number(to.1),
            hex(colour),
            number(width)
        );
    }

    /// A line through `points` that says what it stands for.
    pub(super) fn path(
        &mut self,
        points: &[(f64, f64)],
        (colour, width, opacity): (Rgb, f64, f64),
        name: &str,
    ) {
        let opacity = format!(" stroke-opacity=\"{}\"", number(opacity));
        self.polyline(points, (colour, width), &opacity, name);
    }

    /// A line through `points` in strokes and gaps (none for a whole line) that says what it stands
    /// for.
    pub(super) fn dashed_path(
        &mut self,
        points: &[(f64, f64)],
        (colour, width): (Rgb, f64),
        dashes: &str,
        name: &str,
    ) {
        self.polyline(points, (colour, width), &dash_attribute(dashes), name);
    }

    /// A filled shape with these corners that lets what is behind it through.
    pub(super) fn area(&mut self, points: &[(f64, f64)], colour: Rgb, opacity: f64) {
        let _ = writeln!(
            self.body,
            "<polygon points=\"{}\" fill=\"{}\" fill-opacity=\"{}\"/>",
            corners(points),
            hex(colour),
            number(opacity)
        );
    }

    /// A dot of a series, as large as a disc of `radius`, that says what it stands for unless
    /// `name` is empty.
    pub(super) fn dot(&mut self, (x, y): (f64, f64), radius: f64, look: SeriesLook, name: &str) {
        let fill = hex(look.colour);
        let polygon = |unit: &[(f64, f64)]| {
            let at: Vec<(f64, f64)> = unit
                .iter()
                .map(|&(right, down)| (x + right * radius, y + down * radius))
                .collect();
            format!("polygon points=\"{}\" fill=\"{fill}\"", corners(&at))
        };
        let shape = match look.dot {
            DotShape::Circle => format!(
                "circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{fill}\"",
                number(x),
                number(y),
                number(radius)
            ),
            DotShape::Square | DotShape::Diamond | DotShape::Triangle | DotShape::TriangleDown => {
                polygon(look.dot.corners())
            }
            DotShape::Cross => {
                let reach = number(radius);
                format!(
                    "path d=\"M{} {}m-{reach} -{reach}l{twice} {twice}m0 -{twice}l-{twice} {twice}\" \
                     fill=\"none\" stroke=\"{fill}\" stroke-width=\"{}\"",
                    number(x),
                    number(y),
                    number(0.55 * radius),
                    twice = number(2.0 * radius)
                )
            }
        };
        let element = shape.split(' ').next().unwrap_or_default();
        if name.is_empty() {
            let _ = writeln!(self.body, "<{shape}/>");
        } else {
            let _ = writeln!(
                self.body,
                "<{shape}><title>{}</title></{element}>",
                visible(name)
            );
        }
    }

    /// Writes `text` in one line; nothing for an empty one.
    pub(super) fn text(&mut self, (x, y): (f64, f64), text: &str, ink: Ink) {
        let runs = self.ruler.runs(&strip_control_chars(text));
        for run in &runs {
            let letters = run.text.chars().map(|c| (run.family.clone(), c));
            self.letters.extend(letters);
        }
        let turn = if ink.turned == 0.0 {
            String::new()
        } else {
            let (turned, x, y) = (number(ink.turned), number(x), number(y));
            format!(" transform=\"rotate({turned} {x} {y})\"")
        };
        let look = |anchor: Anchor, run: &Run| {
            let anchor = match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            let family = self
                .ruler
                .families(run)
                .map_or_else(String::new, |families| {
                    format!(" font-family=\"{}\"", xml_text(&families))
                });
            let (size, colour) = (number(ink.size), hex(ink.colour));
            format!("font-size=\"{size}\" fill=\"{colour}\"{anchor}{family}")
        };
        if let [run] = runs.as_slice() {
            let _ = writeln!(
                self.body,
                "<text x=\"{}\" y=\"{}\" {}{turn}>{}</text>",
                number(x),
                number(y),
                look(ink.anchor, run),
                visible(&run.text)
            );
            return;
        }
        // A run a font, side by side: a renderer that mixes fonts in one text loses letters.
        let widths = runs
            .iter()
            .map(|run| ink.size * self.ruler.width(&run.text));
        let widths: Vec<f64> = widths.collect();
        let whole: f64 = widths.iter().sum();
        let mut left = match ink.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - whole / 2.0,
            Anchor::End => x - whole,
        };
        for (run, width) in runs.iter().zip(widths) {
            // Browsers drop spaces at the start of a text.
            let words = run.text.trim_start();
            let spaces = width - ink.size * self.ruler.width(words);
            if words.is_empty() {
                left += width;
                continue;
            }
            let _ = writeln!(
                self.body,
                "<text x=\"{}\" y=\"{}\" {}{turn}>{}</text>",
                number(left + spaces),
                number(y),
                look(Anchor::Start, run),
                visible(words)
            );
            left += width;
        }
    }

    fn polyline(
        &mut self,
        points: &[(f64, f64)],
        (colour, width): (Rgb, f64),
        attribute: &str,
        name: &str,
    ) {
        let _ = writeln!(
            self.body,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{attribute} \
             stroke-linejoin=\"round\"><title>{}</title></polyline>",
            corners(points),
            hex(colour),
            number(width),
            visible(name)
        );
    }

    fn shape(&mut self, place: Rect, look: &str, name: &str) {
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {look}",
            number(place.left),
            number(place.top),
            number(place.width),
            number(place.height)
        );
        if name.is_empty() {
            self.body.push_str("/>\n");
        } else {
            let _ = writeln!(self.body, "><title>{}</title></rect>", visible(name));
        }
    }
}

fn corners(points: &[(f64, f64)]) -> String {
    let points = points.iter();
    let points: Vec<String> = points
        .map(|&(x, y)| format!("{},{}", number(x), number(y)))
        .collect();
    points.join(" ")
}

/// At most three digits behind the point, and none that say nothing.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    // Minus zero is zero.
    format!("{}", rounded + 0.0)
}

pub(super) fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn visible(text: &str) -> String {
    xml_text(&strip_control_chars(text))
}

/// The attribute that breaks a line into `dashes`; nothing for a whole line.
fn dash_attribute(dashes: &str) -> String {
    if dashes.is_empty() {
        String::new()
    } else {
        format!(" stroke-dasharray=\"{dashes}\"")
    }
}

#[cfg(test)]
mod tests {
    use crate::charts::palette::LIGHT;

    use super::*;

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        assert_eq!(number(1.0), "1");
        assert_eq!(number(-0.000_01), "0");
        assert_eq!(number(12.345_678), "12.346");
        assert_eq!(number(-2.5), "-2.5");
    }

    #[test]
    fn a_text_cannot_break_out_of_the_document() {
        assert_eq!(
            xml_text("<a b=\"c\">&\u{1}\u{FFFF}"),
            "&lt;a b=&quot;c&quot;&gt;&amp;\u{FFFD}\u{FFFD}"
        );
        let ruler = Ruler::default();
        let mut drawing = Drawing::new(&ruler, &LIGHT, 10.0);
        let ink = Ink {
            size: 10.0,
            colour: [0; 3],
            anchor: Anchor::Middle,
            turned: 0.0,
        };
        drawing.text((1.0, 2.0), "</text>\u{202e}🍕<", ink);
        let svg = drawing.document(
            (10.0, 10.0),
            &["10", "10"].map(str::to_owned),
            "]]>",
            "{\"a\":\"<\"}",
        );
        let tree = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
        let texts: String = tree
            .descendants()
            .filter(|node| node.has_tag_name("text"))
            .filter_map(|node| node.text().map(str::to_owned))
            .collect();
        assert_eq!(texts, "</text>🍕<");
    }
}
