"""What somebody meets who uses the command line for the first time."""

import os
import re
import subprocess
import sys
from importlib import import_module

import pytest

from sclcell.cli import COMMANDS, main
from sclcell.cli.arguments import DEFAULT_FILM, FILMS
from sclcell.parameter_sets.electrolytes import ELECTROLYTES

ESCAPE = "\x1b["


def run(capsys, *arguments):
    """Return exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as exit_info:
        main(list(arguments))
    captured = capsys.readouterr()
    return exit_info.value.code, captured.out, captured.err


def complete(words, position):
    """Return what TAB offers, as (kind, word)."""
    environment = {
        **os.environ,
        "_SCLCELL_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(position),
    }
    code = "from sclcell.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return [tuple(line.split(",", 1)) for line in done.stdout.split()]


def test_without_arguments_there_is_help(capsys):
    code, out, _ = run(capsys)
    assert code == 2
    assert "Commands:" in out
    assert "Examples:" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_names_the_command(command, capsys):
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    examples = out.partition("Examples:")[2].partition("Options:")[0]
    assert f"sclcell {command}" in examples


@pytest.mark.parametrize("command", COMMANDS)
def test_help_explains_every_option(command):
    options = [p for p in import_module(f"sclcell.cli.{command}").command.params if p.opts]
    silent = [p.name for p in options if p.param_type_name == "option" and not p.help]
    assert silent == []


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_needs_an_argument(command):
    parameters = import_module(f"sclcell.cli.{command}").command.params
    assert [p.name for p in parameters if p.required] == []


def test_a_film_taken_by_default_is_named(capsys):
    code, out, err = run(capsys, "electrolyte")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith(f"No name given: {DEFAULT_FILM}")
    assert "No name given" not in run(capsys, "electrolyte", "PHL-15")[1]


def test_films_offered_are_the_films_known():
    assert list(FILMS) == list(ELECTROLYTES)
    assert DEFAULT_FILM in FILMS


def test_tab_completes_commands_films_studies_and_files():
    assert ("plain", "rate") in complete("sclcell ra", 1)
    assert complete("sclcell rate phlp-", 2) == [("plain", "PHLP-15")]
    assert complete("sclcell rate my_f", 2) == [("file", "my_f")]
    assert ("plain", "thickness_loading") in complete("sclcell explore th", 2)
    assert complete("sclcell fit ref", 2) == [("plain", "reference")]
    assert complete("sclcell no_such_command x", 2) == []


def test_a_piped_table_is_plain_and_narrow(capsys):
    _, out, _ = run(capsys, "rate", "PHLP-15", "--rates", "1", "5")
    assert ESCAPE not in out
    table = out.splitlines()[1:]
    assert max(map(len, table)) <= 80
    assert "Reason" not in out
    assert re.fullmatch(r" +5( +\d+\.?\d*){2} +91\.9", table[-1])


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colours_on_a_terminal_unless_told_otherwise(no_color, coloured, monkeypatch, capsys):
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr("click._compat.should_strip_ansi", lambda *_, **__: False)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda _=None, color=None: color is False)
    code, out, _ = run(capsys, "electrolyte", "PHLP-15")
    assert code == 0
    assert (ESCAPE in out) is coloured


@pytest.mark.parametrize("arguments", [["--help"], ["rate", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sorted({m.partition('.')[0] for m in sys.modules})))\n"
        f"from sclcell.cli import main; main({arguments!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "click" in loaded
    assert loaded.isdisjoint({"pybamm", "casadi", "numpy", "scipy", "pandas", "matplotlib"})
