//! What the bars of one text show, in a plain sentence: how many tokens are HIGH, and how many of
//! them are so by construction.

use crate::analysis::Analysis;
use crate::domain::measure::Measure;
use crate::domain::token_scores::{Bucket, TokenScore};

/// How many tokens of a text are HIGH, and how many of them are so by construction.
pub fn strengths_sentence(analysis: &Analysis) -> String {
    let scores: Vec<&TokenScore> = analysis.at_layer().tokens.iter().flatten().collect();
    let high = scores.iter().filter(|score| score.bucket == Bucket::High);
    let (high, judged) = (high.count(), scores.len());
    let ties = scores.iter().filter(|score| score.margin == 0.0).count();
    let found = match judged {
        0 => return nothing_judged(analysis).to_owned(),
        1 => "One token is judged: τ is its own strength, so it is LOW and none can be HIGH."
            .to_owned(),
        _ if scores.iter().all(|score| score.z.is_none()) => {
            format!(
                "All {judged} judged tokens are equally strong, so none is above τ: all are LOW."
            )
        }
        _ if high == 0 => format!(
            "None of {judged} judged tokens is HIGH: none is above τ, {}.",
            mark(analysis)
        ),
        _ => format!(
            "{high} of {judged} judged tokens {} HIGH: above τ, {}, so {} by construction.",
            if high == 1 { "is" } else { "are" },
            mark(analysis),
            share(1.0 - analysis.rule.quantile)
        ),
    };
    let at_the_line = match ties {
        // The quantile often falls on one token: that is no tie worth a word.
        0 | 1 => String::new(),
        _ if judged == ties => String::new(),
        ties => format!(" {ties} tokens are exactly at τ, and that is LOW."),
    };
    let caution = match analysis.measure {
        Measure::Norm => "Strength is not importance.".to_owned(),
        measure => format!(
            "Strength is here the {}; it is not importance.",
            measure.quantity()
        ),
    };
    format!("{found}{at_the_line} {caution}")
}

/// Why no token of a text is judged.
fn nothing_judged(analysis: &Analysis) -> &'static str {
    let inside = |token| analysis.rule.tokens.contains(token);
    if analysis.traced.tokens.iter().any(inside) {
        "No token is judged: a strength is not a finite number, so there is no threshold."
    } else {
        "No token is judged: the text has none of the token set."
    }
}

/// `the 75 % mark of this text`.
fn mark(analysis: &Analysis) -> String {
    format!("the {} mark of this text", percent(analysis.rule.quantile))
}

/// `75 %`, with a digit behind the point where it needs one.
pub(super) fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round() / 10.0;
    format!("{tenths} %")
}

/// `about a quarter are`.
fn share(of_one: f64) -> String {
    const NAMED: [(f64, &str); 6] = [
        (0.05, "a twentieth"),
        (0.1, "a tenth"),
        (0.2, "a fifth"),
        (0.25, "a quarter"),
        (0.5, "half"),
        (0.75, "three quarters"),
    ];
    let named = NAMED
        .iter()
        .find(|(value, _)| (value - of_one).abs() < 1e-9);
    match named {
        Some((_, name)) => format!("about {name} are"),
        None if of_one >= 1.0 => "all but the weakest are".to_owned(),
        None => format!("about {} are", percent(of_one)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_names_where_they_have_one() {
        assert_eq!(share(0.25), "about a quarter are");
        assert_eq!(share(1.0 - 0.9), "about a tenth are");
        assert_eq!(share(0.33), "about 33 % are");
        assert_eq!(share(1.0), "all but the weakest are");
        assert_eq!(percent(0.125), "12.5 %");
    }
}
