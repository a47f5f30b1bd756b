"""Where the charge of a cycle comes from, and what is said of cells that end without ageing."""

import pytest

from sclcell.errors import SimulationFailed
from sclcell.experiments.cycling import age_symmetric, cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY, EFFICIENCY, FILM, NET_LITHIATION
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.provenance import cell_values


@pytest.mark.parametrize(("rate", "efficiency"), [(20.0, 1364), (15.0, 120), (5.0, 102), (1, 100)])
def test_what_a_discharge_gives_beyond_the_charge_is_found_in_lfp(rate, efficiency):
    result = cycle_lfp(Cell.from_name("PHLP-15"), rate, 2, exact=True)
    table = result.table
    assert table[EFFICIENCY][0] == pytest.approx(efficiency, rel=5e-3)
    charged = table[CAPACITY] / table[EFFICIENCY] * 100
    beyond = table[CAPACITY] - charged
    assert list(beyond) == pytest.approx(list(table[NET_LITHIATION]), abs=1e-3 * table[CAPACITY][0])
    if efficiency == 100:
        assert result.efficiency_note is None
    else:
        assert f"LFP takes up {table[NET_LITHIATION][0]:.3g} mA.h.g-1" in result.efficiency_note


def test_a_slow_cycle_gives_no_more_than_lfp_can_hold():
    values = cell_values()
    maximum = values["Maximum concentration in positive electrode [mol.m-3]"]
    theoretical = 96485.33212 * maximum / 3600 / values["LFP density [kg.m-3]"]
    table = cycle_lfp(Cell.from_name("PHLP-15"), 0.02, 2, exact=True).table
    assert 0.99 * theoretical < table[CAPACITY].max() < theoretical


def test_a_cell_that_drifts_for_lack_of_a_hold_is_told_so():
    result = cycle_lfp(Cell.from_name("PHLP-15"), 20.0, 60, exact=True)
    assert result.table[FILM].iloc[-1] == pytest.approx(result.table[FILM][0], rel=1e-3)
    assert result.termination.startswith(
        "capacity below 50 % of the first: without a constant-voltage hold"
    )


def test_a_current_too_large_for_a_fresh_symmetric_cell_is_told_so():
    cell = Cell.from_name("PHLP-15", temperature_degC=25.0)
    result = age_symmetric(cell, 2, current_mA_cm2=5.0, charge_mAh_cm2=2.5)
    assert result.termination == (
        "voltage limit of 1 V exceeded: the current is too large for the cell, film and solvent "
        "have hardly aged"
    )


def test_a_charge_that_cannot_start_is_named_as_a_charge():
    cell = Cell.from_name("PHLP-15", temperature_degC=-20.0)
    words = "fresh cell does not run at 2C: charge: cut-off reached at once: film overpotential "
    with pytest.raises(SimulationFailed, match=words):
        cycle_lfp(cell, 2.0, 3, exact=True)
