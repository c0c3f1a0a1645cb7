//! What would be usual: the range in which the strengths of the same token lie in other texts, as a
//! bracket beside its bar.

use crate::analysis::Analysis;
use crate::domain::format::with_thousands;
use crate::domain::measure::Measure;

use super::{BarChart, LegendEntry, LegendMark, Scale};

/// Whether the reference texts say what is usual by the measure: they were read for the norm, and a
/// surprise is made of norms.
fn has_usual(measure: Measure) -> bool {
    matches!(measure, Measure::Norm | Measure::Surprise)
}

/// The usual range of each of `tokens` at `layer`, where it is known: of norms and surprises, not of
/// what they are within a layer.
pub(super) fn usual_ranges(
    analysis: &Analysis,
    (scale, layer): (Scale, usize),
    tokens: &[usize],
) -> Vec<Option<(f64, f64)>> {
    let there =
        scale == Scale::Raw && has_usual(analysis.measure) && layer <= analysis.traced.layers();
    let Some(compared) = analysis.compared().filter(|_| there) else {
        return Vec::new();
    };
    let range = |&token: &usize| {
        let usual = compared.usual_of(layer, token)?.strengths;
        if analysis.measure == Measure::Surprise {
            return usual.surprise(usual.p5).zip(usual.surprise(usual.p95));
        }
        Some((usual.p5, usual.p95))
    };
    tokens.iter().map(range).collect()
}

/// Why bars of strength have no brackets by the measure, though the reference texts were read; `None`
/// where they have some, or nobody asked.
pub fn no_usual_range(analysis: &Analysis) -> Option<&'static str> {
    let asked = analysis.compared().is_some() && !has_usual(analysis.measure);
    asked.then_some(
        "no usual range by this measure: of the reference texts the norms were kept, and what is \
         usual of them is usual of norm and surprise alone",
    )
}

/// What the bracket beside a bar of strength means, in a few words; `None` where there are none.
pub fn usual_key(analysis: &Analysis, bars: &BarChart) -> Option<String> {
    let compared = analysis.compared()?;
    bars.has_ranges().then(|| {
        let texts = with_thousands(compared.texts.texts);
        let quantity = match analysis.measure {
            Measure::Surprise => "surprise",
            _ => "strength",
        };
        format!("usual {quantity} of this word in {texts} other texts (90 % lie inside)")
    })
}

/// The same as an entry of a legend.
pub(super) fn usual_entry(analysis: &Analysis, bars: &BarChart) -> Option<LegendEntry> {
    let text = usual_key(analysis, bars)?;
    Some(LegendEntry::new(LegendMark::Range, &text))
}

/// What the brackets of a chart of strengths are, for the reader of a figure.
pub(super) fn usual_note(analysis: &Analysis, bars: &BarChart) -> Option<String> {
    let compared = analysis.compared()?;
    if let Some(why) = no_usual_range(analysis) {
        return Some(format!("Brackets: {why}."));
    }
    bars.has_ranges().then(|| {
        format!(
            "The bracket beside a bar is where 5 to 95 % of the strengths of the same token lie in \
             {}, or of tokens like it where it is rare there.",
            compared.texts.phrase()
        )
    })
}
