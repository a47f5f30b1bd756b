"""Problems that nobody should give: one line and exit code 2, before the work."""

import gc
import os
import re
import warnings
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sclcell import InputError
from sclcell.experiments.cycling.checkpoint import Checkpoint
from sclcell.exploration.lint import ready_studies
from sclcell.fitting.inference.evaluation_log import EvaluationLog
from sclcell.fitting.inference.objective import Objective
from sclcell.fitting.kinds.rate_capability import RateCapability
from sclcell.fitting.problem.loading import load_problem, ready_problems

RETENTION = "Cycle,Capacity [mAh/g]\n"


class TestProblems:
    @pytest.mark.parametrize(
        ("table", "options", "said"),
        [
            ("x\n", {"more": "", "file": "d.csv", "kind": "rate capabilty"}, "1 fault: [data.d]"),
            (f"{RETENTION}1,0\n", {"kind": "retention", "more": "rate_C = 1"}, "0 lies outside"),
            (f"{RETENTION}-5,9\n", {"kind": "retention", "more": "rate_C = 1"}, "-5 lies outside"),
            (f"{RETENTION}1.5,9\n", {"kind": "retention", "more": "rate_C = 1"}, "whole numbers"),
            (f"{RETENTION}1e9,9\n", {"kind": "retention", "more": "rate_C = 1"}, "lies outside"),
            ("C-rate,Capacity [mAh/g]\n1,0\n", {}, "0 lies outside"),
            ("C-rate,Capacity [mAh/g]\n1,1+2j\n", {}, "'1+2j' is not a number"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"more": 'units = { speed = "C" }'}, "'speed'"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"free": "low = -1"}, "-1: allowed is above 0"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"free": "low = nan"}, "low = nan"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"more": 'reader = "foo"'}, "reader 'foo' is not"),
            ("C-rate,Capacity [mAh/g]\n1,9\n", {"more": 'reader = "neware"'}, "cannot read it"),
            (
                "Time [h],Voltage [V]\n1,-0.1\n",
                {
                    "kind": "polarisation",
                    "more": 'current_mA_cm2 = 0.1\ncharge_mAh_cm2 = 0.05\nreading = "one polarity"',
                },
                "-0.1 lies outside 0 to 6 V",
            ),
            (
                "electrolyte,quantity,value,unit\nmine.toml,ionic conductivity,1,mS/cm\n",
                {"kind": "material"},
                "'mine.toml' is none of the films whose constants are fitted",
            ),
            (
                "electrolyte,quantity,value,unit\nPHLP,ionic conductivty,1,mS/cm\n",
                {"kind": "material"},
                "did you mean 'ionic conductivity'?",
            ),
            (
                "electrolyte,quantity,value,unit\nPHLP,glow,1,\n",
                {"kind": "material"},
                "no row has a quantity that there is a law for",
            ),
        ],
    )
    def test_the_check_finds_what_the_fit_would(
        self, checked, refused, tmp_path, table, options, said
    ):
        assert said in refused(*checked(table, **options))

    def test_an_empty_list_of_files(self, checked, refused, tmp_path):
        checked("x\n")
        text = (tmp_path / "p.toml").read_text().replace('"d.csv"', "[]")
        (tmp_path / "p.toml").write_text(text)
        assert "file = []" in refused("fit", "--check", "p.toml")

    @pytest.mark.parametrize("reader", ["neware", "biologic", "maccor", "arbin", "bdf", "novonix"])
    def test_readers_that_stumble_are_not_quoted_at_length(
        self, checked, refused, tmp_path, reader
    ):
        for table in ("", "a\n", "x,y\n" * 5000, b"\x1f\x8b", "é" * 40_000):
            error = refused(*checked(table, more=f'reader = "{reader}"'))
            assert len(error) < 600

    @pytest.mark.parametrize("rows", [3_000_001, 500_001])
    def test_logs_beyond_all_measure_are_refused(self, checked, refused, monkeypatch, rows):
        log = pd.DataFrame(index=range(rows))
        reader = SimpleNamespace(
            BaseReader=SimpleNamespace(get_reader_types=lambda: ["neware"]),
            time_series=lambda *given: SimpleNamespace(to_pandas=lambda: log),
        )
        monkeypatch.setattr(
            "sclcell.fitting.problem.cyclers.import_module",
            lambda name: SimpleNamespace(read=reader),
        )
        monkeypatch.setattr(RateCapability, "of_log", lambda log: log)
        error = refused(*checked("a,b\n1,2\n", more='reader = "neware"'))
        assert f"it has {rows} rows, and at most {rows - 1} are read" in error

    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            ("electrolyte = [" + "1," * 900 + "]", "... is neither a name nor a file"),
            ('values = { "Positive electrode porosity" = "' + "x" * 900 + '" }', "... is not a n"),
            ("area_cm = 1", "area_cm: unknown key; did you mean 'area_cm2'?"),
            ("zzz = 1", "zzz: unknown key; allowed are electrolyte, "),
        ],
    )
    def test_cells_are_checked_in_the_words_of_all_files(
        self, checked, refused, tmp_path, cell, said
    ):
        checked("C-rate,Capacity [mAh/g]\n1,9\n")
        text = (tmp_path / "p.toml").read_text().replace("[cell]", f"[cell]\n{cell}")
        (tmp_path / "p.toml").write_text(text)
        error = refused("fit", "--check", "p.toml")
        assert said in error
        assert len(error) < 400

    def test_a_rate_that_cannot_start_does_not_cost_the_others(self, checked, tmp_path):
        checked("C-rate,Capacity [mAh/g]\n0.5,150\n50,40\n")
        text = (tmp_path / "p.toml").read_text()
        name = '"Positive particle reference diffusivity [m2.s-1]" = {  }'
        mine = '"Initial stoichiometry in positive electrode" = { low = 0.01, high = 0.9 }'
        text = text.replace(name, mine).replace("1.13", "1.13\nareal_loading_mg_cm2 = 25")
        assert mine in text
        (tmp_path / "p.toml").write_text(text)
        objective = Objective(load_problem(tmp_path / "p.toml"))
        (comparison,) = objective.comparisons(objective.start)
        slow, fast = comparison.table["Model"]
        assert slow > 50
        assert fast == 0
        assert all("Multiplication" not in reason for reason in comparison.failures)

    def test_a_fit_prints_how_well_it_fits(self, checked, run, tmp_path):
        head = "electrolyte,quantity,value,unit\n"
        table = f"{head}PHLP,ionic conductivity,0.08,mS/cm\nPHLP,activation energy,0.3,eV\n"
        checked(table, kind="material")
        text = (tmp_path / "p.toml").read_text().partition("[parameters]")[0]
        quick = '[parameters]\n"Matrix conductivity [S.m-1]" = {}\n[algorithm]\n'
        quick += "global_evaluations = 0\nstarts = 1\n[analysis]\nsamples = 10\npredictive = 0\n"
        (tmp_path / "p.toml").write_text(text + quick)
        code, out, _ = run("fit", "p.toml", "--quiet")
        assert code == 0
        assert re.search(
            r"chi squared [\d.e+-]+ of 2 residuals; errors are those of the noise", out
        )

    def test_without_a_problem_nothing_starts(self, refused):
        error = refused("fit")
        assert all(name in error for name in ("no problem was given", *ready_problems()))

    def test_help_names_all_that_is_ready(self, run):
        for command, ready in (("fit", ready_problems()), ("explore", ready_studies())):
            out = run(command, "--help")[1]
            assert [name for name in ready if name not in out] == []


class TestKept:
    def test_evaluations_that_are_no_text(self, tmp_path):
        path = tmp_path / "e.jsonl"
        log = EvaluationLog(path, "p")
        log.put("k", np.array([1.0, 2.0]))
        log.close()
        good = path.read_bytes()
        for damage in (b"\xff\xfe\0\n", b"[" * 50_000 + b"\n", b"null\n1\n[]\n", b'{"key": 1}\n'):
            path.write_bytes(damage + good)
            log = EvaluationLog(path, "p")
            assert log.get("k").tolist() == [1.0, 2.0]
            log.close()
        path.unlink()
        os.mkfifo(path)
        with pytest.raises(InputError, match="it is a pipe"):
            EvaluationLog(path, "p")

    def test_nothing_is_left_open(self, tmp_path):
        with warnings.catch_warnings():
            warnings.simplefilter("error", ResourceWarning)
            EvaluationLog(tmp_path / "e.jsonl", "p").close()
            for content in (b"", b"PK\x03\x04", b"junk" * 99):
                (tmp_path / "c.npz").write_bytes(content)
                with pytest.raises(InputError, match="damaged"):
                    Checkpoint(tmp_path / "c.npz", "k").load()
            gc.collect()
