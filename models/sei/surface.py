"""What all submodels of one lithium surface share."""

from __future__ import annotations

import pybamm

__all__ = ["LithiumSurface"]


class LithiumSurface(pybamm.BaseSubModel):
    """Submodel of one lithium surface.

    Parameters
    ----------
    side : str, optional
        Lithium surface, see :func:`sclcell.models.sei.names.at_side`.
    """

    def __init__(
        self,
        param: pybamm.LithiumIonParameters,
        side: str = "",
        options: pybamm.BatteryModelOptions | None = None,
    ) -> None:
        super().__init__(param, options=options)
        self.side = side
