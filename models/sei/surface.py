"""What all submodels of one lithium surface share."""

from __future__ import annotations

from typing import Any

import pybamm

__all__ = ["LithiumSurface"]


class LithiumSurface(pybamm.BaseSubModel):
    """Submodel of one lithium surface.

    Parameters
    ----------
    side : str, optional
        Lithium surface, see :func:`sclcell.models.sei.names.at_side`.
    """

    def __init__(self, param: Any, side: str = "", options: Any = None) -> None:
        super().__init__(param, options=options)
        self.side = side
