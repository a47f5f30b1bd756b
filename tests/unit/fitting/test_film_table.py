"""Tables of films as users write them."""

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.fitting.films.on_table import fit_film
from sclcell.fitting.films.reading import read_film_table
from sclcell.parameter_sets.materials import find_material

LATP = find_material("filler", "LATP")
PEO = find_material("matrix", "PEO/LiTFSI")


@pytest.mark.parametrize(
    ("heading", "cell", "S_m"),
    [
        ("conductivity [mS/cm]", "0.05", 5e-3),
        ("σ / mS cm-1", "0.05", 5e-3),
        ("Ionic conductivity (S/cm)", "5e-5", 5e-3),
        ("conductivity_S_cm", "5e-5", 5e-3),
        ("sigma [S/m]", "0.005", 5e-3),
        ("log10 sigma (S/cm)", "-4.30103", 5e-3),
        ("ln σ [S/m]", "-5.298317", 5e-3),
    ],
)
def test_units_of_conductivity(read, heading, cell, S_m):
    table = read(f"wt% LATP\tT (°C)\t{heading}\n0\t25\t{cell}\n20\t25\t{cell}\n")
    assert np.exp(table.frame["ln_sigma"].to_numpy()) == pytest.approx([S_m, S_m], rel=1e-5)


@pytest.mark.parametrize(
    ("heading", "cell"), [("T [K]", "298.15"), ("temperature_C", "25"), ("1000/T [1/K]", "3.35402")]
)
def test_temperatures(read, heading, cell):
    table = read(f"filler [wt%];{heading};sigma [mS/cm]\n0;{cell};1\n10;{cell};2\n")
    assert table.frame["T"].to_numpy() == pytest.approx(298.15, abs=1e-3)


def test_volume_becomes_mass_by_the_densities(read):
    table = read("Loading (vol%),T/K,sigma [mS/cm]\n0,298,1\n10,298,2\n")
    expected = 0.1 * 2940 / (0.1 * 2940 + 0.9 * 1250)
    assert table.frame["w"].iloc[1] == pytest.approx(expected)
    assert table.frame["phi"].iloc[1] == pytest.approx(0.1)


def test_volume_of_a_filler_without_density_is_refused(read):
    with pytest.raises(InputError, match="vol% needs the densities"):
        read("filler [vol%],T/K,sigma [mS/cm]\n10,298,2\n", find_material("filler", "none"))


@pytest.mark.parametrize(
    ("heading", "basis", "extra"),
    [
        ("filler [wt%]", "polymer and salt", ";salt per polymer"),
        ("filler [phr]", None, ";salt per polymer"),
        ("filler [wt%]", "polymer", ";salt per polymer"),
    ],
)
def test_more_filler_than_polymer(read, heading, basis, extra):
    """Of the polymer, or of polymer and salt, there may be more than 100 %."""
    table = read(f"{heading};T [K];sigma [mS/cm]{extra}\n150;298;1;0.5\n", basis=basis)
    expected = 1.5 / 2.5 if basis == "polymer and salt" else 1.5 / 3.0
    assert table.frame["w"].iloc[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("basis", "extra", "expected"),
    [
        ("film", "", 0.2),
        ("polymer and salt", "", 0.2 / 1.2),
        ("polymer", "salt per polymer", 0.2 / 1.7),
        ("film with solvent", "solvent [wt%]", 0.25),
    ],
)
def test_basis_of_wt_percent(read, basis, extra, expected):
    cell = {"": "", "salt per polymer": ";0.5", "solvent [wt%]": ";20"}[extra]
    head = f";{extra}" if extra else ""
    table = read(f"filler [wt%];T [K];sigma [mS/cm]{head}\n20;298;1{cell}\n", basis=basis)
    assert table.frame["w"].iloc[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("filler [wt%],T [K],sigma\n1,298,1\n", "has no unit; write .mS/cm."),
        ("filler,T [K],sigma [mS/cm]\n1,298,1\n", "has no unit; write .wt%."),
        ("filler [wt%],T,sigma [mS/cm]\n1,298,1\n", "has no unit; write .degC. or .K."),
        ("filler [wt%],T [K],sigma [mS/cm]\n120,298,1\n", "120 % is not between 0 and 100"),
        ("filler [wt%],T [K],sigma [mS/cm]\n10,298,-1\n", "-1 is not positive"),
        ("filler [wt%],T [K],sigma [mS/cm]\n10,298,lots\n", "'lots' is no number"),
        ("filler [wt%],T [degC],sigma [mS/cm]\n10,900,1\n", "no temperature of a polymer film"),
        ("filler [wt%],T [K],sigma [mS/cm]\n10,298,5e7\n", "check the unit in the heading"),
        ("filler [wt%],T [K],D [cm2/s]\n10,298,5e-8\n", "no row has"),
        ("filler [wt%],sigma [mS/cm]\n10,5e-8\n", "no column of temperature"),
        ("filler [wt%],T [K],sigma [mS/cm],basis\n1,298,1,polymer\n", "needs the salt"),
        (
            "filler [wt%],T [K],sigma [mS/cm],t+,method\n1,298,1,.2,NMR\n2,298,1,.2,BV\n",
            "several methods",
        ),
        ("series,wt%,T [K],sigma [mS/cm]\na,1,298,1\nb,2,298,1\n", "choose one with --series"),
    ],
)
def test_what_cannot_be_converted_is_refused_in_one_line(read, text, said):
    with pytest.raises(InputError, match=said) as error:
        read(text)
    assert "\n" not in str(error.value)


