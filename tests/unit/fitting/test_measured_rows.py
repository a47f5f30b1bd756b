"""Problems take laboratories' files as they are: logs, spectra by number, sheets."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from sclcell.fitting.problem.reading import read_data
from sclcell.fitting.problem.schema import DataSet
from sclcell.parameter_sets.cell import Cell

_PLACE = Path(__file__).parents[1] / "measured" / "files.py"
_SPEC = importlib.util.spec_from_file_location("measured_files", _PLACE)
files = importlib.util.module_from_spec(_SPEC)
sys.modules["measured_files"] = files
_SPEC.loader.exec_module(files)

#: Of 1 cm2 and 15 mg: the discharges of the files, 2 mA.h each, are 133 mA.h/g.
CELL = Cell("PHLP-15", areal_loading_mg_cm2=15.0, area_cm2=1.0)


def file(name):
    return next(one for one in files.FILES if one.name == name)


def read(folder, name, kind, **keys):
    faults = []
    path = file(name).write(folder)
    data = DataSet(name="d", kind=kind, file=path.name, **keys)
    return read_data(data, CELL, folder, faults.append), faults


@pytest.mark.parametrize(
    "name", ["log.csv", "maccor.txt", "neware_gbk.csv", "gcpl.mpt", "arbin.xlsx", "turned.csv"]
)
def test_discharges_of_a_log_are_curves(tmp_path, name):
    table, faults = read(tmp_path, name, "voltage curves")
    # Three points each are too few, which is said; the numbers are right all the same.
    assert all("too few for a curve" in fault for fault in faults)
    assert table["voltage"].tolist() == pytest.approx([3.4, 3.35, 2.5] * 2)
    assert table["capacity"].tolist() == pytest.approx(np.array([0, 1, 2] * 2) / 15e-3, abs=1e-6)
    assert table["current"].abs().tolist() == pytest.approx([1 / 15e-3] * 6)


@pytest.mark.parametrize("name", ["log.csv", "neware.csv", "gcpl.mpt"])
def test_capacities_of_cycles(tmp_path, name):
    table, faults = read(tmp_path, name, "retention", rate_C=1.0)
    assert faults == []
    assert table["cycle"].tolist() == [1, 2]
    assert table["capacity"].tolist() == pytest.approx([2 / 15e-3] * 2)


def test_a_spectrum_by_number(tmp_path):
    table, faults = read(tmp_path, "three.csv", "spectrum", cell_type="Li|Li", spectrum=2)
    assert faults == []
    assert table["real"].tolist() == pytest.approx(files.Z.real)
    _, faults = read(tmp_path, "three.csv", "spectrum", cell_type="Li|Li")
    assert any("Hz twice" in fault or "3 spectra" in fault for fault in faults)


def test_a_sheet_by_name(tmp_path):
    table, faults = read(tmp_path, "neware_sheet.xlsx", "retention", rate_C=1.0, sheet="cycle")
    assert faults == []
    assert table["capacity"].tolist() == pytest.approx([2 / 15e-3, 1.9 / 15e-3])


@pytest.mark.parametrize("name", ["gamry.DTA", "zview.z", "eclab_comma.mpt", "nova.txt"])
def test_spectra_of_instruments(tmp_path, name):
    table, _ = read(tmp_path, name, "spectrum", cell_type="Li|Li")
    assert table["imaginary"].tolist() == pytest.approx(files.Z.imag, rel=1e-6)


def test_a_file_of_another_kind_is_a_fault(tmp_path):
    _, faults = read(tmp_path, "rates.csv", "spectrum", cell_type="Li|Li")
    assert len(faults) >= 1


LITHIUM = {"current_mA_cm2": 0.1, "charge_mAh_cm2": 0.05}


@pytest.mark.parametrize(("reading", "volts"), [("peak to peak", 0.1), ("one polarity", 0.05)])
def test_a_raw_log_of_a_lithium_cell(tmp_path, reading, volts):
    """Plus and minus 50 mV, an hour each: the fifth cycle ends after 19 half hours."""
    table, faults = read(tmp_path, "lithium.csv", "polarisation", reading=reading, **LITHIUM)
    assert faults == []
    assert table["voltage"].tolist() == pytest.approx([volts] * 5)
    assert table["time"].tolist() == pytest.approx([1800 * k for k in (3, 7, 11, 15, 19)])
