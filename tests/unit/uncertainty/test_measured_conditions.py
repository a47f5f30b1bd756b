"""Fitted numbers follow the assumptions that they were fitted under, one at a time by hand."""

from math import asinh, exp, sinh

import numpy as np
import pandas as pd
import pytest
from scipy.constants import R, physical_constants

from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.provenance import cell_values
from sclcell.uncertainty.measured_conditions import keep_what_was_measured
from sclcell.uncertainty.priors import PriorRange
from sclcell.uncertainty.samples import Samples, draw_samples, shipped_samples

F = physical_constants["Faraday constant"][0]
FILM = "PHLP-15: Lithium interphase film resistance [Ohm.m2]"
J0 = "PHLP-15: Lithium reference exchange-current density [A.m-2]"
BARRIERS = "Lithium interphase film barriers in series"
ORGANIC = "Organic SEI solvent permeability [mol.m-1.s-1]"
E_GROWTH = "SEI growth activation energy [J.mol-1]"
D = "Positive particle reference diffusivity [m2.s-1]"
E_D = "Positive particle diffusivity activation energy [J.mol-1]"
THERMAL = R * 298.15 / F  # of the symmetric cell's test


def moved(origin: dict[str, str], **columns: float) -> pd.Series:
    table = pd.DataFrame({name: [value] for name, value in columns.items()})
    return keep_what_was_measured(table, origin, "PHLP-15").iloc[0]


def test_permeability_at_the_temperature_of_the_symmetric_cell_stays():
    origin = {ORGANIC: "reference fit", E_GROWTH: "prior"}
    found = moved(origin, **{ORGANIC: 2e-17, E_GROWTH: 65e3})

    def at_25(P: float, E: float) -> float:
        return P * exp(-E / R * (1 / 298.15 - 1 / 303.15))

    # Fitted with 50 kJ/mol.
    assert at_25(found[ORGANIC], 65e3) == pytest.approx(at_25(2e-17, 50e3), rel=1e-9, abs=0)


def test_diffusivity_at_the_temperature_of_the_rate_test_stays():
    found = moved({D: "reference fit", E_D: "prior"}, **{D: 5e-18, E_D: 55e3})
    # 30 degC against the reference of 25 degC; fitted with 40 kJ/mol.
    factor = exp(-(55e3 - 40e3) / R * (1 / 303.15 - 1 / 298.15))
    assert found[D] == pytest.approx(5e-18 / factor, rel=1e-9, abs=0)


@pytest.mark.parametrize("origin", [("prior", "prior"), ("reference fit", "reference fit")])
def test_what_was_not_fitted_or_not_assumed_does_not_move(origin):
    for fitted, assumed, values in ((D, E_D, (5e-18, 55e3)), (ORGANIC, E_GROWTH, (2e-17, 65e3))):
        origins = dict(zip((fitted, assumed), origin, strict=True))
        found = moved(origins, **dict(zip((fitted, assumed), values, strict=True)))
        assert found.tolist() == list(values)


def film_voltage(resistance: float, barriers: float) -> float:
    scale = 2 * barriers * THERMAL
    return scale * asinh(resistance / scale)  # at 1 A/m2


def charge_transfer(j0: float) -> float:
    return 2 * THERMAL * asinh(1 / (2 * j0))


def test_the_sum_of_film_and_charge_transfer_stays_and_so_does_relative_growth():
    origin = {FILM: "reference fit", J0: "prior", BARRIERS: "prior", ORGANIC: "reference fit"}
    found = moved(origin, **{FILM: 0.017, J0: 1.5, BARRIERS: 2.0, ORGANIC: 2e-17})
    # Fitted with 2.35 A/m2 and ten barriers.
    eta = film_voltage(0.017, 10) + charge_transfer(2.35) - charge_transfer(1.5)
    expected = 4 * THERMAL * sinh(eta / (4 * THERMAL))
    assert found[FILM] == pytest.approx(expected, rel=1e-6)
    # L/L_0 depends on P over the square of the resistance.
    assert found[ORGANIC] == pytest.approx(2e-17 * (expected / 0.017) ** 2, rel=1e-6, abs=0)


def test_a_film_cannot_have_less_than_no_resistance():
    origin = {FILM: "reference fit", J0: "prior"}
    assert moved(origin, **{FILM: 1e-4, J0: 0.5})[FILM] == 0


def test_barriers_alone_keep_the_voltage_of_the_film():
    found = moved({FILM: "reference fit", BARRIERS: "prior"}, **{FILM: 0.3, BARRIERS: 1.5})
    assert film_voltage(found[FILM], 1.5) == pytest.approx(film_voltage(0.3, 10))


