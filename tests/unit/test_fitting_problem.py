"""Problems and data files: what is read, and what is said about faults."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sclcell.cli.fit import command
from sclcell.columns import parse_unit, split_unit
from sclcell.errors import InputError
from sclcell.fitting.kinds.discharges import split_discharges
from sclcell.fitting.problem.loading import load_problem, ready_problems

D = '"Positive particle reference diffusivity [m2.s-1]" = { low = 1e-19, high = 1e-16 }'
PROBLEM = f"""
[cell]
electrolyte = "PHLP-15"
[[data]]
name = "rates"
kind = "rate capability"
file = "rates.csv"
[parameters]
{D}
"""
RATES = "C-rate,Capacity [mAh/g]\n0.2,164.2\n1,142.8\n5,91.9\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "problem.toml").write_text(PROBLEM)
    (tmp_path / "rates.csv").write_text(RATES)
    return tmp_path


def _message(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_problem(folder / "problem.toml")
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_a_sound_problem_gives_data_and_unknowns(folder):
    loaded = load_problem(folder / "problem.toml")
    assert loaded.tables["rates"]["capacity"].tolist() == [164.2, 142.8, 91.9]
    assert [u.scale for u in loaded.unknowns] == ["log"]


def test_ready_problems_are_sound():
    for name in ready_problems():
        assert load_problem(name).unknowns


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("Voltage [V]", "Voltage", "V"),
        ("voltage_V", "voltage", "V"),
        ("I/mA", "I", "mA"),
        ("capacity_mAh_g", "capacity", "mAh_g"),
        ("Capacity (mAh/cm2)", "Capacity", "mAh/cm2"),
        ("time_s", "time", "s"),
        ("C-rate", "C-rate", None),
    ],
)
def test_headers_are_split_into_name_and_unit(header, name, unit):
    assert split_unit(header) == (name, unit)


def test_case_of_hertz_matters():
    assert parse_unit("frequency", "mHz") == ("frequency", 1e-3)
    assert parse_unit("frequency", "MHz") == ("frequency", 1e6)


def test_charges_of_a_cell_need_its_area(folder):
    text = "rate_C,capacity_mAh\n0.2,0.25\n1,0.2\n"
    (folder / "rates.csv").write_text(text)
    assert "area_cm2" in _message(folder)
    problem = PROBLEM.replace("[cell]", "[cell]\narea_cm2 = 2.0\nareal_loading_mg_cm2 = 1.0")
    (folder / "problem.toml").write_text(problem)
    loaded = load_problem(folder / "problem.toml")
    # 0.25 mAh on 2 mg of LFP
    assert loaded.tables["rates"]["capacity"].tolist() == pytest.approx([125.0, 100.0])


def test_every_fault_is_told_at_once_with_row_and_column(folder):
    (folder / "rates.csv").write_text("C-rate,Capacity [mAh/g]\n0.2,abc\n1,\n5,1e99\n")
    faulty = PROBLEM.replace("low = 1e-19", "low = 1e-15").replace("kind", "kin = 1\nkind")
    (folder / "problem.toml").write_text(faulty)
    text = _message(folder)
    for part in (
        "row 2, column 'Capacity [mAh/g]': 'abc' is not a number",
        "row 3, column 'Capacity [mAh/g]': the value is missing",
        "row 4, column 'Capacity [mAh/g]'",
        "did you mean 'kind'",
        "is not below high",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("C-rate,", "C-rate [km],", "unit 'km' is not one of"),
        ("C-rate,Capacity [mAh/g]", "a,b", "no column with rate or current"),
        (RATES, "", "the file is empty"),
        (RATES, "C-rate,Capacity [mAh/g]\n", "no row"),
        ("164.2", "164.2,3", "3 cells for 2 columns"),
        ("0.2,164.2", "0.2;164.2", "1 cells for 2 columns"),
    ],
)
def test_faults_of_a_table_are_named(folder, old, new, said):
    (folder / "rates.csv").write_text(RATES.replace(old, new))
    assert said in _message(folder)


def test_a_name_that_is_nearly_right_is_suggested(folder):
    wrong = PROBLEM.replace("reference diffusivity", "referense diffusivity")
    (folder / "problem.toml").write_text(wrong)
    assert "did you mean 'Positive particle reference diffusivity" in _message(folder)


def _curves(folder: Path, table: str, extra: str = "") -> None:
    text = PROBLEM.replace("rate capability", "voltage curves").replace(
        'file = "rates.csv"', 'file = "rates.csv"\n' + extra
    )
    (folder / "problem.toml").write_text(text)
    (folder / "rates.csv").write_text(table)


def test_curves_are_told_apart_by_rate_and_time_becomes_capacity(folder):
    rows = [f"{r},{t},{3.4 - 1e-4 * t}" for r in (1, 2) for t in (0, 450, 900, 1350)]
    _curves(folder, "\n".join(["rate_C,time_s,voltage_V", *rows]))
    loaded = load_problem(folder / "problem.toml")
    problem = loaded.problem
    curves = split_discharges(
        loaded.tables["rates"], problem.data[0], problem.cells["cell"], pytest.fail
    )
    assert [curve.current for curve in curves] == [170.0, 340.0]
    np.testing.assert_allclose(curves[1].capacity, [0, 42.5, 85, 127.5])


def test_unordered_rows_of_a_curve_are_found(folder):
    rows = ["1,0,3.4", "1,20,3.3", "1,10,3.2", "1,30,2.6"]
    _curves(folder, "\n".join(["rate_C,Capacity [mAh/g],Voltage [V]", *rows]))
    assert "row 4: capacity or time does not increase" in _message(folder)


def test_a_charge_is_refused(folder):
    rows = ["1,0,3.1", "1,20,3.3", "1,30,3.4", "1,40,3.6"]
    _curves(folder, "\n".join(["rate_C,Capacity [mAh/g],Voltage [V]", *rows]))
    assert "only discharges" in _message(folder)


_TOKEN = st.sampled_from(
    ["", "abc", "nan", "inf", "-5", "1e400", "0,5", "[V]", "\x00", "=", "{", "low", '"', "é", "1"]
)


@settings(max_examples=100)
@given(
    where=st.sampled_from(["rates.csv", "problem.toml"]),
    place=st.floats(0, 1),
    token=_TOKEN,
    cut=st.booleans(),
)
def test_malformed_files_give_one_line_and_exit_code_2(tmp_path_factory, where, place, token, cut):
    folder = tmp_path_factory.mktemp("malformed")
    (folder / "problem.toml").write_text(PROBLEM)
    (folder / "rates.csv").write_text(RATES)
    text = (folder / where).read_text()
    k = int(place * len(text))
    (folder / where).write_text(text[:k] + token + ("" if cut else text[k + 1 :]))
    message = ""
    try:
        load_problem(folder / "problem.toml")
    except InputError as error:
        message = str(error)
    if message:
        assert "\n" not in message
        assert str(folder) in message
        result = CliRunner().invoke(command, [str(folder / "problem.toml"), "--check"])
        # `main` turns InputError into exit code 2.
        assert isinstance(result.exception, InputError)
