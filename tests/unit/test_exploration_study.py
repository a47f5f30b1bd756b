import pandas as pd
import pytest

from sclcell.errors import InputError
from sclcell.experiments.protocols import parse_protocol
from sclcell.exploration.designs import levels, sample_designs
from sclcell.exploration.lint import load_study, ready_studies
from sclcell.exploration.study import RANGES, Study, Variable


def _write(tmp_path, text):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = """
title = "small"
[variables]
filler_wt_percent = { levels = [0, 15] }
areal_loading_mg_cm2 = { low = 1, high = 4, count = 3, scale = "log" }
[outputs]
quantities = ["capacity"]
"""


class TestLint:
    def test_reports_every_fault_at_once(self, tmp_path):
        path = _write(
            tmp_path,
            """
            [variables]
            filler_wt_percent = { levels = [0, 55] }
            separator_thicknes_um = { low = 5, high = 100 }
            temperature_degC = { low = 60, high = 10 }
            rate_C = { low = 0, high = 1, scale = "logarithmic" }
            [fixed]
            film = "PHLX"
            temperature_degC = 30
            [outputs]
            quantities = ["capasity"]
            rates_C = [1]
            protocol = "formation"
            [sampling]
            siez = 3
            """,
        )
        with pytest.raises(InputError) as raised:
            load_study(path)
        message = str(raised.value)
        assert "\n" not in message
        for part in (
            "title is missing",
            "filler_wt_percent = 55 is outside the allowed range 0 to 40",
            "'separator_thicknes_um' is not known; did you mean 'separator_thickness_um'?",
            "low = 60 is not below high = 10",
            "scale = 'logarithmic'",
            "unknown electrolyte 'PHLX'",
            "temperature_degC is both a variable and fixed",
            "'capasity' is not known; did you mean 'capacity'?",
            "protocol 'formation' is not known",
            "[sampling] siez: unknown key; did you mean 'size'?",
        ):
            assert part in message

    @pytest.mark.parametrize(
        ("change", "part"),
        [
            ('[objectives]\nmaximise = ["Specific energy"]', "did you mean"),
            ('[best]\noutput = "Mean discharge voltage [V]"\nover = ["film"]', "[best] over"),
            (
                '[best]\noutput = "Specific discharge capacity [mA.h.g-1]"\n'
                'over = ["filler_wt_percent"]\nwithin = 0.01',
                "give 0.02 or more",
            ),
            ('[optimise]\nmethod = "bayesian"', "needs [objectives]"),
            ("[sensitivity]\noutputs = []\nsize = 48", "power of two; use 64"),
            ('[[maps]]\nx = "filler"', "[[maps]] x: 'filler'"),
            ('[[maps]]\ny = "filler_wt_percent"', "x is missing"),
            ('[bands]\nparameters = ["Matrix conductivity"]', "Matrix conductivity [S.m-1]"),
            ('[fixed]\nrate_C = "fast"', "is not a number"),
            ("rates_C = [1, 1.0000001]", "two rates are 1C"),
        ],
    )
    def test_names_the_fault(self, tmp_path, change, part):
        with pytest.raises(InputError, match=r"[12] faults?:") as raised:
            load_study(_write(tmp_path, GOOD + change))
        assert part in str(raised.value)

    def test_good_study_passes(self, tmp_path):
        study = load_study(_write(tmp_path, GOOD))
        assert study.constants["film"] == "PHLP-15"
        assert study.constants["rate_C"] == 1.0

    def test_missing_file_names_the_ready_studies(self):
        with pytest.raises(InputError, match="thickness_loading"):
            load_study("no_such_study.toml")

    def test_ready_studies_are_sound(self):
        names = ready_studies()
        assert {
            "filler_rate_temperature",
            "thickness_loading",
            "coating",
            "low_temperature",
        } <= set(names)
        for name in names:
            assert len(sample_designs(load_study(name))) > 1


class TestDesigns:
    def test_grid_holds_every_combination_once(self, tmp_path):
        designs = pd.DataFrame(sample_designs(load_study(_write(tmp_path, GOOD))))
        assert len(designs) == 6
        assert not designs.duplicated().any()
        assert designs["areal_loading_mg_cm2"].unique() == pytest.approx([1, 2, 4])

    def test_sobol_fills_the_box_and_repeats(self):
        ranges = {name: Variable(low=low, high=high) for name, (low, high) in RANGES.items()}
        study = Study(
            title="", variables=ranges, sampling={"method": "sobol", "size": 200, "seed": 3}
        )
        designs = pd.DataFrame(sample_designs(study))
        assert len(designs) == 200
        for name, (low, high) in RANGES.items():
            assert designs[name].between(low, high).all()
            # Every quarter of the range holds about a quarter of the designs.
            quarter = (4 * (designs[name] - low) / (high - low)).astype(int)
            assert quarter.value_counts().between(45, 55).all()
        assert sample_designs(study) == sample_designs(study)

    def test_choices_are_all_drawn(self):
        study = Study(
            title="",
            variables={
                "film": Variable(levels=("PHL-15", "PHLP-15")),
                "rate_C": Variable(low=1, high=2),
            },
            sampling={"method": "sobol", "size": 8},
        )
        films = [design["film"] for design in sample_designs(study)]
        assert films.count("PHL-15") == films.count("PHLP-15") == 4

    def test_levels_of_a_range(self):
        assert levels(Variable(low=0, high=1, count=3)) == [0, 0.5, 1]


class TestProtocol:
    def test_steps(self):
        steps = parse_protocol(["charge at 0.5C", "rest for 10 min", "discharge at rate"])
        assert [str(step) for step in steps] == [
            "charge at 0.5C",
            "rest for 600 s",
            "discharge at rate",
        ]

    @pytest.mark.parametrize(
        "given",
        [
            "cycle",
            ["discharge at 1C", "rest for 1 h"],
            ["rest"],
            [],
            ["discharge at 0C"],
            ["charge at 0.0C", "discharge at 1C"],
            ["rest for 0 min", "discharge at 1C"],
            ["discharge at 1.2.3C"],
            ["discharge at .C"],
        ],
    )
    def test_refuses(self, given):
        with pytest.raises(InputError):
            parse_protocol(given)
