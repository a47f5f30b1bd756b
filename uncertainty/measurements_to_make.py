"""Which measurement tells which parameter."""

from __future__ import annotations

import re

from ..parameter_sets.values import ParameterKey

__all__ = ["SCATTER", "measurement_of"]

#: What differs between cells that are built alike.
SCATTER = "scatter from cell to cell"

#: Measurement -> beginnings of what it tells. The first that fits counts.
_TOLD: dict[str, tuple[str, ...]] = {
    "a rate test of the cathode in a liquid electrolyte at this temperature": (
        "Positive particle",
        "Positive electrode reference exchange-current density",
        "Positive electrode exchange-current density activation energy",
    ),
    "an impedance measurement of Li | film | Li at this temperature": (
        "Lithium reference exchange-current density",
        "Lithium interphase film",
        "Lithium charge transfer activation energy",
    ),
    "the mass of LFP on the cathode": ("Positive electrode LFP areal loading",),
    "the capacity of this cathode at 0.02C": ("LFP out of reach",),
    "an impedance measurement of cathode | film | cathode, without reaction": (
        "Catholyte weight",
        "Positive electrode porosity",
        "Positive electrode Bruggeman coefficient (electrolyte)",
        "Positive electrode conductivity",
    ),
    "a concentration cell and the density of the film": (
        "Thermodynamic factor",
        "Salt concentration",
    ),
    "cycling of one cell at another temperature": (
        "SEI growth activation energy",
        "SEI repair activation energy",
        "CEI growth activation energy",
        "Loss of active material activation energy",
    ),
    "cycling of a second cell at another C-rate, and one in storage": (
        "Loss of active material",
        "Share of",
        "SEI repair rate exponent",
    ),
    "impedance of Li | film | Li while it is cycled": (
        "SEI",
        "Organic SEI",
        "Film conductance without solvent",
        "Dead fraction of plated lithium",
    ),
    "microscopy of the LFP after cycling": ("CEI", "Initial CEI"),
}
_FILM = "conductivity and transference number of the film at this temperature"
_CELLS = "three more cells built alike"
_START = {
    measurement: re.compile("|".join(map(re.escape, names))) for measurement, names in _TOLD.items()
}


def measurement_of(parameter: str) -> str:
    """Return which measurement tells a parameter; what is left are constants of the film.

    Parameters
    ----------
    parameter : str
        With its film first, if it belongs to one; or `SCATTER`.
    """
    if parameter == SCATTER:
        return _CELLS
    name = ParameterKey.of(parameter).name
    return next((m for m, start in _START.items() if start.match(name)), _FILM)
