"""What is on disk, what pyproject.toml lists, and what ends up in a wheel and an sdist agree."""

import importlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

import sclcell

ROOT_PACKAGES = (
    *("models", "parameter_sets", "experiments", "uncertainty", "fitting", "exploration"),
    *("surface", "report"),
)
DATA_SUFFIXES = {".csv", ".json", ".toml", ".bib"}


@pytest.fixture(scope="module")
def pyproject(repository_root):
    return tomllib.loads((repository_root / "pyproject.toml").read_text(encoding="utf-8"))


def package_folders(root: Path) -> dict[str, Path]:
    """Every folder that holds Python source, by its import name."""
    tops = {"sclcell": root / "src" / "sclcell"}
    tops |= {f"sclcell.{name}": root / name for name in ROOT_PACKAGES}
    found = {}
    for top_name, top in tops.items():
        for folder in {path.parent for path in top.rglob("*.py")}:
            found[".".join((top_name, *folder.relative_to(top).parts))] = folder
    return found


def data_files(root: Path) -> list[tuple[str, Path]]:
    """Data beside the source: the root folder's name and the path below it."""
    return [
        (name, path.relative_to(root / name))
        for name in ROOT_PACKAGES
        for path in (root / name).rglob("*")
        if path.suffix in DATA_SUFFIXES
    ]


def test_every_package_on_disk_is_listed(pyproject, repository_root):
    listed = pyproject["tool"]["setuptools"]["packages"]
    assert sorted(listed) == sorted(package_folders(repository_root))


def test_every_package_has_an_init(repository_root):
    missing = [
        name
        for name, folder in package_folders(repository_root).items()
        if not (folder / "__init__.py").is_file()
    ]
    assert missing == []


def test_every_top_package_is_mapped_to_its_folder(pyproject):
    expected = {"sclcell": "src/sclcell"} | {f"sclcell.{name}": name for name in ROOT_PACKAGES}
    assert pyproject["tool"]["setuptools"]["package-dir"] == expected


def test_every_data_file_is_package_data(pyproject, repository_root):
    patterns = pyproject["tool"]["setuptools"]["package-data"]
    left_out = [
        f"{name}/{path.as_posix()}"
        for name, path in data_files(repository_root)
        if not any(
            fnmatch(path.as_posix(), pattern.replace("**/", "*"))
            for pattern in patterns.get(f"sclcell.{name}", [])
        )
    ]
    assert left_out == []


def test_no_root_folder_shadows_the_package(repository_root):
    assert not (repository_root / "sclcell").exists()


def test_versions_agree(pyproject, repository_root):
    version = pyproject["project"]["version"]
    assert sclcell.__version__ == version
    assert importlib.metadata.version("sclcell") == version
    citation = (repository_root / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.+)$", citation, re.MULTILINE)[1] == version


def test_public_names_are_few_sorted_out_and_there():
    # A function for each command that computes, a cell, errors.
    assert len(sclcell.__all__) <= 18
    assert set(sclcell.__all__) == {"__version__", *sclcell._LAZY}
    for name in sclcell.__all__:
        assert getattr(sclcell, name) is not None
        assert name in dir(sclcell)


def test_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = sclcell.no_such_name


def test_import_is_light():
    code = "import sys, sclcell.errors; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = run(sys.executable, "-c", code).split()
    assert "sclcell" in loaded
    assert {"pybamm", "casadi", "numpy", "scipy", "pandas", "matplotlib"}.isdisjoint(loaded)


def test_locks_pin_exactly_and_name_no_place(repository_root):
    for name in ("requirements.lock", "requirements-lint.lock"):
        lines = (repository_root / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if line and not line.startswith(("#", "-c "))]
        assert len(pins) > 5
        odd = [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.!+]+( ?; .+)?", pin)]
        assert odd == []


