"""What a table of measurements can hold: checked after conversion, every fault at once."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sclcell import Cell
from sclcell.cli.fit import command
from sclcell.errors import InputError
from sclcell.fitting.kinds.retention import Retention
from sclcell.fitting.problem.loading import load_problem
from sclcell.fitting.problem.schema import DataSet

PROBLEM = """
[cell]
electrolyte = "PHLP-15"
{cell}
[[data]]
name = "mine"
kind = "{kind}"
file = "mine.csv"
{more}
[parameters]
"Positive particle reference diffusivity [m2.s-1]" = {{ low = 1e-19, high = 1e-16 }}
"""


def _load(folder: Path, kind: str, table: str, more: str = "", cell: str = ""):
    (folder / "mine.csv").write_text(table, encoding="utf-8")
    (folder / "problem.toml").write_text(PROBLEM.format(kind=kind, more=more, cell=cell))
    return load_problem(folder / "problem.toml")


def _faults(*args, **kwargs) -> str:
    with pytest.raises(InputError) as caught:
        _load(*args, **kwargs)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_cycles_counted_from_zero_are_counted_from_one(tmp_path):
    """The first discharge of the model is cycle 1; cycle 0 was compared with 0 mAh/g."""
    loaded = _load(tmp_path, "retention", "cycle,Q [mAh/g]\n0,150\n1,149\n100,140\n", "rate_C = 1")
    assert loaded.tables["mine"]["cycle"].tolist() == [1, 2, 101]
    assert loaded.tables["mine"]["capacity"].tolist() == [150, 149, 140]
    said = CliRunner().invoke(command, [str(tmp_path / "problem.toml"), "--check"])
    assert "column 'cycle' counts from 0; 1 was added" in said.output


def test_cycles_counted_from_one_stay(tmp_path):
    loaded = _load(tmp_path, "retention", "cycle,Q [mAh/g]\n1,150\n100,140\n", "rate_C = 1")
    assert loaded.tables["mine"]["cycle"].tolist() == [1, 100]
    assert loaded.notes == []


def test_no_cycle_before_the_first_is_compared(tmp_path):
    table = _load(tmp_path, "retention", "cycle,Q [mAh/g]\n1,150\n9,140\n", "rate_C = 1")
    frame = table.tables["mine"].assign(cycle=[0.0, 9.0])
    data = DataSet(name="mine", kind="retention", file="mine.csv", rate_C=1)
    with pytest.raises(InputError, match="cycle 0; the first is 1"):
        Retention(data, frame, Cell("PHLP-15"), [])


def test_faults_of_retention_are_told_together(tmp_path):
    """505 mAh on 3 mg, cycle 1 twice: of the issue; and what else a capacity cannot be."""
    text = "cycle,Capacity [mAh]\n1,505\n1,500\n2.5,0.4\n-3,0.4\n4,-0.4\n"
    said = _faults(tmp_path, "retention", text, "rate_C = 1", "area_cm2 = 2.0")
    for part in (
        "row 2, column 'Capacity [mAh]': 168333 lies outside 0 to 187 mAh/g (and 2 more)",
        "LFP holds 170 mAh/g: check the unit, and areal_loading_mg_cm2 and area_cm2",
        "cycle 1 occurs more than once (rows 2, 3)",
        "row 5, column 'cycle': -3 lies outside",
    ):
        assert part in said
    said = _faults(tmp_path, "retention", "cycle,Q [mAh/g]\n1,9\n2.5,9\n", "rate_C = 1")
    assert "row 3, column 'cycle': 2.5: cycles are whole numbers" in said


@pytest.mark.parametrize("unit", ["mAh/g", "Ah/kg", "mAh/cm2", "mAh"])
def test_a_capacity_above_the_theoretical_is_a_fault_in_every_unit(tmp_path, unit):
    # 1.5 mg/cm2 on 2 cm2
    per = {"mAh/cm2": 1.5e-3, "mAh": 3e-3}.get(unit, 1.0)
    for capacity, sound in ((169.0, True), (190.0, False)):
        text = f"C-rate,Capacity [{unit}]\n1,{capacity * per}\n"
        if sound:
            frame = _load(tmp_path, "rate capability", text, cell="area_cm2 = 2.0").tables["mine"]
            assert frame["capacity"].tolist() == pytest.approx([capacity])
        else:
            said = _faults(tmp_path, "rate capability", text, cell="area_cm2 = 2.0")
            assert "190 lies outside 0 to 187 mAh/g" in said


def test_what_a_cathode_holds_is_its_own(tmp_path):
    """273 mAh/g of NMC811, not the 170 of LFP: 200 is sound, 310 is not."""
    cell = 'cathode = "NMC811"'
    for capacity, sound in ((200.0, True), (310.0, False)):
        text = f"C-rate,Capacity [mAh/g]\n0.1,{capacity}\n"
        if sound:
            frame = _load(tmp_path, "rate capability", text, cell=cell).tables["mine"]
            assert frame["capacity"].tolist() == pytest.approx([capacity])
        else:
            said = _faults(tmp_path, "rate capability", text, cell=cell)
            assert "NMC811 holds 276 mAh/g" in said
            assert "LFP" not in said
    rows = "".join(f"{k},{4.0 - 0.1 * k}\n" for k in range(5))
    said = _faults(tmp_path, "voltage curves", f"t [h],V\n{rows}", "rate_C = 1", cell)
    assert "it reaches 740 mAh/g, but NMC811 holds 276 mAh/g" in said


@pytest.mark.parametrize(
    ("kind", "table", "more", "said"),
    [
        ("polarisation", "time [h],voltage [V]\n0,0.1\n10,-0.1\n", "", "voltages are positive"),
        ("polarisation", "time,voltage [V]\n0,0.1\n10,0.1\n", "", "column 'time': has no unit"),
        ("rate capability", "C-rate,Capacity\n1,150\n", "", "column 'Capacity': has no unit"),
        ("rate capability", "I,Q [mAh/g]\n1,150\n", "", "column 'I': has no unit"),
        (
            "rate capability",
            "I [A/g],Q [mAh/g]\n170,150\n",
            "",
            "1000 lies outside 0.0001 to 500 C",
        ),
        (
            "voltage curves",
            "t [h],V\n" + "".join(f"{k},{3.4 - 0.1 * k}\n" for k in range(5)),
            "rate_C = 1",
            "it reaches 680 mAh/g, but LFP holds 170",
        ),
    ],
)
def test_what_cannot_be_is_a_fault(tmp_path, kind, table, more, said):
    assert said in _faults(tmp_path, kind, table, more)


def test_decimal_commas_are_read(tmp_path):
    loaded = _load(tmp_path, "rate capability", "C-rate;Capacity [mAh/g]\n0,2;164,25\n1,0;142,8\n")
    assert loaded.tables["mine"]["rate"].tolist() == [0.2, 1.0]
    assert loaded.tables["mine"]["capacity"].tolist() == [164.25, 142.8]
    chosen = _load(
        tmp_path,
        "rate capability",
        "C-rate;Capacity [mAh/g]\n0,2;164,25\n1,0;142,8\n",
        'where = { "C-rate" = 0.2 }',
    )
    assert chosen.tables["mine"]["capacity"].tolist() == [164.25]


def test_lines_above_the_heading_do_not_hide_it(tmp_path):
    text = "Cell A\nmeasured by;me\n\nC-rate;Capacity [mAh/g]\n0,2;164,25\n"
    assert _load(tmp_path, "rate capability", text).tables["mine"]["rate"].tolist() == [0.2]


def test_units_of_materials_count(tmp_path):
    text = (
        "electrolyte,quantity,value,unit\n"
        "PHLP,ionic conductivity,0.0104,S/m\n"
        "PHLP,cation transference number,0.14,1\n"
        "PHLP,activation energy,27,kJ/mol\n"
    )
    frame = _load(tmp_path, "material", text).tables["mine"]
    assert frame["value"].tolist() == pytest.approx([0.104, 0.14, 0.27984], rel=1e-4)
    head = "electrolyte,quantity,value{}\nPHLP,ionic conductivity,0.0104\n"
    frame = _load(tmp_path, "material", head.format(" [S/m]")).tables["mine"]
    assert frame["value"].tolist() == pytest.approx([0.104])
    assert "row 2: ionic conductivity has no unit" in _faults(tmp_path, "material", head.format(""))


@pytest.mark.parametrize(
    ("kind", "table", "keys"),
    [
        ("retention", "cycle,Q [mAh/g]\n1,150\n9,140\n", ["rate_C"]),
        (
            "polarisation",
            "time [h],voltage [V]\n0,0.1\n10,0.2\n",
            ["current_mA_cm2", "charge_mAh_cm2", "reading"],
        ),
    ],
)
def test_what_no_file_says_is_asked_for(tmp_path, kind, table, keys):
    said = _faults(tmp_path, kind, table)
    assert [f"{key} is missing" in said for key in keys] == [True] * len(keys)


class TestSpectra:
    F = np.logspace(5, -1, 20)
    LITHIUM = 12.8 + 1 / (1 / 300 + 2j * np.pi * F * 1e-6)
    STEEL = 12.8 + 1 / (2j * np.pi * F * 1e-5)

    def table(self, Z, heading="f [Hz],Re(Z) [Ohm.cm2],-Im(Z) [Ohm.cm2]", sign=-1, above=""):
        rows = [f"{f},{z.real},{sign * z.imag}" for f, z in zip(self.F, Z, strict=True)]
        return above + "\n".join([heading, *rows]) + "\n"

    @pytest.mark.parametrize("sign", [1, -1])
    def test_sign_and_unit_of_the_heading_count(self, tmp_path, sign):
        minus = "-" if sign < 0 else ""
        heading = f"f [Hz],Re(Z) [kOhm],{minus}Im(Z) [kOhm]"
        table = self.table(self.LITHIUM / 1e3 / 1.13, heading, sign)
        more, cell = 'cell_type = "Li|Li"', "area_cm2 = 1.13"
        frame = _load(tmp_path, "spectrum", table, more, cell).tables["mine"]
        assert frame["real"].to_numpy() == pytest.approx(self.LITHIUM.real)
        assert frame["imaginary"].to_numpy() == pytest.approx(self.LITHIUM.imag)

    @pytest.mark.parametrize(
        ("change", "more", "said"),
        [
            ({}, "", "cell_type is missing"),
            ({}, 'cell_type = "SS|SS"', "do not block ions, but cell_type is SS|SS"),
            ({"Z": STEEL}, 'cell_type = "Li|Li"', "block ions, but cell_type is Li|Li"),
            ({"sign": 1}, 'cell_type = "Li|Li"', "mostly positive"),
            (
                {"above": "# Electrode area 2 cm2\n"},
                'cell_type = "Li|Li"',
                "states an electrode area of 2 cm2, but area_cm2 of its cell is 1.13",
            ),
            (
                {"heading": "f [Hz],Re,-Im"},
                'cell_type = "Li|Li"',
                "column 'Re': has no unit",
            ),
        ],
    )
    def test_faults(self, tmp_path, change, more, said):
        table = self.table(**{"Z": self.LITHIUM, **change})
        assert said in _faults(tmp_path, "spectrum", table, more, "area_cm2 = 1.13")
