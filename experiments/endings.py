"""What ends a half cycle: the cause behind the voltage limit."""

from __future__ import annotations

import numpy as np

from ..models.voltage_losses import VOLTAGE_LOSSES
from .equal_values import largest
from .reasons import SALT_USED_UP

__all__ = ["EMPTY", "FULL", "what_ends"]

#: Not a loss but how much LFP holds.
FULL, EMPTY = "none: LFP is full", "none: LFP is empty"
_NAMES = tuple(name.removesuffix(" [V]") for name in VOLTAGE_LOSSES)


def what_ends(
    charge: np.ndarray, ocp: np.ndarray, losses: np.ndarray, salt_left: tuple[float, float]
) -> str:
    """Return what ended a half cycle at its voltage limit.

    The voltage at the limit lies beyond the plateau by the change of the open-circuit potential
    (LFP fills up, or is emptied) and by the losses. The largest of these has ended the half cycle,
    or those that are equal to it.

    Parameters
    ----------
    charge : numpy.ndarray
        Discharge capacity over the half cycle [A.h]; it falls on a charge.
    ocp : numpy.ndarray
        Open-circuit potential at the mean stoichiometry, likewise [V].
    losses : numpy.ndarray
        `VOLTAGE_LOSSES` in the last instant [V], positive where they take voltage on discharge.
    salt_left : tuple of float
        Salt concentration in the last instant over the initial one, at lithium and at the current
        collector of LFP [-].

    Returns
    -------
    str
        A loss, ``"none: LFP is full"``, ``"none: LFP is empty"``, ``"salt depletion in the
        cathode"`` or ``"salt depletion at lithium"``.
    """
    span = charge[-1] - charge[0]
    sign = 1 if span > 0 else -1
    plateau = np.interp(sign * (charge[0] + 0.5 * span), sign * charge, ocp)
    shares = {FULL if sign > 0 else EMPTY: sign * (plateau - ocp[-1])}
    shares.update(zip(_NAMES, sign * losses, strict=True))
    ending = largest(shares)
    at_lithium, at_collector = salt_left
    # Without salt the pores near the collector hardly conduct: the reaction is pushed away, and
    # what looks like a loss in LFP is the uneven use that depletion makes of it.
    if sign > 0 and at_collector < SALT_USED_UP and ending.startswith(("LFP", "Catholyte")):
        return "salt depletion in the cathode"
    # Lithium takes salt up on charge. Its own reaction slows down, too.
    of_salt = ("Separator", "Catholyte", "Lithium charge-transfer")
    if sign < 0 and at_lithium < SALT_USED_UP and ending.startswith(of_salt):
        return "salt depletion at lithium"
    return ending
