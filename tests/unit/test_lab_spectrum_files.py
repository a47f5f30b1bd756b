"""Spectra of users: units and area, blocking or not, and what the command says of them."""

import json

import numpy as np
import pytest

from sclcell.cli import main
from sclcell.errors import InputError
from sclcell.experiments.laboratory.electrode_kind import electrode_kind
from sclcell.experiments.laboratory.impedance_files import measured_spectrum
from sclcell.experiments.laboratory.spectroscopy import spectrum_table
from sclcell.measured.stated import stated_area_cm2

F = np.logspace(5, -1, 31)
#: 12.8 Ohm, as of 22 um with 0.172 mS/cm on 1 cm2, with 10 uF.
BLOCKING = 12.8 + 1 / (2j * np.pi * F * 1e-5)
LITHIUM = 12.8 + 1 / (1 / 300 + 2j * np.pi * F * 1e-6)
ISSUE = "f [Hz];Re(Z) [Ohm];-Im(Z) [Ohm]"


def _text(heading=ISSUE, Z=BLOCKING, f_unit=1.0, Z_unit=1.0, above=""):
    rows = [
        f"{f / f_unit:.9g};{z.real / Z_unit:.9g};{-z.imag / Z_unit:.9g}"
        for f, z in zip(F, Z, strict=True)
    ]
    return above + "\n".join([heading, *rows]).replace(".", ",").replace("Ohm,", "Ohm.") + "\n"


def _write(folder, *args, **kwargs):
    path = folder / "mine.csv"
    path.write_text(_text(*args, **kwargs), encoding="utf-8")
    return path


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as caught:
        main(["eis", "PHLP-15", *map(str, arguments)])
    out, err = capsys.readouterr()
    return caught.value.code, out, err


def _conductivity(capsys, *arguments):
    code, out, err = _run(capsys, *arguments, "--json", "-")
    assert code == 0, err
    return json.loads(out)


def test_semicolons_and_decimal_commas(tmp_path, capsys):
    path = _write(tmp_path)
    results = _conductivity(capsys, "--cell", "blocking", "--area", 1, "--data", path)
    assert results["Ionic conductivity [mS.cm-1]"] == pytest.approx(0.172, abs=5e-4)


@pytest.mark.parametrize(
    ("heading", "f_unit", "written"),
    [
        ("f [kHz];Re(Z) [Ohm];-Im(Z) [Ohm]", 1e3, 1),
        ("f [Hz];Re(Z) [kOhm];-Im(Z) [kOhm]", 1, 1e-3),
        ("f [Hz];Re(Z) [mOhm];-Im(Z) [mOhm]", 1, 1e3),
        ("f [Hz];Re(Z) [kOhm.cm2];-Im(Z) [kOhm.cm2]", 1, 1.13e-3),
        ("f [Hz];Re(Z) [Ohm.m2];-Im(Z) [Ohm.m2]", 1, 1.13e-4),
    ],
)
def test_units_of_headings_count(tmp_path, heading, f_unit, written):
    """A cell of 1.13 cm2; columns that are per area already do not take it."""
    path = _write(tmp_path, heading, written * BLOCKING, f_unit)
    table = measured_spectrum(path, 1.13).table
    assert table["Frequency [Hz]"].to_numpy() == pytest.approx(F)
    assert table["Re(Z) [Ohm.cm2]"].to_numpy() == pytest.approx(1.13 * BLOCKING.real, rel=1e-6)
    assert table["Im(Z) [Ohm.cm2]"].to_numpy() == pytest.approx(1.13 * BLOCKING.imag, rel=1e-6)


def test_kilohm_through_the_command(tmp_path, capsys):
    path = _write(tmp_path, ISSUE.replace("Ohm", "kOhm"), 1e-3 * BLOCKING)
    results = _conductivity(capsys, "--cell", "blocking", "--area", 1, "--data", path)
    assert results["Ionic conductivity [mS.cm-1]"] == pytest.approx(0.172, abs=5e-4)


