"""Names of variables at a lithium surface, of which a symmetric cell has two."""

from __future__ import annotations

from collections.abc import Mapping

import pybamm

__all__ = ["at_side", "lithium_current"]


def at_side(side: str, name: str) -> str:
    """Return the name of a variable or parameter at one lithium surface.

    Parameters
    ----------
    side : str
        Empty in a half-cell, which has one lithium surface; ``"Left"`` or ``"Right"`` in a
        symmetric cell.
    name : str
        Name in a half-cell, e.g. ``"Lithium interphase film resistance [Ohm.m2]"``.

    Examples
    --------
    >>> at_side("", "Lithium inventory [mol.m-2]")
    'Lithium inventory [mol.m-2]'
    >>> at_side("Right", "Lithium inventory [mol.m-2]")
    'Right lithium inventory [mol.m-2]'
    """
    return f"{side} {name[0].lower()}{name[1:]}" if side else name


def lithium_current(side: str, variables: Mapping[str, pybamm.Symbol]) -> pybamm.Symbol:
    """Return the current density that leaves lithium into the electrolyte [A.m-2].

    Positive where lithium is stripped. A positive cell current flows from left to right, so that
    it leaves the left surface (the only one of a half-cell) and enters the right one.

    Parameters
    ----------
    side : str
        As in `at_side`.
    variables : mapping
        Variables of the model, with ``"Current collector current density [A.m-2]"``.
    """
    i_cell = variables["Current collector current density [A.m-2]"]
    return -i_cell if side == "Right" else i_cell
