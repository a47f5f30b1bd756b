"""Find the optimum: Bayesian search over the bounds, then least squares from the best points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from ...processes import worker_processes
from ..problem.schema import Algorithm
from .evaluation_log import LoggedObjective
from .gauss_newton import gauss_newton

if TYPE_CHECKING:
    from ..problem.loading import LoadedProblem

__all__ = ["Finish", "Optimum", "FitProgress", "optimise"]

# Starts closer than this in the unit cube, per coordinate (root mean square), count as one.
_DISTINCT = 0.05
# A finish that is this far above the best one after half its evaluations is given up.
_HOPELESS = 10.0


@dataclass(frozen=True)
class FitProgress:
    """What is known during a fit.

    Parameters
    ----------
    phase : str
        ``"search"`` or ``"least squares"``.
    done, total : int
        Evaluations or finishes.
    chi_squared : float
        Best sum of squared residuals so far.
    """

    phase: str
    done: int
    total: int
    chi_squared: float


@dataclass(frozen=True)
class Finish:
    """One least-squares run.

    Parameters
    ----------
    start, point : numpy.ndarray
        In the unit cube.
    chi_squared : float
        Sum of squared residuals at its end, priors included.
    status : str
        Why it ended.
    evaluations : int
        Of the residuals.
    """

    start: np.ndarray
    point: np.ndarray
    chi_squared: float
    status: str
    evaluations: int


@dataclass(frozen=True)
class Optimum:
    """Where the search ended.

    Parameters
    ----------
    point : numpy.ndarray
        In the unit cube.
    chi_squared : float
        Sum of squared residuals.
    finishes : tuple of Finish
        All runs, best first.
    searched : int
        Evaluations of the search.
    """

    point: np.ndarray
    chi_squared: float
    finishes: tuple[Finish, ...]
    searched: int


def optimise(
    objective: LoggedObjective,
    start: np.ndarray,
    algorithm: Algorithm,
    report: Callable[[FitProgress], None] | None = None,
    problem_file: str | Path | LoadedProblem | None = None,
) -> Optimum:
    """Minimise the sum of squared residuals over the unit cube.

    Parameters
    ----------
    objective : LoggedObjective
        Residuals and Jacobian.
    start : numpy.ndarray
        First point of the search, in the unit cube.
    algorithm : Algorithm
        Numbers and seed: the same seed gives the same result.
    report : callable, optional
        Told about progress.
    problem_file : path or LoadedProblem, optional
        What worker processes evaluate, or load it from; without it there is one process.

    Returns
    -------
    Optimum
        The best of all finishes.
    """
    report = report or (lambda progress: None)
    # On matrices this small, threads only wait for each other: three times the processor time.
    with threadpool_limits(1, "blas"):
        points, costs = _search(objective, start, algorithm, report, problem_file)
    firsts = _distinct_best(points, costs, algorithm.starts)
    if not any(point is points[0] for point in firsts):
        # What the user starts from makes sense as a whole, which a low sum of squares does not say.
        firsts.insert(0, points[0])
    finishes: list[Finish] = []
    best = np.inf
    for number, first in enumerate(firsts):
        finishes.append(_finish(objective, first, algorithm.iterations, _HOPELESS * best))
        best = min(finish.chi_squared for finish in finishes)
        report(FitProgress("least squares", number + 1, len(firsts), best))
    finishes.sort(key=lambda finish: finish.chi_squared)
    return Optimum(finishes[0].point, finishes[0].chi_squared, tuple(finishes), len(points))


def _search(
    objective: LoggedObjective,
    start: np.ndarray,
    algorithm: Algorithm,
    report: Callable[[FitProgress], None],
    problem_file: str | Path | LoadedProblem | None,
) -> tuple[list[np.ndarray], list[float]]:
    """Return points and sums of squares: start, Latin hypercube, then expected improvement."""
    from skopt import Optimizer

    total = algorithm.global_evaluations
    cost = objective.residuals(start)
    points, costs = [np.array(start)], [float(cost @ cost)]
    if total == 0:
        return points, costs
    first = min(algorithm.initial_points, total)
    from scipy.stats import qmc  # takes half a second to import

    cube = qmc.LatinHypercube(len(start), rng=np.random.default_rng(algorithm.seed))
    optimizer = Optimizer(
        [(0.0, 1.0)] * len(start),
        base_estimator="GP",
        n_initial_points=1,
        acq_func="EI",
        random_state=algorithm.seed,
    )
    batch = cube.random(first)
    with _evaluator(objective, algorithm.workers, problem_file) as evaluate:
        optimizer.tell(start.tolist(), _surface(costs[0]))
        while len(batch):
            found = evaluate(batch)
            points += list(batch)
            costs += found
            optimizer.tell([p.tolist() for p in batch], [_surface(c) for c in found])
            report(FitProgress("search", len(points) - 1, total, min(costs)))
            number = min(algorithm.batch, total - len(points) + 1)
            asked = optimizer.ask(n_points=number) if number > 0 else []
            batch = np.array(asked).reshape(number, -1) if number > 0 else np.empty((0, 0))
    return points, costs


def _surface(chi_squared: float) -> float:
    """Return what the Gaussian process sees: sums of squares span orders of magnitude."""
    return float(np.log10(1 + chi_squared))


@contextmanager
def _evaluator(
    objective: LoggedObjective, workers: int, problem_file: str | Path | LoadedProblem | None
) -> Iterator[Callable[[np.ndarray], list[float]]]:
    """Yield a function from points to sums of squares, in processes if there are to be any."""
    if workers == 1 or problem_file is None:

        def serial(batch: np.ndarray) -> list[float]:
            return [float(np.sum(objective.residuals(point) ** 2)) for point in batch]

        yield serial
        return
    with worker_processes(workers, _load_in_worker, problem_file) as pool:

        def parallel(batch: np.ndarray) -> list[float]:
            new = [point for point in batch if not objective.known(point)]
            for point, residuals in zip(new, pool.map(_evaluate_in_worker, new), strict=True):
                objective.give(point, residuals)
            return [float(np.sum(objective.residuals(point) ** 2)) for point in batch]

        yield parallel


_worker: Any = None


def _load_in_worker(problem: str | Path | LoadedProblem) -> None:
    global _worker
    from ..problem.loading import load_problem
    from .objective import Objective

    _worker = Objective(load_problem(problem) if isinstance(problem, str | Path) else problem)


def _evaluate_in_worker(point: np.ndarray) -> np.ndarray:
    return _worker.residuals(point)


def _distinct_best(points: list[np.ndarray], costs: list[float], number: int) -> list[np.ndarray]:
    """Return the best points that are not near to each other."""
    chosen: list[np.ndarray] = []
    for k in np.argsort(costs, kind="stable"):
        near = any(np.sqrt(np.mean((points[k] - other) ** 2)) < _DISTINCT for other in chosen)
        if not near:
            chosen.append(points[k])
        if len(chosen) == number:
            break
    return chosen


def _finish(
    objective: LoggedObjective, start: np.ndarray, iterations: int, hopeless: float
) -> Finish:
    """Run bounded least squares from a point."""
    found = gauss_newton(objective.residuals, objective.jacobian, start, iterations, hopeless)
    return Finish(start, found.point, found.chi_squared, found.status, found.evaluations)
