"""What the data determine and what they do not: covariance, weak directions, profiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..problem.schema import Unknown
from .evaluation_log import LoggedObjective
from .gauss_newton import gauss_newton
from .goodness import caution

__all__ = ["Knowledge", "identify", "profile", "secant_shares"]

#: Standard deviation of a uniform law between the bounds, in the unit interval.
UNIFORM = 1 / np.sqrt(12)
# A parameter counts as determined if the data narrow what was known before to less than this.
_NARROWED = 0.5
# Unknowns with larger standard deviations are looked at two of them away from the optimum.
_LOCAL = 0.05
# Slopes that fall short of the tangent by less than this are left as they are.
_LINEAR = 0.7
# Standard deviations from the optimum at which profiles are computed.
_PROFILE_STEPS = (-2.0, -1.0, 1.0, 2.0)
_PROFILE_ITERATIONS = 4


@dataclass(frozen=True)
class Knowledge:
    """What is known of each unknown at the optimum, in the unit interval.

    Parameters
    ----------
    covariance : numpy.ndarray
        With priors, and with the bounds as weak ones, shape (n, n).
    correlation : numpy.ndarray
        Of the same.
    sd, prior_sd : numpy.ndarray
        Standard deviation with the data, and before them, shape (n,).
    determined : tuple of bool
        Whether the data narrow an unknown to less than half of what was known before.
    determined_by : tuple of str
        Data set that says most about each unknown, ``"prior"`` or ``"bounds"``.
    sentences : tuple of str
        The same in words.
    shares : numpy.ndarray
        Factors on the slopes of the data where they are less than at the optimum, see
        `secant_shares`; shape (n,).
    weak : list
        Directions that the data leave open: standard deviation from the data alone, and the
        components above 0.3 by label.
    inflation : float
        Factor on standard deviations because the model misses the data by more than their
        noise: the root of the reduced chi-squared, at least one.
    per_freedom : float
        Chi-squared per degree of freedom; NaN if there is none.
    """

    covariance: np.ndarray
    correlation: np.ndarray
    sd: np.ndarray
    prior_sd: np.ndarray
    determined: tuple[bool, ...]
    determined_by: tuple[str, ...]
    sentences: tuple[str, ...]
    weak: list[tuple[float, dict[str, float]]]
    inflation: float
    shares: np.ndarray
    per_freedom: float = float("nan")


def identify(
    unknowns: Sequence[Unknown],
    point: np.ndarray,
    jacobians: dict[str, np.ndarray],
    chi_squared: float,
    residual_count: int,
    shares: np.ndarray | None = None,
) -> Knowledge:
    r"""Return what the data say, from the Fisher information at the optimum, (FIT-6).

    .. math::
        C = \Big(\tfrac{1}{s^2}\sum_d J_d^T J_d + P\Big)^{-1}, \qquad
        s^2 = \max\Big(1, \frac{\chi^2}{N - n}\Big)

    with :math:`P` the information of the priors. Where there is no prior the bounds count as one:
    a uniform law, of standard deviation :math:`1/\sqrt{12}` in the unit interval. A data set
    "determines" an unknown if leaving it out widens its standard deviation most.

    Parameters
    ----------
    unknowns : sequence of Unknown
        Parameters.
    point : numpy.ndarray
        Optimum in the unit cube.
    jacobians : dict
        Data set to d residuals/d point at the optimum.
    chi_squared : float
        Sum of squared residuals of the data.
    residual_count : int
        How many there are.
    shares : numpy.ndarray, optional
        Factors on the columns of the Jacobians, from `secant_shares`.
    """
    number = len(unknowns)
    shares = np.ones(number) if shares is None else shares
    jacobians = {name: J * shares for name, J in jacobians.items()}
    freedom = residual_count - number
    per_freedom = chi_squared / freedom if freedom > 0 else float("nan")
    inflation = float(np.sqrt(max(1.0, per_freedom))) if freedom > 0 else 1.0
    prior_sd = np.array([UNIFORM if u.prior is None else u.prior.sd / u.span for u in unknowns])
    prior_sd = np.minimum(prior_sd, UNIFORM)
    known_before = np.diag(1 / prior_sd**2)
    parts = {name: J.T @ J / inflation**2 for name, J in jacobians.items()}
    information = sum(parts.values(), np.zeros((number, number)))
    covariance = np.linalg.inv(information + known_before)
    sd = np.sqrt(np.diag(covariance))
    determined, by, sentences = [], [], []
    for k, unknown in enumerate(unknowns):
        without = {
            name: float(np.sqrt(np.linalg.inv(information - part + known_before)[k, k]))
            for name, part in parts.items()
        }
        best = max(without, key=lambda name: without[name]) if without else ""
        at_bound = min(point[k], 1 - point[k]) < 1e-3
        is_known = sd[k] < _NARROWED * prior_sd[k] and not at_bound
        determined.append(is_known)
        by.append(best if is_known else ("bounds" if unknown.prior is None else "prior"))
        sentence = _sentence(unknown, point[k], sd[k], prior_sd[k], is_known, best, at_bound)
        sentences.append(sentence if not is_known else f"{sentence[:-1]}{caution(per_freedom)}.")
    return Knowledge(
        covariance=covariance,
        correlation=covariance / np.outer(sd, sd),
        sd=sd,
        prior_sd=prior_sd,
        determined=tuple(determined),
        determined_by=tuple(by),
        sentences=tuple(sentences),
        weak=_weak(unknowns, information),
        inflation=inflation,
        shares=shares,
        per_freedom=per_freedom,
    )


def secant_shares(
    objective: LoggedObjective, optimum: np.ndarray, data_rows: int, knowledge: Knowledge
) -> np.ndarray:
    """Return by how much the data say less about an unknown than their slope at the optimum.

    A least-squares optimum may lie where an unknown begins to matter, although everything beyond
    fits as well: noise pulls it there, and the slope at that point claims an error that the data
    do not bear. So the residuals are computed two standard deviations away on either side, with
    the others adjusted along the ridge and by one further step with the same derivatives. The
    share is the root of the rise in chi-squared over that of the linearised problem, on the
    flatter side; one for unknowns with small errors and where the linearisation holds.

    Parameters
    ----------
    objective : LoggedObjective
        Residuals and Jacobian.
    optimum : numpy.ndarray
        In the unit cube.
    data_rows : int
        Residuals that come before those of the priors.
    knowledge : Knowledge
        From the slopes at the optimum.
    """
    r, J = objective.residuals(optimum), objective.jacobian(optimum)
    shares = np.ones(len(optimum))
    for k in range(len(optimum)):
        if knowledge.sd[k] < _LOCAL or not knowledge.determined[k]:
            continue
        for step in (-2.0, 2.0):
            far = np.clip(optimum[k] + step * knowledge.sd[k], 0.0, 1.0)
            if abs(far - optimum[k]) < knowledge.sd[k]:
                # The bound is near: what lies beyond does not count.
                continue
            moved = knowledge.covariance[:, k] / knowledge.covariance[k, k] * (far - optimum[k])
            far_off = _data_chi_squared(
                objective, np.clip(optimum + moved, 0.0, 1.0), k, J, data_rows, knowledge.inflation
            )
            rise = far_off - float(np.sum(r[:data_rows] ** 2))
            expected = float(np.sum((J @ moved)[:data_rows] ** 2))
            share = np.sqrt(max(rise, 0.0) / max(expected, 1e-12))
            shares[k] = min(shares[k], max(share, 1e-2))
    return np.where(shares < _LINEAR, shares, 1.0)


def _data_chi_squared(
    objective: LoggedObjective,
    point: np.ndarray,
    k: int,
    J: np.ndarray,
    data_rows: int,
    inflation: float,
) -> float:
    """Return chi-squared of the data, at a point or after a step of all unknowns but ``k``."""
    r = objective.residuals(point)
    others = np.delete(np.arange(len(point)), k)
    A = J[:, others]
    information = A.T @ A + np.eye(len(others)) * (inflation / UNIFORM) ** 2
    better = point.copy()
    better[others] = np.clip(point[others] - np.linalg.solve(information, A.T @ r), 0.0, 1.0)
    again = objective.residuals(better)
    return min(float(np.sum(x[:data_rows] ** 2)) for x in (r, again))


def _sentence(
    unknown: Unknown, x: float, sd: float, before: float, known: bool, by: str, at_bound: bool
) -> str:
    value = unknown.value(x)
    if unknown.scale == "log":
        factor = float(np.exp(min(sd * unknown.span, 50)))
        near = f"to ± {100 * (factor - 1):.2g} %"
        spread = near if factor < 1.05 else f"within a factor {factor:.3g}"
    else:
        spread = f"to ± {sd * unknown.span:.2g}"
    if at_bound:
        side = "lower" if x < 0.5 else "upper"
        return f"{unknown.label} = {value:.4g} lies on its {side} bound: the data only limit it."
    if known:
        return f"{unknown.label} = {value:.4g}, determined {spread} mainly by '{by}'."
    source = "its prior" if unknown.prior is not None else "its bounds"
    narrowed = "" if sd > 0.9 * before else f"; the data narrow it to {100 * sd / before:.0f} %"
    return f"{unknown.label} = {value:.4g} is known only from {source}{narrowed}."


def _weak(unknowns: Sequence[Unknown], information: Any) -> list[tuple[float, dict[str, float]]]:
    """Return directions whose standard deviation from the data alone exceeds the bounds'."""
    values, vectors = np.linalg.eigh(information)
    found = []
    for value, vector in zip(values, vectors.T, strict=True):
        deviation = float(1 / np.sqrt(max(value, 1e-12)))
        if deviation < UNIFORM:
            break
        signed = vector * np.sign(vector[np.argmax(np.abs(vector))])
        named = {u.label: float(v) for u, v in zip(unknowns, signed, strict=True)}
        found.append((deviation, {name: v for name, v in named.items() if abs(v) > 0.3}))
    return found


