"""Fits against what is known: exact derivatives, true values, interrupted runs."""

from pathlib import Path

import numpy as np
import pybamm
import pytest

from sclcell.cli import main
from sclcell.fitting.inference.evaluation_log import EvaluationLog, LoggedObjective
from sclcell.fitting.inference.identifiability import identify
from sclcell.fitting.inference.objective import BAD, Objective
from sclcell.fitting.inference.optimise import optimise
from sclcell.fitting.inference.posterior import sample_posterior
from sclcell.fitting.problem.loading import load_problem
from sclcell.fitting.problem.schema import Algorithm, Prior, Unknown
from sclcell.fitting.results import run_fit

D = "Positive particle reference diffusivity [m2.s-1]"
SPREAD = "Positive particle-size logarithmic standard deviation"
FILM = "Lithium interphase film resistance [Ohm.m2]"
EXAMPLE = Path(__file__).parents[2] / "examples" / "fit_curves" / "problem.toml"

# Closures answer in a millisecond: what does not depend on the simulator is tested on them.
FILMS = """
title = "conductivity of PHLP"
[[data]]
name = "films"
kind = "material"
file = "films.csv"
[parameters]
"Matrix conductivity [S.m-1]" = { low = 1e-3, high = 1e-1 }
"Matrix density [kg.m-3]" = { low = 1500, high = 1800 }
[algorithm]
global_evaluations = 8
initial_points = 6
starts = 1
"""
FILMS_CSV = (
    "electrolyte,quantity,value [mS/cm],temperature_C\nPHLP,ionic conductivity,0.2,25\n"
    "PHLP,ionic conductivity,0.22,25\n"
)


@pytest.fixture
def films(tmp_path: Path) -> Path:
    (tmp_path / "films.toml").write_text(FILMS)
    (tmp_path / "films.csv").write_text(FILMS_CSV)
    return tmp_path / "films.toml"


def test_the_optimum_of_two_equal_measurements_is_their_geometric_mean(films):
    result = run_fit(films)
    # The residuals are logarithms of conductivities; PHLP is the matrix; 1 S/m is 10 mS/cm.
    expected = np.sqrt(0.2 * 0.22) / 10
    assert result.values["Matrix conductivity [S.m-1]"] == pytest.approx(expected, rel=1e-4)
    # Two readings with 5 % noise each.
    row = result.parameters.set_index("Parameter").loc["Matrix conductivity [S.m-1]"]
    inflation = result.knowledge.inflation
    assert row["Standard error"] / row["Value"] == pytest.approx(
        0.05 / np.sqrt(2) * inflation, rel=1e-2
    )
    assert row["Identifiable"]
    assert row["Determined by"] == "films"


def test_a_parameter_that_no_data_see_is_named_as_such(films):
    result = run_fit(films)
    row = result.parameters.set_index("Parameter").loc["Matrix density [kg.m-3]"]
    assert not row["Identifiable"]
    assert row["Determined by"] == "bounds"
    assert [list(parts) for _, parts in result.knowledge.weak] == [["Matrix density [kg.m-3]"]]
    low, high = np.quantile(result.samples()["Matrix density [kg.m-3]"], [0.1, 0.9])
    # Uniform between its bounds: 240 of 300.
    assert high - low == pytest.approx(240, rel=0.2)


