"""Calibrate the constants of ageing that the reference study's cycling data determine.

``python -m sclcell.fitting.degradation`` prints fitted values, residuals and what the data leave
open; ``--write`` puts them into ``parameter_sets/data/degradation.csv``. Each film has two numbers
of its own at most; everything else is literature or assumption, and predictions (other rates,
temperatures, loadings, LAGP) are never fitted.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import brentq, least_squares, newton

from .. import parameter_sets
from ..experiments.cycling import LFPCycling, SymmetricCycling, follow_envelope
from ..experiments.cycling.cells import CAPACITY, POLARISATION
from ..experiments.cycling.results import CyclingResult
from ..experiments.measurements import load_measurements
from ..models.composite_electrolyte_dfn import CompositeElectrolyteDFN
from ..models.degradation import AGEING, LITHIUM_SIDE_AGEING
from ..models.symmetric_lithium_cell import SymmetricLithiumCell
from ..parameter_sets.cell_design import CellDesign
from ..parameter_sets.degradation import degradation_values
from ..parameter_sets.provenance import provenance_table

__all__ = ["Fitted", "fit_failing", "fit_phlp15", "main"]

PERMEABILITY = "SEI solvent permeability [mol.m-1.s-1]"
ORGANIC = "Organic SEI solvent permeability [mol.m-1.s-1]"
LOSS = "Loss of active material per equivalent full cycle"
REPAIR = "SEI repair fraction of plated lithium"
IN_SERIES = "SEI repair share in series with the surface"
FACTOR = "Cycling cell capacity factor"
_INPUTS = (PERMEABILITY, LOSS, REPAIR, IN_SERIES)
_MOST_IN_SERIES = 0.3
#: Films without cycling data -> the film, bare as well, whose repair they are assumed to share.
_ASSUMED_ALIKE = {"PHA-15": "PHL-15"}
#: PHLP-15 gives growth and fade, which the films that fail share.
FILMS = ("PHLP-15", "PHLP", "PHL-15")


@dataclass(frozen=True)
class Fitted:
    """A fitted constant.

    Parameters
    ----------
    electrolyte : str
        Film, or ``"all"``.
    name : str
        PyBaMM name.
    value, low, high : float
        SI units; the range is what an error of 10 % in the data allows.
    note : str
        What determines it.
    """

    electrolyte: str
    name: str
    value: float
    low: float
    high: float
    note: str


def measured(electrolyte: str, quantity: str, **where: float) -> float:
    """Return a value of the study's cycling table."""
    table = load_measurements("cells")
    rows = table[(table["electrolyte"] == electrolyte) & (table["quantity"] == quantity)]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    (value,) = rows["value"].astype(float)
    return float(value)


class _Film:
    """LFP and symmetric cell of one film, built once, with the fitted constants as inputs."""

    def __init__(self, name: str) -> None:
        design = CellDesign.from_name(name)
        self.defaults = {key: degradation_values(design.electrolyte)[key] for key in _INPUTS}
        values = design.parameter_values()
        values.update({key: "[input]" for key in _INPUTS})
        self.lfp = LFPCycling(
            CompositeElectrolyteDFN(mechanisms=AGEING), values, inputs=self.defaults
        )
        T = float(values["Symmetric cell test temperature [K]"])
        values.update({"Ambient temperature [K]": T, "Initial temperature [K]": T})
        model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING)
        limit = float(values["Symmetric cell voltage limit [V]"])
        self.lithium = SymmetricCycling(model, values, inputs=self.defaults, voltage_limit=limit)

    def cycle(self, cycles: int, constants: Mapping[str, float]) -> CyclingResult:
        self.lfp.inputs.update(constants)
        return follow_envelope(self.lfp, cycles)

    def plate(self, hours: int, constants: Mapping[str, float]) -> CyclingResult:
        self.lithium.inputs.update(constants)
        return follow_envelope(self.lithium, hours)  # a cycle takes an hour


def _last_polarisation(film: _Film, permeability: float) -> float:
    table = film.plate(5100, {PERMEABILITY: permeability}).table
    return float(table[POLARISATION].iloc[-1])


def fit_growth(film: _Film) -> tuple[float, float, float]:
    """Return the permeability, with range, that gives PHLP-15's polarisation at 5100 h."""
    target = measured("PHLP-15", "polarisation voltage", hours=5100)

    def solve(voltage: float) -> float:
        def excess(log_p: float) -> float:
            return _last_polarisation(film, float(np.exp(log_p))) - voltage

        return float(np.exp(brentq(excess, np.log(1e-22), np.log(1e-16), xtol=1e-3)))

    return solve(target), solve(0.9 * target), solve(1.1 * target)


def fit_fade(film: _Film, permeability: float) -> tuple[float, float, float, float]:
    """Return loss of active material per cycle, with range, and the capacity factor."""
    capacity = "specific discharge capacity"
    first = measured("PHLP-15", capacity, cycle=1)
    target = measured("PHLP-15", capacity, cycle=600) / first

    def retention(beta: float) -> float:
        return film.cycle(600, {PERMEABILITY: permeability, LOSS: beta}).retention[-1]

    beta = float(newton(lambda b: retention(b) - target, 3e-4, x1=4e-4, tol=2e-7))
    # Loss is proportional to beta; capacities scatter by 2 % (3 mAh/g) from cell to cell.
    per_loss = beta / -np.log(target)
    low, high = (float(-per_loss * np.log(share * target)) for share in (1.02, 0.98))
    table = film.cycle(600, {PERMEABILITY: permeability, LOSS: beta}).table
    return beta, low, high, first / float(table[CAPACITY].iloc[0])


