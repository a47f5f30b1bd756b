"""What the cell is short of where a half cycle cannot start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pybamm

from ..models.voltage_losses import VOLTAGE_LOSSES
from .outcome import Kind, Outcome
from .solver import StartedAtLimit

__all__ = ["SALT_USED_UP", "cut_off_at_once", "why_not_started"]

#: Share of the initial salt concentration below which the salt counts as used up.
SALT_USED_UP = 0.05
_OCP = "Open-circuit potential at mean stoichiometry [V]"
_SALT = "Electrolyte concentration [mol.m-3]"
_FIRST_SALT = "Initial concentration in electrolyte [mol.m-3]"
_LIMITS = {
    "Minimum voltage [V]": ("Lower voltage cut-off [V]", 1),
    "Maximum voltage [V]": ("Upper voltage cut-off [V]", -1),
}
_WORDS = {
    "Lithium film loss [V]": "film overpotential",
    "Lithium charge-transfer loss [V]": "lithium charge-transfer overpotential",
    "LFP charge-transfer loss [V]": "LFP charge-transfer overpotential",
    "LFP diffusion loss [V]": "LFP diffusion loss",
}


def cut_off_at_once(
    losses: Mapping[str, float], available: float, salt_left: float = 1.0
) -> Outcome:
    """Return why a half cycle ends at its voltage limit in its first instant.

    Parameters
    ----------
    losses : mapping
        `VOLTAGE_LOSSES` in that instant [V], positive where they take voltage.
    available : float
        Open-circuit potential over the limit [V]; the losses add up to more.
    salt_left : float, optional
        Lowest salt concentration in that instant over the initial one [-].
    """
    worst = max(losses, key=losses.__getitem__)
    words = _WORDS.get(worst, f"{worst[0].lower()}{worst[1:]}".removesuffix(" [V]"))
    detail = {
        "largest": words,
        "loss": losses[worst],
        "losses": sum(losses.values()),
        "available": available,
    }
    if salt_left < SALT_USED_UP:
        detail["salt_left"] = 100 * max(salt_left, 0)
    return Outcome(Kind.LOSS_AT_ONCE if losses[worst] > available else Kind.LOSSES_AT_ONCE, detail)


def why_not_started(
    error: Exception, model: pybamm.BaseModel, parameter_values: pybamm.ParameterValues
) -> Outcome:
    """Return why a half cycle gave nothing.

    Parameters
    ----------
    error : Exception
        What the solver said.
    model : pybamm.BaseModel
        The discretised LFP | CPE | Li model.
    parameter_values : pybamm.ParameterValues
        Values of the cell.
    """
    if not isinstance(error, StartedAtLimit):
        return Outcome(Kind.SOLVER_FAILED, {"message": " ".join(str(error).split())[:200]})
    if error.event not in _LIMITS:
        event = f"{error.event[0].lower()}{error.event[1:]}"
        return Outcome(Kind.EVENT_AT_ONCE, {"event": event})
    first = pybamm.Solution(np.array([0.0]), error.state.reshape(-1, 1), model, error.inputs)
    limit, sign = _LIMITS[error.event]
    given: dict[str, Any] = {
        name: error.inputs.get(name, parameter_values[name]) for name in (limit, _FIRST_SALT)
    }
    losses = {name: sign * float(first[name].entries[0]) for name in VOLTAGE_LOSSES}
    available = abs(float(first[_OCP].entries[0]) - float(given[limit]))
    salt_left = float(first[_SALT].entries.min()) / float(given[_FIRST_SALT])
    return cut_off_at_once(losses, available, salt_left)
