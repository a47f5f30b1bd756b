"""Worker processes that end before their work."""

import os
import subprocess
import sys

import pytest

from sclcell.errors import SimulationFailed
from sclcell.processes import worker_processes


def test_processes_do_the_work():
    with worker_processes(1, int, "3") as pool:
        assert list(pool.map(abs, [-1, 2])) == [1, 2]


def test_a_process_that_is_gone_is_told_with_what_to_do():
    with pytest.raises(SimulationFailed, match=r"before its work: .* or use workers=1"):
        with worker_processes(1, os._exit, 1) as pool:
            list(pool.map(abs, [-1, 2]))


def test_a_script_that_every_process_runs_again_ends(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from sclcell.processes import worker_processes\n"
        "with worker_processes(1, int, '3') as pool:\n"
        "    list(pool.map(abs, [-1, 2]))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "or use workers=1" in done.stderr.splitlines()[-1]
