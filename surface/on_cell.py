"""The public function `plate`: from a film to what grows on its lithium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from ..errors import InputError, check_range
from ..given import CellFields, given_cell
from ..models.laws.constants import A_M2_PER_MA_CM2
from ..provenance import provenance
from ..result import Result

if TYPE_CHECKING:
    from ..given import CellLike, ValuesLike
    from .plate_test import PlateTest

__all__ = ["plate"]

#: Where films are characterised [degC].
_FILM_DEGC = 25.0
_UM = 1e6
#: Breadth of the edge of a spot whose surface moves, over its radius.
_EDGE = 0.08


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
    current_mA_cm2, hours : float, optional
        Mean current density, and for how long.
    tip_height_um, tip_half_width_um : float, optional
        Height of the bump, by default 2, or none with a spot; half its width at half height.
    spot_radius_um, spot_ratio : float, optional
        Radius of a disc (half the width of a stripe in the plane) whose interphase has this share
        of the intact one's resistance; by default there is none.
    healing_h : float, optional
        Time in which the logarithm of that share falls by e; by default the spot stays.
    rough_um, correlation_um, seed : float, optional
        Root mean square and length of correlation of a rough surface in the plane in place of the
        bump, and seed of its random heights; by default there is none.
    particle_um, particle_gap_um : float, optional
        Radius of a filler particle over the middle and its distance from the plane [um]; by default
        there is none.
    particle_ratio : float, optional
        Transport in the particle over that of the film [-].
    single_ion : bool, optional
        Whether the particle conducts cations alone, and no salt.
    reach_um : float, optional
        From the tip to half way to the next one.
    axial : bool, optional
        Whether the bump is one of revolution; else a ridge.
    polymer_moves : bool, optional
        Whether the polymer moves with the surface where that departs from its mean; else it rests.
    surface_energy : float, optional
        Of lithium [J.m-2]; by default that of the table of the lithium surface.
    cells : int, optional
        Of the mesh on half the width of the tip, or on the radius of the spot.
    progress : bool, optional
        Whether to show a bar on a terminal.

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
    others = ("film", "values", "progress", "fields")
    asked = {name: value for name, value in locals().items() if name not in others}
    from tqdm import tqdm

    from .growth import grow
    from .particle import Particle
    from .plate_test import PlateTest
    from .properties import surface_properties
    from .shapes import Bump, Patch, bump_solver, rough_surface
    from .spots import spot_current

    check_range("current density", current_mA_cm2, 1e-4, 1000, "mA/cm2")
    check_range("time", hours, 1e-3, 1e5, "h")
    check_range("cells of the mesh", cells, 2, 40)
    check_range("surface energy", 0.5 if surface_energy is None else surface_energy, 0, 10, "J/m2")
    if healing_h is not None:
        check_range("healing time", healing_h, 1e-3, 1e6, "h")
        if spot_radius_um is None:
            raise InputError("a healing time needs a spot; give --spot, or leave out --healing.")
    if single_ion and particle_um is None:
        raise InputError("--single-ion says what a particle conducts; give --particle.")
    if rough_um is not None and (axial or spot_radius_um or particle_um or tip_height_um):
        raise InputError(
            "a rough surface is one in the plane without bump, spot and particle; leave out "
            "--rough or the others."
        )
    given = given_cell(film, values, None, _FILM_DEGC, **fields)
    properties = surface_properties(given.cell, surface_energy)
    current = current_mA_cm2 * A_M2_PER_MA_CM2
    height = (2.0 if spot_radius_um is None else 0.0) if tip_height_um is None else tip_height_um
    bump = Bump(height / _UM, tip_half_width_um / _UM, reach_um / _UM, axial)
    patch = spot = particle = places = None
    if spot_radius_um is not None:
        healing = np.inf if healing_h is None else 3600 * healing_h
        patch = Patch(spot_radius_um / _UM, spot_ratio, _EDGE, healing)
    if particle_um is not None:
        particle = Particle(particle_um / _UM, particle_gap_um / _UM, particle_ratio, single_ion)
    if rough_um is None:
        solver, surface = bump_solver(properties, bump, patch, cells, polymer_moves, particle)
    else:
        lengths = rough_um / _UM, correlation_um / _UM, reach_um / _UM
        solver, surface = rough_surface(properties, *lengths, seed, cells, polymer_moves)
        rough, x = solver.space.profile(surface).height, solver.space.points
        places = float(x[rough.argmax()]), float(x[rough.argmin()])
    if patch is not None and axial:
        share = (patch.radius / bump.reach) ** 2
        spot = spot_current(properties, patch.radius, patch.ratio, current, share)
    with tqdm(disable=None if progress else True, total=100, unit="%", ncols=90) as bar:

        def told(share: float) -> None:
            bar.update(round(100 * share) - bar.n)

        run = grow(solver, surface, current, 3600 * hours, patch=patch, places=places, told=told)
    roughness = None if rough_um is None else rough_um / _UM
    test = PlateTest(given.cell, properties, bump, patch, run, spot, particle, roughness)
    everything = {"cell": given.called, **asked, **fields, "values": values}
    return Result.of(test, provenance("plate", everything, given.files))
