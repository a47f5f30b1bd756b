"""Long cycling by design: limits, defaults and units of the protocols, formation."""

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.experiments.cycling import LFPCycling, SymmetricCycling, age_symmetric, cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY, POLARISATION
from sclcell.models import CompositeElectrolyteDFN, SymmetricLithiumCell
from sclcell.models.degradation import AGEING
from sclcell.parameter_sets.cell_design import CellDesign


@pytest.fixture(scope="module")
def design() -> CellDesign:
    return CellDesign.from_name("PHLP-15")


@pytest.mark.parametrize("rate", [0.0099, 20.1])
def test_rates_have_limits(design, rate):
    with pytest.raises(InputError, match=r"0\.01.*20"):
        cycle_lfp(design, rate, 1)


@pytest.mark.parametrize("cycles", [0, 100_001])
def test_cycles_have_limits(design, cycles):
    with pytest.raises(InputError, match=r"1.*100 ?000|1.*1e\+05|1.*100000"):
        cycle_lfp(design, 1.0, cycles)


def test_a_cell_cycles_at_1C_unless_told_otherwise(design):
    values = design.parameter_values()
    cell = LFPCycling(CompositeElectrolyteDFN(mechanisms=AGEING), values)
    nominal = values["Nominal cell capacity [A.h]"]
    assert cell.current == pytest.approx(nominal)
    fresh, formed = cell.initial_state(), cell.first_state()
    # Formation does not age, and ends in the discharged state.
    assert cell.slow(formed) == pytest.approx(cell.slow(fresh), rel=1e-9, abs=0)
    assert cell.lithium(formed) == pytest.approx(cell.lithium(fresh), rel=1e-9)
    charge = cell.step(formed, -cell.current, cell.longest)
    assert charge.duration > 1000
    assert cell.step(formed, cell.current, cell.longest).duration < 100


def test_a_run_of_one_cycle_is_that_of_the_cell(design):
    # The factor of the cell that was measured says nothing of another cell.
    values = design.parameter_values()
    cell = LFPCycling(
        CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=AGEING),
        values,
        0.8,
    )
    alone = cell.cycle(cell.first_state()).values[CAPACITY]
    found = cycle_lfp(design, 0.8, 1).table[CAPACITY].iloc[0]
    assert found == pytest.approx(alone, rel=1e-6)


def test_units_of_a_symmetric_protocol(design):
    values = design.parameter_values()
    model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=["DeadLithium"])
    # 0.2 mA/cm2 are 2 A/m2; 0.05 mA.h/cm2 are 0.5 A.h/m2.
    cell = SymmetricCycling(model, values, 2.0, 0.5)
    area = values["Electrode width [m]"] * values["Electrode height [m]"]
    assert cell.current == pytest.approx(2 * area)
    assert cell.half == pytest.approx(900)
    alone = cell.cycle(cell.first_state()).values[POLARISATION]
    found = age_symmetric(design, 1.2, 0.2, 0.05, mechanisms=["DeadLithium"])
    # A cycle takes half an hour; two fit into 1.2 hours.
    assert found.table["Time [h]"].to_numpy() == pytest.approx([0.5, 1.0])
    assert found.table[POLARISATION].iloc[0] == pytest.approx(alone, rel=1e-6)
    assert np.isfinite(found.table[POLARISATION]).all()
