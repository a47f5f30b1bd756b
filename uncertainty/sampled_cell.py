"""One built model for all samples: what they move are its inputs."""

from __future__ import annotations

from collections.abc import Mapping

import pybamm

from ..parameter_sets.cathode import HEIGHT, WIDTH
from ..parameter_sets.cell import Cell
from ..parameter_sets.fitted_values import MEASUREMENT_FACTORS
from ..parameter_sets.isothermal import ageing_values, build_cell, transport_functions
from .samples import Samples

__all__ = ["sampled_inputs", "sampled_values"]


def sampled_inputs(design: Cell, samples: Samples, ageing: bool = False) -> list[dict[str, float]]:
    """Return the inputs of a cell for each sample, SI units.

    Parameters
    ----------
    design : Cell
        The cell.
    samples : Samples
        See :func:`~sclcell.uncertainty.samples.draw_samples`.
    ageing : bool
        Whether constants of ageing that the samples move are inputs too.
    """
    rows = samples.rows()
    inputs = [dict(build_cell(design, row).inputs) for row in rows]
    if not ageing:
        return inputs
    values = [ageing_values(design, row) for row in rows]
    base = ageing_values(design)
    names = set(base) - {*MEASUREMENT_FACTORS}
    varied = [name for name in names if any(one[name] != base[name] for one in values)]
    return [
        {**fresh, **{name: one[name] for name in varied}}
        for fresh, one in zip(inputs, values, strict=True)
    ]


def sampled_values(design: Cell, inputs: Mapping[str, float]) -> pybamm.ParameterValues:
    """Return the values of a cell of which the named ones are inputs.

    Parameters
    ----------
    design : Cell
        The cell.
    inputs : mapping
        Of one sample, see `sampled_inputs`.
    """
    values = design.parameter_values()
    values.update(transport_functions(values), check_already_exists=False)
    # The area is the design's: protocols take their current from it.
    names = [name for name in inputs if name in values and name not in (HEIGHT, WIDTH)]
    values.update(dict.fromkeys(names, "[input]"))
    return values
