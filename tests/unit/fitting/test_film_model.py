"""The model of a series of films: its likelihood, its posterior, its predictions."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from sclcell.fitting.films.films import Films, slope
from sclcell.fitting.films.model import FilmModel
from sclcell.fitting.films.ranking import NO_LAW, fit_laws, ranking_table, tied_laws, weights_of
from sclcell.fitting.films.reading import read_film_table
from sclcell.fitting.films.sampler import bridge, sample
from sclcell.fitting.films.table import FilmTable
from sclcell.models.laws.composites import registry
from sclcell.parameter_sets.materials import find_material

BATIO3 = find_material("filler", "BaTiO3")
PEO = find_material("matrix", "PEO/LiClO4")


def made(w, T, y, t_plus=np.nan, film=None, filler=BATIO3, matrix=PEO):
    w, T, y = (np.asarray(x, dtype=float) for x in np.broadcast_arrays(w, T, y))
    name = [f"{x:g}" for x in w] if film is None else film
    phi = w * 1230 / (w * 1230 + (1 - w) * 6020)
    frame = pd.DataFrame({"w": w, "phi": phi, "T": T, "ln_sigma": y, "t_plus": t_plus})
    return FilmTable(frame.assign(extra=0.0, film=name, D=np.nan, row=0), filler, matrix)


@pytest.fixture(scope="module")
def series():
    path = files("sclcell.experiments") / "data" / "films" / "loading_series.csv"
    return read_film_table(str(path), BATIO3, PEO, series="DB_Sun1999_BaTiO3_A")


@pytest.mark.parametrize("law", ["self-consistent", None])
def test_likelihood_is_that_of_the_whole_covariance(series, law):
    films = Films.of(series.frame)
    model = FilmModel(registry[law] if law else None, BATIO3, PEO, films)
    z = np.random.default_rng(3).standard_normal((4, model.dimension)) * 0.3
    p = model.values(z)
    w, index = films.specimens
    design = np.stack([np.ones_like(films.T), slope(films.T)])
    Z = np.concatenate([(index[:, None] == np.arange(len(w))) * row[:, None] for row in design], 1)
    effects = model.effects(p, w, w, np.eye(len(w)))
    mean = model.mean(p, films.phi, films.T)[0]
    noise = p["Noise of a point [ln sigma]"][:, 0]
    found = model.log_likelihood(films, z)
    for k in range(4):
        K = Z @ effects[k] @ Z.T + (noise[k] ** 2 + 1e-6) * np.eye(len(films.y))
        expected = multivariate_normal.logpdf(films.y, mean[k], K, allow_singular=True)
        assert found[k] == pytest.approx(expected, abs=1e-3)


def test_sampler_finds_a_normal_posterior_and_its_evidence():
    data, sd = np.array([1.0, -0.5]), 0.5

    def log_likelihood(z):
        return norm.logpdf(data, z, sd).sum(1)

    found = sample(log_likelihood, 2, 2000, np.random.default_rng(1))
    assert found.standard.mean(0) == pytest.approx(data / (1 + sd**2), abs=0.06)
    assert found.standard.std(0) == pytest.approx(sd / np.hypot(1, sd), abs=0.05)
    exact = norm.logpdf(data, 0, np.hypot(1, sd)).sum()
    assert found.log_evidence == pytest.approx(exact, abs=0.15)
    other = bridge(
        found,
        lambda z: norm.logpdf(data[0], z[:, 0], sd),
        log_likelihood,
        np.random.default_rng(2),
    )
    assert other.standard[:, 1].std() == pytest.approx(1, abs=0.1)
    assert other.standard[:, 1].mean() == pytest.approx(0, abs=0.1)


def test_bare_film_of_the_law_is_the_matrix(series):
    films = Films.of(series.frame)
    for name in registry:
        model = FilmModel(registry[name], BATIO3, PEO, films)
        p = model.values(np.zeros((1, model.dimension)))
        T = np.array([298.15, 340.0])
        cation, anion = model.ions(p, np.zeros(2), T)
        change, _ = model.matrix_change(p, T)
        assert np.logaddexp(cation, anion) == pytest.approx(p["Level"] + change, abs=1e-6)


def test_a_new_film_scatters_more_than_the_mean_film(series):
    films = Films.of(series.frame)
    model = FilmModel(None, BATIO3, PEO, films)
    z = np.zeros((2000, model.dimension))
    at = (np.array([0.05]), np.array([0.01]), [298.15])
    wide, narrow = (
        model.predict(z, films, *at, np.random.default_rng(0), new_film=new)[0].std()
        for new in (True, False)
    )
    film = model.values(z[:1])["Scatter of films [ln sigma]"].item()
    assert film < np.sqrt(wide**2 - narrow**2) < 1.5 * film


def test_bands_widen_beyond_the_measured_temperatures(series):
    hot = series.frame[series.frame["T"] > 320]
    fit = fit_laws(
        FilmTable(hot, BATIO3, PEO), folds=False, particles=100, laws={NO_LAW: None}, coldest=253.0
    )[0]
    at = (np.array([0.05]), np.array([0.01]), [253.15, 298.15, 340.0])
    y, _ = fit.model.predict(fit.particles.standard, fit.films, *at, np.random.default_rng(0))
    low, middle, high = y.std(0)[0]
    assert low > 1.5 * middle > 2 * high


def test_the_law_that_is_coupled_to_melting_comes_first_for_barium_titanate(series):
    fits = fit_laws(series, radius=4.5e-7, particles=150)
    assert tied_laws(fits)[0] == "matrix-mobility"
    weights = weights_of(fits)
    assert weights.sum() == pytest.approx(1)
    assert fits[int(weights.argmax())].name == "matrix-mobility"
    table = ranking_table(fits)
    assert table["Law"].iloc[0] == "matrix-mobility"


def test_transference_numbers_tell_space_charge_from_mobility():
    w = np.array([0.0, 0.02, 0.05, 0.1, 0.2])
    y = np.array([-9.0, -8.0, -7.6, -7.5, -7.6])
    table = made(w, 298.15, y, np.array([0.2, 0.5, 0.6, 0.62, 0.62]))
    law = {"self-consistent": registry["self-consistent"]}
    fit = fit_laws(table, laws=law, folds=False, particles=200, radius=3e-8)[0]
    p = fit.model.values(fit.particles.standard)
    assert fit.model.per_ion
    assert np.median(p["Interphase cation enrichment"]) > 0.8
    without = made(w, 298.15, y)
    alone = fit_laws(without, laws=law, folds=False, particles=100)[0]
    assert not alone.model.per_ion


def test_the_same_seed_gives_the_same_numbers(series):
    one, other = (
        fit_laws(series, laws={NO_LAW: None}, particles=60, seed=5)[0].log_density for _ in range(2)
    )
    assert one == other
