"""What an extra brings is asked for where it is used, and whoever lacks it is told the command."""

import sys

import pytest

from sclcell.errors import InputError
from sclcell.experiments.laboratory.impedance_files import measured_spectrum
from sclcell.exploration import engine, lint
from sclcell.parameter_sets.bpx_files import half_cell_from_bpx


@pytest.fixture
def without(monkeypatch):
    """Return a function that makes a package look as if it were not installed."""

    def hide(*names: str) -> None:
        for name in names:
            monkeypatch.setitem(sys.modules, name, None)
        found = lint.find_spec
        monkeypatch.setattr(lint, "find_spec", lambda n: None if n in names else found(n))

    return hide


def told(extra: str) -> str:
    return rf"pip install 'sclcell\[{extra}\]'"


def test_reading_bpx_names_its_extra(without):
    without("bpx")
    with pytest.raises(InputError, match=told("bpx")):
        half_cell_from_bpx({"Parameterisation": {}})


def test_scheduler_names_its_extra(without):
    without("distributed")
    with pytest.raises(InputError, match=told("dask")):
        engine._connect("local")


def test_instrument_files_name_their_extra(without, tmp_path):
    without("pyimpspec")
    path = tmp_path / "spectrum.dfr"
    path.write_text("VERSION8.0\n 1\n 1\n")
    with pytest.raises(InputError, match=told("impedance")):
        measured_spectrum(path)


STUDY = """
title = "takes more"
[variables]
filler_wt_percent = { low = 0, high = 40 }
[outputs]
rates_C = [0.2, 5.0]
[objectives]
maximise = ["Specific discharge capacity at 5C [mA.h.g-1]"]
minimise = ["Specific discharge capacity at 0.2C [mA.h.g-1]"]
"""


@pytest.mark.parametrize(
    ("package", "table"),
    [
        ("pymoo", '[optimise]\nmethod = "nsga2"\n'),
        ("SALib", '[sensitivity]\noutputs = ["Specific discharge capacity at 5C [mA.h.g-1]"]\n'),
    ],
)
def test_a_study_names_its_extra_before_any_work(without, tmp_path, package, table):
    path = tmp_path / "study.toml"
    path.write_text(STUDY + table)
    lint.load_study(path)
    without(package)
    with pytest.raises(InputError, match=told("search")):
        lint.load_study(path)
