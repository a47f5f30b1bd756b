"""What a law says of ln sigma and of t+ of films, at values of its constants."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from ...models.laws.composites import CompositeLaw
from ...models.laws.constants import GAS_CONSTANT
from ...models.laws.temperature.melting import MeltingPolymer
from ...models.laws.temperature.vtf import VogelTammannFulcher
from ...parameter_sets.materials import Material
from .films import Films, slope
from .priors import CERAMIC, JUMP, constants_of, scatter_of

__all__ = ["LawOfFilms"]

Array = np.ndarray
_R = GAS_CONSTANT / 1e3  # [kJ.mol-1.K-1]
_LARGEST = 40.0
#: So many loadings are looked at for what a law gives there.
_CHECKED = 9
#: Of a ceramic whose activation nobody has measured [J.mol-1]; usual, 0.34 eV.
_CERAMIC_ENERGY = 33e3


class LawOfFilms:
    """The mean of one series under one law, (FF-1) to (FF-4).

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
