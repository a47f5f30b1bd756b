"""Mixed films by hand: conductivity, lithium and permeability of given shares."""

import pytest

from sclcell.models.sei.sei_composition import (
    film_conductivity,
    lithium_concentration,
    solvent_permeability,
)

SHARES = {"Li2O": 0.1, "LiF": 0.2, "Li2CO3": 0.3, "Organic": 0.4}


def test_logarithms_of_conductivities_add_by_volume():
    sigma = {"Li2O": 1e-9, "LiF": 1e-8, "Li2CO3": 1e-7, "Organic": 1e-5}
    # -9*0.1 - 8*0.2 - 7*0.3 - 5*0.4
    assert film_conductivity(SHARES, sigma) == pytest.approx(10**-6.6, rel=1e-12, abs=0)


def test_lithium_adds_by_atoms_of_each_formula():
    volumes = {"Li2O": 1e-5, "LiF": 2e-5, "Li2CO3": 4e-5, "Organic": 1e-4}
    # Li2O, LiF, Li2CO3 and (CH2OCO2Li)2 have 2, 1, 2 and 2 atoms.
    expected = 0.1 * 2 / 1e-5 + 0.2 / 2e-5 + 0.3 * 2 / 4e-5 + 0.4 * 2 / 1e-4
    assert lithium_concentration(SHARES, volumes) == pytest.approx(expected)


def test_permeability_falls_with_the_organic_share_to_the_power_of_three_halves():
    assert solvent_permeability({**SHARES, "Organic": 0.25}, 8e-18) == pytest.approx(1e-18, abs=0)
