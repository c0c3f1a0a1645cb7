//! Where a figure comes from, in words, the same for all charts of an answer: the texts over it,
//! what its reader must know, and how its numbers came about.

use crate::analysis::{
    Analysis, Answer, Comparison, ComparisonSettings, CorpusFindings, Match, MatchMethod,
    ModelComparison, Positions, RemovalSettings,
};
use crate::charts::quoted;
use crate::domain::app::software;
use crate::domain::format::{signed, strip_control_chars, with_minus, with_thousands};
use crate::domain::measure::Measure;
use crate::domain::threshold::ThresholdRule;
use crate::domain::trace::ModelCard;

/// The texts that `answer` is about, one line each.
pub(super) fn texts(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Analysis(analysis) => vec![quoted("", &analysis.traced.text)],
        Answer::Effects(effects) => vec![quoted("", &effects.analysis.traced.text)],
        Answer::Attention(attention) => match &attention.b {
            None => vec![quoted("", &attention.a.analysis.traced.text)],
            Some(b) => vec![
                quoted("A  ", &attention.a.analysis.traced.text),
                quoted("B  ", &b.analysis.traced.text),
            ],
        },
        Answer::Comparison(comparison) => vec![
            quoted("A  ", &comparison.a.traced.text),
            quoted("B  ", &comparison.b.traced.text),
        ],
        Answer::Drift(drift) => vec![quoted("Input  ", &drift.input)],
        Answer::Models(comparison) => {
            let [first, _] = &comparison.sides;
            vec![quoted("", &first.traced.text)]
        }
        Answer::Match(matched) => vec![
            quoted("A  ", &matched.a.traced.text),
            quoted("B  ", &matched.b.traced.text),
        ],
        Answer::Lens(lens) => vec![quoted("", &lens.analysis.traced.text)],
        Answer::Labels(labelled) => {
            let (first, second) = labelled.analysis.traced.texts();
            let compared = labelled.moved.as_ref().map(|moved| &*moved.b.traced.text);
            match second.or(compared) {
                None => vec![quoted("", first)],
                Some(other) => vec![quoted("A  ", first), quoted("B  ", other)],
            }
        }
        Answer::Corpus(corpus) => vec![format!(
            "{} texts, {} tokens, from {}",
            with_thousands(corpus.findings.texts),
            with_thousands(corpus.findings.tokens),
            strip_control_chars(&corpus.file_names().join(", "))
        )],
        Answer::Paper(_) => Vec::new(),
    }
}

/// What a reader of any chart of `answer` must know, one sentence each.
pub(super) fn notes(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Analysis(analysis) => sentences(&analysis.warnings),
        Answer::Effects(effects) => sentences(&effects.notes()),
        Answer::Attention(attention) => sentences(&attention.warnings),
        Answer::Comparison(comparison) => sentences(&comparison.warnings),
        Answer::Drift(drift) => sentences(&drift.warnings),
        Answer::Models(comparison) => {
            let mut notes = vec![agreement(comparison)];
            notes.extend(sentences(&comparison.warnings));
            notes
        }
        Answer::Match(matched) => {
            let mut notes: Vec<String> = compared_with(matched).into_iter().collect();
            notes.extend(sentences(&matched.warnings));
            notes
        }
        Answer::Lens(lens) => sentences(&lens.warnings),
        Answer::Labels(labelled) => sentences(&labelled.warnings),
        Answer::Corpus(corpus) => sentences(&corpus.notes),
        Answer::Paper(_) => Vec::new(),
    }
}

/// How the numbers of `answer` came about: the footer of its figures. `None` where nothing was
/// measured.
pub(super) fn facts(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Analysis(analysis) => Some(facts_of(analysis, &usual_in(analysis))),
        Answer::Effects(effects) => {
            let of_test = removed(effects.settings);
            Some(facts_of(&effects.analysis, &of_test))
        }
        Answer::Attention(attention) => {
            let kind = attention.settings.kind;
            let looked_at = format!("Attention: {}, {}. ", kind.name(), attention.title());
            Some(facts_of(&attention.a.analysis, &looked_at))
        }
        Answer::Comparison(comparison) => {
            let more = compared(comparison.settings) + &beside_chance(comparison);
            Some(facts_of(&comparison.a, &more))
        }
        Answer::Drift(drift) => {
            let first = drift.analyses.first()?;
            let random = drift.null.map_or_else(String::new, |null| {
                let (texts, seed) = (null.replacements, null.seed);
                format!("Random instructions: {texts} for each two, seed {seed}. ")
            });
            Some(facts_of(first, &(compared(drift.settings) + &random)))
        }
        Answer::Models(comparison) => {
            let [first, _] = &comparison.sides;
            Some(facts_of(first, &second_model(comparison)))
        }
        Answer::Match(matched) => Some(facts_of_match(matched)),
        Answer::Lens(lens) => Some(facts_of(&lens.analysis, "")),
        Answer::Labels(labelled) => Some(facts_of(&labelled.analysis, "")),
        Answer::Corpus(corpus) => Some(facts_of_corpus(corpus)),
        Answer::Paper(_) => None,
    }
}

fn sentences(warnings: &[String]) -> Vec<String> {
    let warnings = warnings.iter();
    warnings
        .map(|warning| format!("Note: {warning}."))
        .collect()
}

fn agreement(comparison: &ModelComparison) -> String {
    let rho = comparison.agreement;
    let high = comparison.high_in_both;
    format!(
        "Spearman's ρ of the words {}; HIGH in both {}, by chance {:.1}.",
        rho.map_or_else(
            || "undefined".to_owned(),
            |rho| with_minus(&format!("{rho:.3}"))
        ),
        high.both,
        high.by_chance
    )
}