@pytest.mark.parametrize(
    "line",
    [
        "# Electrode area: 1.13 cm2",
        "Electrode surface area : 1,130 cm²",
        "Area (cm^2);1,13",
        "# Area = 113 mm2",
        "AREA\tQUANT\t1.13000E+000\tSample Area (cm^2)",
        "Fläche: 1,13e-4 m²",
    ],
)
def test_an_area_that_the_file_states_is_taken(tmp_path, line):
    read = measured_spectrum(_write(tmp_path, above=line + "\n"))
    assert (read.area_cm2, read.area_from) == (pytest.approx(1.13), "the file")
    assert read.table["Re(Z) [Ohm.cm2]"].iloc[0] == pytest.approx(1.13 * 12.8, rel=1e-4)


def test_an_area_in_a_column_is_taken(tmp_path):
    text = _text().replace("\n", ";1,13\n").replace("[Ohm];1,13\n", "[Ohm];Area [cm2]\n", 1)
    (tmp_path / "mine.csv").write_text(text)
    assert measured_spectrum(tmp_path / "mine.csv").area_cm2 == pytest.approx(1.13)


@pytest.mark.parametrize(
    "line",
    ["Electrode surface area : 0.001 cm²", "areal loading 3 mg/cm2", "mass 3 mg", "area unknown"],
)
def test_what_states_no_area(line):
    """EC-Lab writes 0.001 cm2 where nobody has entered anything."""
    assert stated_area_cm2([line]) is None


def test_an_unknown_area_is_asked_for(tmp_path, capsys):
    code, _, err = _run(capsys, "--cell", "blocking", "--data", _write(tmp_path))
    assert code == 2
    assert "give it with --area" in err
    assert len(err.splitlines()) == 1


def test_two_areas_are_a_fault(tmp_path):
    with pytest.raises(InputError, match=r"several electrode areas, 1\.13, 2 cm2"):
        measured_spectrum(_write(tmp_path, above="# area 1.13 cm2\n# area 2 cm2\n"))


def test_an_area_given_against_the_file_is_said(tmp_path):
    read = measured_spectrum(_write(tmp_path, above="# area 1.13 cm2\n"), 2.0)
    assert read.area_cm2 == 2.0
    assert "the file states 1.13 cm2" in read.area_from


def test_all_faults_at_once(tmp_path):
    path = _write(tmp_path, "f [Wb];Re(Z) [Ohm];-Im(Z) [Ohm]", BLOCKING.conjugate())
    with pytest.raises(InputError) as caught:
        measured_spectrum(path)
    for part in ("unit 'Wb' is not known", "--area", "mostly positive"):
        assert part in str(caught.value)


def test_an_ambiguous_comma_is_no_number(tmp_path):
    rows = "".join(f"{10**k}\t1,{k}00\t-0,{k}\n" for k in range(6))
    (tmp_path / "mine.csv").write_text("f [Hz]\tRe [Ohm.cm2]\tIm [Ohm.cm2]\n" + rows)
    assert measured_spectrum(tmp_path / "mine.csv").table.iloc[-1, 1] == 1.0
    rows = "".join(f"{10**k}\t1,{k}00\t-1\n" for k in range(6))
    (tmp_path / "mine.csv").write_text("f [Hz]\tRe [Ohm.cm2]\tIm [Ohm.cm2]\n" + rows)
    with pytest.raises(InputError, match="'1,000' is not a number; write a decimal point"):
        measured_spectrum(tmp_path / "mine.csv")


