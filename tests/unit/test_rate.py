"""The rate test and its reasons."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sclcell.errors import InputError
from sclcell.experiments.measurements import short_circuit_note
from sclcell.experiments.rate import DEFAULT_RATES, simulate_rate_test
from sclcell.experiments.simulator import Simulator
from sclcell.parameter_sets.cell import Cell

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
MEASURED = "Measured specific discharge capacity [mA.h.g-1]"


@pytest.fixture(scope="module")
def reference():
    return simulate_rate_test(Cell.from_name("PHLP-15"))


def test_reference_cell_meets_the_measured_capacities_within_one_percent(reference):
    assert list(reference.table["C-rate"]) == list(DEFAULT_RATES)
    assert list(reference.table[MEASURED]) == [164.2, 154.5, 142.8, 125.2, 91.9]
    assert reference.rms_error < 0.01
    assert reference.table["Reason"].isna().all()


def test_curves_and_losses_belong_to_the_table(reference):
    ends = reference.curves.groupby("C-rate").last()
    np.testing.assert_allclose(
        ends["Specific capacity [mA.h.g-1]"], reference.table[CAPACITY], rtol=1e-9
    )
    np.testing.assert_allclose(ends["Voltage [V]"], 2.5, atol=1e-3)
    # (FILM-1) with ten barriers at 30 degC: 2NRT/F
    scale = 2 * 10 * 8.314462618 * 303.15 / 96485.33212
    film = np.sinh(reference.losses["Lithium film loss [V]"] / scale)
    np.testing.assert_allclose(film / reference.losses["C-rate"], film[0] / 0.2, rtol=1e-6)


def test_measured_values_are_shown_for_the_measured_cell_only():
    other = simulate_rate_test(Cell.from_name("PHLP-15", temperature_degC=0.0), (1,))
    assert MEASURED not in other.table
    assert np.isnan(other.rms_error)


def test_a_third_cycle_stands_for_the_tenth():
    design = Cell.from_name("PHLP-15")
    third, tenth = (simulate_rate_test(design, (5,), cycles=n).table[CAPACITY][0] for n in (3, 10))
    assert third == pytest.approx(tenth, rel=1e-2)


def test_reason_names_the_loss_that_is_too_large():
    cold = simulate_rate_test(Cell.from_name("PHLP-15", temperature_degC=-30.0), (2,))
    row = cold.table.iloc[0]
    assert row[CAPACITY] == 0
    assert row["Reason"].startswith("cut-off reached at once: film overpotential")
    assert row["Reason"].endswith("V available")


def test_charging_at_the_same_temperature_changes_nothing(reference):
    same = simulate_rate_test(Cell.from_name("PHLP-15"), (0.2, 5), charge_temperature_degC=30.0)
    expected = reference.table[CAPACITY].iloc[[0, -1]]
    np.testing.assert_allclose(same.table[CAPACITY], expected, rtol=1e-4)
    assert list(same.table[MEASURED]) == [164.2, 91.9]
    assert reference.to_dict()["Charge temperature [degC]"] == 30
    assert same.charged_at == reference.charged_at == ""


def test_a_warm_charge_leaves_more_for_a_discharge_in_the_cold():
    design = Cell.from_name("PHLP-15", temperature_degC=-20.0)
    cold = simulate_rate_test(design, (0.2,)).table[CAPACITY][0]
    warm = simulate_rate_test(design, (0.2,), charge_temperature_degC=25.0)
    full = simulate_rate_test(design, (0.2,), cycles=1).table[CAPACITY][0]
    assert cold < warm.table[CAPACITY][0] <= full * (1 + 1e-4)
    assert warm.to_dict()["Charge temperature [degC]"] == 25
    assert warm.charged_at == ", charged at 25 degC"


def test_measured_values_are_not_shown_if_the_cell_is_charged_at_another_temperature():
    warm = simulate_rate_test(Cell.from_name("PHLP-15"), (1,), charge_temperature_degC=45.0)
    assert MEASURED not in warm.table


@pytest.mark.parametrize("temperature", [-40.0, 100.0, float("nan"), "warm"])
def test_bad_charge_temperatures_are_refused(temperature):
    with pytest.raises(InputError, match="charge temperature"):
        simulate_rate_test(Cell.from_name("PHLP-15"), (1,), charge_temperature_degC=temperature)


def test_one_simulator_serves_all_temperatures_of_a_cell():
    cell = Cell.from_name("PHLP-15", values={"Positive particle radius [m]": 4e-8})
    cold = replace(cell, temperature_degC=-20.0)
    simulator = Simulator.of(cell)
    for options in ({}, {"charge_temperature_degC": 25.0}):
        shared = simulate_rate_test(cold, (0.2,), 2, simulator, **options)
        own = simulate_rate_test(cold, (0.2,), 2, **options)
        assert shared.table[CAPACITY][0] == pytest.approx(own.table[CAPACITY][0], rel=1e-6)


def test_a_current_above_the_critical_one_is_noted(reference):
    note = (
        "5C is 1.275 mA/cm2, above the critical current density of 0.7 mA/cm2 measured on "
        "PHLP-15: short circuits are not modelled."
    )
    assert reference.note == reference.to_dict()["Note"] == note


@pytest.mark.parametrize(
    ("name", "loading", "c_rate", "noted"),
    [
        ("PHLP-15", 1.5, 2.74, False),
        ("PHLP-15", 1.5, 2.75, True),
        ("PHLP-15", 10.0, 1.0, True),
        ("PHLP", 1.5, 2.0, True),
        ("PHL-15", 1.5, 1.9, False),
        ("PHAP-15", 10.0, 5.0, False),
        ("PHLP-10", 10.0, 5.0, False),
    ],
)
def test_currents_are_compared_with_those_of_measured_films_only(name, loading, c_rate, noted):
    design = Cell.from_name(name, areal_loading_mg_cm2=loading)
    assert (short_circuit_note(design, c_rate) is not None) == noted


@pytest.mark.parametrize(
    ("rates", "words"),
    [((), "no C-rates"), ((0,), "C-rate"), ((1, -1), "C-rate"), ((1e3,), "C-rate")],
)
def test_bad_rates_are_refused(rates, words):
    with pytest.raises(InputError, match=words):
        simulate_rate_test(Cell.from_name("PHLP-15"), rates)


@pytest.mark.parametrize(
    "field", [{"temperature_degC": 100.0}, {"separator_thickness_um": 0.0},
              {"areal_loading_mg_cm2": -1.0}, {"filler_mass_fraction": 0.5}],
)  # fmt: skip
def test_bad_designs_are_refused(field):
    with pytest.raises(InputError, match="allowed range"):
        Cell.from_name("PHLP-15", **field)


designs = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15"]),
        "filler_mass_fraction": st.floats(0, 0.4),
        "temperature_degC": st.floats(-30, 80),
        "separator_thickness_um": st.floats(5, 100),
        "areal_loading_mg_cm2": st.floats(0.5, 20),
    }
)


def capacity_or_reason(design, rate):
    row = simulate_rate_test(Cell.from_name(**design), (rate,)).table.iloc[0]
    if row["Reason"] is None:
        assert 0 < row[CAPACITY] < 170
        assert 2.5 < row["Mean discharge voltage [V]"] < 3.6
    else:
        assert row[CAPACITY] == 0
        assert "cut-off reached at once" in row["Reason"]


@settings(max_examples=15, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(design=designs, rate=st.floats(0.05, 10))
def test_every_valid_design_returns_a_capacity_or_a_named_reason(design, rate):
    capacity_or_reason(design, rate)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(design=designs, rate=st.floats(0.05, 10))
def test_two_hundred_valid_designs_return_a_capacity_or_a_named_reason(design, rate):
    capacity_or_reason(design, rate)


class TestCharge:
    """How the cell is charged decides in the cold."""

    COLD = Cell("PHLP-15", temperature_degC=-20.0)

    def test_a_collapse_for_lack_of_a_hold_is_named(self):
        test = simulate_rate_test(self.COLD, (0.1, 0.5))
        assert test.table[CAPACITY][1] == 0
        assert test.note is not None
        assert "it gives 82 in place of 0 at 0.5C (mAh/g)" in test.note
        assert "0.1C" not in test.note

    def test_after_a_hold_every_discharge_is_the_first(self):
        test = simulate_rate_test(self.COLD, (0.5,), hold=True)
        first = simulate_rate_test(self.COLD, (0.5,), cycles=1)
        assert test.table[CAPACITY][0] == first.table[CAPACITY][0]
        assert test.note is None
        assert "charged with a hold at the upper voltage limit" in test.text

    def test_a_slow_charge_fills_the_cell(self):
        slow = simulate_rate_test(self.COLD, (0.5,), charge_rate=0.05)
        full = simulate_rate_test(self.COLD, (0.5,), hold=True)
        assert 0.7 * full.table[CAPACITY][0] < slow.table[CAPACITY][0] < full.table[CAPACITY][0]
        assert "charged at 0.05C" in slow.text

    def test_a_charge_rate_has_a_range(self):
        with pytest.raises(InputError, match="C-rate"):
            simulate_rate_test(self.COLD, (0.5,), charge_rate=0.0)
