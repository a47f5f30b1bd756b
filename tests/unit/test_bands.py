"""Bands of rate tests and long cycling: the samples' own results, and what the commands say."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sclcell.cli import main
from sclcell.errors import InputError
from sclcell.experiments.cycling import CyclingResult, age_symmetric, cycle_lfp
from sclcell.experiments.equal_values import largest
from sclcell.experiments.outcome import Kind, Outcome
from sclcell.experiments.rate import simulate_rate_test
from sclcell.experiments.run import Run
from sclcell.experiments.simulator import Simulator
from sclcell.exploration.cycle_life import _life
from sclcell.parameter_sets.cell import Cell
from sclcell.uncertainty import ageing_bands
from sclcell.uncertainty.ageing_bands import cycle_samples, cycling_bands, polarisation_bands
from sclcell.uncertainty.bands import quantile_columns, quantile_name
from sclcell.uncertainty.cell_scatter import cell_factors
from sclcell.uncertainty.ranking import best_in_words, least_difference
from sclcell.uncertainty.rate_bands import rate_bands
from sclcell.uncertainty.samples import Samples, draw_samples

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
VOLTAGE = "Mean discharge voltage [V]"
POLARISATION = "Polarisation voltage [V]"
FILM_R = "Lithium interphase film resistance [Ohm.m2]"
D = "Positive particle reference diffusivity [m2.s-1]"
FADE = "Loss of active material per equivalent full cycle"
MATRIX = "Matrix conductivity [S.m-1]"
FAILED = Outcome(Kind.SOLVER_FAILED, {"message": "x"})
FILM = Outcome(Kind.FILM_RESISTANCE)


def samples(**columns):
    return Samples(pd.DataFrame(columns), dict.fromkeys(columns, "reference fit"))


class TestQuantiles:
    def test_names_keep_the_unit_at_the_end(self):
        assert quantile_name(CAPACITY, 0.05) == (
            "Specific discharge capacity, 5 % quantile [mA.h.g-1]"
        )
        assert quantile_name("Cycles to 80 %", 0.5) == "Cycles to 80 %, 50 % quantile"

    def test_what_has_no_number_does_not_count(self):
        values = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
        found = quantile_columns("x [V]", values)
        assert found["x, 50 % quantile [V]"][0] == 2.0
        assert np.isnan(found["x, 5 % quantile [V]"][1])


class TestFailures:
    """Zero where the cell cannot run, nothing where the simulation failed: everywhere."""

    def test_a_solver_that_fails_while_charging_leaves_no_capacity(self, monkeypatch):
        """7ed4c25 gave 0 mAh/g: the reason begins with the charge."""

        step = Simulator.step

        def give_up(simulator, inputs, duration, states=None):
            results = step(simulator, inputs, duration, states)
            return results if states is None else [replace(r, outcome=FAILED) for r in results]

        monkeypatch.setattr(Simulator, "step", give_up)
        table = simulate_rate_test(Cell.from_name("PHLP-15"), (1.0,)).table
        assert np.isnan(table[CAPACITY][0])
        assert table["Reason"][0].startswith("charge at 1C: solver failed")

    @pytest.mark.parametrize(
        ("outcome", "counted"), [(FAILED, False), (Outcome(Kind.LIMIT_AT_ONCE), True)]
    )
    def test_samples_of_a_rate_test(self, monkeypatch, outcome, counted):
        real = Simulator.run

        def run(*arguments):
            return [Run(None, outcome), *real(*arguments)[1:]]

        monkeypatch.setattr(Simulator, "run", run)
        drawn = samples(**{D: [4e-18, 5e-18, 6e-18]})
        bands = rate_bands(Cell.from_name("PHLP-15"), drawn, (1.0,))
        assert (bands.ends(CAPACITY)[0][0] < 50) == counted
        assert bands.not_solved == (0 if counted else 1)
        words = "give nothing" if counted else "were not solved and do not count"
        assert f"at 1C 1 of 3 samples {words}, all: {outcome.reason}" in bands.text

    @pytest.mark.parametrize(("outcome", "last"), [(FAILED, np.nan), (FILM, 0.0)])
    def test_long_cycling(self, monkeypatch, outcome, last):
        """A sample that the solver ended does not count as a dead cell."""
        table = pd.DataFrame(
            {
                "Cycle": [1, 2], CAPACITY: [150.0, 0.0], "Coulombic efficiency [%]": [99.9, 0.0],
                "Film resistance [Ohm.cm2]": [100.0, 110.0], "Loss of active material [%]": 0.0,
            }
        )  # fmt: skip
        ended = CyclingResult(table, outcome, 2, failed_cycle=2.0)
        monkeypatch.setattr(ageing_bands, "cycle_samples", lambda *_, **__: [ended, ended])
        bands = cycling_bands(Cell.from_name("PHLP-15"), samples(x=[1.0, 2.0]), cycles=4)
        found = bands.table[quantile_name(CAPACITY, 0.5)].tolist()
        assert found == pytest.approx([150.0, last, last, last], nan_ok=True)
        words = "fail before the end" if last == 0 else "were not solved"
        assert f"2 of 2 samples {words}" in bands.text
        assert bands.to_dict()["Bands"]["Samples not solved"] == (0 if last == 0 else 2)

    def test_a_solver_that_fails_is_not_the_end_of_a_cells_life(self):
        table = pd.DataFrame({"Cycle": [1, 2], CAPACITY: [150.0, 0.0]})
        life, reason = _life(CyclingResult(table, FAILED, 2, failed_cycle=2.0))
        assert np.isnan(life)
        assert reason == "solver failed: x"
        assert _life(CyclingResult(table, FILM, 2, failed_cycle=2.0)) == (2.0, None)


class TestRanking:
    def test_what_scatters_from_cell_to_cell_needs_more(self):
        assert least_difference(CAPACITY) == 0.02
        assert least_difference("Specific energy at 0.2C [W.h.kg-1]") == 0.02
        assert least_difference(VOLTAGE) == 0.002

    def test_words(self):
        assert best_in_words(["a", "b", "c"], [1.0, 99.0, 100.0], 0.02) == (
            "b and c are equal: they differ by 1 % at most, and cells that are built alike by 2 %; "
            "the others give at least 99 % less."
        )
        assert best_in_words(["a", "b"], [0.0, 0.0], 0.02).startswith("none of those tried")
        assert best_in_words(["a", "b"], [np.nan, 1.0], 0.02) == (
            "b is the best of those tried; a could not be simulated."
        )

    def test_equal_losses_are_named_together_and_the_larger_first(self):
        assert largest({"a": 0.1, "b": 0.101, "c": 0.05}) == "b and a"
        assert largest({"a": 0.1, "b": 0.2}) == "b"
        assert largest({"a": np.nan}) == ""


class TestRate:
    def test_each_sample_gives_what_a_rate_test_with_its_values_gives(self):
        design, rates = Cell.from_name("PHL-15", areal_loading_mg_cm2=3.0), (0.5, 2.0)
        rows = [{FILM_R: 0.02, D: 4e-18, MATRIX: 0.01}, {FILM_R: 0.05, D: 6e-18, MATRIX: 0.012}]
        drawn = samples(**{f"PHL-15: {FILM_R}": [0.02, 0.05], D: [4e-18, 6e-18]})
        drawn.table[MATRIX] = [0.01, 0.012]
        bands = rate_bands(design, drawn, rates)
        tests = [
            simulate_rate_test(
                Cell.from_name("PHL-15", areal_loading_mg_cm2=3.0, values=row), rates
            ).table
            for row in rows
        ]
        for name in (CAPACITY, VOLTAGE):
            factors = cell_factors(len(drawn.table)) if name == CAPACITY else np.ones(2)
            both = np.sort([test[name] * f for test, f in zip(tests, factors, strict=True)], axis=0)
            for found, expected in zip(bands.ends(name), both, strict=True):
                assert found == pytest.approx(expected, rel=3e-4)
        assert not len(bands.failures)

    def test_samples_are_charged_at_the_charge_temperature(self):
        design, rates = Cell.from_name("PHLP-15", temperature_degC=-20.0), (0.2,)
        drawn = samples(**{D: [4e-18, 6e-18]})
        bands = rate_bands(design, drawn, rates, charge_temperature_degC=25)
        expected = [
            simulate_rate_test(
                Cell.from_name("PHLP-15", temperature_degC=-20.0, values={D: value}),
                rates,
                charge_temperature_degC=25,
            ).table[CAPACITY][0]
            for value in (4e-18, 6e-18)
        ]
        low, high = bands.ends(CAPACITY)
        expected = np.sort(expected * cell_factors(len(drawn.table)))
        assert (low[0], high[0]) == pytest.approx(expected, rel=3e-4)

    def test_a_hold_is_that_of_the_rate_test(self):
        design = Cell.from_name("PHLP-15", temperature_degC=-20.0)
        drawn = samples(**{D: [5e-18, 6e-18]})
        held, slow = (
            rate_bands(design, drawn, (0.5,), **how)
            for how in ({"hold": True}, {"charge_rate": 0.05})
        )
        for bands, how in ((held, {"hold": True}), (slow, {"charge_rate": 0.05})):
            cell = Cell.from_name("PHLP-15", temperature_degC=-20.0, values={D: 5e-18})
            alone = simulate_rate_test(cell, (0.5,), **how).table[CAPACITY][0]
            assert bands.values[CAPACITY][0, 0] == pytest.approx(alone, rel=3e-4)

    def test_samples_that_cannot_run_count_with_their_reason(self):
        drawn = samples(**{f"PHLP-15: {FILM_R}": [0.0165, 0.0165, 3.0, 4.0]})
        bands = rate_bands(Cell.from_name("PHLP-15"), drawn, (1.0,))
        low, high = bands.ends(CAPACITY)
        assert low[0] == 0
        assert high[0] > 140
        assert bands.failures.to_dict("records") == [
            {
                "C-rate": 1.0,
                "Reason": "cut-off reached at once: film overpotential exceeds the voltage "
                "available",
                "Samples": 2,
                "Not solved": False,
            }
        ]
        assert "at 1C 2 of 4 samples give nothing, all: cut-off" in bands.text

    def test_parameters_beyond_the_usual_ones_are_inputs_too(self):
        drawn = samples(**{"LFP plateau potential [V]": [3.40, 3.45]})
        bands = rate_bands(Cell.from_name("PHLP-15"), drawn, (0.2,))
        low, high = bands.ends(VOLTAGE)
        assert high - low == pytest.approx(0.05, rel=0.02)

    def test_bands_are_as_wide_as_the_noise_of_what_was_fitted(self):
        """At the conditions of the data: the scatter between cells, and noise of 3 mAh/g."""
        design = Cell.from_name("PHLP-15")
        bands = rate_bands(design, draw_samples([design.electrolyte], 20, seed=1), (0.2, 1.0, 2.0))
        low, high = bands.ends(CAPACITY)
        measured = np.array([164.2, 142.8, 125.2])
        assert (low < measured).all()
        assert (measured < high).all()
        # Nine in ten cells whose width of scatter is not known lie within 4.1 %.
        scatter, noise = 2 * 0.041 * measured, 2 * 1.645 * 3.0
        assert (high - low < 1.3 * np.hypot(scatter, noise)).all()


class TestAgeing:
    def test_each_sample_gives_what_cycling_with_its_values_gives(self):
        design = Cell.from_name("PHLP-15", temperature_degC=20.0)
        drawn = samples(**{FADE: [2e-4, 8e-4], f"PHLP-15: {FILM_R}": [0.01, 0.02]})
        results = cycle_samples(design, drawn, 1.0, 60)
        for result, row in zip(
            results, [{FADE: 2e-4, FILM_R: 0.01}, {FADE: 8e-4, FILM_R: 0.02}], strict=True
        ):
            own = Cell.from_name("PHLP-15", temperature_degC=20.0, values=row)
            expected = cycle_lfp(own, 1.0, 60).table
            assert result.table[CAPACITY].to_numpy() == pytest.approx(
                expected[CAPACITY].to_numpy(), rel=5e-4
            )
        bands = cycling_bands(design, drawn, 1.0, 60)
        assert list(bands.table["Cycle"]) == list(range(1, 61))
        capacities = np.array([result.table[CAPACITY] for result in results])
        both = np.sort(capacities * cell_factors(len(drawn.table))[:, None], axis=0)
        for found, expected in zip(bands.ends(CAPACITY), both, strict=True):
            assert found == pytest.approx(expected, rel=1e-4)

    def test_failed_cells_have_no_capacity_and_count(self):
        drawn = samples(**{"SEI repair fraction of plated lithium": [0.0, 0.05, 0.06]})
        bands = cycling_bands(Cell.from_name("PHL-15"), drawn, 1.0, 60)
        low, high = bands.ends(CAPACITY)
        assert low[-1] == 0
        assert high[-1] > 100
        assert bands.failures["Samples"].sum() == 2
        assert "2 of 3 samples fail before the end" in bands.text

    def test_polarisation_is_that_of_the_symmetric_cell(self):
        design = Cell.from_name("PHLP-15", temperature_degC=25.0)
        drawn = samples(**{f"PHLP-15: {FILM_R}": [0.01, 0.02]})
        bands = polarisation_bands(design, drawn, 100.0)
        for found, R in zip(bands.ends(POLARISATION), (0.01, 0.02), strict=True):
            own = Cell.from_name("PHLP-15", temperature_degC=25.0, values={FILM_R: R})
            expected = age_symmetric(own, 100.0).table[POLARISATION].to_numpy()
            assert found == pytest.approx(expected, rel=1e-3)
        half = polarisation_bands(design, drawn, 100.0, reading="one polarity")
        assert half.table.iloc[:, 1:].to_numpy() == pytest.approx(
            bands.table.iloc[:, 1:].to_numpy() / 2
        )
        with pytest.raises(InputError, match="unknown reading"):
            polarisation_bands(design, drawn, 100.0, reading="both")


class TestCommands:
    @staticmethod
    def run(capsys, *arguments):
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        assert stop.value.code == 0
        return json.loads(capsys.readouterr().out)

    def test_rate(self, capsys, tmp_path):
        # The word behind --bands is the film, not a file.
        found = self.run(
            capsys, "rate", "--bands", "PHAP-15", "--draws", "3", "--rates", "1", "2",
            "--json", "-", "--out", str(tmp_path),
        )  # fmt: skip
        assert found["Electrolyte"] == "PHAP-15"
        for name in (CAPACITY, VOLTAGE):
            low, middle, high = (np.array(found[quantile_name(name, q)]) for q in (0.05, 0.5, 0.95))
            assert (low <= middle).all()
            assert (middle <= high).all()
        about = found["Bands"]
        assert (about["Samples"], about["Kind"]) == (3, "posterior and prior")
        assert about["Parameters"][D] == "reference fit"
        assert about["Parameters"][f"PHAP-15: {FILM_R}"] == "prior"
        assert about["Failed samples"] == []
        table = pd.read_csv(tmp_path / "capacity.csv")
        assert table[quantile_name(CAPACITY, 0.95)].tolist() == pytest.approx(
            found[quantile_name(CAPACITY, 0.95)]
        )
        assert len(pd.read_csv(tmp_path / "band_samples.csv")) == 3

    def test_cycle(self, capsys):
        arguments = ("cycle", "--cycles", "20", "--bands=prior", "--draws", "2", "--json", "-")
        found = self.run(capsys, *arguments)
        assert found["Bands"]["Kind"] == "prior"
        for name in (CAPACITY, "Film resistance [Ohm.cm2]"):
            assert len(found[quantile_name(name, 0.5)]) == len(found["Cycle of quantiles"]) == 20

    def test_symmetric_with_samples_of_a_users_fit(self, capsys, tmp_path):
        path = tmp_path / "mine.csv"
        pd.DataFrame({FILM_R: [0.01, 0.02, 0.03]}).to_csv(path, index=False)
        found = self.run(
            capsys, "symmetric", "--hours", "20", "--bands", str(path), "--draws", "3",
            "--json", "-",
        )  # fmt: skip
        assert found["Bands"]["Parameters"][FILM_R] == "mine.csv"
        low, high = (found[quantile_name(POLARISATION, q)][0] for q in (0.05, 0.95))
        assert high > 1.5 * low
        assert len(found["Time of quantiles [h]"]) == 20

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["rate", "--bands", "missing.csv"], "missing.csv"),
            (["symmetric", "--bands", "--no-ageing"], "--no-ageing"),
            (["cycle", "--bands=samples"], "samples"),
        ],
    )
    def test_a_mistake_is_one_line(self, capsys, arguments, words):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        captured = capsys.readouterr()
        assert stop.value.code == 2
        assert captured.err.count("\n") == 1
        assert words in captured.err
