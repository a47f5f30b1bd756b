"""Plating on a surface that moves: adaptive steps in time, second order, nothing rescaled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import SimulationFailed
from .fields import Fields, FieldSolver, History
from .profile import Profile
from .shapes import Patch

__all__ = ["DRY", "GROWN", "SHORT", "STEEP", "TOUCHED", "Growth", "Snapshot", "grow"]

#: How a run ends.
GROWN = "plated as asked"
SHORT = "short circuit: the lithium has crossed the film"
STEEP = "the surface folds: it is too steep to be a height over the plane"
DRY = "the salt is used up at a part of the surface: there are no fields from then on"
TOUCHED = "the lithium has reached the particle"
#: Share of the film that is left when lithium counts as across, and slope that is too steep.
_LEFT, _STEEPEST = 0.02, 20.0
#: Share of a cell that a disturbance may cross in a step; the scheme is stable up to 0.7.
_COURANT = 0.4
#: Breadth of a kink over that of a cell, and change of slope in a cell that is none.
_KINK, _SMOOTH = 1.0, 0.03


@dataclass(frozen=True)
class Snapshot:
    """Surface and fields at one time.

    Parameters
    ----------
    time : float
        [s]
    coefficients : array
        Of the surface, over the plane that rises with the mean of what is plated [m].
    fields : Fields
        Salt, potential, current density.
    """

    time: float
    coefficients: np.ndarray
    fields: Fields


@dataclass
class Growth:
    """What came of plating.

    Parameters
    ----------
    solver : FieldSolver
        Mesh and equations.
    current : float
        Mean plating current density [A.m-2].
    outcome : str
        How it ended.
    time, tip, valley, tip_current, valley_current : list of float
        Times [s], heights of tip and valley over the rising plane [m], and current densities
        there [A.m-2].
    snapshots : list of Snapshot
        At the times that were asked for, begin and end among them.
    lithium_error, charge_error, salt_error : float
        Largest deviation of lithium from charge, of the charge through the surface from that of the
        circuit, and of the salt from that at the begin, each over its whole [-].
    refused : int
        Steps that were taken again.
    """

    solver: FieldSolver
    current: float
    outcome: str = GROWN
    time: list[float] = field(default_factory=list)
    tip: list[float] = field(default_factory=list)
    valley: list[float] = field(default_factory=list)
    tip_current: list[float] = field(default_factory=list)
    valley_current: list[float] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    lithium_error: float = 0.0
    charge_error: float = 0.0
    salt_error: float = 0.0
    refused: int = 0

    @property
    def plated(self) -> float:
        """Mean thickness of what is plated [m]."""
        return self.solver.film.speed * self.current * self.time[-1]

    @property
    def height_ratio(self) -> float:
        """Height of the tip over the valley, over what it was [-]."""
        first = self.tip[0] - self.valley[0]
        return (self.tip[-1] - self.valley[-1]) / first if first else np.nan

    @property
    def growth_ratio(self) -> float:
        """What the tip has grown over what the valley has [-]."""
        at_tip, at_valley = (
            self.plated + places[-1] - places[0] for places in (self.tip, self.valley)
        )
        return at_tip / at_valley if at_valley else np.nan


def grow(
    solver: FieldSolver,
    coefficients: np.ndarray,
    current: float,
    duration: float,
    *,
    tolerance: float = 1e-4,
    keep: int = 4,
    patch: Patch | None = None,
    places: tuple[float, float] | None = None,
    told: Callable[[float], None] | None = None,
    largest: float = np.inf,
) -> Growth:
    """Plate at constant current on a surface, from the stationary state on.

    The height is carried on by the third-order formula of Adams and Bashforth, which is stable for
    waves along the surface; the salt by the second-order backward formula with the amounts of salt
    on the moved mesh. Both keep lithium and salt to round-off. (SURF-4), (SURF-5)

    Parameters
    ----------
    solver : FieldSolver
        Mesh and equations.
    coefficients : array
        Of the surface at the begin [m].
    current : float
        Mean plating current density [A.m-2].
    duration : float
        [s]
    tolerance : float, optional
        Error of a step over the largest height, or over the salt at rest [-].
    keep : int, optional
        Number of snapshots after the first.
    patch : Patch, optional
        Spot that re-forms; what the solver has stays otherwise.
    places : tuple of float, optional
        Where tip and valley are [m]; by default at x = 0 and at the far end.
    told : callable, optional
        Is told the share of the time that is done.
    largest : float, optional
        Longest step [s].
    """
    film, space = solver.film, solver.space
    run = Growth(solver, current)
    speed_0 = film.speed * current
    solver.set_surface(coefficients)
    fields = solver.stationary(current)
    fields.source = 0.0
    time, step = 0.0, min(duration / 50, 0.05 * film.thickness / speed_0 / 10)
    rate = _rate(solver, fields, speed_0)
    surfaces, salts, rates = [coefficients], [solver.salt(fields.c)], [rate]
    steps: list[float] = []
    past = [fields]
    salt_0 = salts[0].sum()
    first = float(solver.surface.height @ space.measure)
    ends = np.array((0.0, space.edges[-1]) if places is None else places)
    nearest = [int(np.argmin(np.abs(space.points - end))) for end in ends]
    due = [duration * (k + 1) / keep for k in range(keep)]

    def record() -> None:
        heights = space.profile(surfaces[-1], ends).height
        run.time.append(time)
        run.tip.append(float(heights[0]))
        run.valley.append(float(heights[1]))
        run.tip_current.append(float(fields.plated[nearest[0]]))
        run.valley_current.append(float(fields.plated[nearest[1]]))

    record()
    run.snapshots.append(Snapshot(0.0, coefficients, fields))
    scale = max(float(np.ptp(solver.surface.height)), 0.01 * film.thickness)
    cells = np.diff(space.edges)[np.searchsorted(space.edges, space.points, "right") - 1]
    fresh = True
    while time < duration * (1 - 1e-12):
        surface = solver.surface
        local = film.speed * fields.plated
        wave = np.abs(local * surface.slope / surface.stretch)
        with np.errstate(divide="ignore", over="ignore"):
            step = min(step, largest, _COURANT * float(np.min(cells / wave)))
        # A snapshot is met exactly, and no tiny step is left before it.
        left = due[0] - time
        step = (
            left if step > left * (1 - 1e-9) else min(step, left / 2 if step > left / 2 else step)
        )
        weights = _adams(step, steps)
        change = _combined(weights, rates[::-1])
        moved = surfaces[-1] + change
        sharp = np.maximum(space.hollow(surface.bend) - _SMOOTH / cells, 0)
        moved = space.smoothed(moved, step * _KINK * local * cells**2 * sharp)
        history, a = _backward(step, steps, salts), _formula(step, steps)
        speed = _combined(a, [moved, *surfaces[::-1]]) / step
        ended = _ended(solver, space.profile(moved))
        if ended:
            run.outcome = ended
            break
        if patch is not None:
            solver.ratio = patch.at(space.points, time + step)
        try:
            solver.set_surface(moved, speed)
            guess = _ahead(past, step, steps)
            found = solver.solve(current, guess, history, fresh=fresh)
        except SimulationFailed:
            if step < 1e-6 * duration:
                run.outcome = DRY
                break
            run.refused += 1
            step /= 4
            solver.set_surface(surfaces[-1])
            fresh = True
            continue
        new_rate = _rate(solver, found, speed_0)
        change = _corrected(step, steps, [new_rate, *rates[::-1]]) - change
        error = float(np.abs(change).max()) / scale
        if len(past) > 2:
            error = max(error, 0.3 * float(np.abs(found.c - guess.c).max()))
        order = min(len(rates), 2) + 1
        factor = 0.9 * (tolerance / max(error, 1e-12)) ** (1 / order)
        if factor < 0.6 and step > 1e-7 * duration:
            run.refused += 1
            step *= max(factor, 0.2)
            solver.set_surface(surfaces[-1])
            continue
        time += step
        fields, fresh = found, False
        surfaces, rates = [*surfaces, moved][-3:], [*rates, new_rate][-3:]
        salts, past = [*salts, solver.salt(fields.c)][-2:], [*past, fields][-3:]
        steps = [*steps, step][-2:]
        lithium = float(solver.surface.height @ space.measure) - first
        run.lithium_error = max(run.lithium_error, abs(lithium) / (speed_0 * time * solver.area))
        through = float(fields.plated @ solver.line)
        run.charge_error = max(run.charge_error, abs(through / (current * solver.area) - 1))
        run.salt_error = max(run.salt_error, abs(float(salts[-1].sum() / salt_0) - 1))
        record()
        if time >= due[0] * (1 - 1e-12):
            due.pop(0)
            run.snapshots.append(Snapshot(time, moved, fields))
        if told is not None:
            told(time / duration)
        step *= min(factor, 1.5)
    if run.snapshots[-1].time < time:
        run.snapshots.append(Snapshot(time, surfaces[-1], fields))
    return run


def _rate(solver: FieldSolver, fields: Fields, mean: float) -> np.ndarray:
    """Return the growth of the surface over the rising plane, (SURF-4) [m.s-1]."""
    lifted = solver.film.speed * fields.plated * solver.surface.stretch - mean
    return solver.space.fit(lifted)


def _ended(solver: FieldSolver, surface: Profile) -> str:
    thickness, particle = solver.film.thickness, solver.particle
    if surface.height.max() > (1 - _LEFT) * thickness:
        return SHORT
    if particle is not None and particle.inside(solver.space.points, surface.height).max() > 0.5:
        return TOUCHED
    return STEEP if np.abs(surface.slope).max() > _STEEPEST else ""


def _adams(step: float, steps: list[float]) -> list[float]:
    """Return the weights of the last rates, newest first: their polynomial over the next step."""
    nodes = -np.cumsum([0.0, *steps[::-1]])
    return _integrated(nodes, step)


def _corrected(step: float, steps: list[float], rates: list[np.ndarray]) -> np.ndarray:
    """Return the change that the new rate, too, gives: of one order more."""
    nodes = np.r_[step, -np.cumsum([0.0, *steps[::-1]])]
    return _combined(_integrated(nodes, step), rates)


def _integrated(nodes: np.ndarray, step: float) -> list[float]:
    powers = np.arange(nodes.size)
    scaled = nodes / step
    return list(step * np.linalg.solve(np.vander(scaled, increasing=True).T, 1 / (powers + 1.0)))


def _combined(weights: Sequence[float], parts: Sequence[np.ndarray]) -> np.ndarray:
    """Return the weighted sum of as many parts as there are weights, or the other way round."""
    pairs = zip(weights, parts, strict=False)
    return np.sum([weight * part for weight, part in pairs], axis=0)


def _formula(step: float, steps: list[float]) -> tuple[float, ...]:
    """Return the factors of the backward formula, newest first."""
    if not steps:
        return 1.0, -1.0
    r = step / steps[-1]
    return (1 + 2 * r) / (1 + r), -(1 + r), r * r / (1 + r)


def _backward(step: float, steps: list[float], salts: list[np.ndarray]) -> History:
    newest, *others = _formula(step, steps)
    past = -_combined(others, salts[::-1]) / step
    return History(newest / step, past)


def _ahead(past: list[Fields], step: float, steps: list[float]) -> Fields:
    """Return the fields to which the last ones lead."""
    nodes = -np.cumsum([0.0, *steps[::-1]])[: len(past)]
    weights = []
    for k, node in enumerate(nodes):
        others = np.delete(nodes, k)
        weights.append(float(np.prod((step - others) / (node - others))))

    def ahead(name: str) -> Any:
        return sum(w * getattr(one, name) for w, one in zip(weights, past[::-1], strict=True))

    names = ("c", "potential", "voltage", "plated", "stripped")
    found = Fields(*(ahead(name) for name in names))
    return found if found.c.min() > 0 else past[-1]
