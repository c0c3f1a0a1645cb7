//! An answer, as Python has it: its tables, its charts, its files.

use std::path::PathBuf;

use glassbox::Answer;
use glassbox::charts::{ChartDef, Subject};
use glassbox::export::figure::{
    Figure, FigureSize, FigureStyle, FigureTheme, figure_from_answer, figures_from_answer,
    png_from_figure, svg_from_figure,
};
use glassbox::export::{Cell, TableKind, TextFormat, WholeFiles, table, text};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::failures::{os_error, value_error};

/// What came of a question.
#[pyclass(frozen, name = "Answer", module = "glassbox._glassbox")]
pub(crate) struct PyAnswer {
    pub(crate) answer: Answer,
}

#[pymethods]
impl PyAnswer {
    /// It as text: `json`, `csv`, `markdown`, `latex` or `readable`.
    fn text(&self, format: &str) -> PyResult<String> {
        let format = match format {
            "json" => TextFormat::Json,
            "csv" => TextFormat::Csv,
            "markdown" => TextFormat::Markdown,
            "latex" => TextFormat::Latex,
            "readable" => TextFormat::Readable,
            other => return Err(value_error(format!("no answer is written as {other:?}"))),
        };
        Ok(text(&self.answer, format).unwrap_or_default())
    }

    /// The table with every number: the names of its columns, and what stands under each.
    fn columns<'py>(&self, python: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(python);
        let Some(table) = table(&self.answer, TableKind::Data) else {
            return Ok(columns);
        };
        for (at, column) in table.columns.iter().enumerate() {
            let cells = table.rows.iter().map(|row| {
                let cell = row.get(at).unwrap_or(&Cell::Missing);
                value_of(python, cell)
            });
            let cells: Vec<Py<PyAny>> = cells.collect::<PyResult<_>>()?;
            columns.set_item(column.name.as_ref(), PyList::new(python, cells)?)?;
        }
        Ok(columns)
    }

    /// The names of the charts that it has something for; the first is the usual one.
    fn charts(&self) -> Vec<&'static str> {
        let figures = figures_from_answer(&self.answer).into_iter();
        figures.map(|(chart, _)| chart.id()).collect()
    }

    /// A chart as SVG.
    #[pyo3(signature = (chart=None, theme=None, size=None))]
    fn svg(
        &self,
        python: Python<'_>,
        chart: Option<&str>,
        theme: Option<&str>,
        size: Option<&str>,
    ) -> PyResult<String> {
        let (figure, style) = (self.figure(chart)?, style_of(theme, size)?);
        python
            .detach(|| svg_from_figure(&figure, &style))
            .map_err(value_error)
    }

    /// A chart as PNG.
    #[pyo3(signature = (chart=None, theme=None, size=None))]
    fn png(
        &self,
        python: Python<'_>,
        chart: Option<&str>,
        theme: Option<&str>,
        size: Option<&str>,
    ) -> PyResult<Vec<u8>> {
        let (figure, style) = (self.figure(chart)?, style_of(theme, size)?);
        python
            .detach(|| png_from_figure(&figure, &style))
            .map_err(value_error)
    }

    /// Writes `bytes` into a file that appears whole or not at all.
    #[staticmethod]
    fn write(path: PathBuf, bytes: &[u8]) -> PyResult<()> {
        let mut file = WholeFiles::default();
        let written = file.prepare(&path, bytes).and_then(|()| file.publish());
        written.map_err(os_error)
    }
}

impl PyAnswer {
    fn figure(&self, chart: Option<&str>) -> PyResult<Figure> {
        let subject = Subject::of_answer(&self.answer);
        let subject = subject.ok_or_else(|| value_error("this answer has no charts"))?;
        let usual = || subject.charts().next();
        let chart: Option<&dyn ChartDef> = chart.map_or_else(usual, |id| subject.chart(id));
        let figure = chart.and_then(|chart| figure_from_answer(&self.answer, chart));
        figure.ok_or_else(|| {
            value_error(format!(
                "there is no such chart: take one of {}",
                self.charts().join(", ")
            ))
        })
    }
}

fn value_of(python: Python<'_>, cell: &Cell) -> PyResult<Py<PyAny>> {
    Ok(match cell {
        Cell::Missing => python.None(),
        Cell::Text(text) => text.as_str().into_pyobject(python)?.into_any().unbind(),
        Cell::Integer(integer) => integer.into_pyobject(python)?.into_any().unbind(),
        Cell::Number(number) => number.into_pyobject(python)?.into_any().unbind(),
        Cell::Bar(bar) => bar.value.into_pyobject(python)?.into_any().unbind(),
    })
}

fn style_of(theme: Option<&str>, size: Option<&str>) -> PyResult<FigureStyle> {
    let mut style = FigureStyle::default();
    if let Some(name) = size {
        let size = FigureSize::ALL.iter().find(|size| size.name() == name);
        style = size
            .ok_or_else(|| value_error(format!("no size is called {name:?}")))?
            .style();
    }
    if let Some(name) = theme {
        let theme = FigureTheme::ALL.iter().find(|theme| theme.name() == name);
        style.theme = *theme.ok_or_else(|| value_error(format!("no theme is called {name:?}")))?;
    }
    Ok(style)
}
