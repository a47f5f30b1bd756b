"""Run designs: on this machine's solver threads or on Dask, the same rows either way."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from ..errors import InputError, SimulationFailed, check_range, missing_extra, shown
from ..experiments.simulator import Simulator, cpu_count
from ..parameter_sets.cathode_materials import CathodeMaterial, find_cathode
from ..parameter_sets.cell import Cell
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.isothermal import further_inputs
from ..parameter_sets.provenance import cell_values
from .inputs import Design, Row, with_contents
from .outputs import OutputSpec, evaluate
from .store import Store, design_key

__all__ = ["CHUNK", "TOLERANCES", "Engine", "Progress", "Task"]

#: Relative and absolute tolerance. Of 200 designs, capacities are within 1e-4 % (median), 1e-3 %
#: (95 of 100) and 0.007 % (the worst) of those at 1e-8; with 1e-4 the worst would be 0.03 % off.
TOLERANCES: dict[str, Any] = {"rtol": 3e-5, "atol": 1e-6}
#: Designs that are computed, and written, together; what a kill can cost.
CHUNK = 64

#: How long a study waits for a worker [s].
_PATIENCE = 15.0
_GONE = (
    "Dask {}, and {} parts of the study are left; start it and run the study again: what was "
    "finished is kept"
)


@dataclass(frozen=True)
class Task:
    """One design with one sample of the uncertain parameters.

    Parameters
    ----------
    sample : mapping, optional
        Values of uncertain parameters; None for the shipped ones.
    number : int
        Of the sample, 0 for the best guess.
    cycled : bool
        Whether the cycle life is computed, if it is among the outputs.
    """

    design: Design
    sample: Mapping[str, float] | None = None
    number: int = 0
    cycled: bool = True


@dataclass(frozen=True)
class _Ready(Task):
    """A task with the contents of its films, which its key is made of."""

    contents: Design = field(default_factory=dict)
    values: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Progress:
    """How far a study is."""

    done: int
    total: int
    computed: int
    seconds: float

    @property
    def throughput(self) -> float:
        """Designs computed per second."""
        return self.computed / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float:
        """At this throughput; infinite before the first design is done."""
        if self.done >= self.total:
            return 0.0
        return (self.total - self.done) / self.throughput if self.computed else float("inf")


class _Kind(NamedTuple):
    """What designs of one built model have in common: no input says it."""

    cathode: CathodeMaterial
    #: With laws of the salt concentration of their own.
    film: Electrolyte | None = None
    catholyte: Electrolyte | None = None


_USUAL = _Kind(find_cathode(None))


def _kind(design: Design) -> _Kind:
    own = [
        film if isinstance(film, Electrolyte) and film.laws.salt.laws else None
        for film in (design.get("film"), design.get("catholyte"))
    ]
    return _Kind(find_cathode(design.get("cathode")), *own)


@cache
def _cell(
    threads: int, solves: int, ends_only: bool, extra: tuple[str, ...], kind: _Kind
) -> Simulator:
    """Return this process's built model, with further parameters of the cell as inputs."""
    values = None
    if extra or kind != _USUAL:
        # Given values bring their relations to others with them.
        usual = {**cell_values(), **dict(kind.cathode.numbers)}
        shipped = {name: usual[name] for name in extra}
        values = Cell.from_name(
            kind.film or "PHLP-15", catholyte=kind.catholyte, values=shipped, cathode=kind.cathode
        ).parameter_values()
    return Simulator(
        threads, solves=solves, ends_only=ends_only, values=values, extra=extra, **TOLERANCES
    )


