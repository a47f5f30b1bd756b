"""Closures of ageing, choice of mechanisms, and their parameters."""

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.models.electrode.cathode_interphase import wetted_fraction
from sclcell.models.mechanisms import AGEING, MECHANISMS, mechanisms_by_slot
from sclcell.models.sei.sei_composition import (
    COMPONENTS,
    film_conductivity,
    lithium_concentration,
    solvent_permeability,
)
from sclcell.models.sei.sei_kolzenberg import kolzenberg_rate
from sclcell.models.sei.solvent_reservoir import dry_out_factor
from sclcell.parameter_sets.composites import Electrolyte
from sclcell.parameter_sets.degradation import degradation_values, family_of
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.provenance import CLASSES, provenance_table

CONDUCTIVITIES = {"Li2O": 1e-6, "LiF": 1e-7, "Li2CO3": 1e-6, "Organic": 5e-6}


def pure(component: str) -> dict[str, float]:
    return {k: float(k == component) for k in COMPONENTS}


@pytest.mark.parametrize("component", COMPONENTS)
def test_film_of_one_component_has_its_properties(component):
    assert film_conductivity(pure(component), CONDUCTIVITIES) == pytest.approx(
        CONDUCTIVITIES[component]
    )
    # Li2O: 2 Li in 29.88 g at 2.013 g/cm3 are 134.7 mol/L
    volumes = {k: 29.88e-3 / 2013 for k in COMPONENTS}
    assert lithium_concentration(pure(component), volumes) == pytest.approx(
        67368 * COMPONENTS[component], rel=1e-4
    )


def test_mixed_film_lies_between_series_and_parallel():
    shares = {"Li2O": 0.2, "LiF": 0.3, "Li2CO3": 0.1, "Organic": 0.4}
    mixed = film_conductivity(shares, CONDUCTIVITIES)
    parallel = sum(shares[k] * CONDUCTIVITIES[k] for k in shares)
    series = 1 / sum(shares[k] / CONDUCTIVITIES[k] for k in shares)
    assert series < mixed < parallel


def test_inorganic_film_lets_no_solvent_through():
    assert solvent_permeability(pure("LiF"), 1e-18) == 0
    assert solvent_permeability(pure("Organic"), 1e-18) == 1e-18


def test_dry_out_multiplies_the_resistance_up_to_the_dry_film():
    assert dry_out_factor(1.0, 0.02) == pytest.approx(1)
    assert dry_out_factor(0.0, 0.02) == pytest.approx(51)
    assert np.all(np.diff(dry_out_factor(np.linspace(0, 1, 50), 0.02)) < 0)


def test_half_the_surface_is_blocked_at_the_blocking_thickness():
    assert wetted_fraction(np.array([0.0, 2e-7]), 2e-7) == pytest.approx([1, 0.5])


def test_plating_speeds_interstitial_growth_up_and_stripping_slows_it():
    rates = [kolzenberg_rate(1e-8, 1e-9, m, 1e-7, 96485) for m in (-2.0, 0.0, 0.9)]
    assert rates[0] > rates[1] > rates[2] > 0


def test_mechanisms_go_by_class_or_name():
    by_name = mechanisms_by_slot([m.__name__ for m in AGEING])
    assert by_name == mechanisms_by_slot(AGEING)
    assert len(by_name) == 6


def test_two_laws_of_growth_exclude_each_other():
    with pytest.raises(InputError, match=r"SEI growth; give one"):
        mechanisms_by_slot(["SolventDiffusionSEI", "KolzenbergSEI"])


def test_unknown_mechanism_is_named_with_the_nearest():
    with pytest.raises(InputError, match=r"did you mean 'ContactLoss'"):
        mechanisms_by_slot(["contactloss"])


def test_every_mechanism_is_documented():
    for mechanism in MECHANISMS.values():
        assert mechanism.__doc__
        assert "(" in mechanism.__doc__, f"{mechanism.__name__} cites no equation"


def test_every_number_has_provenance():
    table = provenance_table("degradation")
    assert set(table["class"]) <= set(CLASSES)
    assert not table.duplicated(["electrolyte", "name"]).any()
    sourced = table[table["class"].isin(["measured", "fitted", "literature"])]
    assert (sourced["source"] != "").all()
    rows = table.dropna(subset=["low", "high"])
    assert ((rows["low"] <= rows["value"]) & (rows["value"] <= rows["high"])).all()
    assert (table["name"].str.extract(r"\[(.+)\]$")[0].fillna("1") == table["unit"]).all()


def test_every_source_is_in_the_bibliography(repository_root):
    bibliography = (repository_root / "parameter_sets/references.bib").read_text()
    sources = set(provenance_table("degradation")["source"]) - {""}
    missing = [s for s in sources if f"{{{s}," not in bibliography]
    assert not missing


@pytest.mark.parametrize(
    ("name", "family"),
    [("PHLP-15", "PHLP-15"), ("PHLP-10", "PHLP-15"), ("PHL-20", "PHL-15"), ("PHAP-5", "PHAP-15")],
)
def test_films_age_like_the_ones_made_alike(name, family):
    assert family_of(get_electrolyte(name)) == family


def test_film_without_filler_ages_like_the_matrix():
    film: Electrolyte = get_electrolyte("PHLP-15").with_filler_mass_fraction(0.0)
    assert family_of(film) == "PHLP"
    values = degradation_values(film)
    assert values["SEI solvent permeability [mol.m-1.s-1]"] > 0
