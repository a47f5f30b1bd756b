"""``sclcell film``: the answer, what it says of what it does not know, and the film it writes."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

import sclcell
from sclcell.cli import main
from sclcell.errors import InputError
from sclcell.fitting.films.answer import answer, weighable
from sclcell.fitting.films.prediction import PredictedFilms
from sclcell.fitting.films.split import Split
from sclcell.fitting.films.toml import film_toml
from sclcell.models.laws.composites import registry

LATP = """LATP [wt%],T [degC],conductivity [mS/cm],t+
0,25,0.012,0.21
5,25,0.025,0.25
10,25,0.06,0.3
20,25,0.15,0.35
30,25,0.14,0.36
40,25,0.05,0.3
"""
QUICK = {"particles": 120, "seed": 1}


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as exit_info:
        main(list(arguments))
    captured = capsys.readouterr()
    return exit_info.value.code, captured.out, captured.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("films")
    (made / "latp.csv").write_text(LATP)
    return made


@pytest.fixture(scope="module")
def latp(folder):
    return sclcell.fit_film(
        folder / "latp.csv",
        filler="LATP",
        matrix="PEO/LiTFSI",
        temperatures_degC=[25, -20],
        **QUICK,
    )


@pytest.fixture(scope="module")
def film(latp, folder):
    path = folder / "film.toml"
    path.write_text(film_toml(latp.details, "LATP in PEO"))
    return path


def test_the_measured_optimum_is_recommended(latp):
    numbers = latp.to_dict()
    assert 17 <= numbers["Recommended filler content [wt%]"] <= 32
    assert numbers["Verdict"] == "determined"
    assert numbers["Gain over the bare film, 5 % quantile"] > 2
    assert latp.text.startswith("Make ")
    assert "wt% LATP next" in latp.text.splitlines()[0]
    assert numbers["Probability of a gain"] > 0.95


def test_predictions_have_bands_and_say_where_they_leave_the_data(latp):
    table = latp.table
    low, high = (f"Ionic conductivity, {q} % quantile [mS.cm-1]" for q in (5, 95))
    assert (table[low] < table["Ionic conductivity [mS.cm-1]"]).all()
    assert (table["Ionic conductivity [mS.cm-1]"] < table[high]).all()
    cold = table["Temperature [degC]"] == -20
    width = np.log(table[high] / table[low])
    assert width[cold].min() > 2 * width[~cold].median()
    assert (table["Outside the data"][cold].str.contains("temperature")).all()
    beyond = table["Filler content [wt%]"] > 40.01
    assert beyond.any()
    assert (table["Outside the data"][beyond].str.contains("loading")).all()


def test_what_is_not_known_is_said(latp):
    text = " ".join(latp.text.split())
    assert "Arrhenius' law alone is not extended" in text
    assert "One measurement at -20 degC" in text
    # The list of constants is a detail: in JSON and constants.csv.
    assert "The prior decides" not in text
    assert latp.to_dict()["Constants that the prior decides"]
    assert "The laws tell nothing apart here" in text
    assert latp.details.split is not None
    assert latp.details.split.by_data


def test_without_transference_numbers_the_prior_splits_the_gain(folder):
    path = folder / "sigma.csv"
    path.write_text("\n".join(line.rpartition(",")[0] for line in LATP.splitlines()))
    found = sclcell.fit_film(path, filler="LATP", ranking=False, **QUICK)
    assert found.to_dict()["Split by"] == "prior"
    assert "t+ was not measured" in found.text
    assert "nothing is assumed known of the matrix (--matrix names it)" in found.text
    assert "Laws by evidence" in found.text


def test_a_gain_below_the_scatter_of_films_is_equal(folder):
    path = folder / "flat.csv"
    values = {0: 0.1, 5: 0.11, 10: 0.102, 15: 0.108, 20: 0.1, 30: 0.095}
    path.write_text(
        "wt%,T [K],sigma [mS/cm]\n" + "\n".join(f"{w},298,{s}" for w, s in values.items())
    )
    found = sclcell.fit_film(path, filler="SiO2", **QUICK).details.answer
    assert found.verdict in ("equal", "undetermined")
    assert found.gain[0] < 1 < found.gain[2]


def test_two_films_determine_no_optimum(folder):
    path = folder / "two.csv"
    path.write_text("wt%,T [K],sigma [mS/cm]\n0,298,0.1\n15,298,0.8\n")
    found = sclcell.fit_film(path, filler="LLZTO", **QUICK)
    assert found.details.answer.verdict == "undetermined"
    assert found.text.startswith("Undetermined")


def test_a_polymer_without_filler_is_fitted_over_temperature(folder):
    path = folder / "gel.csv"
    rows = [(70, 5.6), (54, 3.8), (45, 2.6), (35, 1.9), (26, 1.3)]
    path.write_text("T [degC],sigma [mS/cm]\n" + "\n".join(f"{T},{s}" for T, s in rows))
    found = sclcell.fit_film(
        path, matrix="PVDF-HFP/carbonates", temperatures_degC=[25, -34], **QUICK
    )
    cold = found.table[found.table["Temperature [degC]"] == -34].iloc[0]
    assert cold["Ionic conductivity, 5 % quantile [mS.cm-1]"] < 0.0055
    assert cold["Ionic conductivity, 95 % quantile [mS.cm-1]"] > 0.0055
    assert "freezes at" in found.text


def test_a_published_series_is_answered_at_its_own_temperatures():
    path = files("sclcell.experiments") / "data" / "films" / "loading_series.csv"
    found = sclcell.fit_film(
        str(path),
        series="DB_Sun1999_BaTiO3_A",
        filler="BaTiO3",
        matrix="PEO/LiClO4",
        ranking=False,
        particles=100,
    )
    temperatures = found.table["Temperature [degC]"].unique()
    assert temperatures == pytest.approx([25, 40, 55, 70, 85, 100, 115], abs=0.6)
    assert 0.7 <= found.to_dict()["Recommended filler content [wt%]"] <= 4
    low, high = found.to_dict()["Equal filler contents [wt%]"]
    assert low <= 1.5 <= high


@pytest.fixture
def normal_curves():
    """Return curves around a parabola with its best at 10 wt%."""
    w = np.linspace(0, 0.2, 21)
    rng = np.random.default_rng(0)
    shift = 0.3 * rng.standard_normal((4000, 1))
    mean = -((w - 0.1) ** 2) * 400 + shift * (w / 0.2)
    film = mean + 0.2 * rng.standard_normal(mean.shape)
    T = np.array([298.15])
    return PredictedFilms(
        w, T, film[:, :, None], mean[:, :, None], np.full_like(film, np.nan)[:, :, None]
    )


def test_answer_of_known_curves(normal_curves):
    found = answer(normal_curves, np.array([0, 0.02, 0.1, 0.2]), 0.2, 298.15)
    assert found.recommended == pytest.approx(0.1)
    # A parabola of curvature 800 falls by 0.2 within sqrt(0.2/400).
    assert found.equal == pytest.approx((0.08, 0.12), abs=1e-9)
    assert found.verdict == "determined"
    assert np.log(found.gain[1]) == pytest.approx(4, abs=0.05)
    assert abs(found.worth) < 0.05


def test_the_film_goes_into_a_cell_with_bands(film, latp):
    own = latp.to_dict()
    report = sclcell.film(film, 25, bands=True, draws=400).to_dict()
    made = latp.details
    i, k = made.curves.place(made.answer.recommended, 298.15)
    low, middle, high = 10 * made.curves.quantiles[:, i, k]
    assert report["Ionic conductivity [mS.cm-1]"] == pytest.approx(middle, rel=1e-3)
    assert report["Ionic conductivity, 5 % quantile [mS.cm-1]"] == pytest.approx(low, rel=0.1)
    assert report["Ionic conductivity, 95 % quantile [mS.cm-1]"] == pytest.approx(high, rel=0.1)
    assert report["Filler mass fraction"] == pytest.approx(
        own["Recommended filler content [wt%]"] / 100
    )


def test_the_film_follows_its_curve_in_the_cold(film, latp):
    made = latp.details
    i, k = made.curves.place(made.answer.recommended, 273.15)
    cold = sclcell.film(film, 0).to_dict()["Ionic conductivity [mS.cm-1]"]
    assert cold == pytest.approx(10 * made.curves.quantiles[1, i, k], rel=1e-3)


@pytest.mark.slow
def test_the_film_discharges_and_is_exported(film, tmp_path, capsys):
    test = sclcell.rate_test(film, [0.1], temperature_degC=60)
    assert test.table["Specific discharge capacity [mA.h.g-1]"].item() > 50
    code, _, err = run(capsys, "export", str(film), "--out", str(tmp_path))
    assert (code, err) == (0, "")


def test_measured_diffusivity_and_negative_transference_reach_the_cell(folder):
    path = folder / "newman.csv"
    path.write_text(
        "wt%,T [degC],sigma [mS/cm],t0+,D [cm2/s]\n0,60,0.5,-0.2,3e-8\n10,60,0.8,-0.2,4.8e-8\n"
    )
    found = sclcell.fit_film(path, filler="Al2O3", matrix="PEO/LiTFSI", **QUICK)
    file = folder / "newman.toml"
    file.write_text(film_toml(found.details, "newman"))
    report = sclcell.film(file, 60, filler_mass_fraction=0).to_dict()
    assert report["Cation transference number"] == pytest.approx(-0.2)
    # Scatter of films moves the fitted conductivity, and D with it.
    ratio = report["Salt diffusivity [m2.s-1]"] / report["Ionic conductivity [mS.cm-1]"]
    assert ratio == pytest.approx(3e-12 / 0.5, rel=0.05)


def test_a_changed_film_is_refused(film, tmp_path):
    text = film.read_text().replace("measured_wt_percent", "measured")
    (tmp_path / "broken.toml").write_text(text)
    with pytest.raises(InputError, match=r"'measured_wt_percent' is missing"):
        sclcell.film(tmp_path / "broken.toml")


def test_command_writes_answer_and_film(folder, tmp_path, capsys):
    arguments = ["film", str(folder / "latp.csv"), "--filler", "LATP", "--no-ranking", "--at", "25"]
    file = tmp_path / "answer.json"
    code, out, err = run(capsys, *arguments, "--out", str(tmp_path), "--json", str(file))
    assert (code, err) == (0, "")
    assert "next" in out.splitlines()[0] or "Undetermined" in out
    names = out.split("As good as the")[1].split("saved")[0]
    assert all(name in names for name in (*registry, "no law"))
    results = json.loads(file.read_text())
    assert results["Filler content [wt%]"] == [25]
    assert results["Recommended filler content [wt%]"] > 10
    written = {path.name for path in tmp_path.iterdir()}
    assert {"film.toml", "films.png", "predictions.csv", "laws.csv", "answer.csv"} <= written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--filler", "LATPP"], "did you mean 'LATP'"),
        (["--matrix", "PEO/LiTFS"], "did you mean 'PEO/LiTFSI'"),
        (["--coating", "PDAA"], "did you mean 'PDA'"),
        (["--temperature", "300"], "outside the allowed range"),
        (["--basis", "salt"], "unknown basis 'salt'"),
        (["--particle-radius", "0"], "particle radius"),
    ],
)
def test_wrong_names_and_ranges_end_with_exit_code_2(folder, capsys, arguments, said):
    code, out, err = run(capsys, "film", str(folder / "latp.csv"), *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_materials_are_listed(capsys):
    code, out, _ = run(capsys, "film", "--list", "--json", "-")
    results = json.loads(out)
    assert code == 0
    assert "BaTiO3" in results["Filler"]
    assert {row["Value"] for row in results["Properties"] if row["Property"] == "interphase"} == {
        "unknown"
    }


def test_the_best_loading_has_one_interval(latp):
    low, high = latp.to_dict()["Equal filler contents [wt%]"]
    found = re.findall(r"[\d.]+ to [\d.]+ wt%", latp.text.splitlines()[0])
    assert found == [f"{low:g} to {high:g} wt%"]


@pytest.mark.parametrize(("mobility", "open_"), [(0.0, True), (3.0, False)])
def test_causes_are_listed_only_where_the_laws_tell_them_apart(latp, mobility, open_):
    wide = np.array([-1.0, 0.0, 1.0])
    parts = {name: wide for name in latp.details.split.parts["total"]}
    split = Split({"total": parts | {"mobility": wide + mobility}}, wide, True)
    text = replace(latp.details, split=split).text
    assert ("The laws tell nothing apart here" in text) == open_
    assert ("what no law explains" in text) != open_


def test_what_nobody_named_is_not_known(folder):
    path = folder / "unnamed.csv"
    path.write_text("wt%,T [K],sigma [mS/cm]\n0,298,0.1\n15,298,0.8\n")
    notes = sclcell.fit_film(path, ranking=False, particles=40).to_dict()["Notes"]
    assert any(
        "known of the matrix and filler (--matrix and --filler name them)" in n for n in notes
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_in_place_of_a_film_points_to_the_fit_of_films(folder, capsys, suffix):
    path = folder / f"latp{suffix}"
    with pytest.raises(InputError, match=r"sclcell\.fit_film"):
        sclcell.film(path)
    code, _, err = run(capsys, "electrolyte", str(path))
    assert code == 2
    assert "'sclcell film'" in err


def film_file(wt, mS_cm):
    return (
        f"filler_wt_percent = {wt}\n[matrix]\nconductivity_mS_cm = {mS_cm}\n"
        'transference_number = 0.2\nactivation_energy_eV = 0.3\n[filler]\nkind = "LLZTO"\n'
    )


@pytest.mark.parametrize(
    ("wt", "mS_cm", "said"),
    [(0.2, 0.05, "read as percent, 0.2 %"), (10, 90, "check the units"), (10, 0.05, "")],
)
def test_what_a_film_file_may_mean_otherwise_is_noted(folder, capsys, wt, mS_cm, said):
    path = folder / "mine.toml"
    path.write_text(film_file(wt, mS_cm))
    code, _, err = run(capsys, "electrolyte", str(path))
    assert code == 0
    assert said in err
    assert bool(err) == bool(said)


def curves_of(w, mean):
    """Return predictions at 25 degC from draws of ln sigma, (draw, loading)."""
    film, mean = (x[:, :, None] for x in (mean, mean))
    return PredictedFilms(np.asarray(w), np.array([298.15]), film, mean, np.full_like(film, np.nan))


@pytest.mark.parametrize("seed", range(3))
def test_what_lies_below_the_least_filled_film_is_never_advised(seed):
    """The prior of the step has its spike at 1.67 wt%, where nobody made a film."""
    w = np.array([0, 0.01, 0.0167, 0.03, 0.05, 0.07, 0.1, 0.15])
    rng = np.random.default_rng(seed)
    mean = np.array([0, 3, 4, 3, 1, 1.5, 1.2, 0.5]) + 0.1 * rng.standard_normal((500, 8))
    mean[:, 1:4] += 3 * rng.standard_normal((500, 1))
    found = answer(curves_of(w, mean), np.array([0, 0.05, 0.1, 0.15]), 0.2, 298.15)
    assert found.recommended == 0.07
    assert 0.05 <= found.next_film <= 0.15
    assert min(*found.equal, *found.best) >= 0.05


@pytest.mark.parametrize(("top", "beyond"), [(1.0, True), (-1.0, False)])
def test_a_step_beyond_the_most_filled_film_only_where_the_best_is_at_the_top(top, beyond):
    w = np.array([0, 0.05, 0.1, 0.2, 0.25])
    rng = np.random.default_rng(0)
    mean = np.array([0, 1, 2, 2 + top, 2 + 2 * top]) + 0.1 * rng.standard_normal((500, 5))
    mean[:, 4] += 3 * rng.standard_normal(500)
    found = answer(curves_of(w, mean), np.array([0, 0.05, 0.1, 0.2]), 0.2, 298.15)
    assert (found.next_film == 0.25) == beyond
    assert found.recommended == (0.2 if beyond else 0.1)


def test_a_measured_loading_that_is_as_good_is_named():
    w = np.array([0, 0.05, 0.103, 0.11, 0.138274, 0.2])
    mean = np.array([0, 1, 2, 2.01, 1.5, 1]) + 0.05 * np.random.default_rng(0).standard_normal(
        (500, 6)
    )
    found = answer(curves_of(w, mean), np.array([0, 0.05, 0.103, 0.1382736, 0.2]), 0.2, 298.15)
    assert found.recommended == 0.103


def test_the_most_filled_film_by_volume_can_be_the_best():
    w = np.array([0, 0.05, 0.138274])
    mean = np.array([0, 1, 2]) + 0.05 * np.random.default_rng(0).standard_normal((500, 3))
    found = answer(curves_of(w, mean), np.array([0, 0.05, 0.1382736]), 0.2, 298.15)
    assert found.recommended == 0.138274


def test_loadings_are_such_as_a_maker_can_weigh():
    given = np.array([0, 0.0017, 0.013, 0.0484, 0.0516, 0.1667])
    assert weighable(given) == pytest.approx([0, 0, 0.015, 0.05, 0.05, 0.17], abs=1e-12)


def test_no_loading_in_between_is_advised(latp):
    numbers = latp.to_dict()
    advised = [
        numbers["Recommended filler content [wt%]"],
        numbers["Next film to measure [wt%]"],
        *numbers["Equal filler contents [wt%]"],
    ]
    assert all(x == round(2 * x) / 2 for x in advised)
    assert 5 <= numbers["Next film to measure [wt%]"] <= 40


def test_a_loading_at_which_no_draw_of_a_law_holds_has_no_split(tmp_path):
    path = tmp_path / "nearly_all_filler.csv"
    rows = "".join(f"{w},{T},{0.1 * (1 + w / 15)}\n" for w in (0, 90, 99.9) for T in (25, 40, 60))
    path.write_text(f"filler [wt%],temperature [degC],conductivity [mS/cm]\n{rows}")
    found = sclcell.fit_film(path, particles=100)
    assert found.details.split is None
    assert found.text


@pytest.fixture
def film_problem(folder, tmp_path):
    path = tmp_path / "latp.toml"
    table = str(folder / "latp.csv").replace("\\", "/")
    path.write_text(
        f'schema = 1\n[film]\ntable = "{table}"\nfiller = "LATP"\nat_wt_percent = [25]\n'
        "ranking = false\n"
    )
    return path


def test_a_problem_with_films_gives_what_the_table_gives(film_problem, folder, tmp_path, capsys):
    file = tmp_path / "fit.json"
    code, _, err = run(
        capsys, "fit", str(film_problem), "--out", str(tmp_path / "out"), "--json", str(file)
    )
    assert (code, err) == (0, "")
    assert (tmp_path / "out" / "film.toml").is_file()
    direct = sclcell.fit_film(
        folder / "latp.csv", filler="LATP", at_wt_percent=[25], ranking=False
    ).to_dict()
    name = "Recommended filler content [wt%]"
    assert json.loads(file.read_text())[name] == pytest.approx(direct[name])
    code, out, _ = run(capsys, "fit", str(film_problem), "--check")
    assert (code, "no fault; " in out) == (0, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('matrx = "PEO/LiTFSI"', "did you mean 'matrix'"),
        ('matrix = "PEO/LiTFS"', "did you mean 'PEO/LiTFSI'"),
        ("seed = -1", "seed"),
        ("[[data]]", "data: unknown key"),
    ],
)
def test_a_problem_with_faults_is_refused_in_one_line(film_problem, capsys, line, said):
    film_problem.write_text(f"{film_problem.read_text()}{line}\n")
    code, out, err = run(capsys, "fit", str(film_problem), "--check")
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_check_finds_more_films_than_are_fitted(film_problem, tmp_path, capsys):
    rows = "".join(f"{wt},25,0.1\n" for wt in range(30))
    (tmp_path / "many.csv").write_text(f"filler [wt%],T [degC],sigma [mS/cm]\n{rows}")
    film_problem.write_text('[film]\ntable = "many.csv"\n')
    code, _, err = run(capsys, "fit", str(film_problem), "--check")
    assert (code, "it has 30 films" in err) == (2, True)
