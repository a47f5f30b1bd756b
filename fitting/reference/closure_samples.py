"""Samples of the closure constants given the measured films: ``data/closure_samples.csv``.

The covariance of the fit is not enough: thickness ratio and mobility gains compensate each other
along a curve, and straight on along its tangent lie films that conduct half as well as measured.
"""

from __future__ import annotations

import casadi
import emcee
import numpy as np
import pandas as pd

from .closure_priors import FIT_PARAMETERS
from .closures import ClosureFit, closure_expressions, measured_rows

__all__ = ["sample_closures"]

_WALKERS, _BURN_IN, _THIN = 64, 4000, 500


def sample_closures(fit: ClosureFit, samples: int = 512, seed: int = 0) -> pd.DataFrame:
    r"""Sample the posterior with emcee, exact likelihood and priors.

    .. math:: \ln p = -\tfrac12 (\chi^2_\mathrm{data} + \chi^2_\mathrm{prior})

    within the bounds of the fit and where the conductivity has its optimum in loading.

    The table has a row per sample and a column per constant, SI units.
    """
    x, data, prior, _, negative = closure_expressions(measured_rows())
    chi_squared = casadi.sumsqr(data) + casadi.sumsqr(prior)
    evaluate = casadi.Function("evaluate", [x], [chi_squared, negative]).map(_WALKERS // 2)
    low = np.array([p.forward(p.low) for p in FIT_PARAMETERS])
    high = np.array([p.forward(p.high) for p in FIT_PARAMETERS])

    def log_probability(points: np.ndarray) -> np.ndarray:
        padded = np.resize(points, (_WALKERS // 2 * -(-len(points) // (_WALKERS // 2)), len(low)))
        chi, curvature = [], []
        for part in np.split(padded, len(padded) // (_WALKERS // 2)):
            one, other = evaluate(part.T)
            chi.append(np.array(one).ravel())
            curvature.append(np.array(other).reshape(negative.numel(), -1).max(axis=0))
        value = -0.5 * np.concatenate(chi)[: len(points)]
        allowed = (points >= low).all(axis=1) & (points <= high).all(axis=1)
        allowed &= np.concatenate(curvature)[: len(points)] < 0
        return np.where(allowed & np.isfinite(value), value, -np.inf)

    rng = np.random.default_rng(seed)
    start = fit.coordinates + 0.02 * rng.standard_normal((_WALKERS, len(low)))
    # Differential evolution follows curved valleys better than emcee's stretches.
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
    sampler = emcee.EnsembleSampler(
        _WALKERS, len(low), log_probability, moves=moves, vectorize=True
    )
    sampler.random_state = np.random.RandomState(seed).get_state()
    steps = _BURN_IN + _THIN * -(-samples // _WALKERS)
    sampler.run_mcmc(np.clip(start, low, high), steps, progress=False)
    chain = np.asarray(sampler.get_chain(discard=_BURN_IN, thin=_THIN, flat=True))
    points = chain[rng.permutation(len(chain))[:samples]]
    return pd.DataFrame(
        {p.name: np.asarray(p.inverse(points[:, k])) for k, p in enumerate(FIT_PARAMETERS)}
    )
