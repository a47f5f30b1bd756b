"""What a run through a protocol gives: a table of its last step, a state, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..models.voltage_losses import VOLTAGE_LOSSES
from .endings import what_ends
from .outcome import Kind, Outcome
from .protocols import Step
from .reasons import cut_off_at_once

__all__ = ["LOSSES", "OBSERVED", "SALT", "Run", "StepResult", "step_outcome"]

#: What is read off every step, in the order of the columns of `StepResult.series`.
OBSERVED = (
    "Discharge capacity [A.h]",
    "Discharge energy [W.h]",
    "Voltage [V]",
    "Open-circuit potential at mean stoichiometry [V]",
    *VOLTAGE_LOSSES,
    "Electrolyte concentration at lithium [mol.m-3]",
    "Catholyte concentration at the current collector [mol.m-3]",
)
#: Columns of the losses, and of the salt at both ends.
LOSSES = slice(4, 4 + len(VOLTAGE_LOSSES))
SALT = slice(LOSSES.stop, LOSSES.stop + 2)
_CHARGE, _ENERGY, _, _OCP = range(4)
_PLACES = ("at lithium", "in the cathode")
# The solver ends within its tolerance of the solubility.
_NEARLY = 1 - 1e-4


@dataclass(frozen=True)
class StepResult:
    """What one cell did in one step.

    Parameters
    ----------
    time : numpy.ndarray
        Times of the solver's own steps [s], shape (n,).
    series : numpy.ndarray
        Values of `OBSERVED` at the time points, shape (n, number of names).
    state : numpy.ndarray
        Last state of the model, relative to PyBaMM's scales.
    outcome : Outcome
        At a voltage limit, in the first instant or later, at its time, or the solver failed.
    """

    time: np.ndarray
    series: np.ndarray
    state: np.ndarray
    outcome: Outcome

    def what_ends(self, salt: float, solubility: float) -> str:
        """Return what ended a half cycle, see `endings.what_ends`.

        Parameters
        ----------
        salt, solubility : float
            Initial concentration, and that at which salt falls out [mol.m-3].
        """
        series = self.series
        full = _precipitation(series[-1], solubility)
        if full:
            return full
        at_lithium, at_collector = (series[-1, SALT] / salt).tolist()
        salt_left = at_lithium, at_collector
        return what_ends(series[:, _CHARGE], series[:, _OCP], series[-1, LOSSES], salt_left)


@dataclass(frozen=True)
class Run:
    """What a cell gave.

    Parameters
    ----------
    result : StepResult, optional
        The last discharge; None if the cell did not get there.
    outcome : Outcome
        How the run ended.
    ends : tuple of str or None
        What ended each step that was run, see `endings.what_ends`; None for rests, and where only
        the ends of a step are kept.
    """

    result: StepResult | None
    outcome: Outcome
    ends: tuple[str | None, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """The last discharge: ``Time [s]`` and `OBSERVED`; empty if there is none."""
        if self.result is None:
            return pd.DataFrame(columns=["Time [s]", *OBSERVED], dtype=float)
        table = pd.DataFrame(self.result.series, columns=list(OBSERVED))
        table.insert(0, "Time [s]", self.result.time)
        return table

    @property
    def state(self) -> np.ndarray | None:
        """State of the model after the last discharge, relative to PyBaMM's scales."""
        return None if self.result is None else self.result.state

    @property
    def capacity_Ah(self) -> float:
        """Charge of the last discharge [A.h]: zero if the cell cannot run, NaN if not solved."""
        return self._passed(_CHARGE)

    @property
    def energy_Wh(self) -> float:
        """Energy of the last discharge [W.h], likewise."""
        return self._passed(_ENERGY)

    @property
    def mean_voltage(self) -> float:
        """Energy over charge [V]; NaN if no charge passed."""
        return self.energy_Wh / self.capacity_Ah if self.capacity_Ah > 0 else np.nan

    def _passed(self, column: int) -> float:
        if self.result is None:
            return self.outcome.nothing
        series = self.result.series
        return float(series[-1, column] - series[0, column])


def _precipitation(last: np.ndarray, solubility: float) -> str:
    """Return where salt has reached its solubility, or nothing."""
    full = last[SALT] >= solubility * _NEARLY
    return next((f"salt precipitation {w}" for w, at in zip(_PLACES, full, strict=True) if at), "")


def step_outcome(
    result: StepResult,
    step: Step,
    number: int,
    limits: tuple[float, float],
    salt: float,
    solubility: float,
) -> Outcome:
    """Return how a step of a protocol ended.

    Parameters
    ----------
    result : StepResult
        What the cell did.
    step : Step
        What it was to do.
    number : int
        Of the step, from 0.
    limits : tuple of float
        Lower and upper voltage limit [V].
    salt, solubility : float
        Initial concentration, and that at which salt falls out [mol.m-3].
    """
    where = f"<{step.kind} of step {number + 1}: |after the first discharge, >" if number else ""
    outcome = result.outcome.at(where)
    if outcome.kind is Kind.SOLVER_FAILED:
        return outcome
    if step.kind == "rest":
        return Outcome(Kind.TIME_OVER)
    if outcome.kind is Kind.TIME_OVER:
        return Outcome(Kind.NO_LIMIT_REACHED, where=where)
    if outcome.kind is not Kind.LIMIT_AT_ONCE:
        # One flag stands for all events.
        full = _precipitation(result.series[-1], solubility)
        return Outcome(Kind.SALT_PRECIPITATED, {"event": full}, where) if full else outcome
    sign = 1 if step.kind == "discharge" else -1
    first = result.series[0]
    full = _precipitation(first, solubility)
    if full:
        return Outcome(Kind.EVENT_AT_ONCE, {"event": full}, where)
    losses = {name: sign * value for name, value in zip(VOLTAGE_LOSSES, first[LOSSES], strict=True)}
    available = abs(first[_OCP] - limits[0 if sign > 0 else 1])
    salt_left = float(first[SALT].min()) / salt
    return cut_off_at_once(losses, available, salt_left).at(where)
