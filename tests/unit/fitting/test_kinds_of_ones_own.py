"""Kinds of data of one's own: units in which values arrive, and faults of what they return."""

from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from sclcell.errors import InputError, SimulationFailed
from sclcell.fitting.inference.objective import Objective
from sclcell.fitting.kinds.base import Comparison, DataKind
from sclcell.fitting.kinds.registry import KINDS
from sclcell.fitting.problem.loading import load_problem
from sclcell.fitting.results import run_fit

FILM = "Lithium interphase film resistance [Ohm.m2]"
PROBLEM = """
[cell]
{cell}
[[data]]
name = "x"
kind = "own kind"
file = "x.csv"
{more}
[parameters]
"Lithium interphase film resistance [Ohm.m2]" = {{ low = 1e-3, high = 0.1, start = 0.02 }}
[algorithm]
global_evaluations = 0
"""
#: Roles of the kind below.
ROLES = {
    "limit": (("current density",), None, r"limit"),
    "stack": (("resistance",), None, r"stack"),
    "annealing": (("temperature",), "degC", r"anneal"),
    "leak": (("specific current", "current density"), None, r"leak"),
    "salt": (("content", "volume content"), None, r"salt"),
}


class OwnKind(DataKind):
    """Anything against rows."""

    kind = "own kind"
    roles = ()
    optional = (*ROLES, "current", "capacity", "real")
    own_roles: ClassVar = ROLES
    x, y_label = "Row", "Anything"
    cathode = False

    @classmethod
    def has_cathode(cls, data):
        return cls.cathode

    def build(self):
        self.names = frozenset({FILM})

    def compare(self, values, sensitivities=False):
        measured = self.table.drop(columns=["Row", "file"]).iloc[:, 0].to_numpy(float)
        table = pd.DataFrame({"Row": 1.0, "Measured": measured, "Noise": 0.1 * measured})
        with np.errstate(invalid="ignore"):
            residuals = np.log(50 * values[FILM] / measured) / 0.1
        return Comparison(residuals, table, {"RMS error": 0.0})


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """Register the kind for a test."""
    len(KINDS)
    monkeypatch.setitem(KINDS._classes, "own kind", OwnKind)


def load(folder, csv, cell="", more=""):
    (folder / "x.csv").write_text(csv)
    (folder / "p.toml").write_text(PROBLEM.format(cell=cell, more=more))
    return load_problem(folder / "p.toml")


@pytest.mark.parametrize("cathode", [False, True])
@pytest.mark.parametrize(
    ("heading", "arrives"),
    [
        ("limit [mA/cm2]", {"limit": 0.9}),
        ("limit [A/m2]", {"limit": 0.09}),
        ("stack [Ohm]", {"stack": 0.9}),
        ("stack [kOhm]", {"stack": 900.0}),
        ("anneal [degC]", {"annealing": 0.9}),
    ],
)
def test_values_arrive_in_the_dimension_of_the_role(
    tmp_path, monkeypatch, cathode, heading, arrives
):
    monkeypatch.setattr(OwnKind, "cathode", cathode)
    table = load(tmp_path, f"{heading}\n0.9\n").tables["x"]
    assert table.iloc[0][[*arrives]].to_dict() == pytest.approx(arrives)


def test_a_role_that_nobody_describes_is_refused_where_the_kind_is_written():
    with pytest.raises(InputError, match=r"mean 'temperature'\?.*own_roles of Mistaken"):

        class Mistaken(OwnKind):
            roles = (("temperatur",), ("current",))


def test_kelvin_of_an_own_role(tmp_path):
    assert load(tmp_path, "anneal [K]\n373.15\n").tables["x"]["annealing"][0] == pytest.approx(100)


@pytest.mark.parametrize(
    ("heading", "role", "with_cathode", "without"),
    [
        # 1.5 mg/cm2
        ("current [mA/cm2]", "current", 600.0, 0.9),
        ("current [mA/g]", "current", 0.9, 0.00135),
        ("current [mA]", "current", 300.0, 0.45),
        ("capacity [uAh/cm2]", "capacity", 0.6, 9e-4),
        ("leak [mA/cm2]", "leak", 600.0, 0.9),
        ("Z' [Ohm]", "real", 1.8, 1.8),
    ],
)
def test_mass_of_lfp_counts_where_there_is_a_cathode(
    tmp_path, monkeypatch, heading, role, with_cathode, without
):
    for cathode, expected in ((True, with_cathode), (False, without)):
        monkeypatch.setattr(OwnKind, "cathode", cathode)
        loaded = load(tmp_path, f"{heading}\n0.9\n", "area_cm2 = 2")
        assert loaded.tables["x"][role][0] == pytest.approx(expected)


def test_a_kind_chooses_another_dimension(tmp_path, monkeypatch):
    monkeypatch.setattr(OwnKind, "dimensions", {"current": "current"})
    loaded = load(tmp_path, "current [mA/cm2]\n0.9\n", "area_cm2 = 2")
    assert loaded.tables["x"]["current"][0] == pytest.approx(1.8e-3)
    with pytest.raises(InputError, match=r"needs area_cm2 in its \[cell\]; or give A"):
        load(tmp_path, "current [mA/cm2]\n0.9\n")


def test_what_does_not_turn_into_another_is_said(tmp_path):
    with pytest.raises(InputError, match="a volume content cannot be turned into a content"):
        load(tmp_path, "salt [vol%]\n3\n")


def test_what_is_no_number_to_fit_with_is_a_fault_before_the_fit(tmp_path):
    loaded = load(tmp_path, "limit [mA/cm2]\n1\n-2\n")
    with pytest.raises(InputError) as told:
        run_fit(loaded)
    said = str(told.value)
    assert "the noise of row 3, measured -2, is -0.2;" in said
    assert "the residual of row 3, measured -2, is nan;" in said
    assert "'own kind' (test_kinds_of_ones_own.py)" in said
    assert "\n" not in said
    assert Objective(load(tmp_path, "limit [mA/cm2]\n1\n2\n")).check() is None


def test_a_failed_simulation_is_no_fault_of_the_kind(tmp_path, monkeypatch):
    def fails(self, values, sensitivities=False):
        raise SimulationFailed("salt depletion")

    monkeypatch.setattr(OwnKind, "compare", fails)
    objective = Objective(load(tmp_path, "limit [mA/cm2]\n1\n"))
    objective.check()
    assert objective.counts.failures == {"x: salt depletion": 1}


def test_a_fault_in_the_program_of_a_kind_names_it(tmp_path, monkeypatch):
    def misspelt(self, values, sensitivities=False):
        return Comparison(values["Film"], self.table, {})

    monkeypatch.setattr(OwnKind, "compare", misspelt)
    loaded = load(tmp_path, "limit [mA/cm2]\n1\n")
    said = (
        r"data 'x': the kind 'own kind' fails in test_kinds_of_ones_own.py, line \d+ "
        r"\(KeyError: 'Film'\)"
    )
    with pytest.raises(InputError, match=said):
        run_fit(loaded)
    monkeypatch.setattr(OwnKind, "build", lambda self: self.nothing)
    with pytest.raises(InputError, match=r"the kind 'own kind' fails in .*AttributeError"):
        Objective(loaded)
