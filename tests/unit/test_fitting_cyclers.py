"""Files of cyclers: which rows count, in which units, and what is said about broken ones."""

from pathlib import Path

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.fitting.discharges import split_discharges
from sclcell.fitting.lint import load_problem

PROBLEM = """
[cell]
electrolyte = "PHLP-15"
area_cm2 = 2.0
areal_loading_mg_cm2 = 1.0
[[data]]
name = "log"
kind = "{kind}"
file = "{file}"
reader = "{reader}"
{more}
[parameters]
"Positive particle reference diffusivity [m2.s-1]" = {{ low = 1e-19, high = 1e-15 }}
"""
# Step: current [A], charges negative; duration [s]; voltage over the step's course from 0 to 1.
STEPS = (
    (-2e-4, 3600, lambda x: 3.45 + 0.5 * x**20),
    (0.0, 600, lambda x: 3.5 - 0.05 * x),
    (2e-4, 3500, lambda x: 3.40 - 0.02 * x - 0.85 * x**30),
    (-2e-4, 3600, lambda x: 3.45 + 0.5 * x**20),
    (4e-4, 1600, lambda x: 3.35 - 0.02 * x - 0.80 * x**30),
)


def _rows(points=20):
    """Yield step, cycle, time [s], voltage [V] and current [A] of two cycles."""
    start = 0.0
    for step, (current, duration, voltage) in enumerate(STEPS):
        for x in np.linspace(0, 1, points):
            yield step, 1 + step // 3, start + x * duration, voltage(x), current
        start += duration + 1


def _battery_data_format(path: Path, points=20) -> None:
    header = "test_time_second,voltage_volt,current_ampere,cycle_count,step_count"
    lines = [f"{t:.3f},{V:.6f},{i:.7f},{n},{k}" for k, n, t, V, i in _rows(points)]
    path.write_text("\n".join([header, *lines]) + "\n")


def _ec_lab(path: Path) -> None:
    # BioLogic counts discharge currents as negative.
    lines = [f"1\t{k}\t{t:.6E}\t{V:.6E}\t{-1e3 * i:.6E}\t{n:.6E}" for k, n, t, V, i in _rows()]
    header = ["EC-Lab ASCII FILE", "Nb header lines : 4", ""]
    names = "mode\tNs\ttime/s\tEcell/V\tI/mA\tcycle number"
    path.write_text("\n".join([*header, names, *lines]) + "\n", encoding="latin1")


def _load(folder: Path, kind: str, file: str, reader: str, more: str = ""):
    text = PROBLEM.format(kind=kind, file=file, reader=reader, more=more)
    (folder / "problem.toml").write_text(text)
    return load_problem(folder / "problem.toml")


@pytest.mark.parametrize(
    ("write", "file", "reader"),
    [(_battery_data_format, "log.bdf.csv", "bdf"), (_ec_lab, "log.mpt", "biologic")],
)
def test_discharges_are_taken_out_of_a_log(tmp_path, write, file, reader):
    write(tmp_path / file)
    loaded = _load(tmp_path, "voltage curves", file, reader)
    problem = loaded.problem
    first, second = split_discharges(
        loaded.tables["log"], problem.data[0], problem.cells["cell"], pytest.fail
    )
    # 2 mg of LFP: 0.2 mA are 100 mA/g, and 3500 s of them 97.2 mAh/g.
    assert first.current == pytest.approx(100.0)
    assert second.current == pytest.approx(200.0)
    assert first.capacity[-1] == pytest.approx(100 * 3500 / 3600, rel=1e-3)
    assert second.capacity[-1] == pytest.approx(200 * 1600 / 3600, rel=1e-3)
    assert first.voltage[[0, -1]] == pytest.approx([3.40, 2.53], abs=1e-5)


def test_cycles_can_be_chosen(tmp_path):
    _battery_data_format(tmp_path / "log.csv")
    more = 'where = { "Cycle from cycler" = [2, 3] }'
    loaded = _load(tmp_path, "voltage curves", "log.csv", "bdf", more)
    assert loaded.tables["log"]["current"].unique() == pytest.approx([200.0])


def test_capacities_of_cycles_are_those_at_the_end_of_their_discharges(tmp_path):
    _battery_data_format(tmp_path / "log.csv")
    table = _load(tmp_path, "retention", "log.csv", "bdf").tables["log"]
    assert table["cycle"].tolist() == [1, 2]
    assert table["capacity"].tolist() == pytest.approx([97.2, 88.9], abs=0.1)


def test_long_logs_are_thinned_to_their_course(tmp_path):
    _battery_data_format(tmp_path / "log.csv", points=2000)
    loaded = _load(tmp_path, "voltage curves", "log.csv", "bdf")
    problem = loaded.problem
    curve, _ = split_discharges(
        loaded.tables["log"], problem.data[0], problem.cells["cell"], pytest.fail
    )
    assert 50 <= len(curve.capacity) <= 100
    whole = loaded.tables["log"].query("curve == '1'")
    assert curve.capacity[-1] == whole["capacity"].iloc[-1]
    # What lies between follows from what is left, on the plateau and at the knee.
    between = np.interp(whole["capacity"], curve.capacity, curve.voltage)
    assert np.abs(between - whole["voltage"]).max() < 5e-3


@pytest.mark.parametrize(
    ("content", "reader", "said"),
    [
        ("", "bdf", "cannot be read as a file of 'bdf'"),
        ("a,b\n1,2\n", "bdf", "missing required columns"),
        ("a,b\n1,2\n", "biologic", "Could not find header row"),
        ("a,b\n1,2\n", "newarre", "reader 'newarre' is not one of arbin"),
        ("\x00\x01", "maccor", "cannot be read as a file of 'maccor'"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, content, reader, said):
    (tmp_path / "log.csv").write_text(content)
    with pytest.raises(InputError) as caught:
        _load(tmp_path, "voltage curves", "log.csv", reader)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_log_without_discharge_is_told(tmp_path):
    header = "test_time_second,voltage_volt,current_ampere\n"
    rows = "".join(f"{t},{3 + t / 100},-0.001\n" for t in range(10))
    (tmp_path / "log.csv").write_text(header + rows)
    with pytest.raises(InputError, match="no discharge is in it"):
        _load(tmp_path, "voltage curves", "log.csv", "bdf")
