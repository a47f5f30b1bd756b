"""Probability of measured transference numbers, with and without a law; (FF-7)."""

from __future__ import annotations

import numpy as np

from .films import Films

__all__ = ["SCATTER", "of_ions", "without_law"]

Array = np.ndarray
#: Standard deviation of one t+ and of a film's from its like; assumed, Bruce-Vincent scatters so.
_T_NOISE, SCATTER = 0.03, 0.03
#: t+ without a law: mean, deviation of a series, and of a film within it; assumed.
_T_MEAN, _T_SERIES, _T_SMOOTH, _T_LENGTH = 0.35, 0.2, 0.15, 0.7


def of_ions(films: Films, mean: Array) -> Array:
    """Return the log-likelihood of t+: points scatter, and films."""
    known = np.isfinite(films.t_plus)
    total = 0.0
    for n in np.unique(films.film[known]):
        rows = known & (films.film == n)
        r = films.t_plus[rows][None] - mean[:, rows]
        m = r.shape[1]
        s, f = _T_NOISE**2, SCATTER**2
        total = total - 0.5 * (
            ((r**2).sum(1) - f / (s + m * f) * r.sum(1) ** 2) / s
            + (m - 1) * np.log(s)
            + np.log(s + m * f)
            + m * np.log(2 * np.pi)
        )
    return np.asarray(total)


def without_law(films: Films, at: Array | None = None) -> tuple[float, Array, Array]:
    """Return ln of the probability of t+ without a law; mean and root of covariance at loadings."""
    known = np.isfinite(films.t_plus)
    t, w, film = films.t_plus[known] - _T_MEAN, films.w[known], films.film[known]
    at = np.zeros(0) if at is None else at
    every = np.concatenate([w, at])
    h = np.sqrt(3) * np.abs(np.subtract.outer(*[np.log1p(100 * every)] * 2)) / _T_LENGTH
    K = _T_SERIES**2 + _T_SMOOTH**2 * (1 + h) * np.exp(-h)
    m = len(t)
    own = K[:m, :m] + SCATTER**2 * (film[:, None] == film) + _T_NOISE**2 * np.eye(m)
    L = np.linalg.cholesky(own)
    half, A = np.linalg.solve(L, t), np.linalg.solve(L, K[:m, m:])
    ll = -0.5 * half @ half - np.log(np.diagonal(L)).sum() - 0.5 * m * np.log(2 * np.pi)
    left = K[m:, m:] - A.T @ A + 1e-8 * np.eye(len(at))
    return float(ll), _T_MEAN + A.T @ half, np.linalg.cholesky(left)
