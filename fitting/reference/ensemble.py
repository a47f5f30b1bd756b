"""Samples of all that is uncertain in the reference study's cell, weighted by all of its data.

The reference fit determines a few parameters under assumptions about the others. Here the others
are drawn too. Gaussian processes stand for rate test and symmetric cell, so that sequential Monte
Carlo finds the law of everything together; its particles are then simulated and weighted by the
true chi-squared. A sample that contradicts what was measured does not come out. Both readings of
the symmetric cell's voltage are equally likely before the data; the evidence says how likely after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ...experiments.cycling.cells import CAPACITY, POLARISATION
from ...parameter_sets.cathode import LOADING
from ...parameter_sets.cell import Cell
from ...parameter_sets.isothermal import CATHODE_BUILD, CELL, SURFACE
from ...uncertainty.ageing_bands import cycle_samples, polarisation_bands
from ...uncertainty.priors import FITTED_FILM, PriorRange, priors
from ...uncertainty.rate_bands import rate_bands
from ...uncertainty.samples import Samples, named_as_shipped
from ...uncertainty.weights import effective_number, normalised_weights, systematic_picks
from ..films.sampler import Particles, sample
from ..kinds.retention import CYCLING_FACTOR
from ..problem.loading import LoadedProblem
from ..problem.schema import Unknown

__all__ = ["Ensemble", "draw_ensemble"]

#: Spread of the points that the processes learn from, over that of the fit's own samples.
_WIDER = 2.5
#: Step of the differences for cycling, in the unit interval.
_STEP = 0.05
_PARTICLES = 1000
_SALT = ("Salt concentration [mol.m-3]", "Thermodynamic factor")
_RATE_TEST, _CYCLING, _SYMMETRIC = "rate test", "cycling", "symmetric cell"
#: Of the full swing of the symmetric cell, by reading.
_SWING = {"peak to peak": 1.0, "one polarity": 0.5}
Table = pd.DataFrame
Array = np.ndarray


@dataclass(frozen=True)
class Ensemble:
    """Samples, and what they are worth.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per sample, a column per parameter, SI units; all equally likely.
    shares : dict
        Reading to its share of the samples.
    drawn : int
        Particles that were simulated and weighted.
    effective : float
        How many equal draws say as much.
    unlikely : float
        Share of the samples that miss the rate test by more than two deviations at any rate.
    """

    table: Table
    shares: dict[str, float]
    drawn: int
    effective: float
    unlikely: float


class _Space:
    """Fitted unknowns and ranges of the rest as coordinates of the unit cube."""

    def __init__(self, unknowns: Sequence[Unknown]) -> None:
        self.unknowns = list(unknowns)
        film = Cell.from_name(FITTED_FILM).electrolyte
        ranges = priors([film], unsaid=[LOADING])
        known = {unknown.label for unknown in unknowns}
        names = (*CELL, *CATHODE_BUILD, *_SALT, LOADING)
        self.ranges: dict[str, PriorRange] = {n: ranges[n] for n in names if n not in known}
        # Samples of the fit's own film have no film in their names.
        self.ranges[SURFACE[0]] = ranges[f"{FITTED_FILM}: {SURFACE[0]}"]
        self.size = len(self.unknowns) + len(self.ranges)

    def points(self, fitted: Table) -> Array:
        """Return samples of the fit as points, the rest at its medians."""
        found = np.full((len(fitted), self.size), 0.5)
        for i, u in enumerate(self.unknowns):
            found[:, i] = [u.unit(value) for value in fitted[u.label]]
        return found

    def values(self, points: Array) -> Table:
        """Return the parameters, SI units, a row per point."""
        k = len(self.unknowns)
        fitted = {u.label: [u.value(x) for x in points[:, i]] for i, u in enumerate(self.unknowns)}
        rest = {
            name: [prior.quantile(x) for x in points[:, k + i]]
            for i, (name, prior) in enumerate(self.ranges.items())
        }
        return pd.DataFrame({**fitted, **rest})

    def prior_chi_squared(self, points: Array) -> Array:
        """Return the squared distances from the centres of the fit's own priors, in deviations."""
        found = np.zeros(len(points))
        for i, u in enumerate(self.unknowns):
            if u.prior is not None:
                found += ((points[:, i] - u.unit(u.prior.value)) * u.span / u.prior.sd) ** 2
        return found


