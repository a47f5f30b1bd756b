"""Files after those of laboratories are read to the right numbers, or refused with one line."""

import importlib.util
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import sclcell
from sclcell.cli import main
from sclcell.errors import InputError
from sclcell.measured.reading import read_measured


def _module(name):
    path = Path(__file__).parent / f"{name.removeprefix('measured_')}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


files = _module("measured_files")
by_hand = _module("measured_hand_files")
tables = _module("measured_table_files")
SETS = (files, by_hand, tables)


def test_there_are_enough_of_each():
    assert len(files.FILES) + len(files.WRONG) >= 60
    assert len(files.WRONG) >= 20


@pytest.mark.parametrize(
    "file", [file for part in SETS for file in part.FILES], ids=lambda file: file.name
)
def test_numbers(tmp_path, file):
    measured = read_measured(file.write(tmp_path), **file.options)
    assert measured.kind == file.kind
    for name, values in file.columns.items():
        assert measured.table[name].to_numpy(float) == pytest.approx(
            np.asarray(values, dtype=float), rel=1e-6, abs=1e-12
        ), name


@pytest.mark.parametrize(
    "file", [file for part in SETS for file in part.WRONG], ids=lambda file: file.name
)
def test_refusals(tmp_path, file):
    path = file.write(tmp_path)
    with pytest.raises(InputError, match=file.said) as caught:
        read_measured(path, **file.options)
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value).startswith(str(path))


class TestCommand:
    """``sclcell read`` and `sclcell.on_file.read` give the same."""

    @staticmethod
    def run(capsys, *arguments):
        with pytest.raises(SystemExit) as end:
            main(["read", *map(str, arguments)])
        out, err = capsys.readouterr()
        return end.value.code, out, err

    def test_json_has_kind_and_table(self, tmp_path, capsys):
        path = files.FILES[0].write(tmp_path)
        code, out, err = self.run(capsys, path, "--json", "-")
        assert code == 0, err
        read = json.loads(out)
        assert read["Kind"] == "impedance spectrum"
        assert read["Table"]["Frequency [Hz]"] == pytest.approx(files.F)
        assert read["Units"]["Re(Z) [Ohm]"] == "Ohm"
        assert read["Columns"][2] == {
            "Column": "Im(Z) [Ohm]", "Heading": "Im(Z) [Ohm]", "Unit in the file": "Ohm",
        }  # fmt: skip
        assert "negative for a capacitor" in read["Sign"]
        assert len(read["Provenance"]["Files"]["measured"]["SHA-256"]) == 64

    @pytest.mark.parametrize(
        "name",
        ["log.csv", "three.csv", "rates.csv", "lithium.csv", "side_by_side.csv", "films.csv"],
    )
    def test_out_has_table_and_picture(self, tmp_path, capsys, name):
        file = next(one for one in files.FILES if one.name == name)
        path = file.write(tmp_path)
        code, out, err = self.run(capsys, path, "--out", tmp_path / "out")
        assert code == 0, err
        assert file.kind in out
        assert (tmp_path / "out" / "picture.png").read_bytes().startswith(b"\x89PNG")
        # What was written is read back as the same.
        again = read_measured(tmp_path / "out" / "table.csv")
        assert again.kind == file.kind

    def test_cycles_have_capacities(self, tmp_path, capsys):
        file = next(one for one in files.FILES if one.name == "log.csv")
        code, out, _ = self.run(capsys, file.write(tmp_path), "--json", "-", "--mass", 2)
        read = json.loads(out)
        assert code == 0
        assert read["Cycles"]["Discharge capacity [A.h]"] == pytest.approx([2e-3, 2e-3])
        assert read["Cycles"]["Coulombic efficiency"] == pytest.approx([1, 1])

    def test_on_copper_the_efficiency_is_stripped_over_plated(self, tmp_path, capsys):
        rows = ["t [h],E [V],I [mA]"]
        for k in range(4):
            start = 1.9 * k
            rows += [f"{start},-0.05,-1", f"{start + 1},-0.05,-1"]
            rows += [f"{start + 1},0.05,1", f"{start + 1.9},1.0,1"]
        (tmp_path / "cu.csv").write_text("\n".join(rows))
        read = json.loads(self.run(capsys, tmp_path / "cu.csv", "--json", "-")[1])
        assert read["Kind"] == "Li|Cu plating and stripping"
        assert read["Cycles"]["Coulombic efficiency"] == pytest.approx([0.9] * 4)

    def test_units_given(self, tmp_path, capsys):
        file = next(one for one in files.WRONG if one.name == "no_unit.csv")
        path = file.write(tmp_path)
        assert self.run(capsys, path, "--unit", "current=mA")[0] == 0
        for wrong, said in (("current", "has no '='"), ("x=mA", "'x' is not one of")):
            code, _, err = self.run(capsys, path, "--unit", wrong)
            assert (code, len(err.splitlines())) == (2, 1)
            assert said in err
        code, _, err = self.run(capsys, path, "--unit", "current=mV")
        assert (code, "unit 'mV' of current is not one of" in err) == (2, True)

    @pytest.mark.parametrize("arguments", [("nowhere.csv",), (".",), ("a\0b",)])
    def test_no_file(self, capsys, arguments):
        code, _, err = self.run(capsys, *arguments)
        assert (code, len(err.splitlines())) == (2, 1)

    def test_python_gives_what_the_command_writes(self, tmp_path, capsys):
        from sclcell.on_file import read

        path = files.FILES[0].write(tmp_path)
        result = read(path, area_cm2=2.0)
        _, out, _ = self.run(capsys, path, "--area", 2, "--json", "-")
        assert json.loads(out)["Table"] == result.to_dict()["Table"]
        assert result.table["Re(Z) [Ohm.cm2]"].to_numpy() == pytest.approx(2 * files.Z.real)


