"""Cycle life along the envelope: independent of the cycles asked for, close to every cycle.

A row per film, temperature, rate and loading: the cycle in which the cell fails for each number of
cycles asked for, whether all runs begin alike, and the envelope's capacity against the run of
every cycle. Near failure the capacity falls by up to half in a cycle; there the deviation is given
in cycles, as the capacity that is off over what it loses in a cycle.

    python -m benchmarks.cycling.cycle_life [--small] [--out FILE]
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np
import pandas as pd
import pybamm

from sclcell.errors import SclcellError
from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.parameter_sets.cell import Cell

FILMS = ("PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15")
TEMPERATURES = (0, 30, 60)
C_RATES = (0.5, 1, 2, 5)
LOADINGS = (1.5, 5, 12, 16)
ASKED = (300, 600, 1000, 2000, 5000)
#: Cycles of the run of every cycle.
EXACT = 400
#: A cell that loses this share of its capacity in a cycle is at its end.
STEEP = 0.005


def compare(
    film: str, celsius: float, c_rate: float, loading: float, asked: tuple[int, ...], exact: int
) -> dict[str, object]:
    """Return one row."""
    design = Cell.from_name(film, temperature_degC=celsius, areal_loading_mg_cm2=loading)
    row: dict[str, object] = {
        "Film": film,
        "Temperature [degC]": celsius,
        "C-rate": c_rate,
        "Loading [mg.cm-2]": loading,
    }
    try:
        longest = cycle_lfp(design, c_rate, max(asked))
    except SclcellError as error:
        return {**row, "Note": str(error)[:60]}
    shorter = {n: longest if n == max(asked) else cycle_lfp(design, c_rate, n) for n in asked}
    for n, run in shorter.items():
        row[f"Fails, {n} asked for"] = run.failed_cycle
    row["All begin alike"] = all(
        run.table.equals(longest.table.iloc[: len(run.table)]) for run in shorter.values()
    )
    row["Cycles simulated"] = longest.simulated_cycles
    if not exact:
        return row
    reference = cycle_lfp(design, c_rate, exact, exact=True)
    both = min(len(reference.table), len(longest.table))
    true = reference.table[CAPACITY].to_numpy()[:both]
    off = np.abs(longest.table[CAPACITY].to_numpy()[:both] - true)
    loss = np.append(-np.diff(true), np.nan)
    loss[-1] = loss[-2] if both > 1 else np.nan
    steep = loss > STEEP * true[0]
    row["Fails, every cycle"] = reference.failed_cycle
    row["Deviation [%]"] = 100 * float(np.max(np.where(steep, 0, off / true)))
    row["Deviation near failure [cycles]"] = float(np.max(np.where(steep, off / loss, 0)))
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a few cells")
    parser.add_argument("--exact", type=int, default=EXACT, help="cycles one by one; 0: none")
    parser.add_argument("--out", help="CSV file")
    arguments = parser.parse_args()
    pybamm.set_logging_level("ERROR")
    cells = list(product(FILMS, TEMPERATURES, C_RATES, LOADINGS))
    if arguments.small:
        cells = [("PHL-15", 30, 1, 1.5), ("PHLP", 30, 1, 1.5), ("PHLP-15", 30, 1, 12)]
    rows = []
    for cell in cells:
        rows.append(compare(*cell, ASKED, arguments.exact))
        print(", ".join(f"{k}: {v}" for k, v in rows[-1].items()), flush=True)
        if arguments.out:
            pd.DataFrame(rows).to_csv(arguments.out, index=False)


if __name__ == "__main__":
    main()
