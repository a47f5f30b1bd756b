"""Samples of the parameters given the data, and bands on what the model says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...uncertainty.bands import quantile_columns
from ...uncertainty.weights import effective_number, normalised_weights, systematic_picks
from ..problem.schema import Unknown
from .evaluation_log import LoggedObjective
from .normal_draws import cut_normal_draws
from .objective import Objective

__all__ = ["Posterior", "predictive_bands", "sample_posterior"]


@dataclass(frozen=True)
class Posterior:
    """Samples of the unknowns.

    Parameters
    ----------
    points : numpy.ndarray
        In the unit cube, shape (samples, unknowns).
    effective_share : float
        Share of the checked samples that the exact likelihood leaves; NaN if none was checked. A
        small share says that the problem is not linear within its uncertainty.
    checked : numpy.ndarray
        Points at which the model was simulated, shape (m, unknowns).
    """

    points: np.ndarray
    effective_share: float
    checked: np.ndarray


def sample_posterior(
    objective: LoggedObjective,
    unknowns: Sequence[Unknown],
    optimum: np.ndarray,
    inflation: float,
    samples: int,
    exact: int,
    seed: int,
    shares: np.ndarray | None = None,
) -> Posterior:
    r"""Draw from the linearised posterior within the bounds; weight draws by the model, (FIT-7).

    The residuals are linearised at the optimum, :math:`r \approx r_0 + J\,\Delta x`: a normal law
    cut off at the bounds, from which draws are independent. Some of them are simulated: importance
    weights :math:`e^{-(\chi^2 - \chi^2_\mathrm{lin})/2s^2}` tell how far the linearisation holds.
    Where all are simulated the draws are picked again by these weights, so that they follow the
    true chi-squared.

    Parameters
    ----------
    objective : LoggedObjective
        Residuals and Jacobian, priors included.
    unknowns : sequence of Unknown
        Parameters.
    optimum : numpy.ndarray
        In the unit cube.
    inflation : float
        Factor on the noise, see `Knowledge`.
    samples : int
        How many to return.
    exact : int
        How many of them to simulate.
    seed : int
        Of the draws.
    shares : numpy.ndarray, optional
        Factors on the slopes of the data, see `secant_shares`.
    """
    r, J = objective.residuals(optimum), objective.jacobian(optimum).copy()
    if shares is not None:
        data_rows = len(r) - sum(unknown.prior is not None for unknown in unknowns)
        J[:data_rows] *= shares
    r, J = r / inflation, J / inflation
    rng = np.random.default_rng(seed)
    points = cut_normal_draws(J, r, optimum, samples, rng)
    checked = points[:exact]
    if not len(checked):
        return Posterior(points, float("nan"), checked)
    gain = []
    for point in checked:
        residual, linear = objective.residuals(point) / inflation, r + J @ (point - optimum)
        gain.append(-0.5 * float(residual @ residual - linear @ linear))
    weights = normalised_weights(np.array(gain))
    share = effective_number(weights) / len(weights)
    if len(checked) == len(points):
        points = points[systematic_picks(weights, samples, rng)]
    return Posterior(points, share, checked)


def predictive_bands(
    objective: Objective, points: np.ndarray
) -> tuple[list[pd.DataFrame], dict[str, int]]:
    """Return the 5, 50 and 95 % quantiles of what the model says about each data set.

    Parameters
    ----------
    objective : Objective
        Models of the data sets.
    points : numpy.ndarray
        Samples in the unit cube, shape (m, unknowns).

    Returns
    -------
    list of pandas.DataFrame
        One per data set with columns ``Model (5 %)`` and so on; empty without samples.
    dict
        Data set to how many samples could not be simulated, wholly or in part, if any: they do not
        count in the quantiles.
    """
    models: list[list[np.ndarray]] = [[] for _ in objective.parts]
    unsolved: dict[str, int] = {}
    for point in points:
        comparisons = objective.comparisons(point)
        for store, part, comparison in zip(models, objective.parts, comparisons, strict=True):
            found = comparison.table.get("Model")
            if found is not None:
                store.append(found.to_numpy(float))
            if found is None or not np.isfinite(store[-1]).all():
                unsolved[part.data.name] = unsolved.get(part.data.name, 0) + 1
    tables = []
    for store in models:
        if not store:
            tables.append(pd.DataFrame())
            continue
        # Of the measured cells themselves: without the scatter from cell to cell.
        low, middle, high = quantile_columns("Model", np.array(store)).values()
        columns = {"Model (5 %)": low, "Model (50 %)": middle, "Model (95 %)": high}
        tables.append(pd.DataFrame(columns))
    return tables, unsolved
