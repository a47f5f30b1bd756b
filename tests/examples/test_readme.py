"""What the README shows works by copy and paste."""

import re
from pathlib import Path

import pytest

from sclcell.cli import main
from sclcell.experiments.rate import simulate_rate_test
from sclcell.parameter_sets.cell import Cell

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_python_of_the_readme_runs_and_shows_the_optimum(capsys):
    block = re.search(r"```python\n(.*?)```", README, re.S).group(1)
    exec(compile(block, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    capacities = [float(line.split()[1]) for line in lines]
    assert len(capacities) == 4
    assert max(capacities) == capacities[2]


def test_deviation_in_the_readme_is_that_of_the_rate_test():
    stated = float(re.search(r"misses (\d\.\d) % RMS", README).group(1))
    found = 100 * simulate_rate_test(Cell.from_name("PHLP-15")).rms_error
    assert stated == round(found, 1)


def test_film_of_the_readme_is_the_one_in_the_examples():
    block = re.search(r"```toml\n(.*?)```", README, re.S).group(1)
    assert block.strip() in (ROOT / "examples" / "my_film.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [line.split("#")[0] for line in re.findall(r"^    \.venv/bin/sclcell (.*)$", README, re.M)],
)
def test_commands_of_the_readme_succeed(line, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    if "--best" in line:  # Ten draws take over a minute.
        line += " --draws 2"
    with pytest.raises(SystemExit) as exit_info:
        main(line.split())
    assert exit_info.value.code == 0
    assert capsys.readouterr().out