def profile(
    objective: LoggedObjective,
    optimum: np.ndarray,
    k: int,
    knowledge: Knowledge,
) -> pd.DataFrame:
    """Return the profile likelihood of one unknown.

    Parameters
    ----------
    objective : LoggedObjective
        Residuals and Jacobian.
    optimum : numpy.ndarray
        In the unit cube.
    k : int
        Which unknown.
    knowledge : Knowledge
        Gives the steps and the direction in which the others move along.

    Returns
    -------
    pandas.DataFrame
        ``Position`` in the unit interval and ``Chi squared``, the lowest over all others.
    """
    r = objective.residuals(optimum)
    rows = [(float(optimum[k]), float(r @ r))]
    others = np.delete(np.arange(len(optimum)), k)
    slope = knowledge.covariance[others, k] / knowledge.covariance[k, k]
    for step in _PROFILE_STEPS:
        fixed = optimum[k] + step * knowledge.sd[k]
        if not 0.0 <= fixed <= 1.0:
            continue
        # Along the ridge of the linearised problem, not from the optimum.
        guess = np.clip(optimum[others] + slope * (fixed - optimum[k]), 1e-3, 1 - 1e-3)

        def full(rest: np.ndarray, at: float = fixed) -> np.ndarray:
            return np.insert(rest, k, at)

        def residuals(rest: np.ndarray) -> np.ndarray:
            return objective.residuals(full(rest))

        def jacobian(rest: np.ndarray) -> np.ndarray:
            return np.delete(objective.jacobian(full(rest)), k, axis=1)

        if others.size == 0:
            best = objective.residuals(full(guess))
            rows.append((float(fixed), float(best @ best)))
            continue
        found = gauss_newton(residuals, jacobian, guess, _PROFILE_ITERATIONS)
        rows.append((float(fixed), found.chi_squared))
    table = pd.DataFrame(rows, columns=["Position", "Chi squared"])
    return table.sort_values("Position", ignore_index=True)
