"""Options that nobody should give: one line and exit code 2, before the work."""

import warnings

import pytest


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
