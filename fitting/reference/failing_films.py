"""Repair of the SEI in the films that fail: rapid decline of LFP | Li, and failure of Li | Li.

Part of ``make reference-fit``. Each film has two numbers of its own; everything else is shared,
literature or assumption, and predictions (other rates, temperatures, loadings, LAGP) are never
fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import least_squares

from ...experiments.cycling import LFPCycling, SymmetricCycling, follow_envelope
from ...experiments.cycling.results import CyclingResult
from ...experiments.measurements import measured_rows
from ...models.composite_electrolyte_dfn import CompositeElectrolyteDFN
from ...models.mechanisms import AGEING, LITHIUM_SIDE_AGEING
from ...models.symmetric_lithium_cell import SymmetricLithiumCell
from ...parameter_sets.cell import Cell
from ...parameter_sets.degradation import degradation_values
from .fitted_rows import FittedRow

__all__ = ["DECLINE", "FAILING", "FAILURE", "FailingFilm", "fit_failing", "measured"]

REPAIR = "SEI repair fraction of plated lithium"
#: Quantities of the study's table.
DECLINE, FAILURE = "cycles before rapid decline", "time to failure"
IN_SERIES = "SEI repair share in series with the surface"
_INPUTS = (REPAIR, IN_SERIES)
_MOST_IN_SERIES = 0.3
#: Films of which the study gives a rapid decline and a failure.
FAILING = ("PHLP", "PHL-15")


def measured(electrolyte: str, quantity: str, **where: float) -> float:
    """Return a value of the study's cycling table, in the table's unit: cycles, h, V, ...

    Parameters
    ----------
    electrolyte, quantity : str
        Film, and what was measured.
    **where : float
        Further columns and their values, in the unit of the column [C-rate, h, ...].
    """
    (value,) = measured_rows("cells", electrolyte, quantity=quantity, **where)["value"]
    return float(value)


class _Film:
    """LFP and symmetric cell of one film, built once, with the fitted constants as inputs."""

    def __init__(self, name: str) -> None:
        design = Cell.from_name(name)
        self.defaults = {key: degradation_values(design.electrolyte)[key] for key in _INPUTS}
        values = design.parameter_values()
        values.update({key: "[input]" for key in _INPUTS})
        model = CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=AGEING)
        self.lfp = LFPCycling(model, values, inputs=self.defaults)
        T = float(values["Symmetric cell test temperature [K]"])
        values.update({"Ambient temperature [K]": T, "Initial temperature [K]": T})
        lithium = SymmetricLithiumCell(
            {"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING
        )
        limit = float(values["Symmetric cell voltage limit [V]"])
        self.lithium = SymmetricCycling(lithium, values, inputs=self.defaults, voltage_limit=limit)

    def cycle(self, cycles: int, constants: Mapping[str, float]) -> CyclingResult:
        return follow_envelope(self.lfp.with_inputs(constants), cycles)

    def plate(self, hours: int, constants: Mapping[str, float]) -> CyclingResult:
        return follow_envelope(self.lithium.with_inputs(constants), hours)  # a cycle takes an hour


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
    targets = np.log([measured(name, DECLINE), measured(name, FAILURE)])

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


@dataclass(frozen=True)
class FailingFilm:
    """Repair of the SEI in a film that fails.

    Parameters
    ----------
    rows : list of FittedRow
        Repair fraction and share in series.
    decline_cycle, failure_h : float
        What the fitted cells do: rapid decline of LFP | Li [cycles], failure of Li | Li [h].
    """

    rows: list[FittedRow]
    decline_cycle: float
    failure_h: float


def fit_failing(name: str, locator: str = "make reference-fit") -> FailingFilm:
    """Fit repair to a film that fails, with growth and fade as they are in the tables."""
    x, error = fit_repair(name, film := _Film(name))
    chi, psi, spread = float(np.exp(x[0])), float(x[1]), float(np.exp(error[0]))
    cycle, hours = failures(film, {REPAIR: chi, IN_SERIES: psi})
    note = f"rapid decline in cycle {cycle:.0f}, Li|Li fails after {hours:.0f} h"
    high = min(psi + error[1], _MOST_IN_SERIES)
    rows = [
        FittedRow("degradation", REPAIR, chi, chi / spread, chi * spread, locator, note, name),
        FittedRow(
            "degradation", IN_SERIES, psi, max(psi - error[1], 0.0), high, locator, note, name
        ),
    ]
    return FailingFilm(rows, cycle, hours)
