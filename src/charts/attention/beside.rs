//! Strength beside attention received, token by token.

use crate::analysis::{Answer, AttendedText, Attention};
use crate::charts::legend::series_keys;
use crate::charts::{
    Axis, Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, MarkRole,
    Scale, Subject, Ticks, TokenLabel, extent,
};
use crate::domain::attention::ReceivedKind;
use crate::domain::format::signed;
use crate::domain::token_scores::{LayerScores, TokenScore};

/// The judged tokens of `text`: where each stands by its strength and by what it receives, as
/// z-scores or as ranks.
pub fn beside_bars(text: &AttendedText, kind: ReceivedKind, scale: Scale) -> Option<BarChart> {
    let beside = text.received(kind)?;
    let analysis = &text.analysis;
    let strengths = analysis.at_layer();
    let judged = |scores: &LayerScores| scores.tokens.iter().flatten().count();
    let ranked = judged(strengths);
    let ticks = match scale {
        Scale::Rank => Ticks::Ranks { count: ranked },
        _ => Ticks::Numbers,
    };
    let tokens: Vec<usize> = (0..analysis.traced.tokens.len())
        .filter(|&token| matches!(strengths.tokens.get(token), Some(Some(_))))
        .collect();
    let value = |score: &TokenScore| match scale {
        Scale::Rank => Some((ranked + 1) as f64 - score.rank as f64),
        _ => score.z,
    };
    let series = |name: &str, scores: &LayerScores, role: MarkRole| {
        BarSeries::new(
            name,
            tokens
                .iter()
                .map(|&token| {
                    let score = scores.tokens.get(token).and_then(Option::as_ref)?;
                    let value = value(score)?;
                    let text = match scale {
                        Scale::Rank => ticks.text(value),
                        _ => signed(value, 2),
                    };
                    value.is_finite().then_some(Bar {
                        value,
                        text,
                        role,
                        look: BarLook::Plain,
                    })
                })
                .collect(),
        )
    };
    let strength = format!("strength, Layer {}", analysis.layer);
    let series = vec![
        series(&strength, strengths, MarkRole::First),
        series(kind.title(), &beside.scores, MarkRole::Second),
    ];
    let values = series
        .iter()
        .flat_map(|series| series.bars.iter().flatten());
    let (low, high) = extent(values.map(|bar| bar.value)).unwrap_or((0.0, 1.0));
    let (low, high) = (low.min(0.0), high.max(0.0));
    let room = 0.12 * (high - low).max(f64::MIN_POSITIVE);
    Some(BarChart {
        title: format!("Strength beside {}", kind.title()),
        axis: Axis {
            label: match scale {
                Scale::Rank => "rank among the judged tokens (1 = most)".to_owned(),
                _ => "z-score among the judged tokens".to_owned(),
            },
            min: if low < 0.0 { low - room } else { 0.0 },
            max: high + room,
            ticks,
        },
        labels: tokens
            .iter()
            .filter_map(|&token| analysis.traced.tokens.get(token))
            .map(|token| TokenLabel::new(token, &analysis.traced.text))
            .collect(),
        tokens,
        series,
        reference_lines: Vec::new(),
        stacked: false,
    })
}

/// “Unlike attention” for the sentence on screen, in a sentence.
pub fn attention_sentence(text: &AttendedText, kind: ReceivedKind) -> Option<String> {
    let beside = text.received(kind)?;
    let rho = match beside.spearman {
        Some(rho) => format!("Spearman's ρ {}", signed(rho, 2)),
        None => "Spearman's ρ undefined".to_owned(),
    };
    Some(format!(
        "Strength and {}: {rho}; of {} tokens HIGH by strength and {} by attention {} are the same, \
         {:.1} by chance.",
        kind.title(),
        beside.high,
        beside.high_received,
        beside.high_both,
        beside.expected_both,
    ))
}

/// Strength beside attention received.
#[derive(Debug, Clone, Copy)]
pub struct AttentionBeside(pub Scale);

impl ChartDef for AttentionBeside {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            Scale::Rank => ("beside-ranks", "Rank by strength beside rank by attention"),
            _ => ("beside", "Strength beside attention received"),
        };
        Subject::Attention.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let attention: &Attention = answer.attention()?;
        let kind = ReceivedKind::FromAll;
        let charts: Vec<BarChart> = attention
            .texts()
            .filter_map(|text| beside_bars(text, kind, self.0))
            .collect();
        let keys = series_keys(charts.first()?);
        let sentences = attention
            .texts()
            .filter_map(|text| attention_sentence(text, kind));
        let title = format!(
            "Strength beside attention received, block {}",
            attention.block
        );
        let sentences: Vec<String> = sentences.collect();
        let charts = charts.into_iter().map(Chart::Bars).collect();
        Some(ChartContent::new(title, keys, charts).with_notes(sentences))
    }
}
