"""Long cycling on cells whose ageing is known in closed form."""

import json
import sys
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.experiments.cycling import CycleRecord, cycle_by_cycle, follow_envelope, runs
from sclcell.experiments.cycling.cells import CAPACITY, DURATION
from sclcell.experiments.cycling.checkpoint import Checkpoint, fingerprint
from sclcell.experiments.cycling.runs import _run_key
from sclcell.experiments.outcome import Kind, Outcome
from sclcell.experiments.whole_cycles import whole_cycles
from sclcell.models.sei.sei_solvent_diffusion import SolventDiffusionSEI
from sclcell.parameter_sets.cell import Cell

FILM = """
filler_wt_percent = 15
[matrix]
conductivity_mS_cm = 0.5
transference_number = 0.2
activation_energy_eV = 0.3
"""


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
        worn = values[CAPACITY] < self.end_of_life * first[CAPACITY]
        return Outcome(Kind.EVENT, {"event": "worn out"}) if worn else None

    def imbalance(self, values):
        return 0.0

    def complete(self, table):
        return table


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


FAILED = Outcome(Kind.SOLVER_FAILED, {"message": "singular"})


class DelicateCell(ToyCell):
    """Its solver starts only from states that a cycle has reached."""

    reached = (0.5,)

    def cycle(self, state):
        if not any(np.isclose(state[2], x, rtol=1e-9, atol=0) for x in self.reached):
            return CycleRecord(state, {CAPACITY: 0.0, DURATION: 0.0}, FAILED)
        record = super().cycle(state)
        self.reached = (*self.reached, record.state[2])
        return record


def test_a_fast_state_that_the_solver_cannot_start_from_is_replaced():
    found, exact = follow_envelope(DelicateCell(), 200), cycle_by_cycle(ToyCell(), 200)
    assert found.termination == exact.termination
    assert list(found.table[CAPACITY]) == pytest.approx(list(exact.table[CAPACITY]), rel=3e-4)


class BreakingCell(ToyCell):
    """Its 30th cycle, and every later one, cannot be run."""

    why = FAILED
    settled_values = ("gained",)

    def cycle(self, state):
        record = super().cycle(state)
        if state[1] > 28.5:
            return CycleRecord(state, {CAPACITY: 0.0, DURATION: 0.0, "gained": 0.0}, self.why)
        record.values["gained"] = 0.1
        return record


@pytest.mark.parametrize("run", [cycle_by_cycle, follow_envelope])
@pytest.mark.parametrize(("why", "last"), [(FAILED, np.nan), (Outcome(Kind.LIMIT_AT_ONCE), 0.0)])
def test_a_cycle_that_the_solver_did_not_finish_has_no_capacity_known(run, why, last):
    cell = BreakingCell()
    cell.why = why
    result = run(cell, 100)
    assert result.failed_cycle == pytest.approx(30, abs=1)
    assert result.outcome == why
    end = result.table[[CAPACITY, "gained"]].iloc[-1]
    assert end.to_numpy() == pytest.approx([last, last], nan_ok=True)
    assert (result.table[CAPACITY].iloc[:-1] > 90).all()


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
    exact = cycle_by_cycle(ToyCell(loss=4e-3), 130).table[CAPACITY]
    errors = []
    for rtol in (1e-1, 1e-4):
        found = follow_envelope(ToyCell(loss=4e-3), 130, rtol=rtol).table[CAPACITY]
        errors.append(np.abs(found / exact - 1).max())
    assert errors[1] < errors[0]


@pytest.mark.parametrize(
    "options", [{}, {"loss": 5e-3}, {"loss": 1e-3, "knee": 200.0}, {"loss": 3e-2}]
)
def test_the_number_of_cycles_changes_nothing_before_it(options):
    longest = follow_envelope(ToyCell(**options), 2000)
    for cycles in (3, 20, 21, 90, 300, 700):
        shorter = follow_envelope(ToyCell(**options), cycles)
        assert shorter.table.equals(longest.table.iloc[:cycles])
        if shorter.failed_cycle is not None or len(longest.table) <= cycles:
            assert shorter.failed_cycle == longest.failed_cycle
            assert shorter.termination == longest.termination


class CellWithMemory(ToyCell):
    """Its fast state takes some cycles to follow, moves with f and counts in the capacity."""

    settled_values = ("gained",)

    def cycle(self, state):
        record = super().cycle(state)
        f, _, x = state
        end = f + 0.5 * (x - f)
        record.values["gained"] = end - x
        record.state[2] = end
        return record

    def imbalance(self, values):
        return values["gained"] / 100


def test_a_step_that_leaves_fast_states_behind_lets_them_settle():
    exact = cycle_by_cycle(CellWithMemory(loss=2e-3), 400).table[CAPACITY]
    envelope = follow_envelope(CellWithMemory(loss=2e-3), 400)
    n = len(exact)
    assert len(envelope.table) == n
    assert list(envelope.table[CAPACITY]) == pytest.approx(list(exact), rel=5e-4)
    assert envelope.simulated_cycles < n / 2


