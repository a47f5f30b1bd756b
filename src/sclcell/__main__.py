"""``python -m sclcell``, and the program ``sclcell``."""

import importlib.metadata
import os
import signal
from functools import cache


def main() -> None:
    """Load the command line and run it; Ctrl-C while it loads ends the program at once."""
    for number in range(3):  # a file of results must not get the number of a closed stream
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    # PyBaMM looks up a plug-in for each of its 80 citations, and each time the entry points of all
    # installed packages are read: a third of the processor time of its import.
    importlib.metadata.__dict__["entry_points"] = cache(importlib.metadata.entry_points)
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .cli import main as run

    signal.signal(signal.SIGINT, handler)
    run()


if __name__ == "__main__":
    main()
