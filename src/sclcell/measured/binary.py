"""Files of instruments that are no text, read by libraries that the user has installed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import InputError, missing_extra
from ..inputs import why_unread
from ..text_cells import TextTable

__all__ = ["BINARY", "read_binary"]

#: Ending -> extra that brings a library which reads it, and what the program that wrote it exports.
BINARY = {
    ".nda": ("neware", "CSV or xlsx with BTSDA"),
    ".ndax": ("neware", "CSV or xlsx with BTSDA"),
    ".mpr": ("biologic", "text (.mpt) with EC-Lab"),
    ".dfr": ("impedance", "text with FRA"),
    ".i2b": ("impedance", "text"),
    ".ids": ("impedance", "text with IviumSoft"),
    ".idf": ("impedance", "text with IviumSoft"),
    ".pssession": ("impedance", "CSV with PSTrace"),
}
_NO_READER = {
    ".res": "a database of Arbin; export it as CSV or xlsx with MITS Pro",
    ".mdb": "a database; export it as CSV",
    ".accdb": "a database; export it as CSV",
    ".ccs": "a binary file of Landt; export it as CSV or xls",
    ".cex": "a binary file of Landt; export it as CSV or xls",
    ".pec": "a binary file of PEC; export it as CSV",
    ".mps": "a settings file of EC-Lab; give the data (.mpt)",
    ".h5": "an HDF5 file; export it as CSV",
    ".mat": "a file of MATLAB; export it as CSV",
    ".pkl": "a Python pickle, which is not read because it can run code; export it as CSV",
    ".pickle": "a Python pickle, which is not read because it can run code; export it as CSV",
}


def read_binary(path: Path) -> TextTable | None:
    """Return the table in a binary file, None if its ending is of none.

    Raises
    ------
    InputError
        With the command that installs the library, if it is not there.
    ValueError
        If the file cannot be read, in a phrase.
    """
    ending = path.suffix.lower()
    if ending in _NO_READER:
        raise ValueError(f"it is {_NO_READER[ending]}")
    if ending not in BINARY:
        return None
    extra, export = BINARY[ending]
    try:
        if extra == "neware":
            return _neware(path)
        return _biologic(path) if extra == "biologic" else _impedance(path)
    except ImportError as error:
        licence = "" if extra == "neware" else " (the library is under the GPL-3)"
        missing = str(missing_extra(f"reading {ending} files", extra)).rstrip(".")
        raise InputError(f"{missing}{licence}; or export the file as {export}.") from error


def _neware(path: Path) -> TextTable:
    # Its package is called newarenda, its module is not.
    library = import_module("NewareNDA")
    try:
        table = library.read(str(path), log_level="ERROR")
    except Exception as error:  # of damaged files, the library raises anything at all
        raise ValueError(why_unread(error, "newarenda")) from error
    names = {"Time": "Step Time [s]", "Voltage": "Voltage [V]", "Status": "Step Type"}
    table = table.rename(columns=names).drop(columns=["Step_Index", "Index"], errors="ignore")
    return _as_cells(table.rename(columns={"Timestamp": "Date"}))


def _biologic(path: Path) -> TextTable:
    library = import_module("galvani.BioLogic")
    try:
        return _as_cells(pd.DataFrame(library.MPRfile(str(path)).data))
    except Exception as error:
        raise ValueError(why_unread(error, "galvani")) from error


def _impedance(path: Path) -> TextTable:
    library = import_module("pyimpspec")
    try:
        spectra = library.parse_data(path)
    except Exception as error:
        raise ValueError(why_unread(error, "pyimpspec")) from error
    parts = []
    for number, spectrum in enumerate(spectra, 1):
        Z = np.asarray(spectrum.get_impedances())
        part = {"Frequency [Hz]": spectrum.get_frequencies(), "Re(Z) [Ohm]": np.real(Z)}
        parts.append(pd.DataFrame({**part, "Im(Z) [Ohm]": np.imag(Z), "Spectrum": number}))
    if not parts:
        raise ValueError("pyimpspec finds no spectrum in it")
    return _as_cells(pd.concat(parts, ignore_index=True))


def _as_cells(table: pd.DataFrame) -> TextTable:
    if table.empty:
        raise ValueError("it has no rows")
    for name in table:
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].astype(str)
    return TextTable(table.set_axis(range(1, len(table) + 1)))
