"""The tutorial works by copy and paste, and finds what was put into its made-up cells."""

import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

from sclcell.cli import main

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "_make"))
import pages

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "tutorial"
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def test_the_page_shows_the_files_of_the_example():
    shown = dict(pages.toml_blocks(PAGE))
    assert set(shown) == {"my_film.toml", "fit.toml", "explore.toml"}
    for name, text in shown.items():
        assert text == (EXAMPLES / name).read_text(encoding="utf-8")


def test_the_problem_has_no_fault(capsys):
    with pytest.raises(SystemExit) as exit_info:
        main(["fit", str(EXAMPLES / "fit.toml"), "--check"])
    assert exit_info.value.code == 0
    assert "15 rows, 5 unknowns" in capsys.readouterr().out


def test_a_failing_command_is_reported(tmp_path):
    page = "```sh\ncd examples\n```\n```text\n```\n```sh\nls no_such_file\n```\n"
    with pytest.raises(RuntimeError, match="no_such_file"):
        pages.run_page(page, tmp_path)


@pytest.mark.slow
def test_all_commands_of_the_page_run_in_order(tmp_path):
    runs = pages.run_page(PAGE, tmp_path)
    assert len(runs) == len(pages.commands(PAGE)) > 8
    made = tmp_path / "my_cells"
    for name in (
        *("film/film.png", "fit/data.png", "rate/losses.png", "cycle/cycling.png"),
        *("explore/map1.png", "explore/best.png", "explore/explore.html", "report/report.html"),
    ):
        assert (made / name).stat().st_size > 1000, name
    # The fit finds what made the data, within three of its own standard errors.
    truth = runpy.run_path(str(EXAMPLES / "make_cells.py"))["TRUTH"]
    found = pd.read_csv(made / "fit" / "parameters.csv").set_index("Parameter")
    for name, value in truth.items():
        row = found.loc[name]
        assert abs(row["Value"] - value) < 3 * row["Standard error"], name
    # What the page says of the filler: thin cathodes do with any, thick ones want about 15 wt%.
    best = pd.read_csv(made / "explore" / "best.csv")
    best = best[best["temperature_degC"] == 30].set_index(
        ["areal_loading_mg_cm2", "filler_wt_percent"]
    )["Probability of being as good as the best"]
    assert best[1.5].loc[5:].min() > 0.9
    assert best[10].idxmax() == 15
    assert best[10].loc[[0, 5, 30]].max() < 0.3