def _compute(
    tasks: Sequence[_Ready], keys: Sequence[str], spec: OutputSpec, threads: int, solves: int
) -> list[Row]:
    """Return the rows of some designs; runs here or in a Dask worker."""
    kinds = [_kind(task.contents) for task in tasks]
    if len({*kinds}) > 1:
        rows: dict[int, Row] = {}
        for one in dict.fromkeys(kinds):
            own = [i for i, kind in enumerate(kinds) if kind == one]
            part = [tasks[i] for i in own], [keys[i] for i in own]
            rows |= dict(zip(own, _compute(*part, spec, threads, solves), strict=True))
        return [rows[i] for i in range(len(tasks))]
    designs = [task.contents for task in tasks]
    samples = [task.values for task in tasks]
    cycled = [task.cycled for task in tasks]
    extra = tuple(sorted({name for values in samples for name in further_inputs(values or ())}))
    cell = _cell(threads, solves, "losses" not in spec.quantities, extra, kinds[0])
    outputs = evaluate(cell, designs, spec, samples, cycled)
    return [
        {"Key": key, "Sample": task.number, **task.design, **row}
        for key, task, row in zip(keys, tasks, outputs, strict=True)
    ]


class Engine:
    """Computes designs and keeps them in a store.

    Parameters
    ----------
    scheduler : str, optional
        Address of a Dask scheduler, or ``"local"`` for a cluster of this machine's cores; by
        default the solver's own threads.
    threads : int, optional
        Solver threads without Dask; by default the number of cores. A Dask worker uses one: the
        processes already fill the cores.
    """

    def __init__(
        self,
        store: Store,
        spec: OutputSpec,
        scheduler: str | None = None,
        threads: int | None = None,
        report: Callable[[Progress], None] | None = None,
    ) -> None:
        self.store, self.spec = store, spec
        self.threads = int(check_range("threads", cpu_count() if threads is None else threads, 1))
        self.report = report or (lambda progress: None)
        self.computed, self.seconds = 0, 0.0
        self._scheduler = scheduler
        self._client: Any = None
        #: Films by name or file, as they were when a task first named them.
        self._films: dict[str, Any] = {}

    def __enter__(self) -> Engine:
        """Connect to Dask, if asked for."""
        if self._scheduler is not None:
            self._client = _connect(self._scheduler)
        return self

    def __exit__(self, *exception: object) -> None:
        """Let go of Dask."""
        if self._client is not None:
            self._client.close()
            if self._client.cluster is not None:
                self._client.cluster.close()
            self._client = None

    def run(self, tasks: Sequence[Task]) -> list[str]:
        """Compute what the store does not have yet, and return the keys of all rows in order."""
        ready = [self._ready(task) for task in tasks]
        keys = [design_key(task.contents, task.values, self._computed(task)) for task in ready]
        chunks = [range(k, min(k + CHUNK, len(ready))) for k in range(0, len(ready), CHUNK)]
        start = time.monotonic()
        before = self.computed
        run = self._run_here if self._client is None else self._run_on_dask
        finished = len(set(keys) & self.store.keys())
        unique = len(set(keys))
        for rows in run(ready, keys, chunks):
            self.store.add(rows)
            self.computed += len(rows)
            seconds = time.monotonic() - start
            fresh = self.computed - before
            self.report(Progress(min(finished + fresh, unique), unique, fresh, seconds))
        self.seconds += time.monotonic() - start
        return keys

    def _ready(self, task: Task) -> _Ready:
        contents, values = with_contents(task.design, task.sample, self._films)
        return _Ready(task.design, task.sample, task.number, task.cycled, contents, values or None)

    def _computed(self, task: Task) -> OutputSpec:
        """Return what is computed for a task, which its key depends on."""
        if task.cycled:
            return self.spec
        quick = tuple(name for name in self.spec.quantities if name != "cycle life")
        return replace(self.spec, quantities=quick)

    def _missing(self, keys: Sequence[str], chunk: range) -> list[int]:
        have = self.store.keys()
        first = {keys[i]: i for i in reversed(chunk) if keys[i] not in have}
        return sorted(first.values())

    def _run_here(
        self, tasks: Sequence[_Ready], keys: Sequence[str], chunks: Sequence[range]
    ) -> Iterator[list[Row]]:
        """Yield rows chunk by chunk; chunks that another run holds come last."""
        waiting = list(chunks)
        while waiting:
            held = []
            for chunk in waiting:
                if not self._missing(keys, chunk):
                    continue
                with self.store.claim(keys[chunk[0]]) as mine:
                    if not mine:
                        held.append(chunk)
                        continue
                    # Another run may have finished it in between.
                    missing = self._missing(keys, chunk)
                    if missing:
                        yield _compute(
                            [tasks[i] for i in missing],
                            [keys[i] for i in missing],
                            self.spec,
                            self.threads,
                            _solves(tasks, self.spec),
                        )
            if len(held) == len(waiting):
                time.sleep(0.2)
            waiting = held

    def _run_on_dask(
        self, tasks: Sequence[_Ready], keys: Sequence[str], chunks: Sequence[range]
    ) -> Iterator[list[Row]]:
        """Yield rows as workers finish; a chunk whose worker dies goes to another worker."""
        from distributed import KilledWorker

        futures = []
        for chunk in chunks:
            missing = self._missing(keys, chunk)
            if missing:
                part = [tasks[i] for i in missing], [keys[i] for i in missing]
                futures.append(
                    self._client.submit(
                        _compute,
                        *part,
                        self.spec,
                        1,
                        _solves(tasks, self.spec),
                        pure=False,
                        retries=3,
                    )
                )
        for future in self._finished(futures):
            try:
                yield future.result()
            except KilledWorker as error:
                raise SimulationFailed(
                    "Dask's workers died again and again on the same designs, perhaps for want of "
                    "memory; what was finished is kept"
                ) from error
            future.release()

    def _finished(self, futures: Sequence[Any]) -> Iterator[Any]:
        """Yield futures as they finish; raises `SimulationFailed` once nobody works on them."""
        from distributed import CancelledError, wait

        left, alone = set(futures), time.monotonic()
        while left:
            try:
                waited: Any = wait(left, timeout=2, return_when="FIRST_COMPLETED")
                done = waited.done
            except TimeoutError:
                done = set()
            except CancelledError as error:
                raise SimulationFailed(_GONE.format("has lost its scheduler", len(left))) from error
            yield from done
            left -= done
            if done or self._has_workers():
                alone = time.monotonic()
            elif time.monotonic() - alone > _PATIENCE:
                raise SimulationFailed(_GONE.format("has no worker", len(left)))

    def _has_workers(self) -> bool:
        try:
            return self._client.status == "running" and bool(
                self._client.scheduler_info()["workers"]
            )
        except Exception:  # the scheduler has gone
            return False


def _solves(tasks: Sequence[Task], spec: OutputSpec) -> int:
    """Return how many half cycles a study takes at least: the same for a resumed run."""
    return len(tasks) * len(spec.steps) * max(len(spec.rates_C), 1)


def _connect(scheduler: str) -> Any:
    """Return a Dask client."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise missing_extra("--scheduler", "dask") from error
    if scheduler == "local":
        cluster = LocalCluster(
            n_workers=cpu_count(),
            threads_per_worker=1,
            dashboard_address=None,  # pyright: ignore[reportArgumentType] (Dask documents None)
        )
        return Client(cluster)
    if not re.fullmatch(r"inproc://\S+/\d+/\d+|(?:\w+://)?[\w.\-\[\]:]+:\d{1,5}", scheduler):
        raise InputError(
            f"{shown(scheduler)} is no address of a Dask scheduler; give one such as "
            "tcp://HOST:8786, or --scheduler local."
        )
    try:
        return Client(scheduler, timeout="3s")
    except Exception as error:  # also what a protocol lacks, such as certificates
        raise InputError(
            f"no Dask scheduler answers at {scheduler!r} ({str(error)[:150]}); start one with "
            "'dask scheduler' or use --scheduler local."
        ) from error
