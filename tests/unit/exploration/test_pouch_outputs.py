"""Energies of a pouch cell in a study."""

import pytest

import sclcell
from sclcell.errors import InputError

STUDY = """
title = "pouch"
[variables]
areal_loading_mg_cm2 = { levels = [2.0, 6.0] }
[outputs]
quantities = ["energy"]
rates_C = [0.2]
protocol = "rate test"
[outputs.pouch]
"""


def test_energies_of_a_study_are_those_of_the_pouch_command(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text(f"{STUDY}sheets = 4\nlithium_um = 20\n")
    designs = sclcell.explore(file).table.set_index("areal_loading_mg_cm2")
    geometry = {"sheets": 4, "lithium_um": 20}
    numbers = sclcell.pouch(
        "PHLP-15", 0.2, areal_loading_mg_cm2=6.0, geometry=geometry, heat_rates=()
    ).to_dict()
    for name, column in (
        ("Specific energy [W.h.kg-1]", "Specific energy at 0.2C [W.h.kg-1]"),
        ("Energy density [W.h.L-1]", "Energy density at 0.2C [W.h.L-1]"),
    ):
        assert designs.loc[6.0, column] == pytest.approx(numbers[name], rel=2e-4)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("sheet = 4", "sheet: unknown key; did you mean 'sheets'"),
        ("sheets = 2.5", "sheets = 2.5 is not a whole number"),
        ('sheets = 4\n[outputs.layers]\n"Lithium foil thickness [m]" = 2e-5', "keep one of them"),
    ],
)
def test_faults_of_the_pouch_are_those_of_the_study(tmp_path, more, said):
    file = tmp_path / "study.toml"
    file.write_text(f"{STUDY}{more}\n")
    with pytest.raises(InputError, match=said):
        sclcell.explore(file)
