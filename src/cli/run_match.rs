//! Runs `match`: two texts, or a query and the passages of a file.

use std::path::Path;
use std::sync::Arc;

use crate::analysis::matching::{MatchRanking, MatchSettings, UsedPooling};
use crate::analysis::{Answer, Asked, MatchMethod, Question};
use crate::charts::ChartDef;
use crate::corpus::search::{EmbeddingStore, Search, SearchBuild, build_index};
use crate::engine::ask;
use crate::export::figure::{FigureFormat, FigureStyle, figure_from_answer};
use crate::export::{TextFormat, text, text_of_ranking};
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
    let asked = Asked::Match {
        text_a: required_text(&flags.text_a, "the first text")?,
        text_b: required_text(text_b, "the second text")?,
        settings,
    };
    let question = Question::new(asked).with(flags.analysis());
    let model = model.load()?;
    let answer = ask(&[&model], &question, &Cancel::never())?;
    outputs.write(&answer, Some(flags.chart))
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
    let store = EmbeddingStore::usual();
    let build = SearchBuild {
        model: &model,
        head: &pooling.head,
        files: &[file],
        choice: &flags.search.input.choice(),
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
    };
    let ranking = search.find(&query, flags.search.top, &never, &|_| {});
    let ranking = ranking.map_err(command_error)?;
    let all = |style: &FigureStyle| everything(flags, settings, &model, &ranking, style);
    outputs.write_ranking(&ranking, &all)
}

/// The tables of the ranking, and of each passage its match with the query: JSON and the chart.
fn everything(
    flags: &MatchFlags,
    settings: &MatchSettings,
    model: &Model,
    ranking: &MatchRanking,
    style: &FigureStyle,
) -> Result<NamedFiles, CommandError> {
    let tables = [
        ("ranking.json", TextFormat::Json),
        ("ranking.csv", TextFormat::Csv),
        ("ranking.md", TextFormat::Markdown),
        ("ranking.tex", TextFormat::Latex),
    ];
    let mut files: NamedFiles = tables
        .into_iter()
        .map(|(name, format)| {
            (
                name.to_owned(),
                text_of_ranking(ranking, format).into_bytes(),
            )
        })
        .collect();
    for hit in &ranking.hits {
        let asked = Asked::Match {
            text_a: ranking.query.clone(),
            text_b: hit.text.clone(),
            settings: *settings,
        };
        let question = Question::new(asked).with(flags.analysis());
        let answer = ask(&[model], &question, &Cancel::never())?;
        let name = format!("match-{:03}", hit.rank);
        let json = text(&answer, TextFormat::Json).unwrap_or_default();
        files.push((format!("{name}.json"), json.into_bytes()));
        for format in [FigureFormat::Svg, FigureFormat::Pdf] {
            if let Some(file) = drawn(&answer, flags.chart, style, format)? {
                files.push((format!("{name}.{}", format.ending()), file));
            }
        }
    }
    Ok(files)
}

fn drawn(
    answer: &Answer,
    chart: &dyn ChartDef,
    style: &FigureStyle,
    format: FigureFormat,
) -> Result<Option<Vec<u8>>, CommandError> {
    let figure = figure_from_answer(answer, chart);
    let file = figure.map(|figure| format.file(&figure, style));
    file.transpose().map_err(figure_error)
}
