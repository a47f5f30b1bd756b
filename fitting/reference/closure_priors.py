"""Parameters of the closure fit with their bounds and priors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...columns import split_unit
from ...models.laws._types import Scalar

__all__ = ["FIT_PARAMETERS", "FitParameter"]

_INVERSE: dict[str, Callable[[Scalar], Scalar]] = {
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
    """A constant to fit, its coordinate, bounds and prior.

    Parameters
    ----------
    transform
        Coordinate: ``"log"``, ``"logit"`` or ``"linear"``.
    start, low, high
        Start and bounds [unit].
    basis
        Source class and source of the prior, or what determines the value without one.
    prior
        Centre [unit], or the name of the parameter that it is expected to equal, and standard
        deviation in the coordinate; None for no prior.
    """

    name: str
    transform: str
    start: float
    low: float
    high: float
    basis: str
    prior: tuple[float | str, float] | None = None

    @property
    def unit(self) -> str:
        """Unit of the constant; ``"1"`` without one."""
        return split_unit(self.name)[1] or "1"

    def forward(self, value: float) -> float:
        """Return the coordinate of a value [unit]."""
        return _FORWARD[self.transform](value)

    def inverse(self, coordinate: Scalar) -> Scalar:
        """Return the value [unit] of a coordinate, a number or a CasADi expression."""
        return _INVERSE[self.transform](coordinate)


#: Name, coordinate, start, bounds, basis, prior.
FIT_PARAMETERS = (
    FitParameter("Matrix conductivity [S.m-1]", "log", 0.0104, 1e-4, 1.0, "PHLP conductivity"),
    FitParameter(
        "Matrix cation transference number", "logit", 0.14, 0.01, 0.9, "PHLP transference number"
    ),
    FitParameter(
        "Matrix activation energy [J.mol-1]", "log", 27000, 5e3, 1e5, "PHLP activation energy"
    ),
    FitParameter(
        "LLZTO interphase mobility gain",
        "log",
        *(14, 1, 500),
        "assumed: amorphous, solvated polymer against bulk, 4.5 to 90 at one standard deviation",
        (20, 1.5),
    ),
    FitParameter(
        "LAGP interphase mobility gain",
        "log",
        *(14, 1, 500),
        "assumed: same polymer and salt, so like LLZTO within a factor 1.6 at one standard"
        " deviation",
        ("LLZTO interphase mobility gain", 0.5),
    ),
    FitParameter("LLZTO cation enrichment", "linear", 0.9, -3, 3, "PHL-15 transference number"),
    FitParameter("LAGP cation enrichment", "linear", 0.7, -3, 3, "PHA-15 transference number"),
    FitParameter(
        "P-DOL mobility factor", "log", 1.9, 0.1, 20, "coated against bare films, both ceramics"
    ),
    FitParameter(
        "P-DOL enrichment shift", "linear", 0.3, -2, 2, "coated against bare films, both ceramics"
    ),
    FitParameter(
        "Interphase activation energy [J.mol-1]",
        "log",
        *(14000, 2e3, 6e4),
        "PHLP-15 activation energy",
    ),
    FitParameter(
        "Interphase thickness to filler radius ratio",
        "log",
        *(2, 0.1, 8),
        "assumed: 1.4 to 2.8 at one standard deviation; filler size and thickness not stated",
        (2, 0.35),
    ),
    FitParameter(
        "Agglomeration filler mass fraction",
        "log",
        *(0.24, 0.05, 2),
        "assumed: order of the usual loadings; the measured optimum decides",
        (0.25, 1.0),
    ),
    FitParameter(
        "Filler interface resistance [Ohm.m2]",
        "log",
        *(0.1, 1e-4, 1e3),
        "literature: 0.9 Ohm.m2 for LLZO|P(EO)20 at 70 degC (Langer2017), far less on modified"
        " surfaces; a factor 10 at one standard deviation",
        (0.1, 2.3),
    ),
)
