"""A few of the random command lines and files of ``make fuzz``."""

import runpy

import pytest


@pytest.fixture(scope="module")
def fuzz(repository_root):
    return runpy.run_path(str(repository_root / "tests" / "fuzz" / "__main__.py"))


@pytest.mark.parametrize("tens", range(6))
def test_nothing_breaks(fuzz, tens):
    found = {n: fuzz["one"](0, n) for n in range(10 * tens, 10 * tens + 10)}
    assert {n: (line, faults) for n, (line, faults) in found.items() if faults} == {}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(9))
def test_no_trouble_loses_anything(fuzz, number):
    line, faults = fuzz["as_process"](0, number)
    assert faults == [], line


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ((3, "", "sclcell: x\n", 1), "exit code 3"),
        ((1, "", "Traceback\nsclcell: x\n", 1), "Traceback"),
        ((2, "", "", 1), "0 lines"),
        ((2, "rows", "sclcell: x\n", 1), "output in spite"),
        ((0, "", "", 99), "99 s of work"),
        ((1, "", "sclcell: x\x1b[31m\n", 1), "control"),
    ],
)
def test_faults_are_seen(fuzz, run, words):
    import checks

    assert any(words in fault for fault in checks.faults(*run))


def test_numbers_beyond_physics_are_seen(fuzz):
    import checks

    text = '{"Specific discharge capacity [mA.h.g-1]": [150, 400], "x": NaN}'
    assert "no JSON" in next(checks.json_faults(text))
    text = text.replace("NaN", "null")
    assert list(checks.json_faults(text)) == ["Specific discharge capacity [mA.h.g-1] = 400"]
