"""What measured numbers can be: checked in the units of the fit, after every conversion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..experiments.laboratory.electrode_kind import electrode_kind
from ..experiments.laboratory.impedance_files import spectrum_faults
from ..experiments.laboratory.spectroscopy import spectrum_table
from ..parameter_sets.cell import Cell
from .problem import DataSet

__all__ = ["HIGHEST_CAPACITY", "column_fault", "spectrum_set_faults", "twice"]

#: LFP holds 170 mAh/g; beyond this, mass, area or unit are wrong [mA.h.g-1].
HIGHEST_CAPACITY = 187.0
_TOO_MUCH = "LFP holds 170 mAh/g: check the unit, and areal_loading_mg_cm2 and area_cm2 of the cell"
#: Role -> lowest and highest value, unit, what is probably wrong outside.
_RANGES = {
    "temperature": (-60.0, 150.0, "degC", "is it K?"),
    "rate": (1e-4, 500.0, "C", "is it a current?"),
    "frequency": (1e-9, 1e12, "Hz", "is it the logarithm?"),
    "time": (0.0, np.inf, "s", "times start at zero"),
    "cycle": (0.0, np.inf, "", "cycles are counted from 1, or from 0"),
    "voltage": (np.nextafter(0, 1), 6.0, "V", "voltages are positive; is it mV?"),
}


def column_fault(
    role: str, header: str, values: np.ndarray, rows: Any, data: DataSet, cell: Cell
) -> str | None:
    """Return what is wrong with the converted values of a column, None for nothing.

    Parameters
    ----------
    role, header : str
        What the column is, and its name in the file.
    values : numpy.ndarray
        In the units of `read_data`, shape (n,).
    rows : sequence
        Lines of the file.
    data, cell : DataSet, Cell
        Kind of data, and what 1C is.
    """
    shown, low, high, unit, hint = values, *_RANGES.get(role, (-np.inf, np.inf, "", ""))
    if role == "capacity":
        # The charge of a discharge is negative in some cyclers' curves.
        shown = np.abs(values) if data.kind == "voltage curves" else values
        low, high, unit, hint = 0.0, HIGHEST_CAPACITY, "mAh/g", _TOO_MUCH
    elif role == "current":
        shown = np.abs(values) / cell.one_C_mAh_g
        low = 0.0 if data.kind == "voltage curves" else 1e-4
        high, unit, hint = 500.0, "C", "check the unit, loading and area of the cell"
    wrong = (shown < low) | (shown > high)
    if role == "cycle" and not wrong.any():
        wrong = np.isfinite(shown) & (shown != np.round(shown))
        hint = "cycles are whole numbers"
    if not wrong.any():
        return None
    k = int(np.flatnonzero(wrong)[0])
    more = f" (and {wrong.sum() - 1} more)" if wrong.sum() > 1 else ""
    if role == "cycle" and shown[k] >= 0:
        return f"row {rows[k]}, column '{header}': {shown[k]:g}{more}: {hint}"
    limits = f"{max(low, 0.0) if role == 'voltage' else low:g} to {high:g} {unit}".rstrip()
    return f"row {rows[k]}, column '{header}': {shown[k]:g} lies outside {limits}{more}; {hint}"


def twice(frame: pd.DataFrame, column: str, row: str, where: str) -> str | None:
    """Return which cycles occur more than once in a table of capacities.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per capacity.
    column, row : str
        Columns with the cycle and with the line of the file.
    where : str
        What to do about it.
    """
    again = frame[frame[column].duplicated(keep=False)]
    if again.empty:
        return None
    cycles = [f"{cycle:g}" for cycle in again[column].unique()]
    rows = ", ".join(map(str, again[row].iloc[:4]))
    more = f" and {len(cycles) - 5} more" if len(cycles) > 5 else ""
    return (
        f"cycle {', '.join(cycles[:5])}{more} occurs more than once (rows {rows}"
        f"{', ...' if len(again) > 4 else ''}); a cycle has one capacity: {where}"
    )


def spectrum_set_faults(frame: pd.DataFrame, data: DataSet) -> list[str]:
    """Return what is wrong with a spectrum, and with the kind of cell that it is said to be."""
    columns = [frame[role].to_numpy(float) for role in ("frequency", "real", "imaginary")]
    faults = spectrum_faults(*columns)
    if faults or "cell_type" not in data.model_fields_set:
        return faults
    kind = electrode_kind(spectrum_table(columns[0], columns[1] + 1j * columns[2]))
    if data.cell_type == "SS|SS" and kind == "conducting":
        faults.append(
            "it returns to the real axis at low frequency, so the electrodes do not block ions, "
            "but cell_type is SS|SS"
        )
    if data.cell_type == "Li|Li" and kind == "blocking":
        faults.append(
            "it is capacitive at low frequency, so the electrodes block ions, but cell_type is "
            "Li|Li"
        )
    return faults
