"""Bands of synthetic cells, whose parameters and scatter are known: nine in ten hold.

Cells are drawn from everything that is uncertain, measured with noise at four rates, and predicted
where they were not measured: thick, cold and fast, on another cell built alike. The cell is the
sampling unit, seeds are fixed, and no draw is repeated.
"""

import numpy as np
import pytest
from scipy.stats import binom, kstest

from sclcell.parameter_sets.cell import Cell
from sclcell.uncertainty.cell_scatter import cell_factors, scatter_widths
from sclcell.uncertainty.rate_bands import rate_bands
from sclcell.uncertainty.samples import draw_samples
from sclcell.uncertainty.scores import crps, rank
from sclcell.uncertainty.weights import effective_number, normalised_weights

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
RATES = (0.2, 0.5, 1.0, 2.0)
NOISE = 3.0
#: Temperature [degC], areal loading [mg/cm2], C-rate.
UNSEEN = {"thick": (30.0, 5.3, 0.2), "cold": (-20.0, 1.5, 0.2), "fast": (30.0, 1.5, 5.0)}
CELLS, BANK = 100, 200


def capacities(samples, temperature, loading, rates):
    cell = Cell.from_name("PHLP-15", temperature_degC=temperature, areal_loading_mg_cm2=loading)
    return np.nan_to_num(rate_bands(cell, samples, rates).values[CAPACITY])


@pytest.fixture(scope="module")
def bank():
    film = Cell.from_name("PHLP-15").electrolyte
    samples = draw_samples([film], CELLS + BANK, seed=7)
    seen = capacities(samples, 30.0, 1.5, RATES)
    return seen, {
        name: capacities(samples, T, m, (rate,))[:, 0] for name, (T, m, rate) in UNSEEN.items()
    }


@pytest.fixture(scope="module")
def predicted(bank):
    """Return, for each unseen capacity, ranks and scores of 100 cells, with and without a band."""
    seen, unseen = bank
    rng = np.random.default_rng(3)
    widths = rng.permutation(scatter_widths(CELLS))
    factors = cell_factors(BANK)
    found = {name: [] for name in UNSEEN}
    effective = []
    for k in range(CELLS):
        data = seen[k] + NOISE * rng.standard_normal(len(RATES))
        off = (seen[CELLS:] - data) / NOISE
        weights = normalised_weights(-0.5 * (off**2).sum(axis=1))
        effective.append(effective_number(weights))
        for name, values in unseen.items():
            truth = values[k] * (1 + widths[k] * rng.standard_normal())
            band = factors * values[CELLS:]
            middle = band[np.argsort(band)][
                np.searchsorted(np.cumsum(weights[np.argsort(band)]), 0.5)
            ]
            # Cells that give nothing share a rank: any within the share of such samples.
            same = weights[band == truth].sum()
            place = rank(band, truth, weights) + same * (rng.random() - 0.5)
            found[name].append((place, crps(band, truth, weights), abs(middle - truth)))
    return {name: np.array(rows) for name, rows in found.items()}, np.array(effective)


@pytest.mark.slow
@pytest.mark.parametrize("name", UNSEEN)
def test_nine_in_ten_cells_lie_inside_their_bands(predicted, name):
    ranks = predicted[0][name][:, 0]
    inside = int(((ranks >= 0.05) & (ranks <= 0.95)).sum())
    low, high = binom.interval(0.95, CELLS, 0.9)
    assert low <= inside <= high


@pytest.mark.slow
@pytest.mark.parametrize("name", UNSEEN)
def test_ranks_are_all_as_common(predicted, name):
    ranks = predicted[0][name][:, 0]
    assert kstest(ranks, "uniform").pvalue > 0.05


@pytest.mark.slow
@pytest.mark.parametrize("name", UNSEEN)
def test_a_band_scores_better_than_its_middle(predicted, name):
    _, scores, distances = predicted[0][name].T
    assert scores.mean() < distances.mean()


@pytest.mark.slow
def test_measured_rates_leave_enough_samples(predicted):
    assert np.median(predicted[1]) > 20
