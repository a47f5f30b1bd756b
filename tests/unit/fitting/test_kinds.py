"""What a kind of data brings, and that nothing else has to know of it."""

import re
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import sclcell.fitting.kinds as kinds
from sclcell.columns import ROLES, add_roles
from sclcell.errors import InputError
from sclcell.fitting.inference.objective import BAD, Objective
from sclcell.fitting.kinds.base import Comparison, DataKind
from sclcell.fitting.kinds.registry import KINDS
from sclcell.fitting.problem.loading import load_problem
from sclcell.fitting.problem.plausibility import Range
from sclcell.fitting.problem.schema import DataSet

FILM = "Lithium interphase film resistance [Ohm.m2]"
PROBLEM = f"""
[[data]]
name = "x"
kind = "loss at rest"
file = "x.csv"
{{more}}
[parameters]
"{FILM}" = {{{{ low = 1e-3, high = 0.1, start = 0.02 }}}}
[algorithm]
global_evaluations = 0
"""


class RestData(DataSet):
    """Keys of a data set of the kind below."""

    storage: Literal["charged", "discharged"] = "charged"


class LossAtRest(DataKind):
    """Share of capacity that is lost per hour; here, twice the film's resistance."""

    kind = "loss at rest"
    roles = (("time",), ("loss",))
    own_roles: ClassVar = {"loss": (("count",), "", r"loss")}
    ranges: ClassVar = {"loss": Range(0.0, 1.0, "", "is it in per cent?")}
    schema = RestData
    noise = 0.02
    x, y_label = "Time [h]", "Loss"

    def build(self) -> None:
        self.names = frozenset({FILM})

    @property
    def size(self) -> int:
        return len(self.table)

    def compare(self, values, sensitivities=False) -> Comparison:
        if values[FILM] > 0.09:
            raise ValueError("too much")
        measured = self.table["loss"].to_numpy()
        model = np.full(len(measured), 2 * values[FILM])
        table = pd.DataFrame(
            {
                "Time [h]": self.table["time"] / 3600,
                "Measured": measured,
                "Model": model,
                "Noise": self.data.sigma,
            }
        )
        residuals = (model - measured) / self.data.sigma
        return Comparison(residuals, table, {"RMS error": float(np.std(residuals))})


@pytest.fixture(autouse=True)
def registered():
    """Register the kind for a test, and forget it afterwards."""
    KINDS.register(LossAtRest)
    yield
    KINDS._classes.pop("loss at rest")


def load(folder: Path, csv: str = "time [h],loss\n1,0.1\n2,0.1\n", more: str = ""):
    (folder / "x.csv").write_text(csv)
    (folder / "p.toml").write_text(PROBLEM.format(more=more))
    return load_problem(folder / "p.toml")


def test_a_kind_of_a_users_own_is_read_compared_and_drawn(tmp_path):
    loaded = load(tmp_path, more='storage = "discharged"')
    (data,) = loaded.problem.data
    assert (data.storage, data.sigma) == ("discharged", 0.02)
    objective = Objective(loaded)
    # 2 * 0.02 for 0.1, noise 0.02
    assert objective.residuals(objective.start) == pytest.approx([-3, -3])
    ax = Figure().subplots()
    LossAtRest.draw(ax, objective.comparisons(objective.start)[0].table)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Time [h]", "Loss")


def test_a_failure_counts_for_every_residual(tmp_path):
    objective = Objective(load(tmp_path))
    assert objective.residuals(np.array([1.0])) == pytest.approx([BAD, BAD])
    (reason,) = objective.counts.failures
    said = r"x: the kind 'loss at rest' fails in test_kinds.py, line \d+ \(ValueError: too much\)"
    assert re.fullmatch(said, reason)


@pytest.mark.parametrize(
    ("csv", "more", "said"),
    [
        (
            "time [h],loss\n1,40\n",
            "",
            r"row 2, column 'loss': 40 lies outside 0 to 1; is it in",
        ),
        ("time [h],loss\n1,.1\n", 'storage = "wet"', r"storage = 'wet': input should be 'charged'"),
        ("time [h],loss\n1,.1\n", "storge = 1", r"storge: unknown key; did you mean 'storage'\?"),
        ("time [h],x\n1,.1\n", "", r"no column with loss was found among time \[h\], x"),
    ],
)
def test_faults_of_a_users_own_kind_are_told(tmp_path, csv, more, said):
    with pytest.raises(InputError, match=said):
        load(tmp_path, csv, more)


def test_an_unknown_kind_is_told_with_all_others_and_the_nearest(tmp_path):
    (tmp_path / "p.toml").write_text(PROBLEM.format(more="").replace("loss at rest", "retntion"))
    said = r"kind = 'retntion': input should be .*polarisation, .*; did you mean 'retention'\?"
    with pytest.raises(InputError, match=said):
        load_problem(tmp_path / "p.toml")


def test_the_program_of_a_kind_counts(tmp_path, monkeypatch):
    loaded = load(tmp_path)
    before = Objective(loaded).fingerprint
    monkeypatch.setattr(
        "sclcell.fitting.inference.objective.class_content", lambda cls: [cls.__name__, "edited"]
    )
    assert Objective(loaded).fingerprint != before


def test_a_role_has_one_meaning():
    with pytest.raises(InputError, match="there is a role 'voltage' already"):
        add_roles({"voltage": (("count",), "", "U")})
    with pytest.raises(InputError, match="there is no dimension 'colour'"):
        add_roles({"hue": (("colour",), "", "hue")})
    assert "hue" not in ROLES


def test_every_kind_cites_its_equation_and_is_in_the_table_of_the_page(repository_root):
    page = (repository_root / "docs" / "fitting.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| ([a-z -]+) \|.*\|.*\|.*\|$", page, re.M))
    shipped = [k for k in KINDS.values() if k.__module__.startswith(kinds.__name__)]
    assert len(shipped) == 8
    for kind in shipped:
        assert re.search(r"\((FIT-\d|CLO-FIT)\)", kind.__doc__), kind
        assert kind.kind in rows
        assert vars(import_module(kind.__module__))[kind.__name__] is kind
