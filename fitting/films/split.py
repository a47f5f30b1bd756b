"""What the gain of a film over its matrix is due to, with a band; (ATT-1) for any law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...models.laws.attribution import MECHANISMS
from .priors import CATION
from .ranking import LawFit

__all__ = ["Split", "split_gain"]

Array = np.ndarray


@dataclass(frozen=True)
class Split:
    """Parts of ln(σ/σ_m) of a film, as draws.

    Parameters
    ----------
    parts : dict
        ``cation``, ``anion``, ``total`` to mechanism to draws; the parts add up to the law's gain.
    unexplained : numpy.ndarray
        What the films have beyond the law: step and discrepancy.
    by_data : bool
        Whether t+ was measured; without it the prior alone tells space charge from mobility.
    """

    parts: dict[str, dict[str, Array]]
    unexplained: Array
    by_data: bool

    def band(self, ion: str, mechanism: str) -> tuple[float, float, float]:
        """Return 5, 50 and 95 % of the factor by which a mechanism multiplies a conductivity."""
        low, middle, high = np.exp(np.quantile(self.parts[ion][mechanism], [0.05, 0.5, 0.95]))
        return float(low), float(middle), float(high)


def split_gain(
    fits: Sequence[LawFit],
    weights: Array,
    phi: float,
    T: float,
    gain: Array,
    seed: int = 0,
    draws: int = 600,
) -> Split | None:
    """Return the split at a loading and temperature, None if no law has weight or no draw holds.

    Parameters
    ----------
    fits, weights : sequence of LawFit, numpy.ndarray
        The laws.
    phi, T : float
        Filler by volume, temperature [K].
    gain : numpy.ndarray
        Draws of ln of the conductivity over that of the bare film, discrepancy included.
    seed, draws : int
        Of the random numbers, and how many.
    """
    rng = np.random.default_rng([seed, 11])
    laws = [
        (fit, weight)
        for fit, weight in zip(fits, weights, strict=True)
        if fit.model.law is not None and phi <= fit.model.highest_volume_fraction
    ]
    total = sum(weight for _, weight in laws)
    if not laws or total <= 0 or phi == 0:
        return None
    counts = rng.multinomial(draws, [weight / total for _, weight in laws])
    found: dict[str, dict[str, list[Array]]] = {
        ion: {name: [] for name in MECHANISMS} for ion in ("cation", "anion", "total")
    }
    for (fit, _), count in zip(laws, counts, strict=True):
        if not count:
            continue
        z = fit.particles.standard[rng.integers(0, len(fit.particles.standard), count)]
        with np.errstate(invalid="ignore"):  # of draws that do not hold there
            parts = _of_one(fit, z, phi, T, rng)
        sound = np.isfinite([values for own in parts.values() for values in own.values()]).all(0)
        for ion, own in parts.items():
            for name, values in own.items():
                found[ion][name].append(values[sound])
    joined = {
        ion: {name: np.concatenate(values) for name, values in own.items()}
        for ion, own in found.items()
    }
    if not joined["total"][MECHANISMS[0]].size:  # no draw holds there
        return None
    of_law = sum(np.median(joined["total"][name]) for name in MECHANISMS)
    by_data = all(fit.model.per_ion for fit, _ in laws)
    return Split(joined, gain - of_law, by_data)


def _of_one(
    fit: LawFit, z: Array, phi: float, T: float, rng: np.random.Generator
) -> dict[str, dict[str, Array]]:
    model, p = fit.model, fit.model.values(z)
    if not model.per_ion:
        for constant in CATION:
            p[constant.name] = constant.median + constant.spread * rng.standard_normal((len(z), 1))
        # The whole interphase conducts as it was fitted, whatever the ions do in it.
        t = 1 / (1 + np.exp(-p["Logit of matrix transference number"]))
        y = p["Interphase cation enrichment"]
        name = "Logarithm of interphase mobility gain"
        p[name] = p[name] - np.log(t * np.exp(y) + (1 - t) * np.exp(-y))
    at = np.array([phi]), np.array([T])

    def value(gain: float, enrichment: float) -> tuple[Array, Array]:
        cation, anion = model.ions(p, *at, gain=gain, enrichment=enrichment, per_ion=True)
        return cation[:, 0], anion[:, 0]

    bare = model.ions(p, np.array([0.0]), at[1], per_ion=True)
    off = (bare[0][:, 0], bare[1][:, 0])
    # Electrostatic, mobility; the core is what is left with both off, as their gain is in a shell
    # that would not be there without a particle.
    states = {(e, m): value(m, e) for e in (0.0, 1.0) for m in (0.0, 1.0)}
    found = {}
    for ion in ("cation", "anion", "total"):
        pick = {"cation": lambda s: s[0], "anion": lambda s: s[1]}.get(
            ion, lambda s: np.logaddexp(*s)
        )
        v = {key: pick(state) for key, state in states.items()}
        electrostatic = (v[1, 0] - v[0, 0] + v[1, 1] - v[0, 1]) / 2
        mobility = (v[0, 1] - v[0, 0] + v[1, 1] - v[1, 0]) / 2
        core = v[0, 0] - pick(off)
        found[ion] = dict(zip(MECHANISMS, (electrostatic, mobility, core), strict=True))
    return found
