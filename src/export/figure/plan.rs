//! Where plots begin and end, so that the charts of a figure line up; how many rows each chart takes
//! and how high they are.

use crate::charts::Chart;
use crate::domain::format::with_minus;

use super::bars::ranges_note;
use super::contents::Figure;
use super::fonts::Ruler;
use super::grid;
use super::heatmap::words_note;
use super::matrix::header_height;
use super::rows;
use super::style::FigureStyle;
use super::tiles;
use super::token_axis::TokenAxis;

/// Space around everything, in sizes of the small text.
pub(super) const MARGIN: f64 = 1.0;

/// The edges that all charts of a figure share.
pub(super) struct Columns {
    /// The left edge of everything.
    pub(super) outer_left: f64,
    /// The left edge of plots.
    pub(super) left: f64,
    /// The right edge of plots.
    pub(super) right: f64,
    /// Size of the small text.
    pub(super) size: f64,
}

impl Columns {
    pub(super) fn new(ruler: &Ruler, figure: &Figure, style: &FigureStyle) -> Self {
        let size = style.text_size;
        let ticks = |chart: &Chart| -> f64 {
            if let Chart::Heatmap(heatmap) = chart {
                return ruler.width(&heatmap.cells.len().to_string());
            }
            chart.axis().map_or(0.0, |axis| {
                let marks = axis.marks(12).into_iter();
                ruler.widest(marks.map(|mark| with_minus(&axis.ticks.text(mark))))
            })
        };
        let widest = figure.charts.iter().map(ticks).fold(0.0, f64::max);
        let mut charts = figure.charts.iter();
        let named = charts.any(|chart| !chart.axis_name().is_empty());
        let title = if named { 1.7 } else { 0.0 };
        let has_reference_lines = figure.charts.iter().any(|chart| match chart {
            Chart::Bars(chart) => !chart.reference_lines.is_empty(),
            _ => false,
        });
        let signs = if has_reference_lines { 1.1 } else { 0.2 };
        let outer_left = MARGIN * size;
        Self {
            outer_left,
            left: outer_left + (title + widest + 0.7) * size,
            right: f64::from(style.width) - (MARGIN + signs) * size,
            size,
        }
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// Between two rows of a chart, and between two charts, in sizes of the small text.
pub(super) const GAP: f64 = 0.9;

/// One chart with its rows and heights decided.
pub(super) struct Plan<'a> {
    pub(super) chart: &'a Chart,
    pub(super) tokens: Option<TokenAxis>,
    pub(super) heading: bool,
    /// Whether the name of the y axis stands above the plot instead of beside it.
    pub(super) name_above: bool,
    /// Height of the plot of each row.
    pub(super) plot: f64,
    /// What is under (or, for a matrix, over) each plot.
    pub(super) strip: f64,
    size: f64,
}

impl Plan<'_> {
    /// What a reader must know of what has no room.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        let tokens = self.tokens.as_ref();
        let left_out = tokens.and_then(|of| match self.chart {
            Chart::Bars(chart) => ranges_note(chart, of, self.size),
            Chart::Heatmap(chart) => words_note(chart, of, self.size),
            _ => None,
        });
        tokens.and_then(TokenAxis::note).into_iter().chain(left_out)
    }

    pub(super) fn rows(&self) -> usize {
        self.tokens.as_ref().map_or(1, |tokens| tokens.rows)
    }

    pub(super) fn head(&self) -> f64 {
        let heading = if self.heading { 1.9 } else { 0.0 };
        let name = if self.name_above { 1.5 } else { 0.0 };
        (heading + name) * self.size
    }

    fn around(&self) -> f64 {
        self.head() + self.rows() as f64 * (self.strip + GAP * self.size)
    }

    pub(super) fn height(&self) -> f64 {
        self.around() + self.rows() as f64 * self.plot
    }

    /// The least and the natural height of the plot of a row.
    fn plots(&self, width: f64) -> (f64, f64) {
        let size = self.size;
        let several = self.rows() > 1;
        match self.chart {
            Chart::Bars(_) if several => (5.0 * size, 9.0 * size),
            Chart::Bars(_) => (6.0 * size, (15.0 * size).max(0.27 * width)),
            Chart::Heatmap(heatmap) if has_words(self.chart) => {
                let height = 1.7 * heatmap.cells.len() as f64 * size;
                (0.7 * height, height)
            }
            Chart::Heatmap(heatmap) => {
                let layers = heatmap.cells.len() as f64;
                let natural = if several {
                    (0.85 * layers).clamp(6.0, 18.0)
                } else {
                    (1.8 * layers).clamp(12.0, 30.0)
                };
                ((0.4 * layers).max(4.0) * size, natural * size)
            }
            Chart::Lines(_) | Chart::Curves(_) => (9.0 * size, (20.0 * size).max(0.36 * width)),
            Chart::Rows(chart) => {
                let (rows, around) = rows::heights(chart);
                ((rows::LEAST * rows + around) * size, (rows + around) * size)
            }
            Chart::Matrix(matrix) => {
                let count = matrix.names.len() as f64;
                (1.5 * count * size, 2.6 * count * size)
            }
            Chart::Grid(chart) => {
                let (least, natural) = grid::heights(chart);
                (least * size, natural * size)
            }
            Chart::Tiles(chart) => {
                let (least, natural) = tiles::heights(chart, width / size);
                (least * size, natural * size)
            }
            Chart::Shares(shares) => {
                let count = shares.len() as f64;
                (2.0 * count * size, 2.6 * count * size)
            }
        }
    }
}

