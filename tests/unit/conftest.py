"""Command lines as a user gives them, in an empty folder."""

import pytest

from sclcell.cli import main

PROBLEM = """
[cell]
area_cm2 = 1.13
[[data]]
name = "d"
kind = "{kind}"
file = "{file}"
{more}
[parameters]
"Positive particle reference diffusivity [m2.s-1]" = {{ {free} }}
"""


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    """Return what runs a command in an empty folder: exit code, output, error."""
    monkeypatch.chdir(tmp_path)

    def go(*arguments):
        with pytest.raises(SystemExit) as stop:
            main([str(one) for one in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert "internal error" not in err
        return stop.value.code, out, err

    return go


@pytest.fixture
def refused(run):
    """Return the one line with which a command refuses, before it does anything."""

    def go(*arguments):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), (code, out, err)
        assert len(err) < 3100
        return err

    return go


@pytest.fixture
def checked(tmp_path):
    """Return what writes a problem and its table, and the command that looks at it."""

    def write(table, kind="rate capability", file="d.csv", more="", free=""):
        text = PROBLEM.format(kind=kind, file=file, more=more, free=free)
        (tmp_path / "p.toml").write_text(text)
        raw = table if isinstance(table, bytes) else table.encode()
        (tmp_path / file).write_bytes(raw)
        return "fit", "--check", "p.toml"

    return write
