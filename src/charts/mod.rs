//! Pictures-to-be as plain data: bars, cells, lines, labels, axis ranges.
//!
//! What a chart shows is decided here, once, for every place that draws it, and so is the colour
//! that stands for each meaning ([`palette`]: the colour of HIGH is there). [`REGISTRY`] lists every
//! chart; [`Chart`] is every kind of them. This room is pure: it must not know of pixels,
//! windows or files.

mod attention;
mod axis;
mod chart;
mod colour;
pub mod corpus;
mod curves;
mod definition;
mod dimensions;
mod drift;
mod drift_input;
pub(crate) mod geometry;
mod grid;
mod heads;
mod kinds;
mod layers;
mod legend;
mod marks;
mod matching;
mod model_comparison;
pub mod palette;
mod paper;
mod parts;
mod registry;
mod removal;
mod removal_curves;
mod rows;
mod scale;
mod sentences;
mod series;
mod shift_layers;
mod shifts;
mod strengths;
mod strengths_sentence;
mod text_strip;
mod threshold_line;
mod tiles;
mod usual;
mod word_ribbons;

pub use attention::{
    AttentionBeside, AttentionByBlock, AttentionChange, AttentionGrid, AttentionView, HeadTiles,
    OUT_OF_SIGHT, attention_grid, attention_ribbons, attention_sentence, beside_bars, block_curves,
    difference_grid, difference_sentence, head_tiles,
};
pub use axis::{Axis, Ticks};
pub use chart::Chart;
pub use curves::{Across, Curve, CurveChart, CurvePoint, ScatterPoint, SecondScale};
pub(crate) use definition::quoted;
pub use definition::{ChartContent, ChartDef, ChartLabel, Subject};
pub use dimensions::{StateDimensions, dimension_shares};
pub use drift::{
    DriftBars, DriftMatrix, DriftMeasure, drift_bars, drift_key, drift_matrix,
    random_instructions_key,
};
pub use drift_input::input_strip;
pub use grid::{CellText, GridCells, GridChart};
pub use heads::{
    LabelMoved, LabelProbabilities, LabelReasons, LensShade, LensWords, MaskCandidates,
    attribution_bars, candidate_rows, compared_label_rows, label_effect_bars, label_rows,
    lens_entropy, lens_words, moved_bars, moved_sentence,
};
pub use kinds::{Bar, BarChart, BarLook, BarSeries, Heatmap, Line, LineChart, Matrix, Share};
pub use layers::{LayerBars, LayerHeatmap, LayerLines, layer_bars, layer_heatmap, layer_lines};
#[cfg(feature = "window")]
pub(crate) use legend::line_keys;
pub use legend::{ChartKey, KeyShape, LegendEntry, LegendMark};
pub(crate) use legend::{bucket_keys, series_keys};
pub use marks::{MarkRole, ReferenceLine, TokenLabel};
pub use matching::{
    Composition, LeftOutBars, MatchDimensions, MatchGrid, StrongestPairs, TokenShares,
    composition_rows, dimension_bars, group_size, left_out_bars, match_grid, merged_note,
    pair_rows, share_bars,
};
pub use model_comparison::{
    LayerAgreement, WordScores, WordStrengths, layer_agreement, word_scores, word_strengths,
};
pub use paper::{is_judged, paper_bars};
pub use parts::{PartBars, part_bars};
pub use registry::REGISTRY;
pub use removal::{RemovalEffects, effect_bars, effects_sentence};
pub use removal_curves::{
    EffectLayers, EffectShares, effect_layers, effect_layers_sentence, effect_shares,
};
pub use rows::{Row, RowChart, RowMark, RowShape};
pub use scale::Scale;
pub use sentences::{drift_sentence, layers_sentence, models_sentence, shifts_sentence};
pub use shift_layers::{
    PairShifts, ShiftHeatmap, TotalShift, pair_shift_lines, shift_heatmap, total_shift_lines,
};
pub use shifts::{
    BothStrengths, Contributions, ShiftBars, ShiftMeasure, both_strengths, contribution_shares,
    pair_labels, pairs_of, random_words_key, shift_bars,
};
#[cfg(feature = "window")]
pub(crate) use strengths::strength_keys;
pub use strengths::{Order, ShownOfStrength, StrengthBars, strength_bars};
pub use strengths_sentence::strengths_sentence;
pub use text_strip::{StripPiece, TextStrip, text_strip};
pub use threshold_line::{QuantileAt, quantile_at};
pub use tiles::{Tile, TileChart};
pub use usual::{no_usual_range, usual_key};
pub use word_ribbons::{Ribbon, RibbonWord, WordRibbons, coloured_texts, word_ribbons};

/// The smallest and largest finite value, if there is one.
fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|value| value.is_finite())
        .fold(None, |extent, value| {
            let (low, high) = extent.unwrap_or((value, value));
            Some((f64::min(low, value), f64::max(high, value)))
        })
}
