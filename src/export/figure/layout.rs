//! Where everything stands: header, charts in rows, footer; as high as needed or as high as asked.

use crate::charts::palette::Palette;
use crate::charts::{Axis, TokenLabel};

use super::bars::draw_bars;
use super::drawing::{Anchor, Drawing, Ink, Place};
use super::fonts::Ruler;
use super::header::Block;
use super::heatmap::draw_heatmap;
use super::lines::draw_lines;
use super::matrix::{draw_matrix, header_height};
use super::shares::draw_shares;
use super::token_axis::TokenAxis;
use super::{Figure, FigureError, FigureStyle, Panel};

/// Space around everything, in sizes of the small text.
const MARGIN: f64 = 1.0;
/// Between two rows of a chart, and between two charts.
const GAP: f64 = 0.9;

/// The figure as an SVG document.
///
/// # Errors
/// A style out of range, or a height that the content does not fit.
pub fn svg_from_figure(figure: &Figure, style: &FigureStyle) -> Result<String, FigureError> {
    Ok(drawn(figure, style)?.0)
}

/// The document and its height at scale 1.
pub(super) fn drawn(figure: &Figure, style: &FigureStyle) -> Result<(String, f64), FigureError> {
    style.check()?;
    let ruler = Ruler::default();
    let size = style.text_size;
    let width = f64::from(style.width) - 2.0 * MARGIN * size;
    let above = Block::above(&ruler, figure, width, size);
    let columns = Columns::of(&ruler, figure, style);
    let fixed = 2.0 * MARGIN * size + above.height;
    // A height that follows the content is rounded up to whole pixels.
    let most = style.height.unwrap_or(style.highest - 1);
    let mut notes: Vec<String> = Vec::new();
    let mut below = Block::below(&ruler, figure, &notes, width, size);
    let room = f64::from(most) - fixed - below.height;
    let (mut plans, mut needed) = plans(&ruler, figure, &columns, room, style.height.is_some());
    for note in plans.iter().filter_map(|plan| plan.tokens.as_ref()?.note()) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    if !notes.is_empty() {
        // The notes take room of their own.
        below = Block::below(&ruler, figure, &notes, width, size);
        let room = f64::from(most) - fixed - below.height;
        (plans, needed) = self::plans(&ruler, figure, &columns, room, style.height.is_some());
    }
    let needed = (needed + fixed + below.height).ceil() as u32;
    if needed > most && style.height.is_some() {
        return Err(FigureError::TooLow {
            given: most,
            needed,
        });
    }
    let mut drawing = Drawing::new(&ruler);
    let palette = style.theme.palette();
    let left = MARGIN * size;
    above.draw(&mut drawing, palette, (left, left), size);
    let mut y = left + above.height;
    for plan in &plans {
        let frame = Frame {
            palette,
            size,
            columns: &columns,
        };
        frame.draw(&mut drawing, plan, y);
        y += plan.height();
    }
    let content = y + below.height + MARGIN * size;
    let height = style.height.map_or(content.ceil(), f64::from);
    let foot_top = height - below.height - MARGIN * size;
    below.draw(&mut drawing, palette, (left, foot_top), size);
    let extent = (f64::from(style.width), height);
    let background = palette.surround;
    let document = drawing.document(
        extent,
        background,
        &figure.title,
        &figure.recipe.json(style),
    );
    Ok((document, height))
}

/// Where plots begin and end, the same for all charts of a figure, so that they line up.
pub(super) struct Columns {
    /// The left edge of everything.
    outer_left: f64,
    /// The left edge of plots.
    left: f64,
    /// The right edge of plots.
    right: f64,
    size: f64,
}

