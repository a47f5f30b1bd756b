"""Named reasons for simulations that give no result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pybamm

from ..models.voltage_losses import VOLTAGE_LOSSES
from .solver import StartedAtLimit

__all__ = ["SALT_USED_UP", "UNSOLVED", "cut_off_at_once", "unsolved", "why_not_started"]

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
#: How a simulation ends that says nothing of the cell. Every other reason is the cell's own: it
#: cannot run, and gives zero.
UNSOLVED = ("solver failed", "no voltage limit was reached", "not a number among the inputs")


def unsolved(reason: object) -> bool:
    """Return whether a reason names a failure of the simulation, not of the cell.

    Capacities follow it everywhere: zero where the cell cannot run, NaN where the simulation
    failed, for then nobody knows what the cell would give.

    Parameters
    ----------
    reason : str or None
        Why a cell gave nothing, or several reasons in one text; None if it did give something.
    """
    return isinstance(reason, str) and any(words in reason for words in UNSOLVED)


def cut_off_at_once(
    losses: Mapping[str, float], available: float, salt_left: float = 1.0
) -> tuple[str, str]:
    """Return why a half cycle ends at its voltage limit in its first instant.

    Parameters
    ----------
    losses : mapping
        `VOLTAGE_LOSSES` in that instant [V], positive where they take voltage.
    available : float
        Open-circuit potential over the limit [V]; the losses add up to more.
    salt_left : float, optional
        Lowest salt concentration in that instant over the initial one [-].

    Returns
    -------
    tuple of str
        Without numbers, so that reasons can be counted, and with them.
    """
    worst = max(losses, key=losses.__getitem__)
    words = _WORDS.get(worst, f"{worst[0].lower()}{worst[1:]}".removesuffix(" [V]"))
    reason = detail = "cut-off reached at once"
    if salt_left < SALT_USED_UP:
        reason += " after salt depletion"
        detail += f" after salt depletion ({100 * max(salt_left, 0):.1f} % left)"
    if losses[worst] > available:
        return (
            f"{reason}: {words} exceeds the voltage available",
            f"{detail}: {words} {losses[worst]:.2f} V exceeds the {available:.2f} V available",
        )
    return (
        f"{reason}: losses exceed the voltage available, mostly {words}",
        f"{detail}: losses of {sum(losses.values()):.2f} V exceed the {available:.2f} V "
        f"available, the largest is {words} with {losses[worst]:.2f} V",
    )


def why_not_started(error: Exception, model: Any, parameter_values: pybamm.ParameterValues) -> str:
    """Return why a half cycle gave nothing, in one line.

    Parameters
    ----------
    error : Exception
        What the solver said.
    model : pybamm.BaseModel
        The discretised LFP | CPE | Li model.
    parameter_values : pybamm.ParameterValues
        Values of the cell.

    Returns
    -------
    str
        For example ``"cut-off reached at once: film overpotential 0.61 V exceeds the 0.55 V
        available"``, or ``"solver failed: "`` and the solver's words.
    """
    if not isinstance(error, StartedAtLimit):
        return f"solver failed: {' '.join(str(error).split())[:200]}"
    if error.event not in _LIMITS:
        return f"{error.event[0].lower()}{error.event[1:]} at once"
    first = pybamm.Solution(np.array([0.0]), error.state.reshape(-1, 1), model, error.inputs)
    limit, sign = _LIMITS[error.event]
    given = {name: error.inputs.get(name, parameter_values[name]) for name in (limit, _FIRST_SALT)}
    losses = {name: sign * float(first[name].entries[0]) for name in VOLTAGE_LOSSES}
    available = abs(float(first[_OCP].entries[0]) - float(given[limit]))
    salt_left = float(first[_SALT].entries.min()) / float(given[_FIRST_SALT])
    return cut_off_at_once(losses, available, salt_left)[1]
