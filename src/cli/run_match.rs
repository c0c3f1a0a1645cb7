//! Runs `match`: two texts, or a query and the passages of a file.

use std::path::Path;
use std::sync::Arc;

use crate::analysis::matching::{MatchRanking, MatchSettings, RankedPassage, UsedPooling};
use crate::analysis::{Asked, MatchMethod, Question};
use crate::corpus::search::{EmbeddingStore, Search, SearchBuild, build_index};
use crate::domain::format::strip_control_chars;
use crate::domain::pooling::SentenceHead;
use crate::engine::ask;
use crate::export::figure::FigureStyle;
use crate::export::files_of_ranking;
use crate::model::{Cancel, Model};

use super::error::CommandError;
use super::load_model::ModelFlags;
use super::match_flags::MatchFlags;
use super::output_flags::figure_error;
use super::outputs::{NamedFiles, Outputs};
use super::run_corpus::command_error;
use super::search_bar::SearchBar;
use super::typed_text::required_text;

pub(super) fn run_match(flags: &MatchFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let settings = flags.settings()?;
    let outputs = Outputs::from_flags(&flags.output)?;
    if let Some(file) = &flags.search.against {
        return run_search(flags, &settings, &outputs, file, model);
    }
    let text_b = flags.text_b.as_deref().unwrap_or_default();
    if flags.text_a == "-" && text_b == "-" {
        return Err(CommandError::Usage(
            "both texts are to come from standard input: give one of them as an argument"
                .to_owned(),
        ));
    }
    let text_a = required_text(&flags.text_a, "the first text")?;
    let text_b = required_text(text_b, "the second text")?;
    let model = model.load()?;
    let [before_a, before_b] = prompts(flags, model.sentence_head()?)?;
    let asked = Asked::Match {
        text_a: format!("{before_a}{text_a}"),
        text_b: format!("{before_b}{text_b}"),
        settings,
    };
    let question = Question::new(asked).with(flags.analysis());
    let answer = ask(&[&model], &question, &Cancel::never())?;
    outputs.write(&answer, Some(flags.chart))
}

/// What is put before the two texts.
fn prompts<'h>(flags: &MatchFlags, head: &'h SentenceHead) -> Result<[&'h str; 2], CommandError> {
    let text = |flag: &str, name: &Option<String>| match name {
        None => Ok(""),
        Some(name) => match head.prompt_named(name) {
            Some(prompt) => Ok(prompt.text.as_str()),
            None => Err(no_such_prompt(flag, name, head)),
        },
    };
    Ok([
        text("--prompt-a", &flags.prompt_a)?,
        text("--prompt-b", &flags.prompt_b)?,
    ])
}

fn no_such_prompt(flag: &str, name: &str, head: &SentenceHead) -> CommandError {
    let name = strip_control_chars(name);
    let names: Vec<&str> = head.prompts.iter().map(|one| one.name.as_str()).collect();
    CommandError::Usage(if names.is_empty() {
        format!("{flag} {name}: the model declares no prompts: type it before the text")
    } else {
        let names = strip_control_chars(&names.join(", "));
        format!("{flag} {name}: the model has no such prompt: it declares {names}")
    })
}

fn run_search(
    flags: &MatchFlags,
    settings: &MatchSettings,
    outputs: &Outputs<'_>,
    path: &Path,
    model: ModelFlags<'_>,
) -> Result<(), CommandError> {
    outputs.check_for_ranking()?;
    if settings.method != MatchMethod::Exact && flags.output.all.as_deref().is_none() {
        return Err(CommandError::Usage(format!(
            "passages are ranked by the cosine and explained exactly: leave out --method {}, or \
             give --all DIR for a match of each passage",
            settings.method.name()
        )));
    }
    let query = required_text(&flags.text_a, "the query")?;
    let file = flags.search.file(path)?;
    let model = model.load()?;
    let pooling = UsedPooling::new(model.sentence_head()?, settings.pooling);
    let [before_query, before_passage] = prompts(flags, &pooling.head)?;
    let store = EmbeddingStore::usual();
    let build = SearchBuild {
        model: &model,
        head: &pooling.head,
        files: &[file],
        choice: &flags.search.input.choice(),
        prompt: before_passage,
        store: store.as_ref(),
    };
    let bar = SearchBar::new();
    let never = Cancel::never();
    let index = build_index(&build, &never, &mut |progress| bar.show(progress));
    bar.clear();
    let index = index.map_err(command_error)?;
    let search = Search {
        model: &model,
        card: &Arc::new(model.card().clone()),
        pooling: &pooling,
        index: &index,
        prompts: [before_query, before_passage],
    };
    let ranking = search.find(&query, flags.search.top, &never, &|_| {});
    let ranking = ranking.map_err(command_error)?;
    let all = |style: &FigureStyle| everything(flags, settings, &model, &ranking, style);
    outputs.write_ranking(&ranking, &all)
}

/// The tables of the ranking, and of each passage its match with the query, as `settings` say.
fn everything(
    flags: &MatchFlags,
    settings: &MatchSettings,
    model: &Model,
    ranking: &MatchRanking,
    style: &FigureStyle,
) -> Result<NamedFiles, CommandError> {
    let answer = |hit: &RankedPassage| {
        let [text_a, text_b] = ranking.texts_with(hit);
        let asked = Asked::Match {
            text_a,
            text_b,
            settings: *settings,
        };
        let question = Question::new(asked).with(flags.analysis());
        Ok((hit.rank, ask(&[model], &question, &Cancel::never())?))
    };
    let answers = ranking.hits.iter().map(answer);
    let answers = answers.collect::<Result<Vec<_>, CommandError>>()?;
    files_of_ranking(ranking, &answers, flags.chart, style).map_err(figure_error)
}
