"""Growth of a small sinus: limits that are known in closed form."""

import numpy as np
import pytest

from sclcell import Cell, InputError
from sclcell.models.laws.constants import FARADAY
from sclcell.surface.flat import flat_state, limiting_current
from sclcell.surface.linear import current_response, fastest_growth, growth_rate
from sclcell.surface.properties import surface_properties

WAVELENGTHS = [5e-7, 2e-6, 1e-5, 6e-5, 4e-4]


@pytest.fixture(scope="module")
def films():
    return {name: surface_properties(Cell(name, 25.0)) for name in ("PHLP", "PHL-15", "PHLP-15")}


class LinearLaws:
    """A film of constant D and t+, kappa in proportion to c: the potential follows ln c.

    In the stationary state anions stand still, so that the salt is harmonic and phi = B ln c.
    """

    def __init__(self, film, current):
        rest = film.salt(np.array([film.concentration]))
        c_0, L = film.concentration, film.thickness
        self.S = FARADAY * rest.D[0] / (1 - rest.t_plus[0])
        self.G = current / self.S
        self.c = c_0 - self.G * L / 2, c_0 + self.G * L / 2
        self.B = rest.pull[0] * c_0 + self.S * c_0 / rest.kappa[0]
        at = [film.drop(np.array([current]), np.array([c])) for c in self.c]
        self.Z, self.e = ([float(one[k][0]) for one in at] for k in (1, 2))
        self.eta = [float(one[0][0]) for one in at]
        self.film = film

    def response(self, k, elastic=0.0):
        """Current at the crest over its height, from a harmonic disturbance of the salt."""
        C, s = 1.0, np.tanh(k * self.film.thickness)
        below = self.B / self.c[0] - self.e[0]
        above = self.B / self.c[1] + self.e[1]
        a = self.Z[1] * self.S * k / above
        c_1, slope = a * C + s, -k * (a * s + C)
        lifted = self.film.capillary * k**2 + 2 * elastic * k * self.film.speed
        size = (lifted - below * self.G) / (below * c_1 - self.Z[0] * self.S * slope)
        return self.S * slope * size


@pytest.mark.parametrize(("name", "current"), [("PHLP", 1.0), ("PHLP", 6.0), ("PHLP-15", 7.0)])
@pytest.mark.parametrize("wavelength", WAVELENGTHS)
def test_salt_kinetics_interphase_and_both_electrodes(films, name, current, wavelength):
    k = 2 * np.pi / wavelength
    expected = LinearLaws(films[name], current).response(k)
    assert current_response(films[name], k, current) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("elastic", [1e7, -1e7])
def test_elastic_resistance_has_either_sign(films, elastic):
    film, k = films["PHLP-15"], 2 * np.pi / 1e-5
    expected = LinearLaws(film, 5.0).response(k, elastic)
    found = current_response(film, k, 5.0, elastic=elastic)
    assert found == pytest.approx(expected, rel=1e-9)
    assert (found < current_response(film, k, 5.0)) == (elastic > 0)


def test_field_alone_is_geometry(films):
    """Without resistance of the surface, j' = i k coth(kL), whatever the salt does."""
    film = films["PHLP-15"].with_resistance(0.0)
    drop = film.drop_at
    bare = type(film)(**{
        **vars(film), "surface_energy": 0.0,
        "drop_at": lambda j, c, R: tuple(1e-13 * part for part in drop(j, c, R)),
    })  # fmt: skip
    for wavelength in WAVELENGTHS[1:]:
        k = 2 * np.pi / wavelength
        expected = 5.0 * k / np.tanh(k * film.thickness)
        assert current_response(bare, k, 5.0) == pytest.approx(expected, rel=1e-9)


def test_resistance_of_the_interphase_alone(films):
    """A large resistance leaves j' = (phi' - capillary k^2) / Z."""
    film = films["PHLP-15"].with_resistance(1e7)
    laws, k = LinearLaws(film, 2e-7), 2 * np.pi / 2e-5
    field = laws.B * laws.G / laws.c[0] - laws.e[0] * laws.G
    expected = (field - film.capillary * k**2) / laws.Z[0]
    assert current_response(film, k, 2e-7) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("wavelength", WAVELENGTHS)
