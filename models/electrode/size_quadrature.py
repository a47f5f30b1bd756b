"""Gauss quadrature over particle size as a PyBaMM mesh."""

from __future__ import annotations

import numpy as np
import pybamm
from scipy.special import roots_hermitenorm

__all__ = ["GaussHermiteSubMesh"]


class GaussHermiteSubMesh(pybamm.SubMesh1D):
    r"""Quadrature nodes of the standard normal law as a PyBaMM submesh, (LFP-3).

    The coordinate is :math:`z = \ln(R/\bar R)/\sigma`. Nodes are the Gauss–Hermite points and
    cell widths are the weights, which sum to one, so that PyBaMM's midpoint rule over this
    domain *is* Gauss quadrature against the normal density: exact for polynomials in ``z`` up
    to degree ``2 npts - 1``.

    Parameters
    ----------
    lims : dict
        Limits of the spatial variable; not used, the normal law has none.
    npts : dict
        Number of quadrature nodes for the spatial variable.
    """

    def __init__(self, lims: dict, npts: dict) -> None:
        spatial_var, _, _ = self.read_lims(dict(lims))
        nodes, weights = roots_hermitenorm(npts[spatial_var.name])
        self._set(nodes, weights / weights.sum(), spatial_var.coord_sys)

    def _set(self, nodes: np.ndarray, weights: np.ndarray, coord_sys: str) -> None:
        self.nodes = nodes
        self.d_edges = weights
        self.d_nodes = np.diff(nodes)
        self.edges = np.concatenate([[0.0], np.cumsum(weights)])
        self.npts = nodes.size
        self.coord_sys = coord_sys
        self.internal_boundaries: list[float] = []
        self.dimension = 1

    def to_json(self) -> dict[str, object]:
        """Return what PyBaMM needs to rebuild the submesh."""
        return {
            "nodes": self.nodes.tolist(),
            "weights": self.d_edges.tolist(),
            "coord_sys": self.coord_sys,
        }

    @classmethod
    def _from_json(cls, snippet: dict) -> GaussHermiteSubMesh:
        instance = cls.__new__(cls)
        instance._set(
            np.array(snippet["nodes"]), np.array(snippet["weights"]), snippet["coord_sys"]
        )
        return instance
