"""Plating on one piece of a lithium surface: what grows, how evenly, and what the theory says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..models.laws.constants import MA_CM2_PER_A_M2, OHM_CM2_PER_OHM_M2
from ..parameter_sets.cell import Cell
from .figures import draw_fields, draw_growth, draw_rates, draw_surfaces
from .growth import Growth
from .linear import FastestGrowth, fastest_growth, growth_rate
from .particle import Particle
from .properties import SurfaceProperties
from .shapes import Bump, Patch
from .shorts import critical_numbers, critical_text
from .spots import SpotCurrent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PlateTest"]

_UM = 1e6


@dataclass(frozen=True)
class PlateTest:
    """Result of plating on a bump or a spot.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    film : SurfaceProperties
        What the equations need of it.
    bump : Bump
        Protrusion.
    patch : Patch, optional
        Spot.
    growth : Growth
        Surface, salt and current in time.
    spot : SpotCurrent, optional
        Current through the spot on a flat surface, in closed form.
    particle : Particle, optional
        Over the middle.
    roughness : float, optional
        Root mean square of the height of a rough surface in place of the bump [m].
    """

    design: Cell
    film: SurfaceProperties
    bump: Bump
    patch: Patch | None
    growth: Growth
    spot: SpotCurrent | None
    particle: Particle | None = None
    roughness: float | None = None

    @cached_property
    def fastest(self) -> FastestGrowth:
        """The sinus that grows fastest on a flat surface."""
        return fastest_growth(self.film, self.growth.current)

    @property
    def table(self) -> pd.DataFrame:
        """Over time [h]: plated thickness, height of the tip over the flat end, currents there."""
        run = self.growth
        hours = np.array(run.time) / 3600
        plated = self.film.speed * run.current * np.array(run.time)
        flat = np.array(run.valley_current)
        return pd.DataFrame(
            {
                "Time [h]": hours,
                "Plated thickness [um]": _UM * plated,
                "Tip height [um]": _UM * (np.array(run.tip) - np.array(run.valley)),
                "Tip current density [mA.cm-2]": MA_CM2_PER_A_M2 * np.array(run.tip_current),
                "Flat current density [mA.cm-2]": MA_CM2_PER_A_M2 * flat,
                "Tip current ratio": np.array(run.tip_current) / flat,
            }
        )

    @cached_property
    def rates(self) -> pd.DataFrame:
        """Growth of a small sinus on a flat surface, over its wavelength."""
        lengths = np.geomspace(0.5e-6, 5e-4, 41)
        rates = [growth_rate(self.film, 2 * np.pi / one, self.growth.current) for one in lengths]
        time = self.film.thickness / (self.film.speed * self.growth.current)
        return pd.DataFrame(
            {
                "Wavelength [um]": _UM * lengths,
                "Growth rate [s-1]": rates,
                "Logarithmic growth over the film thickness": np.array(rates) * time,
            }
        )

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table, the shortest first."""
        table = self.table
        rows = np.unique(np.linspace(0, len(table) - 1, 5).round().astype(int))
        return {
            "summary": table.iloc[rows],
            "growth": table,
            "surface": self.surfaces,
            "linear_theory": self.rates,
        }

    @property
    def surfaces(self) -> pd.DataFrame:
        """Height over the first plane [um] along the surface at the times that were kept."""
        x = np.linspace(0, self.growth.solver.space.edges[-1], 201)
        columns = {"Distance [um]": _UM * x}
        for shot in self.growth.snapshots:
            risen = self.film.speed * self.growth.current * shot.time
            height = self.growth.solver.space.profile(shot.coefficients, x).height + risen
            columns[f"Height after {shot.time / 3600:.3g} h [um]"] = _UM * height
        return pd.DataFrame(columns)

    @property
    def roughnesses(self) -> list[float]:
        """Root mean square of the height at the times that were kept [um]."""
        space = self.growth.solver.space
        heights = [space.profile(shot.coefficients).height for shot in self.growth.snapshots]
        share = space.measure / space.measure.sum()
        return [_UM * float(np.sqrt(share @ (h - share @ h) ** 2)) for h in heights]

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        name = self.design.electrolyte.name
        return {
            "growth": partial(draw_growth, self.table, name),
            "fields": partial(draw_fields, self.growth, name),
            "surface": partial(draw_surfaces, self.surfaces, name),
            "linear_theory": partial(draw_rates, self.rates, name),
        }

    @property
    def text(self) -> str:
        """What grew, in a few sentences."""
        run, hours = self.growth, self.growth.time[-1] / 3600
        shape = "of revolution" if self.bump.axial else "in the plane"
        ratio = self.table["Tip current ratio"].to_numpy()
        what = (
            f"a bump {shape}, {_UM * self.bump.height:g} um high and "
            f"{_UM * self.bump.half_width:g} um wide at half height on either side"
        )
        if self.patch is not None:
            spot = (
                f"a spot {shape}, {_UM * self.patch.radius:g} um in radius with "
                f"{self.patch.ratio:g} times the resistance of the interphase"
            )
            what = spot if not self.bump.height else f"{what}, with {spot}"
        if self.roughness is not None:
            what = f"a rough surface of {_UM * self.roughness:g} um root mean square"
        if not self.bump.height and self.patch is None and self.roughness is None:
            what = "a flat surface"
        if self.particle is not None:
            alone = self.particle.single_ion
            moved = (
                "conductivity of the film, for cations alone" if alone else "transport of the film"
            )
            what += (
                f", {_UM * self.particle.gap:g} um below a particle of "
                f"{_UM * self.particle.radius:g} um radius with {self.particle.ratio:g} times the "
                f"{moved}"
            )
        fastest = self.fastest
        lines = [
            f"Li | {self.design.electrolyte.name} | Li at {self.design.temperature_degC:g} degC, "
            f"{MA_CM2_PER_A_M2 * run.current:g} mA/cm2 on {what}.",
            f"After {hours:.3g} h lithium is {_UM * run.plated:.3g} um thicker on average: "
            f"{run.outcome}. The tip carries {ratio[0]:.4g} times the current of the flat surface "
            f"at first and {ratio[-1]:.4g} times at last; it has grown {run.growth_ratio:.4g} "
            f"times as much.{self._highest}",
            "On a flat surface the sinus that grows fastest has a wavelength of "
            f"{_UM * fastest.wavelength:.3g} um; it grows "
            f"by a factor {np.exp(fastest.gain):.3g} while the film's thickness is plated."
            if fastest.rate > 0
            else "Linear theory: every sinus on a flat surface is smoothed.",
        ]
        if self.spot is not None:
            lines.append(
                f"On a flat surface the spot carries {self.spot.ratio:.3g} times the current "
                f"beside it in closed form; at that current lithium crosses the film in "
                f"{self.spot.crossing / 60:.3g} min."
            )
        lines.append(critical_text(self.design.electrolyte.name))
        return "\n".join(lines)

    @property
    def _highest(self) -> str:
        """Where the surface ends up higher than its tip, if it does."""
        space = self.growth.solver.space
        height = space.profile(self.growth.snapshots[-1].coefficients).height
        place, risen = int(height.argmax()), self.growth.plated
        if height[place] - self.growth.tip[-1] < 0.02 * np.ptp(height) + 1e-9 or self.roughness:
            return ""
        return (
            f" Highest is the surface {_UM * space.points[place]:.2g} um from the middle, "
            f"{_UM * (height[place] + risen):.3g} um over the first plane."
        )

    def plot(self) -> Figure:
        """Return height and current of the tip over time."""
        return self.figures["growth"]()

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        run, table = self.growth, self.table
        found: dict[str, Any] = {
            "Electrolyte": self.design.electrolyte.name,
            "Temperature [degC]": self.design.temperature_degC,
            "Current density [mA.cm-2]": MA_CM2_PER_A_M2 * run.current,
            "Limiting current density [mA.cm-2]": MA_CM2_PER_A_M2 * self.film.limiting_current,
            "Interphase resistance [Ohm.cm2]": OHM_CM2_PER_OHM_M2 * self.film.resistance,
            "Symmetry": "axial" if self.bump.axial else "plane",
            "Outcome": run.outcome,
            "Plated thickness [um]": _UM * run.plated,
            "Tip growth ratio": run.growth_ratio,
            "Tip current ratio at the begin": table["Tip current ratio"].iloc[0],
            "Tip current ratio at the end": table["Tip current ratio"].iloc[-1],
            **{
                str(name): table[name].tolist() for name in table if name != "Plated thickness [um]"
            },
            "Fastest wavelength [um]": _UM * self.fastest.wavelength,
            "Fastest growth rate [s-1]": self.fastest.rate,
            "Logarithmic growth over the film thickness": self.fastest.gain,
            "Roughness [um]": self.roughnesses,
            "Lithium balance error": run.lithium_error,
            "Charge balance error": run.charge_error,
            "Salt balance error": run.salt_error,
            **critical_numbers(self.design.electrolyte.name),
        }
        if self.spot is not None:
            found["Spot current ratio"] = self.spot.ratio
            found["Spot concentration over that at rest"] = self.spot.concentration
            found["Time to cross the film at the spot's current [h]"] = self.spot.crossing / 3600
        return found
