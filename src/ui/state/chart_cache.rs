//! The charts of the views, built anew only when what they are made of changes.
//!
//! A frame asks for its charts by what goes into them; what was built for the same is given again.

use std::sync::Arc;

use crate::analysis::matching::{MatchRanking, RankedPassage};
use crate::analysis::paper::PaperReport;
use crate::analysis::{
    Analysis, Attention, Comparison, Drift, Effects, Labelled, Lens, Match, ModelComparison,
};
use crate::charts::corpus::{
    TopList, baseline_curves, baseline_dots, chance_curves, chance_rows, confound_curve,
    distribution_boxes, effect_curves, high_among_kinds, kinds_among_high, removal_curves,
    removed_shares, settling_curves, top_rows,
};
use crate::charts::{
    AttentionView, BarChart, CurveChart, DriftMeasure, GridChart, Heatmap, LensShade, LineChart,
    Matrix, RibbonWord, RowChart, Scale, ShiftMeasure, StrengthBars, TextStrip, TileChart,
    WordRibbons, attention_grid, attention_ribbons, attribution_bars, beside_bars, block_curves,
    both_strengths, candidate_rows, coloured_texts, compared_label_rows, composition_rows,
    difference_grid, difference_sentence, dimension_bars, dimension_shares, drift_bars,
    drift_matrix, effect_bars, effect_layers, effect_shares, head_tiles, input_strip,
    label_effect_bars, label_rows, layer_agreement, layer_bars, layer_heatmap, layer_lines,
    left_out_bars, lens_entropy, lens_words, match_grid, moved_bars, pair_rows, pair_shift_lines,
    paper_bars, part_bars, shift_bars, shift_heatmap, strength_bars, text_strip, total_shift_lines,
    word_ribbons, word_scores, word_strengths,
};
use crate::domain::attention::ReceivedKind;
use crate::domain::corpus::{Confound, Findings, TokenOrder};

use super::memo::{ByIdentity, Memo};

/// The newest chart of each kind.
#[derive(Default)]
pub(in crate::ui) struct ChartCache {
    strengths: Memo<(ByIdentity<Analysis>, StrengthBars), BarChart>,
    parts: Memo<ByIdentity<Analysis>, Option<BarChart>>,
    dimensions: Memo<ByIdentity<Analysis>, Option<Arc<GridChart>>>,
    effects: Memo<ByIdentity<Effects>, EffectCharts>,
    text_strip: Memo<(ByIdentity<Analysis>, Scale), TextStrip>,
    layer_bars: Memo<(ByIdentity<Analysis>, Scale), BarChart>,
    layer_heatmap: Memo<(ByIdentity<Analysis>, Scale), Heatmap>,
    layer_lines: Memo<(ByIdentity<Analysis>, Scale), LineChart>,
    both_strengths: Memo<ByIdentity<Comparison>, [BarChart; 2]>,
    shifts: Memo<(ByIdentity<Comparison>, ShiftMeasure, bool), BarChart>,
    shift_heatmap: Memo<ByIdentity<Comparison>, Heatmap>,
    total_shift: Memo<ByIdentity<Comparison>, LineChart>,
    pair_shifts: Memo<ByIdentity<Comparison>, LineChart>,
    drift: Memo<(ByIdentity<Drift>, DriftMeasure), BarChart>,
    drift_input: Memo<ByIdentity<Drift>, Option<TextStrip>>,
    drift_matrix: Memo<(ByIdentity<Drift>, DriftMeasure), Matrix>,
    word_strengths: Memo<ByIdentity<ModelComparison>, [BarChart; 2]>,
    word_scores: Memo<(ByIdentity<ModelComparison>, Scale), BarChart>,
    agreement: Memo<ByIdentity<ModelComparison>, Heatmap>,
    attention_ribbons: Memo<(ByIdentity<Attention>, bool), WordRibbons>,
    attention_tiles: Memo<ByIdentity<Attention>, Option<Arc<TileChart>>>,
    attention_grids: Memo<(ByIdentity<Attention>, AttentionView), AttentionGrids>,
    attention_beside: Memo<(ByIdentity<Attention>, ReceivedKind, bool), Vec<Option<BarChart>>>,
    attention_curves: Memo<ByIdentity<Attention>, Vec<CurveChart>>,
    match_grid: Memo<(ByIdentity<Match>, bool), GridChart>,
    match_charts: Memo<ByIdentity<Match>, MatchCharts>,
    hit_words: Memo<ByIdentity<MatchRanking>, Vec<Vec<RibbonWord>>>,
    lens: Memo<(ByIdentity<Lens>, LensShade), LensCharts>,
    labels: Memo<ByIdentity<Labelled>, LabelCharts>,
    paper: Memo<ByIdentity<PaperReport>, Vec<Vec<BarChart>>>,
    /// The charts of many texts.
    pub(in crate::ui) corpus: CorpusChartCache,
}

