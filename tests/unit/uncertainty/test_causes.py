"""What a band is due to: shares of the variance that are known beforehand."""

import numpy as np
import pandas as pd
import pytest

from sclcell.uncertainty.bands import Prediction, coverage_text, quantile_columns
from sclcell.uncertainty.causes import causes_of
from sclcell.uncertainty.cell_scatter import cell_factors
from sclcell.uncertainty.measurements_to_make import SCATTER, measurement_of
from sclcell.uncertainty.samples import Samples

D_ENERGY = "Positive particle diffusivity activation energy [J.mol-1]"
J0 = "Positive electrode reference exchange-current density [A.m-2]"
FILM_ENERGY = "Lithium interphase film activation energy [J.mol-1]"
OTHERS = [f"Constant {k}" for k in range(20)]


def drawn(number, seed):
    rng = np.random.default_rng(seed)
    names = [D_ENERGY, J0, FILM_ENERGY, *OTHERS]
    return pd.DataFrame(rng.random((number, len(names))), columns=names)


@pytest.mark.parametrize("seed", range(4))
def test_shares_of_a_sum_are_those_of_its_terms(seed):
    x = drawn(400, seed)
    # Variances 1/12 times 9, 4 and 1.
    found = causes_of((3 * x[D_ENERGY] + 2 * x[FILM_ENERGY] - x[J0]).to_numpy(), x)
    assert list(found.shares)[:3] == [D_ENERGY, FILM_ENERGY, J0]
    for name, share in ((D_ENERGY, 9 / 14), (FILM_ENERGY, 4 / 14), (J0, 1 / 14)):
        assert found.shares[name] == pytest.approx(share, abs=0.08)
    # One measurement tells what the cathode does.
    cathode, film = measurement_of(D_ENERGY), measurement_of(FILM_ENERGY)
    assert measurement_of(J0) == cathode
    assert list(found.measurements) == [cathode, film]
    assert found.measurements[cathode] == pytest.approx(10 / 14, abs=0.08)
    assert found.text.startswith(f"{100 * found.shares[D_ENERGY]:.0f} % of the variance from")


def test_a_cause_without_slope_at_the_best_guess_is_found():
    x = drawn(400, 1)
    found = causes_of(((x[D_ENERGY] - 0.5) ** 2).to_numpy(), x)
    assert list(found.shares) == [D_ENERGY]
    assert found.shares[D_ENERGY] == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("number", [32, 128, 400])
def test_nothing_is_made_of_chance(number):
    """Of 23 parameters without effect one in twenty times the largest passes for a cause."""
    found = [
        causes_of(np.random.default_rng(100 + seed).random(number), drawn(number, seed)).shares
        for seed in range(40)
    ]
    assert sum(bool(shares) for shares in found) <= 6


def test_cells_that_differ_are_a_cause_beside_the_others():
    x = drawn(200, 3)
    factors = cell_factors(200)
    y = 100 + 4 * (x[D_ENERGY] - 0.5).to_numpy()
    found = causes_of(y, x, factors)
    scatter = factors.var() * (y**2).mean()
    assert found.shares[SCATTER] == pytest.approx(scatter / (scatter + y.var()))
    assert found.shares[D_ENERGY] == pytest.approx(y.var() / (scatter + y.var()), rel=0.05)
    assert SCATTER not in found.measurements


def test_a_number_that_does_not_vary_has_no_cause():
    x = drawn(50, 0)
    assert causes_of(np.full(50, 3.0), x).shares == {}
    assert causes_of(np.full(50, np.nan), x).text == "no single cause stands out"


def test_a_prediction_names_its_causes_in_json_and_text():
    x = drawn(200, 5)
    values = {"Mean discharge voltage [V]": np.stack([x[D_ENERGY], x[FILM_ENERGY]], axis=1)}
    band = Prediction("C-rate", [0.2, 1.0], Samples(x), values, [[None] * 200] * 2)
    slow, fast = band.to_dict()["Bands"]["Causes"]
    assert (slow["C-rate"], fast["C-rate"]) == (0.2, 1.0)
    assert list(slow["Shares of the variance"]) == [D_ENERGY]
    assert list(fast["Expected reduction of variance"]) == [measurement_of(FILM_ENERGY)]
    assert f"at 0.2C 100 % of the variance from {D_ENERGY}; " in band.text
    assert "90 ± 2 % of values are expected inside" in band.text


@pytest.mark.parametrize(("number", "share"), [(19, 0.9), (64, 0.9), (200, 0.9), (9, 0.8)])
def test_bands_hold_the_share_that_is_said(number, share):
    """Interpolated between order statistics, 32 samples held 84 % of new values."""
    rng = np.random.default_rng(11)
    samples, new = rng.standard_normal((number, 4000)), rng.standard_normal(4000)
    low, _, high = quantile_columns("x", samples).values()
    inside = ((low < new) & (new < high)).mean()
    assert inside == pytest.approx(share, abs=0.015)
    assert coverage_text(number).startswith(f"{100 * share:.0f} ±")
