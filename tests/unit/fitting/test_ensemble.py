"""Samples of everything together: draws that contradict the rate test do not come out."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.fitting.problem.loading import load_problem
from sclcell.fitting.reference import ensemble as module
from sclcell.parameter_sets.cathode import LOADING
from sclcell.uncertainty.samples import shipped_samples

CATHOLYTE = "Catholyte weight between matrix and film"
D = "Positive particle reference diffusivity [m2.s-1]"
SPREAD = "Positive particle-size logarithmic standard deviation"
FACTOR = "Cycling cell capacity factor"
FILM = "Lithium interphase film resistance [Ohm.m2]"


@pytest.fixture
def fitted():
    """Samples of a fit, of both readings alike but for the film."""

    def samples(film):
        rng = np.random.default_rng(2)
        log_D, spread, factor = rng.standard_normal((3, 100))
        return pd.DataFrame(
            {
                D: 5e-18 * np.exp(0.1 * log_D),
                SPREAD: 0.5 * np.exp(0.1 * spread),
                FILM: film,
                FACTOR: 1.014 * np.exp(0.01 * factor),
            }
        )

    return {"peak to peak": samples(0.016), "one polarity": samples(0.044)}


def test_draws_are_weighted_by_what_they_give_over_what_the_fit_gives(fitted, monkeypatch):
    """Two rates tell what was fitted, three the catholyte: 4 deviations per unit of its weight."""
    loaded = load_problem("reference")
    measured = loaded.tables["rate test"]["capacity"].to_numpy(float)

    def rate_bands(cell, samples, rates):
        log_D = np.log(samples.table[D] / 5e-18) / 0.1
        spread = np.log(samples.table[SPREAD] / 0.5) / 0.1
        weight = 4 * (samples.table[CATHOLYTE] - 1)
        off = np.stack([weight, spread, weight, log_D, weight], axis=1)
        return SimpleNamespace(values={CAPACITY: measured + 3.0 * off})

    monkeypatch.setattr(module, "rate_bands", rate_bands)
    found = module.draw_ensemble(loaded, fitted, 400, 200, report=lambda _: None)
    weights = found.table[CATHOLYTE]
    # Three rates, and the first cycle: 4 mAh/g above them, known within 3.3 with its factor.
    rates, first = 3 * 4.0**2, (12 / 3.3) ** 2
    assert weights.std() == pytest.approx((rates + first) ** -0.5, rel=0.25)
    mean = 1 + first * 4 / 12 / (rates + first)
    assert weights.mean() == pytest.approx(mean, abs=0.08)
    # Nothing tells the readings apart.
    assert found.shares["one polarity"] == pytest.approx(0.5, abs=0.15)
    assert 20 < found.effective < 120
    assert found.unlikely[0] > 0.3 > 0.01 > found.unlikely[1]
    # What the data do not tell keeps its range.
    assert found.table[LOADING].quantile([0.1, 0.9]).tolist() == pytest.approx(
        [0.0091, 0.026], rel=0.2
    )
    assert len(found.table) == 200
    assert FACTOR not in found.table


def test_the_shipped_samples_are_of_everything_together():
    table = shipped_samples()
    assert {CATHOLYTE, LOADING, D, "Thermodynamic factor"} <= set(table)
    assert f"PHLP-15: {FILM}" in table
    # Pores with the bare matrix contradict 5C, 41 mAh/g where 92 were measured: 0.1 of the range.
    assert table[CATHOLYTE].quantile(0.05) > 0.25
    assert len(table.drop_duplicates()) > 80
