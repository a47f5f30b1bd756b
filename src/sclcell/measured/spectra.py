"""Impedance spectra in the columns of a file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..instrument_tables import BLOCK
from .columns_read import Column, ColumnsRead, listed
from .labels import labels_of

__all__ = ["SPECTRUM", "has_spectrum", "number_spectra", "odd_spectrum", "spectra_of"]
__all__ += ["spectrum_rows"]

SPECTRUM = "impedance spectrum"

_FREQUENCY = "Frequency [Hz]"
_FEWEST = 5
#: A new spectrum starts where the frequency jumps back by this factor at least.
_JUMP = 3.0


def spectrum_rows(columns: ColumnsRead) -> np.ndarray:
    """Return which rows hold an impedance: programs write zeros between spectra."""
    none = np.zeros(len(columns.cells), dtype=bool)
    frequency = columns.heading("frequency")
    parts = [columns.heading(role) for role in ("real", "imaginary")]
    if None in parts:
        parts = [columns.heading(role) for role in ("modulus", "phase")]
    if frequency is None or None in parts:
        return none
    f = columns.numbers(frequency, needed=False)
    values = [columns.numbers(str(part), needed=False) for part in parts]
    measured = ~((values[0] == 0) & (values[1] == 0))
    for part, numbers in zip(parts, values, strict=True):
        measured &= ~(np.isnan(numbers) & columns.nothing(str(part)))
    if not measured.any():  # a fault of its own
        measured = f > 0
    return (f != 0) & measured & ~np.isnan(f)


def has_spectrum(columns: ColumnsRead) -> bool:
    """Return whether the file is one of spectra, and not a log with a few of them."""
    rows = spectrum_rows(columns)
    if not rows.any() or rows.sum() < min(_FEWEST, len(rows)):
        return False
    is_log = bool({"charge capacity", "discharge capacity", "capacity"} & set(columns.roles))
    return bool(rows.mean() >= 0.5 or not is_log)


def _impedance_columns(columns: ColumnsRead) -> tuple[Column, Column, Column] | None:
    """Return frequency, real and imaginary part, also of modulus and phase; None with a fault."""
    frequency = columns.take("frequency")
    if columns.heading("real") and columns.heading("imaginary"):
        real, imaginary = columns.take("real"), columns.take("imaginary")
    else:
        modulus, phase = columns.take("modulus"), columns.take("phase")
        real = imaginary = None
        if modulus is not None and phase is not None:
            Z = modulus.values * np.exp(1j * np.deg2rad(phase.values))
            what = (modulus.dimension, modulus.unit, modulus.given)
            both = f"{modulus.heading}, {phase.heading}"
            real = Column(both, "real", *what, np.real(Z))
            imaginary = Column(both, "imaginary", *what, np.imag(Z))
    if frequency is None or real is None or imaginary is None:
        return None
    if real.dimension != imaginary.dimension:
        columns.faults.append("real and imaginary part have different units; give both the same")
        return None
    return frequency, real, imaginary


def number_spectra(frequency: np.ndarray, marked: pd.Series | None = None) -> np.ndarray:
    """Return which spectrum each row belongs to, counted from 1, shape (n,) [-].

    Parameters
    ----------
    frequency : numpy.ndarray
        [Hz], shape (n,).
    marked : pandas.Series, optional
        What a column of the file calls the spectra.
    """
    if marked is not None and 1 < marked.nunique() <= len(marked) / _FEWEST:
        return pd.factorize(marked)[0] + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.diff(np.log(np.abs(frequency)))
    direction = np.sign(np.nanmedian(steps)) if steps.size else 1.0
    again = np.nan_to_num(-direction * steps) > np.log(_JUMP)
    number = np.append(0, np.cumsum(again)).astype(int)
    # A few rows are none: they are in no order, or belong to the spectrum before them.
    large = np.bincount(number) >= _FEWEST
    large[0] = False
    return np.cumsum(large)[number] + 1


def spectra_of(
    columns: ColumnsRead, wanted: int | None, area: float | None
) -> dict[str, object] | None:
    """Return kind, table, columns, sign and number of spectra, None with faults.

    Parameters
    ----------
    columns : ColumnsRead
        Of the file.
    wanted : int, optional
        Number of the spectrum; by default all.
    area : float, optional
        Of the electrode [cm2].
    """
    marks = columns.text("spectrum")
    if marks is None:
        marks = columns.text("cycle")
    rows = spectrum_rows(columns)
    if not rows.all():
        columns.notes.append(f"{int((~rows).sum())} rows hold no impedance and are left out")
        columns.keep(rows)
        marks = None if marks is None else marks[rows]
    parts = _impedance_columns(columns)
    if parts is None:
        return None
    frequency, real, imaginary = parts
    number = number_spectra(frequency.values, marks)
    count = int(number.max())
    kept = np.ones(len(number), dtype=bool)
    if wanted is not None:
        if not 1 <= wanted <= count:
            raise ValueError(f"there is no spectrum {wanted}; it holds {count}, counted from 1")
        kept = number == wanted
    table = pd.DataFrame({_FREQUENCY: frequency.values[kept]})
    per_area = real.dimension == "areal resistance"
    unit = "Ohm.cm2" if per_area else "Ohm"
    names = [(_FREQUENCY, frequency)]
    for name, part in (("Re(Z)", real), ("Im(Z)", imaginary)):
        table[f"{name} [{unit}]"] = part.values[kept]
        names.append((f"{name} [{unit}]", part))
    if not per_area and area is not None:
        for name in ("Re(Z)", "Im(Z)"):
            table[f"{name} [Ohm.cm2]"] = area * table[f"{name} [Ohm]"]
    elif not per_area:
        columns.notes.append("no electrode area is stated: give it (--area) for Ohm.cm2")
    if count > 1 and wanted is None:
        table.insert(0, "Spectrum", number)
    for role, name in (("temperature", "Temperature [degC]"), ("cycle", "Cycle")):
        column = columns.take(role, needed=False) if columns.heading(role) else None
        # Programs count the cycles of a technique from its first one on.
        if column is not None and (role != "cycle" or np.unique(column.values[kept]).size > 1):
            table[name] = column.values[kept]
            names.append((name, column))
    if marks is not None and marks.name == BLOCK:
        said = [dict(labels_of(text)[0]) for text in np.asarray(marks)[kept]]
        for name in ("Temperature [degC]", "Cycle"):
            if name not in table and all(name in one for one in said):
                table[name] = [float(one[name]) for one in said]
    sample = columns.text("sample")
    if sample is not None:
        table["Sample"] = sample.to_numpy()[kept]
        names.append(
            ("Sample", Column(str(sample.name), "sample", "text", "", "", sample.to_numpy()))
        )
    sign = "Im(Z) is negative for a capacitor"
    if imaginary.heading.strip("~# ").startswith(("-", "−", "–")):
        sign += "; the file has -Im(Z)"
    return {
        "kind": SPECTRUM, "table": table, "columns": listed(names), "sign": sign, "spectra": count,
    }  # fmt: skip


def odd_spectrum(table: pd.DataFrame) -> list[str]:
    """Return in phrases what cells do not have, none for a sound spectrum.

    Parameters
    ----------
    table : pandas.DataFrame
        As `spectra_of` makes it.
    """
    real, imaginary = (
        next(name for name in map(str, table) if name.startswith(part)) for part in ("Re", "Im")
    )
    if len(table) < _FEWEST:
        return []
    found = []
    if table[real].median() <= 0:
        found.append("the real part is mostly not positive, which cells are not")
    if (table[imaginary] > 0).mean() > 0.8:
        found.append(
            "the imaginary part is mostly positive, which cells are not: the column is probably "
            "-Im(Z); put the minus sign into its heading"
        )
    return found