impl Columns {
    fn of(ruler: &Ruler, figure: &Figure, style: &FigureStyle) -> Self {
        let size = style.text_size;
        let ticks = |panel: &Panel| -> f64 {
            let widths = match panel {
                Panel::Heatmap(heatmap) => vec![ruler.width(&heatmap.cells.len().to_string())],
                other => other.axis().map_or_else(Vec::new, |axis| {
                    let marks = axis.marks(12).into_iter();
                    marks
                        .map(|mark| ruler.width(&with_minus(&axis.ticks.text(mark))))
                        .collect()
                }),
            };
            widths.into_iter().fold(0.0, f64::max)
        };
        let widest = figure.panels.iter().map(ticks).fold(0.0, f64::max);
        let named = figure
            .panels
            .iter()
            .any(|panel| !panel.axis_name().is_empty());
        let title = if named { 1.7 } else { 0.0 };
        let has_rules = figure.panels.iter().any(|panel| match panel {
            Panel::Bars(chart) => !chart.rules.is_empty(),
            _ => false,
        });
        let outer_left = MARGIN * size;
        Self {
            outer_left,
            left: outer_left + (title + widest + 0.7) * size,
            right: f64::from(style.width) - (MARGIN + if has_rules { 1.1 } else { 0.2 }) * size,
            size,
        }
    }

    fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// One chart with its rows and heights decided.
struct Plan<'a> {
    panel: &'a Panel,
    tokens: Option<TokenAxis>,
    heading: bool,
    /// Whether the name of the y axis stands above the plot instead of beside it.
    name_above: bool,
    /// Height of the plot of each row.
    plot: f64,
    /// What is under (or, for a matrix, over) each plot.
    strip: f64,
    size: f64,
}

impl Plan<'_> {
    fn rows(&self) -> usize {
        self.tokens.as_ref().map_or(1, |tokens| tokens.rows)
    }

    fn head(&self) -> f64 {
        let heading = if self.heading { 1.9 } else { 0.0 };
        let name = if self.name_above { 1.5 } else { 0.0 };
        (heading + name) * self.size
    }

    fn around(&self) -> f64 {
        self.head() + self.rows() as f64 * (self.strip + GAP * self.size)
    }

    fn height(&self) -> f64 {
        self.around() + self.rows() as f64 * self.plot
    }

    /// The least and the natural height of the plot of a row.
    fn plots(&self, width: f64) -> (f64, f64) {
        let size = self.size;
        let several = self.rows() > 1;
        match self.panel {
            Panel::Bars(_) if several => (5.0 * size, 9.0 * size),
            Panel::Bars(_) => (6.0 * size, (15.0 * size).max(0.27 * width)),
            Panel::Heatmap(heatmap) => {
                let layers = heatmap.cells.len() as f64;
                let natural = if several {
                    (0.85 * layers).clamp(6.0, 18.0)
                } else {
                    (1.8 * layers).clamp(12.0, 30.0)
                };
                ((0.4 * layers).max(4.0) * size, natural * size)
            }
            Panel::Lines(_) => (9.0 * size, (20.0 * size).max(0.36 * width)),
            Panel::Matrix(matrix) => {
                let count = matrix.names.len() as f64;
                (1.5 * count * size, 2.6 * count * size)
            }
            Panel::Shares(shares) => {
                let count = shares.len() as f64;
                (2.0 * count * size, 2.6 * count * size)
            }
        }
    }
}

