"""Tables that are no course of one measurement: rates, cycles, films, open-circuit curves."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from .columns_read import Column, ColumnsRead
from .logs import log_time

__all__ = ["other_table"]

_NAMES = {
    "charge state": "Charge state",
    "content": "Filler content",
    "rate": "C-rate",
    "cycle": "Cycle",
    "efficiency": "Coulombic efficiency",
    "transference": "Transference number",
    "bulk resistance": "Resistance",
    "steady current": "Steady-state current",
    "steady resistance": "Steady-state resistance",
}
#: Numbers of one, which many write as percent without saying so.
_SHARES = ("charge state", "efficiency", "retention")
_SIZES = ("charge", "areal charge", "specific charge")
_BRUCE_VINCENT = ("initial current", "steady current", "initial resistance", "steady resistance")
_STATES = ("content", "temperature", "inverse temperature")


def other_table(columns: ColumnsRead, area: float | None = None) -> dict[str, Any] | None:
    """Return kind, table and columns, None if no kind is recognised.

    Parameters
    ----------
    columns : ColumnsRead
        Of the file.
    area : float, optional
        Of the electrode [cm2].
    """
    found = _kind(columns)
    if found is None:
        return None
    kind, wanted = found
    table, names = pd.DataFrame(index=columns.cells.index), []
    sample = columns.text("sample")
    if sample is not None:
        table["Sample"] = sample.to_numpy()
        names.append(("Sample", str(sample.name), ""))
    state = columns.text("state") if kind in ("open-circuit curve", "step table") else None
    if state is not None:
        table["State"] = state.to_numpy()
        names.append(("State", str(state.name), ""))
    for role, heading in _headings(columns, wanted):
        column = (
            log_time(columns)
            if role == "time"
            else columns.take(role, heading, needed=role != "efficiency")
        )
        if column is None:
            continue
        if role in _SHARES and column.given != "%" and np.nanmedian(column.values) > 1.5:
            columns.notes.append(f"column '{column.heading}' is read as percent")
            column = Column(column.heading, role, "share", "1", "%", column.values / 100)
        if role == "inverse temperature":
            scale = 1.0 if column.heading.strip().startswith("1/") else 1000.0
            with np.errstate(divide="ignore"):
                T = scale / column.values - 273.15
            role, column = "temperature", Column(column.heading, role, "temperature", "degC", "", T)
        if role.endswith("capacity"):
            specific = column.dimension == "specific charge"
            columns.check_range(column, 0.0, 5000.0 if specific else np.inf)
        elif role in _SHARES and np.nanmedian(column.values) > 3:  # cycles end anywhere
            columns.check_range(column, 0.0, 3.0)
        name = _named(role, column)
        if name in table:
            continue
        values = column.values
        if role == "conductivity" and is_times_kelvin(column.heading):
            values = values / (table["Temperature [degC]"].to_numpy() + 273.15)
        table[name] = values
        names.append((name, column.heading, column.given))
    if columns.faults:
        return None
    _derive(columns, table, area)
    listed = pd.DataFrame(names, columns=["Column", "Heading", "Unit in the file"])
    return {"kind": kind, "table": table.reset_index(drop=True), "columns": listed}


def _kind(columns: ColumnsRead) -> tuple[str, list[str]] | None:
    """Return the kind of a table, and the roles of its columns."""
    roles = set(columns.roles)
    capacities = sorted(roles & {"capacity", "charge capacity", "discharge capacity"}, reverse=True)
    states = {*_STATES, "sample"}
    films = {"conductivity", "transference"}
    if {"initial current", "steady current"} <= roles and not roles & films:
        voltage = "polarisation" if "polarisation" in roles else "voltage"
        return "Bruce-Vincent table", [*_STATES, voltage, *_BRUCE_VINCENT]
    if (roles & films or {"bulk resistance", "thickness"} <= roles) and roles & states:
        more = ["bulk resistance", "thickness"] if "conductivity" not in roles else []
        more += [role for role in ("polarisation", *_BRUCE_VINCENT) if role in roles]
        return "film table", [*_STATES, *more, "conductivity", "transference", "diffusivity"]
    if roles & {"voltage", "open-circuit voltage"} and (
        roles & {"charge state"} or ("open-circuit voltage" in roles and capacities)
    ):
        wanted = ["charge state", *capacities, "open-circuit voltage", "voltage", "temperature"]
        return "open-circuit curve", wanted
    if capacities and ("rate" in roles or ("current" in roles and "cycle" not in roles)):
        wanted = ["rate", "current", "loading", "temperature", *capacities, "efficiency", "cycle"]
        return "rate table", wanted
    if capacities and {"step", "state"} <= roles:
        return "step table", ["cycle", "step", *capacities, "temperature"]
    if (capacities or "retention" in roles) and "cycle" in roles:
        wanted = ["cycle", *capacities, "retention", "efficiency", "rate", "temperature"]
        return "retention table", wanted
    if "efficiency" in roles and "cycle" in roles:
        return "coulombic efficiency table", ["cycle", "efficiency", "current", "temperature"]
    if "voltage" in roles and "cycle" in roles:
        return "Li|Li polarisation table", ["cycle", "voltage", "temperature"]
    if "current" in roles and roles & {"time", "step time"} and not roles & {"voltage"}:
        return "chronoamperogram", ["time", "current", "temperature"]
    return None


def _headings(columns: ColumnsRead, wanted: list[str]) -> list[tuple[str, str]]:
    """Return the columns that are read, of capacities one of each dimension."""
    found = []
    for role in wanted:
        headings = columns.roles.get(role, [])
        if role == "time" and not headings:
            headings = columns.roles.get("step time", [])
        if role.endswith("capacity"):
            of_each = [h for size in _SIZES if (h := columns.heading(role, size)) is not None]
            headings_read = of_each or headings[:1]
        else:
            headings_read = headings[:1]
        found += [(role, heading) for heading in headings_read]
        others = [f"'{name}'" for name in headings if name not in headings_read]
        if others and role in ("conductivity", "capacity", "discharge capacity", "retention"):
            columns.notes.append(
                f"of several columns of {role}, '{headings_read[0]}' is read, "
                f"{', '.join(others)} not"
            )
    return found


def is_times_kelvin(heading: str) -> bool:
    """Return whether a heading is of a conductivity times the absolute temperature."""
    return bool(re.search(r"(σ|sigma)\s*[·*x×.]?\s*T\b|S\s*[·.]?\s*K", heading))


def _derive(columns: ColumnsRead, table: pd.DataFrame, area: float | None) -> None:
    """Add the conductivity of a resistance, and the transference number of a polarisation."""
    R = next((name for name in map(str, table) if name.startswith("Resistance")), None)
    if R is not None and "Conductivity [mS.cm-1]" not in table:
        per_area = R.endswith("cm2]")
        size = 1.0 if per_area else area
        if size is not None:
            length = table["Thickness [um]"] * 1e-4
            table["Conductivity [mS.cm-1]"] = 1e3 * length / (table[R] * size)
            columns.notes.append("the conductivity is thickness over resistance and area")
        else:
            columns.notes.append("give the electrode area (--area) for the conductivity")
    polarisation = next((n for n in ("Polarisation [V]", "Voltage [V]") if n in table), None)
    parts = [next((n for n in map(str, table) if n.startswith(start)), "") for start in (
        "Initial current", "Steady-state current", "Initial resistance", "Steady-state resistance",
    )]  # fmt: skip
    if polarisation is not None and all(parts) and "Transference number" not in table:
        I0, Is, R0, Rs = (table[name] for name in parts)
        scale = 1e-3 if "density" in parts[0] or "mA" in parts[0] else 1.0
        dV = table[polarisation]
        table["Transference number"] = Is * (dV - scale * I0 * R0) / (I0 * (dV - scale * Is * Rs))
        columns.notes.append("the transference number is that of Bruce and Vincent")


def _named(role: str, column: Column) -> str:
    word = _NAMES.get(role, role[:1].upper() + role[1:])
    if role.endswith("capacity"):
        size = {"areal charge": "areal ", "specific charge": "specific "}.get(column.dimension, "")
        word = f"{size}{role}".capitalize()
    if role.endswith("current"):
        begin = "" if role == "current" else f"{_NAMES.get(role, role).rpartition(' ')[0]} "
        word = f"{begin}{column.dimension}".capitalize()
    unit = "" if column.unit in ("", "1", "C") else f" [{column.unit}]"
    return f"{word}{unit}"
