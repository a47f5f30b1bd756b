"""Grid of a film that is fine at both surfaces."""

from __future__ import annotations

import numpy as np
import pybamm

__all__ = ["SurfaceRefinedSubMesh"]


class SurfaceRefinedSubMesh(pybamm.SubMesh1D):
    r"""Cells that shrink towards both ends, where concentration changes first.

    .. math::
        x_k = \tfrac{1}{2}\left[1 - \cos(\pi k/n)\right], \qquad k = 0 \ldots n

    The cells at the ends are :math:`\pi^2/(4n^2)` wide against :math:`\pi/(2n)` in the middle;
    the map is smooth, so that finite volumes stay of second order. (PyBaMM's symmetric
    exponential submesh leaves a gap in the middle.)

    Parameters
    ----------
    lims : dict
        Limits of the spatial variable.
    npts : dict
        Number of cells for the spatial variable.
    """

    def __init__(self, lims: dict, npts: dict) -> None:
        spatial_var, limits, tabs = self.read_lims(dict(lims))
        n = npts[spatial_var.name]
        fractions = (1 - np.cos(np.pi * np.arange(n + 1) / n)) / 2
        edges = limits["min"] + (limits["max"] - limits["min"]) * fractions
        super().__init__(edges, spatial_var.coord_sys, tabs=tabs)

    @classmethod
    def _from_json(cls, snippet: dict) -> SurfaceRefinedSubMesh:
        instance = cls.__new__(cls)
        pybamm.SubMesh1D.__init__(
            instance, np.array(snippet["edges"]), snippet["coord_sys"], snippet.get("tabs")
        )
        return instance
