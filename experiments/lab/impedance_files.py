"""Impedance spectra from a user's files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...errors import InputError, check_range
from .spectroscopy import FREQUENCY, IMAGINARY, REAL, spectrum_table

__all__ = ["pyimpspec_or_error", "read_spectrum"]

_TEXT = {".csv", ".txt", ".tsv", ".dat", ""}
_HOW = (
    "Give a CSV file with the columns 'Frequency [Hz]', 'Re(Z) [Ohm]', 'Im(Z) [Ohm]' "
    "(Im negative for a capacitor, or a heading '-Im(Z) [Ohm]')."
)
_PATTERNS = {
    FREQUENCY: r"^\s*(f|freq\w*)\b",
    REAL: r"^\s*(re|real|z'(?!')|zre\w*|z_?real)",
    IMAGINARY: r"^\s*[-−]?\s*(im|imag\w*|z''|zim\w*|z_?imag)",
}


def read_spectrum(path: str | Path, area_cm2: float = 1.0) -> pd.DataFrame:
    """Read an impedance spectrum.

    CSV files need a heading with frequency, real and imaginary part (any order, separated by
    comma, semicolon or tab). Formats of instruments are read by the library pyimpspec, if it is
    installed (``pip install sclcell[impedance]``).

    Parameters
    ----------
    path : str or Path
        File.
    area_cm2 : float, optional
        Electrode area by which columns in Ohm are multiplied; columns in Ohm.cm2 are left as
        they are [cm2].

    Returns
    -------
    pandas.DataFrame
        Columns ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``, falling frequency.

    Raises
    ------
    InputError
        If the file cannot be read, a column is missing, or a value makes no sense.
    """
    check_range("area", area_cm2, 1e-4, 1e4, "cm2")
    path = Path(path)
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; name a spectrum that exists.")
    if path.suffix.lower() in _TEXT:
        table = _read_text(path, area_cm2)
    else:
        table = _read_instrument_file(path, area_cm2)
    return _checked(table, path)


def _read_text(path: Path, area_cm2: float) -> pd.DataFrame:
    try:
        raw = pd.read_csv(path, sep=r"[,;\t]", engine="python", comment="#", encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as e:
        raise InputError(f"cannot read {str(path)!r} as a table: {e}. {_HOW}") from e
    columns = {}
    for name, pattern in _PATTERNS.items():
        found = [c for c in raw.columns if re.match(pattern, str(c), re.IGNORECASE)]
        if len(found) != 1:
            number = "no column" if not found else f"{len(found)} columns"
            raise InputError(
                f"{str(path)!r} has {number} for {name.split('[')[0].strip()!r} among "
                f"{', '.join(repr(str(c)) for c in raw.columns)}. {_HOW}"
            )
        columns[name] = found[0]
    numbers = raw[list(columns.values())].apply(pd.to_numeric, errors="coerce")
    if numbers.isna().any().any():
        row = int(np.flatnonzero(numbers.isna().any(axis=1))[0])
        raise InputError(f"{str(path)!r} has a cell that is not a number in data row {row + 1}.")
    Z = []
    for name in (REAL, IMAGINARY):
        heading = str(columns[name])
        sign = -1 if heading.strip()[:1] in "-−" else 1
        per_area = re.search(r"cm\s*(2|²|\^2|\*\*2)", heading, re.IGNORECASE) is not None
        Z.append(sign * (1 if per_area else area_cm2) * numbers[columns[name]].to_numpy(float))
    return spectrum_table(numbers[columns[FREQUENCY]].to_numpy(float), Z[0] + 1j * Z[1])


def _read_instrument_file(path: Path, area_cm2: float) -> pd.DataFrame:
    library = pyimpspec_or_error(f"reading {path.suffix} files")
    try:
        spectra = library.parse_data(path)
    except Exception as error:  # the library raises whatever its parsers raise
        raise InputError(f"pyimpspec cannot read {str(path)!r}: {error}. {_HOW}") from error
    if len(spectra) != 1:
        raise InputError(f"{str(path)!r} holds {len(spectra)} spectra; give a file with one.")
    data = spectra[0]
    return spectrum_table(data.get_frequencies(), area_cm2 * data.get_impedances())


def pyimpspec_or_error(purpose: str) -> Any:
    """Return the library pyimpspec.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        import pyimpspec
    except ImportError as error:
        raise InputError(
            f"{purpose} needs the library pyimpspec; install it with "
            "pip install 'sclcell[impedance]'."
        ) from error
    return pyimpspec


def _checked(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    table = table.sort_values(FREQUENCY, ascending=False, ignore_index=True)
    if len(table) < 5:
        raise InputError(f"{str(path)!r} has {len(table)} frequencies; five are needed at least.")
    if not np.all(np.isfinite(table.to_numpy())):
        raise InputError(f"{str(path)!r} has values that are not finite.")
    if table[FREQUENCY].min() <= 0:
        raise InputError(f"{str(path)!r} has frequencies that are not positive; they are in Hz.")
    if table[FREQUENCY].duplicated().any():
        twice = table.loc[table[FREQUENCY].duplicated(), FREQUENCY].iloc[0]
        raise InputError(f"{str(path)!r} has {twice:g} Hz twice; give one spectrum per file.")
    if np.median(table[IMAGINARY]) > 0:
        raise InputError(
            f"the imaginary part in {str(path)!r} is mostly positive, which cells are not: the "
            "column is probably -Im(Z); put the minus sign into its heading."
        )
    return table
