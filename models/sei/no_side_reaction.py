"""Lithium surface at which nothing but plating and stripping takes place."""

from __future__ import annotations

import pybamm

from .names import at_side
from .surface import LithiumSurface

__all__ = ["SIDE_REACTION", "NoSideReaction"]

#: Current density of side reactions at a lithium surface, positive where lithium is oxidised.
SIDE_REACTION = "Lithium side reaction current density [A.m-2]"


class NoSideReaction(LithiumSurface):
    """No side reaction at one surface of a symmetric cell.

    A submodel of degradation takes its place by providing the same variable.
    """

    def get_fundamental_variables(self) -> dict:
        """Return a current density of zero [A.m-2]."""
        return {at_side(self.side, SIDE_REACTION): pybamm.Scalar(0)}
