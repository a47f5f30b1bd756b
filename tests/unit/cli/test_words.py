"""Errors in words, of the solver and of what nobody foresaw."""

import pytest

from sclcell import SimulationFailed
from sclcell.cli import main

FILM = """name = "mine"
filler_wt_percent = 10
[matrix]
conductivity_mS_cm = 0.08
transference_number = 0.2
activation_energy_eV = 0.3
"""


class TestWords:
    def test_the_solver_is_not_quoted(self, run, tmp_path):
        thin = FILM.replace("0.08", "1e-9")
        (tmp_path / "f.toml").write_text(thin)
        for command in (
            "rate --rates 1",
            "symmetric --hours 2",
            "eis",
            "cycle --cycles 2",
            "export",
        ):
            name, *options = command.split()
            code, _, err = run(name, "f.toml", *options)
            assert code in (0, 1)
            assert "initial conditions" not in err
            assert "[ERROR]" not in err

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            (
                "0.1 mA/cm2: Events ['Salt depletion'] are non-positive at initial conditions with",
                "0.1 mA/cm2: at once: salt depletion",
            ),
            (
                "voltage: input set 0: IDAGetDky: IDA_BAD_K: The k-th\nderivative (flag: -25)",
                "voltage: the solver finds no solution from there on (IDA_BAD_K)",
            ),
            ("no  cell", "no cell"),
        ],
    )
    def test_of_the_solver(self, said, words):
        assert SimulationFailed(said).reason == words

    def test_errors_that_nobody_foresaw_are_one_line(self, capfd, monkeypatch):
        def broken(*arguments, **options):
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr("sclcell.api.film", broken)
        with pytest.raises(SystemExit) as stop:
            main(["electrolyte"])
        err = capfd.readouterr().err
        assert (stop.value.code, err.count("\n")) == (1, 1)
        assert "internal error, ZeroDivisionError at test_words.py" in err
        monkeypatch.setenv("SCLCELL_TRACEBACK", "1")
        with pytest.raises(ZeroDivisionError):
            main(["electrolyte"])

    def test_the_end_of_an_input_is_not_the_users_doing(self, capfd, monkeypatch):
        def cut(*arguments, **options):
            raise EOFError("ended early")

        monkeypatch.setattr("sclcell.api.film", cut)
        with pytest.raises(SystemExit) as stop:
            main(["electrolyte"])
        assert stop.value.code == 2
        assert "an input ends where it should go on" in capfd.readouterr().err

    def test_a_name_that_a_terminal_would_obey(self, refused):
        assert "\x1b" not in refused("electrolyte", "\x1b[31mred")

    def test_impossible_parameters(self, refused, tmp_path):
        for name in ("Negative electrode thickness [m]", "Separator thickness [m]"):
            (tmp_path / "v.csv").write_text(f"Parameter,Value\n{name},-1\n")
            assert "= -1: " in refused("rate", "--parameters", "v.csv")
