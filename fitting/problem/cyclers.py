"""Files that cyclers write, read by the ionworksdata library: the discharges in them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pandas as pd

from ...inputs import why_unread
from ...tables import check_rows
from .plain_logs import plain_log

__all__ = ["CYCLES", "last_rows", "named_column", "read_cycler_file", "rising_rows"]

# Of a cell, per area or per mass.
_CURRENTS = ("Current ", "Current density ", "Specific current ")
_CAPACITY = "Discharge capacity ["
_STEP = "Step count"
# Counted by the library, and, where the file has it, by the cycler.
_CYCLE, _OWN_CYCLE = "Cycle count", "Cycle from cycler"
#: Columns that number the cycles of a log.
CYCLES = (_OWN_CYCLE,)
# Currents below this share of the largest are those of a rest.
_REST = 1e-3


def read_cycler_file(path: Path, reader: str) -> pd.DataFrame:
    """Return what a cycler has logged.

    Parameters
    ----------
    path : Path
        Any file that ionworksdata reads.
    reader : str
        Its name there: ``"bdf"``, ``"neware"``, ``"biologic"``, ``"maccor"``, ...

    Returns
    -------
    pandas.DataFrame
        Columns of ionworksdata, with units in their names; currents of discharges are positive.

    Raises
    ------
    ImportError
        If ionworksdata is not installed.
    ValueError
        If there is no such reader, or the file is none of its files, in a phrase.
    """
    # Optional, so by name: it need not be there when types are checked.
    library = import_module("ionworksdata").read
    known = sorted(library.BaseReader.get_reader_types())
    if reader.lower() not in known:
        raise ValueError(f"reader '{reader}' is not one of {', '.join(known)}")
    with plain_log(path, reader.lower()) as log:
        try:
            table = library.time_series(log, reader).to_pandas()
        except Exception as error:  # on broken files, readers raise anything at all
            raise ValueError(why_unread(error, "ionworksdata")) from error
    check_rows(len(table))
    if _OWN_CYCLE in table:
        table = table.drop(columns=_CYCLE)
    return table


def named_column(log: pd.DataFrame, beginnings: tuple[str, ...]) -> str:
    """Return the first column whose name begins in one of some ways."""
    return next(name for name in map(str, log) if name.startswith(beginnings))


def _discharges(log: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all discharges, told apart by a column ``Curve``."""
    current = named_column(log, _CURRENTS)
    table = log[log[current] > _REST * log[current].abs().max()]
    if table.empty:
        raise ValueError("no discharge is in it")
    # Two discharges that follow each other directly are two steps.
    return table.assign(Curve=(table[_STEP].diff() != 0).cumsum())


def last_rows(log: pd.DataFrame) -> pd.DataFrame:
    """Return the last row of each discharge, with its median current."""
    table = _discharges(log)
    current = named_column(log, _CURRENTS)
    table[current] = table.groupby("Curve")[current].transform("median")
    return table.groupby("Curve").tail(1)


def rising_rows(log: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all discharges at which the charge has risen."""
    table = _discharges(log)
    # Where the cycler's resolution ends, charges repeat.
    furthest = table.groupby("Curve")[named_column(log, (_CAPACITY,))].cummax()
    rising = furthest.groupby(table["Curve"]).diff() > 0
    return table[rising | ~table["Curve"].duplicated()]
