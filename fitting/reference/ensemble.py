r"""Samples of all that is uncertain in the reference study's cell, weighted by all of its data.

The reference fit determines a few parameters under assumptions about the others. Here the others
are drawn too, from their ranges, the fitted numbers follow what was measured, and each draw is
weighted by the true likelihood of rate test and first cycle over that of its fit,

.. math:: w = e^{-(\chi^2 - \chi^2_\mathrm{fit})/2}

so that a sample that contradicts the data does not come out. The voltage of the symmetric cell is
kept by construction (:mod:`~sclcell.uncertainty.measured_conditions`).
"""

from __future__ import annotations

from collections.abc import Callable
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
        How many equal draws say as much.
    unlikely : tuple of float
        Share of the draws, and of the samples, that miss the fastest rate by more than two
        deviations.
    """

    table: pd.DataFrame
    drawn: int
    effective: float
    unlikely: tuple[float, float]


def draw_ensemble(
    loaded: LoadedProblem,
    fitted: pd.DataFrame,
    draws: int = 800,
    size: int = 400,
    seed: int = 1,
    report: Callable[[str], None] = print,
) -> Ensemble:
    """Draw samples of everything together, weighted by the data.

    Parameters
    ----------
    loaded : LoadedProblem
        The reference problem.
    fitted : pandas.DataFrame
        Samples of its fit, of both readings of the symmetric cell's voltage, SI units.
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
    rows = np.concatenate([rng.permutation(len(fitted)) for _ in range(-(-draws // len(fitted)))])
    rows = rows[:draws]
    base = fitted.drop(columns=CYCLING_FACTOR)
    factors = fitted[CYCLING_FACTOR].to_numpy(float)[rows]
    table = named_as_shipped(base.iloc[rows].reset_index(drop=True))
    origin = dict.fromkeys(map(str, table.columns), "reference fit")
    ranges = priors([Cell.from_name(FITTED_FILM).electrolyte], unsaid=[LOADING])
    own = (*CELL, *CATHODE_BUILD, *_SALT, LOADING, f"{FITTED_FILM}: {SURFACE[0]}")
    names = [name for name in own if name not in table]
    shares = qmc.LatinHypercube(len(names), rng=rng).random(draws)
    for k, name in enumerate(names):
        table[name] = [ranges[name].quantile(share) for share in shares[:, k]]
        origin[name] = "prior"
    table = keep_what_was_measured(table, origin, FITTED_FILM)
    fit = _chi_squared(loaded, named_as_shipped(base), fitted[CYCLING_FACTOR].to_numpy(), report)
    true = _chi_squared(loaded, table, factors, report)
    weights = normalised_weights(-0.5 * (true[0] - fit[0][rows]))
    picked = systematic_picks(weights, size, rng)
    missed = (float(true[1].mean()), float(true[1][picked].mean()))
    samples = table.iloc[picked].reset_index(drop=True)
    return Ensemble(samples, draws, effective_number(weights), missed)


def _chi_squared(
    loaded: LoadedProblem, table: pd.DataFrame, factors: np.ndarray, report: Callable[[str], None]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of squared residuals of each row, and whether it misses the fastest rate."""
    sigma = {data.name: data.sigma for data in loaded.problem.data}
    test, cycling = loaded.tables[_RATE_TEST], loaded.tables[_CYCLING]
    rates, measured = test["rate"].to_numpy(float), test["capacity"].to_numpy(float)
    first = float(cycling["capacity"][cycling["cycle"].idxmin()])
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
    return chi_squared, abs(off[:, int(np.argmax(rates))]) > 2
