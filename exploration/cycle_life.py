"""Cycle life of a design, from the long-cycling model of `sclcell.experiments.cycling`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from ..errors import SclcellError, SimulationFailed
from ..parameter_sets.cell_design import CellDesign
from ..parameter_sets.fitted_values import values_for_film

__all__ = ["cycle_life_function", "cycle_lives"]

_MOST_CYCLES = 2000


def cycle_life_function() -> Callable[..., float] | None:
    """Return the function that gives cycles to 80 %, None if this installation has none.

    Looked up when asked for, so that exploration works without the cycling model.

    Returns
    -------
    callable or None
        ``function(design, c_rate)`` with a `CellDesign`; raises `SimulationFailed` with the
        reason if the cell does not run, or keeps more than 80 % to the last cycle.
    """
    try:
        module = import_module("..experiments.cycling", __package__)
        cycle_lfp = module.cycle_lfp
    except (ImportError, AttributeError):
        return None

    def cycles_to_80_percent(design: Any, c_rate: float) -> float:
        result = cycle_lfp(design, c_rate=c_rate, cycles=_MOST_CYCLES)
        reached = result.cycle_at_retention(0.8)
        if np.isfinite(reached):
            return float(reached)
        if result.failed_cycle is not None:
            return float(result.failed_cycle)
        raise SimulationFailed(f"more than 80 % is left after {_MOST_CYCLES} cycles")

    return cycles_to_80_percent


def cycle_lives(
    designs: Sequence[Mapping[str, Any]],
    samples: Sequence[Mapping[str, float] | None],
    best_guess: Sequence[bool],
) -> list[tuple[float, str | None]]:
    """Return cycles to 80 % of the first capacity, or NaN and why.

    Parameters
    ----------
    designs : sequence of mapping
        See `inputs.cell_build`; cycled at ``rate_C``, 1C if they have none.
    samples : sequence
        Values in place of the shipped ones, None for none.
    best_guess : sequence of bool
        Which are cycled; the others get NaN.

    Returns
    -------
    list of tuple
        Cycles and reason of each design.
    """
    function = cycle_life_function()
    found: list[tuple[float, str | None]] = []
    for design, sample, wanted in zip(designs, samples, best_guess, strict=True):
        if function is None or not wanted:
            found.append((np.nan, None))
            continue
        percent = design.get("filler_wt_percent")
        catholyte = design.get("catholyte", "film")
        cell = CellDesign.from_name(
            design["film"],
            filler_mass_fraction=None if percent is None else percent / 100,
            catholyte=None if catholyte == "film" else catholyte,
            temperature_degC=design["temperature_degC"],
            separator_thickness_um=design["separator_thickness_um"],
            areal_loading_mg_cm2=design["areal_loading_mg_cm2"],
            values=values_for_film(sample or {}, design["film"]),
        )
        try:
            found.append((float(function(cell, c_rate=design.get("rate_C", 1.0))), None))
        except SclcellError as error:
            found.append((np.nan, str(error)))
    return found
