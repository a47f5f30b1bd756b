"""Long cycling with what each mechanism costs, and the symmetric cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..experiments.cycling.cells import CAPACITY, EFFICIENCY, POLARISATION
from ..experiments.measurements import measured_cell_factor, measured_rows
from ..style import BLACK, BLUE, GREY, MECHANISMS, RED
from .charts import Bars, Chart, Line
from .collected import Collected
from .ranges import band_of
from .rate_sections import band_remarks
from .section import Section

__all__ = ["ageing_section", "symmetric_section"]


def _measured(found: Collected, quantity: str) -> pd.DataFrame:
    rows = measured_rows("cells", found.name, quantity=quantity)
    return rows if found.as_measured else rows.iloc[:0]


def ageing_section(found: Collected) -> Section | None:
    """Return capacity and efficiency over cycles, and the attribution of the fade."""
    result = found.cycling
    if result is None:
        return None
    table = result.table
    cycles = table["Cycle"].to_numpy(float)
    spread = found.cycling_spread
    rows = 0 if spread is None else len(spread.low)
    series = band_of(spread, np.arange(1, rows + 1), BLUE)
    series += [Line(cycles, table[CAPACITY], "model", BLUE), *_marks(found)]
    charts = [
        Chart(
            "cycling_capacity", "Cycling at 1C", "Cycle", "Specific discharge capacity [mAh/g]",
            series, y_range=(0, 175),
        ),
        _efficiency(found, cycles),
    ]  # fmt: skip
    text = [
        f"1C, {found.design.temperature_degC:g} °C: {result.termination}. "
        f"{result.simulated_cycles} cycles were simulated, the others follow from the envelope."
    ]
    text += band_remarks(spread)
    tables = {"Cycling": table}
    if found.costs is not None:
        # Once a cell has failed, the costs in its last cycle say nothing.
        charts += _attribution(found.costs)[: 1 if result.failed_cycle is not None else 2]
        tables["Cost by mechanism, mAh/g"] = found.costs
        text.append(
            "What a mechanism costs is the capacity gained by leaving it out; where mechanisms "
            "help each other, the costs do not add up."
        )
    return Section("ageing", "Cycling and ageing", text, charts, tables, folded=True)


def _marks(found: Collected) -> list[Line]:
    points = _measured(found, "specific discharge capacity").dropna(subset="cycle")
    marks = []
    if len(points):
        value = points["value"] / measured_cell_factor()
        label = "measured, mass corrected"
        marks.append(Line(points["cycle"], value, label, BLACK, "points"))
    onset = _measured(found, "cycles before rapid decline")["value"].to_numpy(float)
    if len(onset):
        label = "measured onset of rapid decline, ±20 %"
        marks.append(Line(onset, 90 + 0 * onset, label, BLACK, "points", 0.2 * onset))
    return marks


def _efficiency(found: Collected, cycles: np.ndarray) -> Chart:
    assert found.cycling is not None
    series = [Line(cycles, found.cycling.table[EFFICIENCY], "model", RED)]
    bound = _measured(found, "coulombic efficiency lower bound")["value"]
    if len(bound):
        ends = [cycles[0], cycles[-1]]
        series.append(Line(ends, [bound.iloc[0]] * 2, "measured lower bound", BLACK, "dashed"))
    return Chart(
        "cycling_efficiency", "Coulombic efficiency", "Cycle", "Coulombic efficiency [%]", series,
        y_range=(97, 101),
    )  # fmt: skip


def _attribution(costs: pd.DataFrame) -> list[Chart]:
    """Return costs over cycles, and those at the end on a scale on which all can be seen."""
    lines, names, ends = [], [], []
    for column in costs.columns[1:]:
        label, colour = MECHANISMS.get(column, (column, GREY))
        lines.append(Line(costs["Cycle"], costs[column], label, colour))
        names.append(label)
        ends.append(max(float(costs[column].iloc[-1]), 0.0))
    return [
        Chart(
            "ageing_attribution", "What each mechanism costs", "Cycle",
            "Capacity regained [mAh/g]", lines,
        ),
        Chart(
            "ageing_attribution_end", f"Costs in cycle {costs['Cycle'].iloc[-1]}", "",
            "Capacity regained [mAh/g]",
            [Bars(names, ends, "cost at the end", BLUE)],
            "Logarithmic: most mechanisms cost too little to be seen beside the largest.",
            log_y=True,
        ),
    ]  # fmt: skip


def symmetric_section(found: Collected) -> Section | None:
    """Return the polarisation of Li | CPE | Li over time."""
    result = found.symmetric
    if result is None:
        return None
    table = result.table
    spread = found.symmetric_spread
    series = band_of(spread, table["Time [h]"].to_numpy(float), BLUE)
    series.append(Line(table["Time [h]"], table[POLARISATION], "model", BLUE))
    points = _measured(found, "polarisation voltage")
    if len(points):
        series.append(Line(points["hours"], points["value"], "measured", BLACK, "points"))
    hours = _measured(found, "time to failure")["value"].to_numpy(float)
    if len(hours):
        level = 0 * hours + float(table[POLARISATION].max()) / 2
        label = "measured time to failure, ±20 %"
        series.append(Line(hours, level, label, BLACK, "points", 0.2 * hours))
    chart = Chart(
        "symmetric", f"Li | {found.name} | Li", "Time [h]", "Polarisation, peak to peak [V]", series
    )
    text = (
        "0.1 mA/cm², 0.05 mAh/cm² per half cycle, 25 °C (assumed: the study states none): "
        f"{result.termination}."
    )
    if len(points) and spread is not None:
        text += (
            " Whether the measured voltage is peak to peak, as it is shown, or of one polarity is "
            "not stated: half of the samples in the band take the second reading, twice the swing."
        )
    return Section(
        "symmetric", "Symmetric cell", (text, *band_remarks(spread)), [chart],
        {"Symmetric cell": table}, folded=True,
    )  # fmt: skip
