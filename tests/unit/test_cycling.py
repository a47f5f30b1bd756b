"""Long cycling on cells whose ageing is known in closed form."""

from dataclasses import dataclass

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.experiments.cycling import CycleRecord, cycle_by_cycle, follow_envelope
from sclcell.experiments.cycling.cells import CAPACITY, DURATION
from sclcell.experiments.cycling.checkpoint import Checkpoint, fingerprint


class Killed(BaseException):
    """Stands for SIGKILL: nothing may catch it."""


@dataclass
class ToyCell:
    """State (f, x): f loses a share per cycle, x is fast and forgets its past.

    From cycle `knee` on, if given, the loss is ten times as large.
    """

    loss: float = 3e-4
    knee: float | None = None
    lifetime: int | None = None
    end_of_life: float = 0.5
    cycles_run: int = 0

    leading = CAPACITY
    settled_values = ()
    slow_states = ("f", "N")

    def first_state(self):
        return np.array([1.0, 0.0, 0.5])

    def slow(self, state):
        return state[:2].copy()

    def with_slow(self, state, slow):
        return np.array([*slow, state[2]])

    def on_line(self, older, newer, share):
        return newer + share * (newer - older)

    def cycle(self, state):
        if self.lifetime is not None and self.cycles_run >= self.lifetime:
            raise Killed
        self.cycles_run += 1
        f, n, x = state
        loss = self.loss * (10 if self.knee is not None and n >= self.knee else 1)
        capacity = 100 * f * (1 + 0.01 * x)
        end = np.array([f * (1 - loss), n + 1, 0.1 * x])
        return CycleRecord(end, {CAPACITY: capacity, DURATION: 2.0 * f})

    def failure(self, values, first):
        return "worn out" if values[CAPACITY] < self.end_of_life * first[CAPACITY] else None


def test_exact_mode_runs_every_cycle():
    cell = ToyCell()
    result = cycle_by_cycle(cell, 50)
    assert cell.cycles_run == result.simulated_cycles == len(result.table) == 50
    assert result.table[CAPACITY].iloc[-1] == pytest.approx(100 * (1 - 3e-4) ** 49)
    assert result.termination == "50 cycles completed"


def test_envelope_agrees_with_every_cycle_and_needs_few():
    exact = cycle_by_cycle(ToyCell(), 1000)
    cell = ToyCell()
    envelope = follow_envelope(cell, 1000)
    assert cell.cycles_run == envelope.simulated_cycles < 60
    for column in (CAPACITY, "Time [h]"):
        assert envelope.table[column].to_numpy() == pytest.approx(
            exact.table[column].to_numpy(), rel=2e-4
        )
    assert envelope.notes == ()


class DelicateCell(ToyCell):
    """Its solver starts only from states that a cycle has reached."""

    reached = (0.5,)

    def cycle(self, state):
        if not any(np.isclose(state[2], x, rtol=1e-9, atol=0) for x in self.reached):
            return CycleRecord(state, {CAPACITY: 0.0, DURATION: 0.0}, "solver failed: singular")
        record = super().cycle(state)
        self.reached = (*self.reached, record.state[2])
        return record


def test_a_fast_state_that_the_solver_cannot_start_from_is_replaced():
    found, exact = follow_envelope(DelicateCell(), 200), cycle_by_cycle(ToyCell(), 200)
    assert found.termination == exact.termination
    assert list(found.table[CAPACITY]) == pytest.approx(list(exact.table[CAPACITY]), rel=3e-4)


class CellWithIdleState(ToyCell):
    """Has a slow state that stays zero, like dead lithium where none dies."""

    slow_states = ("f", "N", "idle")

    def slow(self, state):
        return np.append(state[:2], 0.0)

    def with_slow(self, state, slow):
        return super().with_slow(state, slow[:2])


