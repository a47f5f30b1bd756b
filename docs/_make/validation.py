"""Write docs/validation.md: every measured number beside the model's, hits and misses."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd
from pages import markdown_table

from sclcell import Cell, SimulationFailed
from sclcell.experiments.film import film_report
from sclcell.experiments.measurements import load_measurements
from sclcell.exploration.store import model_version
from sclcell.fitting.reference.closure_report import hold_out
from sclcell.parameter_sets.electrolyte_constants import ELECTROLYTES
from sclcell.report.collect import Runner
from sclcell.report.collected import Collected
from sclcell.report.comparison import compare

__all__ = ["MISS_PERCENT", "film_rows", "write_validation"]

#: A deviation above this counts as a miss.
MISS_PERCENT = 10.0
#: Held out: films whose own rows do not enter the matrix that all films share.
HELD_OUT = ("PHL-15", "PHLP-15", "PHA-15", "PHAP-15")

_TEMPLATE = Path(__file__).parents[1] / "_templates" / "validation.md"


def film_rows(name: str, cells: bool = True) -> pd.DataFrame:
    """Return a film's rows of the comparison.

    Parameters
    ----------
    cells : bool
        Whether to simulate its cells; without them only the film's own properties have numbers.
    """
    design = Cell.from_name(name)
    found = Collected(design, film_report(design.electrolyte, 25.0))
    if cells:
        runner = Runner(found, None)
        laboratory = runner.laboratory()
        steps = {"exchange current": laboratory["exchange current"]}
        table = load_measurements("cells")
        if name in set(table["electrolyte"]):
            steps |= {"rate test": runner.rate, "cycling": runner.cycling}
            steps |= {"symmetric cell": runner.symmetric, **laboratory}
        for label, step in steps.items():
            try:
                step()
            except SimulationFailed as error:
                found.failures[label] = error.reason
    return compare(found).assign(Film=name)


def is_miss(row: pd.Series) -> bool:
    """Return whether a row of the comparison is a miss."""
    if row["Role"] == "not modelled":
        return False
    if "bound" in row["Quantity"]:
        return "bound missed" in row["Remark"]
    return not abs(row["Deviation [%]"]) <= MISS_PERCENT


def write_validation(path: Path) -> None:
    """Simulate all that was measured and write the page (minutes)."""
    rows = pd.concat([film_rows(name) for name in ELECTROLYTES], ignore_index=True)
    modelled = rows[rows["Role"] != "not modelled"]
    misses = modelled[modelled.apply(is_miss, axis=1)]
    counts = modelled["Role"].value_counts()
    left = rows[rows["Role"] == "not modelled"]
    films = (
        f"## {name}\n\n{_table(table, _COLUMNS)}"
        for name, table in modelled.groupby("Film", sort=False)
    )
    page = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        version=model_version(),
        measured=len(rows),
        compared=int(rows["Model"].notna().sum()),
        fitted=counts.get("fitted to it", 0),
        put_in=counts.get("put in", 0),
        predicted=counts.get("predicted", 0),
        miss=f"{MISS_PERCENT:g}",
        misses=len(misses),
        miss_table=_table(misses, _MISS_COLUMNS),
        held_out=_held_out(rows),
        films="\n".join(films),
        left=_table(left, ("Film", "Quantity", "Measured", "Remark")),
        literature=_literature(),
    )
    path.write_text(page, encoding="utf-8")


_COLUMNS = ("Quantity", "Conditions", "Measured", "Model", "Deviation", "Role", "Remark")
_MISS_COLUMNS = ("Film", *_COLUMNS)


def _held_out(rows: pd.DataFrame) -> str:
    found = []
    quantities = (
        ("ionic conductivity", "conductivity_S_m", 10.0),
        ("cation transference number", "transference_number", 1.0),
    )
    for name in HELD_OUT:
        try:
            predicted = hold_out(name)
        except np.linalg.LinAlgError:
            # The other films leave a constant of this one without any information.
            predicted = {}
        for quantity, key, factor in quantities:
            row = rows[(rows["Film"] == name) & (rows["Quantity"] == quantity)].iloc[0]
            model = factor * predicted.get(key, np.nan)
            found.append(
                {
                    **row,
                    "Without its data": model,
                    "Deviation [%]": 100 * (model / row["Measured"] - 1),
                }
            )
    columns = ("Film", "Quantity", "Measured", "Without its data", "Deviation", "Model")
    return _table(pd.DataFrame(found), columns)


def _literature() -> str:
    table = load_measurements("literature").fillna("")
    columns = ["material", "quantity", "value", "unit", "temperature_C", "source", "note"]
    header = ["Material", "Quantity", "Value", "Unit", "°C", "Source", "Note"]
    rows = table[columns].astype(str).to_numpy().tolist()
    return markdown_table(header, rows, numbers=False) + "\n"


def _table(rows: pd.DataFrame, columns: Iterable[str]) -> str:
    columns = list(columns)
    cells = [[_cell(row, name) for name in columns] for _, row in rows.iterrows()]
    return markdown_table(columns, cells, numbers=False) + "\n"


def _cell(row: pd.Series, column: str) -> str:
    if column == "Deviation":
        value = row["Deviation [%]"]
        if abs(value) > 300:
            return f"{float(f'{1 + value / 100:.2g}'):,.0f} times"
        return "–" if np.isnan(value) else f"{value:+.1f} %"
    if column == "Quantity":
        return row["Quantity"] if row["Unit"] == "–" else f"{row['Quantity']} [{row['Unit']}]"
    value = row[column]
    if isinstance(value, float):
        return "–" if np.isnan(value) else f"{value:.4g}"
    return str(value)


if __name__ == "__main__":
    write_validation(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/validation.md"))
