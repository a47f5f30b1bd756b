"""Run the ready studies with bands, and refresh pictures and tables of docs/exploration.md.

``python docs/_make/exploration_studies.py [STUDY ...]``, a minute or so of CPU time per study.
What is computed is kept in results/exploration_docs: a second run only computes what a change of
the model or of the fits has made stale. The text between the tables is written by hand: read it
again.
"""

from __future__ import annotations

import os

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import time
from pathlib import Path

import pandas as pd
from pages import markdown_table, show_table

from sclcell.exploration.figures import study_figures
from sclcell.exploration.lint import load_study
from sclcell.exploration.results import StudyResult, run_study
from sclcell.exploration.study_bands import study_samples
from sclcell.uncertainty.bands import QUANTILES, quantile_name

DOCS = Path(__file__).parents[1]
RESULTS = DOCS.parent / "results" / "exploration_docs"
CAPACITY = "Specific discharge capacity [mA.h.g-1]"

#: Study -> figure of the study that the page shows; None for a table only.
PICTURES = {
    "filler_matters": "best",
    "coating": "map1",
    "thickness_loading": "map2",
    "cathode_5mg": "map1",
    "low_temperature": "map1",
    "film_or_pores": None,
    "filler_rate_temperature": None,
    "cycle_life": None,
    "trade_off": "pareto",
}
#: Study -> tables besides that of its own name.
FURTHER = {"filler_matters": ("limiting_current",), "cathode_5mg": ("cathode_5mg_sensitivity",)}
#: A search evaluates designs one after the other: bands on all of them would say little.
WITHOUT_BANDS = ("trade_off",)


def with_band(result: StudyResult, name: str, digits: int | None = None, **where: object) -> str:
    """Return the best guess and the band of one design: ``154 (150–158)``; whole or to digits."""
    best, bands = pick(result.designs, where), pick(result.bands, where)
    low, high = (bands[quantile_name(name, q)] for q in (QUANTILES[0], QUANTILES[-1]))
    form = ".0f" if digits is None else f".{digits}g"
    value = "–" if pd.isna(best[name]) else f"{best[name]:{form}}"
    return f"{value} ({low:{form}}–{high:{form}})"


def pick(table: pd.DataFrame, where: dict[str, object]) -> pd.Series:
    """Return the one row with these values."""
    for name, value in where.items():
        table = table[table[name] == value]
    (index,) = table.index
    return table.loc[index]


def grid(
    result: StudyResult,
    name: str,
    head: str,
    rows: dict[str, dict[str, object]],
    columns: dict[str, dict[str, object]],
    digits: int | None = None,
) -> str:
    """Tabulate an output with its band: what designs of each row and each column have."""
    body = [
        [label, *(with_band(result, name, digits, **row, **one) for one in columns.values())]
        for label, row in rows.items()
    ]
    return markdown_table([head, *columns], body)


def each(variable: str, form: str, *levels: float) -> dict[str, dict[str, object]]:
    """Return rows or columns that differ in one variable, called as the form says."""
    return {form.format(level): {variable: level} for level in levels}


def cell(thickness: float, **further: object) -> dict[str, object]:
    """Return what selects designs by film thickness [um] and other variables."""
    return {"separator_thickness_um": thickness, **further}


def fillers(*percents: float) -> dict[str, dict[str, object]]:
    """Return a column for each loading of filler."""
    return each("filler_wt_percent", "{:g} wt%", *percents)


def filler_matters(result: StudyResult) -> str:
    """Tabulate capacity at four loadings of filler."""
    cases = [
        *((1.5, 22, 30), (1.5, 22, 15), (1.5, 22, 0), (1.5, 50, 30), (1.5, 100, 30)),
        *((5, 22, 60), (5, 22, 30), (5, 22, 15), (5, 22, 0), (5, 50, 30), (5, 100, 30)),
        *((10, 22, 60), (10, 22, 30), (10, 22, 15), (10, 100, 30)),
    ]
    rows = {
        f"{m:g} mg/cm², {L} µm, {T} °C": cell(L, temperature_degC=T, areal_loading_mg_cm2=m)
        for m, L, T in cases
    }
    return grid(result, CAPACITY, "mAh/g at 1C", rows, fillers(0, 5, 15, 30))


def limiting_current(result: StudyResult) -> str:
    """Tabulate the film's limiting current over loading and thickness at 30 °C."""
    name = "Limiting current density [mA.cm-2]"
    at = {"temperature_degC": 30, "areal_loading_mg_cm2": 1.5}
    rows = {f"{thickness} µm": cell(thickness, **at) for thickness in (22, 50, 100)}
    return grid(result, name, "mA/cm², 30 °C", rows, fillers(0, 5, 15, 30), 2)


def coating(result: StudyResult) -> str:
    """Tabulate the five films over the rate."""
    films = each("film", "{}", *result.designs["film"].unique())
    return grid(result, CAPACITY, "mAh/g", films, each("rate_C", "{:g}C", 0.2, 1, 2, 5))


def thickness_loading(result: StudyResult) -> str:
    """Tabulate the specific energy with 15 wt% and without filler."""
    rows = {f"{L} µm, {w} wt%": cell(L, filler_wt_percent=w) for L in (5, 22, 100) for w in (0, 15)}
    columns = each("areal_loading_mg_cm2", "{:g} mg/cm²", 1.5, 3, 5, 8, 12, 16, 20)
    return grid(result, "Specific energy [W.h.kg-1]", "Wh/kg at 1C", rows, columns)


