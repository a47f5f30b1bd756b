"""What the closure fit determines, within which bounds, and what is known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["FIT_PARAMETERS", "FitParameter"]

_INVERSE: dict[str, Callable[[Any], Any]] = {
    "log": np.exp,
    "logit": lambda x: 1 / (1 + np.exp(-x)),
    "linear": lambda x: x,
}
_FORWARD: dict[str, Callable[[float], float]] = {
    "log": lambda x: float(np.log(x)),
    "logit": lambda x: float(np.log(x / (1 - x))),
    "linear": float,
}


@dataclass(frozen=True)
class FitParameter:
    """A constant to fit, the coordinate it is fitted in, and what is known beforehand.

    Parameters
    ----------
    transform
        Coordinate: ``"log"``, ``"logit"`` or ``"linear"``.
    start, low, high
        Start and bounds [unit].
    prior
        Centre [unit], or the name of the parameter that it is expected to equal, and standard
        deviation in the coordinate; None for no prior.
    basis
        Source class and source of the prior, or what determines the value without one.
    """

    name: str
    unit: str
    transform: str
    start: float
    low: float
    high: float
    prior: tuple[float | str, float] | None
    basis: str

    def forward(self, value: float) -> float:
        """Return the coordinate of a value [unit]."""
        return _FORWARD[self.transform](value)

    def inverse(self, coordinate: Any) -> Any:
        """Return the value [unit] of a coordinate, a number or a CasADi expression."""
        return _INVERSE[self.transform](coordinate)


FIT_PARAMETERS = (
    FitParameter(
        "Matrix conductivity [S.m-1]", "S.m-1", "log", 0.0104, 1e-4, 1.0, None, "PHLP conductivity"
    ),
    FitParameter(
        "Matrix cation transference number",
        "1",
        "logit",
        0.14,
        0.01,
        0.9,
        None,
        "PHLP transference number",
    ),
    FitParameter(
        "Matrix activation energy [J.mol-1]",
        "J.mol-1",
        "log",
        27000,
        5e3,
        1e5,
        None,
        "PHLP activation energy",
    ),
    FitParameter(
        "LLZTO interphase mobility gain",
        "1",
        "log",
        14,
        1,
        500,
        (20, 1.5),
        "assumed: amorphous, solvated polymer against bulk, 4.5 to 90 at one standard deviation",
    ),
    FitParameter(
        "LAGP interphase mobility gain",
        "1",
        "log",
        14,
        1,
        500,
        ("LLZTO interphase mobility gain", 0.5),
        "assumed: same polymer and salt, so like LLZTO within a factor 1.6 at one standard"
        " deviation",
    ),
    FitParameter(
        "LLZTO cation enrichment", "1", "linear", 0.9, -3, 3, None, "PHL-15 transference number"
    ),
    FitParameter(
        "LAGP cation enrichment", "1", "linear", 0.7, -3, 3, None, "PHA-15 transference number"
    ),
    FitParameter(
        "P-DOL mobility factor",
        "1",
        "log",
        1.9,
        0.1,
        20,
        None,
        "coated against bare films, both ceramics",
    ),
    FitParameter(
        "P-DOL enrichment shift",
        "1",
        "linear",
        0.3,
        -2,
        2,
        None,
        "coated against bare films, both ceramics",
    ),
    FitParameter(
        "Interphase activation energy [J.mol-1]",
        "J.mol-1",
        "log",
        14000,
        2e3,
        6e4,
        None,
        "PHLP-15 activation energy",
    ),
    FitParameter(
        "Interphase thickness to filler radius ratio",
        "1",
        "log",
        2,
        0.1,
        8,
        (2, 0.35),
        "assumed: 1.4 to 2.8 at one standard deviation; filler size and thickness not stated",
    ),
    FitParameter(
        "Agglomeration filler mass fraction",
        "1",
        "log",
        0.24,
        0.05,
        2,
        (0.25, 1.0),
        "assumed: order of the usual loadings; the measured optimum decides",
    ),
    FitParameter(
        "Filler interface resistance [Ohm.m2]",
        "Ohm.m2",
        "log",
        0.1,
        1e-4,
        1e3,
        (0.1, 2.3),
        "literature: 0.9 Ohm.m2 for LLZO|P(EO)20 at 70 degC (Langer2017), far less on modified"
        " surfaces; a factor 10 at one standard deviation",
    ),
)
