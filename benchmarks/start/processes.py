"""Whole processes: what a command takes from its start to its end, imports and all.

Each is run in turns with a process that only imports PyBaMM; processor time.

    python -m benchmarks.start.processes
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..claims import Claim, Result, run

IMPORT = (sys.executable, "-c", "import pybamm")
#: Command -> largest share of the import's time, or none where nothing is claimed.
COMMANDS: dict[tuple[str, ...], float | None] = {
    ("electrolyte", "PHLP-15"): 0.4,
    ("rate", "PHLP-15"): None,
}


def seconds(command: Sequence[str]) -> float:
    """Return the processor time of a process [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(small: bool = False) -> Result:
    """Run the commands and the import in turns."""
    ours = {words: [sys.executable, "-m", "sclcell", *words] for words in COMMANDS}
    for command in (IMPORT, *ours.values()):
        seconds(command)  # what is compiled and cached once counts for none
    rounds = [
        {words: seconds(command) for words, command in [((), IMPORT), *ours.items()]}
        for _ in range(1 if small else 5)
    ]
    claims, rows = [], []
    for words, most in COMMANDS.items():
        shares = np.array([found[words] / found[()] for found in rounds])
        share, scatter = float(np.median(shares)), float(np.std(shares))
        took, imported = (float(np.median([found[w] for found in rounds])) for w in (words, ()))
        name = " ".join(("sclcell", *words))
        rows.append({"Process": name, "Processor time [s]": took, "Share of the import": share})
        claims.append(
            Claim(
                name,
                "a process that imports PyBaMM",
                "none: for comparison" if most is None else f"at most {most:g} of it",
                f"{share:.2g} ± {scatter:.1g} of it",
                most is None or share + 2 * scatter <= most,
                1 / share,
                took,
                imported,
            )
        )
    return Result(claims, {"Start: whole processes": pd.DataFrame(rows)})


if __name__ == "__main__":
    run(measure)
