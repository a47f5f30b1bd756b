"""A user's table of films: filler content, temperature, conductivity, t+, D."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from ...columns import split_unit, unit_factor
from ...errors import InputError, shown
from ...models.laws.constants import FARADAY, GAS_CONSTANT, kelvin
from ...parameter_sets.materials import Material, material_names
from ...parameter_sets.materials.spellings import spelled_otherwise
from ...tables import read_table
from .cells import Cells
from .conductivities import (
    conductivities,
    note_implausible,
    of_spectra,
    unit_of_conductivity,
    with_activation,
)
from .contents import filler_by_mass, of_ratios
from .headings import BASES, METHODS, MISSING, listed, named
from .printed import is_heading, long_table
from .table import FilmTable, volume_fraction

__all__ = ["read_film_table"]

#: What is not told apart enters the noise of ln sigma; assumed. Batches of one composition that
#: differ in solvent differ by up to 1.0 in ln sigma.
_NOT_DRIED, _HEATING = 0.3, 0.15
#: From glass to ten times the fastest liquids [m2.s-1].
_DIFFUSIVITIES = (1e-20, 1e-7)


def read_film_table(
    path: str | Path,
    filler: Material,
    matrix: Material,
    *,
    basis: str | None = None,
    method: str | None = None,
    series: str | None = None,
) -> FilmTable:
    """Return the table of films in a file.

    Parameters
    ----------
    path : path
        CSV, text or spreadsheet.
    filler, matrix : Material
        Their densities turn vol% into wt%.
    basis, method : str, optional
        One of `BASES`, of `METHODS`, where the table does not say it.
    series : str, optional
        Which one of several series in the table.

    Raises
    ------
    InputError
        In one line, if the file cannot be read or something cannot be converted.
    """
    path = Path(path)
    basis = None if basis is None else named("basis", basis, BASES)
    method = None if method is None else named("method of t+", method, METHODS)
    try:
        table = read_table(path, is_heading)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: cannot be read as a table of films ({why}).") from error
    notes: list[str] = []
    fault = Cells(path, table.cells, notes).fault
    cells = Cells(path, long_table(table.cells, table.preamble, fault, notes), notes)
    _told_apart(cells)
    of_ratios(cells, filler)
    cells.take(_chosen(cells, filler, series))
    frame = pd.DataFrame({"row": cells.cells.index}, index=cells.cells.index)
    frame["T"] = _temperatures(cells)
    frame["w"] = filler_by_mass(cells, filler, matrix, basis)
    frame["phi"] = volume_fraction(frame["w"], filler, matrix)
    frame["ln_sigma"] = conductivities(cells, frame["T"])
    if "spectrum" in cells.columns:
        frame["ln_sigma"] = frame["ln_sigma"].fillna(of_spectra(cells))
    note_implausible(cells, frame)
    frame["t_plus"] = cells.numbers.get("transference", cells.nothing())
    frame["D"] = _diffusivities(cells)
    frame["newman"] = _newman(cells, frame)
    frame["extra"] = _extra(cells)
    own = cells.words("film") if "film" in cells.columns else ""
    if not {"film", "run"} & set(cells.columns):
        again = frame.groupby(["w", "T"]).cumcount()
        if again.any():
            own = again.astype(str)
            notes.append(
                "rows of one content and temperature are taken as of several films; a column "
                "'film' says which are of one"
            )
    frame["film"] = frame["w"].map(lambda w: f"{100 * w:.6g}") + "/" + own
    frame = with_activation(cells, frame)
    measured = frame[["ln_sigma", "t_plus", "D"]].notna().any(axis=1)
    frame = frame[measured & frame["T"].notna() & frame["w"].notna()].copy()
    if frame["ln_sigma"].notna().sum() < 1:
        raise cells.fault("no row has filler content, temperature and conductivity")
    said = _method(cells, frame.loc[frame["t_plus"].notna(), "row"], method)
    frame = frame.reset_index(drop=True)
    frame, left_out = _per_ion(cells, frame, said)
    frame = frame.drop(columns="newman")
    return FilmTable(frame, filler, matrix, said, tuple(notes), str(path), left_out)


def _told_apart(cells: Cells) -> None:
    """Say which columns there must be, and tell a filler's content from its name."""
    columns, table = cells.columns, cells.cells
    as_number = pd.to_numeric(table.get(columns.get("filler", ""), pd.Series(["-"])), "coerce")
    if "content" not in columns and as_number.notna().any():
        columns["content"] = columns.pop("filler")
    if not {"conductivity", "spectrum", "transference", "diffusivity"} & set(columns):
        raise cells.fault(
            "no column of conductivity; write a heading such as 'conductivity [mS/cm]' "
            f"(there are {listed(table.columns)})"
        )
    if "temperature" not in columns and "inverse temperature" not in columns:
        raise cells.fault(
            "no column of temperature; write one called 'temperature [degC]', or say it in the "
            "heading: 'conductivity at 25 degC [mS/cm]'"
        )