def test_surface_energy_alone_against_the_field(films, wavelength):
    """Mullins and Sekerka: without resistance of the surfaces, (i - S c_0 gamma V k^2/(F B)) k."""
    drop = films["PHLP"].drop_at
    none = {"drop_at": lambda j, c, R: tuple(1e-13 * part for part in drop(j, c, R))}
    film = type(films["PHLP"])(**{**vars(films["PHLP"]), **none})
    laws, k = LinearLaws(film, 3.0), 2 * np.pi / wavelength
    lost = laws.S * laws.c[0] / laws.B * film.capillary * k**2
    expected = (3.0 - lost) * k / np.tanh(k * film.thickness)
    assert current_response(film, k, 3.0) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", ["PHLP", "PHLP-15"])
def test_flat_state_is_the_analytic_one(films, name):
    film = films[name]
    current = 0.6 * limiting_current(film)
    laws, flat = LinearLaws(film, current), flat_state(film, current)
    line = laws.c[0] + laws.G * flat.grid.nodes
    assert flat.c == pytest.approx(line, rel=1e-11)
    voltage = laws.eta[0] + laws.B * np.log(laws.c[1] / laws.c[0]) + laws.eta[1]
    assert flat.voltage == pytest.approx(voltage, rel=1e-9)


def test_limiting_current_of_constant_laws(films):
    film = films["PHL-15"]
    rest = film.salt(np.array([film.concentration]))
    c, L = film.concentration, film.thickness
    expected = 2 * FARADAY * rest.D[0] * c / ((1 - rest.t_plus[0]) * L)
    assert film.limiting_current == pytest.approx(expected, rel=1e-9)


def test_a_current_above_the_limiting_one_is_refused(films):
    with pytest.raises(InputError, match=r"limiting 0\.681 mA/cm2"):
        flat_state(films["PHLP"], 7.0)


def test_fastest_wavelength_is_the_fastest(films):
    film = films["PHLP"]
    best = fastest_growth(film, 5.0)
    for factor in (0.8, 1.25):
        assert growth_rate(film, 2 * np.pi / (factor * best.wavelength), 5.0) < best.rate
    assert best.gain == pytest.approx(best.rate * film.thickness / (film.speed * 5.0))


def test_salt_that_needs_time_hardly_matters(films):
    film, k = films["PHLP"], 2 * np.pi / 2e-5
    at_once = growth_rate(film, k, 6.0)
    in_time = growth_rate(film, k, 6.0, stationary=False)
    assert 1e-5 < abs(in_time / at_once - 1) < 0.01


def test_phlp_is_the_roughest_and_a_uniform_interphase_flattens(films):
    gains = {name: fastest_growth(film, 5.0).gain for name, film in films.items()}
    assert gains["PHLP"] > 20 * max(gains["PHL-15"], gains["PHLP-15"])
    assert max(gains["PHL-15"], gains["PHLP-15"]) < 0.05


def test_properties_are_those_of_the_cell():
    values = {"Lithium interphase film resistance [Ohm.m2]": 0.03}
    film = surface_properties(Cell("PHLP-15", 40.0, separator_thickness_um=30.0, values=values))
    other = surface_properties(Cell("PHLP-15", 25.0))
    assert film.thickness == pytest.approx(30e-6)
    assert film.resistance < 0.03  # less at 40 degC
    assert film.salt(np.array([1500.0])).kappa[0] > other.salt(np.array([1500.0])).kappa[0]
    # Ohm's law at small current, for the interphase and charge transfer in series.
    eta, Z, _ = film.drop(np.array([1e-6]), np.array([1500.0]))
    assert eta[0] == pytest.approx(1e-6 * Z[0])
    assert Z[0] > film.resistance
