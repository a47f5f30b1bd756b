"""The Python of docs/interchange.md works by copy and paste."""

import re
from pathlib import Path

import pandas as pd
import pytest

from sclcell.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "interchange.md"


def test_blocks_run_one_after_the_other(tmp_path, monkeypatch):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 3
    monkeypatch.chdir(tmp_path)
    for format_name in ("pybamm", "bpx"):
        with pytest.raises(SystemExit) as exit_info:
            main(["export", "PHLP-15", "--format", format_name])
        assert exit_info.value.code == 0
    for block in blocks:
        exec(compile(block, "interchange.md", "exec"), {})
    assert len(pd.read_csv("experiment.bdf.csv")) > 10
