"""Tempered sequential Monte Carlo: particles from a Gaussian prior to a posterior, and onwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["Particles", "bridge", "sample"]

Array = np.ndarray
LogLikelihood = Callable[[Array], Array]
#: Random-walk moves at each temper, and after a bridge.
_MOVES, _BRIDGE_MOVES = 10, 6
_ACCEPTED = 0.25


@dataclass(frozen=True)
class Particles:
    """Draws from a posterior, all alike in weight.

    Parameters
    ----------
    standard : numpy.ndarray
        Parameters in deviations of the prior from its centre, shape (particle, parameter).
    log_likelihood : numpy.ndarray
        Of each particle.
    log_evidence : float
        Logarithm of the data's probability under prior and model.
    scale : float
        Of the last random walk [-].
    """

    standard: Array
    log_likelihood: Array
    log_evidence: float
    scale: float


def sample(
    log_likelihood: LogLikelihood, dimension: int, size: int, rng: np.random.Generator
) -> Particles:
    """Return particles from the posterior under a standard normal prior, (FF-9).

    Parameters
    ----------
    log_likelihood : callable
        Of particles, shape (particle, parameter).
    dimension, size : int
        Numbers of parameters and of particles.
    rng : numpy.random.Generator
        Of all random numbers.
    """
    z = rng.standard_normal((size, dimension))
    start = Particles(z, log_likelihood(z), 0.0, 2.38 / np.sqrt(dimension))
    return _temper(start, log_likelihood, start.log_likelihood, _nothing, rng, _MOVES)


def bridge(
    found: Particles, log_likelihood: LogLikelihood, old: LogLikelihood, rng: np.random.Generator
) -> Particles:
    """Return particles of the posterior under another likelihood, from those of a near one.

    Parameters
    ----------
    found : Particles
        Of the near one.
    log_likelihood, old : callable
        The other likelihood, for example without some of the data, and the near one.
    rng : numpy.random.Generator
        Of all random numbers.
    """
    return _temper(found, log_likelihood, log_likelihood(found.standard), old, rng, _BRIDGE_MOVES)


def _nothing(z: Array) -> Array:
    return np.zeros(len(z))


def _temper(
    at: Particles,
    target: LogLikelihood,
    on_target: Array,
    old: LogLikelihood,
    rng: np.random.Generator,
    moves: int,
) -> Particles:
    """Go from one log-likelihood to another, (1 - b) old + b target, in steps of b.

    A step is so long that half of the particles count, (FF-9).
    """
    z, ll, b, evidence, scale = at.standard, on_target, 0.0, at.log_evidence, at.scale
    base = old(z) if old is _nothing else at.log_likelihood
    size, dimension = z.shape
    while b < 1:
        step = 1.0 - b
        if _ess(step * (ll - base)) < size / 2:
            low, high = 0.0, step
            for _ in range(25):
                middle = (low + high) / 2
                low, high = (
                    (middle, high) if _ess(middle * (ll - base)) > size / 2 else (low, middle)
                )
            step = high
        gain = step * (ll - base)
        evidence += _log_mean(gain)
        weights = np.exp(gain - gain.max())
        picked = _systematic(weights / weights.sum(), rng)
        z, ll, base = z[picked], ll[picked], base[picked]
        b = b + step if step < 1.0 - b else 1.0
        covariance = np.cov(z.T).reshape(dimension, dimension) + 1e-6 * np.eye(dimension)
        root = np.linalg.cholesky(covariance)
        prior = -0.5 * (z * z).sum(1)
        for _ in range(moves):
            new = z + scale * rng.standard_normal(z.shape) @ root.T
            new_ll, new_prior = target(new), -0.5 * (new * new).sum(1)
            new_base = old(new) if b < 1 else np.zeros(size)
            now = b * ll + ((1 - b) * base if b < 1 else 0.0)
            then = b * new_ll + (1 - b) * new_base
            accept = np.log(rng.random(size)) < new_prior - prior + then - now
            z = np.where(accept[:, None], new, z)
            ll, prior, base = (
                np.where(accept, one, other)
                for one, other in ((new_ll, ll), (new_prior, prior), (new_base, base))
            )
            scale *= np.exp(0.3 * (accept.mean() - _ACCEPTED))
    return Particles(z, ll, float(evidence), float(scale))


def _log_mean(x: Array) -> float:
    return float(np.log(np.mean(np.exp(x - x.max()))) + x.max())


def _ess(gain: Array) -> float:
    weights = np.exp(gain - gain.max())
    return float(weights.sum() ** 2 / (weights**2).sum())


def _systematic(weights: Array, rng: np.random.Generator) -> Array:
    points = (rng.random() + np.arange(len(weights))) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), points), len(weights) - 1)
