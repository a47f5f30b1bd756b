"""What a composite film conducts, beside what was measured, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import check_range
from ..models.laws.attribution import MECHANISMS, Attribution
from ..models.laws.constants import MS_CM_PER_S_M, kelvin
from ..parameter_sets.cell import Cell
from ..parameter_sets.composites import Electrolyte
from ..parameter_sets.electrolyte_constants import with_constants
from ..parameter_sets.fitted_films import FittedFilm
from ..parameter_sets.isothermal import (
    film_activation_energy,
    film_transport,
    given_film_numbers,
)
from ..style import BLACK, BLUE, SIZE_OF_TWO, new_figure
from .measurements import load_measurements

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FilmReport", "film_report"]

#: Name in the JSON and tables -> quantity in the table of measurements.
_QUANTITIES = {
    "Ionic conductivity [mS.cm-1]": "ionic conductivity",
    "Cation transference number": "cation transference number",
    "Activation energy [eV]": "activation energy",
}


@dataclass(frozen=True)
class FilmReport:
    """Transport properties of a film.

    Parameters
    ----------
    properties : dict
        What goes into the JSON.
    table : pandas.DataFrame
        Each property, and the measured value (at 25 degC) where there is one.
    gain : pandas.DataFrame
        Gain over the matrix of cation, anion and total conductivity, and its factors by
        mechanism: electrostatic, mobility of the interphase, ceramic core; (ATT-1).
    loading : pandas.DataFrame
        Conductivity [mS.cm-1] and transference number from 0 to the highest loading that the
        film's law of composites holds for.
    text : str
        Gain and its causes in a sentence.
    """

    electrolyte: Electrolyte
    properties: dict[str, Any]
    table: pd.DataFrame
    gain: pd.DataFrame
    loading: pd.DataFrame
    text: str

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table, the most important first."""
        return {"properties": self.table, "gain": self.gain, "loading": self.loading}

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        return {"film": self.plot}

    def plot(self) -> Figure:
        """Return conductivity and transference number against filler loading."""
        figure = new_figure(*SIZE_OF_TWO)
        figure.suptitle(f"{self.electrolyte.name}, {self.properties['Temperature [degC]']:g} °C")
        measured = load_measurements("electrolytes")
        measured = measured[measured["electrolyte"] == self.electrolyte.name]
        panels = (
            ("Ionic conductivity [mS.cm-1]", "Ionic conductivity [mS/cm]"),
            ("Cation transference number", "Cation transference number [-]"),
        )
        for position, (column, label) in enumerate(panels, start=1):
            axes = figure.add_subplot(1, 2, position, xlabel="Filler loading [wt%]", ylabel=label)
            axes.spines[["top", "right"]].set_visible(False)
            loading = 100 * self.loading["Filler mass fraction"]
            axes.plot(loading, self.loading[column], color=BLUE, label="model")
            here = 100 * self.electrolyte.filler_mass_fraction
            axes.plot(here, self.properties[column], "o", color=BLUE, label="this film")
            quantity = column.split(" [")[0].lower()
            rows = measured[measured["quantity"] == quantity]
            if len(rows) and self.properties["Temperature [degC]"] == 25:
                axes.plot(
                    here, rows["value"].iloc[0], "s", color=BLACK, mfc="none", label="measured"
                )
            axes.set_ylim(bottom=0)
            axes.legend(frameon=False)
        return figure

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        return dict(self.properties)


def film_report(
    electrolyte: Electrolyte, temperature_degC: float = 25.0, cell: Cell | None = None
) -> FilmReport:
    """Return the transport properties of a film.

    Raises `InputError` if the temperature is out of range.

    Parameters
    ----------
    temperature_degC : float
        -30 to 80.
    cell : Cell, optional
        With this film; its values stand in place of the closures and of their constants.

    Returns
    -------
    FilmReport
        Properties, comparison with measurements, attribution, dependence on loading.
    """
    check_range("temperature", temperature_degC, -30, 80, "degC")
    T = kelvin(temperature_degC)
    cell = Cell(electrolyte) if cell is None else cell
    # With the constants that were given, for what a number in place of a closure does not change.
    electrolyte = with_constants(electrolyte, cell.values)
    properties = {
        "Electrolyte": electrolyte.name,
        "Filler mass fraction": electrolyte.filler_mass_fraction,
        "Temperature [degC]": temperature_degC,
        **_transport(cell, T),
        "Activation energy [eV]": film_activation_energy(cell),
    }
    gain = _gain(electrolyte, T)
    fractions = np.linspace(0, electrolyte.highest_mass_fraction, 41)
    loading = pd.DataFrame(
        [
            {
                "Filler mass fraction": w,
                **_transport(
                    replace(cell, electrolyte=cell.electrolyte.with_filler_mass_fraction(w)), T
                ),
            }
            for w in fractions
        ]
    )
    table = _compare(electrolyte.name, properties)
    text = _in_words(electrolyte, gain, temperature_degC)
    given = given_film_numbers(cell)
    if given:
        text += (
            f". In place of the closures, at every temperature and loading: {', '.join(given)}; "
            "gain and factors are those of the closures"
        )
    return FilmReport(electrolyte, properties, table, gain, loading, text)


