r"""Hazard of a short per plated half cycle, from critical currents and cells that did not short.

.. math::
    H = \frac{A}{A_0}\sum_k n_k \Big(\frac{q_k}{q_0}\Big)^\beta, \qquad P = 1 - e^{-H}

with the charge :math:`q` that is plated in a half cycle, (SURF-11). Three critical currents and the
cells that lived on tell little of it: most of what comes out is the prior, and the answer is a
band.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from ..errors import unknown_name
from ..experiments.measurements import load_measurements
from ..parameter_sets.cell import Cell
from ..parameter_sets.isothermal import film_transport
from ..uncertainty.bands import QUANTILES
from .properties import table_value

__all__ = ["MODELS", "Hazard", "ShortTest", "fit_hazard", "simulated_tests", "study_hazard"]
__all__ += ["study_tests"]

#: What the scale of the charge hangs on.
MODELS = ("no film", "film by film", "conductivity", "transference number")
#: Currents of the step test [mA.cm-2]: what fails beyond does so later.
_STEPS = np.round(np.arange(0.1, 3.01, 0.1), 1)
#: A step is one cycle: each surface is plated once, so two half cycles per cell.
_PER_STEP = 2
#: Draws that serve; more than any band needs.
_DRAWS = 600_000


@dataclass(frozen=True)
class ShortTest:
    """What is known of one film.

    Parameters
    ----------
    film : str
        Name.
    critical : float, optional
        Largest current that passed the step test [mA.cm-2].
    survived : tuple of (float, float)
        Charge plated in a half cycle [mA.h.cm-2] and number of half cycles without a short.
    shorted : tuple of (float, float)
        The same of cells that shorted in the half cycle after.
    """

    film: str
    critical: float | None = None
    survived: tuple[tuple[float, float], ...] = ()
    shorted: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Hazard:
    """Weighted draws of the hazard.

    Parameters
    ----------
    model : str
        Of `MODELS`.
    shape, half_hours, weights : array, shape (n,)
        Exponent [-], length of a half cycle of the step test [h], weights whose sum is one.
    scales : dict
        Film to the charge of one short per half cycle and coin cell [mA.h.cm-2], shape (n,).
    anywhere : array, shape (n,)
        The same of a film that is not among them [mA.h.cm-2].
    log_evidence : float
        Logarithm of the mean likelihood.
    films : tuple of str
        Films whose tests count.
    """

    model: str
    shape: np.ndarray
    half_hours: np.ndarray
    weights: np.ndarray
    scales: Mapping[str, np.ndarray]
    anywhere: np.ndarray
    log_evidence: float
    films: tuple[str, ...] = field(default=())

    def quantiles(self, values: np.ndarray, shares: Sequence[float] = QUANTILES) -> np.ndarray:
        """Return weighted quantiles of what each draw gives.

        Parameters
        ----------
        values : array, shape (n,)
            Of the draws.
        shares : sequence of float, optional
            Between 0 and 1.
        """
        order = np.argsort(values)
        below = np.cumsum(self.weights[order])
        return values[order][np.minimum(np.searchsorted(below, shares), len(order) - 1)]

    @property
    def effective(self) -> float:
        """Number of draws that the weights leave."""
        return float(1 / np.sum(self.weights**2))

    def scale(self, film: str) -> np.ndarray:
        """Return the charge of one short per half cycle of a film [mA.h.cm-2]."""
        return self.scales.get(film, self.anywhere)

    def probability(
        self, film: str, exposures: Sequence[tuple[float, float]], area: float = 1.0
    ) -> np.ndarray:
        """Return quantiles of the probability of a short.

        Parameters
        ----------
        film : str
            Name.
        exposures : sequence of (float, float)
            Charge plated in a half cycle [mA.h.cm-2] and number of such half cycles.
        area : float, optional
            Over that of the study's coin cells [-].
        """
        hazard = area * _hazard(self.scale(film), self.shape, exposures)
        return self.quantiles(-np.expm1(-hazard))

    def critical_band(self, film: str) -> np.ndarray:
        """Return quantiles of the critical current density that a step test would find."""
        chances = self.weights @ _critical(self.scale(film), self.shape, self.half_hours)
        below = np.cumsum(chances) / chances.sum()
        passed = np.concatenate([[0.0], _STEPS])
        return passed[np.searchsorted(below, np.array(QUANTILES) * (1 - 1e-12))]


def study_tests() -> list[ShortTest]:
    """Return what the reference study says of its films: step tests, and cells that lived on.

    Its failures after 330 and 400 h are failures by voltage: until then there was no short.
    """
    table = load_measurements("cells")
    loading = Cell("PHLP-15").areal_loading_mg_cm2
    found = []
    for film in ("PHLP", "PHL-15", "PHLP-15"):
        rows = table[table["electrolyte"] == film].set_index("quantity")
        lived: list[tuple[float, float]] = []
        for name, column in (("time to failure", "value"), ("polarisation voltage", "hours")):
            if name in rows.index:
                hours = float(np.max(rows.loc[[name], column]))
                # 0.05 mAh/cm2 in half an hour: two half cycles per hour.
                lived.append((0.05, 2 * hours))
        fresh = 146.8 if film == "PHLP-15" else 142.8
        cycles = rows.loc[["cycles before rapid decline"], "value"] if film != "PHLP-15" else [600]
        lived.append((1e-3 * fresh * loading, float(np.max(cycles))))
        critical = float(np.max(rows.loc[["critical current density"], "value"]))
        found.append(ShortTest(film, critical, tuple(lived)))
    return found


def _hazard(
    scale: np.ndarray, shape: np.ndarray, exposures: Sequence[tuple[float, float]]
) -> np.ndarray:
    return sum(
        (number * np.exp(shape * np.log(charge / scale)) for charge, number in exposures if charge),
        start=np.zeros_like(scale),
    )


def _critical(scale: np.ndarray, shape: np.ndarray, half_hours: np.ndarray) -> np.ndarray:
    """Return the probability that each step, from none on, is the last one that is passed."""
    charge = half_hours[:, None] * _STEPS
    steps = _PER_STEP * np.exp(shape[:, None] * np.log(charge / scale[:, None]))
    left = np.exp(-np.cumsum(steps, axis=1))
    alive = np.concatenate([np.ones((scale.size, 1)), left], axis=1)
    return np.concatenate([alive[:, :-1] - alive[:, 1:], alive[:, -1:]], axis=1)


def _prior(name: str, size: int, rng: np.random.Generator) -> np.ndarray:
    low, high = (np.log(table_value(name, end)) for end in ("low", "high"))
    return np.exp(rng.uniform(low, high, size))


@dataclass(frozen=True)
class _Draws:
    """Draws from the prior."""

    shape: np.ndarray
    half_hours: np.ndarray
    scales: dict[str, np.ndarray]
    anywhere: np.ndarray


def _draw(model: str, films: Sequence[str], size: int, seed: int) -> _Draws:
    if model not in MODELS:
        raise unknown_name("model of the hazard", model, MODELS)
    rng = np.random.default_rng(seed)
    shape = _prior("Short hazard shape", size, rng)
    hours = _prior("Step test half cycle [h]", size, rng)
    common = np.log(_prior("Short hazard charge [mA.h.cm-2]", size, rng))
    spread = 0.3 * np.abs(rng.standard_normal(size)) if model == "film by film" else 0.0
    slope = rng.uniform(-0.5, 1.5, size)
    known = _predictors(model)
    middle = np.mean(list(known.values())) if known else 0.0

    def scale(film: str) -> np.ndarray:
        own = spread * rng.standard_normal(size)
        lead = slope * (known[film] - middle) if film in known else 0.0
        return np.exp(common + own + lead)

    return _Draws(shape, hours, {film: scale(film) for film in films}, scale(""))


@cache
def _predictors(model: str) -> dict[str, float]:
    if model not in ("conductivity", "transference number"):
        return {}
    films = {name: film_transport(Cell(name, 25.0)) for name in ("PHLP", "PHL-15", "PHLP-15")}
    field_name = "conductivity" if model == "conductivity" else "transference_number"
    return {name: float(np.log(getattr(film, field_name))) for name, film in films.items()}


def _log_likelihood(draws: _Draws, test: ShortTest) -> np.ndarray:
    scale = draws.scales.get(test.film, draws.anywhere)
    found = -_hazard(scale, draws.shape, (*test.survived, *test.shorted))
    for charge, _ in test.shorted:
        last = _hazard(scale, draws.shape, [(charge, 1.0)])
        found = found + np.log(-np.expm1(-np.maximum(last, 1e-300)))
    if test.critical is None:
        return found
    # Hazard of the steps that were passed, and of the one that was not.
    charges = draws.half_hours[:, None] * _STEPS[_STEPS < test.critical + 0.15]
    steps = _PER_STEP * np.exp(draws.shape[:, None] * np.log(charges / scale[:, None]))
    failed = steps[:, -1] if test.critical < _STEPS[-1] else np.inf
    passed = steps[:, : round(10 * test.critical)].sum(axis=1)
    return found - passed + np.log(-np.expm1(-np.maximum(failed, 1e-300)))


def fit_hazard(
    tests: Sequence[ShortTest],
    model: str = "film by film",
    *,
    leave_out: str | None = None,
    size: int = _DRAWS,
    seed: int = 0,
) -> Hazard:
    """Return the hazard that tests and prior leave.

    A step test says between which steps a short came, a cell that lived on that none came.

    Parameters
    ----------
    tests : sequence of ShortTest
        What is known.
    model : str, optional
        Of `MODELS`.
    leave_out : str, optional
        Film whose tests do not count.
    size, seed : int, optional
        Number of draws, and of the random numbers.

    Raises
    ------
    InputError
        If the model is not known.
    """
    draws = _draw(model, [test.film for test in tests], size, seed)
    counted = [test for test in tests if test.film != leave_out]
    log = np.sum([_log_likelihood(draws, test) for test in counted], axis=0)
    log = np.broadcast_to(log, (size,))
    weights = np.exp(log - log.max())
    heavy = weights > 1e-9
    return Hazard(
        model,
        draws.shape[heavy],
        draws.half_hours[heavy],
        weights[heavy] / weights[heavy].sum(),
        {film: scale[heavy] for film, scale in draws.scales.items()},
        draws.anywhere[heavy],
        float(np.log(weights.mean()) + log.max()),
        tuple(test.film for test in counted),
    )


@cache
def study_hazard(model: str = "film by film") -> Hazard:
    """Return the hazard that the reference study leaves."""
    return fit_hazard(study_tests(), model)


def simulated_tests(
    films: Sequence[str], survived: Sequence[tuple[float, float]], seed: int
) -> tuple[list[ShortTest], dict[str, Any]]:
    """Return tests of films whose hazard is drawn from the prior, and that hazard.

    Parameters
    ----------
    films : sequence of str
        Their names.
    survived : sequence of (float, float)
        Half cycles that each cell is to go through, as in `ShortTest`.
    seed : int
        Of the random numbers.
    """
    draws = _draw("film by film", films, 1, seed)
    rng = np.random.default_rng([seed, 1])
    found = []
    for film in films:
        scale = draws.scales[film]
        chances = _critical(scale, draws.shape, draws.half_hours)[0]
        passed = int(rng.choice(chances.size, p=chances / chances.sum()))
        critical = float(_STEPS[passed - 1]) if passed else 0.0
        lived: list[tuple[float, float]] = []
        shorted: list[tuple[float, float]] = []
        for charge, number in survived:
            each = _hazard(scale, draws.shape, [(charge, 1.0)])[0]
            before = np.floor(rng.exponential() / max(each, 1e-300))
            (lived if before >= number else shorted).append((charge, min(before, number)))
        found.append(ShortTest(film, critical, tuple(lived), tuple(shorted)))
    truth = {"shape": float(draws.shape[0]), **{f: float(s[0]) for f, s in draws.scales.items()}}
    return found, truth
