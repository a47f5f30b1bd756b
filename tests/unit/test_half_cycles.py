"""Half cycles that start where the one before has ended, and what is said of those that cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sclcell.experiments.cycling.cells import LFPCycling
from sclcell.experiments.outcome import Kind
from sclcell.experiments.protocols import Step
from sclcell.experiments.rate import simulate_rate_test
from sclcell.experiments.reasons import cut_off_at_once
from sclcell.experiments.simulator import Simulator
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.mechanisms import AGEING
from sclcell.models.voltage_losses import VOLTAGE_LOSSES
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.isothermal import build_cell

CAPACITY = "Specific discharge capacity [mA.h.g-1]"


@pytest.mark.parametrize(
    ("temperature", "rates"), [(30.0, (0.01, 0.02)), (80.0, (0.05, 0.07)), (80.0, (0.01,))]
)
def test_slow_and_warm_cells_have_their_capacity(temperature, rates):
    table = simulate_rate_test(Cell.from_name("PHLP-15", temperature_degC=temperature), rates).table
    assert table["Reason"].isna().all()
    assert ((table[CAPACITY] > 169) & (table[CAPACITY] < 170)).all()


@pytest.mark.parametrize("temperature", [60.0, 80.0])
def test_a_slow_warm_cell_can_be_cycled(temperature):
    model = CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=AGEING)
    # A day at 80 degC costs LFP with time, which is not what is looked at here.
    no_clock = {"Share of contact loss with root of time": 0.0}
    values = Cell("PHLP-15", temperature_degC=temperature, values=no_clock).parameter_values()
    cell = LFPCycling(model, values, 0.05)
    state = cell.first_state()
    for _ in range(3):
        record = cell.cycle(state)
        state = record.state
        assert record.failure is None
        assert record.values[CAPACITY] > 167


def run(steps, temperature):
    """Return how a protocol ended at a warm or cold cell, and what its last step gave."""
    build = build_cell(Cell.from_name("PHLP-15", temperature_degC=temperature))
    steps = [Step("rest", duration=600.0) if rate == 0 else _half_cycle(rate) for rate in steps]
    return Simulator(1).run(steps, [build], [1.0])[0]


def _half_cycle(rate):
    return Step("discharge" if rate > 0 else "charge", abs(rate))


@pytest.mark.parametrize("before", [[1.0], [1.0, -1.0]])
def test_a_limit_ends_only_what_drives_the_cell_there(before):
    """A current too small to move the voltage away from the limit passes all the same."""
    sign = 1 if before[-1] < 0 else -1
    passed = abs(run(before, 80.0).capacity_Ah)
    # Back to the other limit, all that the cell can give at no current.
    after = run([*before, sign * 1e-5], 80.0)
    assert not after.outcome.failed
    assert abs(after.capacity_Ah) == pytest.approx(passed, rel=0.2)
    assert abs(run([*before, -sign], 80.0).capacity_Ah) < 0.05 * passed


@pytest.mark.parametrize("before", [[0.05], [0.05, -0.05]])
def test_a_rest_is_ended_by_neither_limit(before):
    rest = run([*before, 0.0], 80.0).result
    assert (rest.outcome.kind, rest.time[-1]) == (Kind.TIME_OVER, 600.0)


def test_salt_depletion_is_named_where_it_keeps_a_cell_from_charging():
    film = {"Film salt diffusivity [m2.s-1]": 6.5e-13, "Film cation transference number": 0.36}
    cell = Cell.from_name(
        "PHLP-15",
        temperature_degC=60.0,
        separator_thickness_um=60.0,
        areal_loading_mg_cm2=2.5,
        values=film,
    )
    (row,) = simulate_rate_test(cell, (2.0,)).table.to_dict("records")
    assert row[CAPACITY] == 0
    assert row["Reason"].startswith(
        "charge at 2C: cut-off reached at once after salt depletion (0.6 % left): losses of "
    )


def test_what_is_said_to_exceed_the_voltage_available_does():
    cold = run([2.0], -30.0)
    words = str(cold.outcome).removeprefix("cut-off reached at once: film overpotential ").split()
    assert float(words[0]) > float(words[4])
    assert words[1:4] == ["V", "exceeds", "the"]


losses = st.lists(st.floats(-0.2, 2.0), min_size=9, max_size=9).filter(lambda x: sum(x) > 0)


@given(losses, st.floats(0.01, 0.99), st.floats(0, 1))
def test_no_reason_contradicts_itself(values, share, salt):
    """Losses that add up to more than what is available are told so, the largest among them."""
    named = dict(zip(VOLTAGE_LOSSES, values, strict=True))
    available = share * sum(values)
    outcome = cut_off_at_once(named, available, salt)
    reason, detail = outcome.reason, str(outcome)
    numbers = [float(w) for w in detail.replace("(", " ").split() if w.replace(".", "").isdigit()]
    if salt < 0.05:
        assert numbers.pop(0) == pytest.approx(100 * salt, abs=0.06)
    assert ("salt depletion" in reason) == (salt < 0.05)
    assert numbers[0] >= numbers[1]
    assert numbers[-1 if "largest" in detail else 0] == pytest.approx(max(values), abs=0.006)


@pytest.fixture
def few_iterations_fail(monkeypatch):
    """Steps of the first solver may not be shorter than half an hour: it fails."""
    monkeypatch.setattr("sclcell.experiments.solver._SHORTEST_STEP", 1800.0)


def test_a_half_cycle_whose_steps_shrink_without_end_is_repeated(few_iterations_fail):
    """With four Newton iterations a discharge never ended, and memory grew."""
    cell = LFPCycling(
        CompositeElectrolyteDFN({"calculate discharge energy": "false"}, mechanisms=AGEING),
        Cell("PHLP-15").parameter_values(),
    )
    found = cell.step(cell.initial_state(), cell.current, cell.longest)
    assert "patient" in vars(cell.cell.solver)
    assert found.outcome.kind is Kind.VOLTAGE_LIMIT
    assert found.duration == pytest.approx(3600 * 0.9, rel=0.1)


def test_a_design_that_fails_is_repeated_among_others(monkeypatch):
    """The batch asks the patient solver for what failed, and gets the same numbers."""
    build = build_cell(Cell("PHLP-15"))
    steps, rates = [_half_cycle(1.0)], [0.5, 1.0]
    wanted = Simulator(1).run(steps, [build] * 2, rates)
    monkeypatch.setattr("sclcell.experiments.solver._SHORTEST_STEP", 1800.0)
    simulator = Simulator(1)
    found = simulator.run(steps, [build] * 2, rates)
    assert "patient" in vars(simulator.solver)
    for ours, theirs in zip(found, wanted, strict=True):
        assert ours.outcome.kind is theirs.outcome.kind
        assert ours.result.time[-1] == pytest.approx(theirs.result.time[-1], rel=1e-4)
