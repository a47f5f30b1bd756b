"""The function behind ``sclcell read``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .measured.reading import Measured, read_measured
from .provenance import provenance
from .result import Result

__all__ = ["read"]


def read(
    path: str | Path,
    *,
    spectrum: int | None = None,
    sheet: str | None = None,
    area_cm2: float | None = None,
    mass_mg: float | None = None,
    units: Mapping[str, str] | None = None,
) -> Result[Measured]:
    """Return what a file of a laboratory holds: kind of measurement, numbers, sign, cycles.

    Parameters
    ----------
    path : path
        Text, spreadsheet, Parquet, or a file of an instrument; see
        `sclcell.measured.reading.read_measured`, also for the others.
    spectrum : int, optional
        Number of one spectrum of several, from 1 on.
    sheet : str, optional
        Name of a sheet.
    area_cm2, mass_mg : float, optional
        Electrode area [cm2] and active mass [mg], where the file does not state them.
    units : mapping, optional
        Role of a column to the unit that counts in place of the one in its heading.

    Raises
    ------
    InputError
        In one line, if the file cannot be read.
    """
    options = {"spectrum": spectrum, "sheet": sheet, "area_cm2": area_cm2, "mass_mg": mass_mg}
    measured = read_measured(
        path, spectrum=spectrum, sheet=sheet, area_cm2=area_cm2, mass_mg=mass_mg, units=units
    )
    origin = provenance("read", {"path": path, **options, "units": units}, {"measured": path})
    return Result.of(measured, origin)
