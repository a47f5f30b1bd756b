"""Worker processes of searches that run on several cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from .errors import SimulationFailed

__all__ = ["worker_processes"]


@contextmanager
def worker_processes(
    workers: int, initializer: Callable[..., object], *given: Any
) -> Iterator[ProcessPoolExecutor]:
    """Yield processes that start afresh: solvers do not survive a fork.

    Parameters
    ----------
    workers : int
        How many [-].
    initializer : callable
        What each calls first, with ``given``.

    Raises
    ------
    SimulationFailed
        If a process ends before its work.
    """
    try:
        with ProcessPoolExecutor(
            workers, get_context("spawn"), initializer=initializer, initargs=given
        ) as pool:
            yield pool
    except BrokenProcessPool as error:
        raise SimulationFailed(
            "a worker process ended before its work: it was killed, ran out of memory, or a script "
            "has its calls outside of if __name__ == '__main__':; put them there, or use workers=1"
        ) from error