class TestMissingLibraries:
    @pytest.mark.parametrize(
        ("ending", "module", "extra"),
        [
            (".ndax", "NewareNDA", "neware"),
            (".mpr", "galvani.BioLogic", "biologic"),
            (".dfr", "pyimpspec", "impedance"),
        ],
    )
    def test_the_command_is_named(self, tmp_path, monkeypatch, ending, module, extra):
        monkeypatch.setitem(sys.modules, module, None)
        path = tmp_path / f"a{ending}"
        path.write_bytes(b"x")
        with pytest.raises(InputError, match=rf"pip install 'sclcell\[{extra}\]'.*export the file"):
            read_measured(path)

    def test_neware(self, tmp_path, monkeypatch):
        """Their times are those within a step, and are added up."""
        from types import SimpleNamespace

        import pandas as pd

        table = pd.DataFrame(
            {
                "Index": [1, 2, 3, 4], "Cycle": [1, 1, 1, 1], "Step": [1, 1, 2, 2],
                "Status": ["CC_Chg", "CC_Chg", "CC_DChg", "CC_DChg"], "Time": [0, 9.0, 0, 9.0],
                "Voltage": [3.3, 3.4, 3.3, 3.2], "Current(mA)": [1.0, 1, -1, -1],
                "Timestamp": pd.to_datetime(["2024-01-01"] * 4),
            }
        )  # fmt: skip
        library = SimpleNamespace(read=lambda path, log_level: table)
        monkeypatch.setitem(sys.modules, "NewareNDA", library)
        (tmp_path / "a.nda").write_bytes(b"NEWARE")
        read = read_measured(tmp_path / "a.nda")
        assert read.kind == "cycling log"
        assert read.table["Time [s]"].tolist() == [0, 9, 9, 18]
        assert read.table["Current [A]"].tolist() == [1e-3, 1e-3, -1e-3, -1e-3]


def test_ewe_comes_before_its_difference_to_the_counter_electrode(tmp_path):
    rows = "time/s\tEwe-Ece/V\tEwe/V\tI/mA\n0\t1\t3\t1\n1\t1\t3.1\t1\n2\t1\t3.2\t1\n"
    (tmp_path / "a.txt").write_text(rows)
    assert read_measured(tmp_path / "a.txt").table["Voltage [V]"].tolist() == [3, 3.1, 3.2]


def test_columns_that_are_left_out_are_named(tmp_path):
    (tmp_path / "a.csv").write_text("T [degC],σ (S/cm),log σ\n25,1e-5,-5\n")
    assert "'log σ' not" in " ".join(read_measured(tmp_path / "a.csv").notes)


def test_a_log_with_gaps_warns_of_nothing(tmp_path):
    rows = "".join(f"{k},0.1,{'' if k % 2 else 3.3}\n" for k in range(50))
    (tmp_path / "gaps.csv").write_text(f"Time [s],Current [mA],Voltage [V]\n{rows}")
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        assert sclcell.read(tmp_path / "gaps.csv").to_dict()["Kind"] == "charge curve"
