//! Runs `corpus`: many texts into a folder of tables.

use std::fmt::Write as _;
use std::path::Path;

use crate::corpus::input::Texts;
use crate::corpus::{
    CorpusError, CorpusReport, CorpusRun, CorpusSettings, MergeError, RunControl, RunEvent,
    RunProgress, Shard, available_threads, merge, run_into_folder, run_shard,
};
use crate::domain::corpus::RunFacts;
use crate::domain::format::{strip_control_chars, with_thousands};
use crate::domain::trace::ModelCard;
use crate::export::corpus::{
    CorpusSummary, table_from_findings, table_from_pairs, table_from_removal, table_from_settling,
};
use crate::export::headings::{self, notes};

use super::corpus_flags::{CorpusAction, CorpusFlags, MergeFlags, input_error};
use super::error::CommandError;
use super::load_model::ModelFlags;
use super::outputs::print;
use super::progress::{CorpusBar, duration};
use super::reference::{needless_reference, reference_texts, statistics_of};
use super::signals::StopSignals;

pub(super) fn run_corpus(flags: &CorpusFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    if let Some(CorpusAction::Merge(flags)) = &flags.action {
        return run_merge(flags, model);
    }
    let files = flags.files()?;
    let (out, options) = (flags.out()?, flags.output.options()?);
    let states = flags.states.place()?;
    if states.is_some() && flags.shard.is_some() {
        return Err(CommandError::Usage(
            "a part keeps no hidden states: leave out --shard or --states".to_owned(),
        ));
    }
    // Before a model of half a gigabyte is read.
    Texts::check(&files, &flags.choice()).map_err(input_error)?;
    let model = model.load()?;
    let settings = flags.settings(model.card())?;
    model.check_output(settings.removal_output)?;
    if settings.settling {
        model.check_masked_lm()?;
    }
    let reference = if settings.measure.needs_reference() {
        let texts = reference_texts(flags.reference())?;
        Some(statistics_of(&model, &texts)?)
    } else if flags.reference().is_some() {
        return Err(needless_reference());
    } else {
        None
    };
    let run = CorpusRun {
        model: &model,
        files: &files,
        settings: &settings,
        threads: flags.threads(),
        reference: reference.as_deref(),
        states,
    };
    let signals = StopSignals::listen();
    let control = RunControl::stopped_by(signals.asked());
    let text = match flags.shard {
        None => {
            let report =
                with_bar(|on_event| run_into_folder(run, out, options, &control, on_event));
            let report = report.inspect_err(|_| signals.obey())?;
            report_text(model.card(), &settings, &report, out)
        }
        Some(_) if options.parquet => {
            return Err(CommandError::Usage(
                "a part keeps records and no tables: give --parquet to `glassbox corpus merge`"
                    .to_owned(),
            ));
        }
        Some(shard) => {
            let report = with_bar(|on_event| run_shard(run, shard, out, &control, on_event));
            let report = report.inspect_err(|_| signals.obey())?;
            let mut text = heading(model.card(), &settings);
            text.push_str(&counts(&settings, &report.facts, &report.progress, out));
            text.push_str(&notes(&report.facts.notes()));
            text.push_str(&notes(&report.facts.warnings()));
            text.push_str(&next_step(shard));
            text
        }
    };
    print(text.as_bytes())
}

fn run_merge(flags: &MergeFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    if model.model.is_some() {
        return Err(CommandError::Usage(
            "--model is for commands that compute: the parts know what read them".to_owned(),
        ));
    }
    let options = flags.output.options()?;
    let threads = available_threads();
    let merged = with_bar(|on_event| merge(&flags.shards, &flags.out, options, threads, on_event))?;
    let text = report_text(&merged.model, &merged.settings, &merged.report, &flags.out);
    print(text.as_bytes())
}

type OnEvent<'a> = &'a mut dyn FnMut(RunEvent);

/// Does `work` with a bar where standard error is a terminal.
fn with_bar<T>(
    work: impl FnOnce(OnEvent<'_>) -> Result<T, CorpusError>,
) -> Result<T, CommandError> {
    let bar = CorpusBar::new();
    let done = work(&mut |news| bar.show(news));
    bar.clear();
    done.map_err(command_error)
}

fn report_text(
    model: &ModelCard,
    settings: &CorpusSettings,
    report: &CorpusReport,
    out: &Path,
) -> String {
    let mut text = heading(model, settings);
    let summary = CorpusSummary {
        model,
        settings: &settings.for_summary(),
        facts: &report.facts,
        findings: &report.findings,
    };
    text.push_str(&table_from_findings(&summary));
    if let Some(pairs) = &report.findings.pairs {
        text.push_str(&table_from_pairs(pairs));
        text.push('\n');
    }
    if let Some(removal) = &report.findings.removal {
        text.push_str(&table_from_removal(removal));
        text.push('\n');
    }
    if let Some(settling) = &report.findings.settling {
        text.push_str(&table_from_settling(settling));
        text.push('\n');
    }
    text.push_str(&counts(settings, &report.facts, &report.progress, out));
    text.push_str(&notes(&report.facts.notes()));
    text.push_str(&notes(&summary.warnings()));
    text
}

fn heading(model: &ModelCard, settings: &CorpusSettings) -> String {
    format!(
        "{}, Layer {} beside Layer {}\nthreshold of each text: {}; seed {}\n\n",
        headings::model(model),
        settings.layer,
        settings.second_layer,
        headings::rule(&settings.rule),
        settings.seed,
    )
}

/// What was met.
fn counts(
    settings: &CorpusSettings,
    facts: &RunFacts,
    progress: &RunProgress,
    out: &Path,
) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<16}{value}");
    };
    line("texts", with_thousands(facts.read.texts));
    line("tokens", with_thousands(facts.read.tokens));
    line("duplicates", duplicates(facts.input.duplicates(), settings));
    line("blank lines", with_thousands(facts.input.blank()));
    line("bad rows", with_thousands(facts.bad()));
    if let Some(pace) = progress.tokens_per_second() {
        let pace = with_thousands(pace as u64);
        line(
            "time",
            format!("{}, {pace} tokens/s", duration(progress.worked)),
        );
    }
    line(
        "results in",
        strip_control_chars(&out.display().to_string()),
    );
    text
}

fn next_step(Shard { number, of }: Shard) -> String {
    format!(
        "\npart {number} of {of}: join all parts with `glassbox corpus merge DIR... --out DIR`\n"
    )
}

fn duplicates(count: u64, settings: &CorpusSettings) -> String {
    let count_said = with_thousands(count);
    match (count, settings.skip_duplicates) {
        (0, _) => count_said,
        (_, true) => format!("{count_said}, left out"),
        (_, false) => format!("{count_said}, read like any other text"),
    }
}

pub(super) fn command_error(error: CorpusError) -> CommandError {
    match error {
        CorpusError::Input(error) => input_error(error),
        CorpusError::Model(error) => error.into(),
        CorpusError::Question(error) => error.into(),
        CorpusError::ReplacesInput(_)
        | CorpusError::ShardOfStream(_)
        | CorpusError::Merge(MergeError::IntoShard(_)) => CommandError::Usage(error.to_string()),
        CorpusError::Write(_)
        | CorpusError::Figure(_)
        | CorpusError::Worker(_)
        | CorpusError::TooManyPassages(_)
        | CorpusError::Merge(_) => CommandError::Failed(error.to_string()),
    }
}