/// The charts of one lens.
pub(in crate::ui) struct LensCharts {
    pub(in crate::ui) words: Heatmap,
    pub(in crate::ui) entropy: BarChart,
    pub(in crate::ui) strengths: BarChart,
    /// Of the masks, where there are any.
    pub(in crate::ui) candidates: Option<RowChart>,
}

/// The charts of the labels of one text.
pub(in crate::ui) struct LabelCharts {
    pub(in crate::ui) labels: RowChart,
    /// Of the text that the label is moved to.
    pub(in crate::ui) compared: Option<RowChart>,
    /// What moves it there.
    pub(in crate::ui) moved: Option<BarChart>,
    pub(in crate::ui) attributions: BarChart,
    pub(in crate::ui) effects: BarChart,
    pub(in crate::ui) strengths: BarChart,
}

impl ChartCache {
    pub(in crate::ui) fn lens(&mut self, of: &Arc<Lens>, shade: LensShade) -> Arc<LensCharts> {
        self.lens.get((ByIdentity::new(of), shade), || LensCharts {
            words: lens_words(of, shade),
            entropy: lens_entropy(of),
            strengths: strength_bars(&of.analysis, StrengthBars::default()),
            candidates: of.masked().next().map(|_| candidate_rows(of)),
        })
    }

    pub(in crate::ui) fn labels(&mut self, of: &Arc<Labelled>) -> Arc<LabelCharts> {
        self.labels.get(ByIdentity::new(of), || LabelCharts {
            labels: label_rows(of),
            compared: compared_label_rows(of),
            moved: moved_bars(of),
            attributions: attribution_bars(of),
            effects: label_effect_bars(of),
            strengths: strength_bars(&of.analysis, StrengthBars::default()),
        })
    }

    pub(in crate::ui) fn strengths(
        &mut self,
        of: &Arc<Analysis>,
        look: StrengthBars,
    ) -> Arc<BarChart> {
        let make = || strength_bars(of, look);
        self.strengths.get((ByIdentity::new(of), look), make)
    }

    /// `None` where it is not known what the strengths are made of.
    pub(in crate::ui) fn parts(&mut self, of: &Arc<Analysis>) -> Arc<Option<BarChart>> {
        self.parts.get(ByIdentity::new(of), || part_bars(of))
    }

    /// `None` where hidden states were not kept.
    pub(in crate::ui) fn dimensions(&mut self, of: &Arc<Analysis>) -> Option<Arc<GridChart>> {
        let make = || dimension_shares(of).map(Arc::new);
        let chart = self.dimensions.get(ByIdentity::new(of), make);
        chart.as_ref().clone()
    }

    pub(in crate::ui) fn effects(&mut self, of: &Arc<Effects>) -> Arc<EffectCharts> {
        self.effects
            .get(ByIdentity::new(of), || EffectCharts::new(of))
    }

    pub(in crate::ui) fn text_strip(&mut self, of: &Arc<Analysis>, scale: Scale) -> Arc<TextStrip> {
        let make = || text_strip(of, scale);
        self.text_strip.get((ByIdentity::new(of), scale), make)
    }

    pub(in crate::ui) fn drift_input(&mut self, of: &Arc<Drift>) -> Arc<Option<TextStrip>> {
        self.drift_input
            .get(ByIdentity::new(of), || input_strip(of))
    }

    pub(in crate::ui) fn layer_bars(&mut self, of: &Arc<Analysis>, scale: Scale) -> Arc<BarChart> {
        let make = || layer_bars(of, scale);
        self.layer_bars.get((ByIdentity::new(of), scale), make)
    }

    pub(in crate::ui) fn layer_heatmap(
        &mut self,
        of: &Arc<Analysis>,
        scale: Scale,
    ) -> Arc<Heatmap> {
        let make = || layer_heatmap(of, scale);
        self.layer_heatmap.get((ByIdentity::new(of), scale), make)
    }

    pub(in crate::ui) fn layer_lines(
        &mut self,
        of: &Arc<Analysis>,
        scale: Scale,
    ) -> Arc<LineChart> {
        let make = || layer_lines(of, scale);
        self.layer_lines.get((ByIdentity::new(of), scale), make)
    }

