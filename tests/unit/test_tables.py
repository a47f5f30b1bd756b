"""Tables of users: encodings, delimiters, decimal signs, headings and their units."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sclcell.columns import find_role, parse_unit, split_unit
from sclcell.tables import read_table

NUMBERS = [[100000.0, 12.51, -1.13], [1234.5, 0.5, 2e-3]]


def _read(folder, text, encoding="utf-8", is_heading=None):
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return read_table(path, is_heading)


def _numbers(table) -> list[list[float]]:
    return table.cells.apply(pd.to_numeric).to_numpy(float).tolist()


@pytest.mark.parametrize(
    "text",
    [
        "f,Re,Im\n100000.0,12.51,-1.13\n1234.5,.5,2e-3\n",
        "f;Re;Im\n100000,0;12,51;-1,13\n1234,5;,5;2,0E-03\n",
        "f\tRe\tIm\n100000,0\t12,51\t-1,13\n1234,5\t0,5\t2e-3\n",
        'f,Re,Im\n"100000,0","12,51","-1,13"\n"1234,5","0,5","2e-3"\n',
        "f;Re;Im\n100.000,0;12,51;-1,13\n1.234,5;0,5;2e-3\n",
        'f;Re;Im\n100,000.0;12.51;-1.13\n"1,234.5";0.5;2e-3\n',
        "f;Re;Im;\n100000.0;12.51;\u22121.13;\n1234.5;0.5;2e-3;\n",
        "f;Re;Im\n100\u202f000,0;12,51;-1,13\n1\u00a0234,5;0,5;2e-3\n",
        "f  Re  Im\n100000,0  12,51  -1,13\n1234,5  0,5  2e-3\n",
        "f Re Im\n100000.0 12.51 -1.13\n1234.5 0.5 2e-3\n",
    ],
)
def test_delimiter_and_decimal_sign_are_told_from_the_rows(tmp_path, text):
    table = _read(tmp_path, text)
    assert list(table.cells) == ["f", "Re", "Im"]
    assert _numbers(table) == NUMBERS
    assert list(table.cells.index) == [2, 3]


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 3), min_size=1, max_size=6),
    delimiter=st.sampled_from([";", "\t", "  "]),
    decimal=st.sampled_from(".,"),
    form=st.sampled_from(["{!r}", "{:.3f}", "{:.6e}", "{:g}"]),
)
def test_no_number_comes_out_as_another(tmp_path_factory, rows, delimiter, decimal, form):
    """Whatever is read as a number is the one that was written."""
    texts = [[form.format(x) for x in row] for row in rows]
    lines = [delimiter.join(text.replace(".", decimal) for text in row) for row in texts]
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    path.write_text("\n".join([delimiter.join(["f", "Re", "Im"]), *lines]) + "\n")
    try:
        cells = read_table(path).cells
    except ValueError as error:
        assert "decimal comma" in str(error)  # noqa: PT017
        return
    for text, cell in zip(sum(texts, []), cells.to_numpy().ravel(), strict=True):  # noqa: RUF017
        if "," not in cell:
            assert math.isclose(float(cell), float(text), rel_tol=1e-12)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(tmp_path, encoding):
    table = _read(tmp_path, "Temperatur [°C];Größe\n25,5;1,5\n", encoding)
    assert list(table.cells) == ["Temperatur [°C]", "Größe"]
    assert _numbers(table) == [[25.5, 1.5]]


def test_a_comma_that_may_be_either_stays_in_the_cell(tmp_path):
    """1,234 may be 1.234 or 1234: no number comes of it."""
    table = _read(tmp_path, "a\tb\n1,234\t5\n2,345\t6\n")
    assert table.cells["a"].tolist() == ["1,234", "2,345"]


def test_a_semicolon_tells_that_commas_are_decimal(tmp_path):
    assert _numbers(_read(tmp_path, "a;b\n1,234;5\n2,345;6\n")) == [[1.234, 5], [2.345, 6]]


def test_three_decimals_behind_points_are_no_thousands(tmp_path):
    assert _numbers(_read(tmp_path, "a;b\n1.234;5\n2.345;6\n")) == [[1.234, 5], [2.345, 6]]


def test_a_point_that_may_be_either_is_a_fault(tmp_path):
    with pytest.raises(ValueError, match=r"'100\.000' has a point where other numbers"):
        _read(tmp_path, "f;Re\n100.000;12,51\n10;13,5\n")


def test_mixed_signs_in_a_column_leave_the_commas(tmp_path):
    assert _read(tmp_path, "a;b\n1,5;1\n2.5;2\n").cells["a"].tolist() == ["1,5", "2.5"]


def test_what_stands_above_the_heading(tmp_path):
    text = "Sample;x\nArea;1,13 cm2\n\nfreq;Re\n1,5;2,5\n"
    table = _read(tmp_path, text, is_heading=lambda fields: "freq" in fields)
    assert table.preamble == ("Sample;x", "Area;1,13 cm2")
    assert _numbers(table) == [[1.5, 2.5]]
    commented = _read(tmp_path, "# freq,Re\n1.5,2.5\n", is_heading=lambda f: "freq" in f)
    assert list(commented.cells) == ["freq", "Re"]


def test_a_row_of_units_belongs_to_the_heading(tmp_path):
    assert list(_read(tmp_path, "f\tRe\nkHz\tOhm\n1\t2\n").cells) == ["f [kHz]", "Re [Ohm]"]
    assert list(_read(tmp_path, "cell,a\nA,1\nB,2\n").cells) == ["cell", "a"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f,Re,Im\n1,5,2,5,3,5\n", "row 2: 6 cells for 3 columns"),
        ("f,Re\n1\x00,5\n", "not a text file"),
        ("a,a\n1,2\n", "two columns have the same name"),
    ],
)
def test_what_is_no_table(tmp_path, text, said):
    with pytest.raises(ValueError, match=said):
        _read(tmp_path, text)


@pytest.mark.parametrize(
    ("role", "unit", "factor"),
    [
        ("frequency", "kHz", 1e3),
        ("frequency", "rad/s", 0.15915494309),
        ("real", "mOhm", 1e-3),
        ("real", "MOhm", 1e6),
        ("real", "kΩ", 1e3),
        ("real", "\u2126 cm²", 1.0),  # the ohm sign, not the Greek letter
        ("real", "Ohm.m2", 1e4),
        ("real", "kOhm*cm^2", 1e3),
        ("real", "mΩ·m²", 10.0),
        ("current", "\u00b5A", 1e-6),
        ("current", "\u03bcA", 1e-6),
        ("capacity", "mAh g\u207b\u00b9", 1.0),
        ("capacity", "A.h.cm-2", 1e3),
    ],
)
def test_units_and_their_spellings(role, unit, factor):
    assert parse_unit(role, unit)[1] == pytest.approx(factor)


@pytest.mark.parametrize(("role", "unit"), [("frequency", "MHZ"), ("real", "MOHM"), ("real", "V")])
def test_units_that_say_nothing(role, unit):
    """Case tells milli from mega."""
    assert parse_unit(role, unit) is None


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("Re(Z)", "Re(Z)", None),
        ("-Im(Z) [kOhm]", "-Im(Z)", "kOhm"),
        ("Re(Z)/Wb", "Re(Z)", "Wb"),
        ("Voltage, V", "Voltage", "V"),
        ("Test Time / h", "Test Time", "h"),
    ],
)
def test_units_in_headings(header, name, unit):
    assert split_unit(header) == (name, unit)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Z\u2032 (Ohm)", "real"),
        ("Zreal/kΩ", "real"),
        ("ReZ", "real"),
        ("-Z'' (a)", "imaginary"),
        ('-Z" [Ohm]', "imaginary"),
        ("\u2212Im(Z)/Ohm", "imaginary"),
        ("Freq(Hz)", "frequency"),
        ("f [kHz]", "frequency"),
    ],
)
def test_parts_of_an_impedance_are_found(heading, role):
    others = {"frequency", "real", "imaginary"} - {role}
    assert find_role(role, [heading]) == heading
    assert [find_role(other, [heading]) for other in others] == [None, None]


@pytest.mark.parametrize(
    "heading",
    ["log(f/Hz)", "Impedance [Ohm]", "Resistance [Ohm]", "fit", "Re(Y)/Ohm-1", "Im(C)/nF"],
)
def test_what_is_no_part_of_an_impedance(heading):
    assert [find_role(r, [heading]) for r in ("frequency", "real", "imaginary")] == [None] * 3
