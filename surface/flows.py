"""What pictures show: salt, field and current density over a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu
from skfem import Basis, ElementQuad1

if TYPE_CHECKING:
    from .growth import Snapshot
    from .mapped_film import MappedFilm

__all__ = ["flows"]


def flows(solver: MappedFilm, shot: Snapshot) -> dict[str, np.ndarray]:
    """Return salt, field and current density at nodes, shape (along, across).

    Places ``x`` and ``y`` [m], ``c`` [mol.m-3], ``field`` [V.m-1] and ``current`` [A.m-2] as
    moduli.

    Parameters
    ----------
    solver : MappedFilm
        Mesh; the surface of the snapshot is set.
    shot : Snapshot
        Surface and fields.
    """
    solver.set_surface(shot.coefficients)
    e, film, fields = solver.inside, solver.film, shot.fields
    pull, steep = (
        [scale * e.at(nodes, slope) for slope in solver.gradients]
        for nodes, scale in ((fields.potential, film.thermal), (fields.c, film.concentration))
    )
    salt = solver.transport(e.at(fields.c, e.value))
    current = [salt.kappa * (f - salt.pull * s) for f, s in zip(pull, steep, strict=True)]
    x, eta = solver.nodes
    order = np.lexsort((eta.round(12), (x / x.max()).round(12)))
    shape = (np.unique((x / x.max()).round(12)).size, -1)
    height = solver.space.profile(shot.coefficients, x).height
    y = height + (film.thickness - height) * eta
    nodal = {"x": x, "y": y, "c": fields.c * film.concentration}
    return {
        **{name: values[order].reshape(shape) for name, values in nodal.items()},
        "field": np.hypot(*_smooth(solver, pull)),
        "current": np.hypot(*_smooth(solver, current)),
    }


def _smooth(solver: MappedFilm, parts: list[np.ndarray]) -> list[np.ndarray]:
    """Return slopes at the points as linear functions, at the nodes.

    What slopes of quadratic elements are off by is orthogonal to the linear functions of a cell.
    """
    linear = Basis(solver.mesh, ElementQuad1(), intorder=5)
    shapes = np.stack([np.asarray(one[0]) for one in linear.basis], axis=1)
    dofs, w = linear.element_dofs.T, solver.weights
    mass = np.matmul(shapes * w[:, None], shapes.transpose(0, 2, 1))
    places = np.repeat(dofs, 4, axis=1).ravel(), np.tile(dofs, (1, 4)).ravel()
    project = splu(sp.csc_matrix((mass.ravel(), places))).solve
    x, eta = solver.mesh.p
    order, count = np.lexsort((eta, x)), np.unique(x).size
    found = []
    for part in parts:
        load = np.einsum("eq,eiq->ei", part * w, shapes)
        corners = project(np.bincount(dofs.ravel(), load.ravel(), linear.N))
        grid = corners[order].reshape(count, -1)
        for axis in (0, 1):
            grid = np.swapaxes(grid, 0, axis)
            fine = np.repeat(grid, 2, axis=0)[:-1]
            fine[1::2] = (grid[:-1] + grid[1:]) / 2
            grid = np.swapaxes(fine, 0, axis)
        found.append(grid)
    return found
