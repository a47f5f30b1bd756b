"""Long cycling along the envelope: an integrator steps over the states that age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.integrate import RK23
from tqdm import tqdm

from .cells import CycleRecord, CyclingCell
from .checkpoint import Checkpoint
from .interpolation import agree, interpolated
from .results import CyclingResult, with_time
from .slow_dynamics import SlowDynamics
from .stepped_cell import State

__all__ = ["follow_envelope"]

#: The fast states have settled once the leading value's change per cycle varies less than this.
_SETTLED = 1e-4
_MOST_SETTLING_CYCLES = 12
#: Cycles; the integrator multiplies its step by ten at most.
_FIRST_STEP = 20.0
#: A larger change of the leading value within a step leaves the fast states behind.
_LARGE_CHANGE = 0.1
#: What is left is tried in one step if the step would only have to be this much longer.
_STRETCH = 1.2
#: Below this step [cycles] the envelope is not smooth: so many cycles are then simulated.
_SMALLEST_STEP = 2.0
_EXACT_BLOCK = 20


#: What a run consists of, beside the envelope's own.
_KEPT = (
    *("mode", "n", "failure", "failed_cycle", "notes", "step_size", "exact_until"),
    *("u", "f", "weights", "state"),
)


def follow_envelope(
    cell: CyclingCell,
    cycles: int,
    checkpoint: Checkpoint | None = None,
    progress: bool = False,
    rtol: float = 3e-4,
) -> CyclingResult:
    r"""Follow the states that age over many cycles, (ENV-1).

    .. math:: \frac{du}{dN} = u_\mathrm{end}(v) - v, \qquad v = u - \frac12\frac{du}{dN}

    The right-hand side is one simulated cycle; SciPy's ``RK23`` chooses steps so that the error
    of the slow states and of the summed leading value stays within the tolerance. Cycles between
    steps are interpolated. The first cycles are simulated until the fast states have settled;
    from then on these follow the slow ones on a line. Cycles are simulated one by one again
    wherever the integrator asks for steps of less than two cycles, which the notes then say.
    Failure is located within one cycle.

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
        Tolerance of the integrator, relative to each state.

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
            bar.update(min(cycles, int(run.n) + 1) - bar.n)
        bar.update(cycles - bar.n if run.failure is None else 0)
    return run.result()


