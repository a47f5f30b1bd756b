"""What the how-to page shows works by copy and paste."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "_make"))
import pages

from sclcell.parameter_sets.electrolytes import load_electrolyte

PAGE = (pages.ROOT / "docs" / "howto.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", PAGE, re.S))
def test_python_runs(block, capsys):
    exec(compile(block, "howto.md", "exec"), {})
    printed = [float(line) for line in capsys.readouterr().out.split()]
    assert all(value > 0 for value in printed)
    assert printed


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", PAGE, re.S))
def test_films_are_read(block, tmp_path):
    if "[matrix]" in block:
        film = tmp_path / "film.toml"
        film.write_text(block)
        assert load_electrolyte(film).ionic_conductivity() > 0


@pytest.mark.slow
def test_commands_run(tmp_path):
    runs = pages.run_page(PAGE, tmp_path)
    assert len(runs) == len(pages.commands(PAGE)) > 6
    assert all(run.output for run in runs[1:])
