"""Every number says where it comes from."""

import re
from importlib.resources import files

import numpy as np
import pybamm
import pytest

from sclcell.models.laws.composite import CLOSURE_PARAMETERS
from sclcell.parameter_sets.li2024 import half_cell_values
from sclcell.parameter_sets.provenance import CLASSES, provenance_table

TABLES = sorted(
    path.name.removesuffix(".csv")
    for path in (files("sclcell.parameter_sets") / "data").iterdir()
    if path.name.endswith(".csv") and not path.name.endswith("_samples.csv")
)
#: Values that follow from rows of the tables.
DERIVED = {
    "Positive electrode active material volume fraction",
    "Positive electrode thickness [m]",
    "Electrode height [m]",
    "Electrode width [m]",
    "Nominal cell capacity [A.h]",
    "Current function [A]",
    "Initial concentration in positive electrode [mol.m-3]",
    "Initial concentration in electrolyte [mol.m-3]",
    "Negative electrode OCP [V]",
    "SEI conductivity [S.m-1]",
    "SEI lithium concentration [mol.m-3]",
    "SEI solvent permeability [mol.m-1.s-1]",
    "CEI parabolic constant [m2.s-1]",
}


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_complete_and_values_within_their_range(name):
    table = provenance_table(name)
    assert set(table["class"]) <= set(CLASSES)
    keys = ["electrolyte", "name"] if "electrolyte" in table else ["name"]
    assert not table.duplicated(keys).any()
    value, low, high = (table[column].astype(float) for column in ("value", "low", "high"))
    wrong = table["name"][~((low <= value) & (value <= high))]
    assert list(wrong) == []
    unsourced = table["class"].isin(["measured", "literature"]) & (table["source"] == "")
    assert list(table["name"][unsourced]) == []
    unexplained = (table["class"] == "assumed") & (table["note"] + table["locator"] == "")
    assert list(table["name"][unexplained]) == []


def test_every_source_is_in_the_bibliography():
    text = (files("sclcell.parameter_sets") / "data" / ".." / "references.bib").read_text()
    known = set(re.findall(r"@\w+\{([^,\s]+),", text))
    cited = set()
    for name in TABLES:
        table = provenance_table(name)
        for source in table["source"]:
            cited |= {key for key in re.split(r"[;\s]+", source) if key}
        for text in table["locator"] + " " + table["note"]:
            cited |= set(re.findall(r"\b[A-Z][A-Za-z]*[a-z](?:19|20)\d\d\b", text))
    assert "Langer2017" in cited  # named in a note only
    assert cited - known == set()


def test_every_number_of_a_parameter_set_has_a_row():
    rows = {name for table in TABLES for name in provenance_table(table)["name"]}
    values = half_cell_values("PHLP-15")
    numbers = {name for name, value in values.items() if isinstance(value, (int, float))}
    # closure constants combine rows of electrolytes.csv: Electrolyte.closure_parameters
    assert numbers - rows - set(CLOSURE_PARAMETERS) - DERIVED == set()


def test_cathode_recipe_gives_the_loading():
    values = pybamm.ParameterValues("Li2024_PHLP15")
    active = values["Positive electrode active material volume fraction"]
    loading = active * values["Positive electrode thickness [m]"] * 3600
    assert loading == pytest.approx(0.015, rel=1e-12)
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    assert values["Nominal cell capacity [A.h]"] == pytest.approx(170 * 0.015 * area, rel=1e-12)
    solids = active * (1 + 3600 / 0.8 * (0.1 / 1900 + 0.1 / 1780))
    assert values["Positive electrode porosity"] == pytest.approx(1 - solids, rel=1e-9)


def test_film_resistance_follows_from_the_polarisation_read_as_peak_to_peak():
    """0.11 V peak to peak at 1 A/m2: half of it is film, charge transfer and bulk of two sides."""
    values = pybamm.ParameterValues("Li2024_PHLP15")
    RT_F = 8.314462618 * 298.15 / 96485.33212
    charge_transfer = (
        2
        * RT_F
        * np.arcsinh(1 / (2 * values["Lithium reference exchange-current density [A.m-2]"]))
    )
    bulk = values["Separator thickness [m]"] / 0.0817
    film = (0.11 / 2 - bulk) / 2 - charge_transfer
    assert values["Lithium interphase film resistance [Ohm.m2]"] == pytest.approx(film, rel=0.02)