class _Run:
    """Progress along the envelope: everything in here is in the checkpoint."""

    def __init__(self, cell: CyclingCell, cycles: int, checkpoint: Checkpoint, rtol: float) -> None:
        self.cell, self.cycles, self.checkpoint, self.rtol = cell, cycles, checkpoint, rtol
        self.mode = "settle"
        self.n = 0.0
        self.failure: str | None = None
        self.failed_cycle: float | None = None
        self.notes: list[str] = []
        self.step_size = 0.0
        self.exact_until = 0.0
        self.integrator: Any = None
        state = cell.first_state()
        slow = len(cell.slow_states) + 1
        kept = checkpoint.load(
            {
                **dict.fromkeys(("u", "f", "weights"), slow),
                **dict.fromkeys(("state", "settled", "pending_states"), len(state)),
            }
        )
        if kept is None:
            self.envelope = SlowDynamics(cell, state)
            self.u = np.append(cell.slow(state), 0.0)
            self.weights = np.ones_like(self.u)
            self.f = np.zeros_like(self.u)
            self.state = state
        else:
            with checkpoint.reading():
                self._restore(kept)

    def _restore(self, kept: Mapping[str, Any]) -> None:
        for name in _KEPT:
            setattr(self, name, kept[name])
        self.envelope = SlowDynamics(self.cell, kept["state"])
        self.envelope.settled = list(zip(kept["settled_at"], kept["settled"], strict=True))
        self.envelope.knots = {float(k): v for k, v in kept["knots"].items()}
        self.envelope.simulated = kept["simulated"]
        self.envelope.pending = [
            CycleRecord(state, values, failure)
            for state, (values, failure) in zip(
                kept["pending_states"], kept["pending"], strict=True
            )
        ]

    def _snapshot(self) -> dict[str, Any]:
        """Return all that the next step starts from."""
        return {
            **{name: getattr(self, name) for name in _KEPT},
            "notes": list(self.notes),
            "settled_at": [n for n, _ in self.envelope.settled],
            "settled": np.array([state for _, state in self.envelope.settled]),
            "simulated": self.envelope.simulated,
            "knots": {repr(k): v for k, v in self.envelope.knots.items()},
        }

    def _save(self, snapshot: Mapping[str, Any]) -> None:
        """Keep where the step started and the cycles simulated in it so far."""
        pending = self.envelope.pending
        self.checkpoint.save(
            **snapshot,
            pending=[(record.values, record.failure) for record in pending],
            pending_states=np.array([record.state for record in pending]),
        )

    @property
    def finished(self) -> bool:
        return self.failure is not None or self.n >= self.cycles

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
        record = self.envelope.cycle(self.state)
        self.envelope.knots[self.n] = record.values
        self._judge(record, self.n)
        leading = self.u[-1] + record.values[self.cell.leading]
        before, self.u = self.u, np.append(self.cell.slow(record.state), leading)
        self.envelope.change = self.u - before
        self.state = record.state
        self.n += 1
        self.envelope.settle(self.n, self.state)
        settled = self.mode == "settle" and (self._settled() or self.n >= _MOST_SETTLING_CYCLES)
        if settled or (self.mode == "exact" and self.n >= self.exact_until):
            self._start_envelope()

    def _settled(self) -> bool:
        values = [v[self.cell.leading] for v in list(self.envelope.knots.values())[-3:]]
        if len(values) < 3:
            return False
        return bool(abs(np.diff(values, 2)[0]) < _SETTLED * abs(values[-1]))

    def _start_envelope(self) -> None:
        if self.cycles - 1 - self.n < 2 * _SMALLEST_STEP:
            self.mode, self.exact_until = "exact", float(self.cycles)
            return
        self.mode, self.step_size = "envelope", _FIRST_STEP
        self.envelope.known = None
        self.f = self.envelope.rate(self.n, self.u)
        # A state matters in proportion to what it is or, at the present rate, will be.
        ahead = self.cycles - self.n
        self.weights = np.maximum(np.abs(self.u), ahead * np.abs(self.f))
        self.weights[self.weights == 0] = 1.0  # a state that nothing moves

    def _integrate(self) -> None:
        """Take one step of the integrator."""
        self.envelope.known, self.envelope.change = (self.n, self.f), self.f
        tolerance: Any = self.rtol * self.weights  # one for each state
        left = self.cycles - 1 - self.n
        solver = RK23(
            self.envelope.rate,
            self.n,
            self.u,
            float(self.cycles - 1),
            rtol=self.rtol,
            atol=tolerance,
            first_step=left if left < _STRETCH * self.step_size else self.step_size,
        )
        solver.step()
        if solver.status == "failed":
            self._give_way()
            return
        begin = (self.n, self.u)
        self.n, self.step_size = float(solver.t), float(solver.h_abs)
        before, self.u, self.f = self.f, solver.y, solver.f
        self._judge(self._measured(before, solver.status == "finished"), self.n)
        dense = solver.dense_output()
        if self.failure is not None:
            self._locate(begin, dense)
        self._refine(begin[0], self.n, dense)
        if self.failure is not None:
            return
        if solver.status == "finished":
            self.n = float(self.cycles)
        elif self.step_size < _SMALLEST_STEP:
            self._give_way()

    def _measured(self, before: State, last: bool) -> CycleRecord:
        """Return a cycle at the end of a step; one more is simulated where that is needed."""
        if last or abs(self.f[-1] - before[-1]) > _LARGE_CHANGE * abs(before[-1]):
            return self.envelope.measure(self.n, self.u, self.envelope.last)
        return self.envelope.accept(self.n, self.u)

    def _give_way(self) -> None:
        """Continue cycle by cycle for a while."""
        whole = float(np.ceil(self.n))
        # A step ends anywhere; the next whole cycle is less than one away.
        self.u = self.u + (whole - self.n) * self.f
        self.state = self.envelope.state_at(whole, self.u[:-1])
        self.n, self.mode, self.exact_until = whole, "exact", whole + _EXACT_BLOCK
        self.notes.append(
            f"cycle by cycle from cycle {whole + 1:.0f}: the envelope is not smooth there"
        )

    def _judge(self, record: CycleRecord, n: float) -> None:
        self.failure = record.failure or self.cell.failure(record.values, self.first)
        if self.failure is not None:
            self.failed_cycle = n + 1

    def _locate(self, begin: tuple[float, State], dense: Any) -> None:
        """Find by bisection the cycle in which the cell fails."""
        low, high = begin[0], self.n
        while high - low > 0.5:
            middle = (low + high) / 2
            record = self.envelope.measure(middle, dense(middle))
            failure = record.failure or self.cell.failure(record.values, self.first)
            if failure is None:
                low = middle
            else:
                high, self.failure = middle, failure
        self.n, self.failed_cycle = high, high + 1

    def _refine(self, low: float, high: float, dense: Any) -> None:
        """Measure between two steps until two ways of interpolation agree there, (ENV-2)."""
        if high - low < _SMALLEST_STEP or agree(self._table(), low, high, self.cell.leading):
            return
        middle = (low + high) / 2
        self.envelope.measure(middle, dense(middle))
        self._refine(low, middle, dense)
        self._refine(middle, high, dense)

    def _table(self, settled: bool = False) -> pd.DataFrame:
        """Return what was measured, a row per measured cycle; settled values only if asked for."""
        table = pd.DataFrame.from_dict(self.envelope.knots, orient="index").sort_index()
        return table if settled else table.drop(columns=list(self.cell.settled_values))

    def result(self) -> CyclingResult:
        """Interpolate what was measured to all cycles."""
        measured = self._table(settled=True)
        last = self.cycles if self.failed_cycle is None else int(np.ceil(self.failed_cycle))
        numbers = np.arange(1, last + 1)
        table = interpolated(measured, np.minimum(numbers - 1, measured.index[-1]))
        table.insert(0, "Cycle", numbers)
        done = f"{self.cycles} cycles completed" if self.failure is None else self.failure
        return CyclingResult(
            with_time(table), done, self.envelope.simulated, tuple(self.notes), self.failed_cycle
        )
