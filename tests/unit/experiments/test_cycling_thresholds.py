"""What ends the life of a cycled cell, and what its cycles measure, by hand."""

from math import exp, isnan

import numpy as np
import pandas as pd
import pybamm
import pytest
from scipy.constants import R, physical_constants

from sclcell.experiments.cycling import LFPCycling, SymmetricCycling
from sclcell.experiments.cycling.figures import draw_cycling
from sclcell.experiments.cycling.results import CyclingResult
from sclcell.experiments.outcome import Kind, Outcome
from sclcell.models import CompositeElectrolyteDFN, SymmetricLithiumCell
from sclcell.models.mechanisms import AGEING, LITHIUM_SIDE_AGEING

F = physical_constants["Faraday constant"][0]
CAPACITY = "Specific discharge capacity [mA.h.g-1]"
FILM = "Film resistance [Ohm.cm2]"
LAM = "Loss of active material [%]"
SOLVENT = "Residual solvent fraction"
POLARISATION = "Polarisation voltage [V]"
FIRST = {
    CAPACITY: 140.0,
    FILM: 200.0,
    LAM: 0.0,
    SOLVENT: 1.0,
    POLARISATION: 0.2,
    "Wetted share of the LFP surface": 1.0,
    "Lithium in LFP [mA.h.g-1]": 120.0,
    "Lithium inventory [mA.h.cm-2]": 10.0,
}


DONE = Outcome(Kind.COMPLETED, {"cycles": 5})


def result(capacities: np.ndarray) -> CyclingResult:
    cycles = np.arange(1.0, len(capacities) + 1)
    return CyclingResult(pd.DataFrame({"Cycle": cycles, CAPACITY: capacities}), DONE, len(cycles))


@pytest.mark.parametrize("cycle", [12, 15, 30])
def test_rapid_decline_starts_with_the_cycle_that_loses_more_than_half_a_per_cent(cycle):
    capacities = np.full(30, 150.0)
    capacities[cycle - 1 :] -= 0.0051 * 150
    assert result(capacities).rapid_decline_cycle == cycle


def test_a_loss_of_just_less_than_half_a_per_cent_per_cycle_is_no_rapid_decline():
    assert isnan(result(150 * (1 - 0.0049 * np.arange(30))).rapid_decline_cycle)


def test_losses_count_against_the_first_capacity_not_the_last():
    # 0.4 % of the first capacity are 0.8 % of the half that is left.
    capacities = np.where(np.arange(30) < 5, 150.0, 75.0)
    capacities[20:] -= 0.004 * 150
    assert isnan(result(capacities).rapid_decline_cycle)


def test_the_cycles_in_which_a_cell_settles_do_not_count():
    capacities = np.full(30, 150.0)
    capacities[:8] += 5.0 * np.arange(8, 0, -1)
    assert isnan(result(capacities).rapid_decline_cycle)


def test_retention_is_reached_by_the_first_cycle_below_it():
    found = result(np.array([150.0, 140.0, 120.0, 119.9, 100.0]))
    assert found.retention == pytest.approx([1, 140 / 150, 0.8, 119.9 / 150, 2 / 3])
    assert found.cycle_at_retention(0.8) == 4
    assert found.cycle_at_retention(0.9999) == 2
    assert isnan(found.cycle_at_retention(0.5))


@pytest.fixture(scope="module")
def values() -> pybamm.ParameterValues:
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values["Ambient temperature [K]"] = 313.15
    values["Initial temperature [K]"] = 313.15
    return values


@pytest.fixture(scope="module")
def cell(values) -> LFPCycling:
    return LFPCycling(CompositeElectrolyteDFN(mechanisms=AGEING), values, c_rate=2.0)


@pytest.fixture(scope="module")
def aged_film_resistance(values) -> float:
    """Of the fresh film at 40 degC [Ohm.cm2]; 1 Ohm.m2 is 1e4 Ohm.cm2."""
    E = values["Lithium interphase film activation energy [J.mol-1]"]
    fresh = values["Lithium interphase film resistance [Ohm.m2]"]
    return 1e4 * fresh * exp(E / R * (1 / 313.15 - 1 / 298.15))


def test_half_the_capacity_is_the_end_of_life(cell):
    aged = {**FIRST, FILM: 900.0, SOLVENT: 0.5}
    assert cell.failure({**aged, CAPACITY: 70.1}, FIRST) is None
    assert "capacity below 50 % of the first" in str(cell.failure({**aged, CAPACITY: 69.9}, FIRST))


def test_end_of_life_can_be_another_share(values):
    cell = LFPCycling(CompositeElectrolyteDFN(), values, end_of_life=0.8)
    aged = {**FIRST, FILM: 900.0, SOLVENT: 0.5}
    assert cell.failure({**aged, CAPACITY: 0.801 * 140}, FIRST) is None
    assert "below 80 % of the first" in str(cell.failure({**aged, CAPACITY: 0.799 * 140}, FIRST))


@pytest.mark.parametrize("lost", [60.0, 80.0])
def test_active_material_is_the_cause_if_it_took_more_than_half_of_what_was_lost(cell, lost):
    aged = {**FIRST, FILM: 5000.0, SOLVENT: 0.5, CAPACITY: 140 * (1 - lost / 100)}
    said = str(cell.failure({**aged, LAM: 0.5 * lost + 1}, FIRST))
    assert f"loss of active material ({0.5 * lost + 1:.0f} %)" in said
    said = str(cell.failure({**aged, LAM: 0.5 * lost - 1}, FIRST))
    assert "critical film resistance" in said
    assert "active material" not in said


