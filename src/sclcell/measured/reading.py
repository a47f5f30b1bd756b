"""Any file of a laboratory: what kind of measurement it is, and its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import InputError, check_range, shown
from ..inputs import why_no_file
from ..tables import MOST_ROWS, TextTable, read_table
from .also_tables import json_table, nameless_spectrum, sheets_together
from .binary import read_binary
from .columns_read import ColumnsRead
from .labels import labels_of
from .log_table import log_of
from .other_tables import other_table
from .spectra import SPECTRUM, has_spectrum, odd_spectrum, spectra_of, spectrum_rows
from .stated import area_of_column, stated_area_cm2, stated_mass_mg
from .wide import below_each_other, named_columns
from .words import DIMENSIONS, kind_score

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["SPECTRUM", "Measured", "read_measured"]

_AT_REST = re.compile(r"open.circuit (voltage|potential)|corpot", re.IGNORECASE)
#: Of these, several sheets are read as one table.
_JOINED = {"discharge curve", "charge curve", "charge and discharge curves", "rate table"}
_JOINED |= {"retention table", "coulombic efficiency table", "film table", "open-circuit curve"}


@dataclass(frozen=True)
class Measured:
    """What a file of a laboratory holds.

    Parameters
    ----------
    kind : str
        ``"impedance spectrum"``, ``"cycling log"``, ``"discharge curve"``, ``"charge curve"``,
        ``"pulses or GITT"``, ``"Li|Li polarisation log"``, ``"Li|Li polarisation table"``,
        ``"charge and discharge curves"``, ``"Li|Cu plating and stripping"``,
        ``"open-circuit curve"``, ``"open-circuit log"``, ``"voltage log"``, ``"chronoamperogram"``,
        ``"voltammogram"``, ``"rate table"``, ``"retention table"``, ``"step table"``,
        ``"coulombic efficiency table"``, ``"film table"`` or ``"Bruce-Vincent table"``.
    table : pandas.DataFrame
        Its numbers, with the unit in each heading. A positive current charges, that is, it raises
        the voltage; Im(Z) is negative for a capacitor.
    columns : pandas.DataFrame
        A row per column: ``Column``, ``Heading``, ``Unit in the file``.
    sign : str
        Which sign means what, and how that is known.
    cycles : pandas.DataFrame
        A row per cycle, with its capacities; empty for what has no cycles.
    pulses : pandas.DataFrame
        A row per pulse between rests, with resistance [Ohm] and relaxation.
    area_cm2, mass_mg : float or None
        As given, or as the file states it [cm2], [mg].
    area_from : str
        Which of them.
    spectra : int
        Number of spectra in the file; ``Spectrum`` tells them apart in the table.
    notes : tuple of str
        What was taken for granted, and what was left out.
    sheet : str or None
        Of a spreadsheet.
    path : Path
        The file.
    """

    kind: str
    table: pd.DataFrame
    columns: pd.DataFrame
    sign: str = ""
    cycles: pd.DataFrame = field(default_factory=pd.DataFrame)
    pulses: pd.DataFrame = field(default_factory=pd.DataFrame)
    area_cm2: float | None = None
    area_from: str = ""
    mass_mg: float | None = None
    spectra: int = 0
    notes: tuple[str, ...] = ()
    sheet: str | None = None
    path: Path = Path()

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table."""
        more = {
            name: table
            for name, table in (("cycles", self.cycles), ("pulses", self.pulses))
            if not table.empty
        }
        return {"table": self.table, **more, "columns": self.columns}

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        from .picture import draw

        return {"picture": lambda: draw(self)}

    @property
    def units(self) -> dict[str, str]:
        """Column to its unit."""
        return {
            name: name.rpartition("[")[2].rstrip("]") if name.endswith("]") else ""
            for name in map(str, self.table)
        }

    @property
    def text(self) -> str:
        """What was understood, in words."""
        where = f", sheet '{self.sheet}'" if self.sheet else ""
        lines = [f"{self.path.name}{where}: {self.kind}, {len(self.table)} rows"]
        if self.spectra > 1:
            lines[0] += f", {self.spectra} spectra"
        if len(self.cycles):
            lines[0] += f", {len(self.cycles)} cycles"
        for what, value, unit in (("area", self.area_cm2, "cm2"), ("mass", self.mass_mg, "mg")):
            if value is not None:
                lines[0] += f", {what} {value:.4g} {unit}"
        pairs = zip(self.columns["Column"], self.columns["Heading"], strict=True)
        lines.append("columns: " + "; ".join(f"{name} from '{given}'" for name, given in pairs))
        lines += [f"sign: {self.sign}"] if self.sign else []
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])

    def to_dict(self) -> dict[str, object]:
        """Return all of it, with the columns as lists."""
        return {
            "Kind": self.kind,
            "Table": self.table.to_dict("list"),
            "Columns": self.columns.to_dict("records"),
            "Units": self.units,
            "Cycles": self.cycles.to_dict("list"),
            "Pulses": self.pulses.to_dict("list"),
            "Sign": self.sign,
            "Area [cm2]": self.area_cm2,
            "Active mass [mg]": self.mass_mg,
            "Spectra": self.spectra,
            "Sheet": self.sheet,
            "Notes": list(self.notes),
        }


