"""Salt and potential in the film over a curved lithium surface, by finite elements.

Equations (SURF-1) to (SURF-5) in docs/theory_surface.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from ..errors import SimulationFailed
from ..models.laws.constants import FARADAY
from .flat import flat_state
from .mapped_film import MappedFilm
from .properties import SurfaceProperties

__all__ = ["FieldSolver", "Fields", "History"]

_MOST_STEPS = 40
_SMALL = 1e-10
#: Concentration over that at rest below which properties do not change on the way to a solution.
_DRY = 1e-6
#: The pattern is symmetric, the diagonal large enough to serve as pivot mostly.
_DIRECT: dict[str, Any] = {
    "permc_spec": "MMD_AT_PLUS_A",
    "diag_pivot_thresh": 0.01,
    "options": {"SymmetricMode": True},
}


@dataclass
class Fields:
    """Salt and potential at one time.

    Parameters
    ----------
    c, potential : array, shape (n,)
        Concentration over that at rest [-], potential over RT/F against the plated lithium [-], at
        the nodes.
    voltage : float
        Of the stripped lithium over RT/F [-].
    plated, stripped : array
        Current density at the points of the surfaces [A.m-2].
    source : float
        Salt that keeps a stationary state from losing any [A]; zero in a solution.
    """

    c: np.ndarray
    potential: np.ndarray
    voltage: float
    plated: np.ndarray
    stripped: np.ndarray
    source: float = 0.0


class History(NamedTuple):
    """What the salt was, for a step in time.

    Parameters
    ----------
    factor : float
        Of the new amount [s-1].
    past : array
        What the old amounts add to it, at the nodes [m2.s-1], or [m3.s-1] over 2 pi.
    """

    factor: float
    past: np.ndarray


class FieldSolver(MappedFilm):
    """Salt and potential over a surface.

    Parameters
    ----------
    film, edges, layers, axial, moves
        See `MappedFilm`.
    """

    def __init__(
        self,
        film: SurfaceProperties,
        edges: np.ndarray,
        layers: np.ndarray,
        axial: bool = False,
        moves: bool = False,
    ) -> None:
        super().__init__(film, edges, layers, axial, moves)
        self._pattern()
        #: Resistance of the interphase over that of the intact one, at the plated points [-].
        self.ratio = np.ones(self.space.points.size)
        self._lu: Any = None

    def _pattern(self) -> None:
        dofs = self.inside.dofs
        n = self.size
        both = np.concatenate([dofs, dofs + n], axis=1)
        self._rows = np.repeat(both, both.shape[1], axis=1).ravel()
        self._columns = np.tile(both, (1, both.shape[1])).ravel()

    def _currents(
        self, drop: np.ndarray, c: np.ndarray, ratio: np.ndarray | float, guess: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return current density for an overpotential [V], and its derivatives."""
        j = guess
        c_0 = self.film.concentration
        c = np.maximum(c, _DRY)
        Z, e = np.ones_like(guess), np.zeros_like(guess)
        for _ in range(60):
            eta, Z, e = self.film.drop(j, c * c_0, ratio)
            step = (drop - eta) / Z
            reach = 4 * np.abs(j) + 1.0
            j = j + np.clip(step, -reach, reach)
            if np.abs(step).max() <= 1e-12 * (1 + np.abs(j).max()):
                break
        return j, np.asarray(1 / Z), np.asarray(-e * c_0 / Z)

    def start(self, current: float) -> Fields:
        """Return the fields over a flat surface as a first guess for a stationary state."""
        flat = flat_state(self.film, current)
        y = self.nodes[1] * self.film.thickness
        c = np.interp(y, flat.grid.nodes, flat.c) / self.film.concentration
        potential = np.interp(y, flat.grid.nodes, flat.potential) / self.film.thermal
        level = np.full(self.line.size, current), np.full(self.roof.size, current)
        return Fields(c, potential, flat.voltage / self.film.thermal, *level)

    def solve(
        self,
        current: float,
        guess: Fields,
        history: History | None = None,
        sources: tuple[np.ndarray, np.ndarray] | None = None,
        fresh: bool = True,
    ) -> Fields:
        """Return the fields at a mean current density of the plane.

        Parameters
        ----------
        current : float
            [A.m-2]
        guess : Fields
            From where to look.
        history : History, optional
            Salt before a step in time; without it, the stationary state that holds as much salt
            per volume as the film at rest.
        sources : tuple of array, optional
            What is produced of salt and charge at each node; for tests of the equations.
        fresh : bool, optional
            Whether the matrix is factorised anew; else only where the last one does not serve.

        Raises
        ------
        SimulationFailed
            If there is no solution: the salt is used up.
        """
        # On the way to no solution numbers overflow; what is not finite ends the search.
        with np.errstate(all="ignore"):
            found = self._newton(current, guess, history, sources, fresh)
        if found is not None:
            return found
        self._lu = None
        raise SimulationFailed(
            f"no solution at {current / 10:.3g} mA/cm2: the salt is used up at the surface; the "
            f"flat film's limiting current density is {self.film.limiting_current / 10:.3g} mA/cm2"
        )

    def _newton(
        self,
        current: float,
        guess: Fields,
        history: History | None,
        sources: tuple[np.ndarray, np.ndarray] | None,
        fresh: bool,
    ) -> Fields | None:
        n = self.size
        x = np.concatenate([guess.c, guess.potential, [guess.voltage, guess.source]])
        plated, stripped = guess.plated, guess.stripped
        change = last = np.inf
        for _ in range(_MOST_STEPS):
            # A matrix of another time serves as long as it gains a digit in a few steps.
            new = fresh or self._lu is None or change > 0.3 * last
            fresh, last = False, np.inf if new else change
            residual, matrix, plated, stripped = self._system(
                x, current, history, sources, plated, stripped, new
            )
            if not np.isfinite(residual).all():
                return None
            if new:
                try:
                    self._lu = splu(matrix.tocsc(), **_DIRECT)
                except RuntimeError:  # singular
                    return None
            assert self._lu is not None
            step = -self._lu.solve(residual)
            change = np.abs(step[: 2 * n]).max()
            if not np.isfinite(change):
                return None
            falling = step[:n] < 0
            room = np.min(-x[:n][falling] / step[:n][falling], initial=np.inf)
            x = x + min(1.0, 0.9 * room) * step
            if change < _SMALL:
                residual, _, plated, stripped = self._system(
                    x, current, history, sources, plated, stripped, False
                )
                return Fields(x[:n], x[n : 2 * n], float(x[-2]), plated, stripped, float(x[-1]))
        return None

    def stationary(self, current: float) -> Fields:
        """Return the stationary fields, by way of smaller differences of resistance.

        Parameters
        ----------
        current : float
            Mean plating current density [A.m-2].

        Raises
        ------
        SimulationFailed
            If there is none: the salt is used up.
        """
        try:
            return self.solve(current, self.start(current))
        except SimulationFailed:
            whole = self.ratio
        try:
            self.ratio = np.ones_like(whole)
            fields, share, step = self.solve(current, self.start(current)), 0.0, 0.1
            while share < 1:
                ahead = min(1.0, share + step)
                self.ratio = whole**ahead
                try:
                    fields, share, step = self.solve(current, fields), ahead, 1.5 * step
                except SimulationFailed:
                    step /= 3
                    if step < 1e-3:
                        raise
        finally:
            self.ratio = whole
        return fields

    def _system(
        self,
        x: np.ndarray,
        current: float,
        history: History | None,
        sources: tuple[np.ndarray, np.ndarray] | None,
        plated: np.ndarray,
        stripped: np.ndarray,
        with_matrix: bool,
    ) -> tuple[np.ndarray, Any, np.ndarray, np.ndarray]:
        """Return residual, Jacobian, and current densities at both surfaces."""
        e, film, n = self.inside, self.film, self.size
        c_0, thermal = film.concentration, film.thermal
        c, potential = x[:n], x[n : 2 * n]
        at = np.einsum("ei,eiq->eq", c[e.dofs], e.value)
        slopes = [np.einsum("ei,eiq->eq", c[e.dofs], p) * c_0 for p in self.gradients]
        fields = [np.einsum("ei,eiq->eq", potential[e.dofs], p) * thermal for p in self.gradients]
        salt = self.transport(np.maximum(at, _DRY))
        carry = FARADAY * c_0 * self.mesh_speed
        # (SURF-1), (SURF-2): current and F times the flux of salt, along x and y.
        drift = [f - salt.pull * s for f, s in zip(fields, slopes, strict=True)]
        flow = [-salt.kappa * d for d in drift]
        flux = [salt.t_plus * i - FARADAY * salt.D * s for i, s in zip(flow, slopes, strict=True)]
        flux[1] = flux[1] - carry * at
        w = self.weights
        local = [
            np.sum(
                [
                    np.einsum("eq,eiq->ei", w * q, p)
                    for q, p in zip(both, self.gradients, strict=True)
                ],
                axis=0,
            )
            for both in (flux, flow)
        ]
        salt_row = -self.gather(local[0], e)
        charge_row = self.gather(local[1], e)
        if history is not None:
            salt_row += FARADAY * c_0 * (history.factor * self.salt(c) - history.past)
        else:
            salt_row += x[-1] * self.amounts / self.volume
        if sources is not None:
            salt_row -= sources[0]
            charge_row -= sources[1]
        bottom, top = self.plated, self.stripped
        c_p, c_s = (b.at(c, b.value) for b in (bottom, top))
        p_p, p_s = (b.at(potential, b.value) * thermal for b in (bottom, top))
        lifted = (p_p.ravel() - film.capillary * self.surface.curvature).reshape(p_p.shape)
        shape_p, shape_s = c_p.shape, c_s.shape
        ratio = self.ratio.reshape(shape_p)
        plated, dj, dj_c = self._currents(lifted, c_p, ratio, plated.reshape(shape_p))
        stripped, dk, dk_c = self._currents(
            x[-2] * thermal - p_s, c_s, 1.0, stripped.reshape(shape_s)
        )
        line, roof = self.line.reshape(shape_p), self.roof.reshape(shape_s)
        into = self.gather(np.einsum("eq,eiq->ei", line * plated, bottom.value), bottom)
        out = self.gather(np.einsum("eq,eiq->ei", roof * stripped, top.value), top)
        salt_row += into - out
        charge_row += out - into
        total = float((roof * stripped).sum()) - current * self.area
        mean = float(self.amounts @ c) / self.volume - 1.0 if history is None else x[-1]
        residual = np.concatenate([salt_row, charge_row, [total, mean]])
        if not with_matrix:
            return residual, None, plated.ravel(), stripped.ravel()
        bend = [
            (-salt.d_kappa * d + salt.kappa * salt.d_pull * s) * c_0
            for d, s in zip(drift, slopes, strict=True)
        ]
        press = [
            (salt.d_t_plus * i - FARADAY * salt.d_D * s) * c_0 + salt.t_plus * b
            for i, s, b in zip(flow, slopes, bend, strict=True)
        ]
        press[1] = press[1] - carry
        pull = salt.kappa * salt.pull * c_0
        stiff = (salt.t_plus * pull - FARADAY * salt.D * c_0) * w
        V, tests = e.value, self.gradients

        def product(test: np.ndarray, weight: np.ndarray, trial: np.ndarray) -> np.ndarray:
            return np.matmul(test * weight[:, None], trial.transpose(0, 2, 1))

        def stiffness(weight: np.ndarray) -> np.ndarray:
            return sum(product(t, weight, t) for t in tests)  # type: ignore[return-value]

        cc = -stiffness(stiff) - sum(
            product(t, w * q, V) for t, q in zip(tests, press, strict=True)
        )
        if history is not None:
            cc = cc + product(V, FARADAY * c_0 * history.factor * w, V)
        ohm = stiffness(salt.kappa * w) * thermal
        mixed = stiffness(salt.kappa * salt.t_plus * w) * thermal
        pc = stiffness(pull * w) + sum(
            product(t, w * q, V) for t, q in zip(tests, bend, strict=True)
        )
        blocks = np.concatenate(
            [np.concatenate([cc, mixed], axis=2), np.concatenate([pc, -ohm], axis=2)], axis=1
        )
        entries, rows, columns = [blocks.ravel()], [self._rows], [self._columns]

        def add(block: Any, r: Any, k: Any) -> None:
            entries.append(np.asarray(block).ravel())
            rows.append(np.asarray(r).ravel())
            columns.append(np.asarray(k).ravel())

        for part, gain, gain_c, measure, sign in (
            (bottom, dj * thermal, dj_c, line, 1.0),
            (top, -dk * thermal, dk_c, roof, -1.0),
        ):
            d = part.dofs
            r, k = np.repeat(d, 9, axis=1), np.tile(d, (1, 9))
            for shift, weight in ((0, gain_c), (n, gain)):
                block = sign * product(part.value, measure * weight, part.value)
                add(block, r, k + shift)
                add(-block, r + n, k + shift)
        drive = self.gather(np.einsum("eq,eiq->ei", roof * dk * thermal, top.value), top)
        drive_c = self.gather(np.einsum("eq,eiq->ei", roof * dk_c, top.value), top)
        index = np.arange(n)
        add(-drive, index, np.full(n, 2 * n))
        add(drive, index + n, np.full(n, 2 * n))
        add(drive_c, np.full(n, 2 * n), index)
        add(-drive, np.full(n, 2 * n), index + n)
        add([(roof * dk).sum() * thermal], [2 * n], [2 * n])
        if history is None:
            add(self.amounts / self.volume, index, np.full(n, 2 * n + 1))
            add(self.amounts / self.volume, np.full(n, 2 * n + 1), index)
        else:
            add([1.0], [2 * n + 1], [2 * n + 1])
        shape = (2 * n + 2, 2 * n + 2)
        matrix = sp.coo_matrix(
            (np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns))), shape=shape
        )
        return residual, matrix, plated.ravel(), stripped.ravel()