    /// A's and B's.
    pub(in crate::ui) fn both_strengths(&mut self, of: &Arc<Comparison>) -> Arc<[BarChart; 2]> {
        self.both_strengths
            .get(ByIdentity::new(of), || both_strengths(of))
    }

    pub(in crate::ui) fn shifts(
        &mut self,
        of: &Arc<Comparison>,
        measure: ShiftMeasure,
        same_words: bool,
    ) -> Arc<BarChart> {
        let inputs = (ByIdentity::new(of), measure, same_words);
        let make = || shift_bars(of, measure, same_words);
        self.shifts.get(inputs, make)
    }

    pub(in crate::ui) fn shift_heatmap(&mut self, of: &Arc<Comparison>) -> Arc<Heatmap> {
        self.shift_heatmap
            .get(ByIdentity::new(of), || shift_heatmap(of))
    }

    pub(in crate::ui) fn total_shift(&mut self, of: &Arc<Comparison>) -> Arc<LineChart> {
        self.total_shift
            .get(ByIdentity::new(of), || total_shift_lines(of))
    }

    pub(in crate::ui) fn pair_shifts(&mut self, of: &Arc<Comparison>) -> Arc<LineChart> {
        self.pair_shifts
            .get(ByIdentity::new(of), || pair_shift_lines(of))
    }

    pub(in crate::ui) fn drift(&mut self, of: &Arc<Drift>, measure: DriftMeasure) -> Arc<BarChart> {
        let make = || drift_bars(of, measure);
        self.drift.get((ByIdentity::new(of), measure), make)
    }

    pub(in crate::ui) fn drift_matrix(
        &mut self,
        of: &Arc<Drift>,
        measure: DriftMeasure,
    ) -> Arc<Matrix> {
        let make = || drift_matrix(of, measure);
        self.drift_matrix.get((ByIdentity::new(of), measure), make)
    }

    /// By the first model and by the second.
    pub(in crate::ui) fn word_strengths(
        &mut self,
        of: &Arc<ModelComparison>,
    ) -> Arc<[BarChart; 2]> {
        self.word_strengths
            .get(ByIdentity::new(of), || word_strengths(of))
    }

    pub(in crate::ui) fn word_scores(
        &mut self,
        of: &Arc<ModelComparison>,
        scale: Scale,
    ) -> Arc<BarChart> {
        let make = || word_scores(of, scale);
        self.word_scores.get((ByIdentity::new(of), scale), make)
    }

    pub(in crate::ui) fn agreement(&mut self, of: &Arc<ModelComparison>) -> Arc<Heatmap> {
        self.agreement
            .get(ByIdentity::new(of), || layer_agreement(of))
    }

    pub(in crate::ui) fn attention_ribbons(
        &mut self,
        of: &Arc<Attention>,
        without_special: bool,
    ) -> Arc<WordRibbons> {
        let inputs = (ByIdentity::new(of), without_special);
        let make = || attention_ribbons(&of.a, of.settings.kind, without_special);
        self.attention_ribbons.get(inputs, make)
    }

    /// Every head of the first text; `None` until every block was computed.
    pub(in crate::ui) fn head_tiles(&mut self, of: &Arc<Attention>) -> Option<Arc<TileChart>> {
        let make = || head_tiles(of, &of.a).map(Arc::new);
        let chart = self.attention_tiles.get(ByIdentity::new(of), make);
        chart.as_ref().clone()
    }

    pub(in crate::ui) fn attention_grids(
        &mut self,
        of: &Arc<Attention>,
        view: AttentionView,
    ) -> Arc<AttentionGrids> {
        let make = || {
            let difference = difference_grid(of);
            let changes = difference.as_ref();
            AttentionGrids {
                texts: of
                    .texts()
                    .map(|text| Arc::new(attention_grid(of, text, view)))
                    .collect(),
                changes: changes.and_then(|grid| difference_sentence(of, grid)),
                difference: difference.map(Arc::new),
            }
        };
        self.attention_grids.get((ByIdentity::new(of), view), make)
    }

    /// Strength beside attention received, of each text; by ranks, or by z-scores.
    pub(in crate::ui) fn attention_beside(
        &mut self,
        of: &Arc<Attention>,
        kind: ReceivedKind,
        ranks: bool,
    ) -> Arc<Vec<Option<BarChart>>> {
        let scale = if ranks { Scale::Rank } else { Scale::ZScore };
        let make = || {
            of.texts()
                .map(|text| beside_bars(text, kind, scale))
                .collect()
        };
        let inputs = (ByIdentity::new(of), kind, ranks);
        self.attention_beside.get(inputs, make)
    }

