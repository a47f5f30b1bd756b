"""Tables taken apart into discharges: what belongs together, and what is no discharge."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sclcell.fitting.kinds.discharges import split_discharges
from sclcell.fitting.problem.reading import SOURCE
from sclcell.parameter_sets.cell import Cell

DATA = SimpleNamespace(files=["x.csv", "y.csv"], sigma=0.004, capacity_noise_percent=0.0)


def rows(number=4, current=100.0, **columns):
    """Return rows of a straight discharge over 90 mA.h/g; columns come before its own."""
    charge = np.linspace(0.0, 90.0, number)
    own = {"file": 0, "current": current, "capacity": charge, "voltage": 3.4 - 0.001 * charge}
    return pd.DataFrame({**own, SOURCE: np.arange(2, number + 2), **columns})


def split(*parts, data=DATA):
    """Return the discharges, and what was reported."""
    said = []
    cell = Cell.from_name("PHLP-15", temperature_degC=33.0, one_C_mAh_g=150.0)
    found = split_discharges(pd.concat(parts, ignore_index=True), data, cell, said.append)
    return found, said


def test_a_discharge_has_current_temperature_and_noise_of_its_rows():
    (curve,), said = split(rows(current=-100.0))
    assert said == []
    assert (curve.current, curve.temperature_degC) == (100.0, 33.0)
    assert curve.capacity.tolist() == [0, 30, 60, 90]
    assert curve.sigma == pytest.approx(np.full(4, 0.004))
    assert curve.slope == pytest.approx(np.full(4, 0.001))
    assert curve.tail == 4


def test_small_currents_are_discharges():
    (curve,), said = split(rows(current=0.5))
    assert (curve.current, said) == (0.5, [])


def test_currents_that_scatter_are_one_curve_and_others_are_not():
    scatter = rows(current=[100.0, 100.4, 99.6, 100.2])
    (curve,), _ = split(scatter)
    assert curve.current == pytest.approx(100.1)
    found, _ = split(scatter, rows(current=107.0), rows(current=100.0, file=1))
    assert len(found) == 3


def test_temperatures_to_a_degree_and_curves_by_their_column_tell_apart():
    found, _ = split(rows(temperature=[25.2, 24.9, 25.3, 25.1]), rows(temperature=26.0))
    assert [curve.temperature_degC for curve in found] == pytest.approx([25.15, 26.0])
    found, _ = split(rows(curve="a"), rows(curve="b"))
    assert len(found) == 2


def test_rates_are_of_the_cells_1C():
    (curve,), _ = split(rows(rate=2.0).drop(columns="current"))
    assert curve.current == 300.0


def test_a_clock_counts_from_the_start_of_the_curve_or_of_the_test():
    time = np.array([0.0, 360.0, 720.0, 1080.0])
    own = rows(current=100.0).drop(columns="capacity")
    (curve,), _ = split(own.assign(time=time + 180))
    # Half a step after the start of a short table is part of the discharge.
    assert curve.capacity == pytest.approx([5, 15, 25, 35])
    (curve,), _ = split(own.assign(time=time + 3600))
    assert curve.capacity == pytest.approx([0, 10, 20, 30])


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (rows(3), "x.csv: curve that starts in row 2: 3 points are too few"),
        (rows(current=0.0), "x.csv: curve that starts in row 2: the current is zero"),
        (rows(capacity=[0.0, 60, 120, 200]), "it reaches 200 mAh/g, but LFP holds 170"),
        (rows(capacity=[0.0, 30, 30, 90]), "x.csv: row 4: capacity or time does not increase"),
        (rows(voltage=[3.4, 3.3, 3.2, 3.4]), "the voltage does not fall"),
    ],
)
def test_what_is_no_discharge_is_said_and_left_out(part, said):
    found, faults = split(part, rows(file=1))
    assert len(found) == 1
    assert len(faults) == 1
    assert said in faults[0]


def test_rows_that_are_no_numbers_were_reported_before():
    assert split(rows(voltage=[3.4, np.nan, 3.2, 3.1])) == ([], [])


def test_long_curves_are_thinned_along_charge_and_voltage():
    charge = np.linspace(0.0, 100.0, 1001)
    voltage = 3.4 - 0.0005 * charge - 0.9 * np.clip((charge - 90) / 10, 0, 1)
    (curve,), _ = split(rows(1001, capacity=charge, voltage=voltage))
    assert len(curve.capacity) <= 100
    assert (curve.capacity[0], curve.capacity[-1]) == (0.0, 100.0)
    # Half of the length is voltage, most of which falls over the last tenth of the charge.
    assert 0.45 < np.mean(curve.capacity > 90) < 0.55
    (curve,), _ = split(rows(100))
    assert len(curve.capacity) == 100


def test_noise_of_the_capacity_is_a_share_of_the_largest_curve():
    data = SimpleNamespace(files=["x.csv"], sigma=0.003, capacity_noise_percent=10.0)
    small = rows(capacity=[0.0, 10, 20, 40], voltage=[3.4, 3.39, 3.38, 3.36])
    found, _ = split(small.assign(current=50.0), rows(), data=data)
    # 10 % of 90 mA.h/g at 1 mV per mA.h/g are 9 mV.
    assert found[0].sigma == pytest.approx(np.hypot(0.003, 0.009) * np.ones(4))
    assert found[1].sigma == pytest.approx(np.hypot(0.003, 0.009) * np.ones(4))


def test_no_more_than_half_of_a_curve_is_its_tail():
    data = SimpleNamespace(files=["x.csv"], sigma=0.001, capacity_noise_percent=10.0)
    (curve,), _ = split(rows(7), data=data)
    assert curve.tail == 3
