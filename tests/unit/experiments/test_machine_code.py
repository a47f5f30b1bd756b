"""Compiled equations: the same numbers, and only libraries that can be trusted."""

import os
import shutil

import casadi
import numpy as np
import pytest

from sclcell.experiments import machine_code
from sclcell.experiments.machine_code import WORTH_COMPILING, Cache, compiled
from sclcell.experiments.scalar_equations import expanded
from sclcell.experiments.simulator import Simulator
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.isothermal import build_cell

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="no compiler")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return a cache of one's own."""
    own = Cache(tmp_path / "compiled")
    monkeypatch.setattr(Cache, "of_user", classmethod(lambda cls: own))
    return own


def equation(factor=1.0):
    x = casadi.MX.sym("x", 3)
    return casadi.Function("f", [x], [factor * casadi.sinh(x) / (1 + casadi.exp(-x @ x.T @ x))])


def built(kept, factor=1.0):
    (function,) = expanded([equation(factor)], WORTH_COMPILING)
    return function, kept.libraries[-1]


def values(function):
    return np.asarray(function([0.3, -1.7, 2.9])).ravel()


def test_compiled_numbers_are_those_of_the_interpreter_to_the_last_bit(kept):
    (interpreted,) = expanded([equation()], 1)
    function, _ = built(kept)
    assert interpreted.class_name() == "SXFunction"
    assert function.class_name() == "External"
    assert values(function).tolist() == values(interpreted).tolist()


def test_compiles_once_solves_of_earlier_runs_counted(kept):
    half = WORTH_COMPILING // 2 + 1
    kinds = [expanded([equation()], n)[0].class_name() for n in (half, half, 1)]
    assert kinds == ["SXFunction", "External", "External"]
    assert len(kept.libraries) == 1


def test_only_the_owner_may_read_and_write(kept):
    _, path = built(kept)
    assert (kept.folder.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)


def spoil(path):
    damaged = path.read_bytes()[:-1] + b"x"
    path.unlink()  # a library in use must not change under the process
    path.write_bytes(damaged)


def open_to_all(path):
    path.chmod(0o666)


def link(path):
    elsewhere = path.with_suffix(".real")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


@pytest.mark.parametrize("harm", [spoil, open_to_all, link])
def test_what_is_not_sound_is_built_anew(kept, harm):
    first, path = built(kept)
    harm(path)
    again, new = built(kept)
    assert values(again).tolist() == values(first).tolist()
    assert not new.is_symlink()
    assert new.stat().st_mode & 0o777 == 0o600
    assert new.stem.endswith(machine_code._digest(new))


def test_library_of_another_owner_is_not_loaded(kept, monkeypatch):
    _, path = built(kept)
    real = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: real + 1)
    (function,) = expanded([equation()], WORTH_COMPILING)
    assert function.class_name() == "SXFunction"
    assert path.exists()


def test_folder_that_others_could_write_is_emptied(kept):
    _, one = built(kept, 1.0)
    _, other = built(kept, 2.0)
    # A sound library in the place of another one.
    key = one.name.partition("-")[0]
    shutil.copy(other, kept.folder / f"{key}-{other.stem.partition('-')[2]}.so")
    one.unlink()
    kept.folder.chmod(0o777)
    function, _ = built(kept, 1.0)
    assert values(function) == pytest.approx(values(equation(1.0)), rel=1e-14)
    assert kept.folder.stat().st_mode & 0o777 == 0o700


def test_what_was_not_used_for_longest_goes_first(kept, monkeypatch):
    _, oldest = built(kept, 1.0)
    _, newer = built(kept, 2.0)
    os.utime(oldest, (2e9, 2e9))
    monkeypatch.setattr(
        Cache, "of_user", classmethod(lambda cls: Cache(kept.folder, 2 * oldest.stat().st_size))
    )
    built(kept, 3.0)
    assert oldest.exists()
    assert not newer.exists()


def test_equations_flags_and_versions_have_libraries_of_their_own(kept, monkeypatch):
    built(kept, 1.0)
    built(kept, 2.0)
    monkeypatch.setattr(machine_code, "_versions", lambda: "another compiler")
    built(kept, 1.0)
    assert len(kept.libraries) == 3


@pytest.mark.parametrize("obstacle", ["no compiler", "no folder", "gcc fails"])
def test_without_compiler_or_folder_the_interpreter_computes(kept, monkeypatch, obstacle):
    if obstacle == "no compiler":
        monkeypatch.setattr(machine_code, "_versions", lambda: "")
    elif obstacle == "no folder":
        kept.folder.write_text("a file")
    else:
        monkeypatch.setattr(machine_code, "_FLAGS", ("-no-such-flag",))
    (function,) = expanded([equation()], WORTH_COMPILING)
    assert function.class_name() == "SXFunction"


def test_no_functions_no_library(kept):
    assert compiled([], 1000) == []
    assert not kept.folder.exists()


@pytest.mark.slow
def test_a_cell_gives_the_same_numbers_expanded_and_compiled(kept):
    cell = Cell.from_name("PHLP-15")
    build, found = build_cell(cell), {}
    for solves in (1, 25, 1000):
        simulator = Simulator.of(cell, threads=1, solves=solves)
        rows = np.array([[build.inputs.get(n, 0.0) for n in simulator.input_names]] * 2)
        rows[:, simulator.input_names.index("Current function [A]")] = (2e-4, 9e-4)
        found[solves] = [step.series for step in simulator.step(rows, 5400.0)]
    for plain, scalar, code in zip(*found.values(), strict=True):
        assert np.array_equal(scalar, code)
        assert scalar[-1, 0] == pytest.approx(plain[-1, 0], rel=1e-5)
        assert scalar[0] == pytest.approx(plain[0], rel=1e-6, abs=1e-9)