fn compared(settings: ComparisonSettings) -> String {
    let positions = match settings.positions {
        Positions::AsIs => "each text's own",
        Positions::Kept => "kept for the shared ending",
    };
    format!(
        "Alignment: {}. HIGH from: {}. Positions: {positions}. ",
        settings.alignment.name(),
        settings.high_from.in_words()
    )
}

/// By which measure, where it is not the paper's own.
fn measured_by(analysis: &Analysis) -> String {
    if analysis.measure == Measure::Norm {
        return String::new();
    }
    let against = analysis.against.as_ref();
    let against = against.map_or_else(String::new, |texts| format!(", against {}", texts.phrase()));
    format!("Measure: {}{against}. ", analysis.measure.name())
}

/// With which texts the strengths are compared.
fn usual_in(analysis: &Analysis) -> String {
    let parts = analysis.parts.as_ref();
    let compared = parts.and_then(|parts| parts.compared.as_ref());
    compared.map_or_else(String::new, |compared| {
        format!("Usual in: {}. ", compared.texts.phrase())
    })
}

fn removed(settings: RemovalSettings) -> String {
    let RemovalSettings {
        removal,
        output,
        seed,
    } = settings;
    format!(
        "Removal: {} ({}), seen in: {}. Seed {seed}. ",
        removal.name(),
        removal.phrase(),
        output.name()
    )
}

/// `R_H` beside what chance makes it.
fn beside_chance(comparison: &Comparison) -> String {
    let Some(null) = comparison.null.as_ref() else {
        return String::new();
    };
    let words = match null.texts {
        0 => String::new(),
        _ => format!(
            "Random words: {} (seed {}). ",
            null.phrase(),
            null.settings.seed
        ),
    };
    let Some((ratio, p)) = null.ratio.zip(null.p) else {
        return words;
    };
    format!(
        "{words}R_H {:.3}, by chance {:.3}, permutation p {:.4} ({} {} assignments). ",
        ratio.ratio,
        ratio.chance,
        p.p,
        if p.exact { "all" } else { "drawn" },
        with_thousands(p.choices)
    )
}

fn second_model(comparison: &ModelComparison) -> String {
    let [_, second] = &comparison.sides;
    format!(
        "Second model: {} (sha256 {}), Layer {} of {}. Pieces of a word: {}. ",
        second.model.display_name,
        beginning(&second.model.sha256),
        second.layer,
        second.model.layers,
        comparison.merge.name()
    )
}

fn facts_of(analysis: &Analysis, more: &str) -> String {
    let model = &analysis.model;
    let id = if model.id == model.display_name || model.id.chars().count() > 60 {
        String::new()
    } else {
        format!("{}, ", strip_control_chars(&model.id))
    };
    let more = measured_by(analysis) + more;
    measured(model, &id, analysis.layer, ("τ", &analysis.rule), &more)
}

/// Where the similarity stands among those with random texts.
fn compared_with(matched: &Match) -> Option<String> {
    let null = matched.null.as_ref()?;
    let two = null.anisotropy.map_or_else(String::new, |anisotropy| {
        format!("; two random texts {}", signed(anisotropy, 3))
    });
    Some(format!(
        "Cosine {}: {}, whose mean is {}{two}.",
        signed(matched.cosine, 4),
        null.standing(),
        signed(null.mean, 3)
    ))
}

fn facts_of_match(matched: &Match) -> String {
    let model = &matched.model;
    let method = match matched.settings.method {
        MatchMethod::Exact => format!("exact, at Layer {}", matched.layer),
        MatchMethod::Jacobians => format!(
            "integrated Jacobians from Layer {} up, {}, residual {}",
            matched.layer,
            matched
                .steps
                .map_or_else(String::new, |steps| steps.to_string()),
            signed(matched.matrix.residual, 4)
        ),
        MatchMethod::MaxSim => format!("late interaction at Layer {}", matched.layer),
    };
    format!(
        "Model: {} (sha256 {}). Pooling: {}. Method: {method}. Random texts: {}, seed {}. {}.",
        strip_control_chars(&model.display_name),
        beginning(&model.sha256),
        matched.pooling.phrase(),
        matched.settings.null_texts,
        matched.settings.seed,
        software().replace(' ', "\u{a0}")
    )
}

fn facts_of_corpus(corpus: &CorpusFindings) -> String {
    let how_read = corpus
        .how_read
        .iter()
        .map(|sentence| format!("{sentence} "));
    let how_read: String = how_read.collect();
    let more = format!("{how_read}Seed {}. ", corpus.findings.seed);
    let threshold = ("τ of each text", &corpus.rule);
    measured(&corpus.model, "", corpus.layer, threshold, &more)
}

/// Model, layer, threshold and version; `id` is what stands before the hash of the model.
fn measured(
    model: &ModelCard,
    id: &str,
    layer: usize,
    (threshold, rule): (&str, &ThresholdRule),
    more: &str,
) -> String {
    format!(
        "Model: {} ({id}sha256 {}). Layer {layer} of {}. Threshold {threshold}: quantile {} ({}) of \
         the token set {}. {more}{}.",
        strip_control_chars(&model.display_name),
        beginning(&model.sha256),
        model.layers,
        rule.quantile,
        rule.method.name(),
        rule.tokens.name(),
        // The version stays with the name.
        software().replace(' ', "\u{a0}")
    )
}

/// Enough of a hash to tell models apart.
fn beginning(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}
