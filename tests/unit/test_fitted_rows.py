"""Fitted values go into the provenance tables and leave everything else as it was."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from sclcell import parameter_sets
from sclcell.fitting.reference.fitted_rows import FittedRow, write_fitted

REPAIR = "SEI repair fraction of plated lithium"


@pytest.fixture
def tables(tmp_path):
    shipped = Path(next(iter(parameter_sets.__path__))) / "data"
    for name in ("cell", "degradation"):
        shutil.copy(shipped / f"{name}.csv", tmp_path)
    return tmp_path


def row(**changes):
    values = {
        "table": "degradation",
        "name": REPAIR,
        "value": 0.00123456,
        "low": 0.001,
        "high": 0.002,
        "locator": "here",
        "note": 'a note, with a comma and "quotes"',
        "electrolyte": "PHL-15",
    }
    return FittedRow(**{**values, **changes})


def test_only_the_row_and_those_assumed_like_it_change(tables):
    path = tables / "degradation.csv"
    before = path.read_text(encoding="utf-8").splitlines()
    assert write_fitted([row()], tables) == [path]
    after = path.read_text(encoding="utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.split(",")[0] for line in changed] == ["PHL-15", "PHA-15"]
    table = pd.read_csv(path).set_index(["electrolyte", "name"])
    assert table.loc[("PHL-15", REPAIR), "value"] == 0.0012346  # five digits
    assert table.loc[("PHL-15", REPAIR), "note"] == 'a note, with a comma and "quotes"'
    assert table.loc[("PHA-15", REPAIR), "value"] == 0.0012346
    assert table.loc[("PHA-15", REPAIR), "class"] == "assumed"


def test_a_table_without_films_and_an_unknown_row(tables):
    name = "Positive particle reference diffusivity [m2.s-1]"
    write_fitted([row(table="cell", name=name, value=3e-18, electrolyte="")], tables)
    assert pd.read_csv(tables / "cell.csv").set_index("name").loc[name, "value"] == 3e-18
    with pytest.raises(KeyError, match="no such"):
        write_fitted([row(name="no such")], tables)
