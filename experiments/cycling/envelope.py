"""Long cycling along the envelope: an integrator steps over the states that age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.integrate import RK23
from tqdm import tqdm

from ..outcome import Kind, Outcome
from .cells import CycleRecord, CyclingCell
from .checkpoint import Checkpoint
from .interpolation import agree, piecewise
from .results import CyclingResult, with_time, without_unsolved
from .slow_dynamics import SETTLED_IN_A_ROW, SlowDynamics

__all__ = ["follow_envelope"]

#: The fast states have settled once the leading value's change per cycle varies less than this.
_SETTLED = 1e-4
_MOST_SETTLING_CYCLES = 12
_MOST_CATCHING_UP = 6
#: With a larger change of the imbalance from cycle to cycle, or a larger imbalance, the fast states
#: go their own way: the envelope is not followed.
_DRIFT = 1e-3
_UNBALANCED = 1e-2
#: A cell whose leading value changes by more than this per cycle fails before steps would pay.
_FAST = 5e-3
#: Cycles; the integrator multiplies its step by ten at most.
_FIRST_STEP = 30.0
#: A larger change of the leading value within a step leaves the fast states behind.
_LARGE_CHANGE = 0.1
#: If it is more than so much per cycle, and so many times what it was per cycle before, the step
#: has gone over a knee: it went too far, as near failure, see below.
_STEEP = 1e-3
_KNEE = 2.0
#: The tolerance is relative to what a state changes in so many cycles at its present rate.
_SPAN = 300.0
#: Below this step [cycles] the envelope is not smooth: so many cycles are then simulated.
_SMALLEST_STEP = 2.0
_EXACT_BLOCK = 20
#: Where a step has led into failure, or down a slope, steps go so far towards it, and where that
#: is less than so many cycles every cycle is simulated.
_TOWARDS_FAILURE = 0.5
_NEAR_FAILURE = 15.0


#: What a run consists of, beside the envelope's own.
_KEPT = (
    *("mode", "n", "failure", "failed_cycle", "notes", "step_size", "fails_at", "exact_until"),
    *("u", "f", "slope", "state", "seams", "rates"),
)


def follow_envelope(
    cell: CyclingCell,
    cycles: int,
    checkpoint: Checkpoint | None = None,
    progress: bool = False,
    rtol: float = 2e-5,
) -> CyclingResult:
    r"""Follow the states that age over many cycles, (ENV-1).

    .. math:: \frac{du}{dN} = u_\mathrm{end}(v) - v, \qquad v = u - \frac12\frac{du}{dN}

    The right-hand side is one simulated cycle; SciPy's ``RK23`` chooses steps so that the error
    of each slow state, and of the summed leading value, stays within the tolerance. Cycles between
    steps are interpolated. The first cycles are simulated until the fast states have settled;
    from then on these follow the slow ones on a line. Where a step leaves them behind, which
    shows in a charge that the discharge does not return, cycles are simulated until they have
    settled again. Cycles are simulated one by one wherever the integrator asks for steps of less
    than two cycles, which the notes then say, and into failure.

    How many cycles are asked for says where the run stops and changes nothing before.

    Parameters
    ----------
    cell : CyclingCell
        Cell and protocol.
    cycles : int
        Cycles to run.
    checkpoint : Checkpoint, optional
        Where progress is kept after each step, and taken up again.
    progress : bool, optional
        Whether to show a bar on standard error.
    rtol : float, optional
        Error of a step, relative to what 300 cycles change at the present rate: the default is
        that of 0.006 cycles.

    Returns
    -------
    CyclingResult
        A row per cycle; ends early if the cell fails.

    References
    ----------
    V. Sulzer et al., J. Electrochem. Soc. 168 (2021) 120531, for adaptive inter-cycle
    extrapolation; here a Runge–Kutta pair with error control takes its place. [Sulzer2021]_
    """
    run = _Run(cell, cycles, checkpoint or Checkpoint(None, ""), rtol)
    with tqdm(total=cycles, disable=None if progress else True, unit="cycle") as bar:
        while not run.finished:
            run.advance()
            bar.update(min(cycles, run.known) - bar.n)
    return run.result()


class _Run:
    """Progress along the envelope: everything in here is in the checkpoint."""

    def __init__(self, cell: CyclingCell, cycles: int, checkpoint: Checkpoint, rtol: float) -> None:
        self.cell, self.cycles, self.checkpoint, self.rtol = cell, cycles, checkpoint, rtol
        self.mode = "settle"
        self.n = 0.0
        self.failure: Outcome | None = None
        self.failed_cycle: float | None = None
        self.notes: list[str] = []
        self.step_size = _FIRST_STEP
        #: where a step was found to fail, or to go too far
        self.fails_at = np.inf
        self.exact_until = 0.0
        #: where steps ended: what was measured by then says what came before, once and for all
        self.seams: list[float] = []
        self.state = cell.first_state()
        self.envelope = SlowDynamics(cell, self.state)
        self.u = np.append(cell.slow(self.state), 0.0)
        self.f = np.zeros_like(self.u)
        #: where the last step on the envelope started and the rate there, a row, if there was one
        self.rates = np.empty((0, 1 + len(self.u)))
        #: change of the leading value per cycle
        self.slope = 0.0
        kept = checkpoint.load(
            {
                **dict.fromkeys(("u", "f"), len(self.u)),
                "rates": 1 + len(self.u),
                **dict.fromkeys(("state", "settled", "pending_states"), len(self.state)),
            }
        )
        if kept is not None:
            with checkpoint.reading():
                self._restore(kept)

    def _restore(self, kept: Mapping[str, Any]) -> None:
        """Take up a step that was interrupted, with the cycles simulated in it."""
        self._go_to(kept)
        self.envelope.simulated = kept["simulated"]
        self.envelope.pending = [
            CycleRecord(state, values, failure)
            for state, (values, failure) in zip(
                kept["pending_states"], kept["pending"], strict=True
            )
        ]

    def _go_to(self, kept: Mapping[str, Any]) -> None:
        """Go to a snapshot; cycles that were simulated since count."""
        for name in _KEPT:
            setattr(self, name, kept[name])
        self.envelope.settled = list(zip(kept["settled_at"], kept["settled"], strict=True))
        self.envelope.imbalance = kept["imbalance"]
        self.envelope.knots = {float(k): v for k, v in kept["knots"].items()}

    def _snapshot(self) -> dict[str, Any]:
        """Return all that the next step starts from."""
        return {
            **{name: getattr(self, name) for name in _KEPT},
            "notes": list(self.notes),
            "seams": list(self.seams),
            "knots": {repr(k): v for k, v in self.envelope.knots.items()},
            "settled_at": [n for n, _ in self.envelope.settled],
            "settled": np.array([state for _, state in self.envelope.settled]),
            "imbalance": self.envelope.imbalance,
            "simulated": self.envelope.simulated,
        }

    def _save(self, snapshot: Mapping[str, object]) -> None:
        """Keep where the step started and the cycles simulated in it so far."""
        pending = self.envelope.pending
        self.checkpoint.save(
            **snapshot,
            pending=[(record.values, record.failure) for record in pending],
            pending_states=np.array([record.state for record in pending]),
        )

    @property
    def known(self) -> int:
        """Number of cycles of which all is known."""
        return int(self.seams[-1]) + 1 if self.seams else 0

    @property
    def finished(self) -> bool:
        return self.failure is not None or self.known >= self.cycles

    @property
    def first(self) -> Mapping[str, float]:
        """Return what the first cycle measured."""
        return self.envelope.knots[0.0]

    def advance(self) -> None:
        """Take one step: a cycle, or a step of the integrator.

        Every cycle is kept once it is simulated. A step that was interrupted starts again from
        the same place and finds its cycles done.
        """
        start = self._snapshot()
        self.envelope.used = 0
        self.envelope.keep = lambda: self._save(start)
        if self.mode == "envelope":
            self._integrate()
        else:
            self._simulate()
        self.envelope.pending = []
        self._save(self._snapshot())

    def _simulate(self) -> None:
        """Run one cycle, and decide whether the envelope can be followed from here."""
        before = self.envelope.imbalance
        first = self.mode == "settle" or self.n == self.exact_until - _EXACT_BLOCK
        record = self._run_on(again=not first)
        if self.failure is not None:
            return
        settled = self._settled() and self._close(record, before)
        # A cell that drifts, cycle by cycle, has no envelope; one that ages fast needs none.
        after = self.cell.imbalance(record.values)
        drifts = abs(after - before) > _DRIFT or self._is_unbalanced(record)
        drifts |= abs(self.slope) > _FAST * abs(record.values[self.cell.leading])
        if self.mode == "settle":
            ready = not drifts and (settled or self.n >= _MOST_SETTLING_CYCLES)
        else:
            ready = self.n >= self.exact_until and not drifts
        if ready:
            self._start_envelope()

    def _run_on(self, note: bool = True, again: bool = False) -> CycleRecord:
        """Run the cycle that starts in the present state; `again` as in `SlowDynamics.settle`."""
        record = self.envelope.cycle(self.state)
        failure = record.failure or self.cell.failure(
            record.values, self.first if self.n else record.values
        )
        if note or failure is not None:
            self.envelope.knots[self.n] = record.values
            self.seams.append(self.n)
        self.failure = failure
        if failure is not None:
            self.failed_cycle = float(np.ceil(self.n)) + 1
            return record
        start, leading = self.u, record.values[self.cell.leading]
        self.slope = leading - self.f[-1]
        self.u = np.append(self.cell.slow(record.state), start[-1] + leading)
        self.f = self.u - start
        self.state = record.state
        self.n += 1
        self.envelope.settle(self.n, record, again)
        return record

    def _settled(self) -> bool:
        values = [v[self.cell.leading] for v in list(self.envelope.knots.values())[-3:]]
        if len(values) < 3:
            return False
        return bool(abs(np.diff(values, 2)[0]) < _SETTLED * abs(values[-1]))

    def _close(self, record: CycleRecord, imbalance: float) -> bool:
        """Return whether a cycle has the same imbalance as another: the fast states rest."""
        return abs(self.cell.imbalance(record.values) - imbalance) < SETTLED_IN_A_ROW

    def _start_envelope(self) -> None:
        """Follow the envelope from here."""
        self.mode = "envelope"
        self.rates = self.rates[:0]
        self._to_middle()

    def _to_middle(self) -> None:
        """Go back to the middle of the cycle that was just run: its change is the rate there."""
        self.n -= 0.5
        self.u = self.u - self.f / 2

    def _integrate(self) -> None:
        """Take one step of the integrator."""
        towards = _TOWARDS_FAILURE * (self.fails_at - self.n)
        if towards < _NEAR_FAILURE:
            self._one_by_one()
            return
        self.envelope.rates = [*((row[0], row[1:]) for row in self.rates), (self.n, self.f)]
        # An error counts in cycles: by how much a state is early or late.
        tolerance: Any = self.rtol * _SPAN * np.abs(self.f)
        tolerance[tolerance == 0] = 1.0  # a state that nothing moves
        solver = RK23(
            self.envelope.rate,
            self.n,
            self.u,
            np.inf,
            rtol=1e-6,  # of the state itself: rounding
            atol=tolerance,
            first_step=min(self.step_size, towards),
        )
        solver.step()
        record = self.envelope.last
        if solver.status == "failed" or record is None:
            self._give_way()
            return
        change = solver.f[-1] - self.f[-1]
        far = abs(change) > _LARGE_CHANGE * abs(self.f[-1])
        slope = change / (solver.t - self.n)
        failed = record.failure or self.cell.failure(record.values, self.first)
        if failed or self._is_steep(slope, self.slope) or self._is_unbalanced(record):
            self.fails_at = float(solver.t)
            return
        start, n, leading = self._snapshot(), self.n, self.f[-1]  # in case it fails yet
        self.rates = np.array([[self.n, *self.f]])
        self.n, self.step_size = float(solver.t), float(solver.h_abs)
        self.u, self.f = solver.y, solver.f
        if self.envelope.at_rest and not far:
            self.envelope.accept(self.n, record)
            measured = self.n - 0.5
        else:
            measured = self._settle_again(record)
            slope = (self.f[-1] - leading) / (self.n - n)
        if self.failure is not None or self._is_steep(slope, start["slope"]):
            self._go_to(start)
            self.fails_at = float(solver.t)
            return
        self.slope = slope
        within = min(n for n in self.envelope.knots if n > self.seams[-1])
        self._refine(self.seams[-1], within, solver.dense_output())
        self.seams.append(measured)
        if self.step_size < _SMALLEST_STEP:
            self._give_way()

    def _is_steep(self, slope: float, before: float) -> bool:
        """Return whether a step with this slope, after that one, has gone over a knee."""
        return bool(abs(slope) > max(_STEEP * abs(self.f[-1]), _KNEE * abs(before)))

    def _is_unbalanced(self, record: CycleRecord) -> bool:
        return abs(self.cell.imbalance(record.values)) > _UNBALANCED

    def _settle_again(self, record: CycleRecord) -> float:
        """Run cycles until the fast states have caught up; return the last that was measured.

        The first of them is off still and not kept, unless it is the last.
        """
        self._continue(record)
        expected, before = self.envelope.imbalance, self.cell.imbalance(record.values)
        for k in range(_MOST_CATCHING_UP):
            record = self._run_on(note=False, again=k > 0)
            if self.failure is not None:
                return self.n
            if self._close(record, before) or self._close(record, expected):
                break
            if k > 0:
                self.envelope.note(self.n - 1, record)
            before = self.envelope.imbalance
        self._to_middle()
        self.envelope.note(self.n - 0.5, record)
        return self.n - 0.5

    def _continue(self, record: CycleRecord) -> None:
        """Go on from the end of a cycle that has the present u in its middle."""
        self.state = record.state
        self.n += 0.5
        self.u = np.append(self.cell.slow(record.state), self.u[-1] + self.f[-1] / 2)

    def _one_by_one(self) -> None:
        """Continue cycle by cycle for a while, from a state at a whole cycle."""
        whole = float(np.ceil(self.n))
        # A step ends anywhere; the next whole cycle is less than one away.
        self.u = self.u + (whole - self.n) * self.f
        self.state = self.envelope.state_at(whole, self.u[:-1])
        self.n, self.mode, self.exact_until = whole, "exact", whole + _EXACT_BLOCK
        self.fails_at = np.inf if self.fails_at < self.exact_until else self.fails_at

    def _give_way(self) -> None:
        """Continue cycle by cycle where the envelope is not smooth, and say so."""
        self._one_by_one()
        self.notes.append(
            f"cycle by cycle from cycle {self.n + 1:.0f}: the envelope is not smooth there"
        )

    def _refine(self, low: float, high: float, dense: Any) -> None:
        """Measure between two steps until two ways of interpolation agree there, (ENV-2)."""
        if high - low < _SMALLEST_STEP or agree(self._table(), low, high, self.cell.leading):
            return
        middle = (low + high) / 2
        self.envelope.measure(middle, dense(middle)[:-1])
        self._refine(low, middle, dense)
        self._refine(middle, high, dense)

    def _table(self) -> pd.DataFrame:
        """Return what was measured, a row per measured cycle, but for what few cycles measure."""
        table = pd.DataFrame.from_dict(self.envelope.knots, orient="index").sort_index()
        return table.drop(columns=list(self.cell.settled_values))

    def result(self) -> CyclingResult:
        """Interpolate what was measured to all cycles."""
        failed = self.failed_cycle
        if failed is not None and failed > self.cycles:
            failed = None
        last = self.cycles if failed is None else int(failed)
        measured = pd.DataFrame.from_dict(self.envelope.knots, orient="index").sort_index()
        at = np.minimum(np.arange(last, dtype=float), self.seams[-1])
        table = piecewise(measured, self.seams, at, self.cell.settled_values)
        table = self.cell.complete(table)
        if failed is not None:
            names = (self.cell.leading, *self.cell.settled_values)
            table = without_unsolved(table, self.failure, names)
        table.insert(0, "Cycle", np.arange(1, last + 1))
        done = Outcome(Kind.COMPLETED, {"cycles": self.cycles})
        outcome = done if failed is None else self.failure or done
        return CyclingResult(
            with_time(table), outcome, self.envelope.simulated, tuple(self.notes), failed
        )
