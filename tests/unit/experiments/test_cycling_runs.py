"""Long cycling by design: limits, defaults and units of the protocols, formation."""

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.experiments.cycling import (
    CycleRecord,
    LFPCycling,
    SymmetricCycling,
    age_symmetric,
    attribute_fade,
    cycle_lfp,
    follow_envelope,
)
from sclcell.experiments.cycling.cells import CAPACITY, DURATION, POLARISATION
from sclcell.models import CompositeElectrolyteDFN, SymmetricLithiumCell
from sclcell.models.mechanisms import AGEING
from sclcell.parameter_sets.cell import Cell
from sclcell.uncertainty.ageing_bands import cycle_samples
from sclcell.uncertainty.samples import draw_samples


@pytest.fixture(scope="module")
def design() -> Cell:
    return Cell.from_name("PHLP-15")


@pytest.mark.parametrize("rate", [0.0099, 20.1])
def test_rates_have_limits(design, rate):
    with pytest.raises(InputError, match=r"0\.01.*20"):
        cycle_lfp(design, rate, 1)


def test_samples_are_cycled_within_the_same_limits(design):
    samples = draw_samples([design.electrolyte], 2, ageing=True)
    for rate, cycles in ((0.0099, 1), (20.1, 1), (1.0, 0), (1.0, 100_001)):
        with pytest.raises(InputError, match=r"0\.01.*20|1.*100"):
            cycle_samples(design, samples, rate, cycles)


class Settling:
    """A cell whose fast state forgets its past slowly, or has none; notes which cycles it runs."""

    leading = CAPACITY
    settled_values = ()
    slow_states = ("f", "N")

    def __init__(self, fast: float) -> None:
        self.fast, self.ran = fast, []

    def first_state(self):
        return np.array([1.0, 0.0, self.fast])

    def slow(self, state):
        return state[:2].copy()

    def with_slow(self, state, slow):
        return np.array([*slow, state[2]])

    def on_line(self, older, newer, share):
        return newer + share * (newer - older)

    def cycle(self, state):
        f, n, x = state
        self.ran.append(n)
        end = np.array([f * (1 - 3e-4), n + 1, 0.6 * x])
        return CycleRecord(end, {CAPACITY: 100 * f * (1 + 0.01 * x), DURATION: 2.0})

    def failure(self, values, first):
        return None

    def imbalance(self, values):
        return 0.0

    def complete(self, table):
        return table


def test_every_cycle_is_simulated_until_the_fast_states_have_settled():
    # The second difference of the capacity, 0.0008 * 0.6^n, is 1e-4 after four to five cycles.
    slow, quick = Settling(0.5), Settling(0.0)
    for cell in (slow, quick):
        follow_envelope(cell, 300)
    assert slow.ran[:6] == pytest.approx([0, 1, 2, 3, 4, 5], abs=1e-9)
    # Three cycles tell that there is nothing to settle.
    assert quick.ran[:3] == pytest.approx([0, 1, 2], abs=1e-9)
    assert max(quick.ran[:8]) > 7


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


def test_cost_of_a_mechanism_is_what_its_absence_gains(design):
    both = ("ContactLoss", "CathodeInterphase")
    runs = {m: cycle_lfp(design, 1.0, 2, exact=True, mechanisms=m) for m in (both, both[:1])}
    whole, without = (run.table[CAPACITY].to_numpy() for run in runs.values())
    for reference in (None, runs[both]):
        costs = attribute_fade(design, 1.0, 2, both, reference)
        assert list(costs) == ["Cycle", *both]
        assert costs["Cycle"].tolist() == [1, 2]
        assert costs["CathodeInterphase"].to_numpy() == pytest.approx(without - whole, abs=1e-6)


def test_a_cell_that_has_failed_has_no_capacity(design):
    # Cut short after one of three cycles, as a failure does.
    short = cycle_lfp(design, 1.0, 1, mechanisms=["ContactLoss"])
    costs = attribute_fade(design, 1.0, 3, ["ContactLoss"], short)
    healthy = short.table[CAPACITY].iloc[0]
    assert costs["ContactLoss"].to_numpy() == pytest.approx([0, healthy, healthy], abs=0.5)


def test_a_charge_goes_on_until_the_salt_at_lithium_is_used_up():
    """The voltage diverges there; the solver failed 0.03 s before the limit."""
    values = {
        "LFP out of reach per areal loading [m2.kg-1]": 0.0,
        "Share of contact loss with root of time": 0.0,
        "Share of contact loss per cycle in the rest": 0.0,
    }
    thick = Cell("PHLP-15", temperature_degC=60, areal_loading_mg_cm2=16, values=values)
    found = cycle_lfp(thick, 1.0, 2, exact=True).table
    # Solution with tolerances of 1e-7 and 1e-9.
    assert found[CAPACITY].iloc[0] == pytest.approx(133.4514, abs=0.005)
    assert found["Net lithiation of LFP [mA.h.g-1]"].iloc[0] > 0
