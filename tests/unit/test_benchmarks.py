"""The benchmarks: what is counted as met, the page, and that every one of them runs."""

import json
import subprocess
import sys

import numpy as np
import pytest

RECORD = {
    "Date": "2030-01-01 00:00 UTC",
    "Machine": "a machine",
    "Versions": {"sclcell": "1.0"},
    "Load before": 0.1,
    "Seconds": 90.0,
}


@pytest.mark.parametrize(
    ("seconds", "deviation", "met"),
    [(1.0, 0.05, True), (1.0, 0.1, True), (1.1, 0.05, False), (1.0, 0.2, False)],
)
def test_a_claim_of_speed_holds_if_both_limits_do(import_benchmark, seconds, deviation, met):
    claim = import_benchmark("claims").speed("a", "b", seconds, 10.0, 10, deviation, 0.1)
    assert claim.met is met
    assert claim.ratio == 10 / seconds


@pytest.mark.parametrize(("theirs", "met"), [((8.0, 8.2), True), ((8.0,), False), ((3, 9), False)])
def test_a_ratio_holds_by_twice_its_scatter_and_never_from_one_round(import_benchmark, theirs, met):
    claims = import_benchmark("claims")

    def meters(seconds):
        found = [claims.Meter() for _ in seconds]
        for meter, processor in zip(found, seconds, strict=True):
            meter.processor = processor
        return found

    turns = claims.Turns(None, None, meters([1.0] * len(theirs)), meters(theirs))
    claim = turns.claim("a", "b", 4, 0.01, 0.1)
    assert claim.met is met
    assert ("(one round)" in claim.measured) is (len(theirs) == 1)


def test_a_comparison_without_a_claim_is_met(import_benchmark):
    claim = import_benchmark("claims").speed("a", "b", 2.0, 1.0, None, 5.0, None)
    assert claim.met
    assert "comparison" in claim.criterion


def test_the_meter_sees_work_and_memory_of_its_block_alone(import_benchmark):
    Meter = import_benchmark("claims").Meter
    with Meter() as before:
        pass
    with Meter() as large:
        total = np.ones(20_000_000).sum()
    with Meter() as after:
        pass
    assert total == 20_000_000
    assert large.memory_MB - before.memory_MB > 100
    assert large.memory_MB - after.memory_MB > 100
    assert 0 < large.processor <= 1.5 * large.wall + 0.1


def test_the_page_shows_what_holds_what_does_not_and_what_did_not_run(import_benchmark):
    claim = import_benchmark("claims").Claim(
        "a | b", "c", "≥ 2 times", "3 times", True, seconds=0.02, reference_seconds=60.0
    )
    missed = dict(vars(claim), met=False, measured="1 times")
    table = {"columns": ["n", "x"], "data": [[1, 0.123456], [2, None]]}
    results = {
        "first.one": {**RECORD, "Claims": [vars(claim), missed], "Tables": {"Numbers": table}},
        "second.two": {**RECORD, "Error": "exit code 1"},
    }
    page = import_benchmark("page").benchmark_page(results)
    assert "1 of 3 hold." in page
    assert "a \\| b | c | ≥ 2 times | 3 times | yes | – | – | 20 ms | 60 s" in page
    assert "1 times | **no**" in page
    assert "`second.two` |  |  | exit code 1 | **no**" in page
    assert "| 1 | 0.1235 |\n| 2 | – |" in page
    assert "3 minutes" in page


def test_the_page_in_the_documentation_is_made_from_the_results(import_benchmark, repository_root):
    runner = import_benchmark("__main__")
    results = json.loads(runner.RESULTS.read_text(encoding="utf-8"))
    assert runner.PAGE.read_text(encoding="utf-8") == import_benchmark("page").benchmark_page(
        results
    )
    gone = set(results) - set(runner.benchmark_names())
    assert gone == set()


def test_benchmarks_are_found_by_a_word_of_their_name(import_benchmark):
    names = import_benchmark("__main__").benchmark_names
    assert names(["cycling"]) == ["cycling.cycle_life", "cycling.long_cycling"]
    assert len(names()) >= 8
    with pytest.raises(SystemExit, match="no benchmark is called 'nothing'"):
        names(["nothing"])


@pytest.mark.slow
def test_every_benchmark_runs_small(repository_root):
    command = [sys.executable, "-m", "benchmarks", "--small"]
    done = subprocess.run(
        command, cwd=repository_root, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
