"""Models, and what is asked of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _glassbox
from ._answers import Answer, Corpus
from ._states import States

_SUMMARIZE = ("Summarize", "Translate to French", "Classify sentiment")


class Model:
    """An encoder of the BERT family.

    ``Model()`` is the one inside the package, all-MiniLM-L6-v2. ``Model("bert-base-uncased")`` is one
    of the Hugging Face hub, from the shared cache or downloaded into it once; ``offline=True`` never
    touches the network. ``Model("folder")`` has ``config.json``, ``tokenizer.json`` and
    ``model.safetensors`` in a folder. ``Model("random:minilm")`` is the same architecture with
    random weights, ``"shuffled:minilm"`` with the trained ones shuffled.

    The settings that every question takes: ``layer`` (the paper's depth unless said),
    ``second_layer``, ``quantile`` (0.75), ``quantile_method`` (``"linear"`` and numpy's other
    names), ``tokens`` (``"no-special"``, ``"all"``, ``"words"``), ``measure`` (``"norm"``,
    ``"without-outliers"``, ``"centred"``, ``"standardised"``, ``"input-norm"``, ``"surprise"``).
    """

    def __init__(self, name: str | os.PathLike[str] | None = None, *, offline: bool = False) -> None:
        given = None if name is None else os.fspath(name)
        self._model = _glassbox.Model(given, offline)
        self.id, self.name, self.family, self.sha256 = self._model.identity
        self.layers, self.hidden_size, self.positions = self._model.sizes

    @property
    def device(self) -> str:
        """What computes."""
        return self._model.device

    def analyze(self, text: str, *, parts: bool = False, **settings: Any) -> Answer:
        """How strongly each token of ``text`` lights up.

        ``parts=True`` adds what each strength is made of and what would be usual.
        """
        settings = _checked(settings)
        return Answer(self._model.analyze(text, {**settings, "parts": parts}))

    def compare(
        self,
        a: str,
        b: str,
        *,
        alignment: str = "edit",
        high_from: str = "a",
        keep_positions: bool = False,
        null: int | None = None,
        **settings: Any,
    ) -> Answer:
        """How far each token shifts from ``a`` to ``b``.

        ``alignment`` is ``"edit"`` or ``"index"``, ``high_from`` ``"a"``, ``"b"``, ``"either"`` or
        ``"both"``; ``null`` says how many random words stand beside each shift (50; 0 for none).
        """
        own = {
            "alignment": alignment,
            "high_from": high_from,
            "keep_positions": keep_positions,
            "null": null,
        }
        return Answer(self._model.compare(a, b, {**_checked(settings), **own}))

    def drift(
        self,
        input: str = "The weather is nice today.",
        prompts: Sequence[str] = _SUMMARIZE,
        *,
        alignment: str = "edit",
        high_from: str = "a",
        keep_positions: bool = False,
        **settings: Any,
    ) -> Answer:
        """How far each two of ``prompts`` move ``input``, which stands behind them."""
        own = {"alignment": alignment, "high_from": high_from, "keep_positions": keep_positions}
        return Answer(self._model.drift(input, list(prompts), {**_checked(settings), **own}))

    def match(self, a: str, b: str, **settings: Any) -> Answer:
        """How similar two texts are, and which words make them so."""
        return Answer(self._model.match_texts(a, b, _checked(settings)))

    def states(self, text: str) -> States:
        """The hidden states of every layer as NumPy arrays that take over the model's memory."""
        layers, tokens = self._model.states(text)
        return States(text, layers, tokens)

    def corpus(
        self,
        texts: str | os.PathLike[str] | Iterable[str] | Iterable[os.PathLike[str]],
        out: str | os.PathLike[str] | None = None,
        *,
        column: str | None = None,
        field: str | None = None,
        split_sentences: bool = False,
        skip_duplicates: bool = False,
        seed: int | None = None,
        baselines: bool = True,
        replicates: int | None = None,
        charts: bool = True,
        states: str | os.PathLike[str] | None = None,
        threads: int | None = None,
        **settings: Any,
    ) -> Corpus:
        """Reads many texts into a folder of tables.

        ``texts`` is the path of a .txt, .csv, .tsv or .jsonl file, several ``Path`` objects, or an
        iterable of texts. ``out`` is the folder; without one it is temporary and goes with the
        result. ``states`` is a safetensors file for the hidden states of every text.
        """
        own: Mapping[str, Any] = {
            "column": column,
            "field": field,
            "split_sentences": split_sentences,
            "skip_duplicates": skip_duplicates,
            "seed": seed,
            "baselines": baselines,
            "replicates": replicates,
            "charts": charts,
            "states": None if states is None else Path(states),
            "threads": threads,
        }
        temporary = tempfile.TemporaryDirectory(prefix="glassbox-")
        files, kept_field = _files(texts, Path(temporary.name))
        if kept_field is not None:
            own = {**own, "field": kept_field}
        folder = Path(temporary.name) / "out" if out is None else Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        _glassbox.run_corpus(self._model, files, folder, {**_checked(settings), **own})
        return Corpus(folder, temporary if out is None else None)

    def __repr__(self) -> str:
        return f"<Model {self.name}, {self.layers} layers x {self.hidden_size}>"


_SETTINGS = ("layer", "second_layer", "quantile", "quantile_method", "tokens", "measure")


def _checked(settings: dict[str, Any]) -> dict[str, Any]:
    """``settings`` if there is none among them that does not exist."""
    for name in settings:
        if name not in _SETTINGS:
            raise TypeError(f"no setting is called {name!r}: there are {', '.join(_SETTINGS)}")
    return settings


def _files(texts: Any, folder: Path) -> tuple[list[Path], str | None]:
    """The files to read, and the field that texts stand under where they were written here."""
    if isinstance(texts, (str, os.PathLike)):
        return [Path(texts)], None
    texts = list(texts)
    if texts and all(isinstance(text, os.PathLike) for text in texts):
        return [Path(text) for text in texts], None
    import json

    place = folder / "texts.jsonl"
    with place.open("w", encoding="utf-8") as file:
        for text in texts:
            if not isinstance(text, str):
                raise TypeError(f"a text is a str, not {type(text).__name__}")
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    return [place], "text"
