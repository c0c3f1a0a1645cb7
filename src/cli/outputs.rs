//! Where results go, and how they get there: all of them whole, or none.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use crate::analysis::Answer;
use crate::analysis::matching::MatchRanking;
use crate::charts::ChartDef;
use crate::disk::{create_dir, remove_dir};
use crate::export::figure::{
    Figure, FigureFormat, FigureStyle, figure_from_answer, remarks_of_figure,
};
use crate::export::{TextFormat, WholeFiles, WriteError, everything, text, text_of_ranking};

use super::error::CommandError;
use super::output_flags::{Kind, OutputFlags, figure_error};

/// Names of files and what goes into them.
pub(super) type NamedFiles = Vec<(String, Vec<u8>)>;

/// Where results go, checked before any work is done.
pub(super) struct Outputs<'a> {
    files: Vec<(Kind, &'a Path)>,
    folder: Option<&'a Path>,
    style: FigureStyle,
    /// A file that is written besides, whatever else is asked for.
    besides: Option<(&'a Path, Vec<u8>)>,
}

impl<'a> Outputs<'a> {
    /// The outputs that `flags` ask for.
    ///
    /// # Errors
    /// Two results for one place, a picture for a terminal, or a look that makes no sense.
    pub(super) fn from_flags(flags: &'a OutputFlags) -> Result<Self, CommandError> {
        let outputs = Self::new(flags.files())?;
        Ok(Self {
            style: flags.style()?,
            folder: flags.all.as_deref(),
            ..outputs
        })
    }

    /// Outputs of tables alone.
    ///
    /// # Errors
    /// Two results for one place.
    fn new(files: Vec<(Kind, &'a Path)>) -> Result<Self, CommandError> {
        for (at, &(kind, path)) in files.iter().enumerate() {
            let mut others = files.iter().skip(at + 1);
            if let Some((other, _)) = others.find(|(_, other)| place(other) == place(path)) {
                return Err(CommandError::Usage(format!(
                    "{} and {} go to the same place: give each its own",
                    kind.flag(),
                    other.flag()
                )));
            }
            kind.check_ending(path)?;
            if let Kind::Figure(format @ (FigureFormat::Png | FigureFormat::Pdf)) = kind
                && is_stdout(path)
                && io::stdout().is_terminal()
            {
                return Err(CommandError::Usage(format!(
                    "a {} is not for a terminal: give {} a file, or send standard output to one",
                    format.name(),
                    kind.flag()
                )));
            }
        }
        Ok(Self {
            files,
            folder: None,
            style: FigureStyle::default(),
            besides: None,
        })
    }

    /// The same, and a file that is made already.
    ///
    /// # Errors
    /// Another result goes to its place.
    pub(super) fn with(self, besides: Option<(&'a Path, Vec<u8>)>) -> Result<Self, CommandError> {
        if let Some((path, _)) = &besides {
            let mut others = self.files.iter();
            if let Some((kind, _)) = others.find(|(_, other)| place(other) == place(path)) {
                return Err(CommandError::Usage(format!(
                    "{} and another result go to the same place: give each its own",
                    kind.flag()
                )));
            }
        }
        Ok(Self { besides, ..self })
    }

    /// Writes what was asked for of an answer, with `chart` as its picture.
    ///
    /// # Errors
    /// What could not be drawn or written; nothing is left behind.
    pub(super) fn write(
        &self,
        answer: &Answer,
        chart: Option<&dyn ChartDef>,
    ) -> Result<(), CommandError> {
        let style = &self.style;
        let bytes = |kind: Kind| -> Result<Vec<u8>, CommandError> {
            if let Kind::Figure(format) = kind {
                let figure = chart.and_then(|chart| figure_from_answer(answer, chart));
                if let Some(figure) = &figure {
                    say_what_has_no_room(figure, style);
                }
                let file = figure.map(|figure| format.file(&figure, style));
                return Ok(file.transpose().map_err(figure_error)?.unwrap_or_default());
            }
            let text = kind.text_format().and_then(|format| text(answer, format));
            Ok(text.unwrap_or_default().into_bytes())
        };
        let all = || everything(answer, style).map_err(figure_error);
        let table = || text(answer, TextFormat::Readable).unwrap_or_default();
        self.write_bytes(&bytes, &all, &table)
    }

    /// Outputs of a command that writes JSON, CSV, and perhaps a folder of everything.
    ///
    /// # Errors
    /// JSON and CSV for one place.
    pub(super) fn without_charts(
        json: Option<&'a Path>,
        csv: Option<&'a Path>,
        folder: Option<&'a Path>,
    ) -> Result<Self, CommandError> {
        let files = [(Kind::Json, json), (Kind::Csv, csv)].into_iter();
        let files = files.filter_map(|(kind, path)| Some((kind, path?)));
        let outputs = Self::new(files.collect())?;
        Ok(Self { folder, ..outputs })
    }

    /// Writes what was asked for of a list, which has no charts.
    ///
    /// # Errors
    /// What could not be written; nothing is left behind.
    pub(super) fn write_list(
        &self,
        json: &dyn Fn() -> String,
        csv: &dyn Fn() -> String,
        table: &dyn Fn() -> String,
    ) -> Result<(), CommandError> {
        let bytes = |kind: Kind| {
            let text = if kind == Kind::Csv { csv() } else { json() };
            Ok(text.into_bytes())
        };
        self.write_bytes(&bytes, &|| Ok(Vec::new()), table)
    }

    /// Writes what was asked for of a ranking; `all` makes what goes into a folder.
    ///
    /// # Errors
    /// A picture, which a ranking has none of; what could not be written.
    pub(super) fn write_ranking(
        &self,
        ranking: &MatchRanking,
        all: &dyn Fn(&FigureStyle) -> Result<NamedFiles, CommandError>,
    ) -> Result<(), CommandError> {
        let bytes = |kind: Kind| {
            let format = kind.text_format().ok_or_else(|| no_picture(kind))?;
            Ok(text_of_ranking(ranking, format).into_bytes())
        };
        let table = || text_of_ranking(ranking, TextFormat::Readable);
        self.write_bytes(&bytes, &|| all(&self.style), &table)
    }

    /// Refuses a picture of a ranking before anything is computed.
    ///
    /// # Errors
    /// `--png`, `--svg` or `--pdf` was given.
    pub(super) fn check_for_ranking(&self) -> Result<(), CommandError> {
        let mut kinds = self.files.iter().map(|&(kind, _)| kind);
        let picture = kinds.find(|kind| kind.text_format().is_none());
        picture.map_or(Ok(()), |kind| Err(no_picture(kind)))
    }

    fn write_bytes(
        &self,
        bytes: &dyn Fn(Kind) -> Result<Vec<u8>, CommandError>,
        all: &dyn Fn() -> Result<Vec<(String, Vec<u8>)>, CommandError>,
        table: &dyn Fn() -> String,
    ) -> Result<(), CommandError> {
        let wrong = |error: WriteError| CommandError::Failed(error.to_string());
        let mut files = WholeFiles::default();
        let mut printed = None;
        if let Some((path, bytes)) = &self.besides {
            files.prepare(path, bytes).map_err(wrong)?;
        }
        if self.files.is_empty() && self.folder.is_none() {
            files.publish().map_err(wrong)?;
            return print(table().as_bytes());
        }
        for &(kind, path) in &self.files {
            let bytes = bytes(kind)?;
            if is_stdout(path) {
                printed = Some(bytes);
            } else {
                files.prepare(path, &bytes).map_err(wrong)?;
            }
        }
        if let Some(folder) = self.folder {
            let all = all()?;
            let made = NewFolder::at(folder)?;
            for (name, bytes) in all {
                files.prepare(&folder.join(name), &bytes).map_err(wrong)?;
            }
            files.publish().map_err(wrong)?;
            made.keep();
        } else {
            files.publish().map_err(wrong)?;
        }
        printed.map_or(Ok(()), |bytes| print(&bytes))
    }
}

/// Tells a person at a terminal what of the figure has no room; who reads the file sees it.
fn say_what_has_no_room(figure: &Figure, style: &FigureStyle) {
    let mut terminal = io::stderr();
    if !terminal.is_terminal() {
        return;
    }
    for remark in remarks_of_figure(figure, style).unwrap_or_default() {
        let _ = writeln!(terminal, "glassbox: {remark}");
    }
}

/// A ranking has no picture; each of its matches has.
fn no_picture(kind: Kind) -> CommandError {
    CommandError::Usage(format!(
        "{} is for two texts: with --against give --all DIR, which draws the match of each passage",
        kind.flag()
    ))
}

/// A folder made for results, gone again unless they came.
struct NewFolder<'a> {
    made: Option<&'a Path>,
}

impl<'a> NewFolder<'a> {
    fn at(folder: &'a Path) -> Result<Self, CommandError> {
        if folder.is_dir() {
            return Ok(Self { made: None });
        }
        create_dir(folder).map_err(|error| {
            CommandError::Failed(format!(
                "could not make the folder {} ({}): choose a place you may write to",
                folder.display(),
                error.kind()
            ))
        })?;
        Ok(Self { made: Some(folder) })
    }

    fn keep(mut self) {
        self.made = None;
    }
}

impl Drop for NewFolder<'_> {
    fn drop(&mut self) {
        if let Some(folder) = self.made {
            // Only an empty one can be removed; what else is in it stays.
            let _ = remove_dir(folder);
        }
    }
}

/// A path, however it is spelled: `x` and `./x` are one file.
fn place(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

/// Writes a result to standard output; a reader that has seen enough (`head`) is no failure.
pub(super) fn print(bytes: &[u8]) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(CommandError::Failed(format!(
            "standard output could not be written ({error}): send it elsewhere or free some space"
        ))),
        Ok(()) => Ok(()),
    }
}
