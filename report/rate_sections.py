"""Rate capability, voltage losses, and capacity at low temperature."""

from __future__ import annotations

import pandas as pd

from ..experiments.cycling.cells import CAPACITY
from ..experiments.equal_values import CELL_SCATTER
from ..models.voltage_losses import VOLTAGE_LOSSES
from ..style import BLACK, BLUE, LOSS_COLOURS, RATE_COLOURS
from .charts import Bars, Chart, Line
from .collected import COLD_BAND_RATE, COLD_RATES, Collected
from .ranges import Spread, band_of
from .section import Section

__all__ = ["band_remarks", "cold_section", "losses_section", "rate_section"]

_MEASURED = "Measured specific discharge capacity [mA.h.g-1]"
_CAPACITY_LABEL = "Specific discharge capacity [mAh/g]"


def rate_section(found: Collected) -> Section | None:
    """Return capacity against rate with band and measurements, and discharge curves."""
    if found.rate is None:
        return None
    table, spread = found.rate.table, found.rate_spread
    rates = table["C-rate"].to_numpy(float)
    series = band_of(spread, rates, BLUE)
    if spread is not None:
        table = table.assign(
            **{"Band, low [mA.h.g-1]": spread.low, "Band, high [mA.h.g-1]": spread.high}
        )
    tables = {"Rate capability": table}
    if found.effects is not None and len(found.effects):
        tables["What the band of the rate test consists of, mAh/g"] = found.effects
    series.append(Line(rates, table[CAPACITY], "model", BLUE, "both"))
    text = "Charged and discharged at the same rate; third discharge at each rate."
    if _MEASURED in table:
        series.append(Line(rates, table[_MEASURED], "measured", BLACK, "points"))
        text += f" RMS deviation from the measured capacities: {100 * found.rate.rms_error:.2f} %."
    title = f"Rate capability, {found.design.temperature_degC:g} °C"
    charts = [
        Chart(
            "rate_capacity", title, "C-rate [1/h]", _CAPACITY_LABEL, series,
            log_x=True, x_ticks=tuple(rates), y_range=(0, 175),
        )
    ]  # fmt: skip
    if len(found.rate.curves):
        charts.append(_curves(found.rate.curves))
    return Section("rate", "Rate capability", (text, *band_remarks(spread)), charts, tables)


def band_remarks(spread: Spread | None) -> list[str]:
    """Return what makes a band, and a sentence on samples without a number if there are any."""
    if spread is None:
        return []
    # The ends say enough: what is in between lies between.
    ends = [*dict.fromkeys((*spread.due[:1], *spread.due[-1:]))]
    text = [f"What makes the band: {'; '.join(ends)}."] if ends else []
    if spread.remarks:
        text.append(f"Of the samples behind the band, {'; '.join(spread.remarks)}.")
    return text


def _curves(curves: pd.DataFrame) -> Chart:
    lines = []
    for colour, (rate, curve) in zip(RATE_COLOURS, curves.groupby("C-rate"), strict=False):
        lines.append(
            Line(curve["Specific capacity [mA.h.g-1]"], curve["Voltage [V]"], f"{rate:g}C", colour)
        )
    return Chart(
        "rate_curves", "Discharge curves", "Specific capacity [mAh/g]", "Voltage [V]", lines
    )


def losses_section(found: Collected) -> Section | None:
    """Return the mean voltage losses at each rate."""
    if found.rate is None or not len(found.rate.losses):
        return None
    losses = found.rate.losses
    rates = [f"{rate:g}C" for rate in losses["C-rate"]]
    bars = [
        Bars(rates, 1000 * losses[name], name.removesuffix(" loss [V]"), colour)
        for name, colour in zip(VOLTAGE_LOSSES, LOSS_COLOURS, strict=True)
    ]
    chart = Chart("losses", "Where the voltage goes", "C-rate", "Mean voltage loss [mV]", bars)
    last = losses[list(VOLTAGE_LOSSES)].iloc[-1].sort_values(ascending=False)
    # Two, and what is equal to the second.
    shown = last[last >= (1 - CELL_SCATTER) * last.iloc[1]]
    named = [
        f"{str(name).removesuffix(' loss [V]').lower()} ({1000 * loss:.0f} mV)"
        for name, loss in shown.items()
    ]
    text = (
        f"At {rates[-1]} the largest losses are {', '.join(named[:-1])} and {named[-1]} of "
        f"{1000 * last.sum():.0f} mV. The parts add up exactly to open-circuit potential less "
        "voltage, averaged over the charge passed."
    )
    if "Below zero" in losses:
        text += " Means below zero are no faults: the table says what they come from."
    table = losses.copy()
    table[list(VOLTAGE_LOSSES)] *= 1000
    table.columns = [str(name).replace("[V]", "[mV]") for name in table.columns]
    return Section("losses", "Overpotentials", (text,), [chart], {"Mean voltage losses": table})


def cold_section(found: Collected) -> Section | None:
    """Return capacity against temperature."""
    if found.cold is None:
        return None
    tables = {"Capacity and temperature": found.cold}
    spread = found.cold_spread
    T = sorted(found.cold["Temperature [degC]"].unique())
    colour = RATE_COLOURS[COLD_RATES.index(COLD_BAND_RATE)]
    series = band_of(spread, T, colour, f"{COLD_BAND_RATE:g}C: ")
    if spread is not None:
        tables["Band over temperature"] = pd.DataFrame(
            {"Temperature [degC]": T, "Low [mA.h.g-1]": spread.low, "High [mA.h.g-1]": spread.high}
        )
    for colour, (rate, rows) in zip(RATE_COLOURS, found.cold.groupby("C-rate"), strict=False):
        series.append(
            Line(rows["Temperature [degC]"], rows[CAPACITY], f"{rate:g}C", colour, "both")
        )
    dead = found.cold[(found.cold[CAPACITY] == 0) & found.cold["Reason"].notna()]
    lost = found.cold[CAPACITY].isna().sum()
    text = ["Charged and discharged at the same rate and temperature; second discharge."]
    if len(dead):
        warmest = dead.sort_values("Temperature [degC]").iloc[-1]
        text.append(
            f"{len(dead)} of {len(found.cold)} points give nothing, the warmest of them "
            f"{warmest['Temperature [degC]']:g} °C at {warmest['C-rate']:g}C: {warmest['Reason']}."
        )
    if lost:
        text.append(f"{lost} of {len(found.cold)} points could not be simulated.")
    text += band_remarks(spread)
    chart = Chart(
        "cold", "Low temperature", "Temperature [°C]", _CAPACITY_LABEL, series, y_range=(0, 175)
    )
    return Section("cold", "Low temperature", text, [chart], tables)
