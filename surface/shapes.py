"""Surfaces to plate on, and the meshes that resolve them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..errors import check_range
from .fields import FieldSolver
from .particle import Particle
from .properties import SurfaceProperties

__all__ = [
    "Bump",
    "Patch",
    "bump_solver",
    "graded_edges",
    "layer_edges",
    "rough_surface",
]

_UM = 1e-6


@dataclass(frozen=True)
class Bump:
    """A smooth protrusion in the middle of a piece of surface; with mirrors at its end, a row.

    Parameters
    ----------
    height, half_width, reach : float
        At the tip, where the height is half of it, and from the middle to the end [m].
    axial : bool
        Whether it is one of revolution; else a ridge.
    """

    height: float = 2 * _UM
    half_width: float = 1 * _UM
    reach: float = 20 * _UM
    axial: bool = False

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Return the height at places [m]; a bell curve."""
        return self.height * np.exp(-np.log(2.0) * (x / self.half_width) ** 2)


@dataclass(frozen=True)
class Patch:
    """A spot on the surface whose interphase conducts better.

    Parameters
    ----------
    radius : float
        Of the disc, half the width of the stripe in the plane [m].
    ratio : float
        Resistance of the interphase there over that of the intact one [-].
    edge : float
        Breadth of its edge over its radius; zero is sharp [-].
    healing : float
        Time after which the logarithm of the ratio has fallen by e [s]; infinite: it stays.
    """

    radius: float
    ratio: float
    edge: float = 0.0
    healing: float = np.inf

    def at(self, x: np.ndarray, time: float = 0.0) -> np.ndarray:
        """Return the ratio at places [m] and a time [s]."""
        if self.edge:
            share = 1 / (1 + np.exp(np.clip((x / self.radius - 1) / self.edge, -60, 60)))
        else:
            share = (x < self.radius).astype(float)
        return np.exp(share * np.log(self.ratio) * np.exp(-time / self.healing))


def graded_edges(places: list[tuple[float, float]], reach: float, coarse: float) -> np.ndarray:
    """Return edges of cells from 0 to an end [m], with fine cells about some places.

    Parameters
    ----------
    places : list of (float, float)
        Place and size of the cells there [m]; every place becomes an edge.
    reach, coarse : float
        Last edge and largest cell [m].
    """
    ends = sorted({0.0, reach, *(place for place, _ in places if place < reach)})
    edges = [0.0]
    for start, stop in pairwise(ends):
        x, inside = start, [start]
        while x < stop:
            size = min(coarse, *(fine + 0.12 * abs(x - place) for place, fine in places))
            x += size
            inside.append(x)
        # The last cell ends where the piece does: all give a little.
        scale = (stop - start) / (inside[-1] - start)
        edges += [start + scale * (one - start) for one in inside[1:]]
    return np.array(edges)


def layer_edges(first: float, coarse: float = 0.12) -> np.ndarray:
    """Return edges of layers over the thickness, fine at the plated surface [-].

    Parameters
    ----------
    first, coarse : float
        Thickness of the first layer and of the thickest, over that of the film [-].
    """
    edges, size = [0.0], first
    while edges[-1] < 1:
        edges.append(edges[-1] + size)
        size = min(1.35 * size, coarse)
    return np.array(edges) / edges[-1]


