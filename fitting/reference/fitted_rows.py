"""Fitted values on their way into the provenance tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ... import parameter_sets
from ...parameter_sets.provenance import read_tables_anew

__all__ = ["DATA", "FittedRow", "write_fitted"]

#: Folder of the shipped tables.
DATA = Path(next(iter(parameter_sets.__path__))) / "data"


@dataclass(frozen=True)
class FittedRow:
    """A fitted value, as its provenance table says it.

    Parameters
    ----------
    table : str
        Table without ``.csv``: ``"cell"``, ``"lithium_interface"``, ``"degradation"``.
    value, low, high : float
        SI units; the interval holds 68 %.
    locator : str
        Figure, and the command that made the fit.
    electrolyte : str, optional
        Film or ``"all"``, in tables that tell films apart.
    """

    table: str
    name: str
    value: float
    low: float
    high: float
    locator: str
    note: str
    electrolyte: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """What changes in the row."""
        numbers = {"value": self.value, "low": self.low, "high": self.high}
        return {
            **{column: f"{number:.5g}" for column, number in numbers.items()},
            "class": "fitted",
            "source": "Li2024",
            "locator": self.locator,
            "note": self.note,
        }


def write_fitted(rows: Iterable[FittedRow], folder: Path = DATA) -> list[Path]:
    """Put fitted values into the provenance tables, and return which tables were written.

    Every other line stays byte for byte; an assumed value whose locator says "as" another film
    follows that film's. `KeyError` if a table has no such row.
    """
    rows = list(rows)
    paths = []
    for table in dict.fromkeys(row.table for row in rows):
        paths.append(folder / f"{table}.csv")
        _replace(paths[-1], {(r.electrolyte, r.name): r for r in rows if r.table == table})
    read_tables_anew()
    return paths


def _replace(path: Path, new: dict[tuple[str, str], FittedRow]) -> None:
    alike = {(f"as {film} ", name): row.value for (film, name), row in new.items()}
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = next(csv.reader([lines[0]]))
    missing = dict(new)
    for number, line in enumerate(lines[1:], 1):
        old = dict(zip(header, next(csv.reader([line])), strict=True))
        row = missing.pop((old.get("electrolyte", ""), old["name"]), None)
        changed = {} if row is None else row.columns
        for (start, name), value in alike.items():
            if old["name"] == name and old["locator"].startswith(start):
                changed = {"value": f"{value:.5g}"}
        if changed:
            stream = io.StringIO()
            csv.DictWriter(stream, header, lineterminator="\n").writerow({**old, **changed})
            lines[number] = stream.getvalue()
    if missing:
        raise KeyError(f"{path} has no row for {sorted(missing)}")
    path.write_text("".join(lines), encoding="utf-8")
