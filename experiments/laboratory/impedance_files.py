"""Impedance spectra from a user's files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...errors import InputError, check_range, missing_extra
from ...measured.reading import SPECTRUM, read_measured
from .spectroscopy import FREQUENCY, IMAGINARY, REAL

__all__ = ["MeasuredSpectrum", "measured_spectrum", "pyimpspec_or_error", "spectrum_faults"]

_HOW = (
    "Give a CSV file with the columns 'Frequency [Hz]', 'Re(Z) [Ohm]', 'Im(Z) [Ohm]' "
    "(Im negative for a capacitor, or a heading '-Im(Z) [Ohm]')."
)
_FEWEST = 5
#: Spectra of more are none: a decade has 10 or 20 [-].
MOST_FREQUENCIES = 1000
# Of a file with many spectra.
_MOST_ROWS = 100_000


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


def measured_spectrum(
    path: str | Path, area_cm2: float | None = None, spectrum: int | None = None
) -> MeasuredSpectrum:
    """Read an impedance spectrum and the area that it was measured on.

    Any file that `sclcell.measured.reading.read_measured` reads; units in headings count. Binary
    formats of instruments are read by the library pyimpspec, if it is installed
    (``pip install sclcell[impedance]``).

    Raises `InputError` if the file cannot be read, a column is missing, a value makes no sense, the
    area is needed and neither given nor stated, or it is open which of several spectra is meant.

    Parameters
    ----------
    area_cm2 : float, optional
        Electrode area by which columns in Ohm are multiplied; by default the one that the file
        states [cm2].
    spectrum : int, optional
        Number of the spectrum in a file with several, from 1 on.
    """
    if area_cm2 is not None:
        check_range("area", area_cm2, 1e-4, 1e4, "cm2")
    path = Path(path)
    faults: list[str] = []
    try:
        read = read_measured(
            path, spectrum=spectrum, area_cm2=area_cm2, faults=faults, most_rows=_MOST_ROWS
        )
    except InputError as error:
        cannot = "" if str(error).startswith("no file") else "cannot read "
        raise InputError(f"{cannot}{error} {_HOW}") from error
    if read.kind != SPECTRUM:
        raise InputError(f"{path}: it is a {read.kind}, no impedance spectrum. {_HOW}")
    if read.spectra > 1 and spectrum is None:
        raise InputError(
            f"{path}: it holds {read.spectra} spectra; choose one with --spectrum (1 to "
            f"{read.spectra})."
        )
    table, area, origin = read.table, read.area_cm2, read.area_from
    if "Re(Z) [Ohm]" not in table:
        area, origin = None, "not needed: the file gives Ohm.cm2"
    elif area is None:
        faults.append(
            "impedances are in Ohm and no electrode area is stated; give it with --area (area_cm2 "
            "in Python) in cm2, or write Ohm.cm2 into the headings if that is the unit"
        )
    Z = [table[name if name in table else name.replace(".cm2", "")] for name in (REAL, IMAGINARY)]
    if len(table) < _FEWEST:
        faults.append(f"it has {len(table)} frequencies; five are needed at least")
    elif len(table) > MOST_FREQUENCIES:
        faults.append(f"it has {len(table)} frequencies, and at most {MOST_FREQUENCIES} are read")
    faults += spectrum_faults(*(x.to_numpy(float) for x in (table[FREQUENCY], *Z)))
    if faults:
        raise InputError(f"{str(path)!r}: {'; '.join(faults).rstrip('.')}.")
    kept = pd.DataFrame(
        dict(zip((FREQUENCY, REAL, IMAGINARY), (table[FREQUENCY], *Z), strict=True))
    )
    return MeasuredSpectrum(
        kept.sort_values(FREQUENCY, ascending=False, ignore_index=True), area, origin
    )


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
