"""The public function `plate`: from a film to what grows on its lithium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from ..given import CellFields, given_cell
from ..provenance import provenance
from ..result import Result

if TYPE_CHECKING:
    from ..given import CellLike, ValuesLike
    from .plate_test import PlateTest

__all__ = ["plate"]

#: Where films are characterised [degC].
_FILM_DEGC = 25.0


def plate(
    film: CellLike,
    current_mA_cm2: float = 0.5,
    hours: float = 4.0,
    *,
    tip_height_um: float | None = None,
    tip_half_width_um: float = 1.0,
    spot_radius_um: float | None = None,
    spot_ratio: float = 0.01,
    healing_h: float | None = None,
    rough_um: float | None = None,
    correlation_um: float = 4.0,
    seed: int = 0,
    particle_um: float | None = None,
    particle_gap_um: float = 3.0,
    particle_ratio: float = 0.01,
    single_ion: bool = False,
    reach_um: float = 20.0,
    axial: bool = False,
    polymer_moves: bool = False,
    surface_energy: float | None = None,
    cells: int = 5,
    values: ValuesLike | None = None,
    progress: bool = False,
    **fields: Unpack[CellFields],
) -> Result[PlateTest]:
    """Plate lithium on a bump or a spot under a film: field, salt, current, and what grows.

    Parameters
    ----------
    film, values, **fields
        As for :func:`sclcell.api.rate_test`; what is given by its film is at 25 degC.
    progress : bool, optional
        Whether to show a bar on a terminal.
    current_mA_cm2, hours, tip_height_um, tip_half_width_um, spot_radius_um, spot_ratio, healing_h
        As for :func:`~sclcell.surface.plate_test.plate_lithium`.
    rough_um, correlation_um, seed, particle_um, particle_gap_um, reach_um, axial, polymer_moves
        Likewise.
    particle_ratio : float, optional
        Likewise [-].
    cells, single_ion : int, bool, optional
        Likewise.
    surface_energy : float, optional
        Of lithium [J.m-2].

    Returns
    -------
    Result
        ``details`` is a `sclcell.surface.plate_test.PlateTest`.

    Raises
    ------
    InputError
        If a name or file is not known, or a value is out of range.
    SimulationFailed
        If the salt is used up at the surface.

    Examples
    --------
    >>> from sclcell.surface import plate
    >>> test = plate("PHLP-15", 0.5, hours=0.05, cells=3)
    >>> test.details.growth.outcome
    'plated as asked'
    """
    from tqdm import tqdm

    from .plate_test import plate_lithium

    given = given_cell(film, values, None, _FILM_DEGC, **fields)
    arguments: dict[str, Any] = {
        "tip_height_um": tip_height_um,
        "tip_half_width_um": tip_half_width_um,
        "spot_radius_um": spot_radius_um,
        "spot_ratio": spot_ratio,
        "healing_h": healing_h,
        "rough_um": rough_um,
        "correlation_um": correlation_um,
        "seed": seed,
        "particle_um": particle_um,
        "particle_gap_um": particle_gap_um,
        "particle_ratio": particle_ratio,
        "single_ion": single_ion,
        "reach_um": reach_um,
        "axial": axial,
        "polymer_moves": polymer_moves,
        "surface_energy": surface_energy,
        "cells": cells,
    }
    with tqdm(disable=None if progress else True, total=100, unit="%", ncols=90) as bar:

        def told(share: float) -> None:
            bar.update(round(100 * share) - bar.n)

        test = plate_lithium(
            given.cell,
            current_mA_cm2,
            hours,
            told=told,
            **arguments,
        )
    everything = {
        "cell": given.called,
        "current_mA_cm2": current_mA_cm2,
        "hours": hours,
        **arguments,
        **fields,
        "values": values,
    }
    return Result.of(test, provenance("plate", everything, given.files))
