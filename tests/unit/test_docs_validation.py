"""The validation page has every measured number, and is not older than the films' constants."""

import re
import sys
from pathlib import Path

import pytest

from sclcell.experiments.measurements import load_measurements
from sclcell.parameter_sets.electrolyte_constants import ELECTROLYTES

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "_make"))
from validation import film_rows, is_miss

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "validation.md").read_text(encoding="utf-8")


def section(title):
    return re.search(rf"## {re.escape(title)}\n(.*?)(?=\n## |\Z)", PAGE, re.S).group(1)


def cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


@pytest.mark.parametrize("source", ["electrolytes", "cells"])
def test_every_measured_number_is_on_the_page(source):
    table = load_measurements(source)
    for row in table.itertuples():
        places = section(row.electrolyte) + section("Not modelled")
        found = [line for line in places.splitlines() if row.quantity in line]
        assert any(f"{row.value:.4g}" in cells(line) for line in found), row


@pytest.mark.parametrize("film", ELECTROLYTES)
def test_films_on_the_page_are_those_of_the_shipped_constants(film):
    rows = film_rows(film, cells=False)
    rows = rows[rows["Role"] == "fitted to it"].dropna(subset="Model")
    assert len(rows) >= 2
    for row in rows.itertuples():
        lines = [line for line in section(film).splitlines() if row.Quantity in line]
        assert any(cells(line)[3] == f"{row.Model:.4g}" for line in lines), (
            f"{film}, {row.Quantity}: run `python docs/_make/figures.py validation`"
        )


def test_a_miss_is_a_large_deviation_a_missed_bound_or_no_result():
    rows = film_rows("PHLP-15", cells=False).set_index("Quantity")
    sigma = rows.loc["ionic conductivity"].copy()
    sigma["Quantity"] = "ionic conductivity"
    assert not is_miss(sigma)
    sigma["Deviation [%]"] = -10.1
    assert is_miss(sigma)
    sigma["Deviation [%]"] = float("nan")
    assert is_miss(sigma)
    sigma["Role"] = "not modelled"
    assert not is_miss(sigma)
