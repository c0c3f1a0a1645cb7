"""``python -m glassbox``: the same as the command ``glassbox``."""

from ._command import main

main()
