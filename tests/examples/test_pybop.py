"""The example that fits with PyBOP finds the values with which its data were made.

PyBOP caps NumPy below the version that sclcell is developed with, so the example runs in the
environment that ``make pybop`` makes, or in this one if PyBOP is here.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from sclcell.parameter_sets.li2024 import half_cell_values

ROOT = Path(__file__).parents[2]
PYTHON = Path(sys.executable) if find_spec("pybop") else ROOT / ".venv-pybop" / "bin" / "python"


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON.exists(), reason="PyBOP is not installed: make pybop")
# With seed 2 the first search ends in a wrong minimum.
@pytest.mark.parametrize("seed", [0, 2])
def test_fit_finds_what_was_put_in(seed):
    example = ROOT / "examples" / "pybop" / "fit_with_pybop.py"
    run = subprocess.run(
        [PYTHON, example, str(seed)],
        env={**os.environ, "PYBAMM_DISABLE_TELEMETRY": "true"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    *lines, chi_squared = run.stdout.splitlines()
    shipped = half_cell_values("PHLP-15")
    for line in lines:
        name, _, found = line.partition(": true ")
        assert float(found.rpartition("found ")[2]) == pytest.approx(shipped[name], rel=0.03)
    assert len(lines) == 2
    # 41 points with the noise that the fit assumes
    assert 20 < float(chi_squared.split()[1]) < 65
