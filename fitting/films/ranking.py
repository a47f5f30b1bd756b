"""All laws fitted to a series, and ranked by how well they predict a loading that was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from ...models.laws.composites import CompositeLaw, registry
from .films import Films
from .model import FilmModel
from .sampler import Particles, bridge, sample
from .table import FilmTable

__all__ = ["NO_LAW", "Fold", "LawFit", "fit_laws", "ranking_table", "tied_laws", "weights_of"]

Array = np.ndarray
#: What the law-free Gaussian process is called among the laws.
NO_LAW = "no law"
PARTICLES = 400
_BATCHES = 10
#: Share of its prior up to which a law may give no conductivity: extremes of wide priors.
_EMPTY = 0.01
#: Share of a normal law below one standard deviation.
_ONE_ERROR = 0.8413


@dataclass(frozen=True)
class Fold:
    """One loading left out.

    Parameters
    ----------
    w : float
        The loading, filler by mass [-].
    model : FilmModel
        Of the fit.
    particles : Particles
        Fitted to the others.
    rest, out : Films
        What was fitted, and what was left out.
    log_density : float
        Logarithm of the probability of what was left out.
    error : float
        Standard error of that from the number of draws [-].
    """

    w: float
    model: FilmModel
    particles: Particles
    rest: Films
    out: Films
    log_density: float
    error: float

    def draws(self, rng: np.random.Generator, times: int = 4) -> Array:
        """Return draws of ln sigma of what was left out, so many of each particle, by row."""
        specimens, index = np.unique(self.out.film, return_inverse=True)
        drawn = []
        T = np.unique(self.out.T)
        for _ in range(times):
            y, _t = self.model.predict(
                self.particles.standard,
                self.rest,
                np.full(len(specimens), self.w),
                np.full(len(specimens), self.out.phi[0]),
                T,
                rng,
            )
            drawn.append(y[:, index, np.searchsorted(T, self.out.T)])
        found = np.concatenate(drawn)
        sd = np.tile(self.model.point_noise(self.particles.standard), times)[:, None]
        return np.asarray(found + np.hypot(sd, self.out.extra) * rng.standard_normal(found.shape))


@dataclass(frozen=True)
class LawFit:
    """One law fitted to a series.

    Parameters
    ----------
    name : str
        Of the law, or `NO_LAW`.
    model : FilmModel
        With the law.
    films : Films
        What was fitted.
    particles : Particles
        The posterior.
    folds : tuple of Fold
        One for each loading, if there are several.
    """

    name: str
    model: FilmModel
    films: Films
    particles: Particles
    folds: tuple[Fold, ...] = field(default=())

    @property
    def log_density(self) -> float:
        """Of all loadings left out in turn."""
        return float(sum(fold.log_density for fold in self.folds))


def laws_for(table: FilmTable) -> dict[str, type[CompositeLaw] | None]:
    """Return the laws that hold at all loadings of a table; without filler there is none."""
    highest = float(table.frame["phi"].max())
    if highest == 0:
        return {NO_LAW: None}
    found: dict[str, type[CompositeLaw] | None] = {
        name: registry[name]
        for name in registry
        if registry[name].highest_volume_fraction >= highest
    }
    return found | {NO_LAW: None}


def fit_laws(
    table: FilmTable,
    *,
    seed: int = 0,
    particles: int = PARTICLES,
    radius: float | None = None,
    coldest: float | None = None,
    folds: bool = True,
    laws: Mapping[str, type[CompositeLaw] | None] | None = None,
    report: Callable[[int, int], None] = lambda done, total: None,
    notes: list[str] | None = None,
) -> list[LawFit]:
    """Fit all laws to a series.

    Parameters
    ----------
    table : FilmTable
        The series.
    seed, particles : int
        Of the random numbers, and how many draws.
    radius : float, optional
        Of the filler's particles [m].
    coldest : float, optional
        Lowest temperature that will be asked for [K].
    folds : bool
        Whether each loading is left out in turn.
    laws : mapping, optional
        By name; by default all that hold at these loadings.
    report : callable
        Told how many laws are done, of how many.
    notes : list of str, optional
        Gets a line for each law that is left out, as it gives no conductivity for more than a
        small share of its own prior.
    """
    films = Films.of(table.frame)
    chosen = laws_for(table) if laws is None else laws
    radius = radius if radius is not None else table.filler.number("radius")
    found = []
    for n, (name, law) in enumerate(chosen.items()):
        rng = np.random.default_rng([seed, n])
        model = FilmModel(law, table.filler, table.matrix, films, radius, coldest)
        empty = 0.0 if law is None else model.share_without_number(films)
        if empty > _EMPTY:
            if notes is not None:
                notes.append(
                    f"the law '{name}' is left out: for {100 * empty:.0f} % of the values that its "
                    "constants may have it gives no positive conductivity at these loadings"
                )
            continue
        drawn = sample(partial(model.log_likelihood, films), model.dimension, particles, rng)
        own: tuple[Fold, ...] = ()
        if folds:
            own = tuple(_fold(model, films, drawn, w, rng) for w in _loadings(films))
        found.append(LawFit(name, model, films, drawn, own))
        report(n + 1, len(chosen))
    return found


def _loadings(films: Films) -> Array:
    loadings = np.unique(films.w[np.isfinite(films.y)])
    return loadings if len(loadings) > 2 else loadings[:0]


def _fold(
    model: FilmModel, films: Films, drawn: Particles, w: float, rng: np.random.Generator
) -> Fold:
    rest, out = films.take(films.w != w), films.take(films.w == w)
    found = bridge(
        drawn, partial(model.log_likelihood, rest), partial(model.log_likelihood, films), rng
    )
    gain = model.log_likelihood(films, found.standard) - found.log_likelihood
    # Neighbours have ancestors in common: the means of batches differ by what the draws leave open.
    batches = np.array([np.mean(b) for b in np.array_split(np.exp(gain - gain.max()), _BATCHES)])
    density = float(np.log(batches.mean()) + gain.max())
    error = float(batches.std(ddof=1) / np.sqrt(_BATCHES) / batches.mean())
    return Fold(w, model, found, rest, out, density, error)


def weights_of(fits: Sequence[LawFit]) -> Array:
    """Return the weight of each law: by cross-validation if there are folds, else by evidence.

    Pseudo-Bayesian model averaging with a Bayesian bootstrap over the loadings left out, so that
    laws that the data cannot tell apart share, (FF-11).
    """
    if not fits[0].folds:
        evidence = np.array([fit.particles.log_evidence for fit in fits])
        return _normal(evidence)
    densities = np.array([[fold.log_density for fold in fit.folds] for fit in fits])
    n = densities.shape[1]
    shares = np.random.default_rng(0).dirichlet(np.ones(n), 1000)
    return np.mean([_normal(n * densities @ share) for share in shares], axis=0)


def _normal(logs: Array) -> Array:
    found = np.exp(logs - logs.max())
    return np.asarray(found / found.sum())


def tied_laws(fits: Sequence[LawFit]) -> list[str]:
    """Return the laws within one standard error of the first, which comes first, (FF-10)."""
    if not fits[0].folds:
        order = sorted(fits, key=lambda fit: -fit.particles.log_evidence)
        first = order[0].particles.log_evidence
        return [fit.name for fit in order if first - fit.particles.log_evidence <= 1]
    order = sorted(fits, key=lambda fit: -fit.log_density)
    best = order[0].folds
    # One standard error of few loadings, by Student's law.
    from scipy.stats import t as student

    few = float(student.ppf(_ONE_ERROR, len(best) - 1))
    found = []
    for fit in order:
        pairs = list(zip(best, fit.folds, strict=True))
        lost = np.array([one.log_density - other.log_density for one, other in pairs])
        drawn = sum(one.error**2 + other.error**2 for one, other in pairs)
        error = np.sqrt(few**2 * np.var(lost, ddof=1) * len(lost) + drawn)
        if fit is order[0] or lost.sum() <= error:
            found.append(fit.name)
    return found


def ranking_table(fits: Sequence[LawFit]) -> pd.DataFrame:
    """Return the laws from the best on, with weight and whether one is as good as the first."""
    tied = tied_laws(fits)
    rows = [
        {
            "Law": fit.name,
            "Weight": float(weight),
            "Log predictive density": fit.log_density if fit.folds else float("nan"),
            "Log evidence": fit.particles.log_evidence,
            "As good as the first": "yes" if fit.name in tied else "no",
        }
        for fit, weight in zip(fits, weights_of(fits), strict=True)
    ]
    key = "Log predictive density" if fits[0].folds else "Log evidence"
    return pd.DataFrame(rows).sort_values(key, ascending=False, ignore_index=True)
