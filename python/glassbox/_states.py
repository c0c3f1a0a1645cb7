"""What every layer made of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray


class States(Sequence[NDArray[np.float32]]):
    """Hidden states of one text, an array ``[token, dimension]`` for each layer.

    ``states[0]`` is the output of the embeddings, ``states[8]`` what transformers calls
    ``hidden_states[8][0]``. The arrays hold the model's own numbers; nothing was copied.
    """

    text: str
    """The text."""
    ids: list[int]
    """The row of each token in the vocabulary."""
    tokens: list[str]
    """Each token as the vocabulary spells it."""
    offsets: list[tuple[int, int]]
    """Where each token starts and ends in ``text``; (0, 0) for those that the model added."""

    def __init__(
        self,
        text: str,
        layers: list[NDArray[np.float32]],
        tokens: tuple[list[int], list[str], list[tuple[int, int]]],
    ) -> None:
        self.text = text
        self._layers = layers
        self.ids, self.tokens, self.offsets = tokens

    @overload
    def __getitem__(self, layer: int) -> NDArray[np.float32]: ...
    @overload
    def __getitem__(self, layer: slice) -> list[NDArray[np.float32]]: ...
    def __getitem__(self, layer):
        return self._layers[layer]

    def __len__(self) -> int:
        return len(self._layers)

    def numpy(self) -> NDArray[np.float32]:
        """All layers in one array, ``[layer, token, dimension]``; this one is a copy."""
        return np.stack(self._layers)

    def strengths(self) -> NDArray[np.float64]:
        """The activation strengths, ``[layer, token]``: the L2 norm of every state."""
        return np.stack([np.linalg.norm(layer.astype(np.float64), axis=1) for layer in self])

    def __repr__(self) -> str:
        tokens, width = self._layers[0].shape
        return f"<States of {len(self)} layers, {tokens} tokens, {width} dimensions>"
