"""Tables of docs/calibration.md: ``python docs/_make/figures.py calibration``, a few minutes."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from pages import ROOT, markdown_table

import sclcell
from sclcell.uncertainty.cell_scatter import cell_factors
from sclcell.uncertainty.scores import crps, rank

__all__ = ["TABLES"]

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
#: Samples of rate tests and of long cycling.
DRAWS, CYCLED = 200, 24


@cache
def _register() -> pd.DataFrame:
    """Return the values that were kept back, the prediction of then, and today's samples."""
    table = pd.read_csv(ROOT / "experiments" / "data" / "li2024_blind.csv")
    rows = []
    for row in table.itertuples():
        film, T, rate = str(row.electrolyte), float(row.temperature_C), float(row.rate_C)
        loading = None if np.isnan(row.areal_loading_mg_cm2) else row.areal_loading_mg_cm2
        fields = {"temperature_degC": T, "areal_loading_mg_cm2": loading, "bands": True}
        if rate == 5:
            cycle = int(row.cycle)
            found = _cycled(film, rate)
            best = float(found.table.set_index("Cycle")[CAPACITY].get(cycle, 0.0))
            values = found.bands.values[CAPACITY][:, cycle - 1]
        else:
            found = sclcell.rate_test(film, [rate], draws=DRAWS, **fields)
            best = float(found.table[CAPACITY][0])
            values = found.bands.values[CAPACITY][:, 0]
        samples = cell_factors(len(values)) * values
        rows.append((row, best, samples))
    return pd.DataFrame(rows, columns=["Row", "Best", "Samples"])


@cache
def _cycled(film: str, rate: float) -> sclcell.Result:
    return sclcell.cycle(film, rate, 800, bands=True, draws=CYCLED)


def _then(low: float, best: float, high: float) -> np.ndarray:
    """Return samples of the law that was stated by its 5 %, best guess and 95 %."""
    shares = (np.arange(400) + 0.5) / 400
    # What lay below the 5 % quantile and above the 95 % was not stated: as far again as a tenth.
    ends = [max(low - 0.1 * (high - low), 0.0), high + 0.1 * (high - low)]
    return np.interp(shares, [0, 0.05, 0.5, 0.95, 1], [ends[0], low, best, high, ends[1]])


def _name(row: object) -> str:
    parts = [f"{row.electrolyte}, {row.temperature_C:g} °C, {row.rate_C:g}C"]  # type: ignore[attr-defined]
    if not np.isnan(row.areal_loading_mg_cm2):  # type: ignore[attr-defined]
        parts.append(f"{row.areal_loading_mg_cm2:g} mg/cm²")  # type: ignore[attr-defined]
    if row.cycle > 4:  # type: ignore[attr-defined]
        parts.append(f"cycle {row.cycle:g}")  # type: ignore[attr-defined]
    return ", ".join(parts).replace("-20", "−20")


def blind() -> str:
    """Tabulate values that were kept back, misses of the first prediction first."""
    rows = []
    for row, best, samples in _register().itertuples(index=False):
        low, middle, high = np.nanquantile(samples, (0.05, 0.5, 0.95), method="weibull")
        y, then = row.value, _then(row.predicted_low, row.predicted, row.predicted_high)
        missed = not row.predicted_low <= y <= row.predicted_high
        rows.append(
            (
                not missed,
                _name(row),
                f"{y:g}",
                f"{row.predicted:g} ({row.predicted_low:g}–{row.predicted_high:g})",
                f"{'**miss** ' if missed else ''}{rank(then, y):.2f}",
                f"{abs(row.predicted - y):.1f}; {crps(then, y):.1f}",
                f"{best:.0f}; {middle:.0f} ({low:.0f}–{high:.0f})",
                f"{'' if low <= y <= high else '**miss** '}{rank(samples, y):.2f}",
                f"{abs(best - y):.1f}; {crps(samples, y):.1f}",
            )
        )
    header = [
        "mAh/g", "measured", "predicted before it was known", "rank", "best guess off; CRPS",
        "today's best; median (band)", "rank", "best guess off; CRPS",
    ]  # fmt: skip
    return markdown_table(header, [row[1:] for row in sorted(rows, key=lambda row: row[0])])


def mean() -> str:
    """Tabulate mean scores."""
    then = [(r.predicted, _then(r.predicted_low, r.predicted, r.predicted_high), r.value)
            for r in _register()["Row"]]  # fmt: skip
    now = [(b, s, r.value) for r, b, s in _register().itertuples(index=False)]
    rows = []
    for label, found in (("version 7ed4c25", then), ("today", now)):
        off = np.mean([abs(best - y) for best, _, y in found])
        score = np.mean([crps(samples, y) for _, samples, y in found])
        ends = [np.nanquantile(samples, (0.05, 0.95)) for _, samples, _ in found]
        inside = sum(low <= y <= high for (low, high), (_, _, y) in zip(ends, found, strict=True))
        rows.append([label, f"{off:.1f}", f"{score:.1f}", f"{inside} of {len(found)}"])
    header = ["mAh/g", "best guess off, mean", "CRPS, mean", "inside the 90 % band"]
    return markdown_table(header, rows)


TABLES = {"blind": blind, "mean": mean}
