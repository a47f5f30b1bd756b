"""Settings and fixtures for all tests."""

import os

# Before PyBaMM or matplotlib is imported: no usage reports, no windows.
os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MPLBACKEND", "Agg")

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import settings

# The same examples in every run, and no deadline on shared machines. For a wider search:
# pytest --hypothesis-profile=search
settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep compiled equations out of the user's cache."""
    from sclcell.experiments.machine_code import Cache

    own = Cache(tmp_path_factory.mktemp("cache") / "compiled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cache, "of_user", classmethod(lambda cls: own))
        yield


@pytest.fixture(scope="session")
def repository_root() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20240)


@pytest.fixture
def import_benchmark(
    repository_root: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], ModuleType]:
    """Import a module of the folder benchmarks, which is not installed."""
    monkeypatch.syspath_prepend(repository_root)
    return lambda name: import_module(f"benchmarks.{name}")