/// Decides rows and heights; returns the least height that the plans could have.
fn plans<'a>(
    ruler: &Ruler,
    figure: &'a Figure,
    columns: &Columns,
    room: f64,
    fill: bool,
) -> (Vec<Plan<'a>>, f64) {
    let size = columns.size;
    // Panels over one another have slots of the same width.
    let counts = figure.panels.iter().filter_map(labels).map(<[_]>::len);
    let slots = counts.max().unwrap_or(0);
    let mut rows = TokenAxis::rows_wanted(slots, columns.width(), size);
    loop {
        let a_row = slots.div_ceil(rows).max(1);
        let mut plans: Vec<Plan<'_>> = figure
            .panels
            .iter()
            .map(|panel| plan(ruler, figure, panel, columns, a_row))
            .collect();
        let least: f64 = plans
            .iter()
            .map(|plan| plan.around() + plan.rows() as f64 * plan.plots(columns.width()).0)
            .sum();
        if least > room && rows > 1 {
            // Fewer names rather than a figure that no page holds.
            rows -= 1;
            continue;
        }
        share_heights(&mut plans, columns.width(), room, fill);
        let too_long = plans.iter_mut().filter(|plan| {
            let span = plan.rows() as f64 * (plan.plot + plan.strip) - plan.strip;
            let name = ruler.width(plan.panel.axis_name()) * size;
            !plan.name_above && name > span
        });
        let mut changed = false;
        for plan in too_long {
            plan.name_above = true;
            changed = true;
        }
        if changed {
            share_heights(&mut plans, columns.width(), room, fill);
        }
        return (plans, least);
    }
}

fn plan<'a>(
    ruler: &Ruler,
    figure: &Figure,
    panel: &'a Panel,
    columns: &Columns,
    a_row: usize,
) -> Plan<'a> {
    let size = columns.size;
    let sides = (columns.width(), columns.left - columns.outer_left);
    let tokens = labels(panel).map(|labels| TokenAxis::new(ruler, labels, sides, a_row, size));
    let strip = match (panel, &tokens) {
        (_, Some(tokens)) => tokens.strip,
        (Panel::Lines(_), None) => 2.8 * size,
        (Panel::Matrix(matrix), None) => {
            let whole = columns.right - columns.outer_left;
            header_height(ruler, matrix, whole, size)
        }
        _ => 0.0,
    };
    Plan {
        panel,
        tokens,
        heading: figure.panels.len() > 1,
        name_above: false,
        plot: 0.0,
        strip,
        size,
    }
}

/// Natural heights; stretched or squeezed between least and natural if the figure has a height of
/// its own or would get too high.
fn share_heights(plans: &mut [Plan<'_>], width: f64, room: f64, fill: bool) {
    let around: f64 = plans.iter().map(Plan::around).sum();
    let sum = |which: &dyn Fn((f64, f64)) -> f64| -> f64 {
        let each = plans.iter();
        each.map(|plan| plan.rows() as f64 * which(plan.plots(width)))
            .sum()
    };
    let (least, natural) = (sum(&|plots| plots.0), sum(&|plots| plots.1));
    let left = room - around;
    for plan in plans {
        let (lowest, usual) = plan.plots(width);
        plan.plot = if left >= natural {
            if fill { usual * left / natural } else { usual }
        } else {
            let share = ((left - least) / (natural - least).max(1e-9)).clamp(0.0, 1.0);
            lowest + (usual - lowest) * share
        };
    }
}

fn labels(panel: &Panel) -> Option<&[TokenLabel]> {
    match panel {
        Panel::Bars(chart) => Some(&chart.labels),
        Panel::Heatmap(heatmap) => Some(&heatmap.labels),
        _ => None,
    }
}

/// What drawing a chart needs to know.
pub(super) struct Frame<'a> {
    pub(super) palette: &'a Palette,
    /// Size of the small text.
    pub(super) size: f64,
    columns: &'a Columns,
}

