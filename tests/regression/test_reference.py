"""The commands' answers are those that are frozen in ``reference/answers.csv``."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "reference" / "reference.py"
specification = importlib.util.spec_from_file_location("frozen_reference", SCRIPT)
reference = importlib.util.module_from_spec(specification)
specification.loader.exec_module(reference)

CASES = reference.cases()
FAST = [c for c in CASES if c.startswith(("electrolyte/", "export/"))]
FAST += ["rate/thick_film", "eis/blocking", "cycle/exact", "symmetric/fresh", "fit/film"]
SLOW = [case for case in CASES if case not in FAST]


@pytest.fixture(scope="module")
def stored():
    return reference.frozen()


@pytest.mark.parametrize("case", FAST)
def test_answers_are_the_frozen_ones(case, stored):
    assert reference.differences(case, reference.answer(CASES[case]), stored) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", SLOW)
def test_answers_of_long_cases_are_the_frozen_ones(case, stored):
    assert reference.differences(case, reference.answer(CASES[case]), stored) == []


def test_every_case_is_frozen_and_nothing_else(stored):
    assert set(stored["Case"]) == set(CASES)


def test_a_number_that_moves_a_key_that_goes_and_one_that_comes_are_seen(stored):
    case = "electrolyte/phlp_15"
    found = [(key, value) for key, value in reference.answer(CASES[case])]
    assert reference.differences(case, found, stored) == []
    moved = [(k, v * 1.001 if isinstance(v, float) and v else v) for k, v in found]
    assert len(reference.differences(case, moved, stored)) >= 4
    assert reference.differences(case, found[1:], stored) == [f"{case}: exit code is gone (was 0)"]
    more = [*found, ("New [1]", 1.0)]
    assert reference.differences(case, more, stored) == [f"{case}: New [1] is new (1)"]
