//! Layers side by side and over one another: the paper's figure 3, a heatmap of the whole pass,
//! and each token's way through the layers.

use crate::analysis::{Analysis, Answer};

use super::kinds::bar_values;
use super::legend::{line_keys, scale_key, series_keys};
use super::scale::ROOM_ABOUT_ZERO;
use super::strengths::{labels, role_of};
use super::usual::{usual_entry, usual_note, usual_ranges};
use super::{
    Axis, Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, Heatmap,
    Line, LineChart, MarkRole, Scale, Subject, TokenLabel, extent,
};

/// The two chosen layers as grouped bars, in the order of the text.
pub fn layer_bars(analysis: &Analysis, scale: Scale) -> BarChart {
    let tokens: Vec<usize> = (0..analysis.traced.tokens.len()).collect();
    let pair = [
        (analysis.layer, MarkRole::ChosenLayer),
        (analysis.second_layer, MarkRole::LayerBeside),
    ];
    let series = pair.map(|(layer, role)| {
        let name = if layer > analysis.traced.layers() {
            // Of a text still being read.
            format!("Layer {layer} …")
        } else {
            format!("Layer {layer}")
        };
        let bar = |&token: &usize| {
            let value = scale.value(analysis, layer, token)?;
            let text = scale.text(analysis, value);
            Some(Bar {
                value,
                text,
                role,
                look: BarLook::Plain,
            })
        };
        let ranges = usual_ranges(analysis, (scale, layer), &tokens);
        BarSeries::new(name, tokens.iter().map(bar).collect()).with_ranges(ranges)
    });
    let mut axis = scale.axis(analysis, bar_values(&series));
    // Room for what is written at the ends of the bars.
    let room = if axis.min < 0.0 { ROOM_ABOUT_ZERO } else { 0.1 };
    let room = room * (axis.max - axis.min);
    axis.max += room;
    if axis.min < 0.0 {
        axis.min -= room;
    }
    BarChart {
        title: format!(
            "Layer {} beside Layer {}",
            analysis.layer, analysis.second_layer
        ),
        axis,
        labels: labels(analysis, &tokens),
        tokens,
        series: series.into(),
        reference_lines: Vec::new(),
        stacked: false,
    }
}

/// Every layer of the pass, one row per layer and one column per token.
pub fn layer_heatmap(analysis: &Analysis, scale: Scale) -> Heatmap {
    let tokens: Vec<usize> = (0..analysis.traced.tokens.len()).collect();
    // A row for every layer, also for those of a text still being read that are to come.
    let cells: Vec<Vec<Option<f64>>> = (0..=analysis.model.layers)
        .map(|layer| {
            tokens
                .iter()
                .map(|&token| scale.value(analysis, layer, token))
                .collect()
        })
        .collect();
    let values = || cells.iter().flatten().flatten().copied();
    let (axis, centred) = colour_axis(scale, analysis, values());
    Heatmap {
        title: "Every layer of the pass".to_owned(),
        axis,
        centred,
        labels: labels(analysis, &tokens),
        cells,
        texts: Vec::new(),
        chosen_row: analysis.layer,
    }
}

/// What the colours of `values` mean, and whether 0 is their middle.
pub(super) fn colour_axis(
    scale: Scale,
    analysis: &Analysis,
    values: impl Iterator<Item = f64> + Clone,
) -> (Axis, bool) {
    let mut axis = scale.axis(analysis, values.clone());
    let centred = scale == Scale::ZScore;
    if centred {
        let reach = axis.max.max(-axis.min);
        (axis.min, axis.max) = (-reach, reach);
    } else if let Some((low, _)) = extent(values) {
        // A colour has no length: the scale may start where the values do.
        axis.min = low;
    }
    (axis, centred)
}

