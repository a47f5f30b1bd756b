"""A model looked at in one state: what it says, and how fast its states change."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pybamm
import pytest

CURRENT = "Current function [A]"
TEMPERATURE = "Ambient temperature [K]"


class BuiltCell:
    """A built model whose current density, temperature and states are set by hand."""

    def __init__(self, model: Any, changes: Mapping[str, Any]) -> None:
        values = pybamm.ParameterValues("Li2024_PHLP15")
        values.update({**changes, CURRENT: "[input]", TEMPERATURE: "[input]"})
        self.area = values["Electrode width [m]"] * values["Electrode height [m]"]
        self.values = values
        simulation = pybamm.Simulation(model, parameter_values=values)
        simulation.build(inputs=self._inputs(0.0, 303.15))
        self.built: Any = simulation.built_model
        self._where = {v.name: (v, s[0]) for v, s in self.built.y_slices.items()}

    def _inputs(self, i: float, T: float) -> dict[str, float]:
        return {CURRENT: i * getattr(self, "area", 1.0), TEMPERATURE: T}

    def state(self, i: float, T: float, **states: float) -> np.ndarray:
        """Return the fresh state vector with some states changed."""
        fresh = self.built.concatenated_initial_conditions
        y = np.array(fresh.evaluate(0, inputs=self._inputs(i, T)), dtype=float).reshape(-1, 1)
        for name, value in states.items():
            variable, where = self._where[name]
            scale, reference = (float(x.evaluate()) for x in (variable.scale, variable.reference))
            y[where] = (value - reference) / scale
        return y

    def value(self, name: str, i: float, T: float, **states: float) -> float:
        """Return a variable at a current density [A.m-2] and temperature [K]."""
        y = self.state(i, T, **states)
        solution = pybamm.Solution(np.zeros(1), y, self.built, self._inputs(i, T))
        return float(np.ravel(solution[name].entries)[0])

    def rate(self, name: str, i: float, T: float, **states: float) -> float:
        """Return the change of a state per second."""
        y = self.state(i, T, **states)
        variable, where = self._where[name]
        rates = self.built.concatenated_rhs.evaluate(0, y, inputs=self._inputs(i, T))
        return float(np.ravel(rates[where])[0]) * float(variable.scale.evaluate())


@pytest.fixture(scope="session")
def built_cell() -> Callable[..., BuiltCell]:
    return BuiltCell
