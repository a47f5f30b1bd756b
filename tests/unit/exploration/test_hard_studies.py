"""Studies that nobody should give: one line and exit code 2, before the work."""

import pytest

STUDY = "title = 't'\n[variables]\n"


class TestStudies:
    @pytest.mark.parametrize(
        ("levels", "said"),
        [
            ("[nan]", "0 = nan: input should be a finite number"),
            ("[inf]", "0 = inf"),
            ("[[1]]", "0 = [1]"),
            ("[{a = 1}]", "levels"),
            ("[true]", "true and false are no numbers"),
            ("[2020-01-01]", "date or time"),
            ("[" + "9" * 400 + "]", "too large"),
            ("3", "levels = 3: input should be a list"),
        ],
    )
    def test_levels(self, refused, tmp_path, levels, said):
        (tmp_path / "s.toml").write_text(f"{STUDY}temperature_degC = {{ levels = {levels} }}\n")
        error = refused("explore", "s.toml", "--quiet")
        assert said in error
        assert "1 fault" in error or "date" in said or "large" in said

    def test_fault_of_a_variable_is_told_once(self, refused, tmp_path):
        text = f"{STUDY}temperature_degC = {{ levels = [nan] }}\nrate_C = {{ levels = [1] }}\n"
        uses = '[[maps]]\nx = "temperature_degC"\n[best]\nover = ["temperature_degC"]\n'
        output = 'output = "Specific discharge capacity [mA.h.g-1]"\n'
        (tmp_path / "s.toml").write_text(text + uses + output)
        assert "1 fault: [variables.temperature_degC" in refused("explore", "s.toml", "--quiet")

    @pytest.mark.parametrize(
        ("added", "said"),
        [
            ("[outputs]\nprotocol = 3", "protocol = 3: input should be a text or a list"),
            ('[outputs]\nprotocol = "discharge at 1.2.3C"', "'discharge at 1.2.3C' is not known"),
            ('[outputs]\nprotocol = ["charge at 1.2C.3"]', "is not understood"),
            ('[outputs]\nprotocol = ["charge at 1e9C", "discharge at 1C"]', "not understood"),
            ('[outputs]\nprotocol = ["charge at 999C", "discharge at 1C"]', "at most|500"),
            ("[sampling]\nseed = 99999999999", "seed = 99999999999: input should be less than"),
            ("[optimise]\nseed = -1", "seed = -1"),
            ("[outputs]\nrates_C = [nan]", "rates_C"),
            ("[fixed]\nrate_C = inf", "rate_C = inf"),
            ('[[maps]]\nx = "temperature_degC"\ny = "temperature_degC"', "x and y are the same"),
        ],
    )
    def test_keys(self, refused, tmp_path, added, said):
        text = f"{STUDY}temperature_degC = {{ levels = [20] }}\n{added}\n"
        (tmp_path / "s.toml").write_text(text)
        error = refused("explore", "s.toml", "--quiet")
        assert any(part in error for part in said.split("|")), error

    def test_no_variable_and_too_many_designs(self, refused, tmp_path):
        (tmp_path / "s.toml").write_text(STUDY)
        assert "needs a variable" in refused("explore", "s.toml")
        wide = "".join(
            f"{name} = {{ low = {low}, high = {high}, count = 1000 }}\n"
            for name, low, high in (
                ("temperature_degC", 0, 60),
                ("separator_thickness_um", 10, 60),
                ("rate_C", 1, 5),
            )
        )
        (tmp_path / "s.toml").write_text(STUDY + wide)
        assert "1000000000 designs" in refused("explore", "s.toml")

    @pytest.mark.parametrize(
        ("added", "designs"),
        [
            ("", 40_000),
            ('[sampling]\nmethod = "sobol"\nsize = 50000\n', 50_000),
            (
                "[optimise]\nevaluations = 60000\n[objectives]\nmaximise = "
                '["Specific discharge capacity [mA.h.g-1]"]\n',
                60_000,
            ),
        ],
    )
    def test_too_many_designs_times_samples(self, refused, tmp_path, added, designs):
        ranges = "temperature_degC = { low = 0, high = 60, count = 200 }\n"
        ranges += "rate_C = { low = 1, high = 5, count = 200 }\n"
        (tmp_path / "s.toml").write_text(STUDY + ranges + added)
        error = refused("explore", "s.toml", "--bands", "--quiet")
        assert f"{designs} designs times 32 samples are {32 * designs} simulations" in error