def _transport(cell: Cell, T: float) -> dict[str, float]:
    film = film_transport(cell, T)
    return {
        "Ionic conductivity [mS.cm-1]": MS_CM_PER_S_M * film.conductivity,
        "Cation transference number": film.transference_number,
        "Salt diffusivity [m2.s-1]": film.diffusivity,
    }


def _compare(name: str, properties: dict[str, object]) -> pd.DataFrame:
    table = load_measurements("electrolytes")
    table = table[table["electrolyte"] == name]
    measured = dict(zip(table["quantity"], table["value"].astype(float), strict=True))
    rows = []
    for quantity, value in list(properties.items())[3:]:
        reference = measured.get(_QUANTITIES.get(quantity, ""), np.nan)
        # The study measured conductivity at 25 degC; its transference numbers state none.
        comparable = properties["Temperature [degC]"] == 25 or "Activation" in quantity
        rows.append(
            {
                "Property": quantity,
                "Model": value,
                "Measured": reference if comparable else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _gain(electrolyte: Electrolyte, T: float) -> pd.DataFrame:
    attribution = electrolyte.attribution(T)
    if isinstance(electrolyte, FittedFilm):
        return _gain_of_fitted(electrolyte, attribution, T)
    rows = []
    for ion in ("cation", "anion", "total"):
        parts = getattr(attribution, ion)
        rows.append(
            {
                "Conductivity": ion,
                "Gain": float(np.exp(sum(parts.values()))),
                **{f"Factor by {name}": float(np.exp(parts[name])) for name in MECHANISMS},
            }
        )
    return pd.DataFrame(rows)


def _gain_of_fitted(film: FittedFilm, split: Attribution, T: float) -> pd.DataFrame:
    """Return the gain of the curves over the bare film, and what of it the laws explain."""
    bare = film.with_filler_mass_fraction(0.0)
    known = float(np.exp(film.ln_sigma(T) - bare.ln_sigma(T)))
    factors = {name: float(np.exp(split.total[name])) for name in MECHANISMS}
    row = {"Conductivity": "total", "Gain": known}
    row |= {f"Factor by {name}": value for name, value in factors.items()}
    row["Factor by no law"] = known / float(np.prod(list(factors.values())))
    return pd.DataFrame([row])


def _in_words(electrolyte: Electrolyte, gain: pd.DataFrame, temperature_degC: float) -> str:
    if electrolyte.filler_mass_fraction == 0:
        return f"{electrolyte.name} at {temperature_degC:g} degC: the matrix, without filler"
    if "Factor by no law" in gain:
        one = gain.iloc[0]
        return (
            f"{electrolyte.name} at {temperature_degC:g} degC conducts {one['Gain']:.3g} times as "
            f"well as a bare film, as fitted: {one['Factor by electrostatic']:.3g} (space charge) "
            f"x {one['Factor by mobility']:.3g} (mobility) x {one['Factor by core']:.3g} (the "
            f"particles themselves) x {one['Factor by no law']:.3g} that no law explains."
        )
    cation, anion, total = (row for _, row in gain.iterrows())
    return (
        f"{electrolyte.name} at {temperature_degC:g} degC conducts {total['Gain']:.3g} times as "
        f"well as its matrix. Cations: {cation['Gain']:.3g} times = "
        f"{cation['Factor by electrostatic']:.3g} (space charge) x "
        f"{cation['Factor by mobility']:.3g} (interphase mobility) x "
        f"{cation['Factor by core']:.3g} (ceramic core). Anions: {anion['Gain']:.3g} times = "
        f"{anion['Factor by electrostatic']:.3g} x {anion['Factor by mobility']:.3g} x "
        f"{anion['Factor by core']:.3g}."
    )
