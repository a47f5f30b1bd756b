r"""Samples of all that is uncertain in the reference study's cell, weighted by all of its data.

The reference fit determines a few parameters under assumptions about the others. Here the others
are drawn too, from their ranges, the fitted numbers follow what was measured, and each draw is
weighted by the true likelihood of rate test and first cycle, over the density q that the fit's
samples have in what these data determine,

.. math:: w = e^{-\chi^2/2} / q

so that a sample that contradicts the data does not come out, and the readings of the symmetric
cell's voltage have the shares that their evidence gives. That voltage is kept by construction
(:mod:`~sclcell.uncertainty.measured_conditions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import qmc

from ...experiments.cycling.cells import CAPACITY
from ...parameter_sets.cathode import LOADING
from ...parameter_sets.cell import Cell
from ...parameter_sets.isothermal import CATHODE_BUILD, CELL, SURFACE
from ...uncertainty.measured_conditions import keep_what_was_measured
from ...uncertainty.priors import FITTED_FILM, priors
from ...uncertainty.rate_bands import rate_bands
from ...uncertainty.samples import Samples, named_as_shipped
from ...uncertainty.weights import effective_number, normalised_weights, systematic_picks
from ..kinds.retention import CYCLING_FACTOR
from ..problem.loading import LoadedProblem

__all__ = ["Ensemble", "draw_ensemble"]

_SALT = ("Salt concentration [mol.m-3]", "Thermodynamic factor")
_RATE_TEST, _CYCLING = "rate test", "cycling"
#: What rate test and first cycle determine of what the fit has found.
_DETERMINED = (
    "Positive particle reference diffusivity [m2.s-1]",
    "Positive particle-size logarithmic standard deviation",
    CYCLING_FACTOR,
)
#: Cells at a time.
_BATCH = 50


@dataclass(frozen=True)
class Ensemble:
    """Samples, and what they are worth.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per sample, a column per parameter, SI units; all equally likely.
    drawn : int
        Draws that were weighted.
    effective : float
        How many equal draws say as much [-].
    shares : dict
        Reading of the symmetric cell's voltage to its share of the samples.
    unlikely : tuple of float
        Share of the draws, and of the samples, that miss the fastest rate by more than two
        deviations.
    """

    table: pd.DataFrame
    drawn: int
    effective: float
    shares: dict[str, float]
    unlikely: tuple[float, float]


def draw_ensemble(
    loaded: LoadedProblem,
    fitted: Mapping[str, pd.DataFrame],
    draws: int = 500,
    size: int = 400,
    seed: int = 1,
    report: Callable[[str], None] = print,
) -> Ensemble:
    """Draw samples of everything together, weighted by the data.

    Parameters
    ----------
    loaded : LoadedProblem
        The reference problem.
    fitted : mapping
        Reading of the symmetric cell's voltage to samples of its fit, SI units.
    draws : int
        How many are weighted.
    size : int
        Samples that are returned.
    seed : int
        Of all random numbers.
    report : callable, optional
        Told what is done.
    """
    rng = np.random.default_rng(seed)
    each = -(-draws // len(fitted))
    parts = [_picked(table, each, rng) for table in fitted.values()]
    readings = np.repeat(list(fitted), each)[:draws]
    rows = pd.concat([part[0] for part in parts], ignore_index=True).iloc[:draws]
    density = np.concatenate([part[1] for part in parts])[:draws]
    factors = rows[CYCLING_FACTOR].to_numpy(float)
    table = named_as_shipped(rows.drop(columns=CYCLING_FACTOR))
    origin = dict.fromkeys(map(str, table.columns), "reference fit")
    ranges = priors([Cell.from_name(FITTED_FILM).electrolyte], unsaid=[LOADING])
    own = (*CELL, *CATHODE_BUILD, *_SALT, LOADING, f"{FITTED_FILM}: {SURFACE[0]}")
    names = [name for name in own if name not in table]
    shares = qmc.LatinHypercube(len(names), rng=rng).random(draws)
    for k, name in enumerate(names):
        table[name] = [ranges[name].quantile(share) for share in shares[:, k]]
        origin[name] = "prior"
    table = keep_what_was_measured(table, origin, FITTED_FILM)
    chi_squared, missed = _chi_squared(loaded, table, factors, report)
    weights = normalised_weights(-0.5 * chi_squared - density)
    picked = systematic_picks(weights, size, rng)
    return Ensemble(
        table.iloc[picked].reset_index(drop=True),
        draws,
        effective_number(weights),
        {reading: float(np.mean(readings[picked] == reading)) for reading in fitted},
        (float(missed.mean()), float(missed[picked].mean())),
    )


def _picked(
    table: pd.DataFrame, number: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return rows of a fit, all before one comes again, and the logarithm of their density."""
    again = -(-number // len(table))
    rows = np.concatenate([rng.permutation(len(table)) for _ in range(again)])[:number]
    x = np.stack([np.log(table[name].to_numpy(float)) for name in _DETERMINED], axis=1)
    covariance = np.cov(x.T)
    off = x[rows] - x.mean(axis=0)
    distance = np.einsum("ij,jk,ik->i", off, np.linalg.inv(covariance), off)
    density = -0.5 * (distance + np.linalg.slogdet(covariance)[1])
    return table.iloc[rows].reset_index(drop=True), density


def _chi_squared(
    loaded: LoadedProblem, table: pd.DataFrame, factors: np.ndarray, report: Callable[[str], None]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of squared residuals of each row, and whether it misses the fastest rate."""
    prior = loaded.problem.parameters[CYCLING_FACTOR].prior
    assert prior is not None
    sigma = {data.name: data.sigma for data in loaded.problem.data}
    test, cycling = loaded.tables[_RATE_TEST], loaded.tables[_CYCLING]
    rates, measured = test["rate"].to_numpy(float), test["capacity"].to_numpy(float)
    first = float(cycling.sort_values("cycle")["capacity"].iloc[0])
    cell, found = Cell.from_name(FITTED_FILM), []
    for start in range(0, len(table), _BATCH):
        part = Samples(table.iloc[start : start + _BATCH].reset_index(drop=True))
        found.append(np.nan_to_num(rate_bands(cell, part, tuple(rates)).values[CAPACITY]))
        report(f"{start + len(found[-1])} of {len(table)} cells")
    capacities = np.concatenate(found)
    off = (capacities - measured) / sigma[_RATE_TEST]
    # The first cycle at 1C is the capacity of the rate test, of a cell weighed by its factor.
    cycled = factors * capacities[:, int(np.argmin(abs(rates - 1.0)))]
    chi_squared = (off**2).sum(axis=1) + ((cycled - first) / sigma[_CYCLING]) ** 2
    chi_squared += ((factors - prior.value) / prior.sd) ** 2
    return chi_squared, abs(off[:, int(np.argmax(rates))]) > 2