def failures(film: _Film, constants: Mapping[str, float]) -> tuple[float, float]:
    """Return the cycle of rapid decline and the hours to failure of the symmetric cell."""
    decline = film.cycle(900, constants).rapid_decline_cycle
    hours = film.plate(2000, constants).failed_cycle
    return (900.0 if np.isnan(decline) else decline), (2000.0 if hours is None else hours)


def fit_repair(name: str, film: _Film) -> tuple[Any, np.ndarray]:
    """Return repair fraction and share in series of a film that fails, with standard errors.

    Least squares on the logarithms of both failures, each taken as known within 10 %, and a
    weak prior of 0 +- 0.3 on the share, which keeps it small where the data do not need it.
    """
    targets = np.log(
        [
            measured(name, "cycles before rapid decline"),
            measured(name, "time to failure"),
        ]
    )

    def residuals(x: np.ndarray) -> np.ndarray:
        constants = {REPAIR: float(np.exp(x[0])), IN_SERIES: float(x[1])}
        off = (np.log(failures(film, constants)) - targets) / 0.1
        return np.append(off, x[1] / 0.3)

    start = np.array([np.log(film.defaults[REPAIR]), max(film.defaults[IN_SERIES], 0.01)])
    solution = least_squares(
        residuals,
        start,
        bounds=([np.log(1e-4), 0.0], [np.log(0.02), _MOST_IN_SERIES]),
        diff_step=[0.01, 0.2],
        x_scale=[0.1, 0.02],
        xtol=1e-3,
        ftol=1e-3,
        max_nfev=8,
    )
    jacobian = np.asarray(solution.jac)
    covariance = np.linalg.pinv(jacobian.T @ jacobian)
    return solution.x, np.sqrt(np.diag(covariance))


def fit_phlp15() -> list[Fitted]:
    """Fit growth of the film and fade to PHLP-15."""
    film = _Film("PHLP-15")
    p, p_low, p_high = fit_growth(film)
    # All films share the permeability of organic SEI; PHLP-15's own share scales it.
    own = degradation_values(CellDesign.from_name("PHLP-15").electrolyte)
    scale = own[ORGANIC] / own[PERMEABILITY]
    beta, b_low, b_high, factor = fit_fade(film, p)
    return [
        Fitted("all", ORGANIC, p * scale, p_low * scale, p_high * scale, "0.27 V at 5100 h"),
        Fitted("all", LOSS, beta, b_low, b_high, "118.2 mAh/g in cycle 600 of PHLP-15"),
        Fitted("all", FACTOR, factor, 0.97, 1.03, "146.8 mAh/g in cycle 1 of PHLP-15"),
    ]


def fit_failing(name: str) -> list[Fitted]:
    """Fit repair to a film that fails, with growth and fade as they are in the data file."""
    x, error = fit_repair(name, film := _Film(name))
    chi, psi, spread = float(np.exp(x[0])), float(x[1]), float(np.exp(error[0]))
    cycle, hours = failures(film, {REPAIR: chi, IN_SERIES: psi})
    note = f"rapid decline in cycle {cycle:.0f}, Li|Li fails after {hours:.0f} h"
    high = min(psi + error[1], _MOST_IN_SERIES)
    return [
        Fitted(name, REPAIR, chi, chi / spread, chi * spread, note),
        Fitted(name, IN_SERIES, psi, max(psi - error[1], 0.0), high, note),
    ]


def write(fitted: list[Fitted]) -> Path:
    """Put fitted values into the data file and return its path."""
    (folder,) = parameter_sets.__path__
    path = Path(folder) / "data" / "degradation.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    new = {(f.electrolyte, f.name): f for f in fitted}
    for row in rows:
        f = new.get((row["electrolyte"], row["name"]))
        if f is not None:
            row.update(value=f"{f.value:.5g}", low=f"{f.low:.4g}", high=f"{f.high:.4g}")
            row.update(source="Li2024", locator="sclcell.fitting.degradation", note=f.note)
            row["class"] = "fitted"
        like = new.get((_ASSUMED_ALIKE.get(row["electrolyte"], ""), row["name"]))
        if like is not None:
            row["value"] = f"{like.value:.5g}"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


_OPEN = """
What the data do not determine:
- whether the rise of PHLP-15 from 0.11 to 0.27 V follows the root of time (growth) or throughput
  (repair): two voltages fix one number; the repair fraction of PHLP-15 is bounded, not fitted;
- the solvent reservoir by itself: only repair fraction over reservoir is fitted;
- share in series against a rate exponent of repair: PHLP has two failures for both;
- dead lithium and CEI: 450 um of lithium and a reaction without limitation at 1C hide them;
- whether loss of active material goes with charge or time, and all activation energies: every
  cycling datum is at 1C and 30 degC."""


def main(arguments: list[str] | None = None) -> None:
    """Fit, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="update degradation.csv")
    parser.add_argument("--only", choices=FILMS, help="fit one film, with the others as they are")
    options = parser.parse_args(arguments)
    for name in FILMS if options.only is None else (options.only,):
        fitted = fit_phlp15() if name == "PHLP-15" else fit_failing(name)
        for f in fitted:
            spread = f"[{f.low:.3g}, {f.high:.3g}]"
            print(f"{f.electrolyte:8s} {f.name:52s} {f.value:.4g} {spread}  {f.note}", flush=True)
        if options.write:
            print(f"written: {write(fitted)}", flush=True)
            # The films that fail start from what PHLP-15 gave.
            provenance_table.cache_clear()
    print(_OPEN)


if __name__ == "__main__":
    main()