class _Data:
    """The study's data on its own cell, and what a cell gives in their place."""

    def __init__(self, loaded: LoadedProblem) -> None:
        sets = {data.name: data for data in loaded.problem.data}
        tables = loaded.tables
        self.rates = tables[_RATE_TEST]["rate"].to_numpy(float)
        self.cycles = tables[_CYCLING]["cycle"].to_numpy(float).round().astype(int)
        hours = tables[_SYMMETRIC]["time"].to_numpy(float) / 3600
        # A cycle takes an hour; time zero is the first.
        self.hours = np.maximum(np.round(hours), 1).astype(int)
        self.capacities = tables[_RATE_TEST]["capacity"].to_numpy(float)
        self.volts = tables[_SYMMETRIC]["voltage"].to_numpy(float)
        self.cycled = tables[_CYCLING]["capacity"].to_numpy(float)
        self.noise = {name: sets[name].sigma for name in (_RATE_TEST, _SYMMETRIC, _CYCLING)}
        self._at_1C = int(np.argmin(abs(self.rates - 1.0)))
        self._fade: tuple[Array, Array, Array] | None = None

    def rate_test(self, table: Table) -> Array:
        """Return capacities of the rate test [mA.h.g-1], shape (rows, rates)."""
        cell = Cell.from_name(FITTED_FILM)
        found = rate_bands(cell, _samples(table), tuple(self.rates))
        return np.nan_to_num(found.values[CAPACITY])

    def symmetric(self, table: Table) -> Array:
        """Return the full swing of the symmetric cell [V], shape (rows, times)."""
        cell = Cell.from_name(FITTED_FILM, temperature_degC=25.0)
        found = polarisation_bands(cell, _samples(table), float(self.hours.max()))
        return np.nan_to_num(found.values[POLARISATION][:, self.hours - 1], nan=10.0)

    def learn_fade(self, space: _Space, centre: Array) -> None:
        """Cycle cells around a point: capacities over those of the rate test at 1C, linear."""
        n = len(centre)
        points = np.vstack([centre, centre + np.where(centre < 0.5, 1, -1) * _STEP * np.eye(n)])
        table = space.values(points)
        at_1C = self.rate_test(table)[:, self._at_1C]
        last = int(self.cycles.max())
        results = cycle_samples(Cell.from_name(FITTED_FILM), _samples(table), 1.0, last)
        cycled = [r.table.set_index("Cycle")[CAPACITY].reindex(self.cycles) for r in results]
        logs = np.log(np.array(cycled, dtype=float) / at_1C[:, None])
        slopes = (logs[1:] - logs[0]) / (points[1:] - centre).sum(axis=1)[:, None]
        self._fade = centre, logs[0], slopes

    def chi_squared(
        self, points: Array, table: Table, capacities: Array, swing: Array, reading: str
    ) -> Array:
        """Return the sum of squared residuals of all data, shape (rows,)."""
        assert self._fade is not None
        centre, level, slopes = self._fade
        retained = np.exp(level + (points - centre) @ slopes)
        factor = table[CYCLING_FACTOR].to_numpy(float)[:, None]
        cycled = factor * capacities[:, [self._at_1C]] * retained
        volts = _SWING[reading] * swing
        return np.asarray(
            (((capacities - self.capacities) / self.noise[_RATE_TEST]) ** 2).sum(axis=1)
            + (((cycled - self.cycled) / self.noise[_CYCLING]) ** 2).sum(axis=1)
            + (((volts / self.volts - 1) / self.noise[_SYMMETRIC]) ** 2).sum(axis=1)
        )


def _samples(table: Table) -> Samples:
    return Samples(named_as_shipped(table.drop(columns=CYCLING_FACTOR)))


class _Emulator:
    """Gaussian processes that stand for rate test and symmetric cell."""

    def __init__(self, points: Array, capacities: Array, swing: Array) -> None:
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, WhiteKernel

        self._rates = capacities.shape[1]
        targets = np.hstack([capacities / 10.0, np.log(swing) / 0.05])
        self._means = targets.mean(axis=0)
        self._processes = []
        for k in range(targets.shape[1]):
            kernel = (
                ConstantKernel(10.0, (1e-2, 1e5)) * RBF(np.full(points.shape[1], 2.0), (0.1, 1e3))
                + ConstantKernel(1.0, (1e-4, 1e4)) * DotProduct(1.0, (1e-2, 1e2))
                + WhiteKernel(1e-3, (1e-6, 1.0))
            )
            process = GaussianProcessRegressor(kernel, random_state=0)
            self._processes.append(process.fit(points, targets[:, k] - self._means[k]))

    def predict(self, points: Array) -> tuple[Array, Array]:
        """Return capacities [mA.h.g-1] and full swings [V]."""
        found = np.stack([p.predict(points) for p in self._processes], axis=1) + self._means
        swing = np.exp(0.05 * np.clip(found[:, self._rates :], -200, 50))
        return 10.0 * found[:, : self._rates], swing


