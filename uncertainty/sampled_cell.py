"""One built model for all samples: what they move are its inputs."""

from __future__ import annotations

from ..parameter_sets.cell import Cell
from ..parameter_sets.fitted_values import MEASUREMENT_FACTORS
from ..parameter_sets.isothermal import ageing_values, build_cell
from .samples import Samples

__all__ = ["sampled_inputs"]


def sampled_inputs(design: Cell, samples: Samples) -> list[dict[str, float]]:
    """Return the inputs of a cell for each sample, with what it moves of ageing, SI units.

    Parameters
    ----------
    samples : Samples
        See :func:`~sclcell.uncertainty.samples.draw_samples`.
    """
    rows, base = samples.rows(), ageing_values(design)
    aged = [ageing_values(design, row) for row in rows]
    names = [name for name in base if name not in MEASUREMENT_FACTORS]
    varied = [name for name in names if any(one[name] != base[name] for one in aged)]
    return [
        {**build_cell(design, row).inputs, **{name: one[name] for name in varied}}
        for row, one in zip(rows, aged, strict=True)
    ]
