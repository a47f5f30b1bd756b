"""Geometry and masses of a pouch cell, layer by layer; nothing is simulated here.

A sheet of cathode is coated on one side or both. Between two-sided sheets lie negative sheets with
lithium on both sides, and one more of them than of cathodes; one-sided sheets have a negative sheet
each. Bending, cutting and folding are not modelled: all sheets are flat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import InputError, check_range, shown
from ..inputs import read_toml
from ..models.laws.constants import FARADAY
from ..schemas import hint, raise_faults
from .cathode import ACTIVE, LOADING, POROSITY, RECIPE, THICKNESS
from .cell import FIELDS, Cell
from .composites import Electrolyte
from .provenance import provenance_table
from .relations import cell_numbers

__all__ = ["DEAD", "KEYS", "LAYERS", "Pouch", "film_density", "pouch_from"]

_MILLI, _MICRO = 1e-3, 1e-6
#: Key -> row of ``data/pouch.csv``, factor to SI; the limits are those of the row.
KEYS = {
    "height_mm": ("Pouch cathode height [m]", _MILLI),
    "width_mm": ("Pouch cathode width [m]", _MILLI),
    "sheets": ("Pouch cathode sheets", 1.0),
    "sides": ("Pouch coated sides", 1.0),
    "lithium_um": ("Pouch lithium thickness [m]", _MICRO),
    "plating_efficiency_percent": ("Pouch plating efficiency", 0.01),
    "outer_lithium": ("Pouch lithium on outer faces", 1.0),
    "negative_collector_um": ("Pouch negative collector thickness [m]", _MICRO),
    "lithium_overhang_mm": ("Pouch lithium overhang [m]", _MILLI),
    "film_overhang_mm": ("Pouch film overhang [m]", _MILLI),
    "casing_um": ("Pouch foil thickness [m]", _MICRO),
    "casing_density_g_cm3": ("Pouch foil density [kg.m-3]", 1e3),
    "seam_mm": ("Pouch seam width [m]", _MILLI),
    "tab_length_mm": ("Pouch tab length [m]", _MILLI),
    "tab_width_mm": ("Pouch tab width [m]", _MILLI),
    "tab_thickness_um": ("Pouch tab thickness [m]", _MICRO),
    "further_mass_g": ("Pouch further mass [kg]", 1e-3),
    "heat_transfer_W_m2_K": ("Pouch heat transfer coefficient [W.m-2.K-1]", 1.0),
}
_WHOLE = ("sheets", "sides", "outer_lithium")
#: Layers, which prices go by.
LAYERS = (
    "Cathode coating", "Catholyte", "Film", "Lithium", "Positive collector", "Negative collector",
    "Casing", "Positive tab", "Negative tab", "Further",
)  # fmt: skip
#: Parameters whose provenance a layer has.
_ROWS = {
    "Cathode coating": ("cell", LOADING),
    "Catholyte": ("cell", POROSITY),
    "Film": ("cell", "Separator thickness [m]"),
    "Lithium": ("pouch", "Pouch lithium thickness [m]"),
    "Positive collector": ("cell", "Positive current collector thickness [m]"),
    "Negative collector": ("pouch", "Pouch negative collector thickness [m]"),
    "Casing": ("pouch", "Pouch foil thickness [m]"),
    "Positive tab": ("pouch", "Pouch tab thickness [m]"),
    "Negative tab": ("pouch", "Pouch tab thickness [m]"),
    "Further": ("pouch", "Pouch further mass [kg]"),
}
#: Of a cell: what the plating efficiency leaves of one.
DEAD = "Dead fraction of plated lithium"
_LITHIUM_G_MOL = 6.94


def film_density(film: Electrolyte) -> float:
    r"""Return the density of a film [kg.m-3].

    .. math:: 1/\rho = w/\rho_c + (1 - w)/\rho_m

    A coating of the filler is a few nanometres and is not counted.
    """
    w = float(film.filler_mass_fraction)
    return 1 / (w / film.filler.density + (1 - w) / film.matrix.density)


@dataclass(frozen=True)
class Pouch:
    """A pouch cell of a unit cell.

    Parameters
    ----------
    cell : Cell
        The unit cell: film, cathode, loading, thickness of the film.
    values : dict
        Rows of ``data/pouch.csv``, SI units.
    given : tuple of str
        Keys of `KEYS` that the user chose.
    prices : dict
        Layer to price per kilogram, in any currency.
    """

    cell: Cell
    values: Mapping[str, float]
    given: tuple[str, ...] = ()
    prices: Mapping[str, float] | None = None

    def _of(self, key: str) -> float:
        return float(self.values[KEYS[key][0]])

    @property
    def units(self) -> int:
        """Faces of cathode that work, each a unit cell."""
        return round(self._of("sheets") * self._of("sides"))

    @property
    def face(self) -> float:
        """Area of one of them [m2]."""
        return self._of("height_mm") * self._of("width_mm")

    @property
    def area(self) -> float:
        """Area of all of them together [m2]."""
        return self.units * self.face

    def layers(self, sample: Mapping[str, float] | None = None) -> pd.DataFrame:
        """Return a row per layer: number, area of one, thickness of one, mass, provenance.

        Parameters
        ----------
        sample : mapping, optional
            Values of the cell in place of its own, SI units.
        """
        numbers = cell_numbers(self.cell, sample)
        film, pores = self.cell.electrolyte, self.cell.catholyte or self.cell.electrolyte
        sheets, units = round(self._of("sheets")), self.units
        two = round(self._of("sides")) == 2
        negatives = sheets + 1 if two else sheets
        outer = 2 * round(self._of("outer_lithium")) if two else 0
        lithium_area = self._spread("lithium_overhang_mm")
        thickness = numbers[THICKNESS]
        coating = numbers[LOADING] / numbers[next(iter(RECIPE))]
        tab = self._of("tab_length_mm") * self._of("tab_width_mm")
        tab_um, casing = self._of("tab_thickness_um"), self._of("casing_um")
        collector = numbers["Positive current collector thickness [m]"]
        # Layer -> number, area of one [m2], thickness of one [m], mass per area [kg.m-2].
        made = {
            "Cathode coating": (units, self.face, thickness, coating),
            "Catholyte": (
                units,
                self.face,
                0.0,
                numbers[POROSITY] * thickness * film_density(pores),
            ),
            "Film": (
                units,
                self._spread("film_overhang_mm"),
                numbers["Separator thickness [m]"],
                numbers["Separator thickness [m]"] * film_density(film),
            ),
            "Lithium": (
                units + outer,
                lithium_area,
                *self._sheet("lithium_um", numbers, "Negative electrode"),
            ),
            "Positive collector": (
                sheets,
                self.face,
                collector,
                collector * numbers["Positive current collector density [kg.m-3]"],
            ),
            "Negative collector": (
                negatives,
                lithium_area,
                *self._sheet("negative_collector_um", numbers, "Negative current collector"),
            ),
            "Casing": (2, self.footprint, casing, casing * self._of("casing_density_g_cm3")),
            "Positive tab": (1, tab, tab_um, tab_um * self.values["Positive tab density [kg.m-3]"]),
            "Negative tab": (1, tab, tab_um, tab_um * self.values["Negative tab density [kg.m-3]"]),
            "Further": (1, 0.0, 0.0, 0.0),
        }
        rows = []
        for name, (number, area, thick, mass) in made.items():
            kilograms = self._of("further_mass_g") if name == "Further" else number * area * mass
            table, parameter = _ROWS[name]
            rows.append(
                {
                    "Layer": name,
                    "Number": number,
                    "Area of one [cm2]": 1e4 * area,
                    "Thickness of one [um]": 1e6 * thick,
                    "Mass [g]": 1e3 * kilograms,
                    **self._provenance(table, parameter),
                }
            )
        found = pd.DataFrame(rows)
        return found[found["Mass [g]"] > 0].reset_index(drop=True)

    def _sheet(self, key: str, numbers: Mapping[str, float], of: str) -> tuple[float, float]:
        thickness = self._of(key)
        return thickness, thickness * numbers[f"{of} density [kg.m-3]"]

    def _provenance(self, table: str, parameter: str) -> dict[str, str]:
        chosen = [key for key in self.given if KEYS[key][0] == parameter]
        row = provenance_table(table).set_index("name").loc[parameter]
        fields = {name: getattr(self.cell, field) / f for name, (field, f) in FIELDS.items()}
        if chosen or {**fields, **self.cell.values}.get(parameter, row["value"]) != row["value"]:
            return {"Class": "setting", "Source": "given"}
        said = (str(row[column]) for column in ("source", "locator", "note"))
        return {"Class": str(row["class"]), "Source": next(filter(None, said), "")}

    def _spread(self, key: str) -> float:
        """Return the area of a layer that overhangs the cathode [m2]."""
        beyond = 2 * self._of(key)
        return (self._of("height_mm") + beyond) * (self._of("width_mm") + beyond)

    @property
    def outline(self) -> tuple[float, float]:
        """Height and width of the casing with its seams, without tabs [m]."""
        beyond = 2 * (self._of("film_overhang_mm") + self._of("seam_mm"))
        return self._of("height_mm") + beyond, self._of("width_mm") + beyond

    @property
    def footprint(self) -> float:
        """Area of a face of the casing [m2]."""
        height, width = self.outline
        return height * width

    def thickness(self, layers: pd.DataFrame | None = None) -> float:
        """Return the thickness of the cell [m]; tabs and seams are thinner."""
        table = self.layers() if layers is None else layers
        stacked = table[~table["Layer"].str.contains("tab")]
        return 1e-6 * float((stacked["Number"] * stacked["Thickness of one [um]"]).sum())

    def mass(self, sample: Mapping[str, float] | None = None) -> float:
        """Return the mass of the cell [kg]; see `layers`."""
        return 1e-3 * float(self.layers(sample)["Mass [g]"].sum())

    def volume(self, sample: Mapping[str, float] | None = None) -> float:
        """Return footprint times thickness [m3], without the tabs; see `layers`."""
        return self.footprint * self.thickness(self.layers(sample))

    @property
    def lithium_ratio(self) -> float:
        """Charge of the lithium on a face over that of the cathode, at 1C [-]; N/P."""
        numbers = cell_numbers(self.cell)
        foil = self._of("lithium_um") * numbers["Negative electrode density [kg.m-3]"]
        charge = foil / (_LITHIUM_G_MOL / 1000) * FARADAY / 3600  # A.h.m-2
        return charge / (self.cell.one_C_mAh_g * numbers[LOADING])

    @property
    def as_cycled(self) -> Cell:
        """The unit cell with the lithium that it has when it is charged for the first time.

        That is the foil and what the cathode brings, less what the plating efficiency leaves
        behind. The rest of what is plated loses contact at the same rate in each cycle. The
        cathode is made full of lithium, and gives what takes part down to its charged state.
        """
        values = {
            "Negative electrode thickness [m]": self._of("lithium_um") + self.brought(),
            DEAD: 1 - self._of("plating_efficiency_percent"),
        }
        return replace(self.cell, values=self.cell.values | values)

    def brought(self, sample: Mapping[str, float] | None = None) -> float:
        """Return the lithium that the first charge plates and that keeps contact [m].

        Parameters
        ----------
        sample : mapping, optional
            Values of the cell in place of its own, SI units.
        """
        numbers = cell_numbers(self.cell, sample)
        # mol.m-2; 1C, a setting, does not say what there is between the voltage limits.
        highest = numbers["Maximum concentration in positive electrode [mol.m-3]"]
        moles = numbers[ACTIVE] * numbers[THICKNESS] * highest
        moles *= 1 - numbers["Initial stoichiometry in positive electrode"]
        plated = moles * numbers["Lithium metal partial molar volume [m3.mol-1]"]
        dead = (sample or {}).get(DEAD, 1 - self._of("plating_efficiency_percent"))
        return (1 - dead) * plated

    @property
    def heat_capacity(self) -> float:
        """Heat capacity of the cell, the sum over its layers [J.K-1]."""
        numbers = cell_numbers(self.cell)
        specific = {
            "Cathode coating": numbers["Positive electrode specific heat capacity [J.kg-1.K-1]"],
            "Catholyte": numbers["Separator specific heat capacity [J.kg-1.K-1]"],
            "Film": numbers["Separator specific heat capacity [J.kg-1.K-1]"],
            "Lithium": numbers["Negative electrode specific heat capacity [J.kg-1.K-1]"],
            "Casing": self.values["Pouch foil specific heat capacity [J.kg-1.K-1]"],
        }
        for sign in ("Positive", "Negative"):
            name = f"{sign} current collector specific heat capacity [J.kg-1.K-1]"
            specific[f"{sign} collector"] = numbers[name]
        tab = self.values["Pouch tab specific heat capacity [J.kg-1.K-1]"]
        table = self.layers()
        each = table["Layer"].map(specific).fillna(tab) * table["Mass [g]"] / 1000
        return float(each.sum())

    @property
    def face_cooling(self) -> float:
        """Heat that both faces give off per kelvin [W.K-1]."""
        return 2 * self.footprint * self._of("heat_transfer_W_m2_K")

    @property
    def tab_cooling(self) -> float:
        """Heat that both tabs conduct per kelvin to what they are clamped to [W.K-1].

        None leaves an adiabatic cell, whose heat transfer coefficient is zero.
        """
        if self._of("heat_transfer_W_m2_K") == 0 or self._of("tab_length_mm") == 0:
            return 0.0
        section = self._of("tab_width_mm") * self._of("tab_thickness_um")
        conducts = sum(
            self.values[f"{sign} tab thermal conductivity [W.m-1.K-1]"]
            for sign in ("Positive", "Negative")
        )
        return section * conducts / self._of("tab_length_mm")

    def cost(self, layers: pd.DataFrame | None = None) -> float | None:
        """Return what the materials cost, in the currency of the prices; None without prices."""
        if not self.prices:
            return None
        table = self.layers() if layers is None else layers
        return float((table["Mass [g]"] / 1000 * table["Layer"].map(self.prices).fillna(0)).sum())


def pouch_from(
    cell: Cell, given: Mapping[str, Any] | None = None, file: str | Path | None = None
) -> Pouch:
    """Return the pouch cell that a user means.

    Parameters
    ----------
    cell : Cell
        The unit cell.
    given : mapping, optional
        Keys of `KEYS` and their values; None counts as not given. They come before the file's.
    file : path, optional
        TOML with keys of `KEYS`, and prices per kilogram by layer (see `LAYERS`) in ``[prices]``.

    Raises
    ------
    InputError
        In one line with every fault.
    """
    content = {} if file is None else read_toml(Path(file))
    prices = content.pop("prices", {})
    chosen = {**content, **{k: v for k, v in (given or {}).items() if v is not None}}
    rows = provenance_table("pouch").set_index("name")
    values = {str(name): float(value) for name, value in rows["value"].items()}
    faults = []
    for key, value in chosen.items():
        if key not in KEYS:
            faults.append(f"{key}: unknown key; {hint(key, [*KEYS, 'prices'])}")
            continue
        name, factor = KEYS[key]
        low, high = (float(rows[end].astype(float)[name]) / factor for end in ("low", "high"))
        try:
            number = float(check_range(key, value, low, high))
        except InputError as error:
            faults.append(str(error).rstrip("."))
            continue
        if key in _WHOLE and number != round(number):
            faults.append(f"{key} = {number:g} is not a whole number")
        values[name] = number * factor
    faults += _price_faults(prices)
    if not faults and not (
        values[KEYS["lithium_um"][0]] or values[KEYS["negative_collector_um"][0]]
    ):
        faults.append("no lithium needs a negative collector; give negative_collector_um")
    raise_faults("pouch" if file is None else file, faults)
    return Pouch(cell, values, tuple(chosen), dict(prices) or None)


def _price_faults(prices: Any) -> list[str]:
    if not isinstance(prices, Mapping):
        return [f"prices = {shown(prices)} is not a table of layers"]
    faults = []
    for name, price in prices.items():
        if name not in LAYERS:
            faults.append(f"[prices] {shown(name)} is no layer; {hint(str(name), LAYERS)}")
        elif isinstance(price, bool) or not isinstance(price, int | float) or price < 0:
            faults.append(f"[prices] {name} = {shown(price)} is no price per kilogram")
    return faults