def test_a_rerun_and_a_resumed_run_give_the_same_result(films, tmp_path):
    first = run_fit(films, tmp_path / "a")
    again = run_fit(films, tmp_path / "b")
    np.testing.assert_array_equal(first.optimum.point, again.optimum.point)
    np.testing.assert_array_equal(first.posterior.points, again.posterior.points)
    # Killed in the middle of writing a line.
    log = tmp_path / "a" / "evaluations.jsonl"
    text = log.read_text()
    log.write_text(text[: len(text) // 2])
    resumed = run_fit(films, tmp_path / "a")
    assert resumed.counts["Taken from an earlier run"] > 0
    assert resumed.counts["Evaluations"] < first.counts["Evaluations"]
    np.testing.assert_array_equal(first.optimum.point, resumed.optimum.point)
    np.testing.assert_array_equal(first.posterior.points, resumed.posterior.points)


OWN = """
[cell]
electrolyte = "film.toml"
[[data]]
name = "spectrum"
kind = "spectrum"
file = "spectrum.csv"
cell_type = "SS|SS"
[parameters]
"Stainless steel double-layer capacity [F.m-2]" = { low = 0.01, high = 1.0 }
[algorithm]
global_evaluations = 0
starts = 1
iterations = 2
[analysis]
predictive = 0
samples = 10
"""
FILM_TOML = """
filler_wt_percent = 15
[matrix]
conductivity_mS_cm = 0.5
transference_number = 0.2
activation_energy_eV = 0.3
"""


def _own_film(folder: Path, film: str = FILM_TOML) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "problem.toml").write_text(OWN)
    (folder / "film.toml").write_text(film)
    rows = "\n".join(
        f"{f},{3 + 1e-3 * k},{-2 - k}" for k, f in enumerate((1e5, 3e4, 1e4, 3e3, 1e3))
    )
    header = "f [Hz],Re(Z) [Ohm.cm2],Im(Z) [Ohm.cm2]"
    (folder / "spectrum.csv").write_text(f"{header}\n{rows}\n")
    return folder / "problem.toml"


def test_an_edited_film_gives_other_numbers_and_its_return_the_known_ones(tmp_path):
    problem = _own_film(tmp_path / "a")
    first = run_fit(problem, tmp_path / "out")
    _own_film(tmp_path / "a", FILM_TOML.replace("0.5", "0.002"))
    edited, fresh = run_fit(problem, tmp_path / "out"), run_fit(problem, tmp_path / "new")
    assert edited.counts["Taken from an earlier run"] == 0
    assert edited.counts["Of the problem before a change"] > 0
    assert edited.optimum.chi_squared == fresh.optimum.chi_squared
    assert edited.optimum.chi_squared > 10 * first.optimum.chi_squared
    _own_film(tmp_path / "a")
    back = run_fit(problem, tmp_path / "out")
    assert back.counts["Evaluations"] == 0
    assert back.optimum.chi_squared == first.optimum.chi_squared


def test_the_same_problem_elsewhere_has_the_same_fingerprint(tmp_path):
    here, there = (load_problem(_own_film(tmp_path / name)) for name in "ab")
    assert Objective(here).fingerprint == Objective(there).fingerprint


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("film.toml", "0.3", "0.30000001"),
        ("spectrum.csv", "3.0,", "3.0000000000001,"),
        ("problem.toml", "0.01", "0.02"),
        ("problem.toml", "SS|SS", "Li|Li"),
        ("problem.toml", "film.toml", "PHLP-15"),
    ],
)
def test_whatever_residuals_depend_on_is_in_the_fingerprint(tmp_path, file, old, new):
    before = Objective(load_problem(_own_film(tmp_path))).fingerprint
    path = tmp_path / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert Objective(load_problem(tmp_path / "problem.toml")).fingerprint != before


def test_where_a_search_starts_is_not_in_the_fingerprint(tmp_path):
    before = Objective(load_problem(_own_film(tmp_path))).fingerprint
    path = tmp_path / "problem.toml"
    path.write_text(path.read_text().replace("high = 1.0", "high = 1.0, start = 0.3"))
    assert Objective(load_problem(path)).fingerprint == before


def test_another_version_of_the_program_is_another_problem(films, monkeypatch):
    before = Objective(load_problem(films)).fingerprint
    entry = "sclcell.fitting.inference.objective.program_digest"
    monkeypatch.setattr(entry, lambda module: "another")
    assert Objective(load_problem(films)).fingerprint != before


