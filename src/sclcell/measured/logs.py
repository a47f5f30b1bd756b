"""Logs of cyclers: total time, which sign of the current charges, cycles, and what was done."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from .columns_read import Column, ColumnsRead, seconds_of

__all__ = [
    "ON_COPPER",
    "cycle_table",
    "directions",
    "efficiency_in_words",
    "kind_of_log",
    "log_time",
    "numbered_cycles",
]
__all__ += ["is_held", "runs_of", "signed_current", "unit_of_charge"]

ON_COPPER = "Li|Cu plating and stripping"
# Currents below this share of the largest are those of a rest.
_REST = 2e-3
# Most by which a voltage moves that is held [V].
_HELD = 5e-3
_DISCHARGE = re.compile(r"dis|d_?chg|dch|放|entlad|^(rate|cc|cv|cccv|cp|cr)?_?d$", re.IGNORECASE)
_CHARGE = re.compile(r"ch(ar|g)|充|lad|^(rate|cc|cv|cccv|cp|cr)?_?c$|^cha$", re.IGNORECASE)


def log_time(columns: ColumnsRead) -> Column | None:
    """Return the time since the start [s], also where the file counts within steps or has dates."""
    for role in ("time", "step time", "date"):
        heading = columns.heading(role)
        if heading is None:
            continue
        cells = columns.cells[heading]
        if (
            pd.api.types.is_numeric_dtype(cells)
            or pd.to_numeric(cells, errors="coerce").notna().mean() > 0.5
        ):
            if role == "date":
                continue
            column = columns.take(role, heading, inferred=_unit_of_time(columns, heading))
            if column is None:
                return None
            seconds, given = column.values, column.given
        else:
            found = seconds_of(cells)
            date = columns.text("date")
            if role == "time" and date is not None and not date.str.contains(":").any():
                both = seconds_of(date + " " + cells.astype(str).str.strip())
                found = found if both is None else both
            if found is None:
                columns.faults.append(
                    f"row {cells.index[0]}, column '{heading}': '{str(cells.iloc[0])[:40]}' is no "
                    "time"
                )
                return None
            seconds, given = found, "h:min:s" if ":" in str(cells.iloc[0]) else "date"
        back = np.diff(seconds) < 0
        if back.any():
            seconds = _without_slips(seconds)
            # A clock that is put right, or a rounding, is no start of a step.
            again = back & (seconds[1:] < 0.5 * seconds[:-1])
            seconds = _total(seconds, again)
            columns.notes.append(
                f"column '{heading}' starts again at each step: steps are added up"
                if again.any()
                else f"column '{heading}' goes back in {int(back.sum())} rows, which take no time"
            )
        return Column(heading, "time", "time", "s", given, seconds)
    return None


def _without_slips(seconds: np.ndarray) -> np.ndarray:
    """Return times without single rows in which a cycler writes zero amid a long record."""
    before, here, after = seconds[:-2], seconds[1:-1], seconds[2:]
    steps = np.diff(seconds)
    usual = np.median(steps[steps > 0]) if (steps > 0).any() else 0.0
    slip = (here < before) & (after >= before) & (after - before < 2 * usual + 1e-9)
    slip &= before > 20 * usual
    return np.append(seconds[0], np.append(np.where(slip, before, here), seconds[-1]))


def _total(seconds: np.ndarray, again: np.ndarray) -> np.ndarray:
    """Return times that start again, added up."""
    steps = np.maximum(np.diff(seconds), 0)
    steps[again] = np.maximum(seconds[1:][again], 0)
    return np.append(0.0, np.cumsum(steps)) + seconds[0]


def _unit_of_time(columns: ColumnsRead, heading: str) -> str | None:
    """Return the unit that the dates beside the times tell."""
    date = columns.heading("date")
    if date is None:
        return None
    ends = columns.cells.iloc[[0, len(columns.cells) // 2, -1]]
    dates = seconds_of(ends[date])
    times = pd.to_numeric(ends[heading], errors="coerce").to_numpy(float)
    if dates is None or not dates[1] > 0 or not times[1] > times[0]:
        return None
    ratio = dates[1] / (times[1] - times[0])
    for unit, factor in (("s", 1.0), ("min", 60.0), ("h", 3600.0)):
        if abs(np.log(ratio / factor)) < 0.5:
            return unit
    return None


def unit_of_charge(current: np.ndarray, seconds: np.ndarray, charge: np.ndarray) -> float | None:
    """Return the power of ten by which a current passes more charge than the file says [-].

    Parameters
    ----------
    current, seconds, charge : numpy.ndarray
        Current [A], time [s] and charge [A.h], if the result is 1; shape (n,).
    """
    dQ = np.abs(np.diff(charge))
    moved = (np.diff(seconds) > 0) & (dQ > 0) & (dQ < 0.5 * np.nanmax(np.abs(charge)))
    passed = np.abs(current[1:] + current[:-1]) / 2 * np.diff(seconds) / 3600
    total, told = passed[moved].sum(), dQ[moved].sum()
    if moved.sum() < 3 or not total > 0 or not told > 0:
        return None
    power = float(np.log10(total / told))
    return 10.0 ** round(power) if abs(power - round(power)) < 0.15 else None


def directions(current: np.ndarray) -> np.ndarray:
    """Return 1 for charge, -1 for discharge, 0 for rest [-], shape (n,).

    Parameters
    ----------
    current : numpy.ndarray
        Positive where it charges, in any unit [-], shape (n,).
    """
    size = np.abs(np.nan_to_num(current))
    return np.where(
        size > _REST * size.max(initial=0.0), np.sign(np.nan_to_num(current)), 0
    ).astype(int)


def runs_of(direction: np.ndarray) -> list[tuple[int, int, int]]:
    """Return direction, first row and row after the last of each stretch.

    Parameters
    ----------
    direction : numpy.ndarray
        As `directions` returns it [-], shape (n,).
    """
    edges = np.flatnonzero(np.diff(direction)) + 1
    starts = np.append(0, edges)
    ends = np.append(edges, len(direction))
    return [(int(direction[a]), int(a), int(b)) for a, b in zip(starts, ends, strict=True)]


def signed_current(
    current: np.ndarray,
    voltage: np.ndarray | None,
    state: pd.Series | None,
    charge: np.ndarray | None,
    discharge: np.ndarray | None,
) -> tuple[np.ndarray, str]:
    """Return the current in its own unit [-], positive where it raises the voltage, and why.

    Parameters
    ----------
    current : numpy.ndarray
        As in the file, in any unit [-], shape (n,).
    voltage, charge, discharge : numpy.ndarray, optional
        Voltage [V], and capacities of charge and discharge in any unit [-].
    state : pandas.Series, optional
        What the cycler calls each row.
    """
    unsigned = not (current < -1e-12).any()
    told = np.zeros(len(current))
    why = ""
    if state is not None:
        words = {word: _sign_of(word) for word in state.unique()}
        told = state.map(words).to_numpy(float)
        why = "the column of states"
    if not told.any() and charge is not None and discharge is not None:
        up = np.diff(charge, prepend=charge[:1]) > 0
        down = np.diff(discharge, prepend=discharge[:1]) > 0
        told = up.astype(float) - down.astype(float)
        why = "the charge and discharge capacities"
    agree = np.nansum(np.sign(current) * told)
    on = np.abs(np.nan_to_num(current)) > 0
    if unsigned and told.any() and (told[on] < 0).any():
        size = np.abs(current)
        return np.where(told < 0, -size, size), f"the file has no sign; {why} tell it"
    if abs(agree) > 0.6 * np.count_nonzero(told[on]) > 0:
        if agree > 0:
            return current, f"as in the file: positive charges ({why})"
        return -current, f"turned round: in the file a positive current discharges ({why})"
    if voltage is None:
        return current, "as in the file; nothing tells which sign charges"
    rise = 0.0
    direction = directions(current)
    for sign, a, b in runs_of(direction):
        if sign and b - a >= 3:
            rise += sign * (voltage[b - 1] - voltage[a])
        if sign and a > 0 and direction[a - 1] != sign:
            rise += sign * (voltage[a] - voltage[a - 1])
    scale = np.nanmax(voltage) - np.nanmin(voltage)
    if abs(rise) < 0.05 * scale or not np.isfinite(rise):
        return current, "as in the file; nothing tells which sign charges"
    if rise > 0:
        return current, "as in the file: the voltage rises with a positive current"
    return -current, "turned round: in the file the voltage falls with a positive current"


def _sign_of(word: str) -> int:
    if _DISCHARGE.search(word):
        return -1
    return 1 if _CHARGE.search(word) else 0


def numbered_cycles(direction: np.ndarray) -> np.ndarray:
    """Return the cycle of each row, from 1 on [-]: one ends where the first direction comes again.

    Parameters
    ----------
    direction : numpy.ndarray
        As `directions` returns it [-], shape (n,).
    """
    cycle, first, other = 1, 0, False
    numbers = np.ones(len(direction), dtype=int)
    for sign, a, b in runs_of(direction):
        if sign and not first:
            first = sign
        if sign and sign != first:
            other = True
        elif sign and other:
            cycle, other = cycle + 1, False
        numbers[a:b] = cycle
    return numbers


def cycle_table(
    cycle: np.ndarray,
    direction: np.ndarray,
    seconds: np.ndarray | None,
    current: np.ndarray | None,
    charge: np.ndarray | None,
    discharge: np.ndarray | None,
    step: np.ndarray | None,
    unit: str,
    kind: str = "",
) -> pd.DataFrame:
    """Return the capacities of each cycle, by the file's own counters, else by its current.

    Parameters
    ----------
    cycle, direction : numpy.ndarray
        Of each row [-], shape (n,).
    seconds, current : numpy.ndarray, optional
        Time [s] and current [A].
    charge, discharge, step : numpy.ndarray, optional
        Counters of charge, of discharge, and of the charge of a step [`unit`].
    unit : str
        Of the capacities.
    kind : str, optional
        As `kind_of_log` returns it.
    """
    if charge is not None and discharge is not None:
        parts = _increments(charge), _increments(discharge)
    elif step is not None:
        risen = _increments(np.abs(step))
        parts = np.where(direction > 0, risen, 0), np.where(direction < 0, risen, 0)
    elif seconds is not None and current is not None:
        same = direction[1:] == direction[:-1]
        passed = np.append(0, np.where(same, (current[1:] + current[:-1]) / 2, current[1:]))
        passed = np.nan_to_num(passed * np.append(0, np.diff(seconds)) / 3600)
        parts = np.clip(passed, 0, None), np.clip(-passed, 0, None)
    else:
        return pd.DataFrame()
    frame = pd.DataFrame({"Cycle": cycle, "c": parts[0], "d": parts[1]})
    table = frame.groupby("Cycle", sort=True).sum().reset_index()
    with np.errstate(divide="ignore", invalid="ignore"):
        # On copper, what is stripped by the charge comes after what was plated.
        over, under = ("c", "d") if kind == ON_COPPER else ("d", "c")
        efficiency = np.where(table[under] > 0, table[over] / table[under], np.nan)
    names = {"c": f"Charge capacity [{unit}]", "d": f"Discharge capacity [{unit}]"}
    return table.rename(columns=names).assign(**{"Coulombic efficiency": efficiency})


def efficiency_in_words(cycles: pd.DataFrame) -> str:
    """Return the coulombic efficiency of plating and stripping after the first cycle.

    Parameters
    ----------
    cycles : pandas.DataFrame
        As `cycle_table` returns it.
    """
    names = [name for name in map(str, cycles) if "apacity" in name]
    later = cycles[1:]
    stripped, plated = (later[name].sum() for name in names[:2])
    scatter = later["Coulombic efficiency"].std()
    first = cycles["Coulombic efficiency"].iloc[0]
    more = f", scatter of the cycles {100 * scatter:.3g} %" if np.isfinite(scatter) else ""
    share = stripped / plated if plated > 0 else np.nan
    span = f"cycles {cycles['Cycle'].iloc[1]:g} to {cycles['Cycle'].iloc[-1]:g}"
    return (
        f"coulombic efficiency {100 * share:.4g} % (all that was stripped over all that was plated "
        f"in {span}{more}); first cycle {100 * first:.4g} %"
    )


def _increments(counter: np.ndarray) -> np.ndarray:
    """Return by how much a counter rises in each row; where it starts again, from zero."""
    steps = np.diff(np.nan_to_num(counter), prepend=0.0)
    steps[0] = 0.0
    return np.where(steps < -1e-12, np.nan_to_num(counter), np.clip(steps, 0, None))


def kind_of_log(voltage: np.ndarray, current: np.ndarray | None, seconds: np.ndarray | None) -> str:
    """Return what was done to the cell.

    Parameters
    ----------
    voltage, current, seconds : numpy.ndarray
        [V], in any unit [-], and [s], shape (n,); None for what the file does not have.
    """
    below = float((voltage < 0).mean())
    both_signs = 0.1 < below < 0.9 and 0.005 < np.nanmax(np.abs(voltage)) < 10
    if current is None:
        return "Li|Li polarisation log" if both_signs else "voltage log"
    direction = directions(current)
    if not direction.any():
        return "open-circuit log"
    if is_held(voltage, current):
        return "chronoamperogram"
    if _is_sweep(voltage, current, seconds):
        return "voltammogram"
    runs = [run for run in runs_of(direction) if run[2] - run[1] > 0]
    signs = [sign for sign, *_ in runs if sign]
    if both_signs and {1, -1} <= set(signs):
        # Stripping from copper ends at a voltage that plating never has.
        stripped = np.nanmax(voltage) > max(0.3, -3 * np.nanmin(voltage))
        return ON_COPPER if stripped else "Li|Li polarisation log"
    pulses = sum(
        a[0] == c[0] != 0 and b[0] == 0 for a, b, c in zip(runs, runs[1:], runs[2:], strict=False)
    )
    if pulses >= 3 and pulses >= 0.5 * (len(signs) - 1):
        return "pulses or GITT"
    if set(signs) == {-1}:
        return "discharge curve"
    if set(signs) == {1}:
        return "charge curve"
    return "cycling log"


def is_held(voltage: np.ndarray, current: np.ndarray) -> bool:
    """Return whether the voltage stands while the current changes.

    Parameters
    ----------
    voltage, current : numpy.ndarray
        [V], and in any unit [-], shape (n,).
    """
    on = directions(current) != 0
    if on.sum() < 4 or np.ptp(voltage[on]) > _HELD:
        return False
    return bool(np.nanstd(np.abs(current[on])) > 0.05 * np.nanmax(np.abs(current)))


def _is_sweep(voltage: np.ndarray, current: np.ndarray, seconds: np.ndarray | None) -> bool:
    """Return whether the voltage runs up and down at one speed while the current does not stand."""
    if len(voltage) < 20:
        return False
    # Without a time, equal steps of the voltage tell.
    dt = np.ones(len(voltage) - 1) if seconds is None else np.diff(seconds)
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = np.abs(np.diff(voltage) / dt)[dt > 0]
    known = speed[np.isfinite(speed)]
    if known.size < 20 or not np.median(known) > 0 or not np.isfinite(current).any():
        return False
    steady = np.mean(np.abs(speed / np.median(known) - 1) < 0.2) > 0.8
    return bool(steady and np.nanstd(current) > 0.05 * np.nanmax(np.abs(current)))
