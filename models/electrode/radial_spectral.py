"""Spectral finite volumes in a sphere: a few cells where second order needs many."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast

import numpy as np
import pybamm
from numpy.polynomial import chebyshev
from scipy.sparse import csr_matrix

__all__ = ["RadialSpectralVolume", "SineRadialSubMesh"]


class SineRadialSubMesh(pybamm.SubMesh1D):
    r"""Radial cells with edges :math:`r_k = R \sin(k\pi/2n)`, fine towards the surface.

    Parameters
    ----------
    lims : dict
        Limits of the spatial variable [m]; the lower one is zero.
    npts : dict
        Number of cells for the spatial variable.
    """

    def __init__(self, lims: dict, npts: dict) -> None:
        spatial_var, limits, tabs = self.read_lims(dict(lims))
        fractions = np.sin(np.pi / 2 * np.linspace(0, 1, npts[spatial_var.name] + 1))
        super().__init__(limits["max"] * fractions, spatial_var.coord_sys, tabs=tabs)

    @classmethod
    def _from_json(cls, snippet: dict) -> SineRadialSubMesh:
        instance = cls.__new__(cls)
        pybamm.SubMesh1D.__init__(
            instance, np.array(snippet["edges"]), snippet["coord_sys"], snippet.get("tabs")
        )
        return instance


class RadialSpectralVolume(pybamm.FiniteVolume):
    r"""Finite volumes whose fluxes come from one polynomial through all cells, (LFP-7).

    The concentration is reconstructed as a polynomial in :math:`(r/R)^2` (even, as symmetry
    asks for) from the ``n`` cell averages and the flux at the surface. Its gradient on the inner
    faces enters PyBaMM's divergence, so lithium is conserved as in any finite-volume method,
    while the error falls exponentially with ``n``. The surface value is that of the polynomial
    through the averages alone: with the flux in it, kinetics and surface concentration would
    define each other. Meant for `SineRadialSubMesh`; the spectrum of the operator on it is real
    and negative.

    Reference: Z. J. Wang, J. Comput. Phys. 178 (2002) 210 (spectral volumes in general).
    """

    def gradient(
        self, symbol: pybamm.Symbol, discretised_symbol: pybamm.Symbol, boundary_conditions: dict
    ) -> pybamm.Symbol:
        """Return the gradient on the faces; zero in the centre, as given at the surface."""
        if symbol not in boundary_conditions:
            return super().gradient(symbol, discretised_symbol, boundary_conditions)
        (left, left_kind), (right, right_kind) = (
            boundary_conditions[symbol][side] for side in ("left", "right")
        )
        if (left_kind, right_kind) != ("Neumann", "Neumann") or left != 0:
            raise pybamm.DiscretisationError(
                "a sphere takes a zero gradient in its centre and a gradient at its surface"
            )
        matrix = _face_gradients(self._edges(symbol.domain))
        repeats = self._get_auxiliary_domain_repeats(symbol.domains)
        from_averages = self._block_diagonal(csr_matrix(matrix[:, :-1]), repeats)
        from_surface = self._block_diagonal(csr_matrix(matrix[:, -1:]), repeats)
        if right.evaluates_to_number():
            right = right * pybamm.Vector(np.ones(repeats))
        gradient = pybamm.Matrix(from_averages) @ discretised_symbol
        surface = pybamm.Matrix(from_surface) @ right
        return gradient + surface.with_domains(gradient)

    def boundary_value_or_flux(
        self, symbol: pybamm.Symbol, discretised_child: pybamm.Symbol, bcs: dict | None = None
    ) -> pybamm.Symbol:
        """Return the value at the surface from the polynomial; all else as PyBaMM does."""
        from_polynomial = (
            isinstance(symbol, pybamm.BoundaryValue)
            and symbol.side == "right"
            and symbol.order != "constant"
        )
        if not from_polynomial:
            return super().boundary_value_or_flux(symbol, discretised_child, bcs)
        row = _surface_value(self._edges(discretised_child.domain))
        repeats = self._get_auxiliary_domain_repeats(discretised_child.domains)
        matrix = self._block_diagonal(csr_matrix(row[None, :]), repeats)
        return (pybamm.Matrix(matrix) @ discretised_child).with_domains(symbol)

    def _edges(self, domain: list[str]) -> np.ndarray:
        mesh = cast(Any, self.mesh)  # None only before PyBaMM has built the method
        return mesh[domain].edges


def _averages(edges: np.ndarray, number: int) -> np.ndarray:
    """Return averages over spherical shells of T_k(2 r^2 - 1), shape (cells, number)."""
    x, w = np.polynomial.legendre.leggauss(2 * number + 2)
    rows = []
    for inner, outer in pairwise(edges):
        r = (inner + outer) / 2 + (outer - inner) / 2 * x
        weight = w * (outer - inner) / 2 * 3 * r**2 / (outer**3 - inner**3)
        rows.append(weight @ chebyshev.chebvander(2 * r**2 - 1, number - 1))
    return np.array(rows)


def _slopes(r: np.ndarray, number: int) -> np.ndarray:
    """Return d/dr of T_k(2 r^2 - 1), shape (len(r), number)."""
    derivatives: list[np.ndarray] = [
        chebyshev.chebval(2 * r**2 - 1, chebyshev.chebder(row)) for row in np.eye(number)
    ]
    return np.stack(derivatives, axis=-1) * 4 * r[:, None]


def _face_gradients(edges: np.ndarray) -> np.ndarray:
    """Return gradients on all faces from averages and surface gradient, shape (n + 1, n + 1)."""
    R, n = edges[-1], edges.size - 1
    unit = edges / R
    surface = _slopes(np.ones(1), n + 1)
    to_polynomial = np.linalg.inv(np.vstack([_averages(unit, n + 1), surface]))
    gradients = _slopes(unit, n + 1) @ to_polynomial
    gradients[0] = 0.0
    gradients[-1] = np.eye(n + 1)[-1]
    gradients[:-1, :-1] /= R
    return gradients


def _surface_value(edges: np.ndarray) -> np.ndarray:
    """Return weights of the cell averages in the surface value, shape (n,)."""
    n = edges.size - 1
    # every T_k is one at the surface
    return np.linalg.solve(_averages(edges / edges[-1], n).T, np.ones(n))
