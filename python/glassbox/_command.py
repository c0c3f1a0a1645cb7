"""The command ``glassbox``: the window and the command line, out of the same library."""

import signal
import sys
from typing import NoReturn

from . import _glassbox


def main() -> NoReturn:
    """Does what was typed and ends the program."""
    # Python would note Ctrl-C and go on; a command ends.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = _glassbox.enter(["glassbox", *sys.argv[1:]])
    sys.exit(code)
