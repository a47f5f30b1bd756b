"""The table of a log or a curve: voltage, current, capacities, cycles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .columns_read import Column, ColumnsRead, listed
from .logs import (
    ON_COPPER,
    cycle_table,
    directions,
    efficiency_in_words,
    is_held,
    kind_of_log,
    log_time,
    numbered_cycles,
    signed_current,
    unit_of_charge,
)
from .pulses import in_words, pulse_table
from .words import misfit

__all__ = ["log_of"]

_CAPACITIES = {"capacity": "", "charge capacity": "charge ", "discharge capacity": "discharge "}
_CYCLED = ("cycling log", "Li|Li polarisation log", ON_COPPER)
_SIZES = {"charge": "", "areal charge": "areal ", "specific charge": "specific "}


def log_of(columns: ColumnsRead, mass: float | None) -> dict[str, object] | None:
    """Return kind, table, columns, sign and cycles; None for no course of anything, or with faults.

    Parameters
    ----------
    columns : ColumnsRead
        Of the file.
    mass : float, optional
        Of active material [mg].
    """
    for role in ("current", "time", "capacity"):
        wrong = None if role in columns.roles else misfit(role, map(str, columns.cells))
        if wrong is not None and (role != "time" or "step time" not in columns.roles):
            columns.faults.append(
                f"column '{wrong}': its unit is none of a {role}; correct the heading"
            )
    voltage = columns.take("voltage" if "voltage" in columns.roles else "open-circuit voltage")
    has_course = {"time", "step time", "date", "current", *_CAPACITIES} & set(columns.roles)
    if (
        voltage is None
        or not has_course
        or ("charge state" in columns.roles and not ({"time", "step time"} & set(columns.roles)))
    ):
        return None
    time = log_time(columns)
    capacities = [
        (role, columns.take(role, heading))
        for role in _CAPACITIES
        for dimension in _SIZES
        if (heading := columns.heading(role, dimension)) is not None
    ]
    found = {(role, c.dimension): c for role, c in capacities if c is not None}
    current = _current(columns, time, [c for (_, d), c in found.items() if d == "charge"])
    for role in _CAPACITIES:  # those without a unit
        heading = columns.heading(role)
        if heading is not None and not any(one == role for one, _ in found):
            column = columns.take(role, inferred=_inferred(columns, heading, time, current))
            if column is not None:
                found[role, column.dimension] = column
    if columns.faults:
        return None
    missing = [
        c.heading for c in (voltage, time, current) if c is not None and np.isnan(c.values).all()
    ]
    if missing:
        raise ValueError(f"column '{missing[0]}' holds no number")
    size = "charge" if any(d == "charge" for _, d in found) else "specific charge"
    counters = {role: found[role, size].values for role in _CAPACITIES if (role, size) in found}
    charge, discharge = counters.get("charge capacity"), counters.get("discharge capacity")
    signed, sign = None, ""
    if current is not None:
        signed, sign = signed_current(
            current.values, voltage.values, columns.text("state"), charge, discharge
        )
        if is_held(voltage.values, current.values):
            signed, sign = current.values, "as in the file: the voltage is held"
    table, names = pd.DataFrame(index=columns.cells.index), []

    def add(name: str, column: Column | None, values: np.ndarray | None = None) -> None:
        if column is not None:
            table[name] = column.values if values is None else values
            names.append((name, column))

    add("Time [s]", time)
    add("Voltage [V]", voltage)
    if current is not None:
        add(_named("current", current), current, signed)
    for (role, dimension), column in found.items():
        name = f"{_SIZES[dimension]}{_CAPACITIES[role]}capacity".capitalize()
        add(f"{name} [{column.unit}]", column)
    for role in ("temperature", "rate"):
        column = columns.take(role, needed=False)
        if column is not None and role == "temperature" and not (column.values > -200).any():
            columns.notes.append(f"column '{column.heading}' was not measured and is left out")
            column = None
        add("" if column is None else _named(role, column), column)
    sample = columns.text("sample")
    if sample is not None and "Curve" in columns.cells:
        add("Sample", Column(str(sample.name), "sample", "text", "", "", sample.to_numpy()))
    direction = None if signed is None else directions(signed)
    given = columns.take("cycle", needed=False)
    has_cycles = given is not None and np.isfinite(given.values).mean() > 0.9
    kind = kind_of_log(voltage.values, signed, None if time is None else time.values)
    if kind == "voltage log" and voltage.role == "open-circuit voltage":
        kind = "open-circuit log"
    if kind == "voltage log" and found:
        first = np.full(len(voltage.values), True)
        marks = columns.text("curve")
        if marks is not None:
            first = (marks == marks.iloc[0]).to_numpy(bool)
        course = voltage.values[first]
        falls = course[-1] < course[0]
        kind = "discharge curve" if falls else "charge curve"
        states = columns.text("state")
        if states is not None and {"charge", "discharge"} <= set(states):
            kind = "charge and discharge curves"
        elif voltage.values.min() < -0.01 and np.median(voltage.values) < 0.05:
            kind = ON_COPPER
    cycles = pd.DataFrame()
    if has_cycles and given is not None:
        add("Cycle", given)
        number = pd.Series(given.values).ffill().fillna(0).to_numpy()
        if number.min() == 0:
            columns.notes.append(f"column '{given.heading}' counts cycles from 0")
    elif direction is not None and kind in _CYCLED:
        number = numbered_cycles(direction)
        if number.max() > 1:
            table["Cycle"] = number
            columns.notes.append(
                "no column of cycles: a cycle ends where its first direction returns"
            )
    if direction is not None and kind != "voltammogram" and "Cycle" in table:
        unit = "mA.h.g-1" if counters and size != "charge" else "A.h"
        amperes = signed if current is not None and current.dimension == "current" else None
        cycles = cycle_table(
            number, direction, None if time is None else time.values, amperes, charge, discharge,
            counters.get("capacity"), unit, kind,
        )  # fmt: skip
    pulses = pd.DataFrame()
    ampere = current is not None and current.dimension == "current"
    if kind == "pulses or GITT" and time is not None and ampere and signed is not None:
        pulses = pulse_table(time.values, voltage.values, signed)
        columns.notes += in_words(pulses)
    if kind == ON_COPPER and len(cycles) > 1:
        columns.notes.append(efficiency_in_words(cycles))
    curve = columns.text("curve")
    if curve is not None:
        add("Curve", Column(str(curve.name), "curve", "text", "", "", curve.to_numpy()))
    add("Step", columns.take("step", needed=False))
    state = columns.text("state")
    if state is not None:
        add("State", Column(str(state.name), "state", "text", "", "", state.to_numpy()))
    if mass is not None:
        for name in [n for n in map(str, table) if n.endswith("[A.h]")]:
            specific = f"Specific {name[0].lower()}{name[1:-5]}[mA.h.g-1]"
            if specific not in table:
                table[specific] = table[name] * 1e6 / mass
    return {
        "kind": kind, "table": table.reset_index(drop=True), "columns": listed(names),
        "sign": sign, "cycles": cycles, "pulses": pulses,
    }  # fmt: skip


def _current(columns: ColumnsRead, time: Column | None, charges: list[Column]) -> Column | None:
    """Return the current; without a unit, the charge that it passes tells it."""
    heading = columns.heading("current")
    if heading is None:
        return _derived(columns, time)
    inferred = None
    if time is not None and charges:
        raw = columns.numbers(heading, needed=False)
        factor = unit_of_charge(raw, time.values, charges[-1].values)
        inferred = {1.0: "A", 1e3: "mA", 1e6: "uA"}.get(factor or 0.0)
    return columns.take("current", inferred=inferred)


def _derived(columns: ColumnsRead, time: Column | None) -> Column | None:
    """Return the current that a charge with a sign tells: EC-Lab keeps no other in some files."""
    headings = [h for h in columns.roles.get("capacity", ()) if "q-qo" in h.lower()]
    charge = columns.take("capacity", headings[0]) if headings and time is not None else None
    if charge is None or time is None or charge.dimension != "charge" or len(time.values) < 3:
        return None
    steps = np.maximum(np.diff(time.values), 1e-9)
    amperes = np.diff(charge.values) / steps * 3600
    columns.notes.append(f"no current in the file: it is what changes '{charge.heading}'")
    values = np.append(amperes[:1], amperes)
    return Column(charge.heading, "current", "current", "A", charge.given, values)


def _inferred(
    columns: ColumnsRead, heading: str, time: Column | None, current: Column | None
) -> str | None:
    """Return the unit of a capacity that the current tells."""
    if time is None or current is None or current.dimension != "current":
        return None
    factor = unit_of_charge(current.values, time.values, columns.numbers(heading, needed=False))
    return {1.0: "A.h", 1e-3: "mA.h"}.get(factor or 0.0)


def _named(role: str, column: Column) -> str:
    word = {"rate": "C-rate"}.get(role, column.dimension if role == "current" else role)
    unit = "" if column.unit in ("", "C") else f" [{column.unit}]"
    return f"{word[:1].upper()}{word[1:]}{unit}"
