"""What ageing must explain of the reference study's cycling data (calibration, not prediction)."""

import pytest

from sclcell.experiments.cycling import age_symmetric, attribute_fade, cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY, EFFICIENCY, POLARISATION
from sclcell.experiments.measurements import load_measurements, measured_cell_factor
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.provenance import provenance_table


def measured(electrolyte: str, quantity: str, **where: float) -> float:
    table = load_measurements("cells")
    rows = table[(table["electrolyte"] == electrolyte) & (table["quantity"] == quantity)]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    (value,) = rows["value"]
    return float(value)


def symmetric(name: str) -> Cell:
    return Cell.from_name(name, temperature_degC=25.0)


def test_polarisation_of_phlp15_at_start_and_after_5100_hours():
    table = age_symmetric(symmetric("PHLP-15"), 5100).table
    for hours, row in ((0, table.iloc[0]), (5100, table.iloc[-1])):
        target = measured("PHLP-15", "polarisation voltage", hours=hours)
        assert row[POLARISATION] == pytest.approx(target, rel=0.1)


@pytest.mark.parametrize("name", ["PHLP", "PHL-15"])
def test_symmetric_cells_fail_in_time_and_say_why(name):
    result = age_symmetric(symmetric(name), 5100)
    hours = result.table["Time [h]"].iloc[-1]
    assert hours == pytest.approx(measured(name, "time to failure"), rel=0.2)
    assert "solvent reservoir exhausted" in result.termination


def test_capacity_factor_is_within_the_declared_scatter():
    table = provenance_table("degradation").set_index("name")
    assert table.loc["Cycling cell capacity factor", "value"] == pytest.approx(1, abs=0.03)


def test_capacity_of_phlp15_in_the_first_and_the_last_cycle():
    result = cycle_lfp(Cell.from_name("PHLP-15"))
    for cycle, row in ((1, result.table.iloc[0]), (600, result.table.iloc[-1])):
        target = measured("PHLP-15", "specific discharge capacity", cycle=cycle)
        assert measured_cell_factor() * row[CAPACITY] == pytest.approx(target, rel=0.02)
    bound = measured("PHLP-15", "coulombic efficiency lower bound")
    assert result.table[EFFICIENCY].min() > bound
    assert result.notes == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["PHLP", "PHL-15"])
def test_cells_that_fail_decline_rapidly_when_they_should(name):
    result = cycle_lfp(Cell.from_name(name))
    target = measured(name, "cycles before rapid decline")
    assert result.rapid_decline_cycle == pytest.approx(target, rel=0.2)
    assert result.failed_cycle < 600


@pytest.mark.slow
def test_contact_loss_explains_most_of_the_fade_of_phlp15():
    costs = attribute_fade(Cell.from_name("PHLP-15"), cycles=300).iloc[-1]
    assert costs["ContactLoss"] > 0.8 * costs.drop("Cycle").sum()
    assert costs["DeadLithium"] == pytest.approx(0, abs=0.05)