/// How far apart columns are whose cells have words in them, in text sizes.
const WORD_PITCH: f64 = 4.6;

/// Whether words stand in the cells of `chart`.
fn has_words(chart: &Chart) -> bool {
    matches!(chart, Chart::Heatmap(heatmap) if !heatmap.texts.is_empty())
}

/// Decides rows and heights; returns the least height that the plans could have.
pub(super) fn plans<'a>(
    ruler: &Ruler,
    figure: &'a Figure,
    columns: &Columns,
    room: f64,
    fill: bool,
) -> (Vec<Plan<'a>>, f64) {
    let size = columns.size;
    // Charts over one another have slots of the same width.
    let counts = figure
        .charts
        .iter()
        .filter_map(Chart::labels)
        .map(<[_]>::len);
    let slots = counts.max().unwrap_or(0);
    let mut rows = TokenAxis::rows_wanted(slots, columns.width(), size);
    if figure.charts.iter().any(has_words) {
        let a_row = (columns.width() / (WORD_PITCH * size)).floor().max(1.0);
        rows = rows.max(slots.div_ceil(a_row as usize));
    }
    loop {
        let a_row = slots.div_ceil(rows).max(1);
        let mut plans: Vec<Plan<'_>> = figure
            .charts
            .iter()
            .map(|chart| plan(ruler, figure, chart, columns, a_row))
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
            let name = ruler.width(plan.chart.axis_name()) * size;
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
    chart: &'a Chart,
    columns: &Columns,
    a_row: usize,
) -> Plan<'a> {
    let size = columns.size;
    let sides = (columns.width(), columns.left - columns.outer_left);
    let tokens = chart
        .labels()
        .map(|labels| TokenAxis::new(ruler, labels, sides, a_row, size));
    let strip = match (chart, &tokens) {
        (_, Some(tokens)) => tokens.strip,
        (Chart::Lines(_) | Chart::Curves(_), None) => 2.8 * size,
        (Chart::Matrix(matrix), None) => {
            let whole = columns.right - columns.outer_left;
            header_height(ruler, matrix, whole, size)
        }
        (Chart::Grid(chart), None) => grid::header_height(ruler, chart, size),
        (Chart::Tiles(_), None) => tiles::header_height(size),
        _ => 0.0,
    };
    Plan {
        chart,
        tokens,
        heading: figure.charts.len() > 1,
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
