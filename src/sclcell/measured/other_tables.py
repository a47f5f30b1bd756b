"""Tables that are no course of one measurement: rates, cycles, films, open-circuit curves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .columns_read import Column, ColumnsRead

__all__ = ["other_table"]

_NAMES = {
    "charge state": "Charge state",
    "content": "Filler content",
    "rate": "C-rate",
    "cycle": "Cycle",
    "efficiency": "Coulombic efficiency",
    "transference": "Transference number",
}
#: Numbers of one, which many write as percent without saying so.
_SHARES = ("charge state", "efficiency", "retention")


def other_table(columns: ColumnsRead) -> dict[str, Any] | None:
    """Return kind, table and columns, None if no kind is recognised."""
    roles = set(columns.roles)
    capacities = roles & {"capacity", "charge capacity", "discharge capacity"}
    states = {"temperature", "inverse temperature", "content"}
    if roles & {"conductivity", "transference"} and roles & states:
        kind = "film table"
        wanted = [
            "content",
            "temperature",
            "inverse temperature",
            "conductivity",
            "transference",
            "diffusivity",
        ]
    elif roles & {"voltage", "open-circuit voltage"} and (
        roles & {"charge state"} or ("open-circuit voltage" in roles and capacities)
    ):
        kind = "open-circuit curve"
        wanted = ["charge state", *sorted(capacities), "open-circuit voltage", "voltage"]
        wanted += ["temperature"]
    elif capacities and ("rate" in roles or ("current" in roles and "cycle" not in roles)):
        kind = "rate table"
        wanted = ["rate", "current", "temperature", *sorted(capacities), "cycle"]
    elif (capacities or "retention" in roles) and "cycle" in roles:
        kind = "retention table"
        wanted = [
            "cycle",
            *sorted(capacities, reverse=True),
            "retention",
            "efficiency",
            "rate",
            "temperature",
        ]
    elif "voltage" in roles and "cycle" in roles:
        kind, wanted = "Li|Li polarisation table", ["cycle", "voltage", "temperature"]
    else:
        return None
    table, names = pd.DataFrame(index=columns.cells.index), []
    for role in wanted:
        column = columns.take(role, needed=role != "efficiency")
        if column is None:
            continue
        others = [f"'{name}'" for name in columns.roles[role] if name != column.heading]
        if others and role in ("conductivity", "capacity", "discharge capacity", "retention"):
            columns.notes.append(
                f"of several columns of {role}, '{column.heading}' is read, {', '.join(others)} not"
            )
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
        table[name] = column.values
        names.append((name, column.heading, column.given))
    if columns.faults:
        return None
    listed = pd.DataFrame(names, columns=["Column", "Heading", "Unit in the file"])
    return {"kind": kind, "table": table.reset_index(drop=True), "columns": listed}


def _named(role: str, column: Column) -> str:
    word = _NAMES.get(role, role[:1].upper() + role[1:])
    if role.endswith("capacity"):
        size = {"areal charge": "areal ", "specific charge": "specific "}.get(column.dimension, "")
        word = f"{size}{role}".capitalize()
    if role == "current":
        word = column.dimension.capitalize()
    unit = "" if column.unit in ("", "1", "C") else f" [{column.unit}]"
    return f"{word}{unit}"
