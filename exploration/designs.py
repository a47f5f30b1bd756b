"""Designs of a study: all levels of a grid, or a Sobol sequence over ranges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from .study import Study, Variable

__all__ = ["from_unit_cube", "levels", "sample_designs"]


def levels(variable: Variable) -> list[object]:
    """Return the levels of a variable; of a range, ``count`` evenly spaced ones."""
    if variable.levels is not None:
        return list(variable.levels)
    assert variable.low is not None
    assert variable.high is not None
    if variable.scale == "log":
        return np.geomspace(variable.low, variable.high, variable.count).tolist()
    return np.linspace(variable.low, variable.high, variable.count).tolist()


def _value(variable: Variable, share: float) -> Any:
    if variable.levels is not None:
        return variable.levels[min(int(share * len(variable.levels)), len(variable.levels) - 1)]
    assert variable.low is not None
    assert variable.high is not None
    if variable.scale == "log":
        return float(variable.low * (variable.high / variable.low) ** share)
    return float(variable.low + (variable.high - variable.low) * share)


def from_unit_cube(study: Study, points: Sequence[Sequence[float]]) -> list[dict[str, object]]:
    """Return designs from points of the unit cube.

    Parameters
    ----------
    points : sequence of sequence of float
        Points of the unit cube, one coordinate per variable.
    """
    variables = study.variables.items()
    return [
        study.constants
        | {name: _value(one, float(x)) for (name, one), x in zip(variables, point, strict=True)}
        for point in points
    ]


def sample_designs(study: Study) -> list[dict[str, object]]:
    """Return the designs of a study.

    On a grid they are all combinations of levels, else ``size`` points of a scrambled Sobol
    sequence, the same for the same seed.
    """
    if study.sampling.method == "grid":
        grid = product(*(levels(variable) for variable in study.variables.values()))
        return [study.constants | dict(zip(study.variables, p, strict=True)) for p in grid]
    from scipy.stats import qmc  # takes half a second to import

    sampler = qmc.Sobol(len(study.variables), rng=np.random.default_rng(study.sampling.seed))
    # Whole powers of two keep the sequence balanced.
    exponent = max(study.sampling.size - 1, 1).bit_length()
    points = sampler.random_base2(exponent)[: study.sampling.size]
    return from_unit_cube(study, points.tolist())
