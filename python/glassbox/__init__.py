"""See which tokens light up inside BERT.

>>> import glassbox
>>> m = glassbox.Model()
>>> m.analyze("Who is the prime minister of Canada?")

The number shown is the *activation strength*: the L2 norm of a token's hidden state at one layer.
Layer 0 is the output of the embeddings, layer 8 is ``hidden_states[8]`` of Hugging Face
transformers. The model inside is all-MiniLM-L6-v2, 6 layers of 384; nothing is downloaded unless a
model is asked for by name.
"""

from ._answers import Answer, Corpus
from ._glassbox import __version__
from ._models import Model
from ._states import States

__all__ = ["Answer", "Corpus", "Model", "States", "__version__", "licences"]


def licences() -> str:
    """Under which licences everything in this package is given away."""
    from ._glassbox import LICENCES

    return LICENCES