class SwingingCell(CellWithMemory):
    """Its solver starts from no fast state but one that a cycle has left behind.

    Beside the fast state that shows in the balance it has one that does not.
    """

    def first_state(self):
        return np.array([1.0, 0.0, 1.0, 1.0])

    def with_slow(self, state, slow):
        return np.array([*slow, *state[2:]])

    def on_line(self, older, newer, share):
        return newer if share == 0 else np.full_like(newer, np.nan)

    def cycle(self, state):
        if np.isnan(state).any():
            values = {CAPACITY: 0.0, DURATION: 0.0, "gained": 0.0}
            return CycleRecord(state, values, FAILED)
        record = super().cycle(state[:3])
        f, y = state[0], state[3]
        record.values[CAPACITY] += 20 * (y - f)
        record.values["gained"] = 0.0
        return CycleRecord(np.append(record.state, f + 0.1 * (y - f)), record.values)


def test_a_state_of_another_age_in_balance_is_not_taken_for_settled():
    """Capacities of thick cathodes were 0.5 % off: their lines led to states without solution."""
    exact = cycle_by_cycle(SwingingCell(loss=5e-4), 400).table[CAPACITY]
    envelope = follow_envelope(SwingingCell(loss=5e-4), 400)
    assert list(envelope.table[CAPACITY]) == pytest.approx(list(exact), rel=2e-3)
    assert envelope.simulated_cycles < 200


class TrailingCell(CellWithMemory):
    """Ages faster and faster with a fast state that trails the slow one."""

    def first_state(self):
        return np.array([1.0, 0.0, 1.0])

    def cycle(self, state):
        f, n, x = state
        lost = self.loss * (1 + (8 * (1 - x)) ** 2)
        values = {CAPACITY: 100 * f, DURATION: 2.0, "gained": 10 * (f - x)}
        return CycleRecord(np.array([f - lost, n + 1, f + 0.5 * (x - f)]), values)


def test_a_repeated_cycle_starts_with_fast_states_that_trail():
    """With those of the next cycle in their place the cell failed 0.6 cycles too late."""
    exact = cycle_by_cycle(TrailingCell(loss=1e-3), 400).table[CAPACITY].to_numpy()
    found = follow_envelope(TrailingCell(loss=1e-3), 400)
    n = len(exact) - 2
    ahead = (exact - found.table[CAPACITY].to_numpy())[n] / -np.diff(exact)[n]
    assert abs(ahead) < 0.05


class CellWithKnee(ToyCell):
    """Loses 0.05 % per cycle, and 2 % once 150 cycles are over."""

    def cycle(self, state):
        record = super().cycle(state)
        over = max(state[1] - 150, 0.0)
        record.values[CAPACITY] -= 2 * over**2 / (over + 10)
        return record


def test_a_step_over_a_knee_is_taken_back():
    exact = cycle_by_cycle(CellWithKnee(loss=5e-4), 400)
    found = follow_envelope(CellWithKnee(loss=5e-4), 400)
    assert found.failed_cycle == exact.failed_cycle
    assert list(found.table[CAPACITY]) == pytest.approx(list(exact.table[CAPACITY]), rel=2e-3)
    assert found.simulated_cycles < 100


class UnbalancedCell(ToyCell):
    """Every discharge gives 2 % more than the charge: the fast state goes its own way."""

    def imbalance(self, values):
        return 0.02


def test_a_cell_out_of_balance_is_simulated_cycle_by_cycle():
    cell = UnbalancedCell()
    assert follow_envelope(cell, 80).simulated_cycles == cell.cycles_run == 80


def test_failure_while_fast_states_settle_is_found_cycle_by_cycle():
    """The first step of 30 cycles leaves the fast state behind; catching up runs into failure."""
    for loss in (9e-3, 1.2e-2, 1.5e-2, 1.8e-2, 2.1e-2):
        exact = cycle_by_cycle(CellWithMemory(loss=loss), 200)
        found = follow_envelope(CellWithMemory(loss=loss), 200)
        assert found.failed_cycle == pytest.approx(exact.failed_cycle, abs=1)


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


@pytest.mark.parametrize(("run", "cycles"), [(cycle_by_cycle, 200), (follow_envelope, 600)])
@pytest.mark.parametrize("lifetime", [1, 7, 13])
def test_resume_after_a_kill_gives_the_same_and_repeats_nothing(run, cycles, lifetime, tmp_path):
    key = fingerprint("toy")
    whole = ToyCell()
    expected = run(whole, cycles, Checkpoint(None, key))
    path = tmp_path / "progress.npz"
    spent, kills = 0, 0
    while True:
        cell = ToyCell(lifetime=lifetime if kills < 20 else None)
        try:
            result = run(cell, cycles, Checkpoint(path, key))
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
    assert run(again, cycles, Checkpoint(path, key)).table.equals(expected.table)


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


def _half_way(run, path):
    with pytest.raises(Killed):
        run(ToyCell(lifetime=12), 2000, Checkpoint(path, "k"))


def _rewritten(path, change):
    with np.load(path) as stored:
        content = dict(stored)
    change(content)
    with path.open("wb") as stream:
        np.savez(stream, **content)


