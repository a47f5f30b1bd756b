"""A user's table of films: filler content, temperature, conductivity, t+, D."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ...columns import split_unit, unit_factor
from ...errors import InputError, shown
from ...experiments.laboratory.conductivity import ionic_conductivity
from ...experiments.laboratory.electrode_kind import electrode_kind
from ...experiments.laboratory.impedance_files import measured_spectrum
from ...models.laws.constants import S_M_PER_MS_CM, kelvin
from ...parameter_sets.materials import Material
from ...parameter_sets.user_electrolytes import POLYMER_S_M
from ...tables import read_table
from .headings import BASES, METHODS, MISSING, NUMERIC, RANGES, columns_of, listed, named
from .table import FilmTable, densities, volume_fraction

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
    try:
        table = read_table(path, lambda fields: len(columns_of(fields)) > 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: cannot be read as a table of films ({why}).") from error
    return _Reader(path, filler, matrix, basis, method, series).read(table.cells)


class _Reader:
    def __init__(
        self,
        path: Path,
        filler: Material,
        matrix: Material,
        basis: str | None,
        method: str | None,
        series: str | None,
    ) -> None:
        self.path, self.filler, self.matrix, self.series = path, filler, matrix, series
        self.basis = None if basis is None else named("basis", basis, BASES)
        self.method = None if method is None else named("method of t+", method, METHODS)
        self.notes: list[str] = []

    def fault(self, what: str) -> InputError:
        return InputError(f"{self.path}: {what}.")

    def read(self, cells: pd.DataFrame) -> FilmTable:
        columns = columns_of(cells.columns)
        as_number = pd.to_numeric(cells.get(columns.get("filler", ""), pd.Series(["-"])), "coerce")
        if "content" not in columns and as_number.notna().any():
            columns["content"] = columns.pop("filler")
        if not {"conductivity", "spectrum", "transference", "diffusivity"} & set(columns):
            raise self.fault(
                "no column of conductivity; write a heading such as 'conductivity [mS/cm]' "
                f"(there are {listed(cells.columns)})"
            )
        if "temperature" not in columns and "inverse temperature" not in columns:
            raise self.fault("no column of temperature; write one called 'temperature [degC]'")
        cells = self._rows_of_series(cells, columns)
        numbers = {
            role: self._numbers(role, cells[name])
            for role, name in columns.items()
            if role in NUMERIC
        }
        frame = pd.DataFrame({"row": cells.index}, index=cells.index)
        frame["T"] = self._temperatures(columns, numbers)
        frame["w"] = self._contents(columns, numbers, cells)
        frame["phi"] = volume_fraction(frame["w"], self.filler, self.matrix)
        frame["ln_sigma"] = self._conductivities(columns, numbers, frame.index)
        if "spectrum" in columns:
            read = self._of_spectra(columns, numbers, cells)
            frame["ln_sigma"] = frame["ln_sigma"].fillna(read)
        self._note_implausible(columns, frame)
        frame["t_plus"] = numbers.get("transference", pd.Series(np.nan, frame.index))
        frame["D"] = self._diffusivities(columns, numbers, frame.index)
        frame["extra"] = self._extra(columns, numbers, cells)
        own = cells[columns["film"]].astype(str) if "film" in columns else ""
        frame["film"] = frame["w"].map(lambda w: f"{100 * w:.6g}") + "/" + own
        measured = frame[["ln_sigma", "t_plus", "D"]].notna().any(axis=1)
        frame = frame[measured & frame["T"].notna() & frame["w"].notna()].copy()
        if frame["ln_sigma"].notna().sum() < 1:
            raise self.fault("no row has filler content, temperature and conductivity")
        method = self._method(columns, cells.loc[frame.index], frame["t_plus"].notna())
        frame, left_out = self._per_ion(frame, method)
        return FilmTable(
            frame.reset_index(drop=True),
            self.filler,
            self.matrix,
            method,
            tuple(self.notes),
            str(self.path),
            left_out,
        )

    def _rows_of_series(self, cells: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
        if "series" in columns:
            names = list(dict.fromkeys(cells[columns["series"]].astype(str)))
            if self.series is not None and self.series not in names:
                raise self.fault(f"series {shown(self.series)} is not one of {listed(names)}")
            if self.series is None and len(names) > 1:
                raise self.fault(
                    f"it holds {len(names)} series ({listed(names)}); choose one with --series"
                )
            if self.series is not None:
                cells = cells[cells[columns["series"]].astype(str) == self.series]
        elif self.series is not None:
            raise self.fault("there is no column 'series' to choose from")
        if "filler" in columns:
            words = cells[columns["filler"]].astype(str).str.strip()
            bare = words.str.lower().isin(MISSING)
            kinds = list(dict.fromkeys(words[~bare]))
            if len(kinds) > 1:
                own = words.str.lower().str.contains(self.filler.name.lower(), regex=False)
                if self.filler.name == "none" or not own.any():
                    raise self.fault(
                        f"it holds several fillers ({listed(kinds)}); choose one with --filler"
                    )
                cells = cells[own | bare]
        return cells

    def _numbers(self, role: str, column: pd.Series) -> pd.Series:
        text = column.astype(str).str.strip()
        numbers = pd.to_numeric(text, errors="coerce")
        wrong = text[numbers.isna() & ~text.str.lower().isin(MISSING)]
        if len(wrong):
            raise self.fault(
                f"row {wrong.index[0]}, column '{column.name}': {shown(wrong.iloc[0])} is no "
                "number; leave the cell empty where nothing was measured"
            )
        low, high = RANGES.get(role, (-math.inf, math.inf))
        self._within(numbers, low, high, f"column '{column.name}'")
        return numbers

    def _within(self, values: pd.Series, low: float, high: float, where: str) -> None:
        """Refuse numbers that no film can have."""
        wrong = values[(values < low) | (values > high)]
        if len(wrong):
            raise self.fault(
                f"row {wrong.index[0]}, {where}: {wrong.iloc[0]:g} lies outside {low:g} to {high:g}"
            )

    def _temperatures(
        self, columns: Mapping[str, str], numbers: Mapping[str, pd.Series]
    ) -> pd.Series:
        if "temperature" in columns:
            heading, values = columns["temperature"], numbers["temperature"]
            unit = split_unit(heading)[1] or ""
            if not unit and (values > 200).any():
                raise self.fault(f"column '{heading}' has no unit; write [degC] or [K]")
            if unit and unit_factor("temperature", unit) is None:
                raise self.fault(f"column '{heading}': unit '{unit}' is neither degC nor K")
            K = unit.strip().lower() in ("k", "kelvin")
            T = values if K else pd.Series(kelvin(values.to_numpy(float)), values.index)
        else:
            scale = 1.0 if columns["inverse temperature"].strip().startswith("1/") else 1000.0
            T = scale / numbers["inverse temperature"]
        T = T.astype(float)
        wrong = T[(T < 173) | (T > 523)]
        if len(wrong):
            raise self.fault(
                f"row {wrong.index[0]}: {wrong.iloc[0] - 273.15:.4g} degC is no temperature of a "
                "polymer film (-100 to 250 degC); check the unit"
            )
        return T

    def _contents(
        self, columns: Mapping[str, str], numbers: Mapping[str, pd.Series], cells: pd.DataFrame
    ) -> pd.Series:
        if "content" not in columns:
            self.notes.append("no column of filler content: films without filler")
            return pd.Series(0.0, cells.index)
        heading, values = columns["content"], numbers["content"]
        words = heading.lower()
        if "content unit" in columns:
            units = {u.strip().lower() for u in cells[columns["content unit"]].astype(str)} - {""}
            if len(units) > 1:
                raise self.fault(f"several units of content ({listed(sorted(units))})")
            words += " " + "".join(units)
        volume = bool(re.search(r"vol|v/v|phi|φ", words))
        if not volume and not re.search(r"wt|weight|mass|w/w|m%|phr", words):
            unit = split_unit(heading)[1]
            given = f"the unit '{unit}'" if unit else "no unit"
            raise self.fault(f"column '{heading}' has {given}; write [wt%] or [vol%]")
        fraction = "fraction" in words or bool(re.search(r"phi|φ", words) and "%" not in words)
        share = values if fraction else values / 100
        if not fraction and 0 < values.max() <= 1:
            self.notes.append(
                f"column '{heading}' is read as percent, at most {values.max():g} %; if these are "
                "fractions of one, call it 'filler mass fraction' or 'filler volume fraction'"
            )
        wrong = share[(share < 0) | (share > 1)]
        if len(wrong):
            raise self.fault(
                f"row {wrong.index[0]}, column '{heading}': a content of {100 * wrong.iloc[0]:g} % "
                "is not between 0 and 100"
            )
        if volume:
            ceramic = self.filler.number("density")
            if ceramic is None or self.matrix.number("density") is None:
                raise self.fault(
                    "vol% needs the densities of filler and matrix; name them with --filler and "
                    "--matrix (or a TOML file with density_g_cm3)"
                )
            polymer = densities(self.filler, self.matrix)[1]
            return share * ceramic / (share * ceramic + (1 - share) * polymer)
        return self._of_dry_film(share, columns, numbers, cells)

    def _of_dry_film(
        self,
        share: pd.Series,
        columns: Mapping[str, str],
        numbers: Mapping[str, pd.Series],
        cells: pd.DataFrame,
    ) -> pd.Series:
        """Return filler over filler, polymer and salt, whatever the basis of wt% was."""
        given = self.basis
        if "basis" in columns:
            found = {
                named("basis", word, BASES)
                for word in cells[columns["basis"]].astype(str).str.strip()
                if word.lower() not in MISSING
            }
            if len(found) > 1:
                raise self.fault(f"several bases of wt% ({', '.join(sorted(found))}); give one")
            given = next(iter(found), given)
        if given is None:
            self.notes.append(
                "wt% is taken as filler over the dry film (filler, polymer, salt); --basis says "
                "otherwise"
            )
            return share
        if given == "film":
            return share
        if given == "polymer and salt":
            return share / (1 + share)
        if given == "polymer":
            if "salt per polymer" not in numbers:
                raise self.fault(
                    "wt% of the polymer alone needs the salt; add a column 'salt per polymer' "
                    "(mass over mass)"
                )
            return share / (share + 1 + numbers["salt per polymer"])
        if "solvent" not in numbers:
            raise self.fault(
                "wt% of a film with solvent needs a column 'solvent [wt%]' of what is left in it"
            )
        dry = share / (1 - numbers["solvent"] / 100)
        if (dry >= 1).any():
            raise self.fault("filler and solvent together are more than the film")
        return dry

    def _conductivities(
        self, columns: Mapping[str, str], numbers: Mapping[str, pd.Series], index: pd.Index
    ) -> pd.Series:
        if "conductivity" not in columns:
            return pd.Series(np.nan, index)
        heading, values = columns["conductivity"], numbers["conductivity"]
        logarithm = re.match(r"\s*(ln|log10|log|lg)\b[\s(_]*", heading.strip().lower())
        unit = split_unit(heading)[1]
        factor = None if not unit else unit_factor("conductivity", unit.strip(" ()[]"))
        if factor is None:
            match = re.search(r"([mμµu]?S)[\s./·]*(cm|m)(?:\^?-?−?1)?\)?\]?\s*$", heading)
            factor = unit_factor("conductivity", f"{match[1]}/{match[2]}") if match else None
        if factor is None:
            given = f"unit '{unit}'" if unit else "no unit"
            raise self.fault(
                f"column '{heading}' has {given}; write [mS/cm], [S/cm], [S/m] or [uS/cm]"
            )
        to_SI = math.log(factor * S_M_PER_MS_CM)
        if logarithm:
            ln = values * (1.0 if logarithm[1] == "ln" else math.log(10))
        else:
            wrong = values[values <= 0]
            if len(wrong):
                raise self.fault(
                    f"row {wrong.index[0]}: a conductivity of {wrong.iloc[0]:g} is not positive"
                )
            ln = values.map(math.log)
        ln = ln + to_SI
        wrong = ln[(ln < math.log(1e-11)) | (ln > math.log(1e2))]
        if len(wrong):
            raise self.fault(
                f"row {wrong.index[0]}: a conductivity of {10 * math.exp(wrong.iloc[0]):.3g} mS/cm "
                "is none of a polymer film; check the unit in the heading"
            )
        return ln

    def _note_implausible(self, columns: Mapping[str, str], frame: pd.DataFrame) -> None:
        low, high = POLYMER_S_M
        S_m = np.exp(frame["ln_sigma"])
        odd = ((S_m < low) | (S_m > high)) & frame["T"].between(kelvin(-40.0), kelvin(100.0))
        if odd.any():
            row = frame.index[odd][0]
            self.notes.append(
                f"{int(odd.sum())} conductivities are none that a polymer electrolyte usually has "
                f"({low / 100:g} to {high / 100:g} S/cm): row {row} is {S_m[row] / 100:.3g} S/cm "
                f"at {frame['T'][row] - 273.15:.3g} degC; check the unit in "
                f"'{columns.get('conductivity', 'spectrum')}'"
            )

    def _of_spectra(
        self, columns: Mapping[str, str], numbers: Mapping[str, pd.Series], cells: pd.DataFrame
    ) -> pd.Series:
        """Return ln of the conductivity [S.m-1] read off spectra of SS | film | SS."""
        if "thickness" not in numbers:
            raise self.fault("spectra need a column 'thickness [um]' of the films")
        unit = unit_factor("length", split_unit(columns["thickness"])[1] or "um")
        if unit is None:
            raise self.fault(f"column '{columns['thickness']}': write its unit, [um] or [mm]")
        found = []
        names = cells[columns["spectrum"]].astype(str).str.strip()
        areas = numbers.get("area", pd.Series(np.nan, cells.index)).to_numpy(float)
        thicknesses = unit * numbers["thickness"].to_numpy(float)
        for row, name, area, um in zip(cells.index, names, areas, thicknesses, strict=True):
            if name.lower() in MISSING:
                found.append(math.nan)
                continue
            read = measured_spectrum(self.path.parent / name, None if math.isnan(area) else area)
            if electrode_kind(read.table) == "conducting":
                raise self.fault(f"row {row}: the electrodes of {name} do not block ions")
            found.append(math.log(S_M_PER_MS_CM * ionic_conductivity(read.table, um)))
        return pd.Series(found, cells.index)

    def _diffusivities(
        self, columns: Mapping[str, str], numbers: Mapping[str, pd.Series], index: pd.Index
    ) -> pd.Series:
        if "diffusivity" not in columns:
            return pd.Series(np.nan, index)
        heading = columns["diffusivity"]
        unit = split_unit(heading)[1]
        factor = unit_factor("diffusivity", unit) if unit else None
        if factor is None:
            raise self.fault(f"column '{heading}' needs a unit; write [cm2/s] or [m2/s]")
        D = numbers["diffusivity"] * factor
        self._within(D, *_DIFFUSIVITIES, f"column '{heading}', in m2/s")
        return D

    def _extra(
        self, columns: Mapping[str, str], numbers: Mapping[str, pd.Series], cells: pd.DataFrame
    ) -> pd.Series:
        variance = pd.Series(0.0, cells.index)
        if "thickness scatter" in numbers:
            scatter = numbers["thickness scatter"].fillna(0)
            percent = "%" in columns["thickness scatter"]
            if not percent and "thickness" not in numbers:
                raise self.fault("a scatter of thickness needs the thickness, or [%]")
            share = scatter / 100 if percent else scatter / numbers["thickness"]
            variance += share.fillna(0) ** 2
        if "noise" in numbers:
            if "%" not in columns["noise"]:
                raise self.fault(
                    f"column '{columns['noise']}': give the error of conductivity in [%]"
                )
            variance += (numbers["noise"].fillna(0) / 100) ** 2
        if "drying" in columns:
            words = cells[columns["drying"]].astype(str).str.lower()
            variance += words.str.contains(r"^no|not|un|wet|solvent|^0|false") * _NOT_DRIED**2
        elif "solvent" in numbers:
            variance += (numbers["solvent"].fillna(0) > 0) * _NOT_DRIED**2
        if "run" in columns:
            words = cells[columns["run"]].astype(str).str.lower()
            variance += words.str.contains("heat|cool|up|down") * _HEATING**2
        return variance**0.5

    def _method(self, columns: Mapping[str, str], cells: pd.DataFrame, measured: pd.Series) -> str:
        if not measured.any():
            return self.method or "Bruce-Vincent"
        heading = columns.get("transference", "").lower()
        if "method" in columns:
            found = {
                named("method of t+", word, METHODS)
                for word in cells.loc[measured, columns["method"]].astype(str).str.strip()
                if word.lower() not in MISSING
            }
            if len(found) > 1:
                raise self.fault(
                    f"t+ by several methods ({', '.join(sorted(found))}), which measure different "
                    "things; give one"
                )
            if found:
                return next(iter(found))
        if self.method is not None:
            return self.method
        if re.match(r"t_?\{?0", heading):
            return "concentration cells"
        for name, words in METHODS.items():
            if re.search(words, heading):
                return name
        self.notes.append(
            "t+ is taken as by Bruce-Vincent; a column 'method' or --transference-method says "
            "otherwise"
        )
        return "Bruce-Vincent"

    def _per_ion(self, frame: pd.DataFrame, method: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Leave out t+ that are no share of the conductivity."""
        measured = frame["t_plus"].notna()
        if (frame["t_plus"].abs() > 2).any():
            raise self.fault("a t+ beyond -2 to 2 is none; give a share of one, not percent")
        wrong = measured & ((frame["t_plus"] <= 0) | (frame["t_plus"] >= 1))
        if method == "concentration cells":
            wrong = measured
            if measured.any():
                self.notes.append(
                    "t+ by concentration cells is no share of the conductivity, and to convert it "
                    "needs the thermodynamic factor and D: it is kept for cells, not fitted"
                )
        elif wrong.any():
            self.notes.append(
                f"{int(wrong.sum())} t+ not between 0 and 1: no law per ion holds them; they are "
                "kept for cells, not fitted"
            )
        left_out = frame.loc[wrong, ["w", "T", "t_plus", "row"]].copy()
        frame.loc[wrong, "t_plus"] = np.nan
        return frame, left_out