/// Each token's way through the layers.
pub fn layer_lines(analysis: &Analysis, scale: Scale) -> LineChart {
    let layers = analysis.model.layers;
    let scores = &analysis.at_layer().tokens;
    let lines: Vec<Line> = analysis
        .traced
        .tokens
        .iter()
        .zip(scores)
        .map(|(token, score)| Line {
            label: TokenLabel::new(token, &analysis.traced.text),
            token: token.index,
            values: (0..=layers)
                .map(|layer| scale.value(analysis, layer, token.index))
                .collect(),
            role: role_of(score.as_ref()),
        })
        .collect();
    let values = || {
        lines
            .iter()
            .flat_map(|line| line.values.iter().flatten().copied())
    };
    let mut axis = scale.axis(analysis, values());
    if let Some((low, high)) = extent(values()) {
        // Lines are read by position, not by length: the axis follows the values.
        let room = 0.05 * (high - low).max(1e-9);
        (axis.min, axis.max) = (low - room, high + room);
    }
    LineChart {
        title: "Each token through the layers".to_owned(),
        axis,
        layers,
        lines,
        marked: [analysis.layer, analysis.second_layer],
    }
}

/// Why raw norms of two layers are not set beside one another.
fn raw_note(scale: Scale) -> Option<&'static str> {
    (scale == Scale::Raw).then_some(
        "Raw norms of two layers are not comparable: each layer has its own LayerNorm weights. \
         Compare z-scores or ranks.",
    )
}

/// The two chosen layers side by side: the paper's figure 3.
#[derive(Debug, Clone, Copy)]
pub struct LayerBars(pub Scale);

impl ChartDef for LayerBars {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            Scale::Raw => ("two-layers", "Two layers side by side, raw norms"),
            Scale::ZScore => ("two-layers-z", "Two layers side by side, z-scores"),
            Scale::Rank => ("two-layers-rank", "Two layers side by side, ranks"),
        };
        Subject::Text.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let analysis = answer.analysis()?;
        let bars = layer_bars(analysis, self.0);
        let title = format!("{}, {}", bars.title, self.0.name());
        let usual = usual_entry(analysis, &bars);
        let keys = series_keys(&bars).into_iter().chain(usual).collect();
        let usual = usual_note(analysis, &bars).filter(|_| self.0 == Scale::Raw);
        let content = ChartContent::new(title, keys, vec![Chart::Bars(bars)]);
        Some(content.with_notes(raw_note(self.0)).with_notes(usual))
    }
}

/// Every layer of the pass.
#[derive(Debug, Clone, Copy)]
pub struct LayerHeatmap(pub Scale);

impl ChartDef for LayerHeatmap {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            Scale::Raw => ("heatmap", "Every layer as cells, raw norms"),
            Scale::ZScore => ("heatmap-z", "Every layer as cells, z-scores"),
            Scale::Rank => ("heatmap-rank", "Every layer as cells, ranks"),
        };
        Subject::Text.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let cells = layer_heatmap(answer.analysis()?, self.0);
        let title = format!("{}, {}", cells.title, self.0.name());
        let keys = vec![scale_key(&cells)];
        let content = ChartContent::new(title, keys, vec![Chart::Heatmap(cells)]);
        Some(content.with_notes(raw_note(self.0)))
    }
}

/// Each token's way through the layers.
#[derive(Debug, Clone, Copy)]
pub struct LayerLines(pub Scale);

impl ChartDef for LayerLines {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            Scale::Raw => ("lines", "Each token through the layers, raw norms"),
            Scale::ZScore => ("lines-z", "Each token through the layers, z-scores"),
            Scale::Rank => ("lines-rank", "Each token through the layers, ranks"),
        };
        Subject::Text.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let analysis = answer.analysis()?;
        let lines = layer_lines(analysis, self.0);
        let title = format!("{}, {}", lines.title, self.0.name());
        let keys = line_keys(&lines, analysis.layer);
        let content = ChartContent::new(title, keys, vec![Chart::Lines(lines)]);
        Some(content.with_notes(raw_note(self.0)))
    }
}