def cathode_5mg(result: StudyResult) -> str:
    """Tabulate capacity and losses of the thick cathode."""
    losses = {
        "film on Li": ["Mean lithium film loss [V]"],
        "Li charge transfer": ["Mean lithium charge-transfer loss [V]"],
        "catholyte, all": [
            "Mean catholyte ohmic loss [V]",
            "Mean catholyte concentration loss [V]",
        ],
        "LFP diffusion": ["Mean LFP diffusion loss [V]"],
    }
    rows = []
    for rate in (0.2, 1, 2, 3, 4, 5):
        where = {"rate_C": rate, "areal_loading_mg_cm2": 5}
        best = pick(result.designs, where)
        cells = [f"{1000 * sum(best[n] for n in names):.0f} mV" for names in losses.values()]
        rows.append(
            [f"{rate:g}", with_band(result, CAPACITY, **where), *cells, best["Ends the discharge"]]
        )
    return markdown_table(["C-rate", "mAh/g", *losses, "ends the discharge"], rows)


def cathode_5mg_sensitivity(result: StudyResult) -> str:
    """Tabulate Sobol' indices of the capacity."""
    table = result.sensitivity.sort_values("Total index", ascending=False)
    rows = [
        [str(row["Parameter"]), f"{row['Total index']:.2f} ± {row['Total half width']:.2f}"]
        for row in table.to_dict("records")
    ]
    return markdown_table(["Sobol' index of the capacity", "total"], rows)


def low_temperature(result: StudyResult) -> str:
    """Tabulate capacity in the cold."""
    rows = {
        f"{T} °C".replace("-", "−"): cell(22, temperature_degC=T)
        for T in (30, 20, 10, 0, -10, -20, -30)
    }
    return grid(result, CAPACITY, "mAh/g at 0.1C", rows, fillers(0, 5, 15, 30))


def film_or_pores(result: StudyResult) -> str:
    """Tabulate where the filler is."""
    builds = {
        "filler in both": (15, "PHLP-15"),
        "in the pores only": (0, "PHLP-15"),
        "in the film only": (15, "PHLP"),
        "in neither": (0, "PHLP"),
    }
    rows = {k: {"filler_wt_percent": w, "catholyte": p} for k, (w, p) in builds.items()}
    cases = ((1.5, 22), (5, 22), (5, 100), (10, 22), (10, 100))
    columns = {
        f"{m:g}{' mg/cm²' if m == 1.5 else ''}, {L} µm": cell(L, areal_loading_mg_cm2=m)
        for m, L in cases
    }
    return grid(result, CAPACITY, "mAh/g at 1C", rows, columns)


def filler_rate_temperature(result: StudyResult) -> str:
    """Tabulate loadings of filler over rate and temperature."""
    rows = {
        f"{T} °C, {rate:g}C": {"temperature_degC": T, "rate_C": rate}
        for T in (60, 30, 0)
        for rate in (0.2, 1, 2, 5)
    }
    return grid(result, CAPACITY, "mAh/g", rows, fillers(0, 2.5, 5, 15, 30, 40))


def cycle_life(result: StudyResult) -> str:
    """Tabulate the cycle lives of the films."""
    films = each("film", "{}", *result.designs["film"].unique())
    return grid(result, "Cycles to 80 %", "film", films, {"cycles to 80 %, 1C, 30 °C": {}})


def trade_off(result: StudyResult) -> str:
    """Tabulate six designs of the front."""
    energy = [f"Specific energy at {rate}C [W.h.kg-1]" for rate in ("0.2", "5")]
    front = result.front.sort_values(energy[0])
    keep = front.iloc[[round(k * (len(front) - 1) / 5) for k in range(6)]]
    columns = ["filler_wt_percent", "separator_thickness_um", "areal_loading_mg_cm2", *energy]
    rows = [[f"{row[c]:.3g}" for c in columns] for row in keep.to_dict("records")]
    header = ["filler, wt%", "film, µm", "LFP, mg/cm²", "Wh/kg at 0.2C", "Wh/kg at 5C"]
    return markdown_table(header, rows)


def main(names: list[str]) -> None:
    """Run studies, all if none is named."""
    page = DOCS / "exploration.md"
    for name in names or PICTURES:
        start = time.process_time()
        study = load_study(name)
        samples = False if name in WITHOUT_BANDS else study_samples(study)
        result = run_study(study, RESULTS / name, bands=samples)
        tables = {part: globals()[part](result) for part in (name, *FURTHER.get(name, ()))}
        for part, table in tables.items():
            show_table(page, part, table)
        if PICTURES[name] is not None:
            figure = study_figures(result)[PICTURES[name]]()
            path = DOCS / "pictures" / f"exploration_{name}.png"
            figure.savefig(path, dpi=110, bbox_inches="tight")
        print(
            f"{name}: {len(result.designs)} designs, {len(result.samples)} with samples, "
            f"{result.computed} computed, {time.process_time() - start:.0f} s of CPU time\n",
            *tables.values(),
            sep="\n",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
