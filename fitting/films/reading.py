"""A user's table of films: filler content, temperature, conductivity, t+, D."""

from __future__ import annotations

import math
import re
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
    """A table on its way to numbers: its columns by role, their cells, and numbers in them."""

    columns: dict[str, str]
    cells: pd.DataFrame
    numbers: dict[str, pd.Series]

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

    def refuse(self, wrong: pd.Series, what: str, where: str = "") -> None:
        """Raise for the first of the values that are wrong, if there is one."""
        if len(wrong):
            raise self.fault(f"row {wrong.index[0]}{where}: {what.format(wrong.iloc[0])}")

    def within(self, values: pd.Series, low: float, high: float, where: str) -> None:
        """Refuse numbers that no film can have."""
        wrong = values[(values < low) | (values > high)]
        self.refuse(wrong, f"{{:g}} lies outside {low:g} to {high:g}", f", {where}")

    def column(self, role: str) -> str:
        return f"column '{self.columns[role]}'"

    def unit(self, role: str) -> str:
        return split_unit(self.columns[role])[1] or ""

    def words(self, role: str) -> pd.Series:
        return self.cells[self.columns[role]].astype(str).str.strip()

    def nothing(self) -> pd.Series:
        return pd.Series(np.nan, self.cells.index)

    def read(self, cells: pd.DataFrame) -> FilmTable:
        self.columns = columns = columns_of(cells.columns)
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
        self.cells = cells
        self.cells = cells = cells[self._chosen()]
        numeric = [role for role in columns if role in NUMERIC]
        self.numbers = {role: self._numbers(role) for role in numeric}
        frame = pd.DataFrame({"row": cells.index}, index=cells.index)
        frame["T"] = self._temperatures()
        frame["w"] = self._contents()
        frame["phi"] = volume_fraction(frame["w"], self.filler, self.matrix)
        frame["ln_sigma"] = self._conductivities()
        if "spectrum" in columns:
            frame["ln_sigma"] = frame["ln_sigma"].fillna(self._of_spectra())
        self._note_implausible(frame)
        frame["t_plus"] = self.numbers.get("transference", self.nothing())
        frame["D"] = self._diffusivities()
        frame["extra"] = self._extra()
        own = cells[columns["film"]].astype(str) if "film" in columns else ""
        frame["film"] = frame["w"].map(lambda w: f"{100 * w:.6g}") + "/" + own
        measured = frame[["ln_sigma", "t_plus", "D"]].notna().any(axis=1)
        frame = frame[measured & frame["T"].notna() & frame["w"].notna()].copy()
        if frame["ln_sigma"].notna().sum() < 1:
            raise self.fault("no row has filler content, temperature and conductivity")
        method = self._method(frame.index[frame["t_plus"].notna()])
        frame, left_out = self._per_ion(frame, method)
        notes, path = tuple(self.notes), str(self.path)
        frame = frame.reset_index(drop=True)
        return FilmTable(frame, self.filler, self.matrix, method, notes, path, left_out)

    def _chosen(self) -> pd.Series:
        """Return which rows are of the series and of the filler."""
        chosen = pd.Series(True, self.cells.index)
        if "series" in self.columns:
            words = self.words("series")
            names = list(dict.fromkeys(words))
            if self.series is not None and self.series not in names:
                raise self.fault(f"series {shown(self.series)} is not one of {listed(names)}")
            if self.series is None and len(names) > 1:
                raise self.fault(
                    f"it holds {len(names)} series ({listed(names)}); choose one with --series"
                )
            if self.series is not None:
                chosen = words == self.series
        elif self.series is not None:
            raise self.fault("there is no column 'series' to choose from")
        if "filler" in self.columns:
            words = self.words("filler")
            bare = words.str.lower().isin(MISSING)
            kinds = list(dict.fromkeys(words[chosen & ~bare]))
            if len(kinds) > 1:
                own = words.str.lower().str.contains(self.filler.name.lower(), regex=False)
                if self.filler.name == "none" or not own[chosen].any():
                    raise self.fault(
                        f"it holds several fillers ({listed(kinds)}); choose one with --filler"
                    )
                chosen &= own | bare
        return chosen

    def _numbers(self, role: str) -> pd.Series:
        text = self.words(role)
        numbers = pd.to_numeric(text, errors="coerce")
        wrong = text[numbers.isna() & ~text.str.lower().isin(MISSING)].map(shown)
        what = "{} is no number; leave the cell empty where nothing was measured"
        self.refuse(wrong, what, f", {self.column(role)}")
        self.within(numbers, *RANGES.get(role, (-math.inf, math.inf)), self.column(role))
        return numbers

    def _temperatures(self) -> pd.Series:
        if "temperature" in self.columns:
            values, unit = self.numbers["temperature"], self.unit("temperature")
            where = self.column("temperature")
            if not unit and (values > 200).any():
                raise self.fault(f"{where} has no unit; write [degC] or [K]")
            if unit and unit_factor("temperature", unit) is None:
                raise self.fault(f"{where}: unit '{unit}' is neither degC nor K")
            K = unit.strip().lower() in ("k", "kelvin")
            T = values if K else pd.Series(kelvin(values.to_numpy(float)), values.index)
        else:
            per_1 = self.columns["inverse temperature"].strip().startswith("1/")
            T = (1.0 if per_1 else 1000.0) / self.numbers["inverse temperature"]
        T = T.astype(float)
        self.refuse(
            T[(T < 173) | (T > 523)] - 273.15,
            "{:.4g} degC is no temperature of a polymer film (-100 to 250 degC); check the unit",
        )
        return T

    def _contents(self) -> pd.Series:
        if "content" not in self.columns:
            self.notes.append("no column of filler content: films without filler")
            return pd.Series(0.0, self.cells.index)
        where, values = self.column("content"), self.numbers["content"]
        words = self.columns["content"].lower()
        if "content unit" in self.columns:
            units = {unit.lower() for unit in self.words("content unit")} - {""}
            if len(units) > 1:
                raise self.fault(f"several units of content ({listed(sorted(units))})")
            words += " " + "".join(units)
        volume = bool(re.search(r"vol|v/v|phi|φ", words))
        if not volume and not re.search(r"wt|weight|mass|w/w|m%|phr", words):
            unit = self.unit("content")
            given = f"the unit '{unit}'" if unit else "no unit"
            raise self.fault(f"{where} has {given}; write [wt%] or [vol%]")
        fraction = "fraction" in words or bool(re.search(r"phi|φ", words) and "%" not in words)
        share = values if fraction else values / 100
        if not fraction and 0 < values.max() <= 1:
            self.notes.append(
                f"{where} is read as percent, at most {values.max():g} %; if these are "
                "fractions of one, call it 'filler mass fraction' or 'filler volume fraction'"
            )
        basis = self._basis(words)
        of_film = volume or basis not in ("polymer", "polymer and salt")
        wrong = 100 * share[(share < 0) | (of_film & (share > 1))]
        allowed = "between 0 and 100" if of_film else "0 or more"
        self.refuse(wrong, f"a content of {{:g}} % is not {allowed}", f", {where}")
        if volume:
            ceramic = self.filler.number("density")
            if ceramic is None or self.matrix.number("density") is None:
                raise self.fault(
                    "vol% needs the densities of filler and matrix; name them with --filler and "
                    "--matrix (or a TOML file with density_g_cm3)"
                )
            polymer = densities(self.filler, self.matrix)[1]
            return share * ceramic / (share * ceramic + (1 - share) * polymer)
        return self._of_dry_film(share, basis)

    def _basis(self, heading: str) -> str | None:
        """Return what wt% is a share of: the column says it, the option, or parts per hundred."""
        given = self._said("basis", "basis", BASES, self.cells.index, "several bases of wt% ({})")
        return given or self.basis or ("polymer" if re.search(r"\bphr\b", heading) else None)

    def _of_dry_film(self, share: pd.Series, given: str | None) -> pd.Series:
        """Return filler over filler, polymer and salt, whatever the basis of wt% was."""
        if given is None:
            self.notes.append(
                "wt% is taken as filler over the dry film (filler, polymer, salt); --basis says "
                "otherwise"
            )
        if given in (None, "film"):
            return share
        if given == "polymer and salt":
            return share / (1 + share)
        if given == "polymer":
            if "salt per polymer" not in self.numbers:
                raise self.fault(
                    "wt% of the polymer alone needs the salt; add a column 'salt per polymer' "
                    "(mass over mass)"
                )
            return share / (share + 1 + self.numbers["salt per polymer"])
        if "solvent" not in self.numbers:
            raise self.fault(
                "wt% of a film with solvent needs a column 'solvent [wt%]' of what is left in it"
            )
        dry = share / (1 - self.numbers["solvent"] / 100)
        if (dry >= 1).any():
            raise self.fault("filler and solvent together are more than the film")
        return dry

    def _said(
        self, role: str, what: str, allowed: dict[str, str], rows: pd.Index, several: str
    ) -> str | None:
        """Return the one name that a column of words says in some rows, if it says any."""
        if role not in self.columns:
            return None
        words = self.words(role)[rows]
        found = sorted({named(what, w, allowed) for w in words if w.lower() not in MISSING})
        if len(found) > 1:
            raise self.fault(f"{several.format(', '.join(found))}; give one")
        return next(iter(found), None)

    def _conductivities(self) -> pd.Series:
        if "conductivity" not in self.columns:
            return self.nothing()
        heading, values = self.columns["conductivity"], self.numbers["conductivity"]
        logarithm = re.match(r"\s*(ln|log10|log|lg)\b[\s(_]*", heading.strip().lower())
        unit = self.unit("conductivity")
        factor = None if not unit else unit_factor("conductivity", unit.strip(" ()[]"))
        if factor is None:
            match = re.search(r"([mμµu]?S)[\s./·]*(cm|m)(?:\^?-?−?1)?\)?\]?\s*$", heading)
            factor = unit_factor("conductivity", f"{match[1]}/{match[2]}") if match else None
        if factor is None:
            given = f"unit '{unit}'" if unit else "no unit"
            raise self.fault(
                f"column '{heading}' has {given}; write [mS/cm], [S/cm], [S/m] or [uS/cm]"
            )
        if logarithm:
            ln = values * (1.0 if logarithm[1] == "ln" else math.log(10))
        else:
            self.refuse(values[values <= 0], "a conductivity of {:g} is not positive")
            ln = values.map(math.log)
        ln = ln + math.log(factor * S_M_PER_MS_CM)
        self.refuse(
            10 * np.exp(ln[(ln < math.log(1e-11)) | (ln > math.log(1e2))]),
            "a conductivity of {:.3g} mS/cm is none of a polymer film; check the unit in the "
            "heading",
        )
        return ln

    def _note_implausible(self, frame: pd.DataFrame) -> None:
        low, high = POLYMER_S_M
        S_m = np.exp(frame["ln_sigma"])
        odd = ((S_m < low) | (S_m > high)) & frame["T"].between(kelvin(-40.0), kelvin(100.0))
        if odd.any():
            row = frame.index[odd][0]
            self.notes.append(
                f"{int(odd.sum())} conductivities are none that a polymer electrolyte usually has "
                f"({low / 100:g} to {high / 100:g} S/cm): row {row} is {S_m[row] / 100:.3g} S/cm "
                f"at {frame['T'][row] - 273.15:.3g} degC; check the unit in "
                f"'{self.columns.get('conductivity', 'spectrum')}'"
            )

    def _of_spectra(self) -> pd.Series:
        """Return ln of the conductivity [S.m-1] read off spectra of SS | film | SS."""
        if "thickness" not in self.numbers:
            raise self.fault("spectra need a column 'thickness [um]' of the films")
        unit = unit_factor("length", self.unit("thickness") or "um")
        if unit is None:
            raise self.fault(f"{self.column('thickness')}: write its unit, [um] or [mm]")
        found, names = self.nothing(), self.words("spectrum")
        areas = self.numbers.get("area", self.nothing())
        for row in names.index[~names.str.lower().isin(MISSING)]:
            name = names[row]
            area = None if math.isnan(areas[row]) else float(areas[row])
            read = measured_spectrum(self.path.parent / name, area)
            if electrode_kind(read.table) == "conducting":
                raise self.fault(f"row {row}: the electrodes of {name} do not block ions")
            um = unit * float(self.numbers["thickness"][row])
            found[row] = math.log(S_M_PER_MS_CM * ionic_conductivity(read.table, um))
        return found

    def _diffusivities(self) -> pd.Series:
        if "diffusivity" not in self.columns:
            return self.nothing()
        unit, where = self.unit("diffusivity"), self.column("diffusivity")
        factor = unit_factor("diffusivity", unit) if unit else None
        if factor is None:
            raise self.fault(f"{where} needs a unit; write [cm2/s] or [m2/s]")
        D = self.numbers["diffusivity"] * factor
        self.within(D, *_DIFFUSIVITIES, f"{where}, in m2/s")
        return D

    def _extra(self) -> pd.Series:
        """Return the standard deviation of ln sigma that the table says."""
        columns, numbers = self.columns, self.numbers
        variance = pd.Series(0.0, self.cells.index)
        if "thickness scatter" in numbers:
            scatter = numbers["thickness scatter"].fillna(0)
            percent = "%" in columns["thickness scatter"]
            if not percent and "thickness" not in numbers:
                raise self.fault("a scatter of thickness needs the thickness, or [%]")
            share = scatter / 100 if percent else scatter / numbers["thickness"]
            variance += share.fillna(0) ** 2
        if "noise" in numbers:
            if "%" not in columns["noise"]:
                raise self.fault(f"{self.column('noise')}: give the error of conductivity in [%]")
            variance += (numbers["noise"].fillna(0) / 100) ** 2
        if "drying" in columns:
            wet = self.words("drying").str.lower().str.contains(r"^no|not|un|wet|solvent|^0|false")
            variance += wet * _NOT_DRIED**2
        elif "solvent" in numbers:
            variance += (numbers["solvent"].fillna(0) > 0) * _NOT_DRIED**2
        if "run" in columns:
            runs = self.words("run").str.lower().str.contains("heat|cool|up|down")
            variance += runs * _HEATING**2
        return variance**0.5

    def _method(self, measured: pd.Index) -> str:
        """Return how t+ was measured in some rows."""
        if not len(measured):
            return self.method or "Bruce-Vincent"
        several = "t+ by several methods ({}), which measure different things"
        said = self._said("method", "method of t+", METHODS, measured, several) or self.method
        if said is not None:
            return said
        heading = self.columns.get("transference", "").lower()
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
