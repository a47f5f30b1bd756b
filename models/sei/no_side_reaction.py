"""Lithium surface at which nothing but plating and stripping takes place."""

from __future__ import annotations

from typing import Any

import pybamm

from .names import at_side

__all__ = ["SIDE_REACTION", "NoSideReaction"]

#: Current density of side reactions at a lithium surface, positive where lithium is oxidised.
SIDE_REACTION = "Lithium side reaction current density [A.m-2]"


class NoSideReaction(pybamm.BaseSubModel):
    """No side reaction at one surface of a symmetric cell.

    A submodel of degradation takes its place by providing the same variable.

    Parameters
    ----------
    param : CompositeElectrolyteParameters
        Parameters of the model.
    side : str
        Lithium surface, see :func:`sclcell.models.sei.names.at_side`.
    options : pybamm.BatteryModelOptions, optional
        Options of the model.
    """

    def __init__(self, param: Any, side: str, options: Any = None) -> None:
        super().__init__(param, options=options)
        self.side = side

    def get_fundamental_variables(self) -> dict:
        """Return a current density of zero [A.m-2]."""
        return {at_side(self.side, SIDE_REACTION): pybamm.Scalar(0)}
