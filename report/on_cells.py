"""The public function `report`: from cells to a page, and to what its JSON holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from ..errors import InputError
from ..given import CellFields, given_cell, samples_file
from ..provenance import provenance
from ..result import Result
from ..uncertainty.samples import named_by_film, read_samples
from .collect import collect
from .collected import Collected
from .write import headline_table, write_report

if TYPE_CHECKING:
    from ..given import CellLike, ValuesLike

__all__ = ["report"]


def report(
    cells: CellLike | Sequence[CellLike],
    folder: str | Path = "results/report",
    *,
    values: ValuesLike | None = None,
    bands: bool | str | Path | None = None,
    progress: bool = False,
    **fields: Unpack[CellFields],
) -> Result[list[Collected]]:
    """Write one interactive page on cells: everything simulated beside all measured.

    Parameters
    ----------
    cells : Cell, Electrolyte, str, Path or a sequence of them
        As for :func:`sclcell.api.rate_test`; about a minute each.
    folder : path, optional
        Gets ``report.html``, and PNG and CSV of all charts and tables.
    values, progress, **fields
        As for :func:`sclcell.api.rate_test`.
    bands : path, optional
        Samples of a fit, in place of those of the reference fit.

    Returns
    -------
    Result
        ``details`` are what was collected of each cell.

    Raises
    ------
    InputError
        If a name or file is not known, a film is named twice, or the folder cannot be written.
    """
    several = list(cells) if isinstance(cells, Sequence) and not isinstance(cells, str) else [cells]
    given = [given_cell(cell, values, bands, **fields) for cell in several]
    films = [one.cell.electrolyte.name for one in given]
    twice = sorted({name for name in films if films.count(name) > 1})
    if twice:
        raise InputError(f"{twice[0]!r} was given more than once; name each film once.")
    table, source, folder = None, samples_file(bands), Path(folder)
    if source is not None:
        table = named_by_film(read_samples(source).table, [one.called for one in given], films)
    try:
        # Before a minute of simulation, not after it.
        folder.mkdir(parents=True, exist_ok=True)
        found = [collect(one.cell, table, progress, one.unsaid) for one in given]
        numbers = write_report(found, folder)
    except OSError as error:
        raise InputError(
            f"cannot write {error.filename or folder}: {error.strerror}; "
            "name a folder that can be written."
        ) from error
    missing = [
        f"{one.name}: no {what}: {why}" for one in found for what, why in one.failures.items()
    ]
    headline = headline_table(found)
    files = {f"{what} of {one.called}": p for one in given for what, p in one.files.items()}
    arguments = {"cells": [one.called for one in given], "values": values, **fields}
    return Result(
        found,
        headline,
        numbers,
        provenance("report", arguments, files, 0),
        {"headline": headline},
        {one.name: one.rate.plot for one in found if one.rate is not None},
        "\n".join([f"saved {numbers['Files']['Report']}", *missing]),
    )