@pytest.mark.parametrize("decimal", [".", ","])
def test_columns_of_ec_lab_are_told_by_their_headings(tmp_path, decimal):
    """Not by their order, and with the area that EC-Lab states."""
    lines = ["EC-Lab ASCII FILE", "Nb header lines : 4", "Electrode surface area : 1,130 cm²"]
    lines.append("time/s\tfreq/Hz\t|Z|/Ohm\tRe(Y)/Ohm-1\t-Im(Z)/Ohm\tRe(Z)/Ohm\t")
    for f, z in zip(F, BLOCKING, strict=True):
        numbers = [1.5, f, abs(z), (1 / z).real, -z.imag, z.real]
        lines.append("\t".join(f"{x:.9E}".replace(".", decimal) for x in numbers) + "\t")
    (tmp_path / "mine.mpt").write_text("\n".join(lines), encoding="latin-1")
    read = measured_spectrum(tmp_path / "mine.mpt")
    assert read.area_cm2 == pytest.approx(1.13)
    assert read.table["Re(Z) [Ohm.cm2]"].to_numpy() == pytest.approx(1.13 * BLOCKING.real)
    assert read.table["Im(Z) [Ohm.cm2]"].to_numpy() == pytest.approx(1.13 * BLOCKING.imag)


def test_units_in_a_spreadsheet_count(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["f [kHz]", "Re(Z) [kOhm]", "-Im(Z) [kOhm]"])
    for f, z in zip(F, BLOCKING, strict=True):
        book.active.append([f / 1e3, z.real / 1e3, -z.imag / 1e3])
    book.save(tmp_path / "mine.xlsx")
    table = measured_spectrum(tmp_path / "mine.xlsx", 1.0).table
    assert table["Frequency [Hz]"].to_numpy() == pytest.approx(F)
    assert table["Re(Z) [Ohm.cm2]"].to_numpy() == pytest.approx(BLOCKING.real)


class TestElectrodes:
    @pytest.mark.parametrize(
        ("Z", "kind"),
        [
            (BLOCKING, "blocking"),
            (12.8 + 1 / (2j * np.pi * F * 1e-5) ** 0.8, "blocking"),
            (LITHIUM, "conducting"),
            (LITHIUM + 30 / np.sqrt(2j * np.pi * F), "conducting"),
            (LITHIUM + 1 / (2j * np.pi * F * 1e-2), "unclear"),
        ],
    )
    def test_low_frequencies_tell_them_apart(self, Z, kind):
        """A capacitor, a constant phase element; an arc, diffusion; an arc with a slow rise."""
        assert electrode_kind(spectrum_table(F, Z)) == kind

    def test_the_rising_side_of_an_arc_says_nothing(self):
        high = F > 100
        assert electrode_kind(spectrum_table(F[high], LITHIUM[high])) == "unclear"

    @pytest.mark.parametrize("seed", range(10))
    def test_noise_changes_nothing(self, seed):
        rng = np.random.default_rng(seed)
        for Z, kind in ((BLOCKING, "blocking"), (LITHIUM, "conducting")):
            noisy = Z * (1 + 0.01 * (rng.normal(size=F.size) + 1j * rng.normal(size=F.size)))
            assert electrode_kind(spectrum_table(F, noisy)) == kind

    def test_lithium_is_not_taken_as_blocking(self, tmp_path, capsys):
        path = _write(tmp_path, Z=LITHIUM)
        code, _, err = _run(capsys, "--cell", "blocking", "--area", 1, "--data", path)
        assert code == 2
        assert "do not block ions. Give --cell symmetric" in err

    def test_steel_is_not_taken_as_lithium(self, tmp_path, capsys):
        arguments = ("--area", 1, "--data", _write(tmp_path))
        code, _, err = _run(capsys, "--cell", "symmetric", *arguments)
        assert (code, "Give --cell blocking" in err) == (2, True)
        results = _conductivity(capsys, *arguments)
        assert results["Cell"] == "blocking"
        assert "capacitive at low frequency" in results["Kind of cell from"]
        assert results["Electrode area from"] == "--area"

    def test_what_the_spectrum_does_not_tell_is_asked_for(self, tmp_path, capsys):
        path = _write(tmp_path, Z=LITHIUM + 1 / (2j * np.pi * F * 1e-2))
        code, _, err = _run(capsys, "--area", 1, "--data", path)
        assert (code, "say what was measured with --cell" in err) == (2, True)

    def test_an_area_without_data_is_refused(self, capsys):
        code, _, err = _run(capsys, "--area", 2)
        assert (code, "--area is that of --data" in err) == (2, True)
