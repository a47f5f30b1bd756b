"""Whether lithium plates smoothly under the film: linear theory, and a spot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ..errors import InputError
from ..models.laws.constants import A_M2_PER_MA_CM2, OHM_CM2_PER_OHM_M2
from ..style import BLACK, BLUE, GREY
from ..surface.linear import fastest_growth, growth_rate
from ..surface.properties import surface_properties
from ..surface.spots import spot_current
from .charts import Chart, Line
from .collected import Collected
from .section import Section

__all__ = ["surface_section"]

#: Of the step test, where the film bears it [mA.cm-2], and share of the limiting current elsewhere.
_CURRENT_MA_CM2, _SHARE = 0.4, 0.6
#: Radius [m] and resistance of the spot over that of the intact interphase.
_SPOT = (1e-6, 0.01)


def surface_section(found: Collected) -> Section | None:
    """Return growth of a small sinus on lithium against its wavelength, and a spot's current."""
    try:
        film = surface_properties(replace(found.design, temperature_degC=25.0))
        limit = film.limiting_current / A_M2_PER_MA_CM2
    except (InputError, ValueError) as error:
        found.failures["lithium surface"] = str(error)
        return None
    shown = min(_CURRENT_MA_CM2, _SHARE * limit)
    current = A_M2_PER_MA_CM2 * shown
    lengths = np.geomspace(1e-6, 5e-4, 31)
    bare = film.with_resistance(1e-6)
    time = film.thickness / (film.speed * current)
    gains = [
        [time * growth_rate(one, 2 * np.pi / length, current) for length in lengths]
        for one in (film, bare)
    ]
    best, spot = fastest_growth(film, current), spot_current(film, *_SPOT, current)
    chart = Chart(
        "lithium_surface", "A small sinus on lithium", "Wavelength [µm]",
        "ln growth over the film thickness",
        [
            Line(1e6 * lengths, gains[0], "with the interphase", BLUE),
            Line(1e6 * lengths, gains[1], "without it", GREY),
            Line(1e6 * lengths[[0, -1]], [0.0, 0.0], "smoothed below", BLACK, "dashed"),
        ],
        log_x=True, y_range=(-1.0, max(1.2 * max(gains[1]), 1.0)),
    )  # fmt: skip
    grows = "no sinus grows" if best.rate <= 0 else (
        f"the fastest sinus, {1e6 * best.wavelength:.3g} µm, grows by a factor of "
        f"{np.exp(best.gain):.3g} while the film's thickness is plated"
    )  # fmt: skip
    text = [
        f"At {shown:.2g} mA/cm² and 25 °C, with an interphase of "
        f"{OHM_CM2_PER_OHM_M2 * film.resistance:.0f} Ω cm², {grows}. A spot of "
        f"{1e6 * _SPOT[0]:g} µm radius with {100 * _SPOT[1]:g} % of that resistance would carry "
        f"{spot.ratio:.2g} times the current, and cross the film in {spot.crossing / 60:.0f} min.",
        "The study explains smooth plating by field, concentration and current density at "
        "protrusions. That is confirmed in part: without filler the salt makes the surface "
        "rougher, but the filled films smooth a protrusion alike, whatever their field, and "
        "which comes first hangs on resistances of the interphase that nobody has measured.",
    ]
    table = pd.DataFrame(
        {
            "Current density [mA.cm-2]": [shown],
            "Limiting current density [mA.cm-2]": [limit],
            "Fastest wavelength [um]": [1e6 * best.wavelength],
            "ln growth over the film thickness": [best.gain],
            "Spot current over that beside it": [spot.ratio],
        }
    )
    return Section(
        "surface", "Lithium surface", text, [chart], {"Lithium surface": table}, folded=True
    )