def _chosen(cells: Cells, filler: Material, series: str | None) -> pd.Series:
    """Return which rows are of the series and of the filler."""
    chosen = pd.Series(True, cells.cells.index)
    if "series" in cells.columns:
        words = cells.words("series")
        names = list(dict.fromkeys(words))
        if series is not None and series not in names:
            raise cells.fault(f"series {shown(series)} is not one of {listed(names)}")
        if series is None and len(names) > 1:
            raise cells.fault(
                f"it holds {len(names)} series ({listed(names)}); choose one with --series"
            )
        if series is not None:
            chosen = words == series
    elif series is not None:
        raise cells.fault("there is no column 'series' to choose from")
    if "filler" in cells.columns:
        words = cells.words("filler")
        bare = words.str.lower().isin(MISSING)
        kinds = list(dict.fromkeys(words[chosen & ~bare]))
        if len(kinds) > 1:
            names = material_names("filler")
            own = words.str.lower().str.contains(filler.name.lower(), regex=False)
            own |= words.map(
                lambda word: [filler.name] == spelled_otherwise("filler", str(word), names)
            )
            if filler.name == "none" or not own[chosen].any():
                raise cells.fault(
                    f"it holds several fillers ({listed(kinds)}); choose one with --filler"
                )
            chosen &= own | bare
    return chosen


def _temperatures(cells: Cells) -> pd.Series:
    if "temperature" in cells.columns:
        values, unit = cells.numbers["temperature"], cells.unit("temperature")
        where = cells.column("temperature")
        if not unit and (values > 200).any():
            raise cells.fault(f"{where} has no unit; write [degC] or [K]")
        if unit and unit_factor("temperature", unit) is None:
            raise cells.fault(f"{where}: unit '{unit}' is neither degC nor K")
        K = unit.strip().lower() in ("k", "kelvin")
        T = values if K else pd.Series(kelvin(values.to_numpy(float)), values.index)
    else:
        per_1 = cells.columns["inverse temperature"].strip().startswith("1/")
        T = (1.0 if per_1 else 1000.0) / cells.numbers["inverse temperature"]
    T = T.astype(float)
    cells.refuse(
        T[(T < 173) | (T > 523)] - 273.15,
        "{:.4g} degC is no temperature of a polymer film (-100 to 250 degC); check the unit",
    )
    return T


def _diffusivities(cells: Cells) -> pd.Series:
    if "diffusivity" not in cells.columns:
        return cells.nothing()
    unit, where = cells.unit("diffusivity"), cells.column("diffusivity")
    factor = unit_factor("diffusivity", unit) if unit else None
    if factor is None:
        raise cells.fault(f"{where} needs a unit; write [cm2/s] or [m2/s]")
    D = cells.numbers["diffusivity"] * factor
    cells.within(D, *_DIFFUSIVITIES, f"{where}, in m2/s")
    return D


def _newman(cells: Cells, frame: pd.DataFrame) -> pd.Series:
    """Return the Newman number of t+ by concentration cells, (FF-13), NaN where it is not known."""
    if not {"thermodynamic factor", "salt concentration"} <= set(cells.numbers):
        return cells.nothing()
    unit = cells.unit("salt concentration").replace(" ", "")
    factor = {"mol/L": 1e3, "M": 1e3, "mol/l": 1e3, "mol/m3": 1.0, "mol.m-3": 1.0}.get(unit)
    if factor is None:
        raise cells.fault(f"{cells.column('salt concentration')} needs a unit; write [mol/L]")
    c, chi = factor * cells.numbers["salt concentration"], cells.numbers["thermodynamic factor"]
    sigma, rest = np.exp(frame["ln_sigma"]), 1 - frame["t_plus"]
    RT = GAS_CONSTANT * frame["T"]
    return 2 * RT * sigma * rest**2 * chi / (FARADAY**2 * frame["D"] * c)


