"""Ageing in the models: exponents of growth, lithium balance, no fade without mechanisms."""

import numpy as np
import pybamm
import pytest

from sclcell.experiments.cycling import LFPCycling, SymmetricCycling
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.experiments.outcome import Kind
from sclcell.models import CompositeElectrolyteDFN, CompositeElectrolyteSPMe
from sclcell.models.mechanisms import AGEING, LITHIUM_IN_ALL_PLACES, LITHIUM_SIDE_AGEING
from sclcell.models.symmetric_lithium_cell import SymmetricLithiumCell

THICKNESS = "Left lithium SEI thickness [m]"


def thickness_at_rest(law: str, hours: np.ndarray, **overrides: float) -> np.ndarray:
    """Thickness of the film in a resting Li|CPE|Li cell with one law of growth alone."""
    values = pybamm.ParameterValues("Li2024_PHLP15")
    values.update({"Lithium interphase film resistance [Ohm.m2]": 1e-6, **overrides})
    model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=[law])
    solver = pybamm.IDAKLUSolver(rtol=1e-9, atol=1e-12)
    cell = SymmetricCycling(model, values, solver=solver)
    state, now, found = cell.first_state(), 0.0, [cell.entry(cell.first_state(), THICKNESS)]
    for end in hours:
        state = cell.step(state, 0.0, (end - now) * 3600).state
        found.append(cell.entry(state, THICKNESS))
        now = end
    return np.array(found)


HOURS = np.array([100.0, 1000.0, 10000.0])


def test_solvent_diffusion_grows_with_the_root_of_time():
    L = thickness_at_rest("SolventDiffusionSEI", HOURS)
    exponent = np.diff(np.log(L[1:])) / np.log(10)
    assert exponent == pytest.approx(0.5, rel=0.01)


def test_reaction_limited_growth_goes_with_time():
    L = thickness_at_rest("ReactionLimitedSEI", HOURS)
    exponent = np.diff(np.log(L[1:] - L[0])) / np.log(10)
    assert exponent == pytest.approx(1.0, rel=0.01)


def test_tunnelling_grows_with_the_logarithm_of_time():
    fast = {"SEI reaction exchange current density [A.m-2]": 0.1}
    L = thickness_at_rest("TunnellingSEI", HOURS, **fast)
    # L rises by ln(10)/beta per decade, beta = 1/nm
    assert np.diff(L[1:]) == pytest.approx(np.log(10) * 1e-9, rel=0.01)


@pytest.mark.parametrize(("permeability", "exponent"), [(1e-10, 1.0), (1e-22, 0.5)])
def test_kolzenberg_law_goes_from_reaction_to_diffusion(permeability, exponent):
    names = "SEI lithium interstitial permeability [mol.m-1.s-1]"
    overrides = {names: permeability, "SEI electron tunnelling distance [m]": 0.0}
    if exponent == 0.5:
        overrides["SEI reaction exchange current density [A.m-2]"] = 1e-4
    L = thickness_at_rest("KolzenbergSEI", HOURS, **overrides)
    start = L[0] if exponent == 1.0 else 0.0
    assert np.diff(np.log(L[1:] - start)) / np.log(10) == pytest.approx(exponent, rel=0.01)


@pytest.fixture(scope="module")
def fast_ageing() -> pybamm.ParameterValues:
    """A PHL-15 cell with thin lithium, all of whose mechanisms are visible in few cycles."""
    values = pybamm.ParameterValues("Li2024_PHL15")
    values["Negative electrode thickness [m]"] = 5e-6
    values["Loss of active material per equivalent full cycle"] = 1e-3
    values["CEI lithium concentration [mol.m-3]"] = 5000
    return values


def lithium_drift(
    values: pybamm.ParameterValues,
    cycles: int,
    rtol: float | None = None,
    c_rate: float = 1.0,
    Model: type = CompositeElectrolyteDFN,
) -> float:
    """Largest change of the lithium in all places over what the cathode can hold.

    By default at the tolerances that long cycling ships with.
    """
    model = Model(mechanisms=AGEING)
    solver = None if rtol is None else pybamm.IDAKLUSolver(rtol=rtol, atol=rtol * 1e-3)
    cell = LFPCycling(model, values, c_rate, solver=solver)
    state = cell.first_state()
    lithium = [cell.lithium(state)]
    slow = cell.slow(state)
    for _ in range(cycles):
        state = cell.cycle(state).state
        lithium.append(cell.lithium(state))
    assert np.all(cell.slow(state) != slow), "a mechanism did nothing"
    area = values["Electrode width [m]"] * values["Electrode height [m]"]
    return float(np.ptp(lithium) / (cell.nominal_Ah * 3600 / pybamm.constants.F.value / area))


def at_temperature(celsius: float, name: str = "Li2024_PHLP15") -> pybamm.ParameterValues:
    values = pybamm.ParameterValues(name)
    for which in ("Ambient", "Initial"):
        values[f"{which} temperature [K]"] = 273.15 + celsius
    return values


@pytest.mark.parametrize("Model", [CompositeElectrolyteDFN, CompositeElectrolyteSPMe])
def test_lithium_is_conserved_at_the_tolerances_of_long_cycling(Model):
    assert lithium_drift(at_temperature(80), 20, Model=Model) < 1e-9


@pytest.mark.slow
@pytest.mark.parametrize(("celsius", "c_rate"), [(-20, 0.02), (30, 1.0), (60, 1.0), (80, 1.0)])
def test_lithium_is_conserved_over_a_hundred_cycles_at_any_temperature(celsius, c_rate):
    assert lithium_drift(at_temperature(celsius), 100, c_rate=c_rate) < 1e-8


