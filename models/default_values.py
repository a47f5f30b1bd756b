"""The parameter set that a model takes if it is given none."""

from __future__ import annotations

import pybamm

__all__ = ["reference_cell_values"]


def reference_cell_values() -> pybamm.ParameterValues:
    """Return the values of the reference cell, PHLP-15, in SI units.

    The set is found by its entry point, as PyBaMM's own models find theirs: models import no
    parameter set.
    """
    return pybamm.ParameterValues("Li2024_PHLP15")
