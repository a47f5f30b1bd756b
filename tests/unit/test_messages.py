"""What messages of the command line say of inputs that were nearly right."""

import pytest

import sclcell
from sclcell.cli import main
from sclcell.cli.rate import _split
from sclcell.columns import find_role
from sclcell.errors import InputError, nearest
from sclcell.fitting.films.headings import columns_of
from sclcell.inputs import read_toml

FILMS = ["PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15"]


@pytest.mark.parametrize(
    ("given", "meant"),
    [("PHPL-15", "PHLP-15"), ("PAHP-15", "PHAP-15"), ("PHL15", "PHL-15"), ("xyz", None)],
)
def test_letters_in_the_wrong_order_count_once(given, meant):
    assert nearest(given, FILMS) == meant


def said(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    assert end.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_commands_speak_of_files_not_of_functions(capsys):
    line = said(capsys, "rate", "PHPL-15")
    assert "did you mean 'PHLP-15'?" in line
    assert "a film of your own is a TOML file" in line
    assert "load_electrolyte" not in line


@pytest.mark.parametrize("name", ["films.csv", "Films.XLSX"])
def test_a_table_in_place_of_a_film(capsys, name):
    assert "a table of films goes to 'sclcell film'" in said(capsys, "rate", name)


@pytest.mark.parametrize(("command", "given"), [("rate", "303"), ("electrolyte", "298.15")])
def test_kelvin_in_place_of_celsius(capsys, command, given):
    line = said(capsys, command, "PHLP-15", "--temperature", given)
    assert f"Is it in kelvin? {given} K is {float(given) - 273.15:g} degC" in line
    assert "kelvin" not in said(capsys, command, "PHLP-15", "--temperature", "150")


@pytest.mark.parametrize(
    ("rates", "more", "read"),
    [
        ("0.2C", ("1c",), (0.2, 1.0)),
        ("1,2,5", (), (1.0, 2.0, 5.0)),
        ("1,2", (), (1.0, 2.0)),
        ("0.5 1C", ("2",), (0.5, 1.0, 2.0)),
    ],
)
def test_rates_are_read(rates, more, read):
    assert _split(("PHLP", *more), rates) == ("PHLP", read)


@pytest.mark.parametrize(("rates", "more"), [("0,2", ("1",)), ("0,2", ()), ("1", ("1,5",))])
def test_decimal_commas_of_rates(rates, more):
    with pytest.raises(InputError, match=r"decimal comma; write a decimal point: \d\.\d"):
        _split(("PHLP", *more), rates)
    with pytest.raises(InputError, match="'fast' is not a number"):
        _split(("PHLP",), "fast")


@pytest.mark.parametrize("line", ["x = 0,3", "x = { low = 0,3 }"])
def test_decimal_commas_of_toml(tmp_path, line):
    path = tmp_path / "a.toml"
    path.write_text(f"y = 1\n{line}\n")
    with pytest.raises(InputError, match=r"write a decimal point: 0\.3\.$"):
        read_toml(path)


def test_attribution_is_among_what_is_printed():
    text = sclcell.cycle("PHLP-15", 1.0, 1, attribute=True, mechanisms="ContactLoss").text
    assert "Cost of each mechanism at cycle 1" in text
    assert "ContactLoss" in text


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("T [degC]", "temperature"),
        ("T [K]", "temperature"),
        ("t / °C", "temperature"),
        ("T", "temperature"),
        ("temp [degC]", "temperature"),
        ("t [s]", "time"),
        ("T [h]", "time"),
        ("t", "time"),
        ("I [mA]", "current"),
    ],
)
def test_a_letter_means_what_its_unit_says(heading, role):
    roles = ("temperature", "time", "current", "voltage", "rate", "capacity")
    assert [one for one in roles if find_role(one, [heading])] == [role]


@pytest.mark.parametrize("heading", ["T [degC]", "temp [degC]", "Temperature [K]", "cell temp [K]"])
def test_tables_of_films_and_of_cells_know_the_same_words(heading):
    assert columns_of([heading]) == {"temperature": heading}
    assert find_role("temperature", [heading]) == heading
