"""A stored number is found by all that it depends on."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import sclcell.fingerprints as fingerprints
from sclcell.fingerprints import fingerprint, program_digest, program_files
from sclcell.parameter_sets.electrolytes import get_electrolyte

ENTRIES = (
    "sclcell.exploration.engine",
    "sclcell.experiments.cycling.runs",
    "sclcell.fitting.kinds.rate_capability",
    "sclcell.fitting.kinds.voltage_curves",
    "sclcell.fitting.kinds.polarisation",
)


def test_numbers_count_with_all_their_digits():
    assert fingerprint(0.1) != fingerprint(np.nextafter(0.1, 1))
    long = np.zeros(5000)
    changed = long.copy()
    changed[2500] = 1e-300
    assert fingerprint(long) != fingerprint(changed)
    assert fingerprint(np.float64(0.1)) == fingerprint(0.1)


def test_order_of_a_mapping_does_not_count():
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


def test_films_count_by_every_constant():
    film = get_electrolyte("PHLP-15")
    assert fingerprint(film) == fingerprint(get_electrolyte("phlp15"))
    assert fingerprint(film) != fingerprint(film.with_filler_mass_fraction(0.1500001))


def test_what_has_no_content_is_refused():
    with pytest.raises(TypeError, match="cannot be part of a fingerprint"):
        fingerprint(object())


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_program_has_the_sources_that_its_numbers_come_from(entry):
    files = program_files(entry)
    wanted = {
        "sclcell/errors.py",
        "sclcell.experiments/solver.py",
        "sclcell.experiments/reasons.py",
        "sclcell.models.laws/composite.py",
        "sclcell.models.sei/hopping_film.py",
        "sclcell.parameter_sets/data/cell.csv",
        "sclcell.parameter_sets/data/closure_fit.json",
    }
    assert wanted <= set(files)
    # Neither the command line nor the report computes anything that is stored.
    assert not any(name.startswith(("sclcell.cli", "sclcell.report")) for name in files)


def test_a_program_has_what_functions_import():
    files = program_files("sclcell.exploration.engine")
    # cell.py imports it when parameter values are asked for.
    assert {"sclcell.parameter_sets/li2024.py", "sclcell.exploration/engine.py"} <= set(files)
    assert "sclcell.uncertainty/sampled_cell.py" in files
    assert not any(name.startswith("sclcell.fitting/") for name in files)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that gives the digest of a copy of a program's files."""
    entry = "sclcell.exploration.engine"
    copies = {}
    for name, path in program_files(entry).items():
        copies[name] = tmp_path / name
        copies[name].parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copies[name])
    monkeypatch.setattr(fingerprints, "program_files", lambda module: copies)
    return tmp_path, lambda: program_digest.__wrapped__(entry)


@pytest.mark.parametrize(
    "name",
    [
        "sclcell.uncertainty/sampled_cell.py",
        "sclcell.experiments/solver.py",
        "sclcell.experiments/reasons.py",
        "sclcell.exploration/engine.py",
        "sclcell.parameter_sets/data/cell.csv",
        "sclcell.parameter_sets/data/closure_fit.json",
    ],
)
def test_a_change_of_any_source_changes_the_digest(copied, name):
    folder, digest = copied
    before = digest()
    assert before == program_digest("sclcell.exploration.engine")
    with (folder / name).open("a") as stream:
        stream.write("\n")
    assert digest() != before


def test_versions_of_what_computes_count():
    versions = fingerprints._versions("sclcell.exploration.engine")
    assert {"sclcell", "pybamm", "pybammsolvers", "numpy", "scipy"} <= set(versions)
    # Without Dask the numbers are the same.
    assert "distributed" not in versions