@pytest.mark.slow
def test_worker_processes_do_not_change_the_result(films):
    objective = Objective(load_problem(films))
    results = []
    for workers in (1, 2):
        algorithm = Algorithm(global_evaluations=6, initial_points=4, workers=workers, starts=1)
        logged = LoggedObjective(objective, EvaluationLog(None, ""))
        results.append(optimise(logged, objective.start, algorithm, problem_file=films).point)
    np.testing.assert_array_equal(*results)


def test_the_parameter_set_loads_and_has_the_fitted_number(films, tmp_path):
    result = run_fit(films)
    result.write(tmp_path / "out")
    values = pybamm.ParameterValues.from_json(tmp_path / "out" / "parameters.json")
    both = [values[f"Matrix {ion} conductivity [S.m-1]"] for ion in ("cation", "anion")]
    assert sum(both) == pytest.approx(result.values["Matrix conductivity [S.m-1]"])


def test_data_sets_and_cells_of_similar_names_have_files_of_their_own(tmp_path):
    data = '[[data]]\nname = "{0}"\nkind = "material"\nfile = "films.csv"\ncell = "{0}"\n'
    names = ("a b", "a_b", "a/b")
    cells = "".join(f'[cells."{name}"]\n' for name in names)
    text = FILMS.replace('name = "films"', "").partition("[[data]]")[0]
    rest = FILMS[FILMS.index("[parameters]") :].replace("evaluations = 8", "evaluations = 0")
    (tmp_path / "films.toml").write_text(text + cells + "".join(map(data.format, names)) + rest)
    (tmp_path / "films.csv").write_text(FILMS_CSV)
    arguments = ["fit", str(tmp_path / "films.toml"), "--out", str(tmp_path / "out"), "--quiet"]
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 0
    assert len(list((tmp_path / "out").glob("data_*.csv"))) == 3
    assert len(list((tmp_path / "out").glob("parameters_*.json"))) == 3


def test_a_simulation_that_fails_counts_as_bad_and_is_reported(films):
    objective = Objective(load_problem(films))
    part = objective.parts[0]
    part.compare = lambda *arguments: (_ for _ in ()).throw(RuntimeError("singular"))
    residuals = objective.residuals(objective.start)
    assert (residuals == BAD).all()
    (reason,) = objective.counts.failures
    assert reason.startswith("films: ")
    assert "singular" in reason


def _linear_problem(rng):
    J = rng.standard_normal((40, 2)) * [30.0, 3.0]
    optimum = np.array([0.5, 0.4])
    noise = rng.standard_normal(40)
    noise -= J @ np.linalg.lstsq(J, noise, rcond=None)[0]

    class Linear:
        def residuals(self, point):
            return noise + J @ (point - optimum)

        def jacobian(self, point):
            return J

    return Linear(), J, noise, optimum


def test_samples_of_a_linear_problem_have_its_covariance(rng):
    linear, J, _, optimum = _linear_problem(rng)
    unknowns = [Unknown(name, name, 0.0, 1.0, 0.5, "linear") for name in "ab"]
    logged = LoggedObjective(linear, EvaluationLog(None, ""))
    posterior = sample_posterior(logged, unknowns, optimum, 1.0, 4000, 10, seed=3)
    assert posterior.effective_share == pytest.approx(1.0)
    expected = np.linalg.inv(J.T @ J)
    np.testing.assert_allclose(np.cov(posterior.points.T), expected, rtol=0.25, atol=2e-5)
    np.testing.assert_allclose(posterior.points.mean(0), optimum, atol=0.02)


def test_a_prior_adds_its_information(rng):
    _, J, noise, optimum = _linear_problem(rng)
    unknowns = [
        Unknown("a", "a", 0.0, 2.0, 1.0, "linear"),
        Unknown("b", "b", 0.0, 2.0, 1.0, "linear", Prior(value=1.0, sd=0.02)),
    ]
    knowledge = identify(unknowns, optimum, {"data": J}, float(noise @ noise), 40)
    # A prior of 0.02 on a range of 2 is 0.01 in the unit interval; a uniform law is 1/sqrt(12).
    information = J.T @ J / knowledge.inflation**2 + np.diag([12.0, 1e4])
    np.testing.assert_allclose(knowledge.covariance, np.linalg.inv(information))
    assert knowledge.determined_by == ("data", "prior")


