"""Impedance spectra from a user's files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...columns import find_role, parse_unit, sign_of_heading, split_unit
from ...errors import InputError, check_range, missing_extra, shown
from ...inputs import file_text, why_no_file, why_unread
from ...tables import TextTable, read_table
from .spectroscopy import FREQUENCY, IMAGINARY, REAL, spectrum_table
from .stated_area import area_of_column, stated_area_cm2

__all__ = ["MeasuredSpectrum", "measured_spectrum", "pyimpspec_or_error", "spectrum_faults"]

#: pyimpspec takes the first three columns of EC-Lab's .mpt, whatever they are.
_TEXT = {".csv", ".txt", ".tsv", ".dat", ".mpt", ""}
_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".ods"}
_HOW = (
    "Give a CSV file with the columns 'Frequency [Hz]', 'Re(Z) [Ohm]', 'Im(Z) [Ohm]' "
    "(Im negative for a capacitor, or a heading '-Im(Z) [Ohm]')."
)
_ROLES = {"frequency": FREQUENCY, "real": REAL, "imaginary": IMAGINARY}
_FEWEST = 5
#: Spectra of more are none: a decade has 10 or 20 [-].
MOST_FREQUENCIES = 1000
_OHMS = "Ohm, mOhm, kOhm or MOhm, by itself or times cm2, mm2 or m2"


@dataclass(frozen=True)
class MeasuredSpectrum:
    """A spectrum and the area that it was multiplied by.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``, falling frequency.
    area_cm2 : float or None
        None where the file gives Ohm.cm2.
    """

    table: pd.DataFrame
    area_cm2: float | None
    area_from: str


def measured_spectrum(path: str | Path, area_cm2: float | None = None) -> MeasuredSpectrum:
    """Read an impedance spectrum and the area that it was measured on.

    Text files and spreadsheets need a heading with frequency, real and imaginary part, in any order
    and with any delimiter and decimal sign. Units in the heading count: Hz, kHz, MHz, rad/s; Ohm,
    mOhm, kOhm, MOhm, by themselves or times cm2, mm2, m2. Formats of instruments are read by the
    library pyimpspec, if it is installed (``pip install sclcell[impedance]``).

    Raises `InputError` if the file cannot be read, a column is missing, a value makes no sense, or
    the area is needed and neither given nor stated.

    Parameters
    ----------
    area_cm2 : float, optional
        Electrode area by which columns in Ohm are multiplied; by default the one that the file
        states [cm2].
    """
    if area_cm2 is not None:
        check_range("area", area_cm2, 1e-4, 1e4, "cm2")
    path = Path(path)
    why = why_no_file(path)
    if why is not None:
        raise InputError(f"no file {shown(str(path), 200)} ({why}); name a spectrum that exists.")
    faults: list[str] = []
    read = _read_text if path.suffix.lower() in _TEXT | _SPREADSHEETS else _read_instrument_file
    spectrum = read(path, area_cm2, faults)
    if spectrum is not None:
        if len(spectrum.table) < _FEWEST:
            faults.append(f"it has {len(spectrum.table)} frequencies; five are needed at least")
        faults += spectrum_faults(*(spectrum.table[name].to_numpy() for name in _ROLES.values()))
    if spectrum is None or faults:
        raise InputError(f"{str(path)!r}: {'; '.join(faults).rstrip('.')}.")
    table = spectrum.table.sort_values(FREQUENCY, ascending=False, ignore_index=True)
    return MeasuredSpectrum(table, spectrum.area_cm2, spectrum.area_from)


def _is_heading(fields: Sequence[str]) -> bool:
    return all(find_role(role, fields) is not None for role in _ROLES)


def _read_text(path: Path, area_cm2: float | None, faults: list[str]) -> MeasuredSpectrum | None:
    try:
        table = read_table(path, _is_heading, MOST_FREQUENCIES)
    except ValueError as e:
        raise InputError(f"cannot read {str(path)!r} as a table: {e}. {_HOW}") from e
    headings = [str(heading) for heading in table.cells]
    columns = {role: find_role(role, headings) for role in _ROLES}
    for role, name in _ROLES.items():
        if columns[role] is None:
            given = ", ".join(map(repr, headings))
            faults.append(f"no column for {name.split('[')[0].strip()!r} among {given}")
    if faults:
        faults.append(_HOW)
        return None
    numbers, dimensions = {}, {}
    for role, heading in columns.items():
        dimensions[role], factor = _unit(role, str(heading), faults)
        numbers[role] = factor * _numbers(str(heading), table, faults)
    per_area = dimensions["real"]
    if per_area != dimensions["imaginary"] and not faults:
        faults.append("real and imaginary part have different units; give both the same")
    Z = numbers["real"] + 1j * numbers["imaginary"]
    if per_area == "areal resistance":
        return MeasuredSpectrum(
            spectrum_table(numbers["frequency"], Z), None, "not needed: the file gives Ohm.cm2"
        )
    stated = area_of_column(table) or stated_area_cm2(table.preamble)
    area, origin = _area(area_cm2, stated, faults, unit_is_known=per_area is not None)
    spectrum = spectrum_table(numbers["frequency"], np.asarray(area * Z, dtype=np.complex128))
    return MeasuredSpectrum(spectrum, area, origin)


def _unit(role: str, heading: str, faults: list[str]) -> tuple[str | None, float]:
    """Return the dimension of a column, None if its heading has no unit, and the factor to SI."""
    unit = split_unit(heading)[1]
    parsed = None if unit is None else parse_unit(role, unit)
    if unit is not None and parsed is None:
        allowed = "Hz, kHz, MHz or rad/s" if role == "frequency" else _OHMS
        faults.append(f"column {heading!r}: unit {unit!r} is not known; write {allowed}")
    dimension, factor = parsed or (None, 1.0)
    return dimension, factor * (sign_of_heading(heading) if role == "imaginary" else 1)


def _numbers(heading: str, table: TextTable, faults: list[str]) -> np.ndarray:
    cells = table.cells[heading]
    numbers = pd.to_numeric(cells, errors="coerce")
    wrong = cells[numbers.isna()]
    if len(wrong):
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        comma = "; write a decimal point" if "," in str(wrong.iloc[0]) else ""
        faults.append(
            f"row {wrong.index[0]}, column {heading!r}: {wrong.iloc[0]!r} is not a number"
            f"{comma}{more}"
        )
    return numbers.to_numpy(float)


def _area(
    option: float | None, stated: float | None, faults: list[str], unit_is_known: bool = True
) -> tuple[float, str]:
    if option is not None:
        if stated is not None and abs(stated / option - 1) > 0.01:
            return option, f"--area; the file states {stated:g} cm2"
        return option, "--area"
    if stated is not None:
        return stated, "the file"
    unit = "in Ohm" if unit_is_known else "without a unit"
    what = "" if unit_is_known else ", or write Ohm.cm2 into the headings if that is the unit"
    faults.append(
        f"impedances are {unit} and no electrode area is stated; give it with --area "
        f"(area_cm2 in Python) in cm2{what}"
    )
    return 1.0, ""


def _read_instrument_file(
    path: Path, area_cm2: float | None, faults: list[str]
) -> MeasuredSpectrum | None:
    library = pyimpspec_or_error(f"reading {path.suffix} files")
    try:
        spectra = library.parse_data(path)
    except Exception as error:  # the library raises whatever its parsers raise
        raise InputError(f"{str(path)!r}: {why_unread(error, 'pyimpspec')}. {_HOW}") from error
    if len(spectra) != 1:
        raise InputError(f"{str(path)!r} holds {len(spectra)} spectra; give a file with one.")
    data = spectra[0]
    try:
        stated = stated_area_cm2(file_text(path).splitlines())
    except ValueError:  # a binary format
        stated = None
    area, origin = _area(area_cm2, stated, faults)
    table = spectrum_table(data.get_frequencies(), area * data.get_impedances())
    return MeasuredSpectrum(table, area, origin)


def spectrum_faults(frequency: np.ndarray, real: np.ndarray, imaginary: np.ndarray) -> list[str]:
    """Return in phrases everything that is wrong with a spectrum; none for a sound one.

    Parameters
    ----------
    frequency, real, imaginary : numpy.ndarray
        [Hz], and resistances in any unit, with Im(Z) negative for a capacitor; shape (n,).
    """
    faults: list[str] = []
    if not all(np.all(np.isfinite(x)) for x in (frequency, real, imaginary)):
        return [*faults, "it has values that are not finite"]
    if (frequency <= 0).any():
        faults.append("it has frequencies that are not positive; they are in Hz")
    values, counts = np.unique(frequency, return_counts=True)
    if (counts > 1).any():
        faults.append(f"it has {values[counts > 1][0]:g} Hz twice; give one spectrum per file")
    if np.median(real) <= 0:
        faults.append("the real part is mostly not positive, which cells are not")
    if np.median(imaginary) > 0:
        faults.append(
            "the imaginary part is mostly positive, which cells are not: the column is probably "
            "-Im(Z); put the minus sign into its heading"
        )
    return faults


def pyimpspec_or_error(purpose: str) -> Any:
    """Return the library pyimpspec; `InputError` if it is not installed."""
    try:
        import pyimpspec
    except ImportError as error:
        raise missing_extra(purpose, "impedance") from error
    return pyimpspec
