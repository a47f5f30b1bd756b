"""Voltage losses over a whole discharge, and why a mean may lie below zero."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..models.voltage_losses import VOLTAGE_LOSSES

__all__ = ["GAINS", "gains", "mean_losses"]

_SALT = (
    "salt is scarcer where the current comes from, by the charge before or by an uneven reaction"
)
#: Losses whose mean may be a gain, and of what. They follow profiles, which the current makes but
#: does not set at once: a diffusion potential has the sign of its gradient. Ohmic losses, that of
#: the film on lithium and that of its reaction have the sign of their current.
GAINS = {
    "Separator concentration loss [V]": _SALT,
    "Catholyte concentration loss [V]": _SALT,
    "LFP charge-transfer loss [V]": "particles of unlike size exchange lithium",
    "LFP diffusion loss [V]": "particles still even out what the charge before has left",
}


def mean_losses(charge: np.ndarray, losses: np.ndarray) -> dict[str, float]:
    """Return the losses, averaged over the charge passed.

    Parameters
    ----------
    charge : numpy.ndarray
        Discharge capacity over a discharge [A.h], shape (n,).
    losses : numpy.ndarray
        `VOLTAGE_LOSSES` likewise [V], shape (n, number of losses).

    Returns
    -------
    dict
        Name to mean [V].
    """
    means = np.trapezoid(losses, charge, axis=0) / (charge[-1] - charge[0])
    return dict(zip(VOLTAGE_LOSSES, means.tolist(), strict=True))


def gains(means: Mapping[str, float]) -> str | None:
    """Return which mean losses lie below zero, and why they may; None if none does.

    Parameters
    ----------
    means : mapping
        See `mean_losses`; of `GAINS` only, for no other may lie below zero.
    """
    told = [f"{n.removesuffix(' [V]')}: {why}" for n, why in GAINS.items() if means[n] < 0]
    return "; ".join(told) or None
