"""What starts quickly loads nothing that it does not use."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import scipy.constants

from sclcell.models.laws import constants

FOLDERS = (
    "src/sclcell",
    "models",
    "parameter_sets",
    "experiments",
    "uncertainty",
    "fitting",
    "exploration",
    "report",
)
#: Only some functions use them, and each takes long to import.
LATE = {"matplotlib", "scipy.stats", "scipy.constants", "plotly", "pymoo", "SALib", "skopt"}
#: Nothing outside imports it; it is a program that wrote the shipped numbers.
APART = "fitting/reference"


def loaded_after(*arguments: str) -> set[str]:
    """Return the modules that a command has loaded when it ends."""
    code = (
        "import sys, contextlib, io\n"
        "from sclcell.cli import main\n"
        f"sys.argv = ['sclcell', *{list(arguments)}]\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_electrolyte_needs_neither_pybamm_nor_what_draws():
    loaded = loaded_after("electrolyte", "PHLP-15", "--json", "-")
    assert "sclcell.experiments.film" in loaded  # it did its work
    assert not loaded & {"pybamm", "casadi", "matplotlib", "scipy.stats", "scipy.special"}


def test_help_needs_no_numpy():
    assert not loaded_after("--help") & {"pybamm", "numpy", "pandas", "matplotlib"}


def test_entry_points_are_read_once_in_a_process():
    code = (
        "import importlib.metadata as m, sys, contextlib\n"
        "from sclcell.__main__ import main\n"
        "sys.argv = ['sclcell', '--version']\n"
        "with contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "first = m.entry_points(group='pybtex.database.output')\n"
        "m.Distribution.discover = None\n"
        "m.distributions = None\n"
        "assert m.entry_points(group='pybtex.database.output') == first"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def imports_on_top(path: Path) -> set[str]:
    """Return the modules that a file imports when it is imported, without those for types only."""
    names: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            names.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.update(f"{node.module}.{one.name}" for one in node.names)
    return names


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_slow_to_import_is_imported_where_it_is_used(folder, repository_root):
    late = [
        f"{path.relative_to(repository_root)}: {name}"
        for path in sorted((repository_root / folder).rglob("*.py"))
        if APART not in path.as_posix()
        for name in imports_on_top(path)
        if any(f"{name}.".startswith(f"{one}.") for one in LATE)
    ]
    assert late == []


def test_constants_are_those_of_scipy():
    assert scipy.constants.R == constants.GAS_CONSTANT
    assert scipy.constants.N_A * scipy.constants.e == constants.FARADAY
    assert scipy.constants.e == constants.ELEMENTARY_CHARGE
    assert scipy.constants.epsilon_0 == pytest.approx(constants.VACUUM_PERMITTIVITY, rel=1e-9)
