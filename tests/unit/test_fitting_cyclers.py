"""Files of cyclers: which rows count, in which units, and what is said about broken ones."""

from pathlib import Path

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.fitting.kinds.discharges import split_discharges
from sclcell.fitting.problem.loading import load_problem

pytest.importorskip("ionworksdata", reason="the extra 'cyclers'")

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
    table = _load(tmp_path, "retention", "log.csv", "bdf", "rate_C = 1").tables["log"]
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


def _rewritten(path: Path, delimiter=",", comma=False, quoted=False, header=None) -> None:
    """Write the log as another program would."""
    _battery_data_format(path)
    first, *rows = path.read_text().splitlines()
    table = [(header or first).split(","), *[row.split(",") for row in rows]]
    if comma:
        table[1:] = [[cell.replace(".", ",") for cell in row] for row in table[1:]]
    text = [delimiter.join(f'"{c}"' if quoted else c for c in row) for row in table]
    path.write_text("\n".join(text) + "\n")


@pytest.mark.parametrize(
    ("reader", "header"),
    [
        ("bdf", None),
        ("bdf", "Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1"),
        ("csv", "Time [s],Voltage [V],Current [A],Cycle,Step"),
    ],
)
@pytest.mark.parametrize(
    "how",
    [{}, {"delimiter": ";", "comma": True}, {"comma": True, "quoted": True}],
    ids=["points", "semicolons", "quoted"],
)
def test_logs_with_decimal_commas(tmp_path, reader, header, how):
    """The library takes 3,45 V for 345 V."""
    _rewritten(tmp_path / "log.csv", header=header, **how)
    table = _load(tmp_path, "voltage curves", "log.csv", reader).tables["log"]
    assert table["voltage"].iloc[0] == pytest.approx(3.40)
    assert table["current"].unique() == pytest.approx([100.0, 200.0])
    assert table["capacity"].max() == pytest.approx(97.2, abs=0.1)


def test_units_in_labels_of_the_battery_data_format(tmp_path):
    header = "Test Time / h,Voltage / mV,Current / mA,Cycle Count / 1,Step Count / 1"
    rows = [f"{t / 3600},{1e3 * V},{1e3 * i},{n},{k}" for k, n, t, V, i in _rows()]
    (tmp_path / "log.bdf.csv").write_text("\n".join([header, *rows]) + "\n")
    table = _load(tmp_path, "voltage curves", "log.bdf.csv", "bdf").tables["log"]
    assert table["voltage"].iloc[0] == pytest.approx(3.40)
    assert table["capacity"].max() == pytest.approx(97.2, abs=0.1)


def _maccor(path: Path, decimal: str = ".", first: int = 0) -> None:
    heading = "Rec#\tCyc#\tStep\tTest (Sec)\tStep (Sec)\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES"
    lines, start, before = [], 0.0, -1
    for number, (step, cycle, t, V, i) in enumerate(_rows()):
        start, before = (t, step) if step != before else (start, before)
        charge, state = abs(i) * (t - start) / 3600, "CRD"[1 + (i > 0) - (i < 0)]
        numbers = f"{t:.3f}\t{t - start:.3f}\t{charge:.9f}\t0.0\t{abs(i):.7f}\t{V:.6f}"
        lines.append(
            f"{number}\t{cycle - 1 + first}\t{step}\t{numbers.replace('.', decimal)}\t{state}\t1"
        )
    date = "Today's Date 11/28/2026\tDate of Test: 11/20/2026"
    path.write_text("\n".join([date, heading, *lines]) + "\n")


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("first", [0, 1])
def test_maccor_counts_from_zero_or_one(tmp_path, decimal, first):
    _maccor(tmp_path / "log.txt", decimal, first)
    loaded = _load(tmp_path, "retention", "log.txt", "maccor", "rate_C = 1")
    assert loaded.tables["log"]["cycle"].tolist() == [1, 2]
    assert loaded.tables["log"]["capacity"].tolist() == pytest.approx([97.2, 88.9], abs=0.1)
    assert bool(loaded.notes) == (first == 0)


@pytest.mark.parametrize("cycle", [0, 1])
def test_a_later_cycle_keeps_its_number_where_the_log_counts_from_zero(tmp_path, cycle):
    _maccor(tmp_path / "log.txt")
    more = f'rate_C = 1\nwhere = {{ "Cycle from cycler" = {cycle} }}'
    loaded = _load(tmp_path, "retention", "log.txt", "maccor", more)
    assert loaded.tables["log"]["cycle"].tolist() == [cycle + 1]


@pytest.mark.parametrize("kind", ["retention", "rate capability"])
def test_several_discharges_in_a_cycle_have_to_be_chosen_from(tmp_path, kind):
    _rewritten(tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_text()
    (tmp_path / "log.csv").write_text(text.replace(",2,3\n", ",1,3\n").replace(",2,4\n", ",1,4\n"))
    with pytest.raises(InputError, match=r"cycle 1 occurs more than once .* 'Step count'"):
        _load(tmp_path, kind, "log.csv", "bdf", "rate_C = 1")
    more = 'rate_C = 1\nwhere = { "Curve" = 3 }'
    with pytest.raises(InputError, match="no row is left"):
        _load(tmp_path, kind, "log.csv", "bdf", more)
    table = _load(tmp_path, kind, "log.csv", "bdf", more.replace("3", "2")).tables["log"]
    assert table["capacity"].tolist() == pytest.approx([88.9], abs=0.1)