def read_measured(
    path: str | Path,
    *,
    spectrum: int | None = None,
    sheet: str | None = None,
    area_cm2: float | None = None,
    mass_mg: float | None = None,
    units: Mapping[str, str] | None = None,
    faults: list[str] | None = None,
    most_rows: int = MOST_ROWS,
) -> Measured:
    """Read a file of a laboratory.

    Text with any delimiter, decimal sign and common encoding, spreadsheets, Parquet, exports of
    EC-Lab, Gamry, ZView, NOVA, PARSTAT, CHI, Arbin, Maccor, Neware, Landt, Basytec, Novonix and
    PEC, the Battery Data Format, and with an extra the binary files of Neware, BioLogic and others.

    Parameters
    ----------
    path : path
        The file.
    spectrum : int, optional
        Number of the spectrum that is wanted, from 1 on; by default all.
    sheet : str, optional
        Name of the sheet of a spreadsheet.
    area_cm2, mass_mg : float, optional
        Electrode area [cm2] and mass of active material [mg], where the file does not state them.
    units : mapping, optional
        ``"current"``, ``"time"``, ``"capacity"``, ``"voltage"``, ... to a unit that counts in place
        of the one in the heading.
    faults : list of str, optional
        Gets what is wrong with columns in place of an error, where the table can be shown all the
        same.
    most_rows : int, optional
        Longer tables are refused.

    Raises
    ------
    InputError
        In one line, with all that is wrong with the file.
    """
    path = Path(path)
    for name, value, unit in (("area", area_cm2, "cm2"), ("mass", mass_mg, "mg")):
        if value is not None:
            check_range(name, value, 1e-4, 1e6, unit)
    for role in units or {}:
        if role not in DIMENSIONS:
            raise InputError(f"--unit: '{role}' is not one of {', '.join(DIMENSIONS)}.")
    why = why_no_file(path)
    if why is not None:
        raise InputError(f"no file {shown(str(path), 200)} ({why}).")
    try:
        sheets = [] if sheet is not None or spectrum is not None else sheets_together(path)
        if len(sheets) > 1:
            whole = _together(_parts(path, sheets, area_cm2, mass_mg, units))
            if whole is not None:
                return whole
        cells = read_binary(path)
        if cells is None:
            cells = _cells(path, sheet, most_rows)
        cells = named_columns(cells)
        columns = below_each_other(
            ColumnsRead(cells.cells, units or {}, list(cells.notes)), cells.titles
        )
        lines = [*cells.preamble, *(str(name) for name in cells.cells)]
        stated = area_of_column(cells) or stated_area_cm2(lines)
        area_from = "" if stated is None else "the file"
        if area_cm2 is not None:
            area_from = "--area"
            if stated is not None and abs(stated / area_cm2 - 1) > 0.01:
                area_from += f"; the file states {stated:g} cm2"
        else:
            area_cm2 = stated
            if area_cm2 == 1.0:
                columns.notes.append("the file states 1 cm2, which programs write by themselves")
        if mass_mg is None:
            mass_mg = stated_mass_mg(lines)
            if mass_mg == 1000.0:
                columns.notes.append("the file states 1 g, which programs write by themselves")
        found = _found(columns, spectrum, area_cm2, mass_mg)
        technique = " ".join(cells.preamble[:8])
        if found and found["kind"] == "voltage log" and _AT_REST.search(technique):
            found["kind"] = "open-circuit log"
    except InputError as error:
        text = str(error)
        raise InputError(text if str(path) in text else f"{path}: {text}") from error
    except ValueError as error:
        raise InputError(f"{path}: {error}.") from error
    if faults is None and found is not None and found["kind"] == SPECTRUM:
        columns.faults += odd_spectrum(found["table"])
    if faults is not None and found is not None:
        faults += dict.fromkeys(columns.faults)
    elif columns.faults or found is None:
        given = ", ".join(f"'{name}'" for name in list(cells.cells)[:12])
        wrong = columns.faults or [
            f"no kind of measurement is recognised in the columns {given}; a log needs a voltage "
            "and a time, capacity or current, a spectrum frequency, real and imaginary part"
        ]
        raise InputError(f"{path}: {'; '.join(dict.fromkeys(wrong))}.")
    return Measured(
        **found,
        area_cm2=area_cm2,
        area_from=area_from,
        mass_mg=mass_mg,
        notes=tuple(dict.fromkeys(columns.notes)),
        sheet=cells.sheet,
        path=path,
    )


