"""What docs/extending.md shows works by copy and paste."""

import re
from pathlib import Path

import numpy as np
import pytest

from sclcell.columns import ROLES
from sclcell.fitting.kinds.registry import KINDS
from sclcell.models.laws.composites import registry

PAGE = (Path(__file__).parents[2] / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.S)


def run(blocks):
    # A module of its own: registered classes are known by it.
    names = {"__name__": "extending_page"}
    for block in blocks:
        exec(compile(block, "extending.md", "exec"), names)
    return names


@pytest.fixture
def forgotten():
    """Forget afterwards what the page has registered."""
    yield
    KINDS._classes.pop("conductivity", None)
    ROLES.pop("conductivity", None)
    registry._classes.pop("columns", None)


def test_a_kind_of_data(tmp_path, monkeypatch, forgotten):
    monkeypatch.chdir(tmp_path)
    result = run(BLOCKS[:2])["result"]
    (comparison,) = result.comparisons
    # 0.085 S/m, in the unit of the fit.
    assert comparison.table["Measured"].iloc[1] == pytest.approx(0.85)
    # The film conducts as measured to 10 %, and the fit says what of.
    assert np.abs(comparison.table["Model"] / comparison.table["Measured"] - 1).max() < 0.1
    (row,) = result.to_dict()["Parameters"].values()
    assert 0.005 < row["Value"] < 0.02
    assert row["Determined by"] == "film"
    assert (tmp_path / "film.png").stat().st_size > 10_000


def test_a_mechanism():
    names = run(BLOCKS[2:3])
    solution, values = names["solution"], names["values"]
    T, month = values["Ambient temperature [K]"], 30 * 86400
    T_0 = values["Ageing reference temperature [K]"]
    expected = 1e-8 * np.exp(-50e3 / 8.314462618 * (1 / T - 1 / T_0)) * month
    assert solution["Corroded lithium [mol.m-2]"].entries[-1] == pytest.approx(expected, rel=1e-4)
    everywhere = solution["Lithium in all places [mol.m-2]"].entries
    assert np.ptp(everywhere) < 1e-6 * everywhere[0]
    assert "Corroded lithium [mol.m-2]" in names["model"].slow_states


def test_a_law_of_composites(tmp_path, monkeypatch, forgotten):
    monkeypatch.chdir(tmp_path)
    film = run(BLOCKS[3:])["film"]
    # 60 wt% of 5.4 g/cm3 in 1.65 g/cm3; the ceramic conducts cations only, 0.1 S/m.
    volume = 0.6 / 5.4 / (0.6 / 5.4 + 0.4 / 1.65)
    expected = (1 - volume) * 0.005 + 0.4 * volume * 0.1
    assert film.ionic_conductivity() == pytest.approx(expected, rel=1e-9)


def test_the_page_has_five_blocks():
    assert len(BLOCKS) == 5