def bump_solver(
    film: SurfaceProperties,
    bump: Bump,
    patch: Patch | None = None,
    cells: int = 5,
    moves: bool = False,
    particle: Particle | None = None,
) -> tuple[FieldSolver, np.ndarray]:
    """Return the solver of a bump or spot, and the coefficients of its surface [m].

    Parameters
    ----------
    film : SurfaceProperties
        Film and lithium surface.
    bump : Bump
        Protrusion; flat where its height is zero.
    patch : Patch, optional
        Spot in the middle.
    cells : int, optional
        On half the width of the bump, or on the radius of the spot.
    moves : bool, optional
        See `FieldSolver`.
    particle : Particle, optional
        Over the middle.

    Raises
    ------
    InputError
        If it is not within the film.
    """
    um = film.thickness / _UM
    check_range("height of the protrusion", bump.height / _UM, 0, 0.9 * um, "um")
    check_range("half width of the protrusion", bump.half_width / _UM, 0.05, 200, "um")
    steep = bump.height / bump.half_width
    check_range("height of the protrusion over its half width", steep, 0, 20)
    low = 2 * (patch.radius if patch else 0.0) + (2 * bump.half_width if bump.height else 0.0)
    check_range("reach", bump.reach / _UM, low / _UM, 1000, "um")
    places = []
    if bump.height:
        places = [(0.0, bump.half_width / cells), (2 * bump.half_width, bump.half_width / cells)]
    if patch is not None:
        check_range("radius of the spot", patch.radius / _UM, 0.02, 100, "um")
        check_range("resistance of the spot over that of the film", patch.ratio, 1e-6, 1e3)
        sharp = patch.radius / (8 * cells if not patch.edge else 2 * cells)
        places.append((patch.radius, sharp))
    layer = 0.12
    if particle is not None:
        check_range("radius of the particle", particle.radius / _UM, 0.1, um / 2, "um")
        room = um - 2 * particle.radius / _UM
        check_range("gap below the particle", particle.gap / _UM, bump.height / _UM, room, "um")
        check_range("transport in the particle over that of the film", particle.ratio, 1e-4, 1e4)
        places.append((particle.radius, particle.radius / cells))
        layer = min(layer, particle.radius / cells / film.thickness)
    places = places or [(0.0, bump.reach / 8)]
    edges = graded_edges(places, bump.reach, min(0.1 * bump.reach, 0.8 * _UM * 5 / cells))
    fine = min(size for _, size in places)
    solver = FieldSolver(
        film, edges, layer_edges(min(fine / film.thickness, 0.1, layer), layer), bump.axial, moves
    )
    solver.particle = particle
    if patch is not None:
        solver.ratio = patch.at(solver.space.points)
    return solver, solver.space.fit(bump(solver.space.points))


def rough_surface(
    film: SurfaceProperties,
    roughness: float,
    correlation: float,
    reach: float = 40 * _UM,
    seed: int = 0,
    cells: int = 6,
    moves: bool = False,
) -> tuple[FieldSolver, np.ndarray]:
    """Return the solver of a rough surface in the plane, and the coefficients of one [m].

    A sum of cosines whose amplitudes are normal with a Gaussian spectrum.

    Parameters
    ----------
    film : SurfaceProperties
        Film and lithium surface.
    roughness, correlation, reach : float
        Root mean square of the height, length of its correlation, and length of the piece [m].
    seed : int, optional
        Of the amplitudes.
    cells : int, optional
        On a length of correlation.
    moves : bool, optional
        See `FieldSolver`.
    """
    check_range("roughness", roughness / _UM, 1e-4, 0.1 * film.thickness / _UM, "um")
    check_range("length of correlation", correlation / _UM, 0.2, reach / 2 / _UM, "um")
    check_range("seed", seed, 0)
    rng = np.random.default_rng(seed)
    edges = np.linspace(0, reach, int(np.ceil(reach / correlation * cells)) + 1)
    layers = layer_edges(correlation / cells / film.thickness)
    solver = FieldSolver(film, edges, layers, moves=moves)
    modes = np.arange(1, int(4 * reach / (np.pi * correlation)) + 1)
    size = np.exp(-((np.pi * modes / reach * correlation) ** 2) / 8)
    amplitudes = rng.standard_normal(modes.size) * size
    amplitudes *= roughness * np.sqrt(2 / np.sum(amplitudes**2))
    heights = np.cos(np.outer(solver.space.points, np.pi * modes / reach)) @ amplitudes
    return solver, solver.space.fit(heights)
