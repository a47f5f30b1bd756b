"""Global sensitivity of outputs to variables and uncertain parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..parameter_sets.composites import Electrolyte
from ..uncertainty.priors import chosen_priors
from .designs import from_unit_cube
from .engine import Task
from .study import Study

__all__ = ["sensitivity_table", "sensitivity_tasks"]


def _problem(study: Study) -> dict[str, Any]:
    assert study.sensitivity is not None
    names = [*study.variables, *study.sensitivity.parameters]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def sensitivity_tasks(study: Study, films: Sequence[Electrolyte]) -> list[Task]:
    """Return the designs that Saltelli's scheme asks for.

    Raises `InputError` if a parameter has no range.

    These are ``size`` times (number of variables and parameters + 2) designs.

    Parameters
    ----------
    study : Study
        With ``[sensitivity]``; its ``parameters`` vary over the ranges of the provenance tables.
    """
    from SALib.sample import sobol

    settings = study.sensitivity
    assert settings is not None
    known = chosen_priors(settings.parameters, films) if settings.parameters else {}
    points = sobol.sample(
        _problem(study), settings.size, calc_second_order=False, seed=settings.seed
    )
    split = len(study.variables)
    designs = from_unit_cube(study, points[:, :split].tolist())
    cycled = "Cycles to 80 %" in settings.outputs
    if not known:
        return [Task(design, cycled=cycled) for design in designs]
    samples = [
        {name: prior.quantile(x) for (name, prior), x in zip(known.items(), row, strict=True)}
        for row in points[:, split:].tolist()
    ]
    return [Task(d, s, k, cycled) for k, (d, s) in enumerate(zip(designs, samples, strict=True), 1)]


def sensitivity_table(study: Study, results: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return Sobol' indices of the outputs.

    The table has first-order and total indices with half widths of their 95 % intervals. Designs
    whose solver failed count with the mean of the others.

    Parameters
    ----------
    results : callable
        Returns the rows of `sensitivity_tasks`, in order.
    """
    from SALib.analyze import sobol

    settings = study.sensitivity
    assert settings is not None
    frame = results()
    tables = []
    for output in settings.outputs:
        values = frame[output].to_numpy(dtype=float)
        values = np.where(np.isfinite(values), values, np.nanmean(values))
        found = sobol.analyze(_problem(study), values, calc_second_order=False, seed=settings.seed)
        tables.append(
            pd.DataFrame(
                {
                    "Output": output,
                    "Parameter": _problem(study)["names"],
                    "First-order index": found["S1"],
                    "First-order half width": found["S1_conf"],
                    "Total index": found["ST"],
                    "Total half width": found["ST_conf"],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)