def test_negative_transference_numbers_are_kept_but_not_fitted(read):
    table = read("wt%,T [K],sigma [mS/cm],t0+\n0,298,1,-0.2\n10,298,2,0.1\n")
    assert table.method == "concentration cells"
    assert table.frame["t_plus"].isna().all()
    assert table.left_out["t_plus"].tolist() == [-0.2, 0.1]
    assert any("not fitted" in note for note in table.notes)


def test_scatter_of_thickness_and_drying_enter_the_noise(read):
    table = read(
        "wt%,T [K],sigma [mS/cm],thickness [um],thickness scatter [um],dried\n"
        "0,298,1,50,5,yes\n10,298,2,50,5,no\n"
    )
    assert table.frame["extra"].iloc[0] == pytest.approx(0.1)
    assert table.frame["extra"].iloc[1] == pytest.approx(np.hypot(0.1, 0.3))


def test_missing_values_and_batches(read):
    table = read("wt%,batch,T [K],sigma [mS/cm],t+\n0,a,298,1,\n0,b,298,2,0.2\n10,a,298,-,0.3\n")
    assert table.frame["film"].nunique() == 3
    assert table.frame["t_plus"].notna().sum() == 2


@pytest.mark.parametrize("series", ["DB_Sun1999_BaTiO3_A", "DB_MRI2009_SiO2"])
def test_shipped_series_are_read(series):
    from importlib.resources import files

    path = files("sclcell.experiments") / "data" / "films" / "loading_series.csv"
    table = read_film_table(str(path), find_material("filler", "none"), PEO, series=series)
    assert len(table.loadings) >= 7


def test_spectra_between_steel_electrodes_give_the_conductivity(tmp_path):
    f = np.logspace(6, 0, 40)
    rows = []
    for k, (T, R) in enumerate([(25, 40.0), (60, 8.0)]):
        Z = R / 2.0 + 1 / (2j * np.pi * f * 1e-6)  # 2 cm2
        lines = [f"{a:.6g},{z.real:.6g},{z.imag:.6g}" for a, z in zip(f, Z, strict=True)]
        (tmp_path / f"s{k}.csv").write_text("f [Hz],Re(Z) [Ohm],Im(Z) [Ohm]\n" + "\n".join(lines))
        rows.append(f"10,{T},s{k}.csv,2,0.1")
    path = tmp_path / "films.csv"
    path.write_text("wt%,T [degC],spectrum,area [cm2],thickness [mm]\n" + "\n".join(rows))
    table = read_film_table(path, LATP, PEO)
    # 0.01 cm over 40 and 8 Ohm cm2
    assert np.exp(table.frame["ln_sigma"].to_numpy()) == pytest.approx([0.025, 0.125], rel=1e-3)


def test_spectra_without_thickness_are_refused(read):
    with pytest.raises(InputError, match="need a column 'thickness"):
        read("wt%,T [degC],spectrum\n0,25,s.csv\n")


