"""Write cells.csv: what a cycler might have given for three cells. It is synthetic.

sclcell's own model made it, with the changes below and noise, so that the reader can see how much
of what was put in a fit gets back. Nothing here was measured.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import sclcell

FOLDER = Path(__file__).parent
#: In place of the shipped values, SI units.
TRUTH = {
    "Positive particle reference diffusivity [m2.s-1]": 9e-18,
    "Lithium interphase film resistance [Ohm.m2]": 0.020,
}
#: Cell: LFP loading [mg/cm2], true over weighed mass of LFP, C-rates.
CELLS = {
    "A": (1.5, 1.010, (0.2, 0.5, 1, 2, 4)),
    "B": (1.6, 0.985, (0.2, 0.5, 1, 2, 4)),
    "C": (5.0, 1.005, (0.2, 0.5, 1, 2, 3)),
}
NOISE_MAH_G = 1.0


def main(folder: Path = FOLDER) -> None:
    """Simulate the rate tests and write the table into a folder."""
    rng = np.random.default_rng(5)
    rows = []
    for name, (loading, factor, rates) in CELLS.items():
        film = FOLDER / "my_film.toml"
        test = sclcell.rate_test(film, rates, areal_loading_mg_cm2=loading, values=TRUTH)
        capacity = factor * test.table["Specific discharge capacity [mA.h.g-1]"]
        noisy = capacity + NOISE_MAH_G * rng.standard_normal(len(rates))
        rows += [(name, rate, round(value, 1)) for rate, value in zip(rates, noisy, strict=True)]
    table = pd.DataFrame(rows, columns=["Cell", "C-rate", "Capacity [mAh/g]"])
    table.to_csv(folder / "cells.csv", index=False)


if __name__ == "__main__":
    main()
