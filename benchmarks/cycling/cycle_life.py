"""Cycle life along the envelope: by cycles asked for, and against the run of every cycle.

The number of cycles asked for changes nothing before it, so one run of the most says in which
cycle a cell fails for all of them; at 30 degC and 5 mg/cm2 this is checked. Capacities are
compared until the cell falls steeply, then until it fails: there a small difference in time is a
large one in capacity.

    python -m benchmarks.cycling.cycle_life               # some cells, as `make bench` does
    python -m benchmarks.cycling.cycle_life --all FILE    # the grid, to a CSV; goes on with one
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pybamm

from sclcell.errors import SclcellError
from sclcell.experiments.cycling import CyclingResult, cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.parameter_sets.cell import Cell

from ..claims import Claim, Meter, Result, run

FILMS = ("PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15")
ASKED = (300, 1000, 5000)
#: Cycles of the run of every cycle.
EXACT = 300
#: A cell that loses this share of its first capacity in a cycle falls steeply.
STEEP = 0.005
GRID = tuple(product(FILMS, (0, 30, 60), (0.5, 1, 5), (1.5, 5, 16)))
SOME = (
    ("PHLP", 30, 1, 1.5),
    ("PHLP", 60, 5, 1.5),
    ("PHL-15", 0, 0.5, 1.5),
    ("PHL-15", 30, 1, 1.5),
    ("PHLP-15", 0, 2, 1.5),
    ("PHLP-15", 30, 1, 5),
)
KEYS = ["Film", "Temperature [degC]", "C-rate", "Loading [mg.cm-2]"]
BEFORE, FALL = "Deviation before the fall [%]", "Deviation in the fall [%]"
EVERY = "Fails, every cycle"


def fails(result: CyclingResult, asked: int) -> float:
    """Return the failing cycle of a run of so many cycles; NaN if it does not fail."""
    failed = result.failed_cycle
    return float("nan") if failed is None or failed > asked else failed


def alike(design: Cell, c_rate: float, longest: CyclingResult) -> bool:
    """Return whether shorter runs are the beginning of the longest, and fail in its cycle."""
    for asked in ASKED[:-1]:
        shorter = cycle_lfp(design, c_rate, asked)
        begins = shorter.table.equals(longest.table.iloc[: len(shorter.table)])
        same = np.array_equal(fails(shorter, asked), fails(longest, asked), equal_nan=True)
        if not (begins and same):
            return False
    return True


def deviations(found: CyclingResult, true: CyclingResult) -> tuple[float, float]:
    """Return the largest deviation of the capacity before the steep fall, and in it [%]."""
    both = min(len(found.table), len(true.table))
    capacity = true.table[CAPACITY].to_numpy()[:both]
    off = 100 * np.abs(found.table[CAPACITY].to_numpy()[:both] / capacity - 1)
    loss = -np.diff(capacity, prepend=capacity[0]) / capacity[0]
    # The first cycles lose much while the fast states settle.
    steep = (loss > STEEP) & (np.arange(both) > 10)
    falls = int(np.argmax(steep)) if steep.any() else both
    return float(off[:falls].max()), float(off[falls:].max(initial=0))


def compare(
    film: str, celsius: float, c_rate: float, loading: float, exact: int = EXACT
) -> dict[str, object]:
    """Return the row of a cell."""
    design = Cell.from_name(film, temperature_degC=celsius, areal_loading_mg_cm2=loading)
    row: dict[str, object] = dict(zip(KEYS, (film, celsius, c_rate, loading), strict=True))
    try:
        with Meter() as meter:
            longest = cycle_lfp(design, c_rate, max(ASKED))
    except SclcellError as error:
        return {**row, "Note": str(error)}
    row |= {f"Fails, {asked} asked for": fails(longest, asked) for asked in ASKED}
    row["Cycles simulated"], row["Processor time [s]"] = longest.simulated_cycles, meter.processor
    if celsius == 30 and loading == 5:
        row["Begin alike"] = alike(design, c_rate, longest)
    every = cycle_lfp(design, c_rate, exact, exact=True)
    row[EVERY] = fails(every, exact)
    row[BEFORE], row[FALL] = deviations(longest, every)
    return row


def whole_grid(path: Path) -> None:
    """Write the rows of all cells that are not in the file yet."""
    rows = pd.read_csv(path).to_dict("records") if path.exists() else []
    done = {tuple(row[key] for key in KEYS) for row in rows}
    for cell in GRID:
        if cell not in done:
            rows.append(compare(*cell))
            pd.DataFrame(rows).to_csv(path, index=False, float_format="%.5g")
            print(rows[-1], flush=True)


def measure(small: bool = False) -> Result:
    """Compare some cells."""
    pybamm.set_logging_level("ERROR")
    cells = SOME[:1] if small else SOME
    table = pd.DataFrame([compare(*cell) for cell in cells])
    within = table[f"Fails, {ASKED[0]} asked for"]
    apart = (within - table[EVERY]).abs()
    missed = int((within.isna() != table[EVERY].isna()).sum())
    same = bool(table["Begin alike"].dropna().all()) if "Begin alike" in table else True
    case = f"{len(table)} cells, up to {max(ASKED)} cycles, envelope"
    return Result(
        [
            Claim(
                f"{case}: failing cycle",
                f"every cycle, at most {EXACT}",
                "within 1 cycle, for every number of cycles asked for",
                f"{apart.max():g} apart, {missed} missed, {'as' if same else 'not as'} asked",
                bool(apart.fillna(0).max() <= 1) and missed == 0 and same,
            ),
            Claim(
                f"{case}: capacity before it falls by {100 * STEEP:g} % per cycle",
                f"every cycle, at most {EXACT}",
                "within 0.2 %",
                f"{table[BEFORE].max():.2g} %; {table[FALL].max():.2g} % in the fall",
                bool(table[BEFORE].max() <= 0.2),
                deviation_percent=float(table[BEFORE].max()),
            ),
        ],
        {"Cycle life along the envelope": table},
    )


if __name__ == "__main__":
    if "--all" in sys.argv[1:-1]:
        pybamm.set_logging_level("ERROR")
        whole_grid(Path(sys.argv[-1]))
    else:
        run(measure)
