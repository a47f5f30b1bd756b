"""A cell through a protocol, step by step, on one built model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pybamm

from ..errors import SimulationFailed, solver_words
from ..models.laws.constants import kelvin
from ..parameter_sets.cell import Cell
from ..parameter_sets.isothermal import build_cell
from ..style import BLUE, RED, new_figure
from .built_model import last_state
from .control import CONTROLS, controlled_model
from .protocol_steps import ControlStep, check_steps, parse_steps
from .solver import StartedAtLimit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CHARGE", "TIME", "ProtocolRunner", "ProtocolTest", "StepRun", "simulate_protocol"]

TIME, _VOLTAGE, _CURRENT = "Time [s]", "Voltage [V]", "Current [A]"
CHARGE, _ENERGY = "Discharge capacity [A.h]", "Discharge energy [W.h]"
_SERIES = (_VOLTAGE, _CURRENT, CHARGE, _ENERGY)
_VARIABLE = "Current variable [A]"
#: Event -> how the table says it.
_ENDS = {
    "final time": "time is over",
    "event: Step voltage": "voltage reached",
    "event: Step current": "current reached",
    "event: Minimum voltage [V]": "lower voltage limit",
    "event: Maximum voltage [V]": "upper voltage limit",
}
_LIMITS = ("lower voltage limit", "upper voltage limit")
_ENDS_AT_ONCE = {event.removeprefix("event: ") for event in _ENDS}


@dataclass(frozen=True)
class StepRun:
    """What a cell did in one step.

    Parameters
    ----------
    series : pandas.DataFrame
        Time [s] from the start of the step, voltage, current, discharge capacity and energy.
    state : numpy.ndarray
        At its end, relative to PyBaMM's scales [-].
    end : str
        What ended it.
    """

    series: pd.DataFrame
    state: np.ndarray
    end: str

    def passed(self, column: str) -> float:
        """Return the change of a column over the step."""
        return float(self.series[column].iloc[-1] - self.series[column].iloc[0])


class ProtocolRunner:
    """Runs steps from a state to a state.

    Parameters
    ----------
    cell : Cell
        The cell.
    steps : sequence of ControlStep
        Whose drive cycles the model holds.
    **options
        As for `controlled_model`.
    """

    def __init__(self, cell: Cell, steps: Sequence[ControlStep], **options: Any) -> None:
        build = build_cell(cell)
        self.capacity, self.mass = build.capacity, build.area * build.loading
        self._ambient_degC = cell.temperature_degC
        values = cell.parameter_values()
        limits = tuple(float(values[f"{n} voltage cut-off [V]"]) for n in ("Lower", "Upper"))
        check_steps(steps, self.capacity, (limits[0], limits[1]))
        drives = {id(step.profile): step.profile for step in steps if step.profile is not None}
        self._numbers = {key: number for number, key in enumerate(drives)}
        rest = {"Ambient temperature [K]": kelvin(self._ambient_degC)}
        made = controlled_model(values, tuple(drives.values()), **options)
        self.built = made.with_inputs(rest)
        (where, *_) = next(s for v, s in self.built.built.y_slices.items() if v.name == _VARIABLE)
        self._current_entry, self._scale = where.start, build.capacity

    def initial_state(self) -> np.ndarray:
        """Return the charged cell at rest."""
        state = self.built.initial_state()
        # PyBaMM's guess is the current of 1C.
        state[self._current_entry] = 0.0
        return state

    def step(self, state: np.ndarray, step: ControlStep) -> StepRun:
        """Run one step.

        Raises
        ------
        SimulationFailed
            If the solver finds no solution.
        """
        per = self.capacity if step.per_capacity else 1.0
        stop = step.stop_current
        degC = self._ambient_degC if step.temperature_degC is None else step.temperature_degC
        inputs = {
            **{f"Control of {name}": float(name == step.control) for name in CONTROLS},
            "Control target": per * step.target,
            "Ambient temperature [K]": kelvin(degC),
            "Stop voltage [V]": step.stop_voltage or 0.0,
            "Stop voltage direction": _direction(step),
            "Stop current [A]": (stop or 0.0) * (self.capacity if step.stop_per_capacity else 1.0),
            "Stop current active": float(stop is not None),
        }
        options: dict[str, Any] = {}
        if step.profile is not None:
            inputs[f"Profile {self._numbers[id(step.profile)]}"] = per
            options["t_eval"] = step.profile[0]
        start = state.copy()
        guess = self._guess(step, per)
        if guess is not None:
            start[self._current_entry] = guess / self._scale
        built = self.built.with_inputs(inputs)
        try:
            solution: pybamm.Solution = built.step(start, step.duration, 0.0, **options)
        except StartedAtLimit as error:
            end = _ENDS.get(f"event: {error.event}", error.event.lower())
            if error.event not in _ENDS_AT_ONCE:
                raise SimulationFailed(f"step {step.text!r} cannot start: {end}") from error
            now = {name: [built.observe(name, state)] for name in _SERIES}
            return StepRun(pd.DataFrame({TIME: [0.0], **now}), state, end)
        except pybamm.SolverError as error:
            raise SimulationFailed(f"step {step.text!r}: {solver_words(error)}") from error
        said = str(solution.termination)
        end = _ENDS.get(said, said.removeprefix("event: ").lower())
        columns = {name: solution[name].entries for name in _SERIES}
        series = pd.DataFrame({TIME: solution.t, **columns})
        return StepRun(series, last_state(solution), end)

    def _guess(self, step: ControlStep, per: float) -> float | None:
        """Return a current to start the search for a consistent state from [A]."""
        if step.control == "current":
            first = step.target if step.profile is None else float(step.profile[1][0])
            return per * first
        if step.control == "power":
            return step.target / 3.3
        return 3.3 / step.target if step.control == "resistance" else None


def _direction(step: ControlStep) -> float:
    if step.stop_voltage is None:
        return 0.0
    return 1.0 if step.falling else -1.0


@dataclass(frozen=True)
class ProtocolTest:
    """Result of a protocol.

    Parameters
    ----------
    design : Cell
        The cell.
    table : pandas.DataFrame
        A row per step: text, hours, specific charge [mA.h.g-1] and energy [mW.h.g-1], positive on
        discharge, last voltage and current, and what ended it.
    series : pandas.DataFrame
        Time [s], step, voltage, current, discharge capacity and energy.
    reason : str, optional
        Why steps are missing.
    """

    design: Cell
    table: pd.DataFrame
    series: pd.DataFrame
    reason: str | None = None

    @property
    def text(self) -> str:
        """The cell, and why it ended early if it did."""
        cell = self.design
        text = (
            f"{cell.cathode.name} | {cell.electrolyte.name} | Li at {cell.temperature_degC:g} degC"
        )
        return text if self.reason is None else f"{text}\n{self.reason}"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table."""
        return {"steps": self.table, "protocol": self.series}

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        return {"protocol": partial(_draw, self)}

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        return {
            "Electrolyte": self.design.electrolyte.name,
            "Temperature [degC]": self.design.temperature_degC,
            **{str(name): self.table[name].tolist() for name in self.table},
            "Reason": self.reason,
        }


