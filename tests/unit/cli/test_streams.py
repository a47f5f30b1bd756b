"""Processes whose streams are closed, full, or not read."""

import os
import signal
import subprocess
import sys

import pytest


class TestStreams:
    def shell(self, tmp_path, command):
        line = command.replace("sclcell", f"{sys.executable} -m sclcell")
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        assert "Exception" not in done.stderr
        return done

    @pytest.mark.parametrize(
        ("command", "code", "said"),
        [
            ("sclcell electrolyte --json - >&-", 2, "standard output is closed"),
            ("sclcell electrolyte --json - > /dev/full", 2, "cannot write standard output: No"),
            ("sclcell electrolyte > /dev/full", 2, "make room on that disk"),
            ("sclcell electrolyte --help > /dev/full", 2, "make room on that disk"),
            ("set -o pipefail; sclcell electrolyte --json - | true", 1, "output was closed before"),
            ("ulimit -f 0; sclcell electrolyte --json r.json", 2, "cannot write r.json: File too"),
            ("sclcell electrolyte 2>&- <&-", 0, ""),
            ("MPLBACKEND=foo sclcell electrolyte --out o", 0, ""),
            ("LC_ALL=C PYTHONIOENCODING=ascii sclcell electrolyte", 0, ""),
        ],
    )
    def test_one_line(self, tmp_path, command, code, said):
        done = self.shell(tmp_path, command)
        assert (done.returncode, said in done.stderr) == (code, True), done.stderr
        assert done.stderr.count("\n") == bool(said)

    def test_ctrl_c_while_the_program_loads(self, tmp_path):
        # The module that loads is slow, so that the signal comes while it does.
        (tmp_path / "click.py").write_text("import time; print('here', flush=True); time.sleep(30)")
        process = subprocess.Popen(
            [sys.executable, "-m", "sclcell"],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert (process.returncode, err) == (-signal.SIGINT, "")