@pytest.mark.parametrize("mechanism", AGEING)
def test_every_mechanism_can_stand_alone(mechanism):
    model = CompositeElectrolyteDFN(mechanisms=[mechanism])
    assert LITHIUM_IN_ALL_PLACES in model.variables


def test_lithium_of_the_cei_comes_from_the_electrode():
    cell = LFPCycling(
        CompositeElectrolyteDFN(mechanisms=["CathodeInterphase"]),
        at_temperature(60),
    )
    fresh = cell.initial_state()
    state = cell.step(fresh, 0.0, 36000).state
    fell = -np.diff([cell.observe(s, "Lithium inventory [mol.m-2]") for s in (fresh, state)])
    # dn/dt = -k a L c_Li / (2 L_CEI): the mean of 1/L over time is 2 / (L_0 + L_1).
    rates = [cell.observe(s, "CEI lithium consumption rate [mol.m-2.s-1]") for s in (fresh, state)]
    mean = 2 / (1 / rates[0] + 1 / rates[1])
    assert fell == pytest.approx(36000 * mean, rel=1e-5)
    assert cell.observe(state, "Lithium in CEI [mol.m-2]") == pytest.approx(fell[0], rel=1e-9)


def test_lithium_in_contact_is_that_of_the_particles():
    cell = LFPCycling(
        CompositeElectrolyteDFN(mechanisms=AGEING),
        at_temperature(60),
    )
    state = cell.first_state()
    for _ in range(5):
        state = cell.cycle(state).state
    values = cell.cell.values
    area = values["Electrode width [m]"] * values["Electrode height [m]"]
    solid = values["Positive electrode active material volume fraction"]
    volume = values["Positive electrode thickness [m]"] * solid
    counted = cell.entry(state, "Mean lithium in contact per fresh active material [mol.m-3]")
    held = cell.observe(state, "Total lithium in positive electrode [mol]")
    assert counted * volume * area == pytest.approx(held, rel=1e-8)


def test_lithium_is_conserved_with_every_mechanism_on(fast_ageing):
    assert lithium_drift(fast_ageing, 10, 1e-8) < 1e-9


@pytest.mark.slow
def test_lithium_is_conserved_over_a_hundred_cycles(fast_ageing):
    assert lithium_drift(fast_ageing, 100, 1e-8) < 1e-8


def test_lithium_is_conserved_in_the_symmetric_cell():
    values = pybamm.ParameterValues("Li2024_PHL15")
    values["Negative electrode thickness [m]"] = 5e-6
    model = SymmetricLithiumCell({"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING)
    cell = SymmetricCycling(model, values)
    state = cell.first_state()
    before = cell.observe(state, LITHIUM_IN_ALL_PLACES)
    for _ in range(100):
        state = cell.cycle(state).state
    assert cell.observe(state, LITHIUM_IN_ALL_PLACES) == pytest.approx(before, rel=1e-12)


def relative_fade(cycles: int) -> float:
    """Fade of a cell without mechanisms once its fast states have settled."""
    solver = pybamm.IDAKLUSolver(rtol=1e-9, atol=1e-11)
    values = pybamm.ParameterValues("Li2024_PHLP15")
    cell = LFPCycling(CompositeElectrolyteDFN(), values, solver=solver)
    state = cell.first_state()
    capacity = []
    for _ in range(cycles):
        record = cell.cycle(state)
        state = record.state
        capacity.append(record.values[CAPACITY])
    return abs(capacity[-1] / capacity[20] - 1)


@pytest.mark.slow
def test_no_mechanism_no_fade():
    assert relative_fade(121) < 1e-6


def test_lithium_exhaustion_ends_the_cycle_and_is_named(fast_ageing):
    values = fast_ageing.copy()
    values["Negative electrode thickness [m]"] = 0.5e-6
    cell = LFPCycling(CompositeElectrolyteDFN(mechanisms=AGEING), values)
    fresh = cell.initial_state()
    step = cell.step(fresh, cell.current, cell.longest)
    assert step.outcome.kind is Kind.LITHIUM_EXHAUSTED
    assert cell.observe(step.state, "Lithium inventory [mol.m-2]") == pytest.approx(0, abs=1e-6)
    # 0.5 um are 0.103 mA.h.cm-2, of which 0.255 flow in an hour
    assert step.duration / 3600 == pytest.approx(0.5e-4 * 0.534 * 3861 / 0.255, rel=0.02)
    assert not cell.step(step.state, -cell.current, 60).outcome.failed


@pytest.mark.parametrize("Model", [CompositeElectrolyteDFN, CompositeElectrolyteSPMe])
def test_native_experiment_with_constant_voltage_and_summary_variables(Model):
    model = Model(mechanisms=AGEING)
    cycle = ("Discharge at 1C until 2.5 V", "Charge at 1C until 4 V", "Hold at 4 V until C/10")
    simulation = pybamm.Simulation(
        model,
        parameter_values=pybamm.ParameterValues("Li2024_PHL15"),
        experiment=pybamm.Experiment([cycle] * 2),
    )
    summary = simulation.solve(showprogress=False).summary_variables
    lost = summary["Loss of lithium to negative SEI [mol]"]
    assert lost[1] > lost[0] > 0
    assert summary["Loss of active material in positive electrode [%]"][1] > 0
    assert set(model.slow_states) <= set(summary.all_variables)