@pytest.mark.parametrize("run", [cycle_by_cycle, follow_envelope])
@pytest.mark.parametrize("kept", [0, 0.3, 0.9, 0.999])
def test_a_truncated_checkpoint_is_refused(run, kept, tmp_path):
    path = tmp_path / "progress.npz"
    _half_way(run, path)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    with pytest.raises(InputError, match=r"progress\.npz is damaged"):
        run(ToyCell(), 2000, Checkpoint(path, "k"))


@pytest.mark.parametrize(
    ("run", "name"),
    [
        (cycle_by_cycle, "state"),
        *((follow_envelope, name) for name in ("state", "u", "f", "settled")),
    ],
)
@pytest.mark.parametrize(
    "change",
    [
        lambda array: array[..., :-1],
        lambda array: np.append(array, array[..., :1], axis=-1),
        lambda array: np.where(np.arange(array.shape[-1]) == 1, np.nan, array),
    ],
)
def test_a_state_that_is_not_whole_is_refused(run, name, change, tmp_path):
    path = tmp_path / "progress.npz"
    _half_way(run, path)
    _rewritten(path, lambda content: content.update({name: change(content[name])}))
    with pytest.raises(InputError, match=rf"progress\.npz is damaged: '{name}'"):
        run(ToyCell(), 2000, Checkpoint(path, "k"))


@pytest.mark.parametrize(
    ("run", "names"),
    [
        (cycle_by_cycle, ("state", "rows", "failure")),
        (follow_envelope, ("state", "settled", "mode", "knots", "pending")),
    ],
)
def test_a_checkpoint_that_lacks_something_is_refused(run, names, tmp_path):
    path = tmp_path / "progress.npz"
    for name in names:
        path.unlink(missing_ok=True)
        _half_way(run, path)
        _rewritten(path, lambda content, name=name: _without(content, name))
        with pytest.raises(InputError, match=rf"progress\.npz is damaged: '{name}' is missing"):
            run(ToyCell(), 2000, Checkpoint(path, "k"))


def _without(content, name):
    if content.pop(name, None) is None:
        plain = json.loads(str(content["_json"]))
        del plain[name]
        content["_json"] = np.array(json.dumps(plain))


class TestRunKey:
    """What a checkpoint of a run belongs to."""

    @staticmethod
    def key(path, text=FILM, mechanisms=(SolventDiffusionSEI,), **fields):
        path.write_text(text)
        values = Cell.from_name(str(path), **fields).parameter_values()
        return _run_key(values, mechanisms, "LFP", 1.0)

    def test_a_film_counts_by_content(self, tmp_path):
        path = tmp_path / "film.toml"
        key = self.key(path)
        assert key == self.key(tmp_path / "copy.toml")
        assert key != self.key(path, FILM.replace("0.5", "0.50000001"))
        assert key != self.key(path, catholyte="PHLP-15")

    def test_the_program_counts(self, tmp_path, monkeypatch):
        key = self.key(tmp_path / "film.toml")
        monkeypatch.setattr(runs, "program_digest", lambda module: "another")
        assert key != self.key(tmp_path / "film.toml")

    def test_a_mechanism_of_the_users_own_counts_by_its_source(self, tmp_path, monkeypatch):
        monkeypatch.syspath_prepend(tmp_path)
        keys = []
        for number in (1, 2):
            source = f"class Own:\n    factor = {number}\n"
            (tmp_path / f"own{number}.py").write_text(source)
            own = import_module(f"own{number}").Own
            # As if one module had been edited.
            monkeypatch.setitem(sys.modules, "own", sys.modules[f"own{number}"])
            own.__module__ = "own"
            keys.append(self.key(tmp_path / "film.toml", mechanisms=(own,)))
        assert keys[0] != keys[1]


@pytest.mark.parametrize(
    ("hours", "cycles"), [(1.0, 1), (1.5, 1), (1.999, 1), (2.5, 2), (3.5, 3), (7.5, 7)]
)
def test_a_test_of_some_hours_has_the_cycles_that_fit(hours, cycles):
    assert whole_cycles(hours, 0.1, 0.05) == cycles


def test_rounding_does_not_cost_a_cycle():
    # 0.3 h of cycles of 0.1 h
    assert whole_cycles(0.3, 1.0, 0.05) == 3


def test_less_than_a_cycle_is_refused():
    with pytest.raises(InputError, match="less than one cycle of 1 h"):
        whole_cycles(0.99, 0.1, 0.05)


def test_rapid_decline_and_retention_are_read_off_the_table():
    result = cycle_by_cycle(ToyCell(loss=1e-3, knee=100.0), 150)
    assert result.rapid_decline_cycle == pytest.approx(102, abs=1)
    # The first capacity is 0.5 % above the settled one: 0.95 * 1.005 = 0.999^46.5
    assert result.cycle_at_retention(0.95) == pytest.approx(48, abs=1)
    assert np.isnan(cycle_by_cycle(ToyCell(), 50).rapid_decline_cycle)
