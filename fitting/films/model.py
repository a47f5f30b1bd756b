r"""Conductivity of films over loading and temperature: law, discrepancy, scatter.

.. math:: \ln\sigma(w, T) = \ln\sigma_\mathrm{law}(w, T) + S(w, T) + d(w) + v d'(w)
    + f + v f' + \varepsilon

A film is one specimen with its own offset f and slope f'. All but the law is linear, so that it is
integrated out: per film there are two effects, whose joint normal distribution is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .films import Films, slope
from .law_mean import LawOfFilms
from .priors import BEYOND, JUMP
from .transference import SCATTER, of_ions, without_law

__all__ = ["FilmModel"]

Array = np.ndarray


class FilmModel(LawOfFilms):
    """The model of one series with one law: its mean, and normal effects of specimens.

    Parameters
    ----------
    law, filler, matrix, films
        As for `LawOfFilms`.
    radius, coldest : float, optional
        Likewise, [m] and [K].
    """

    def effects(self, p: dict[str, Array], w: Array, other: Array, same: Array | None) -> Array:
        """Return the covariance of the effects of specimens, (FF-6), shape (P, kF, kF').

        Parameters
        ----------
        p, w, other : dict, numpy.ndarray
            As `values` returns it; loadings by mass of the specimens.
        same : numpy.ndarray, optional
            Which specimens are the same; None leaves the scatter of films out.
        """
        distance = np.abs(np.log1p(100 * w)[:, None] - np.log1p(100 * other)[None])[None]
        h = np.sqrt(3) * distance / p["Discrepancy length [ln(1 + wt%)]"][:, :, None]
        kernel = (1 + h) * np.exp(-h)
        filled = ((w > 0)[:, None] & (other > 0)[None]).astype(float)[None]
        wider = 1.0 if self.law is not None else 2.0
        jump = (wider * JUMP[1]) ** 2 * filled
        one = 0.0 if same is None else same[None].astype(float)
        square = lambda name: p[name][:, :, None] ** 2  # noqa: E731
        level = square("Discrepancy [ln sigma]") * kernel + jump
        level = level + square("Scatter of films [ln sigma]") * one
        if not self.several:
            return level
        tilt = square("Discrepancy of the slope [ln sigma]") * kernel
        tilt = tilt + square("Scatter of slopes [ln sigma]") * one
        # The step vanishes when hot: its level and slope are half each, wholly correlated.
        size, n, m = level.shape
        both = np.zeros((size, 2 * n, 2 * m))
        both[:, :n, :m] = level - 0.75 * jump
        both[:, n:, m:] = tilt + 0.25 * jump
        both[:, :n, m:] = both[:, n:, :m] = 0.25 * jump
        return both

    def _design(self, T: Array) -> Array:
        """Return by what each row multiplies the effects of its film, shape (k, row)."""
        return np.stack([np.ones_like(T), slope(T)]) if self.several else np.ones((1, len(T)))

    def _solve(self, p: dict[str, Array], films: Films) -> _Solved:
        y = np.isfinite(films.y)
        mean, t_mean = self.mean(p, films.phi, films.T)
        residual = np.where(y, films.y, 0.0)[None] - np.where(y[None], mean, 0.0)
        bad = ~np.isfinite(residual).all(1)
        residual[bad] = 0.0
        w, index = films.specimens
        F, design = len(w), self._design(films.T)
        k = len(design)
        weight = y / (p["Noise of a point [ln sigma]"] ** 2 + films.extra[None] ** 2 + 1e-6)
        member = (index[:, None] == np.arange(F)[None]).astype(float)
        size = len(residual)
        G = np.zeros((size, k * F, k * F))
        u = np.zeros((size, k * F))
        i = np.arange(F)
        for a in range(k):
            u[:, a * F : (a + 1) * F] = (weight * residual * design[a]) @ member
            for b in range(k):
                G[:, a * F + i, b * F + i] = (weight * (design[a] * design[b])[None]) @ member
        B = self.effects(p, w, w, np.eye(F))
        B[:, np.arange(k * F), np.arange(k * F)] += 1e-8
        B[bad] = np.eye(k * F)
        L = np.linalg.cholesky(B)
        S = np.swapaxes(L, 1, 2) @ G @ L
        S[:, np.arange(k * F), np.arange(k * F)] += 1.0
        C = np.linalg.cholesky(S)
        Lu = np.einsum("pji,pj->pi", L, u)
        half = np.linalg.solve(C, Lu[..., None])[..., 0]
        logs = np.where(y[None], np.log(np.where(y[None], weight, 1.0)), 0.0)
        ll = -0.5 * ((weight * residual**2).sum(1) - (half**2).sum(1))
        ll = ll + 0.5 * (logs - np.log(2 * np.pi) * y[None]).sum(1)
        ll = ll - np.log(np.diagonal(C, axis1=1, axis2=2)).sum(1)
        if self.per_ion:
            ll = ll + of_ions(films, t_mean)
        elif self.law is None:
            ll = ll + without_law(films)[0]
        ll = np.where(bad | ~np.isfinite(ll), -1e10, ll)
        return _Solved(ll, w, L, C, half)

    def log_likelihood(self, films: Films, z: Array) -> Array:
        """Return the logarithm of the probability of the measurements, of each particle."""
        return self._solve(self.values(z), films).log_likelihood

    def predict(
        self,
        z: Array,
        films: Films,
        w: Array,
        phi: Array,
        T: Sequence[float] | Array,
        rng: np.random.Generator,
        *,
        new_film: bool = True,
        t_plus: bool = False,
    ) -> tuple[Array, Array]:
        """Return draws of ln sigma and of t+ of films over loadings and temperatures.

        Parameters
        ----------
        z, films : numpy.ndarray, Films
            Particles, and what they were fitted to.
        w, phi, T : numpy.ndarray
            Loadings by mass and volume, temperatures [K].
        rng : numpy.random.Generator
            Of the draws.
        new_film : bool
            Whether the scatter of films is in them; without it they are of the mean film.
        t_plus : bool
            Whether t+ is wanted.

        Returns
        -------
        tuple of numpy.ndarray
            Shape (particle, loading, temperature); t+ is NaN if it was not measured.
        """
        p, T = self.values(z), np.asarray(T, dtype=float)
        solved = self._solve(p, films)
        F, n = len(solved.w), len(w)
        cross = self.effects(p, w, solved.w, np.zeros((n, F)))
        prior = self.effects(p, w, w, np.eye(n) if new_film else None)
        A = np.swapaxes(np.linalg.solve(solved.L, np.swapaxes(cross, 1, 2)), 1, 2)
        half = np.linalg.solve(np.swapaxes(solved.C, 1, 2), solved.half[..., None])[..., 0]
        mean = np.einsum("pij,pj->pi", A, half)
        H = np.swapaxes(np.linalg.solve(solved.C, np.swapaxes(A, 1, 2)), 1, 2)
        V = prior - A @ np.swapaxes(A, 1, 2) + H @ np.swapaxes(H, 1, 2)
        V = (V + np.swapaxes(V, 1, 2)) / 2
        diagonal = np.arange(V.shape[1])
        V[:, diagonal, diagonal] += 1e-6
        drawn = mean + np.einsum(
            "pij,pj->pi", np.linalg.cholesky(V), rng.standard_normal(mean.shape)
        )
        grid_phi, grid_T = np.repeat(phi, len(T)), np.tile(T, n)
        central, t_mean = self.mean(p, grid_phi, grid_T)
        design = self._design(T)
        shape = (len(z), n, len(T))
        y = central.reshape(shape)
        for a, row in enumerate(design):
            y = y + drawn[:, a * n : (a + 1) * n, None] * row
        y = y + self._beyond(T, (len(z), 1, 1), rng)
        t = t_mean.reshape(shape)
        scatter = SCATTER if new_film else 0.0
        own = t_plus and self.law is None and bool(np.isfinite(films.t_plus).any())
        if own:
            _, level, root = without_law(films, w)
            t = (level + rng.standard_normal((len(z), n)) @ root.T)[:, :, None] + 0 * T
        if own or (t_plus and self.per_ion):
            t = np.clip(t + scatter * rng.standard_normal((len(z), n, 1)), 1e-3, 1 - 1e-3)
        return y, t

    def _beyond(self, T: Array, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Return what laws of temperature differ by beyond the measured ones, (FF-8)."""
        low, high = self.measured_K
        far = np.maximum(slope(T) - slope(np.array(low)), 0)
        far = far - np.maximum(slope(np.array(high)) - slope(T), 0)
        return BEYOND * rng.standard_normal(shape) * far

    def point_noise(self, z: Array) -> Array:
        """Return the standard deviation of one measurement of ln sigma, of each particle."""
        return self.values(z)["Noise of a point [ln sigma]"][:, 0]


class _Solved(NamedTuple):
    """The effects of measured films, of each particle."""

    log_likelihood: Array
    w: Array
    L: Array
    C: Array
    half: Array
