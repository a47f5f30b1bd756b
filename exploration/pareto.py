"""Trade-offs: the Pareto front of a table, and search for a better one."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import pandas as pd

from ..uncertainty.ranking import least_difference
from .designs import from_unit_cube
from .inputs import Row
from .study import Objectives, Study

__all__ = ["objective_values", "optimise", "pareto_front"]

#: Designs -> table with a row for each, in order.
Evaluate = Callable[[list[Row]], pd.DataFrame]


def objective_values(frame: pd.DataFrame, objectives: Objectives) -> np.ndarray:
    """Return what is to be minimised, shape (rows, objectives); NaN where there is no number."""
    signs = [(-1.0, name) for name in objectives.maximise]
    signs += [(1.0, name) for name in objectives.minimise]
    return np.column_stack([sign * frame[name].to_numpy(dtype=float) for sign, name in signs])


def pareto_front(frame: pd.DataFrame, objectives: Objectives) -> np.ndarray:
    """Return which rows no other row dominates, as good in all objectives and better in one.

    A difference below that of cells built alike
    (:func:`~sclcell.uncertainty.ranking.least_difference`) is none, so that designs which are equal
    to the front are on it.

    Rows without numbers are never on the front.

    Notes
    -----
    A row that dominates another is on the exact front, or is dominated by a row of it, which then
    dominates the other, too: only the exact front has to be compared with all.
    """
    values = objective_values(frame, objectives)
    usable = np.flatnonzero(np.isfinite(values).all(axis=1))
    on_front = np.zeros(len(frame), dtype=bool)
    if len(usable):
        best = _exact_front(values[usable])
        names = (*objectives.maximise, *objectives.minimise)
        least = np.array([least_difference(name) for name in names])
        on_front[usable] = True
        for one in values[usable[best]]:
            margin = least * np.maximum(np.abs(values), np.abs(one))
            on_front &= (one > values).any(axis=1) | (one >= values - margin).all(axis=1)
    return on_front


def _exact_front(values: np.ndarray) -> list[int]:
    """Return the rows that no other row dominates; less is better."""
    front: list[int] = []
    # By the sum no row is dominated by one that comes after it, but for rounding.
    for row in np.argsort(values.sum(axis=1), kind="stable").tolist():
        others = values[front]
        if not ((others <= values[row]).all(axis=1) & (others < values[row]).any(axis=1)).any():
            front.append(row)
    return front


def optimise(study: Study, evaluate: Evaluate) -> pd.DataFrame:
    """Search the ranges of a study for its objectives.

    The table has all designs that were tried, each once.
    """
    assert study.optimise is not None
    search = _nsga2 if study.optimise.method == "nsga2" else _bayesian
    return pd.concat(search(study, evaluate), ignore_index=True).drop_duplicates("Key")


def _targets(study: Study, frame: pd.DataFrame) -> np.ndarray:
    """Return objective values; a design without numbers is worse than all others of its batch."""
    values = objective_values(frame, study.objectives)
    for column in values.T:
        finite = column[np.isfinite(column)]
        worst = finite.max() + np.ptp(finite) + 1 if len(finite) else 1e6
        column[~np.isfinite(column)] = worst
    return values


def _nsga2(study: Study, evaluate: Evaluate) -> list[pd.DataFrame]:
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.evaluator import Evaluator
    from pymoo.core.problem import Problem
    from pymoo.problems.static import StaticProblem

    options = study.optimise
    assert options is not None
    number = len(study.objectives.maximise) + len(study.objectives.minimise)
    problem = Problem(n_var=len(study.variables), n_obj=number, xl=0.0, xu=1.0)
    population_size = min(options.population, options.evaluations)
    algorithm = NSGA2(pop_size=population_size)
    termination = ("n_gen", max(1, options.evaluations // population_size))
    algorithm.setup(problem, termination=termination, seed=options.seed, verbose=False)
    tables = []
    while algorithm.has_next():
        population = algorithm.ask()
        assert population is not None
        points = np.asarray(population.get("X")).tolist()
        table = evaluate(from_unit_cube(study, points))
        Evaluator().eval(StaticProblem(problem, F=_targets(study, table)), population)
        algorithm.tell(infills=population)
        tables.append(table)
    return tables


def _bayesian(study: Study, evaluate: Evaluate) -> list[pd.DataFrame]:
    from skopt import Optimizer

    options = study.optimise
    assert options is not None
    optimizer = Optimizer(
        [(0.0, 1.0)] * len(study.variables),
        base_estimator="GP",
        n_initial_points=min(max(4, 2 * len(study.variables)), options.evaluations),
        initial_point_generator="lhs",
        acq_func="EI",
        random_state=options.seed,
    )
    tables, left = [], options.evaluations
    while left > 0:
        # Few at a time, so that each batch learns from the one before.
        points = cast(list[list[float]], optimizer.ask(n_points=min(4, left)))
        table = evaluate(from_unit_cube(study, points))
        optimizer.tell(points, _targets(study, table)[:, 0].tolist())
        tables.append(table)
        left -= len(points)
    return tables