def test_a_state_that_stays_zero_does_no_harm():
    found, exact = follow_envelope(CellWithIdleState(), 200), cycle_by_cycle(ToyCell(), 200)
    assert found.termination == exact.termination
    assert found.simulated_cycles < 60  # and not every cycle, for want of an error estimate
    assert list(found.table[CAPACITY]) == pytest.approx(list(exact.table[CAPACITY]), rel=3e-4)


def test_tolerance_rules_the_error():
    exact = cycle_by_cycle(ToyCell(loss=5e-3), 130).table[CAPACITY]
    errors = []
    for rtol in (1e-1, 1e-4):
        found = follow_envelope(ToyCell(loss=5e-3), 130, rtol=rtol).table[CAPACITY]
        errors.append(np.abs(found / exact - 1).max())
    assert errors[1] < errors[0]


@pytest.mark.parametrize("loss", [1e-3, 7e-3])
def test_failure_is_located_within_a_cycle(loss):
    exact = cycle_by_cycle(ToyCell(loss=loss), 2000)
    envelope = follow_envelope(ToyCell(loss=loss), 2000, rtol=1e-4)
    assert exact.termination == envelope.termination == "worn out"
    # forward differences of the discrete map against the flow: half a cycle's loss per cycle
    slack = 1 + loss * exact.failed_cycle / 2
    assert envelope.failed_cycle == pytest.approx(exact.failed_cycle, abs=slack)


def test_gives_way_to_single_cycles_at_a_kink_and_says_so():
    exact = cycle_by_cycle(ToyCell(knee=200.0), 400)
    envelope = follow_envelope(ToyCell(knee=200.0), 400, rtol=1e-5)
    assert any("not smooth" in note for note in envelope.notes)
    error = np.abs(envelope.table[CAPACITY] / exact.table[CAPACITY] - 1)
    # Losing sight of the kink for one cycle costs 10 times 3e-4.
    assert error.max() < 4e-3
    assert envelope.simulated_cycles < 250


@pytest.mark.parametrize("run", [cycle_by_cycle, follow_envelope])
@pytest.mark.parametrize("lifetime", [1, 7, 13])
def test_resume_after_a_kill_gives_the_same_and_repeats_nothing(run, lifetime, tmp_path):
    key = fingerprint("toy")
    whole = ToyCell()
    expected = run(whole, 200, Checkpoint(None, key))
    path = tmp_path / "progress.npz"
    spent, kills = 0, 0
    while True:
        cell = ToyCell(lifetime=lifetime if kills < 20 else None)
        try:
            result = run(cell, 200, Checkpoint(path, key))
        except Killed:
            spent += cell.cycles_run
            kills += 1
            continue
        break
    assert kills > 0
    assert result.table.equals(expected.table)
    assert result.termination == expected.termination
    assert spent + cell.cycles_run == whole.cycles_run
    again = ToyCell(lifetime=0)
    assert run(again, 200, Checkpoint(path, key)).table.equals(expected.table)


def test_checkpoint_of_another_run_is_refused(tmp_path):
    path = tmp_path / "progress.npz"
    cycle_by_cycle(ToyCell(), 3, Checkpoint(path, fingerprint("one")))
    with pytest.raises(InputError, match="another cell or protocol"):
        cycle_by_cycle(ToyCell(), 3, Checkpoint(path, fingerprint("two")))


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    with pytest.raises(InputError, match="not a checkpoint"):
        cycle_by_cycle(ToyCell(), 3, Checkpoint(path, "k"))


def test_rapid_decline_and_retention_are_read_off_the_table():
    result = cycle_by_cycle(ToyCell(loss=1e-3, knee=100.0), 150)
    assert result.rapid_decline_cycle == pytest.approx(102, abs=1)
    # The first capacity is 0.5 % above the settled one: 0.95 * 1.005 = 0.999^46.5
    assert result.cycle_at_retention(0.95) == pytest.approx(48, abs=1)
    assert np.isnan(cycle_by_cycle(ToyCell(), 50).rapid_decline_cycle)