impl Frame<'_> {
    fn draw(&self, drawing: &mut Drawing<'_>, plan: &Plan<'_>, top: f64) {
        let size = self.size;
        if plan.heading {
            self.heading(drawing, plan.panel, top);
        }
        let first = top + plan.head();
        let step = plan.plot + plan.strip + GAP * size;
        let plots: Vec<Place> = (0..plan.rows())
            .map(|row| Place {
                left: self.columns.left,
                top: first + row as f64 * step,
                width: self.columns.width(),
                height: plan.plot,
            })
            .collect();
        self.axis_name(drawing, plan, &plots);
        match (plan.panel, &plan.tokens) {
            (Panel::Bars(chart), Some(tokens)) => draw_bars(drawing, self, chart, tokens, &plots),
            (Panel::Heatmap(heatmap), Some(tokens)) => {
                draw_heatmap(drawing, self, heatmap, tokens, &plots);
            }
            (Panel::Lines(chart), _) => {
                if let Some(&plot) = plots.first() {
                    draw_lines(drawing, self, chart, plot);
                }
            }
            (Panel::Matrix(matrix), _) => {
                let place = self.whole(first, plan.plot + plan.strip);
                draw_matrix(drawing, self, matrix, place, plan.strip);
            }
            (Panel::Shares(shares), _) => {
                draw_shares(drawing, self, shares, self.whole(first, plan.plot));
            }
            (Panel::Bars(_) | Panel::Heatmap(_), None) => {}
        }
    }

    fn whole(&self, top: f64, height: f64) -> Place {
        Place {
            left: self.columns.outer_left,
            top,
            width: self.columns.right - self.columns.outer_left,
            height,
        }
    }

    fn heading(&self, drawing: &mut Drawing<'_>, panel: &Panel, top: f64) {
        let size = self.size;
        let baseline = top + 1.25 * size;
        let left = self.columns.outer_left;
        drawing.text((left, baseline), panel.title(), self.ink(Anchor::Start));
        let Panel::Bars(chart) = panel else { return };
        if let Some(rule) = chart.rules.first() {
            let right = self.columns.right;
            drawing.text((right, baseline), &rule.text, self.ink(Anchor::End));
        }
    }

    /// The name of the y axis, once for all rows.
    fn axis_name(&self, drawing: &mut Drawing<'_>, plan: &Plan<'_>, plots: &[Place]) {
        let size = self.size;
        let name = plan.panel.axis_name();
        let (Some(first), Some(last)) = (plots.first(), plots.last()) else {
            return;
        };
        if plan.name_above {
            let at = (self.columns.outer_left, first.top - 0.5 * size);
            drawing.text(at, name, self.ink(Anchor::Start));
        } else {
            let ink = Ink {
                turned: -90.0,
                ..self.ink(Anchor::Middle)
            };
            let middle = f64::midpoint(first.top, last.bottom());
            drawing.text((self.columns.outer_left + 0.9 * size, middle), name, ink);
        }
    }

    /// The width of a line that is 1 wide beside text of the usual size.
    pub(super) fn unit(&self) -> f64 {
        (self.size / 12.0).max(0.75)
    }

    /// Small text in the colour of text.
    pub(super) fn ink(&self, anchor: Anchor) -> Ink {
        Ink {
            size: self.size,
            colour: self.palette.text,
            anchor,
            turned: 0.0,
        }
    }

    /// Background, grid lines and numbers of a plot.
    pub(super) fn plot(&self, drawing: &mut Drawing<'_>, axis: &Axis, place: Place) {
        let size = self.size;
        drawing.open("axis");
        drawing.fill(place, self.palette.paper);
        let reach = (axis.max - axis.min).max(1e-9);
        for mark in axis.marks((place.height / (2.2 * size)) as usize) {
            let text = axis.ticks.text(mark);
            let y = place.bottom() - (mark - axis.min) / reach * place.height;
            let inside = place.top - 0.5 <= y && y <= place.bottom() + 0.5;
            if text.is_empty() || !inside {
                continue;
            }
            let (from, to) = ((place.left, y), (place.right(), y));
            drawing.line(from, to, (self.palette.grid, self.unit()), "");
            let at = (place.left - 0.4 * size, y + 0.36 * size);
            drawing.text(at, &with_minus(&text), self.ink(Anchor::End));
        }
        drawing.close();
    }
}

/// A number with a true minus instead of a hyphen.
pub(super) fn with_minus(number: &str) -> String {
    number.replacen('-', "\u{2212}", 1)
}