HEAD = "filler [wt%],temperature [degC],conductivity [mS/cm]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD},D [m2/s]\n0,25,0.1,0\n", "row 2, column 'D .m2/s.', in m2/s: 0 lies outside"),
        (f"{HEAD},D [m2/s]\n0,25,0.1,-1e-12\n", "-1e-12 lies outside"),
        (f"{HEAD},thickness [um]\n0,25,0.1,0\n", "'thickness .um.': 0 lies outside"),
        (f"{HEAD},sigma error [%]\n0,25,0.1,-5\n", "-5 lies outside 0 to 1000"),
        (f"{HEAD},sigma error [%]\n0,25,0.1,inf\n", "inf lies outside 0 to 1000"),
        (f"{HEAD},solvent [wt%]\n0,25,0.1,100\n", "100 lies outside 0 to 99"),
        (f"{HEAD},salt per polymer\n0,25,0.1,-1\n", "-1 lies outside 0 to 10"),
        (HEAD.replace("wt%", "mol%") + "\n0,25,0.1\n", "has the unit 'mol%'; write .wt%."),
        (
            f"{HEAD},series\n" + "".join(f"0,25,0.1,\x1b{k}\n" for k in range(500)),
            r"500 series \('.x1b0', .* and 492 more\); choose one with --series",
        ),
        (f"{HEAD}\n0,25,{'x' * 5000}\n", "is no number"),
    ],
)
def test_what_no_film_can_have_is_one_short_line(read, text, said):
    with pytest.raises(InputError, match=said) as error:
        read(text)
    assert len(str(error.value)) < 400
    assert str(error.value).isprintable()


@pytest.mark.parametrize("rows", ["0,25,0.1\n0.15,25,0.2\n", "0.05,25,0.1\n0.15,25,0.2\n"])
def test_fractions_under_percent_are_named(read, rows):
    notes = " ".join(read(f"{HEAD}\n{rows}").notes)
    assert "is read as percent, at most 0.15 %; if these are fractions of one, call it" in notes
    named = f"filler mass fraction,{HEAD.partition(',')[2]}\n{rows}"
    assert read(named).loadings[-1] == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("heading", "cell", "T", "noted"),
    [
        ("sigma [S/cm]", "0.037", 25, True),
        ("sigma [S/cm]", "37e-6", 25, False),
        ("sigma [mS/cm]", "5e-8", 25, True),
        ("sigma [mS/cm]", "5e-8", -60, False),
        ("sigma [S/cm]", "0.037", 120, False),
    ],
)
def test_what_no_polymer_electrolyte_conducts_is_noted(read, heading, cell, T, noted):
    notes = read(f"wt%,T [degC],{heading}\n0,{T},{cell}\n").notes
    assert any("check the unit in" in note and "S/cm at 25 degC" in note for note in notes) == noted


class TestManyFilms:
    """The work grows with the third power of the number of films."""

    @pytest.fixture
    def fitted(self, tmp_path, monkeypatch):
        given = {}

        def fit_laws(data, **options):
            given.update(options, notes=data.notes)
            raise InputError("as far as this")

        monkeypatch.setattr("sclcell.fitting.films.on_table.fit_laws", fit_laws)

        def fit(films, temperatures=(25, 40, 60), **options):
            rows = "".join(f"{k / 5},{T},0.1\n" for k in range(films) for T in temperatures)
            (tmp_path / "t.csv").write_text(f"{HEAD}\n{rows}")
            with pytest.raises(InputError) as error:
                fit_film(tmp_path / "t.csv", filler="LATP", **options)
            return str(error.value), given

        return fit

    def test_more_than_can_be_fitted_are_refused(self, fitted):
        assert "it has 200 films, and at most 24 are fitted" in fitted(200)[0]
        assert fitted(24)[0] == "as far as this"
        said = fitted(24, temperatures=range(20, 41))[0]
        assert "it has 504 measured values, and at most 500 are fitted" in said

    def test_many_are_weighed_by_evidence_and_it_is_said(self, fitted):
        _, few = fitted(12)
        assert (few["folds"], few["particles"]) == (True, 400)
        _, many = fitted(13)
        assert (many["folds"], many["particles"]) == (False, 100)
        assert "13 films are many: laws are weighed by evidence" in many["notes"][-1]

    @pytest.mark.parametrize("asked", ["temperatures_degC", "at_wt_percent"])
    def test_no_more_is_asked_for_than_can_be_drawn(self, fitted, asked):
        said, _ = fitted(2, **{asked: [k / 10 for k in range(51)]})
        assert "51" in said
        assert "give at most 50" in said
