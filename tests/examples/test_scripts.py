"""The scripts in examples/ run, and the made-up data are those that their script makes."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_loading_is_explored(capsys):
    runpy.run_path(str(EXAMPLES / "explore_loading.py"), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    assert sum("Specific discharge capacity" in line for line in lines) == 1
    assert len(lines) == 1 + 8 + 1
    assert lines[-1].startswith("without result:")


def test_the_cells_of_the_tutorial_are_those_of_the_shipped_model(tmp_path):
    runpy.run_path(str(EXAMPLES / "tutorial" / "make_cells.py"))["main"](tmp_path)
    made, shipped = (pd.read_csv(f / "cells.csv") for f in (tmp_path, EXAMPLES / "tutorial"))
    assert list(made) == list(shipped)
    assert (made[["Cell", "C-rate"]] == shipped[["Cell", "C-rate"]]).all(axis=None)
    # Half the noise: more means that the shipped parameters have changed, `make docs-figures`.
    column = "Capacity [mAh/g]"
    np.testing.assert_allclose(made[column], shipped[column], atol=0.5)
