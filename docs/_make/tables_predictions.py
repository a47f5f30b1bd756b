"""Tables of docs/predictions.md: ``python docs/_make/figures.py predictions``, three minutes."""

from __future__ import annotations

import numpy as np
from pages import markdown_table

from sclcell import Cell
from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.experiments.rate import simulate_rate_test
from sclcell.uncertainty.ageing_bands import cycling_bands
from sclcell.uncertainty.bands import QUANTILES, quantile_name
from sclcell.uncertainty.rate_bands import rate_bands
from sclcell.uncertainty.samples import draw_samples

__all__ = ["TABLES"]

SAMPLES, AGEING_SAMPLES = 128, 32


def _rates(design: Cell, rates: tuple[float, ...], charge_degC: float | None) -> list[str]:
    best = simulate_rate_test(design, rates, charge_temperature_degC=charge_degC).table[CAPACITY]
    samples = draw_samples([design.electrolyte], SAMPLES)
    bands = rate_bands(design, samples, rates, charge_temperature_degC=charge_degC)
    low, middle, high = (bands.table[quantile_name(CAPACITY, q)] for q in QUANTILES)
    return [
        f"{b:.0f}; {m:.0f} ({lo:.0f}–{hi:.0f})"
        for b, lo, m, hi in zip(best, low, middle, high, strict=True)
    ]


def cold() -> str:
    """Tabulate the rate test in the cold."""
    rates = (0.1, 0.2, 0.5, 1.0)
    rows = []
    for T in (0.0, -10.0, -20.0):
        for label, charge in (("charged cold", None), ("charged at 25 °C", 25.0)):
            cell = Cell.from_name("PHLP-15", temperature_degC=T)
            rows.append([f"{T:.0f} °C, {label}".replace("-", "−"), *_rates(cell, rates, charge)])
    return markdown_table(["PHLP-15 [mAh/g]", *(f"{r:g}C" for r in rates)], rows)


def thick() -> str:
    """Tabulate the rate test of thick cathodes."""
    rates = (0.1, 0.2, 0.5, 1.0)
    rows = []
    for film in ("PHLP-15", "PHL-15"):
        for loading in (3.0, 6.0, 10.0):
            cell = Cell.from_name(film, areal_loading_mg_cm2=loading)
            rows.append([f"{film}, {loading:g} mg/cm²", *_rates(cell, rates, None)])
    return markdown_table(["30 °C [mAh/g]", *(f"{r:g}C" for r in rates)], rows)


def lagp() -> str:
    """Tabulate the rate test of films with LAGP."""
    rates = (0.2, 0.5, 1.0, 2.0, 5.0)
    rows = [[f, *_rates(Cell.from_name(f), rates, None)] for f in ("PHA-15", "PHAP-15")]
    return markdown_table(["30 °C [mAh/g]", *(f"{r:g}C" for r in rates)], rows)


def ageing() -> str:
    """Tabulate long cycling at 5C, and of films with LAGP at 1C."""
    cycles = (1, 100, 200, 400, 600, 800)
    rows = []
    for film, rate in (("PHLP-15", 5.0), ("PHLP-15", 1.0), ("PHA-15", 1.0), ("PHAP-15", 1.0)):
        cell = Cell.from_name(film)
        best = cycle_lfp(cell, rate, max(cycles)).table.set_index("Cycle")[CAPACITY]
        best = best.reindex(range(1, max(cycles) + 1), fill_value=0.0)
        drawn = draw_samples([cell.electrolyte], AGEING_SAMPLES, ageing=True)
        bands = cycling_bands(cell, drawn, rate, max(cycles))
        table = bands.table.set_index("Cycle")
        low, middle, high = (table[quantile_name(CAPACITY, q)] for q in QUANTILES)
        cells = [f"{best[n]:.0f}; {middle[n]:.0f} ({low[n]:.0f}–{high[n]:.0f})" for n in cycles]
        share = np.sum(bands.failures["Samples"]) / AGEING_SAMPLES
        rows.append([f"{film}, {rate:g}C", *cells, f"{100 * share:.0f} %"])
    header = ["30 °C [mAh/g]", *(f"cycle {n}" for n in cycles), "fail before cycle 800"]
    return markdown_table(header, rows)


TABLES = {"cold": cold, "thick": thick, "lagp": lagp, "ageing": ageing}