    /// Of each text; none until every block was computed.
    pub(in crate::ui) fn attention_curves(&mut self, of: &Arc<Attention>) -> Arc<Vec<CurveChart>> {
        let make = || of.texts().filter_map(block_curves).collect();
        self.attention_curves.get(ByIdentity::new(of), make)
    }

    /// By word, or token by token.
    pub(in crate::ui) fn match_grid(&mut self, of: &Arc<Match>, by_word: bool) -> Arc<GridChart> {
        let make = || match_grid(of, by_word);
        self.match_grid.get((ByIdentity::new(of), by_word), make)
    }

    pub(in crate::ui) fn match_charts(&mut self, of: &Arc<Match>) -> Arc<MatchCharts> {
        let make = || MatchCharts::new(of);
        self.match_charts.get(ByIdentity::new(of), make)
    }

    /// The words of each passage by what they add; none of a passage that was not explained yet.
    pub(in crate::ui) fn hit_words(&mut self, of: &Arc<MatchRanking>) -> Arc<Vec<Vec<RibbonWord>>> {
        let words = |hit: &RankedPassage| {
            let texts = hit.matched.as_deref().map(coloured_texts);
            texts.map_or_else(Vec::new, |[_, passage]| passage)
        };
        let make = || of.hits.iter().map(words).collect();
        self.hit_words.get(ByIdentity::new(of), make)
    }

    /// The charts of each card, in the order of the cards.
    pub(in crate::ui) fn paper(&mut self, of: &Arc<PaperReport>) -> Arc<Vec<Vec<BarChart>>> {
        let name = &of.model.display_name;
        let bars = |card| paper_bars(card, name, of.is_papers_model);
        let make = || of.cards.iter().map(bars).collect();
        self.paper.get(ByIdentity::new(of), make)
    }
}

/// The charts of a removal test.
pub(in crate::ui) struct EffectCharts {
    /// What the removal of each token does.
    pub(in crate::ui) bars: BarChart,
    /// Which layer's HIGH tokens matter most.
    pub(in crate::ui) layers: CurveChart,
    /// Removing more and more.
    pub(in crate::ui) shares: Option<CurveChart>,
}

impl EffectCharts {
    fn new(of: &Effects) -> Self {
        Self {
            bars: effect_bars(of),
            layers: effect_layers(of),
            shares: effect_shares(of),
        }
    }
}

/// The matrices of attention.
pub(in crate::ui) struct AttentionGrids {
    /// Of one text, or of A and B.
    pub(in crate::ui) texts: Vec<Arc<GridChart>>,
    pub(in crate::ui) difference: Option<Arc<GridChart>>,
    /// The difference in a sentence.
    pub(in crate::ui) changes: Option<String>,
}

/// The charts of a match but for its matrix.
pub(in crate::ui) struct MatchCharts {
    pub(in crate::ui) ribbons: Arc<WordRibbons>,
    pub(in crate::ui) pairs: RowChart,
    pub(in crate::ui) composition: RowChart,
    pub(in crate::ui) dimensions: Option<BarChart>,
    /// Of A and of B.
    pub(in crate::ui) left_out: [Option<BarChart>; 2],
}

impl MatchCharts {
    /// How many pairs of words are listed.
    const PAIRS: usize = 12;

    fn new(of: &Match) -> Self {
        Self {
            ribbons: Arc::new(word_ribbons(of)),
            pairs: pair_rows(of, Self::PAIRS),
            composition: composition_rows(of),
            dimensions: dimension_bars(of),
            left_out: [left_out_bars(of, &of.a, "A"), left_out_bars(of, &of.b, "B")],
        }
    }
}

/// Findings and the layer that is looked at.
type AtLayer = (ByIdentity<Findings>, usize);

/// Which tokens, by what; how often one has to occur, and how many are listed.
type Ranking = ((TopList, TokenOrder), (u64, usize));

/// The newest chart of each kind about many texts.
#[derive(Default)]
pub(in crate::ui) struct CorpusChartCache {
    effects: Memo<AtLayer, CurveChart>,
    distributions: Memo<AtLayer, RowChart>,
    high_shares: Memo<(AtLayer, f64), RowChart>,
    high_kinds: Memo<AtLayer, RowChart>,
    top: Memo<(AtLayer, Ranking), RowChart>,
    baselines: Memo<AtLayer, RowChart>,
    baseline_layers: Memo<(AtLayer, bool), CurveChart>,
    along: Memo<(AtLayer, Confound), Option<CurveChart>>,
    chance: Memo<AtLayer, Option<(RowChart, CurveChart)>>,
    removal: Memo<AtLayer, Option<CurveChart>>,
    removed_shares: Memo<ByIdentity<Findings>, Option<CurveChart>>,
    settling: Memo<AtLayer, Option<CurveChart>>,
}

