"""The film over a curved surface, mapped on a rectangle: one mesh for all shapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from skfem import Basis, ElementQuad2, FacetBasis, MeshQuad

from ..errors import SimulationFailed
from .particle import Particle
from .profile import Profile, ProfileSpace
from .properties import Salt, SurfaceProperties

__all__ = ["Element", "MappedFilm"]


@dataclass
class Element:
    """Shape functions at the points of integration, shape (elements, functions, points).

    Parameters
    ----------
    basis : skfem.AbstractBasis
        Of the inside or of a surface, on the rectangle.
    """

    basis: Any
    value: np.ndarray = field(init=False)
    along: np.ndarray = field(init=False)
    across: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """Keep values and slopes along and across the rectangle."""
        shapes = [one[0] for one in self.basis.basis]
        self.value = np.stack([np.asarray(one) for one in shapes], axis=1)
        self.along = np.stack([one.grad[0] for one in shapes], axis=1)
        self.across = np.stack([one.grad[1] for one in shapes], axis=1)
        x = self.basis.global_coordinates()
        self.x, self.eta = np.asarray(x[0]), np.asarray(x[1])
        self.weights = self.basis.dx
        self.dofs = self.basis.element_dofs.T

    def at(self, nodes: np.ndarray, shapes: np.ndarray) -> np.ndarray:
        """Return at the points what has values at the nodes, by shape functions or slopes."""
        return np.einsum("ei,eiq->eq", nodes[self.dofs], shapes)


class MappedFilm:
    """Finite elements between a surface y = h(x) and the flat stripped one, y = L.

    The film is mapped on a rectangle by y = h + (L - h) eta; there the mesh never changes.
    Quadratic elements of scikit-fem; the film at rest and its surface flat until it is set.

    Parameters
    ----------
    film : SurfaceProperties
        Film and lithium surface.
    edges : array
        Edges of the cells along the surface, from 0 on [m].
    layers : array
        Edges of the layers across the film, 0 at the plated, 1 at the stripped surface [-].
    axial : bool, optional
        Whether everything is symmetric about x = 0; else the plane.
    moves : bool, optional
        Whether the polymer moves with the surface or stays at rest where that departs from its
        mean, see (SURF-5).
    """

    def __init__(
        self,
        film: SurfaceProperties,
        edges: np.ndarray,
        layers: np.ndarray,
        axial: bool = False,
        moves: bool = False,
    ) -> None:
        self.film, self.axial, self.moves = film, axial, moves
        self.mesh = mesh = MeshQuad.init_tensor(edges, layers)
        shape = ElementQuad2()
        self.inside = Element(Basis(mesh, shape, intorder=5))
        facets = {
            end: mesh.facets_satisfying(lambda x, at=at: np.abs(x[1] - at) < 1e-12)
            for end, at in (("plated", 0.0), ("stripped", 1.0))
        }
        self.plated, self.stripped = (
            Element(FacetBasis(mesh, shape, facets=facets[end], intorder=7)) for end in facets
        )
        x, weights = self.plated.x.ravel(), self.plated.weights.ravel()
        self.space = ProfileSpace(edges, axial, x, weights)
        self._fine = ProfileSpace(edges, axial, self.inside.x.ravel(), np.ones(self.inside.x.size))
        self.nodes = self.inside.basis.doflocs
        self.size = self.inside.basis.N
        #: Area of the plated plane [m], over 2 pi in axial symmetry [m2].
        self.area = float(self.space.measure.sum())
        self.particle: Particle | None = None
        self._rest = float(film.salt(np.array([film.concentration])).kappa[0])
        self.set_surface(np.zeros(edges.size))

    def set_surface(self, coefficients: np.ndarray, speed: np.ndarray | None = None) -> None:
        """Take over a surface, and its speed where the mesh moves [m.s-1]."""
        e = self.inside
        L = self.film.thickness
        self._coefficients = coefficients
        inside = self._fine.profile(coefficients)
        h, slope = inside.height.reshape(e.x.shape), inside.slope.reshape(e.x.shape)
        self.surface: Profile = self.space.profile(coefficients)
        depth = L - h
        if depth.min() <= 0:
            raise SimulationFailed("the lithium has crossed the film")
        tilt = slope * (1 - e.eta) / depth
        self.gradients = (e.along - tilt[:, None] * e.across, e.across / depth[:, None])
        self.weights = e.weights * depth * (e.x if self.axial else 1.0)
        #: Weights of the points along the plated surface [m], over 2 pi in symmetry [m2].
        self.line = self.space.measure * self.surface.stretch
        x = self.stripped.x
        self.roof = (self.stripped.weights * (x if self.axial else 1.0)).ravel()
        moving = 0.0 if speed is None else self._fine.profile(speed).height.reshape(e.x.shape)
        self.mesh_speed = np.zeros_like(h) if self.moves else moving * (1 - e.eta)
        y = h + depth * e.eta
        self._filled = None if self.particle is None else self.particle.inside(e.x, y)
        self.amounts = self.gather(np.einsum("eq,eiq->ei", self.weights, e.value), e)

    def transport(self, c: np.ndarray) -> Salt:
        """Return transport properties at the points, others where a particle is.

        Parameters
        ----------
        c : array
            Concentration over that at rest at the points [-].
        """
        salt = self.film.salt(c * self.film.concentration)
        if self.particle is None or self._filled is None:
            return salt
        return self.particle.transport(salt, self._filled, self._rest)

    def gather(self, local: np.ndarray, element: Element) -> np.ndarray:
        """Return sums at the nodes of what belongs to each function of each element."""
        return np.bincount(element.dofs.ravel(), local.ravel(), self.size)

    def salt(self, c: np.ndarray) -> np.ndarray:
        """Return the amount of salt that belongs to each node, over that at rest [m2 or m3]."""
        e = self.inside
        return self.gather(np.einsum("eq,eiq->ei", self.weights * e.at(c, e.value), e.value), e)

    @property
    def volume(self) -> float:
        """Volume of the film [m2], over 2 pi in axial symmetry [m3]."""
        return float(self.amounts.sum())
