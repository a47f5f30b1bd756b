"""Limits that end only what drives the cell towards them."""

from __future__ import annotations

from collections.abc import Iterable

import pybamm

from .laws._types import Scalar

__all__ = ["directed", "directed_limits", "salt_depletion_at_lithium"]

_DEPLETION = "Salt depletion at lithium"
#: Event -> sign of the current [A] that drives the cell towards the limit; positive discharges.
_TOWARDS = {"Minimum voltage [V]": 1, "Maximum voltage [V]": -1, _DEPLETION: -1}
#: Share of the initial concentration. Charge transfer has long reached a voltage limit by then
#: in all but thick cells, where the limit is met within this distance of c = 0.
_DEPLETED = 1e-6


def salt_depletion_at_lithium(concentration: pybamm.Symbol, initial: pybamm.Symbol) -> pybamm.Event:
    """Return the event that the salt at lithium is used up, which a charge may do.

    The voltage diverges there like the logarithm of the time left. Without the event the solver
    steps over the end of the salt instead of to the voltage limit just before, and fails.

    Parameters
    ----------
    concentration, initial : pybamm.Symbol
        In the separator, and at the start [mol.m-3].
    """
    left = pybamm.boundary_value(concentration, "left") / initial
    return pybamm.Event(_DEPLETION, left - _DEPLETED)


def directed_limits(events: Iterable[pybamm.Event], current: pybamm.Symbol) -> list[pybamm.Event]:
    """Return the events, those above with the current's direction in them.

    A half cycle starts where the one before has ended: at the limit itself, give or take the
    tolerance of the solver. PyBaMM's event would end it there at once if the current is small.
    A charge ends at the upper limit only, a discharge at the lower one, a rest at neither.

    Parameters
    ----------
    events : iterable of pybamm.Event
        Of a model with a voltage.
    current : pybamm.Symbol
        Total current [A], positive on discharge.
    """
    found = []
    for event in events:
        sign = _TOWARDS.get(event.name)
        if sign is not None:
            event = directed(event, sign * current)
        found.append(event)
    return found


def directed(event: pybamm.Event, driven: Scalar) -> pybamm.Event:
    """Return an event that is met only while the current that drives towards it is positive.

    Parameters
    ----------
    event : pybamm.Event
        Of a model.
    driven : pybamm.Symbol
        That current [A].
    """
    towards = driven > 0
    # Positive, so never met, in the other direction.
    expression = towards * event.expression + (1 - towards)
    return pybamm.Event(event.name, expression, event.event_type)
