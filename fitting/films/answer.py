"""Which loading next, how sure, and what measurement would decide: from draws of whole curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...models.laws.constants import celsius, kelvin
from .prediction import PredictedFilms

__all__ = ["Answer", "answer", "weighable"]

Array = np.ndarray
#: Fewer loadings say nothing of an optimum.
_FEWEST = 3
#: A gain counts if it exceeds the scatter of films with this probability.
_SURE = 0.7
#: An optimum that may lie in this share of the range or more is not determined.
_WIDE = 0.7
#: Films are used between these temperatures [degC], if nobody says otherwise.
_USE = (-20.0, 80.0)


@dataclass(frozen=True)
class Answer:
    """What to make and measure next.

    Parameters
    ----------
    recommended : float
        Filler by mass of the mean film that conducts best, as far as is known [-].
    equal : tuple of float
        Loadings between which the mean film is less than the scatter of films below the best; like
        all that is recommended, of loadings that can be weighed or were measured, by mass [-].
    best : tuple of float
        5 and 95 % of the loading that is best, by mass [-].
    within : float
        Probability that the best loading lies in ``equal`` [-].
    gain : tuple of float
        5, 50 and 95 % of the factor of a film of ``recommended`` over a bare one.
    better : float
        Probability that a film of ``recommended`` conducts better than a bare one [-].
    scatter : float
        Of films of one composition, deviation of ln sigma [-].
    verdict : str
        ``"determined"``, ``"equal"`` (the gain is below the scatter), or ``"undetermined"``.
    next_film : float
        Filler by mass of the film whose measurement raises the expected best most [-].
    worth : float
        By how much, in ln sigma [-].
    next_degC : float
        The one temperature to measure.
    next_degC_sd : float
        Deviation of ln sigma there now [-].
    """

    recommended: float
    equal: tuple[float, float]
    best: tuple[float, float]
    within: float
    gain: tuple[float, float, float]
    better: float
    scatter: float
    verdict: str
    next_film: float
    worth: float
    next_degC: float
    next_degC_sd: float


def answer(
    prediction: PredictedFilms,
    measured: Array,
    scatter: float,
    T: float,
    coldest_asked: float | None = None,
    seed: int = 0,
) -> Answer:
    """Return the answer at a temperature.

    Parameters
    ----------
    prediction : PredictedFilms
        Over loadings and temperatures.
    measured : numpy.ndarray
        Loadings that were measured, filler by mass.
    scatter : float
        Of films, deviation of ln sigma [-].
    T : float
        Temperature [K], one of the prediction's.
    coldest_asked : float, optional
        [K]
    seed : int
        Of the random numbers.
    """
    _, k = prediction.place(0.0, T)
    measured = np.round(measured, 6)  # as the loadings of the curves are
    made = measured[measured > 0]
    least, most = (made.min(), made.max()) if len(made) else (0.0, 0.0)
    # Nobody is told to make a film beyond those that were made, or with less filler than any of
    # them: there the step between bare and filled films alone would speak.
    within = (prediction.w >= least - 1e-9) & (prediction.w <= most + 1e-9)
    can_make = np.isin(prediction.w, measured) | (weighable(prediction.w) == prediction.w)
    chosen = np.nonzero((within & can_make) | (prediction.w <= 0))[0]
    w, curves = prediction.w[chosen], prediction.mean[:, chosen, k]
    middle = np.median(curves, 0)
    top = _named(int(middle.argmax()), w, middle, measured, scatter)
    near = middle >= middle[top] - scatter
    low, high = top, top
    while low > 0 and near[low - 1]:
        low -= 1
    while high < len(w) - 1 and near[high + 1]:
        high += 1
    # Of two loadings nobody knows what lies between them.
    known = prediction.w <= most + 1e-9 if len(measured) < _FEWEST else chosen
    best = prediction.w[known][prediction.mean[:, known, k].argmax(1)]
    ends = (float(np.quantile(best, 0.05)), float(np.quantile(best, 0.95)))
    # Two films of their own: each scatters.
    films = prediction.film[:, chosen, k]
    gain = films[:, top] - films[:, 0]
    sure = float((curves[:, top] - curves[:, 0] > scatter).mean())
    verdict = "determined"
    if len(measured) < _FEWEST or ends[1] - ends[0] > _WIDE * (w[-1] - w[0]):
        verdict = "undetermined"
    if len(measured) >= _FEWEST and top > 0 and sure < _SURE:
        # Of loadings that are alike, that with least filler: none.
        verdict, alike = "equal", middle >= middle[0] - scatter
        low, high, top = 0, int(np.nonzero(alike)[0].max()), 0
    # Where the best is at the top, a step beyond may be worth more.
    beyond = can_make & (prediction.w > most) & (middle.argmax() == len(w) - 1) & (most > 0)
    open_ = np.union1d(chosen, np.nonzero(beyond)[0])
    next_film, worth = _next_film(prediction.mean[:, open_, k], prediction.w[open_], scatter, seed)
    coldest = kelvin(_USE[0]) if coldest_asked is None else coldest_asked
    sd = prediction.film[:, chosen[top]].std(0)
    usable = (prediction.T >= min(coldest, T) - 0.1) & (prediction.T <= kelvin(_USE[1]) + 0.1)
    at = int(np.where(usable, sd, -1.0).argmax())
    return Answer(
        recommended=float(w[top]),
        equal=(float(w[low]), float(w[high])),
        best=ends,
        within=float(((best >= w[low] - 1e-9) & (best <= w[high] + 1e-9)).mean()),
        gain=tuple(float(x) for x in np.exp(np.quantile(gain, [0.05, 0.5, 0.95]))),  # type: ignore[arg-type]
        better=float((gain > 0).mean()),
        scatter=scatter,
        verdict=verdict,
        next_film=next_film,
        worth=worth,
        next_degC=float(celsius(float(prediction.T[at]))),
        next_degC_sd=float(sd[at]),
    )


def weighable(w: Array) -> Array:
    """Return loadings [-] as a maker weighs them: to 1 wt% above 5 wt%, below to 0.5 wt%."""
    step = np.where(w > 0.05, 0.01, 0.005)
    return np.round(np.round(w / step) * step, 6)


def _named(top: int, w: Array, middle: Array, measured: Array, scatter: float) -> int:
    """Return the best loading, or one that was made where the two are the same to a maker."""
    same = np.isin(w, measured) & (np.abs(w - w[top]) < (0.01 if w[top] > 0.05 else 0.005))
    same &= middle >= middle[top] - scatter
    return int(np.where(same, middle, -np.inf).argmax()) if same.any() else top


def _next_film(curves: Array, w: Array, scatter: float, seed: int) -> tuple[float, float]:
    """Return the film whose measurement raises the expected best most, (FF-12).

    The knowledge gradient of normal curves; Frazier, Powell & Dayanik 2009.
    """
    mean, S = curves.mean(0), np.atleast_2d(np.cov(curves.T))
    Z = np.random.default_rng(seed).standard_normal(300)
    worth = np.array(
        [
            np.max(
                mean[:, None] + S[:, [k]] / np.sqrt(S[k, k] + scatter**2) * Z[None], axis=0
            ).mean()
            - mean.max()
            for k in range(len(w))
        ]
    )
    # The bare film is no news, unless there is no other.
    worth[w <= 0] = -np.inf if (w > 0).any() else 0.0
    best = int(worth.argmax())
    return float(w[best]), float(worth[best])