impl CorpusChartCache {
    pub(in crate::ui) fn effects(&mut self, of: &Arc<Findings>, layer: usize) -> Arc<CurveChart> {
        let make = || effect_curves(of, layer);
        self.effects.get((ByIdentity::new(of), layer), make)
    }

    pub(in crate::ui) fn distributions(
        &mut self,
        of: &Arc<Findings>,
        layer: usize,
    ) -> Arc<RowChart> {
        let make = || distribution_boxes(of, layer);
        self.distributions.get((ByIdentity::new(of), layer), make)
    }

    /// `quantile` is where the threshold was drawn.
    pub(in crate::ui) fn high_shares(
        &mut self,
        of: &Arc<Findings>,
        layer: usize,
        quantile: f64,
    ) -> Arc<RowChart> {
        let inputs = ((ByIdentity::new(of), layer), quantile);
        let make = || high_among_kinds(of, layer, quantile);
        self.high_shares.get(inputs, make)
    }

    pub(in crate::ui) fn high_kinds(&mut self, of: &Arc<Findings>, layer: usize) -> Arc<RowChart> {
        let make = || kinds_among_high(of, layer);
        self.high_kinds.get((ByIdentity::new(of), layer), make)
    }

    /// `limits` are how often a token has to occur, and how many are listed.
    pub(in crate::ui) fn top(
        &mut self,
        of: &Arc<Findings>,
        layer: usize,
        ranked: (TopList, TokenOrder),
        limits: (u64, usize),
    ) -> Arc<RowChart> {
        let inputs = ((ByIdentity::new(of), layer), (ranked, limits));
        self.top.get(inputs, || top_rows(of, layer, ranked, limits))
    }

    pub(in crate::ui) fn baselines(&mut self, of: &Arc<Findings>, layer: usize) -> Arc<RowChart> {
        let make = || baseline_dots(of, layer);
        self.baselines.get((ByIdentity::new(of), layer), make)
    }

    /// `partial` holds frequency and position constant.
    pub(in crate::ui) fn baseline_layers(
        &mut self,
        of: &Arc<Findings>,
        layer: usize,
        partial: bool,
    ) -> Arc<CurveChart> {
        let inputs = ((ByIdentity::new(of), layer), partial);
        let make = || baseline_curves(of, layer, partial);
        self.baseline_layers.get(inputs, make)
    }

    /// `None` where the confound was not measured.
    pub(in crate::ui) fn along(
        &mut self,
        of: &Arc<Findings>,
        layer: usize,
        confound: Confound,
    ) -> Arc<Option<CurveChart>> {
        let inputs = ((ByIdentity::new(of), layer), confound);
        let make = || confound_curve(of, confound, layer);
        self.along.get(inputs, make)
    }

    /// `None` where no tokens were removed.
    pub(in crate::ui) fn removal(
        &mut self,
        of: &Arc<Findings>,
        layer: usize,
    ) -> Arc<Option<CurveChart>> {
        let make = || Some(removal_curves(of.removal.as_ref()?, layer));
        self.removal.get((ByIdentity::new(of), layer), make)
    }

    /// `None` where no tokens were removed.
    pub(in crate::ui) fn removed_shares(&mut self, of: &Arc<Findings>) -> Arc<Option<CurveChart>> {
        let make = || removed_shares(of.removal.as_ref()?);
        self.removed_shares.get(ByIdentity::new(of), make)
    }

    /// `None` where it was not asked where words settle.
    pub(in crate::ui) fn settling(
        &mut self,
        of: &Arc<Findings>,
        layer: usize,
    ) -> Arc<Option<CurveChart>> {
        let make = || Some(settling_curves(of.settling.as_ref()?, layer));
        self.settling.get((ByIdentity::new(of), layer), make)
    }

    /// At the layer of the run, and at every layer; `None` where no pairs were compared.
    pub(in crate::ui) fn chance(
        &mut self,
        of: &Arc<Findings>,
        layer: usize,
    ) -> Arc<Option<(RowChart, CurveChart)>> {
        let make = || {
            let pairs = of.pairs.as_ref()?;
            Some((chance_rows(pairs), chance_curves(pairs, layer)))
        };
        self.chance.get((ByIdentity::new(of), layer), make)
    }
}
