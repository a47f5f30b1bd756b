"""What is not known: ranges, samples of fits, and both drawn together."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sclcell.errors import InputError
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.degradation import degradation_values
from sclcell.parameter_sets.electrolyte_constants import (
    FITTED_PARAMETERS,
    electrolyte_constants,
    electrolyte_from_constants,
)
from sclcell.parameter_sets.electrolytes import get_electrolyte, load_electrolyte
from sclcell.parameter_sets.isothermal import MODEL_INPUTS, ageing_values, build_cell
from sclcell.uncertainty import samples as samples_module
from sclcell.uncertainty.priors import PriorRange, chosen_priors, priors
from sclcell.uncertainty.samples import closure_samples, draw_samples, read_samples

D = "Positive particle reference diffusivity [m2.s-1]"
D_ENERGY = "Positive particle diffusivity activation energy [J.mol-1]"
SPREAD = "Positive particle-size logarithmic standard deviation"
FILM_R = "Lithium interphase film resistance [Ohm.m2]"
J0 = "Lithium reference exchange-current density [A.m-2]"
PERMEABILITY = "SEI solvent permeability [mol.m-1.s-1]"
ORGANIC = "Organic SEI solvent permeability [mol.m-1.s-1]"
FADE = "Loss of active material per equivalent full cycle"
FACTOR = "Cycling cell capacity factor"


@pytest.fixture(scope="module")
def fitted():
    """Samples such as the reference fit writes."""
    rng = np.random.default_rng(3)
    log_D = np.log(5e-18) + 0.2 * rng.standard_normal(40)
    return pd.DataFrame(
        {
            D: np.exp(log_D),
            SPREAD: 0.5 + 0.35 * (log_D - np.log(5e-18)),
            FILM_R: 0.0164 + 0.0014 * rng.standard_normal(40),
            PERMEABILITY: 5e-18 * np.exp(0.1 * rng.standard_normal(40)),
            FADE: 4e-4 + 3e-5 * rng.standard_normal(40),
            FACTOR: 1.0 + 0.01 * rng.standard_normal(40),
        }
    )


@pytest.fixture
def shipped(fitted, monkeypatch):
    """The same as those that are shipped."""
    owned = samples_module.named_as_shipped(fitted)
    monkeypatch.setattr(samples_module, "shipped_samples", lambda: owned)


def draw(*names, **options):
    return draw_samples([get_electrolyte(name) for name in names], **options)


class TestPrior:
    def test_wide_ranges_are_uniform_in_the_logarithm(self):
        assert PriorRange(1e-4, 1.0).quantile(0.5) == pytest.approx(1e-2)
        assert PriorRange(1.0, 2.0).quantile(0.5) == pytest.approx(1.5)

    def test_fitted_values_are_normal_with_the_range_as_standard_deviations(self):
        prior = PriorRange(1.0, 4.0, centre=2.0)
        assert prior.quantile(0.5) == pytest.approx(2.0)
        assert prior.quantile(0.8413) == pytest.approx(4.0, rel=1e-3)
        assert prior.quantile(0.1587) == pytest.approx(1.0, rel=1e-3)

    @pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 1.0])
    def test_shares_stay_shares(self, share):
        assert 0 <= PriorRange(0.0, 0.013, centre=0.0014).quantile(share) < 0.1


class TestPriors:
    def test_films_have_ranges_of_their_own(self):
        found = priors([get_electrolyte("PHL-15"), get_electrolyte("PHAP-15")])
        assert found[f"PHL-15: {FILM_R}"] == PriorRange(0.02, 0.12, median=0.05)
        assert found[f"PHAP-15: {FILM_R}"] == PriorRange(0.01, 0.06, median=0.0233)

    def test_a_film_that_is_not_in_the_tables_lies_between_those_made_alike(self):
        found = priors([get_electrolyte("PHL-5")])[f"PHL-5: {FILM_R}"]
        assert found == PriorRange(0.02, 0.2, median=0.05)
        coated = priors([get_electrolyte("PHLP-5")])[f"PHLP-5: {J0}"]
        assert coated == PriorRange(1.35, 2.8, median=2.35)

    def test_what_only_shows_with_a_fitted_parameter_is_not_varied_apart(self):
        repair = "SEI repair fraction of plated lithium"
        found = priors([get_electrolyte("PHLP-15"), get_electrolyte("PHA-15")], ageing=True)
        assert f"PHLP-15: {repair}" not in found
        assert found[f"PHA-15: {repair}"].logarithmic
        assert "Residual solvent concentration [mol.m-3]" not in found

    def test_a_name_without_range_is_told(self):
        with pytest.raises(InputError, match="range"):
            chosen_priors(["Separator porosity"], [get_electrolyte("PHLP-15")])


class TestDraw:
    def test_posterior_for_what_was_fitted_prior_for_the_rest(self, shipped):
        samples = draw("PHLP-15", size=24, ageing=True)
        assert samples.kind == "posterior and prior"
        assert samples.origin[SPREAD] == samples.origin[f"PHLP-15: {FILM_R}"] == "reference fit"
        assert samples.origin["Matrix conductivity [S.m-1]"] == "closure fit"
        assert samples.origin[D_ENERGY] == "prior"
        assert len(samples.table) == 24
        assert set(samples.origin) == set(samples.table)
        for word in ("24 samples", "reference fit", "closure fit", "ranges of the tables"):
            assert word in samples.text

    def test_rows_of_a_fit_stay_together(self, shipped):
        samples = draw("PHLP-15", size=40, names=(D, SPREAD))
        assert list(samples.table) == [D, SPREAD]
        correlation = np.corrcoef(np.log(samples.table[D]), samples.table[SPREAD])[0, 1]
        assert correlation == pytest.approx(1, abs=1e-6)

    def test_a_film_that_the_fit_has_not_seen_takes_its_own_range(self, shipped):
        table = draw("PHAP-15", size=50).table
        assert f"PHLP-15: {FILM_R}" not in table
        own = table[f"PHAP-15: {FILM_R}"]
        assert own.between(0.01, 0.06).all()
        assert own.max() / own.min() > 3

    def test_the_same_seed_gives_the_same_samples(self, shipped):
        first, again, other = (draw("PHLP-15", size=8, seed=s).table for s in (1, 1, 2))
        pd.testing.assert_frame_equal(first, again, check_exact=True)
        assert not first.equals(other)

    def test_ageing_is_drawn_on_demand(self, shipped):
        fresh, aged = draw("PHLP-15").table, draw("PHLP-15", ageing=True).table
        assert {FADE, ORGANIC} & set(fresh) == set()
        assert {FADE, ORGANIC} <= set(aged)
        assert PERMEABILITY not in aged

    def test_the_weighed_mass_of_the_fitted_cell_is_left_out(self, shipped, fitted, tmp_path):
        fitted.to_csv(tmp_path / "s.csv", index=False)
        assert FACTOR not in draw("PHLP-15", fitted=tmp_path / "s.csv", ageing=True).table
        assert FACTOR not in read_samples(tmp_path / "s.csv").table

    def test_prior_only_fills_the_ranges(self):
        samples = draw("PHAP-15", size=64, prior_only=True)
        assert samples.kind == "prior"
        drawn = samples.table[f"PHAP-15: {FILM_R}"]
        assert drawn.between(0.01, 0.06).all()
        # uniform in the logarithm
        expected = [0.01 * 6**0.05, 0.01 * 6**0.95]
        assert drawn.quantile([0.05, 0.95]).to_list() == pytest.approx(expected, rel=0.05)

    def test_a_users_fit_takes_the_place_of_the_reference_fit(self, tmp_path):
        path = tmp_path / "mine.csv"
        pd.DataFrame({FILM_R: [0.03, 0.031], J0: [2.0, 2.1]}).to_csv(path, index=False)
        samples = draw("PHL-15", size=6, fitted=path)
        assert samples.origin[FILM_R] == "mine.csv"
        assert set(samples.table[FILM_R]) == {0.03, 0.031}
        # values without a film's name hold for the film at hand
        assert f"PHL-15: {FILM_R}" not in samples.table
        build = build_cell(Cell.from_name("PHL-15"), samples.rows()[0])
        assert build.inputs[FILM_R] in (0.03, 0.031)

    def test_an_unknown_name_is_told(self):
        with pytest.raises(InputError, match="did you mean"):
            draw("PHLP-15", names=("Positive electrode porosty",))


class TestWhatWasMeasuredStays:
    def test_diffusivity_at_the_temperature_of_the_rate_test(self, fitted, shipped):
        table = draw("PHLP-15", size=40).table
        exponent = (table[D_ENERGY] / 8.314462618) * (1 / 303.15 - 1 / 298.15)
        at_30 = np.sort(table[D] * np.exp(-exponent))
        nominal = np.exp(-(40000 / 8.314462618) * (1 / 303.15 - 1 / 298.15))
        assert at_30 == pytest.approx(np.sort(fitted[D]) * nominal)

    def test_film_and_charge_transfer_of_the_symmetric_cell(self, fitted, shipped):
        table = draw("PHLP-15", size=40).table
        thermal = 8.314462618 * 298.15 / 96485.332
        j0 = table[f"PHLP-15: {J0}"]

        def film(R, barriers):
            scale = 2 * barriers * thermal
            return scale * np.arcsinh(R / scale)

        total = film(
            table[f"PHLP-15: {FILM_R}"], table["Lithium interphase film barriers in series"]
        )
        total += 2 * thermal * np.arcsinh(1 / (2 * j0))
        expected = film(fitted[FILM_R], 10) + 2 * thermal * np.arcsinh(1 / (2 * 2.35))
        assert np.sort(total) == pytest.approx(np.sort(expected))

    def test_nothing_moves_where_nothing_was_fitted(self):
        drawn = draw("PHLP-15", size=200, prior_only=True).table
        # a fitted value in the table: normal about it
        assert np.log(drawn[D]).mean() == pytest.approx(
            np.log(Cell.from_name("PHLP-15").parameter_values()[D]), abs=0.05
        )


class TestClosureSamples:
    def test_films_conduct_as_measured(self):
        """The noise of the measured conductivities is 5 %: the posterior is about as wide."""
        constants = electrolyte_constants()
        conductivity = [
            10 * electrolyte_from_constants("PHLP-15", {**constants, **row}).ionic_conductivity()
            for row in closure_samples().head(200).to_dict("records")
        ]
        low, middle, high = np.quantile(conductivity, [0.05, 0.5, 0.95])
        assert middle == pytest.approx(0.817, rel=0.06)
        assert 0.05 < (high - low) / middle < 0.25

    def test_independent_draws_would_not(self):
        """That is why rows stay together."""
        rng = np.random.default_rng(0)
        table = closure_samples().apply(lambda column: rng.permutation(column))
        constants = electrolyte_constants()
        conductivity = [
            10 * electrolyte_from_constants("PHLP-15", {**constants, **row}).ionic_conductivity()
            for row in table.head(200).to_dict("records")
        ]
        assert np.ptp(np.log(np.quantile(conductivity, [0.05, 0.95]))) > 0.7

    @pytest.mark.slow
    def test_other_walkers_find_the_same(self):
        """The chain is long enough: half a minute of another seed gives the same spread.

        In the coordinate that each constant was sampled in: the interface resistance is known to
        a decade, and its 84 % quantile in ohms is its logarithm's error, raised to a power.
        """
        from sclcell.fitting.reference.closure_priors import FIT_PARAMETERS
        from sclcell.fitting.reference.closure_samples import sample_closures
        from sclcell.fitting.reference.closures import fit_closures

        fresh, shipped = sample_closures(fit_closures(), seed=7), closure_samples()
        assert tuple(fresh) == tuple(shipped)
        for parameter in FIT_PARAMETERS:
            found, kept = (
                np.quantile(
                    [parameter.forward(x) for x in table[parameter.name]], [0.16, 0.5, 0.84]
                )
                for table in (fresh, shipped)
            )
            spread = kept[2] - kept[0]
            assert abs(found[1] - kept[1]) < 0.3 * spread, parameter.name
            assert found[2] - found[0] == pytest.approx(spread, rel=0.4), parameter.name

    def test_a_column_for_every_fitted_constant(self):
        assert tuple(closure_samples()) == FITTED_PARAMETERS


class TestInputs:
    def test_a_sample_reaches_the_model(self, shipped):
        design = Cell.from_name("PHLP-15")
        sample = draw("PHLP-15", size=3).rows()[1]
        inputs = build_cell(design, sample).inputs
        assert set(MODEL_INPUTS) - set(inputs) == {"Current function [A]"}
        assert inputs[FILM_R] == sample[f"PHLP-15: {FILM_R}"]
        assert inputs["Positive electrode porosity"] == sample["Positive electrode porosity"]
        assert inputs["Initial concentration in electrolyte [mol.m-3]"] == pytest.approx(
            sample["Salt concentration [mol.m-3]"]
        )

    def test_porosity_keeps_the_loading(self):
        design = Cell.from_name("PHLP-15")
        for porosity in (0.3, 0.6):
            inputs = build_cell(design, {"Positive electrode porosity": porosity}).inputs
            volume = (
                inputs["Positive electrode thickness [m]"]
                * inputs["Positive electrode active material volume fraction"]
            )
            assert 3600 * volume == pytest.approx(0.015)

    def test_constants_hold_at_every_loading_but_not_for_other_constituents(self, tmp_path):
        sample = {"Matrix conductivity [S.m-1]": 0.02}
        name = "Film electrolyte conductivity [S.m-1]"
        for film in ("PHLP-15", "PHLP-5"):
            design = Cell.from_name(film)
            ratio = build_cell(design, sample).inputs[name] / build_cell(design).inputs[name]
            assert ratio > 1.5
        path = tmp_path / "film.toml"
        path.write_text(
            "[matrix]\nconductivity_mS_cm = 0.1\ntransference_number = 0.2\n"
            "activation_energy_eV = 0.3\n"
        )
        design = Cell(load_electrolyte(path))
        assert build_cell(design, sample).inputs == build_cell(design).inputs

    def test_two_unnamed_films_have_samples_of_their_own(self, tmp_path):
        text = (
            "[matrix]\nconductivity_mS_cm = {}\ntransference_number = 0.2\n"
            "activation_energy_eV = 0.3\n"
        )
        paths = [tmp_path / "soft.toml", tmp_path / "hard.toml"]
        for path, conductivity in zip(paths, (0.1, 0.3), strict=True):
            path.write_text(text.format(conductivity))
        table = draw_samples([load_electrolyte(path) for path in paths], 4).table
        name = "Lithium interphase film resistance [Ohm.m2]"
        assert not np.allclose(table[f"soft: {name}"], table[f"hard: {name}"])
        for path in paths:
            path.write_text('name = "mine"\n' + path.read_text())
        with pytest.raises(InputError, match="two films are called 'mine'"):
            draw_samples([load_electrolyte(path) for path in paths], 4)
        same = load_electrolyte(paths[0])
        draw_samples([same, same.with_filler_mass_fraction(0.1)], 4)

    def test_the_cell_is_that_of_the_parameter_values(self):
        design = Cell.from_name("PHL-15", catholyte="PHLP", temperature_degC=-30.0)
        values, inputs = design.parameter_values(), build_cell(design).inputs
        for name in set(inputs) & set(values):
            if isinstance(values[name], float):
                assert inputs[name] == pytest.approx(values[name], rel=1e-9), name
        film = values["Catholyte conductivity [S.m-1]"](1500.0, 243.15)
        assert inputs["Catholyte conductivity [S.m-1]"] == pytest.approx(
            float(values.evaluate(film))
        )

    def test_the_coldest_temperature_is_within_the_closures_range(self):
        design = Cell.from_name("PHLP-15", temperature_degC=-30.0)
        assert design.temperature_K == 243.15
        assert design.electrolyte.ionic_conductivity(design.temperature_K) > 0

    def test_ageing_follows_the_organic_permeability(self):
        film = get_electrolyte("PHLP-15")
        base = degradation_values(film)
        doubled = ageing_values(Cell(film), {ORGANIC: 2 * base[ORGANIC], FADE: 1e-4})
        assert doubled[PERMEABILITY] == pytest.approx(2 * base[PERMEABILITY])
        assert doubled[FADE] == 1e-4
        given = ageing_values(Cell(film), {ORGANIC: 2 * base[ORGANIC], PERMEABILITY: 1e-18})
        assert given[PERMEABILITY] == 1e-18
        assert ageing_values(Cell(film), {}) == base

    def test_ageing_of_a_named_film(self):
        film, name = get_electrolyte("PHL-15"), "SEI repair fraction of plated lithium"
        assert ageing_values(Cell(film), {f"PHL-15: {name}": 0.01})[name] == 0.01
        assert ageing_values(Cell(film), {f"PHLP: {name}": 0.01}) == degradation_values(film)

    def test_values_of_the_design_come_before_the_shipped_ones(self):
        design = Cell.from_name("PHLP-15", values={FILM_R: 0.03, SPREAD: 0.4})
        assert build_cell(design).inputs[FILM_R] == 0.03
        assert build_cell(design, {FILM_R: 0.01}).inputs[FILM_R] == 0.01
        number = {"Film ionic conductivity [S.m-1]": 0.5}
        inputs = build_cell(replace(design, values=number)).inputs
        assert inputs["Film electrolyte conductivity [S.m-1]"] == 0.5
        assert inputs["Catholyte conductivity [S.m-1]"] == 0.5


@pytest.mark.parametrize(
    "text", ["Matrix conductivity\n1\n", "Matrix conductivity [S.m-1]\n", "\n"]
)
def test_bad_tables_of_samples(tmp_path, text):
    path = tmp_path / "samples.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=r"samples\.csv|unknown parameter"):
        read_samples(path)


def test_a_number_of_rows_evenly_spread(tmp_path):
    path = tmp_path / "samples.csv"
    name = "Matrix conductivity [S.m-1]"
    pd.DataFrame({name: np.linspace(0.01, 0.02, 11)}).to_csv(path, index=False)
    samples = read_samples(path, 3)
    assert samples.kind == "posterior"
    assert [row[name] for row in samples.rows()] == pytest.approx([0.01, 0.015, 0.02])