def _draw(test: ProtocolTest) -> Figure:
    figure = new_figure()
    above, below = figure.subplots(2, 1, sharex=True)
    hours = test.series[TIME] / 3600
    above.plot(hours, test.series[_VOLTAGE], color=BLUE)
    below.plot(hours, 1e3 * test.series[_CURRENT], color=RED)
    above.set(ylabel="Voltage [V]", title=test.text.splitlines()[0])
    below.set(xlabel="Time [h]", ylabel="Current [mA]")
    return figure


def simulate_protocol(design: Cell, protocol: str | Sequence[str]) -> ProtocolTest:
    """Run a charged cell at rest through a protocol.

    A step that meets a voltage limit of the cell that it does not ask for is the last one.

    Parameters
    ----------
    design : Cell
        The cell.
    protocol : str or sequence of str
        See `parse_steps`.

    Raises
    ------
    InputError
        If the protocol is not understood.
    SimulationFailed
        If the first step cannot be run.
    """
    values = design.parameter_values()
    limits = tuple(float(values[f"{n} voltage cut-off [V]"]) for n in ("Lower", "Upper"))
    steps = parse_steps(protocol, (limits[0], limits[1]))
    runner = ProtocolRunner(design, steps)
    state, rows, series = runner.initial_state(), [], []
    clock, reason = 0.0, None
    for number, step in enumerate(steps, 1):
        try:
            run = runner.step(state, step)
        except SimulationFailed as error:
            if number == 1:
                raise
            reason = f"it ends before step {number}: {error}"
            break
        asked = step.stop_voltage is not None and any(
            abs(step.stop_voltage - limit) < 1e-6 for limit in limits
        )
        if asked and run.end in _LIMITS:
            run = replace(run, end=_ENDS["event: Step voltage"])
        state = run.state
        rows.append(_row(runner, number, step, run))
        series.append(run.series.assign(Step=number, **{TIME: clock + run.series[TIME]}))
        clock += run.series[TIME].iloc[-1]
        if run.end in _LIMITS and number < len(steps):
            reason = f"it ends in step {number} of {len(steps)}, {step.text!r}: {run.end}"
            break
    return ProtocolTest(design, pd.DataFrame(rows), pd.concat(series, ignore_index=True), reason)


def _row(runner: ProtocolRunner, number: int, step: ControlStep, run: StepRun) -> dict[str, object]:
    last = run.series.iloc[-1]
    grams = 1e3 * runner.mass
    return {
        "What": step.text,
        "Step": number,
        "Ended by": run.end,
        "Duration [h]": run.series[TIME].iloc[-1] / 3600,
        "Specific charge [mA.h.g-1]": 1e3 * run.passed(CHARGE) / grams,
        "Voltage [V]": last[_VOLTAGE],
        "Current [mA]": 1e3 * last[_CURRENT],
        "Specific energy [mW.h.g-1]": 1e3 * run.passed(_ENERGY) / grams,
    }