@pytest.mark.parametrize(
    ("solvent", "ratio", "cause"),
    [
        # Dry-out multiplies the resistance by 5; the rest of 24, or of 26, is thickness.
        (0.2, 24.0, "solvent reservoir exhausted (solvent 20 %, film resistance 24.0 times"),
        (0.2, 26.0, "critical film resistance (solvent 20 %, film resistance 26.0 times"),
    ],
)
def test_the_larger_factor_on_the_film_is_the_cause(cell, solvent, ratio, cause):
    aged = {**FIRST, CAPACITY: 10.0, SOLVENT: solvent, FILM: 200 * ratio}
    assert cause in str(cell.failure(aged, FIRST))


def test_a_cell_without_solvent_has_failed_whatever_its_capacity(cell):
    wet, dry = ({**FIRST, SOLVENT: s, FILM: 400.0} for s in (0.021, 0.019))
    assert cell.failure(wet, FIRST) is None
    assert "solvent reservoir exhausted" in str(cell.failure(dry, FIRST))


def test_a_cycle_measures_what_the_cell_does(cell, values, aged_film_resistance):
    """Numbers of one cycle from its duration and the equations, not from the cell."""
    fresh = cell.initial_state()
    record = cell.cycle(fresh)
    measured = record.values
    assert record.failure is None
    # 2C of 170 mAh/g practical capacity is 340 mA/g.
    practical = values["Practical specific capacity of LFP [mA.h.g-1]"]
    discharge_h = measured[CAPACITY] / (2 * practical)
    charge_h = measured["Duration [h]"] - discharge_h
    efficiency = 100 * discharge_h / charge_h if charge_h else 0
    assert measured["Coulombic efficiency [%]"] == pytest.approx(efficiency)
    # The film has grown by less than a per cent in a cycle.
    assert measured[FILM] == pytest.approx(aged_film_resistance, rel=0.02)
    f = cell.entry(record.state, "Accessible active material fraction")
    assert 0 < measured[LAM] < 1
    assert measured[LAM] == pytest.approx(100 * (1 - f))
    foil = values["Negative electrode thickness [m]"] / 1.3e-5 * F / 3.6 / 1e4
    assert measured["Lithium inventory [mA.h.cm-2]"] == pytest.approx(foil, rel=0.01)
    assert measured[SOLVENT] == pytest.approx(cell.entry(record.state, SOLVENT))
    assert measured[SOLVENT] < 1


def test_the_capacity_factor_scales_the_specific_capacity(values):
    model = CompositeElectrolyteDFN()
    records = [
        cell.cycle(cell.initial_state()).values
        for cell in (LFPCycling(model, values), LFPCycling(model, values, capacity_factor=0.9))
    ]
    assert records[1][CAPACITY] == pytest.approx(0.9 * records[0][CAPACITY])
    assert records[0][LAM] == 0
    assert records[0][SOLVENT] == 1


@pytest.fixture(scope="module")
def symmetric(values) -> SymmetricCycling:
    model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING)
    return SymmetricCycling(model, values, 2.0, 0.5, voltage_limit=0.6)


def test_a_symmetric_cell_fails_at_its_voltage_limit_of_one_polarity(symmetric):
    aged = {**FIRST, FILM: 900.0, SOLVENT: 0.5}
    for within in (1.19, 1.2):
        assert symmetric.failure({**aged, POLARISATION: within}, FIRST) is None
    said = str(symmetric.failure({**aged, POLARISATION: 1.21}, FIRST))
    assert said.startswith("voltage limit of 0.6 V exceeded: critical film resistance")


def test_a_symmetric_cell_without_solvent_has_failed(symmetric):
    wet, dry = ({**FIRST, SOLVENT: s, FILM: 400.0} for s in (0.021, 0.019))
    assert symmetric.failure(wet, FIRST) is None
    assert "solvent reservoir exhausted" in str(symmetric.failure(dry, FIRST))


def test_a_symmetric_cycle_is_read_from_peak_to_peak(symmetric, values, aged_film_resistance):
    measured = symmetric.cycle(symmetric.first_state()).values
    # 0.5 A.h/m2 at 2 A/m2, twice.
    assert measured["Duration [h]"] == pytest.approx(0.5)
    assert measured[FILM] == pytest.approx(aged_film_resistance, rel=0.01)
    # The same two half cycles by PyBaMM's own experiment.
    area = values["Electrode width [m]"] * values["Electrode height [m]"]
    steps = [pybamm.step.current(i * 2.0 * area, duration="15 minutes") for i in (1, -1)]
    model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING)
    simulation = pybamm.Simulation(
        model, parameter_values=values, experiment=pybamm.Experiment([tuple(steps)])
    )
    cycle = simulation.solve(showprogress=False).cycles[0]
    there, back = (step["Voltage [V]"].entries[-1] for step in cycle.steps)
    assert there < 0 < back
    assert measured[POLARISATION] == pytest.approx(back - there, rel=1e-3)


def test_the_picture_shows_capacity_efficiency_and_failure():
    cycles = np.arange(1.0, 6.0)
    table = pd.DataFrame(
        {
            "Cycle": cycles,
            CAPACITY: 150 - cycles,
            "Coulombic efficiency [%]": 99 + 0.1 * cycles,
        }
    )
    found = draw_cycling(CyclingResult(table, DONE, 5, (), 4.0), "PHLP-15", "t", False)
    left, right = found.axes
    curve, failure = left.lines
    assert curve.get_xydata() == pytest.approx(np.column_stack([cycles, 150 - cycles]))
    assert list(failure.get_xdata()) == [4.0, 4.0]
    (efficiency,) = right.lines
    assert efficiency.get_ydata() == pytest.approx(99 + 0.1 * cycles)
    # LFP holds 170 mAh/g; an efficiency is read between 97 and 101 %.
    assert left.get_ylim() == (0, 175)
    assert right.get_ylim() == (97, 101)
