"""Voltage and current programmes on planar cells: the signal an instrument records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pybamm

from ...errors import SimulationFailed
from ...models.membrane.film_cell import FilmCell
from ..built_model import BuiltModel, last_state
from ..outcome import Kind, Outcome
from ..solver import ending
from .measurement import CURRENT, TIME, VOLTAGE, area_cm2

__all__ = ["Galvanostat", "apply_voltage"]


def _solver(relative: float, absolute: float) -> pybamm.IDAKLUSolver:
    # Ramps and reversals start with a kink of the current: the first step is halved many times.
    options = {"max_error_test_failures": 100}
    return pybamm.IDAKLUSolver(rtol=relative, atol=absolute, options=options)


def _signal(solution: pybamm.Solution, area: float) -> pd.DataFrame:
    # PyBaMM counts a discharge current positive, an instrument the current with the voltage.
    return pd.DataFrame(
        {
            TIME: solution["Time [s]"].entries,
            VOLTAGE: solution["Voltage [V]"].entries,
            CURRENT: -solution["Current [A]"].entries * 1e3 / area,
        }
    )


def apply_voltage(
    cell: Callable[[dict], FilmCell],
    values: pybamm.ParameterValues,
    voltage: float | Callable[[Any], Any],
    times: np.ndarray,
    may_end_early: bool = False,
) -> tuple[pd.DataFrame, Any]:
    """Apply a voltage to a cell at rest.

    Raises `SimulationFailed` if the programme could not be completed, for example because the salt
    was depleted.

    Parameters
    ----------
    cell : callable
        Model by options: `SymmetricLithiumCell`, `BlockingCell` or `LithiumSteelCell`.
    voltage : float or callable
        [V], or a function of time [s].
    times : array, shape (n,)
        Times at which the signal is recorded [s]; the first is the start.
    may_end_early : bool, optional
        Whether to return what was recorded until the salt was depleted.

    Returns
    -------
    pandas.DataFrame
        Time [s], voltage [V] and current density [mA.cm-2].
    pybamm.Solution
        The solution.
    """
    values = values.copy()
    values.update({"Voltage function [V]": voltage}, check_already_exists=False)
    model = cell({"operating mode": "voltage"})
    built = BuiltModel(model, values, _solver(1e-8, 1e-10), inputs=())
    try:
        solution = built.solve([times[0], times[-1]], t_interp=times)
    except pybamm.SolverError as error:
        raise SimulationFailed(f"voltage programme: {error}") from error
    ended = ending(solution)
    if ended.kind is not Kind.TIME_OVER and not may_end_early:
        raise SimulationFailed(f"voltage programme: {ended} after {solution.t[-1]:.3g} s")
    return _signal(solution, area_cm2(values)), solution


class Galvanostat:
    """A planar cell under a sequence of constant currents; its model is built once."""

    def __init__(self, model: pybamm.BaseModel, values: pybamm.ParameterValues) -> None:
        self._area_cm2 = area_cm2(values)
        self._cell = BuiltModel(model, values, _solver(1e-6, 1e-8))
        self._state = self._cell.initial_state()
        self.outcome = Outcome(Kind.TIME_OVER)
        self.time_s = 0.0

    @property
    def termination(self) -> str:
        """What stopped the cell, in words; empty while it runs."""
        return "" if self.outcome.kind is Kind.TIME_OVER else str(self.outcome)

    def hold(self, current_mA_cm2: float, duration_s: float, points: int = 30) -> pd.DataFrame:
        """Pass a constant current and return the signal of this segment.

        The signal's times start at zero with the first segment. After a segment that ended
        early, `termination` says why.

        Raises `SimulationFailed` if the solver fails.

        Parameters
        ----------
        current_mA_cm2 : float
            Current density, positive where the right electrode is oxidised.
        points : int, optional
            Number of points recorded, of which half lie logarithmically near the start.
        """
        current = -current_mA_cm2 * 1e-3 * self._area_cm2
        early = duration_s * np.logspace(-6, -1, points // 2)
        late = duration_s * np.linspace(0.1, 1, points - points // 2)[1:]
        times = np.concatenate([[0.0], early, late])
        try:
            solution = self._cell.step(self._state, duration_s, current, t_interp=times)
        except pybamm.SolverError as error:
            raise SimulationFailed(f"{current_mA_cm2:g} mA/cm2: {error}") from error
        table = _signal(solution, self._area_cm2)
        elapsed = float(solution.t[-1])
        table[TIME] += self.time_s
        self.time_s += elapsed
        if elapsed < duration_s * (1 - 1e-6):
            self.outcome = ending(solution)
        self._state = last_state(solution)
        return table
