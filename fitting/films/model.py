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
from scipy.special import expit

from ...models.laws.composites import CompositeLaw
from ...models.laws.constants import GAS_CONSTANT
from ...models.laws.temperature.melting import MeltingPolymer
from ...models.laws.temperature.vtf import VogelTammannFulcher
from ...parameter_sets.materials import Material
from .films import Films, slope
from .priors import BEYOND, CERAMIC, JUMP, constants_of, scatter_of
from .transference import SCATTER, of_ions, without_law

__all__ = ["FilmModel"]

Array = np.ndarray
_R = GAS_CONSTANT / 1e3  # [kJ.mol-1.K-1]
_LARGEST = 40.0
#: So many loadings are looked at for what a law gives there.
_CHECKED = 9
#: Of a ceramic whose activation nobody has measured [J.mol-1]; usual, 0.34 eV.
_CERAMIC_ENERGY = 33e3


class FilmModel:
    """The model of one series with one law.

    Parameters
    ----------
    law : type, optional
        Law of composites; None for the law-free Gaussian process.
    filler, matrix : Material
        What the films are made of.
    films : Films
        All that was measured; says which effects there are.
    radius : float, optional
        Of the particles [m].
    coldest : float, optional
        Lowest temperature that is asked for [K]: the Vogel temperature lies below.
    """

    def __init__(
        self,
        law: type[CompositeLaw] | None,
        filler: Material,
        matrix: Material,
        films: Films,
        radius: float | None = None,
        coldest: float | None = None,
    ) -> None:
        self.law, self.filler, self.matrix, self.radius = law, filler, matrix, radius
        self.per_ion = bool(np.isfinite(films.t_plus).any()) and law is not None
        self.several = films.several
        measured = np.isfinite(films.y)
        self.centre = float(np.mean(films.y[measured]))
        # Of the data, that next to 25 degC: there the level is known best.
        T = films.T[measured]
        self.T0 = float(T[np.argmin(np.abs(T - 298.15))])
        self.measured_K = (float(T.min()), float(T.max()))
        self.coldest = min(float(T.min()), coldest if coldest is not None else np.inf)
        self.constants = constants_of(law, filler, matrix, self.several, self.per_ion)
        self.scatter = scatter_of(law is not None, self.several)
        every = (*self.constants, *self.scatter)
        logs = np.array([c.kind == "ln" for c in every])
        medians = np.array([c.median for c in every])
        self._centre = np.concatenate(
            [[self.centre], np.where(logs, np.log(np.where(logs, medians, 1)), medians)]
        )
        self._spread = np.array([3.0, *(c.spread for c in every)])
        self._log = np.concatenate([[False], logs])
        self._low = np.array([-np.inf, *(c.low for c in every)])
        self._high = np.array([np.inf, *(c.high for c in every)])
        self.names = ("Level", *(c.name for c in every))

    @property
    def highest_volume_fraction(self) -> float:
        """Filler volume fraction up to which the law holds."""
        return 1.0 if self.law is None else self.law.highest_volume_fraction

    @property
    def dimension(self) -> int:
        """Number of parameters."""
        return len(self.names)

    def values(self, z: Array) -> dict[str, Array]:
        """Return parameters by name, shape (particle, 1), of deviations from the prior."""
        x = self._centre + self._spread * z
        x = np.where(self._log, np.exp(np.clip(x, -_LARGEST, _LARGEST)), x)
        x = np.clip(x, self._low, self._high)
        return {name: x[:, [k]] for k, name in enumerate(self.names)}

    def matrix_change(self, p: dict[str, Array], T: Array) -> tuple[Array, Array]:
        """Return ln sigma of the matrix over that at the reference, and what crystals take."""
        vogel = np.minimum(p["Vogel temperature [K]"], self.coldest - 10)
        own = {**p, "Vogel temperature [K]": vogel}
        at_T, at_T0 = (VogelTammannFulcher.exponent(K, own) for K in (T[None], self.T0))
        change, share = np.asarray(at_T - at_T0), 0 * T[None]
        if "Melting temperature [K]" in p:
            at = np.append(T, self.T0)[None]
            share = np.asarray(MeltingPolymer.loss(at, p))
            share = share[:, :-1] - share[:, -1:]
            change = change - share
        return change, share

    def ions(
        self,
        p: dict[str, Array],
        phi: Array,
        T: Array,
        gain: Array | float = 1.0,
        enrichment: Array | float = 1.0,
        per_ion: bool | None = None,
    ) -> tuple[Array, Array]:
        """Return ln of cation and anion conductivity by the law, of the whole if t+ is not known.

        Parameters
        ----------
        p, phi, T : dict, numpy.ndarray
            As `values` returns it; filler by volume, temperature [K].
        gain, enrichment : array or float
            Factors on ln M and on the enrichment: 0 switches a mechanism off.
        per_ion : bool, optional
            Whether ions are told apart; by default if t+ was measured.
        """
        per_ion = self.per_ion if per_ion is None else per_ion
        change, share = self.matrix_change(p, T)
        total = p["Level"] + change
        t = expit(p["Logit of matrix transference number"]) if per_ion else 1.0
        if self.law is None:
            return total + 0 * phi[None], np.full_like(total, -np.inf)
        ln_M = gain * (p["Logarithm of interphase mobility gain"] + 0 * T[None])
        if "Interphase share of the break" in p:
            ln_M = ln_M + gain * p["Interphase share of the break"] * share
        if self.several:
            x = (1 / T[None] - 1 / self.T0) / _R
            ln_M = ln_M - gain * p["Interphase excess energy [kJ.mol-1]"] * x
        found = []
        for sign, part in ((1, t), (-1, 1 - t)) if per_ion else ((0, 1.0),):
            y = enrichment * p["Interphase cation enrichment"] if per_ion else 0.0
            ratio = np.exp(np.clip(ln_M + sign * y * self.T0 / T[None], -_LARGEST, _LARGEST))
            own = np.exp(np.clip(total, -_LARGEST, _LARGEST)) * part
            ceramic = self._ceramic(p, T) if sign >= 0 else 0 * T[None]
            with np.errstate(all="ignore"):
                value = self.law.conductivity(own, ratio * own, ceramic, phi[None], p, self.radius)
                found.append(self._logarithm(value, np.broadcast_shapes(own.shape, (1, len(phi)))))
        return (found[0], found[1]) if per_ion else (found[0], np.full_like(total, -np.inf))

    def _logarithm(self, value: Array, shape: tuple[int, ...]) -> Array:
        """Return ln of what the law gives, NaN where that is no conductivity."""
        assert self.law is not None
        try:
            numbers = np.broadcast_to(np.asarray(value, dtype=float), shape)
        except (TypeError, ValueError) as error:
            raise self.law.failure(error) from error
        sound = np.isfinite(numbers) & (numbers > 0)
        return np.log(np.where(sound, numbers, np.nan))

    def share_without_number(self, films: Films, seed: int = 0, draws: int = 400) -> float:
        """Return for which share of its own prior the law gives no conductivity.

        Parameters
        ----------
        films : Films
            Up to whose highest loading, and at whose temperatures.
        seed, draws : int
            Of the random numbers, and how many.
        """
        p = self.values(np.random.default_rng(seed).standard_normal((draws, self.dimension)))
        phi = np.unique(np.append(films.phi, np.linspace(0, films.phi.max(), _CHECKED)))
        phi, T = (a.ravel() for a in np.meshgrid(phi, [films.T.min(), films.T.max()]))
        cation, anion = self.ions(p, phi, T)
        return float((np.isnan(cation) | np.isnan(anion)).any(1).mean())

    def _ceramic(self, p: dict[str, Array], T: Array) -> Array:
        """Return the filler's own conductivity [S.m-1]."""
        known = self.filler.number("conductivity")
        at_25 = p[CERAMIC.name] if known is None else known
        energy = self.filler.number("activation energy") or _CERAMIC_ENERGY
        return np.asarray(at_25 * np.exp(-energy / GAS_CONSTANT * (1 / T[None] - 1 / 298.15)))

    def mean(self, p: dict[str, Array], phi: Array, T: Array) -> tuple[Array, Array]:
        """Return the mean of ln sigma and of t+ (NaN without)."""
        cation, anion = self.ions(p, phi, T)
        step = JUMP[0] * (phi[None] > 0)
        if self.several:
            step = step * 0.5 * (1 + slope(T))[None]
        with np.errstate(invalid="ignore"):  # of draws that no film can have
            t_plus = expit(cation - anion) if self.per_ion else np.full_like(cation, np.nan)
            return np.logaddexp(cation, anion) + step, t_plus

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