def test_lock_pins_every_direct_dependency(pyproject, repository_root):
    pinned = {
        canonical(line.partition("==")[0])
        for name in ("requirements.lock", "requirements-lint.lock")
        for line in (repository_root / name).read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    extras = pyproject["project"]["optional-dependencies"]
    direct = pyproject["project"]["dependencies"] + extras["lint"]
    for extra in named_extras(extras["test"]):
        direct += extras[extra]
    names = {canonical(re.match(r"[\w.-]+", item)[0]) for item in direct}
    assert names <= pinned


def named_extras(requirements: list[str]) -> list[str]:
    """Return the extras of this project that one of its extras is made of."""
    (found,) = (re.fullmatch(r"sclcell\[([\w,-]+)\]", item) for item in requirements)
    return found[1].split(",")


def test_all_extras_hold_everything_but_what_is_under_the_gpl(pyproject):
    extras = pyproject["project"]["optional-dependencies"]
    of_users = set(extras) - {"all", "test", "test-core", "lint", "docs"}
    assert set(named_extras(extras["all"])) == of_users - {"impedance", "biologic"}
    assert set(named_extras(extras["test"])) == of_users | {"test-core"}
    bound = " ".join([*pyproject["project"]["dependencies"], *extras["all"], *extras["test-core"]])
    assert "pyimpspec" not in bound
    assert "galvani" not in bound


@pytest.mark.parametrize("group", ["pybamm_models", "pybamm_parameter_sets", "console_scripts"])
def test_installed_entry_points_are_the_listed_ones(pyproject, group):
    project = pyproject["project"]
    listed = project["scripts"] if group == "console_scripts" else project["entry-points"][group]
    distribution = importlib.metadata.distribution("sclcell")
    installed = {e.name: e.value for e in distribution.entry_points if e.group == group}
    assert installed == listed


@pytest.mark.parametrize(
    "entry_point",
    importlib.metadata.distribution("sclcell").entry_points,
    ids=lambda entry_point: f"{entry_point.group}-{entry_point.name}",
)
def test_entry_point_loads(entry_point):
    assert callable(entry_point.load())


@pytest.mark.parametrize(
    "name",
    [
        e.name
        for e in importlib.metadata.distribution("sclcell").entry_points.select(
            group="pybamm_parameter_sets"
        )
    ],
)
def test_pybamm_finds_parameter_set_by_name(name):
    pybamm = importlib.import_module("pybamm")
    assert name in pybamm.parameter_sets
    assert len(pybamm.ParameterValues(name)) > 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_distribution_holds_everything_and_imports(built, kind, tmp_path, repository_root):
    archive = built[kind]
    names = archive_names(archive)
    for package, folder in package_folders(repository_root).items():
        inside = (
            package.replace(".", "/")
            if kind == "wheel"
            else folder.relative_to(repository_root).as_posix()
        )
        for source in folder.glob("*.py"):
            assert f"{inside}/{source.name}" in names
    for name, path in data_files(repository_root):
        prefix = f"sclcell/{name}" if kind == "wheel" else name
        assert f"{prefix}/{path.as_posix()}" in names
    if kind == "sdist":
        assert {"Makefile", "requirements.lock", "tests/conftest.py"} <= set(names)

    python = environment_without_sclcell(tmp_path / "venv")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", "--no-deps", str(archive))
    packages = sorted(package_folders(repository_root))
    code = (
        "import importlib, sys\nfor p in sys.argv[1:]: print(importlib.import_module(p).__file__)"
    )
    files = run(str(python), "-c", code, *packages, cwd=tmp_path).splitlines()
    assert len(files) == len(packages)
    assert all(Path(file).is_relative_to(tmp_path / "venv") for file in files)


@pytest.fixture(scope="module")
def built(tmp_path_factory, repository_root):
    """Build an sdist from the files under version control, and a wheel from that sdist."""
    source = tmp_path_factory.mktemp("source") / "sclcell"
    out = tmp_path_factory.mktemp("dist")
    copy_sources(repository_root, source)
    run(sys.executable, "-m", "build", "--outdir", str(out), str(source))
    return {"wheel": next(out.glob("*.whl")), "sdist": next(out.glob("*.tar.gz"))}


def copy_sources(root: Path, target: Path) -> None:
    """Copy the repository without environments, results and what earlier builds left behind."""
    ignored = shutil.ignore_patterns(
        ".venv*", ".git", "build", "dist", "results", "*.egg-info", "__pycache__", ".*_cache"
    )
    shutil.copytree(root, target, ignore=ignored)


def environment_without_sclcell(folder: Path) -> Path:
    """Make an environment that borrows the dependencies; .pth files in there are not read."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    site = Path(run(str(python), "-c", "import site; print(site.getsitepackages()[0])").strip())
    (site / "borrowed.pth").write_text(str(Path(pytest.__file__).parents[1]), encoding="utf-8")
    return python


def archive_names(archive: Path) -> list[str]:
    if archive.suffix == ".whl":
        return zipfile.ZipFile(archive).namelist()
    with tarfile.open(archive) as tar:
        return [name.partition("/")[2] for name in tar.getnames()]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