def _extra(cells: Cells) -> pd.Series:
    """Return the standard deviation of ln sigma that the table says."""
    columns, numbers = cells.columns, cells.numbers
    variance = pd.Series(0.0, cells.cells.index)
    if "thickness scatter" in numbers:
        scatter = numbers["thickness scatter"].fillna(0)
        percent = "%" in columns["thickness scatter"]
        if not percent and "thickness" not in numbers:
            raise cells.fault("a scatter of thickness needs the thickness, or [%]")
        share = scatter / 100 if percent else scatter / numbers["thickness"]
        variance += share.fillna(0) ** 2
    if "noise" in numbers:
        variance += _noise(cells).fillna(0) ** 2
    if "drying" in columns:
        wet = cells.words("drying").str.lower().str.contains(r"^no|not|un|wet|solvent|^0|false")
        variance += wet * _NOT_DRIED**2
    elif "solvent" in numbers:
        variance += (numbers["solvent"].fillna(0) > 0) * _NOT_DRIED**2
    if "run" in columns:
        runs = cells.words("run").str.lower().str.contains("heat|cool|up|down")
        variance += runs * _HEATING**2
    return variance**0.5


def _noise(cells: Cells) -> pd.Series:
    """Return the relative error of conductivity that a column states."""
    error, heading = cells.numbers["noise"], cells.columns["noise"]
    if "%" in heading:
        return error / 100
    of_sigma = cells.columns.get("conductivity", "")
    own = unit_of_conductivity(heading, cells.unit("noise"))[0]
    unit = unit_of_conductivity(of_sigma, split_unit(of_sigma)[1] or "")[0]
    if own is None or unit is None or re.match(r"-?\s*l(og|n|g)", of_sigma.lower()):
        raise cells.fault(
            f"{cells.column('noise')}: give the error of conductivity in [%], or in the unit of "
            "the conductivity"
        )
    return error * (own / unit) / cells.numbers["conductivity"]


def _method(cells: Cells, measured: pd.Series, given: str | None) -> str:
    """Return how t+ was measured in some rows."""
    if not len(measured):
        return given or "Bruce-Vincent"
    several = "t+ by several methods ({}), which measure different things"
    said = cells.said("method", "method of t+", METHODS, pd.Index(measured), several) or given
    if said is not None:
        return said
    heading = cells.columns.get("transference", "").lower()
    if re.match(r"t_?\{?0", heading):
        return "concentration cells"
    for name, words in METHODS.items():
        if re.search(words, heading):
            return name
    cells.notes.append(
        "t+ is taken as by Bruce-Vincent; a column 'method' or --transference-method says otherwise"
    )
    return "Bruce-Vincent"


def _per_ion(cells: Cells, frame: pd.DataFrame, method: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out t+ that are no share of the conductivity."""
    measured = frame["t_plus"].notna()
    if (frame["t_plus"].abs() > 2).any():
        raise cells.fault("a t+ beyond -2 to 2 is none; give a share of one, not percent")
    wrong = measured & ((frame["t_plus"] <= 0) | (frame["t_plus"] >= 1))
    if method == "concentration cells":
        known = measured & frame["newman"].notna()
        frame.loc[known, "t_plus"] = 1 / (1 + frame.loc[known, "newman"])
        if known.any():
            cells.notes.append(
                f"{int(known.sum())} t+ by concentration cells are fitted as what Bruce and "
                "Vincent would measure, by D, thermodynamic factor and salt concentration"
            )
        wrong = measured & ~known
        if wrong.any():
            cells.notes.append(
                "t+ by concentration cells is no share of the conductivity, and to convert it "
                "needs D, thermodynamic factor and salt concentration: it is kept for cells, not "
                "fitted"
            )
    elif wrong.any():
        cells.notes.append(
            f"{int(wrong.sum())} t+ not between 0 and 1: no law per ion holds them; they are "
            "kept for cells, not fitted"
        )
    left_out = frame.loc[wrong, ["w", "T", "t_plus", "row"]].copy()
    frame.loc[wrong, "t_plus"] = np.nan
    return frame, left_out
