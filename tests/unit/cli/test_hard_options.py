"""Options that nobody should give: one line and exit code 2, before the work."""

import warnings
from importlib import import_module

import click
import pytest

from sclcell.cli import COMMANDS
from sclcell.cli.arguments import FilePath

OPTIONS = [
    (command, option)
    for command in COMMANDS
    for option in import_module(f"sclcell.cli.{command}").command.params
]
#: What an option takes effect with.
WITH = {
    "--spot-ratio": "--spot 1",
    "--healing": "--spot 1",
    "--correlation": "--rough 0.2",
    "--particle-gap": "--particle 1",
    "--particle-ratio": "--particle 1",
    "--cycle-rate": "--cycles 2",
    "--draws": "--bands",
    "--pulse-seconds": "--pulses",
    "--keeps": "--best",
    "--confidence": "--best",
    "--stoichiometry": "--cell half",
    "--areal-loading": "--cell half",
}
FILMS = "filler [wt%],temperature [degC],conductivity [mS/cm]\n0,25,0.1\n15,25,0.3\n"
SPECTRUM = "Frequency [Hz],Re(Z) [Ohm],Im(Z) [Ohm]\n" + "".join(
    f"{10 ** (5 - k / 4)},{20 + k * k},{-k - 1}\n" for k in range(24)
)


class TestOptions:
    @pytest.mark.parametrize(
        "arguments",
        [
            "symmetric --current-density {}",
            "symmetric --hours {}",
            "symmetric --capacity {}",
            "cycle --c-rate {}",
            "cycle --cycles {}",
            "rate --rates {}",
            "rate --temperature {}",
            "rate --charge-temperature {}",
            "rate --areal-loading {}",
            "rate --separator-thickness {}",
            "rate --bands --draws {}",
            "electrolyte --filler-mass-fraction {}",
            "eis --stoichiometry {}",
            "eis --data x.csv --area {}",
        ],
    )
    @pytest.mark.parametrize("number", ["nan", "inf", "-inf", "-1e9", "1e300", "x", "1e999"])
    def test_numbers_that_cannot_be(self, refused, arguments, number):
        refused(*arguments.format(number).split())

    @pytest.mark.parametrize(
        ("command", "option"),
        [
            (command, option.opts[0])
            for command, option in OPTIONS
            if isinstance(option.type, click.types.FloatParamType | click.types.IntParamType)
        ],
    )
    def test_every_number_of_every_command_is_looked_at(self, refused, tmp_path, command, option):
        (tmp_path / "films.csv").write_text(FILMS)
        (tmp_path / "eis.csv").write_text(SPECTRUM)
        with_it = "" if command != "eis" and "areal" in option else WITH.get(option, "")
        if command == "eis" and option in ("--area", "--spectrum"):
            with_it = "--data eis.csv"
        file = {"film": ["films.csv"], "read": ["eis.csv"]}.get(command, [])
        assert "nan" in refused(command, *file, *with_it.split(), option, "nan")

    @pytest.mark.parametrize(
        ("command", "parameter"),
        [(c, one) for c, one in OPTIONS if isinstance(one.type, click.Path)],
        ids=lambda value: getattr(value, "name", value),
    )
    def test_no_name_of_a_file_has_a_nul(self, refused, command, parameter):
        assert isinstance(parameter.type, FilePath)
        name = parameter.opts[0] if isinstance(parameter, click.Option) else "--"
        assert "cannot be the name of a file" in refused(command, name, "a\0b")

    @pytest.mark.parametrize("arguments", ["symmetric --current-density 0", "cycle --c-rate 0"])
    def test_zero_where_something_must_flow(self, refused, arguments):
        assert "= 0" in refused(*arguments.split())

    def test_ends_of_ranges_belong_to_them(self, run):
        for T in ("-30", "80"):
            assert run("electrolyte", f"--temperature={T}")[0] == 0

    def test_the_option_that_was_meant(self, refused):
        assert "did you mean '--temperature'?" in refused("rate", "--temp", "30")
        assert "--help'?" not in refused("rate", "--zzz", "30")

    def test_high_rates_warn_of_nothing(self, run):
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            code, _, err = run("rate", "--rates", "10")
        assert (code, err) == (0, "")
