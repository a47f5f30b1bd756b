"""A cell whose current, voltage, power or resistance is controlled, as inputs of one model say."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pybamm

from ..models import CompositeElectrolyteDFN
from ..models.voltage_limits import directed
from .built_model import BuiltModel

if TYPE_CHECKING:
    pass

__all__ = ["CONTROLS", "controlled_model"]

#: What may be controlled, each an input that is 1 while it is.
CONTROLS = ("current", "voltage", "power", "resistance")
_TARGET = "Control target"
#: Inputs besides: target [A, V, W, Ohm], profile to follow, where a step stops.
_OTHERS = (
    _TARGET,
    "Stop voltage [V]",
    "Stop voltage direction",
    "Stop current [A]",
    "Stop current active",
)
_LIMITS = ("Minimum voltage [V]", "Maximum voltage [V]")


def _input(name: str) -> pybamm.InputParameter:
    return pybamm.InputParameter(name)


def _residual(variables: dict[str, pybamm.Symbol], profiles: tuple[Any, ...]) -> pybamm.Symbol:
    """Return what the circuit keeps at zero: the controlled quantity less its target."""
    current, V, target = variables["Current [A]"], variables["Voltage [V]"], _input(_TARGET)
    for number, (time, values) in enumerate(profiles):
        # The last value stays: the solver looks a little beyond the end.
        after = np.append(time, time[-1] + 1e9), np.append(values, values[-1])
        profile = pybamm.Interpolant(*after, pybamm.t, name=f"profile {number}")
        target = target + _input(f"Profile {number}") * profile
    kept = {"current": current, "voltage": V, "power": current * V}
    found = sum(_input(f"Control of {name}") * (value - target) for name, value in kept.items())
    return found + _input("Control of resistance") * (V - target * current)


def _with_stops(model: pybamm.BaseModel) -> Any:
    """Let a step end at a voltage or a current of its own; limits do not end a hold."""
    V, current = model.variables["Voltage [V]"], model.variables["Current [A]"]
    moving = 1 - _input("Control of voltage")
    events = []
    for event in model.events:
        if event.name in _LIMITS:
            event = directed(event, moving - 0.5)
        events.append(event)
    towards = _input("Stop voltage direction")  # 1 falling, -1 rising, 0 none
    falls = towards * (V - _input("Stop voltage [V]")) + (1 - towards**2)
    active = _input("Stop current active")
    small = active * (abs(current) - _input("Stop current [A]")) + (1 - active)
    events += [pybamm.Event("Step voltage", falls), pybamm.Event("Step current", small)]
    model.events = events
    return model


def controlled_model(
    values: pybamm.ParameterValues,
    profiles: tuple[tuple[np.ndarray, np.ndarray], ...] = (),
    mechanisms: Any = (),
    surface_form: str = "algebraic",
    inputs: tuple[str, ...] = (),
    **options: Any,
) -> BuiltModel:
    """Return a cell that is built once for all steps of a protocol.

    Parameters
    ----------
    values : pybamm.ParameterValues
        Of the cell; the ambient temperature becomes an input.
    profiles : tuple
        Times [s] and targets of drive cycles.
    mechanisms : iterable, optional
        How the cell ages.
    surface_form : str, optional
        ``"differential"`` for a cell with double layers, whose pulses have their time constants.
    inputs : tuple of str, optional
        Further parameters that are inputs.
    **options
        As for `BuiltModel`.
    """
    control = partial(_residual, profiles=profiles)
    chosen = {"operating mode": control, "surface form": surface_form}
    model = CompositeElectrolyteDFN(chosen, mechanisms=mechanisms)
    return BuiltModel(
        _with_stops(model), values, inputs=("Ambient temperature [K]", *inputs), **options
    ).with_inputs(rest_inputs(len(profiles)))


def rest_inputs(profiles: int) -> dict[str, float]:
    """Return the inputs of a cell at rest, without the temperature."""
    found = dict.fromkeys((f"Control of {name}" for name in CONTROLS), 0.0)
    found |= dict.fromkeys(_OTHERS, 0.0)
    found |= {f"Profile {number}": 0.0 for number in range(profiles)}
    return {**found, "Control of current": 1.0}