def _parts(
    path: Path,
    sheets: list[str],
    area_cm2: float | None,
    mass_mg: float | None,
    units: Mapping[str, str] | None,
) -> list[Measured]:
    """Return what each of several sheets holds, nothing if some of them cannot be read."""
    try:
        return [
            read_measured(path, sheet=name, area_cm2=area_cm2, mass_mg=mass_mg, units=units)
            for name in sheets
        ]
    except InputError:
        return []


def _together(parts: list[Measured]) -> Measured | None:
    """Return the spectra, curves or tables of several sheets as those of one file.

    None for what is no such thing: of several logs, one is to be chosen.
    """
    kinds = {part.kind for part in parts}
    alike = len({tuple(part.table) for part in parts}) == 1
    spectra = kinds == {SPECTRUM}
    if not parts or (not spectra and not (alike and len(kinds) == 1 and kinds <= _JOINED)):
        return None
    tables, count = [], 0
    for k, part in enumerate(parts, 1):
        table = part.table.copy()
        if spectra:
            number = table.pop("Spectrum") if "Spectrum" in table else 1
            table.insert(0, "Spectrum", number + count)
            count += part.spectra
        elif "curve" in part.kind:
            table["Curve"] = str(k)
        said, rest = labels_of(str(part.sheet))
        more = {name: value for name, value in said if name not in ("State", *table)}
        for name, value in more.items():
            table[name] = float(value)
        if rest and not more and "Sample" not in table:
            table["Sample"] = str(part.sheet)
        tables.append(table)
    what = "a spectrum" if spectra else "a part"
    note = f"{what} in each sheet: {', '.join(str(part.sheet) for part in parts)}"
    notes = dict.fromkeys([note, *(text for part in parts for text in part.notes)])
    whole = pd.concat(tables, ignore_index=True)
    return replace(parts[0], table=whole, spectra=count, notes=tuple(notes), sheet=None)


def _cells(path: Path, sheet: str | None, most_rows: int) -> TextTable:
    table = json_table(path)
    if table is not None:
        return table
    try:
        return read_table(path, kind_score, most_rows, sheet=sheet, instrument=True)
    except ValueError as error:
        nameless = nameless_spectrum(path) if "no line is a heading" in str(error) else None
        if nameless is None:
            raise
        return nameless


def _found(
    columns: ColumnsRead, spectrum: int | None, area: float | None, mass: float | None
) -> dict[str, Any] | None:
    """Return kind, table and the rest of `Measured`, None with faults."""
    if has_spectrum(columns) or (spectrum is not None and spectrum_rows(columns).any()):
        return spectra_of(columns, spectrum, area)
    if {"real", "imaginary"} <= set(columns.roles) and "frequency" not in columns.roles:
        raise ValueError("it has real and imaginary parts but no column of frequency")
    if spectrum is not None:
        raise ValueError("it holds no impedance spectrum")
    course = {"voltage"} if "time" not in columns.roles else {"voltage", "open-circuit voltage"}
    log = log_of(columns, mass) if course & set(columns.roles) else None
    return log if log is not None or columns.faults else other_table(columns, area)
