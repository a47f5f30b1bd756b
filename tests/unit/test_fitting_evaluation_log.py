"""Evaluations on disk: of which problem they are, and what damage costs."""

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.fitting.inference.evaluation_log import EvaluationLog


def _written(path, fingerprint, keys, **options):
    log = EvaluationLog(path, fingerprint, **options)
    for key in keys:
        log.put(key, np.array([float(ord(key)), 0.1]))
    log.close()


def _read(path, fingerprint, **options):
    log = EvaluationLog(path, fingerprint, **options)
    log.close()
    return log


def test_results_come_back_bit_for_bit(tmp_path):
    path = tmp_path / "log.jsonl"
    _written(path, "one", "ab")
    assert _read(path, "one").get("a").tolist() == [97.0, 0.1]
    assert _read(path, "one").resumed == 2


def test_a_changed_problem_of_the_same_file_begins_anew_and_loses_nothing(tmp_path):
    path = tmp_path / "log.jsonl"
    _written(path, "one", "ab", owner="p.toml")
    _written(path, "changed", "c", owner="p.toml")
    changed, back = (_read(path, name, owner="p.toml") for name in ("changed", "one"))
    assert (changed.resumed, changed.passed_over) == (1, 2)
    assert (back.resumed, back.passed_over) == (2, 1)
    assert changed.get("a") is None


@pytest.mark.parametrize("owner", ["", "q.toml"])
def test_a_folder_of_another_problem_is_refused(tmp_path, owner):
    path = tmp_path / "log.jsonl"
    _written(path, "one", "ab", owner="p.toml")
    with pytest.raises(InputError, match="another problem or other data"):
        EvaluationLog(path, "two", owner=owner)
    _written(path, "two", "c", owner=owner, resume=False)
    assert _read(path, "one", owner="p.toml").resumed == 2
    assert _read(path, "two", owner=owner).resumed == 1


def test_a_fresh_start_forgets_what_was_there(tmp_path):
    path = tmp_path / "log.jsonl"
    _written(path, "one", "ab")
    _written(path, "one", "c", resume=False)
    log = _read(path, "one")
    assert log.resumed == 1
    assert log.get("a") is None


def test_a_damaged_line_is_named_and_the_others_count(tmp_path):
    path = tmp_path / "log.jsonl"
    _written(path, "one", "abcd")
    lines = path.read_text().splitlines()
    lines[2] = lines[2][:-8]
    path.write_text("\n".join(lines) + "\n" + lines[-1][:20])
    log = _read(path, "one")
    assert log.unreadable == [3, 6]
    assert [log.get(key) is not None for key in "abcd"] == [True, False, True, True]
    # What comes after a line that was cut does not become part of it.
    _written(path, "one", "e")
    assert _read(path, "one").get("e") is not None


def test_a_lost_heading_gives_no_problem_the_results_of_another(tmp_path):
    path = tmp_path / "log.jsonl"
    _written(path, "one", "a", owner="p.toml")
    _written(path, "two", "b", owner="p.toml")
    lines = path.read_text().splitlines()
    heading = next(k for k, line in enumerate(lines) if "two" in line)
    path.write_text("\n".join(lines[:heading] + lines[heading + 1 :]) + "\n")
    assert _read(path, "one", owner="p.toml").get("b") is None


def test_two_fits_do_not_write_into_one_file(tmp_path):
    pytest.importorskip("fcntl")
    path = tmp_path / "log.jsonl"
    first = EvaluationLog(path, "one")
    first.put("a", np.ones(2))
    for resume in (True, False):
        with pytest.raises(InputError, match="another fit is writing"):
            EvaluationLog(path, "one", resume)
    first.put("b", np.ones(2))
    first.close()
    assert _read(path, "one").resumed == 2
