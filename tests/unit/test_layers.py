"""Imports go one way, as CONTRIBUTING.md says."""

import ast
from pathlib import Path

import pytest

#: From the bottom up; a package imports from those before it. What stands in one tuple knows
#: nothing of each other.
LAYERS = [
    ("errors",),
    ("columns", "file_names", "fingerprints", "registry", "style"),
    ("inputs", "output_files", "processes", "schemas", "sheets", "text_cells"),
    ("instrument_tables",),
    ("tables", "page", "provenance"),
    ("measured",),
    ("models",),
    ("parameter_sets",),
    ("experiments",),
    ("uncertainty",),
    ("given", "result"),
    ("on_file",),
    ("surface",),
    ("fitting", "exploration"),
    ("report",),
    ("api",),
    ("cli",),
]
RANK = {name: number for number, names in enumerate(LAYERS) for name in names}


def modules(root: Path) -> dict[str, Path]:
    """Return every module by its dotted name below ``sclcell``."""
    shell = root / "src" / "sclcell"
    found = {path.relative_to(shell).as_posix(): path for path in shell.rglob("*.py")}
    for names in LAYERS:
        for name in names:
            found |= {p.relative_to(root).as_posix(): p for p in (root / name).rglob("*.py")}
    dotted = {name.removesuffix(".py").replace("/", "."): path for name, path in found.items()}
    return {name.removesuffix(".__init__"): path for name, path in dotted.items()}


def imported(name: str, path: Path) -> set[str]:
    """Return what a module imports from this project, dotted, also inside functions."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    parts = package.split(".") if package else []
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = parts[: len(parts) - node.level + 1]
            module = [*base, *([node.module] if node.module else [])]
            found |= {".".join([*module, alias.name]) for alias in node.names}
    return found


def faults(found: dict[str, set[str]]) -> list[str]:
    """Return every import that goes up or sideways."""
    wrong = []
    for name, targets in found.items():
        here = name.split(".")[0]
        for target in targets:
            there = target.split(".")[0]
            if here in RANK and there in RANK and here != there and RANK[there] >= RANK[here]:
                wrong.append(f"{name} imports {target}")
    return wrong


@pytest.fixture(scope="module")
def imports(repository_root):
    return {name: imported(name, path) for name, path in modules(repository_root).items()}


def test_nothing_imports_upwards(imports):
    assert faults(imports) == []


def test_every_module_has_a_layer(imports):
    shell = {"", "__init__", "__main__", "py"}
    assert {name.split(".")[0] for name in imports} - shell == set(RANK)


def test_nothing_imports_the_calibration(imports):
    users = [
        name
        for name, targets in imports.items()
        if not name.startswith("fitting.reference")
        and any(target.startswith("fitting.reference") for target in targets)
    ]
    assert users == []


def test_one_place_finds_a_parameter_set_by_name(repository_root):
    users = [
        path.name
        for path in (repository_root / "models").rglob("*.py")
        if "pybamm.ParameterValues(" in path.read_text(encoding="utf-8")
    ]
    assert users == ["default_values.py"]


def test_an_import_upwards_is_seen():
    assert faults({"models.half_cell": {"experiments.rate.simulate"}}) != []
    assert faults({"fitting.results": {"exploration.study.Study"}}) != []
    assert faults({"cli.rate": {"models.half_cell"}}) == []
