"""Comparison of every measured number with the model."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..experiments.cycling.cells import CAPACITY, EFFICIENCY, POLARISATION
from ..experiments.equal_values import CELL_SCATTER, equal_to_best
from ..experiments.measurements import measured_cell_factor, measured_rows
from .collected import Collected

__all__ = ["COLUMNS", "compare"]

COLUMNS = ("Quantity", "Unit", "Conditions", "Measured", "Model", "Deviation [%]", "Role", "Remark")

FITTED, INPUT, PREDICTED = "fitted to it", "put in", "predicted"
NOT_MODELLED = "not modelled"

_Answer = tuple[float, str, str]
_Row = Mapping[Hashable, Any]
_CEI = "CEI thickness after 20 cycles [m]"


def compare(found: Collected) -> pd.DataFrame:
    """Return a row for every measurement on a film and its cells.

    The columns are `COLUMNS`. The role says how much agreement means: a number that was fitted or
    put in has to agree; only a predicted one is a test. NaN where the model has no number.
    """
    rows = []
    for source in ("electrolytes", "cells"):
        for row in measured_rows(source, found.name).to_dict("records"):
            answer = _ANSWERS.get(row["quantity"])
            model, role, remark = answer(found, row) if answer else (np.nan, NOT_MODELLED, "")
            if source == "cells" and answer and not found.as_measured:
                model, remark = np.nan, "this cell is built or tested in another way"
            deviation = 100 * (model / row["value"] - 1) if row["value"] else np.nan
            if "bound" in row["quantity"]:
                deviation = np.nan
            note = row["note"] if isinstance(row["note"], str) else ""
            remark = "; ".join(part for part in (remark, note, row["locator"]) if part)
            quantity, unit = row["quantity"], row["unit"]
            rows.append(
                (
                    quantity, "–" if unit == "1" else unit, _conditions(row), row["value"], model,
                    deviation, role, remark,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _conditions(row: _Row) -> str:
    known = (
        ("temperature_C", "{:g} °C"),
        ("rate_C", "{:g}C"),
        ("current_mA_cm2", "{:g} mA/cm²"),
        ("cycle", "cycle {:g}"),
        ("hours", "{:g} h"),
    )
    return ", ".join(
        form.format(row[key])
        for key, form in known
        if row.get(key) == row.get(key) and row.get(key) is not None
    )


def _property(key: str) -> Callable[[Collected, _Row], _Answer]:
    return lambda found, row: (found.film.properties[key], FITTED, "")


def _lab(step: str, key: str, role: str, remark: str = "") -> Callable[[Collected, _Row], _Answer]:
    def answer(found: Collected, row: _Row) -> _Answer:
        if step not in found.lab:
            return np.nan, role, found.failures.get(step, "")
        return float(found.lab[step].results[key]), role, remark

    return answer


def _optimum(found: Collected, row: _Row) -> _Answer:
    loading = found.film.loading
    name = "Ionic conductivity [mS.cm-1]"
    percent = 100 * loading["Filler mass fraction"].to_numpy(float)
    sigma = loading[name].to_numpy(float)
    alike = percent[equal_to_best(sigma, CELL_SCATTER)]
    remark = (
        f"stated input of the closure fit, not found by it; {alike.min():g} to {alike.max():g} wt% "
        f"are equal within {100 * CELL_SCATTER:g} %"
    )
    return float(percent[sigma.argmax()]), INPUT, remark


def _thickness(found: Collected, row: _Row) -> _Answer:
    return found.design.separator_thickness_um, INPUT, ""


def _capacity(found: Collected, row: _Row) -> _Answer:
    if "rate test" in row["note"]:
        if found.rate is None:
            return np.nan, FITTED, found.failures.get("rate test", "")
        table = found.rate.table.set_index("C-rate")[CAPACITY]
        return float(table.get(row["rate_C"], np.nan)), FITTED, "two LFP parameters, five rates"
    if found.cycling is None:
        return np.nan, FITTED, found.failures.get("cycling", "")
    table = found.cycling.table.set_index("Cycle")[CAPACITY]
    factor = measured_cell_factor()
    modelled = factor * float(table.get(int(row["cycle"]), np.nan))
    return modelled, FITTED, f"times {factor:.4g}, the cycled cell's factor on its weighed mass"


def _efficiency(found: Collected, row: _Row) -> _Answer:
    if found.cycling is None:
        return np.nan, PREDICTED, found.failures.get("cycling", "")
    lowest = float(found.cycling.table[EFFICIENCY].min())
    verdict = "bound met" if lowest >= row["value"] else "bound missed"
    return lowest, PREDICTED, f"{verdict}: the lowest of all cycles"


def _decline(found: Collected, row: _Row) -> _Answer:
    if found.cycling is None:
        return np.nan, FITTED, found.failures.get("cycling", "")
    return found.cycling.rapid_decline_cycle, FITTED, ""


def _polarisation(found: Collected, row: _Row) -> _Answer:
    if found.symmetric is None:
        return np.nan, FITTED, found.failures.get("symmetric cell", "")
    table = found.symmetric.table
    position = int(np.argmin(np.abs(table["Time [h]"] - row["hours"])))
    role = INPUT if row["hours"] == 0 else FITTED
    return float(table[POLARISATION].iloc[position]), role, "read as peak to peak"


def _failure(found: Collected, row: _Row) -> _Answer:
    if found.symmetric is None:
        return np.nan, FITTED, found.failures.get("symmetric cell", "")
    if found.symmetric.failed_cycle is None:
        return np.nan, FITTED, "the model does not fail"
    return float(found.symmetric.table["Time [h]"].iloc[-1]), FITTED, ""


def _cei(found: Collected, row: _Row) -> _Answer:
    return 1e9 * float(found.design.parameter_values()[_CEI]), INPUT, "sets the CEI's growth"


_ANSWERS: dict[str, Callable[[Collected, _Row], _Answer]] = {
    "ionic conductivity": _property("Ionic conductivity [mS.cm-1]"),
    "cation transference number": _property("Cation transference number"),
    "activation energy": _property("Activation energy [eV]"),
    "optimum filler loading": _optimum,
    "film thickness": _thickness,
    "oxidation onset": _lab("oxidation onset", "Oxidation onset [V]", INPUT),
    # As it was measured: the Tafel fit sees the film, too. What was put in is read off the EIS.
    "exchange current density": _lab(
        "exchange current",
        "Tafel exchange-current density [mA.cm-2]",
        INPUT,
        "the value is put in; read back with a Tafel fit, it comes out through the film",
    ),
    "specific discharge capacity": _capacity,
    "coulombic efficiency lower bound": _efficiency,
    "cycles before rapid decline": _decline,
    "cathode interphase thickness": _cei,
    "apparent lithium diffusivity": _lab(
        "EIS, LFP|Li",
        "Apparent lithium diffusivity [cm2.s-1]",
        PREDICTED,
        "Warburg formula on the simulated EIS, per geometric area",
    ),
    "critical current density": _lab(
        "current at the voltage limit",
        "Current density at the voltage limit [mA.cm-2]",
        PREDICTED,
        "the current at which the polarisation passes 0.5 V, which is no short circuit",
    ),
    "time to failure": _failure,
    "polarisation voltage": _polarisation,
}
