"""Answers: what they say, how they are shown, where they are saved."""

from __future__ import annotations

import atexit
import base64
import json
import os
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _glassbox

if TYPE_CHECKING:
    import pandas
    import polars

_TEXTS = {".json": "json", ".csv": "csv", ".md": "markdown", ".tex": "latex"}


class Answer:
    """What came of a question. In a notebook it is shown as its chart."""

    def __init__(self, answer: _glassbox.Answer) -> None:
        self._answer = answer
        self._data: dict[str, Any] | None = None

    @property
    def data(self) -> dict[str, Any]:
        """Everything, as the command line's ``--json`` has it."""
        if self._data is None:
            self._data = json.loads(self._answer.text("json"))
        return self._data

    @property
    def warnings(self) -> list[str]:
        """What a reader must know of the numbers."""
        return self.data.get("warnings", [])

    @property
    def charts(self) -> list[str]:
        """The names of its charts; the first is the usual one."""
        return self._answer.charts()

    def to_dict(self) -> dict[str, list[Any]]:
        """The table with every number: the columns by their names."""
        return self._answer.columns()

    def to_pandas(self) -> pandas.DataFrame:
        """The table with every number as a pandas data frame."""
        return _installed("pandas").DataFrame(self.to_dict())

    def to_polars(self) -> polars.DataFrame:
        """The table with every number as a polars data frame."""
        return _installed("polars").DataFrame(self.to_dict(), strict=False)

    def svg(self, chart: str | None = None, *, theme: str | None = None, size: str | None = None) -> str:
        """A chart as SVG. ``theme``: light, dark, print; ``size``: screen, single, double, slide."""
        return self._answer.svg(chart, theme, size)

    def png(self, chart: str | None = None, *, theme: str | None = None, size: str | None = None) -> bytes:
        """A chart as PNG."""
        return bytes(self._answer.png(chart, theme, size))

    def save(
        self,
        path: str | os.PathLike[str],
        chart: str | None = None,
        *,
        theme: str | None = None,
        size: str | None = None,
    ) -> None:
        """Saves it as what the ending says: .svg, .png, .json, .csv, .md or .tex."""
        place = Path(path)
        ending = place.suffix.lower()
        if ending == ".svg":
            content = self.svg(chart, theme=theme, size=size).encode()
        elif ending == ".png":
            content = self.png(chart, theme=theme, size=size)
        elif ending in _TEXTS:
            content = self._answer.text(_TEXTS[ending]).encode()
        else:
            known = ", ".join([".svg", ".png", *_TEXTS])
            raise ValueError(f"{place.name}: nothing is saved as {ending or 'that'}, take {known}")
        self._answer.write(place, content)

    def open(self) -> subprocess.Popen[bytes]:
        """Opens it in the window."""
        return _open_in_window(self._answer.text("json").encode(), ".json")

    def __str__(self) -> str:
        return self._answer.text("readable")

    def __repr__(self) -> str:
        return f"<Answer {self.data['schema']}>\n{self}"

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        return _picture(self.svg(), str(self))


class Corpus:
    """What came of many texts: a folder of tables and charts."""

    folder: Path
    """Where they are."""

    def __init__(self, folder: Path, temporary: tempfile.TemporaryDirectory[str] | None) -> None:
        self.folder = folder
        # Gone with this object, if nobody asked for the folder.
        self._temporary = temporary

    @property
    def summary(self) -> dict[str, Any]:
        """The whole run, as ``summary.json`` has it."""
        return json.loads((self.folder / "summary.json").read_text(encoding="utf-8"))

    @property
    def tables(self) -> list[str]:
        """The names of the tables: ``tokens``, ``texts``, ``effects`` and others."""
        return sorted(path.stem for path in self.folder.glob("*.csv"))

    @property
    def charts(self) -> list[str]:
        """The names of the charts."""
        return sorted(path.stem for path in self.folder.glob("*.svg"))

    def to_pandas(self, table: str = "tokens") -> pandas.DataFrame:
        """A table as a pandas data frame."""
        # `nan` and `null` are tokens like any other.
        return _installed("pandas").read_csv(self._table(table), keep_default_na=False, na_values=[""])

    def to_polars(self, table: str = "tokens") -> polars.DataFrame:
        """A table as a polars data frame."""
        return _installed("polars").read_csv(self._table(table), infer_schema_length=None)

    def svg(self, chart: str = "effects") -> str:
        """A chart as SVG."""
        place = self.folder / f"{chart}.svg"
        if not place.exists():
            raise ValueError(f"there is no chart {chart!r}: take one of {', '.join(self.charts)}")
        return place.read_text(encoding="utf-8")

    def open(self) -> subprocess.Popen[bytes]:
        """Opens its first chart in the window."""
        return _open_in_window(self.svg().encode(), ".svg")

    def __repr__(self) -> str:
        summary = self.summary
        return f"<Corpus of {summary['texts']} texts, {summary['tokens']} tokens in {self.folder}>"

    def _repr_html_(self) -> str:
        shown = repr(self)
        return _picture(self.svg(), shown) if "effects" in self.charts else escape(shown)

    def _table(self, name: str) -> Path:
        place = self.folder / f"{name}.csv"
        if not place.exists():
            raise ValueError(f"there is no table {name!r}: take one of {', '.join(self.tables)}")
        return place


def _installed(name: str) -> Any:
    """The package of that name, or a sentence that says how it is had."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise ImportError(f"{name} is not installed: pip install {name}") from None


def _picture(svg: str, words: str) -> str:
    """A chart as a picture of its own, so that its styles touch nothing else on the page."""
    encoded = base64.b64encode(svg.encode()).decode()
    source = f"data:image/svg+xml;base64,{encoded}"
    return f'<img src="{source}" alt="{escape(words, quote=True)}" style="max-width:100%">'


def _open_in_window(content: bytes, ending: str) -> subprocess.Popen[bytes]:
    descriptor, place = tempfile.mkstemp(prefix="glassbox-", suffix=ending)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    atexit.register(Path(place).unlink, missing_ok=True)
    return subprocess.Popen([sys.executable, "-m", "glassbox", "--open", place])
