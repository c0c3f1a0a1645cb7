//! Runs `corpus`: many texts into a folder of tables.

use std::fmt::Write as _;
use std::path::Path;

use crate::corpus::input::Texts;
use crate::corpus::{
    CorpusError, CorpusReport, CorpusRun, CorpusSettings, MergeError, Part, RunControl,
    RunProgress, merge, run_into_folder, run_part,
};
use crate::export::plain;
use crate::model::ModelCard;

use super::corpus_bar::{CorpusBar, duration, with_commas};
use super::corpus_flags::{CorpusAction, CorpusFlags, MergeFlags, unread};
use super::load_model::ModelFlags;
use super::outputs::print;
use super::run::{CommandError, failed, unanswered};

pub(super) fn run_corpus(flags: &CorpusFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    if let Some(CorpusAction::Merge(flags)) = &flags.action {
        return run_merge(flags, model);
    }
    let files = flags.files()?;
    let (out, choice) = (flags.out()?, flags.choice());
    // Before a model of half a gigabyte is read.
    Texts::check(&files, &choice).map_err(unread)?;
    let model = model.load()?;
    let question = flags.question.question();
    let settings = CorpusSettings::of(model.card(), &question, &choice, flags.seed, true);
    let settings = settings.map_err(unanswered)?;
    let asked = CorpusRun {
        model: &model,
        files: &files,
        settings: &settings,
        threads: flags.threads(),
    };
    let bar = CorpusBar::new();
    let hear = &mut |progress: &RunProgress| bar.show(progress);
    let control = RunControl::default();
    let report = match flags.shard {
        None => run_into_folder(asked, out, &control, hear),
        Some(part) => run_part(asked, part, out, &control, hear),
    };
    bar.clear();
    let report = report.map_err(not_run)?;
    let mut text = said(model.card(), &settings, &report, out);
    if let Some(Part { number, of }) = flags.shard {
        let _ = writeln!(
            text,
            "\npart {number} of {of}: join all parts with `glassbox corpus merge DIR... --out DIR`"
        );
    }
    print(text.as_bytes())
}

fn run_merge(flags: &MergeFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    if model.model.is_some() {
        return Err(CommandError::Usage(
            "--model is for commands that compute: the parts know what read them".to_owned(),
        ));
    }
    let bar = CorpusBar::new();
    let hear = &mut |progress: &RunProgress| bar.show(progress);
    let merged = merge(&flags.parts, &flags.out, hear);
    bar.clear();
    let merged = merged.map_err(not_run)?;
    print(said(&merged.model, &merged.settings, &merged.report, &flags.out).as_bytes())
}

/// What came of the run, for a person to read.
fn said(model: &ModelCard, settings: &CorpusSettings, report: &CorpusReport, out: &Path) -> String {
    let (facts, progress) = (&report.facts, &report.progress);
    let mut text = String::new();
    let rule = &settings.rule;
    let _ = writeln!(
        text,
        "{} ({} layers x {}), Layer {} beside Layer {}\nthreshold: quantile {}, {}, tokens {}\nseed \
         {}\n",
        model.display_name,
        model.layers,
        model.hidden_size,
        settings.layer,
        settings.second_layer,
        rule.quantile,
        rule.method.name(),
        rule.tokens.name(),
        settings.seed,
    );
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<16}{value}");
    };
    line("texts", with_commas(facts.read.texts));
    line("tokens", with_commas(facts.read.tokens));
    line("duplicates", duplicates(facts.input.duplicates(), settings));
    line("blank lines", with_commas(facts.input.blank()));
    line("bad rows", with_commas(facts.bad()));
    if let Some(pace) = progress.tokens_a_second() {
        let pace = with_commas(pace as u64);
        line(
            "time",
            format!("{}, {pace} tokens/s", duration(progress.worked)),
        );
    }
    line("results in", plain(&out.display().to_string()));
    for warning in facts.warnings() {
        let _ = writeln!(text, "note: {}", plain(&warning));
    }
    text
}

fn duplicates(count: u64, settings: &CorpusSettings) -> String {
    let count_said = with_commas(count);
    match (count, settings.skip_duplicates) {
        (0, _) => count_said,
        (_, true) => format!("{count_said}, left out"),
        (_, false) => format!("{count_said}, read like any other text"),
    }
}

fn not_run(error: CorpusError) -> CommandError {
    match error {
        CorpusError::Input(error) => unread(error),
        CorpusError::Model(error) => failed(error),
        CorpusError::Question(error) => unanswered(error),
        CorpusError::ReplacesInput(_)
        | CorpusError::PartOfStream(_)
        | CorpusError::Merge(MergeError::IntoPart(_)) => CommandError::Usage(error.to_string()),
        CorpusError::Write(_) | CorpusError::Broken(_) | CorpusError::Merge(_) => {
            CommandError::Failed(error.to_string())
        }
    }
}
