"""The reference fit, and what it says in the provenance table of the cell.

``make reference-fit`` runs the ready problem ``reference`` and writes the LFP rows of
``parameter_sets/data/cell.csv``; every other line of that file stays as it is.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import cast

import pandas as pd

from .. import parameter_sets
from .optimise import Progress
from .results import FitResult, run_fit

__all__ = ["WRITTEN", "main", "table_rows", "write_rows"]

#: Parameters of the reference fit that the table of the cell takes from it.
WRITTEN = (
    "Positive particle reference diffusivity [m2.s-1]",
    "Positive particle-size logarithmic standard deviation",
)


def table_rows(result: FitResult) -> dict[str, dict[str, str]]:
    """Return what the provenance table says of each written parameter."""
    table = result.parameters.set_index("Parameter")
    data = [d.name for d in result.loaded.problem.data]
    errors = result.comparisons[data.index("rate test")].errors
    k = [[u.label for u in result.loaded.unknowns].index(name) for name in WRITTEN]
    correlation = result.knowledge.correlation[k[0], k[1]]
    note = (
        f"68 % interval at a noise of 3 mAh/g; correlation {correlation:.3f} between ln D and "
        f"spread; RMS error {100 * errors['Relative RMS error']:.2f} %; catholyte as the film"
    )
    rows = {}
    for name in WRITTEN:
        row = cast(pd.Series, table.loc[name])
        numbers = (float(row[c]) for c in ("Value", "Low (68 %)", "High (68 %)"))
        value, low, high = (f"{number:.5g}" for number in numbers)
        rows[name] = {
            "value": value,
            "low": low,
            "high": high,
            "class": "fitted",
            "source": "Li2024",
            "locator": "Fig 3c; make reference-fit",
            "note": note,
        }
    return rows


def write_rows(path: Path, rows: dict[str, dict[str, str]]) -> None:
    """Replace rows of a provenance table; every other line stays byte for byte.

    Parameters
    ----------
    path : Path
        Table with a column ``name`` first and a line per row.
    rows : dict
        Name to the columns that change.
    """
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = next(csv.reader([lines[0]]))
    for number, line in enumerate(lines[1:], 1):
        old = dict(zip(header, next(csv.reader([line])), strict=True))
        if old["name"] in rows:
            stream = io.StringIO()
            writer = csv.DictWriter(stream, header, lineterminator="\n")
            writer.writerow({**old, **rows[old["name"]]})
            lines[number] = stream.getvalue()
    path.write_text("".join(lines), encoding="utf-8")


def _show(progress: Progress) -> None:
    print(
        f"{progress.phase} {progress.done}/{progress.total}: {progress.chi_squared:.4g}", flush=True
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the fit, print it, and write rows if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="update cell.csv")
    parser.add_argument("--out", type=Path, help="folder where evaluations are kept")
    options = parser.parse_args(arguments)
    result = run_fit("reference", options.out, report=_show)
    print(result.text)
    print(result.parameters.to_string(index=False))
    if options.write:
        (folder,) = parameter_sets.__path__
        path = Path(folder) / "data" / "cell.csv"
        write_rows(path, table_rows(result))
        print(f"written: {path}")


if __name__ == "__main__":
    main()