def test_sensitivities_of_curves_agree_with_differences():
    loaded = load_problem(EXAMPLE)
    keep = loaded.tables["discharges"]["rate"].isin([1.0, 5.0])
    loaded.tables["discharges"] = loaded.tables["discharges"][keep]
    objective = Objective(loaded)
    # Near the optimum of the example.
    values = {FILM: 0.0017, D: 3.3e-18, SPREAD: 0.06, "LFP plateau potential [V]": 3.43}
    point = objective.start
    for k, unknown in enumerate(objective.unknowns):
        if unknown.label in values:
            point[k] = unknown.unit(values[unknown.label])
    J = objective.jacobian(point)
    for name in (FILM, D, "LFP plateau potential [V]"):
        k = objective.labels.index(name)
        up, down = point.copy(), point.copy()
        up[k] += 1e-3
        down[k] -= 1e-3
        difference = (objective.residuals(up) - objective.residuals(down)) / 2e-3
        assert np.abs(J[:, k] - difference).max() < 0.1 * np.abs(difference).max()


RATES = f"""
[[data]]
name = "rates"
kind = "rate capability"
file = "rates.csv"
cycles = 1
noise = 1.0
[parameters]
"{D}" = {{ low = 1e-19, high = 1e-16 }}
"{SPREAD}" = {{ low = 0.1, high = 1.2 }}
"{FILM}" = {{ low = 1e-4, high = 0.05 }}
"Positive electrode double-layer capacity [F.m-2]" = {{ low = 0.05, high = 0.5 }}
"""
TRUE = {
    D: 6e-18,
    SPREAD: 0.55,
    FILM: 0.0165,
    "Positive electrode double-layer capacity [F.m-2]": 0.2,
}


@pytest.mark.slow
def test_synthetic_data_give_true_values_back(tmp_path):
    """Of 20 data sets with noise, at least 90 % of the identifiable values lie within 2 SE."""
    rates = (0.2, 1, 2, 5, 8, 12)
    (tmp_path / "p.toml").write_text(RATES)
    rows = "\n".join(f"{rate},100" for rate in rates)
    (tmp_path / "rates.csv").write_text(f"C-rate,Capacity [mAh/g]\n{rows}\n")
    objective = Objective(load_problem(tmp_path / "p.toml"))
    part = objective.parts[0]
    truth = np.array([u.unit(TRUE[u.label]) for u in objective.unknowns])
    clean = objective.comparisons(truth)[0].table["Model"].to_numpy()
    rng = np.random.default_rng(11)
    within, total, table = 0, 0, []
    for number in range(20):
        part._measured = clean + rng.standard_normal(clean.size)
        objective._kept.clear()
        logged = LoggedObjective(objective, EvaluationLog(None, ""))
        algorithm = Algorithm(global_evaluations=0, starts=1, iterations=8)
        optimum = optimise(logged, objective.start, algorithm)
        J = logged.jacobian(optimum.point)
        r = logged.residuals(optimum.point)
        knowledge = identify(objective.unknowns, optimum.point, {"rates": J}, float(r @ r), len(r))
        # Without double layers their capacity moves nothing: it must be named, every time.
        assert not knowledge.determined[3]
        off = (optimum.point - truth) / knowledge.sd
        counted = np.array(knowledge.determined)
        within += int((np.abs(off[counted]) <= 2).sum())
        total += int(counted.sum())
        table.append((number, *np.round(off, 2), int(counted.sum())))
    print("\n".join(map(str, table)), f"\nwithin two standard errors: {within} of {total}")
    assert total >= 40
    assert within >= 0.9 * total