def draw_ensemble(
    loaded: LoadedProblem,
    fitted: Mapping[str, Table],
    learn: int = 300,
    again: int = 150,
    size: int = 400,
    seed: int = 1,
    report: Callable[[str], None] = print,
) -> Ensemble:
    """Draw samples of everything together, weighted by all data.

    Parameters
    ----------
    loaded : LoadedProblem
        The reference problem.
    fitted : mapping
        Reading of the symmetric cell's voltage to samples of its fit, SI units.
    learn, again : int
        Cells that are simulated to learn from: around the fits, then where the first particles are.
    size : int
        Particles that are simulated and weighted, and samples that are returned.
    seed : int
        Of all random numbers.
    report : callable, optional
        Told what is done.
    """
    rng = np.random.default_rng(seed)
    space, data = _Space(loaded.unknowns), _Data(loaded)
    centres = {reading: space.points(table) for reading, table in fitted.items()}
    data.learn_fade(space, np.mean([c.mean(axis=0) for c in centres.values()], axis=0))
    report("cycled")
    points = _around(centres, learn, len(loaded.unknowns), rng)
    known = [_simulated(space, data, points)]
    for more in (again, 0):
        report(f"learnt from {sum(len(k[0]) for k in known)} cells")
        learnt = [np.concatenate(parts) for parts in zip(*known, strict=True)]
        emulator = _Emulator(*learnt)
        found = {r: _particles(space, data, emulator, r, rng) for r in fitted}
        if more:
            shares = _shares(found)
            picked = [_some(found[r], round(shares[r] * more), rng) for r in fitted]
            known.append(_simulated(space, data, np.concatenate(picked)))
    shares = _shares(found)
    report(f"evidence of the readings: {shares}")
    parts = []
    for reading in fitted:
        number = max(round(shares[reading] * size), 1)
        points = _some(found[reading], number, rng)
        _, capacities, swing = _simulated(space, data, points)
        table = space.values(points)
        true = data.chi_squared(points, table, capacities, swing, reading)
        guess = data.chi_squared(points, table, *emulator.predict(points), reading)
        off = (abs(capacities - data.capacities) > 2 * data.noise[_RATE_TEST]).any(axis=1)
        parts.append((table, -0.5 * (true - guess), off, reading))
        share = effective_number(normalised_weights(parts[-1][1])) / number
        report(f"{reading}: {number} particles, {100 * share:.0f} % effective")
    weights = normalised_weights(np.concatenate([part[1] for part in parts]))
    picked_rows = systematic_picks(weights, size, rng)
    chosen = np.concatenate([np.full(len(p[0]), p[3], dtype=object) for p in parts])[picked_rows]
    return Ensemble(
        pd.concat([p[0] for p in parts]).iloc[picked_rows].reset_index(drop=True),
        {reading: float(np.mean(chosen == reading)) for reading in fitted},
        len(weights),
        effective_number(weights),
        float(np.mean(np.concatenate([p[2] for p in parts])[picked_rows])),
    )


def _around(
    centres: Mapping[str, Array], number: int, fitted: int, rng: np.random.Generator
) -> Array:
    """Return points about the fits, wider than their samples, with the rest all over its ranges."""
    from scipy.stats import qmc

    found = qmc.LatinHypercube(next(iter(centres.values())).shape[1], rng=rng).random(number)
    each = np.array_split(np.arange(number), len(centres))
    for rows, centre in zip(each, centres.values(), strict=True):
        some = centre[rng.integers(0, len(centre), len(rows)), :fitted]
        middle = centre[:, :fitted].mean(axis=0)
        found[rows, :fitted] = np.clip(middle + _WIDER * (some - middle), 1e-3, 1 - 1e-3)
    return found


def _simulated(space: _Space, data: _Data, points: Array) -> tuple[Array, Array, Array]:
    table = space.values(points)
    return points, data.rate_test(table), data.symmetric(table)


def _particles(
    space: _Space, data: _Data, emulator: _Emulator, reading: str, rng: np.random.Generator
) -> Particles:
    """Return particles of the posterior with emulated data; coordinates are probits."""

    def log_likelihood(z: Array) -> Array:
        points = ndtr(z)
        factor = pd.DataFrame({CYCLING_FACTOR: _factors(space, points)})
        chi = data.chi_squared(points, factor, *emulator.predict(points), reading)
        return np.asarray(-0.5 * (chi + space.prior_chi_squared(points)))

    return sample(log_likelihood, space.size, _PARTICLES, rng)


def _factors(space: _Space, points: Array) -> Array:
    k = [u.label for u in space.unknowns].index(CYCLING_FACTOR)
    return np.array([space.unknowns[k].value(x) for x in points[:, k]])


def _shares(found: Mapping[str, Particles]) -> dict[str, float]:
    weights = normalised_weights(np.array([p.log_evidence for p in found.values()]))
    return dict(zip(found, weights.tolist(), strict=True))


def _some(found: Particles, number: int, rng: np.random.Generator) -> Array:
    rows = rng.permutation(len(found.standard))[:number]
    return np.clip(ndtr(found.standard[rows]), 1e-6, 1 - 1e-6)