@pytest.mark.parametrize(
    ("prior", "share", "value"),
    [
        (PriorRange(1.0, 2.0), 0.25, 1.25),
        (PriorRange(1.0, 3.0), 0.25, 1.5),
        (PriorRange(1.0, 4.0), 0.5, 2.0),
        (PriorRange(-4.0, 4.0), 0.25, -2.0),
        (PriorRange(0.0, 8.0), 0.25, 2.0),
        (PriorRange(0.0, 0.2, centre=0.1), 0.84134, 0.2),
        (PriorRange(-1.0, 4.0, centre=1.0), 0.15866, -1.0),
        (PriorRange(-1.0, 4.0, centre=1.0), 0.84134, 4.0),
        (PriorRange(1.0, 8.0, centre=2.0), 0.84134, 8.0),
        (PriorRange(1.0, 8.0, centre=2.0), 0.15866, 1.0),
        # The outermost 0.1 % are cut off: 3.0902 standard deviations.
        (PriorRange(1.0, 2.0, centre=1.0), 1.0, 2.0**3.0902),
        (PriorRange(0.0, 0.2, centre=0.1), 0.0, 0.0),
    ],
)
def test_quantiles_of_ranges(prior, share, value):
    assert prior.quantile(share) == pytest.approx(value, rel=1e-4, abs=1e-5)


def test_quantiles_rise_with_the_share():
    for prior in (PriorRange(1.0, 8.0), PriorRange(1.0, 8.0, 2.0), PriorRange(-1.0, 4.0, 1.0)):
        found = [prior.quantile(share) for share in np.linspace(0.01, 0.99, 30)]
        assert np.all(np.diff(found) > 0)


def test_shipped_samples_speak_of_the_organic_permeability_of_the_tables():
    # 2.3e-17 mol/(m s) in degradation.csv. The samples come from two readings of one curve.
    table = shipped_samples()
    low, high = table[ORGANIC].quantile([0.02, 0.98])
    assert 2e-18 < low < 2.3e-17 < high < 3e-16
    assert "SEI solvent permeability [mol.m-1.s-1]" not in table


def test_samples_know_what_they_hold_fixed():
    table = pd.DataFrame({"a": [1.0, 1.0], "b": [1.0, 2.0]})
    assert Samples(table).fixed == {"a": 1.0}
    # Of one sample nothing is known to be the same in all.
    assert Samples(table.head(1)).fixed == {}


def test_an_active_fraction_that_is_given_goes_with_the_porosity_that_is_drawn():
    active = "Positive electrode active material volume fraction"
    porosity = "Positive electrode porosity"
    films = [get_electrolyte("PHLP-15")]
    found = draw_samples(films, 4, names=[porosity], given={active: 0.31})
    assert set(found.table) == {porosity, active}
    assert set(draw_samples(films, 4, names=[D], given={active: 0.31}).table) == {D}


def test_a_value_that_is_given_stands_against_the_shipped_fit_but_not_against_ones_own():
    films = [get_electrolyte("PHLP-15")]
    assert D in draw_samples(films, 4).table
    assert D not in draw_samples(films, 4, given={D: 5e-18}).table
    own = pd.DataFrame({D: [1e-18, 2e-18]})
    found = draw_samples(films, 4, fitted=own, given={D: 5e-18})
    assert found.origin[D] == "given fit"
    assert D in found.table


def test_an_exchange_current_that_was_fitted_too_moves_nothing():
    """The film was fitted together with it: only the assumed number of barriers counts."""
    origin = {FILM: "reference fit", J0: "reference fit", BARRIERS: "prior"}
    found = moved(origin, **{FILM: 0.3, J0: 0.7, BARRIERS: 1.5})
    assert film_voltage(found[FILM], 1.5) == pytest.approx(film_voltage(0.3, 10))
    assert found[J0] == 0.7


def test_the_permeability_of_the_whole_film_follows_as_the_organic_one_does():
    whole = "SEI solvent permeability [mol.m-1.s-1]"
    found = [
        moved({name: "reference fit", E_GROWTH: "prior"}, **{name: 2e-17, E_GROWTH: 65e3})[name]
        for name in (whole, ORGANIC)
    ]
    assert found[0] == found[1] != 2e-17


def test_the_film_and_its_surface_are_those_of_the_film_that_was_fitted():
    other = FILM.replace("PHLP-15", "PHL-15")
    origin = {other: "reference fit", J0: "prior", BARRIERS: "prior"}
    assert moved(origin, **{other: 0.02, J0: 1.5, BARRIERS: 2.0})[other] == 0.02


@pytest.mark.parametrize(("origin", "share"), [("prior", 0.6 / 0.625), ("reference fit", 1.0)])
def test_lfp_that_takes_part_stays_where_the_porosity_was_assumed(origin, share):
    active = "Positive electrode active material volume fraction"
    porosity = "Positive electrode porosity"
    shipped = cell_values()[porosity]
    drawn = 1 - share * (1 - shipped)
    found = moved({active: "reference fit", porosity: origin}, **{active: 0.3, porosity: drawn})
    assert found[active] == pytest.approx(0.3 * share)
