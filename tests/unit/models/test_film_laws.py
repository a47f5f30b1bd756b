"""Laws of a film, joined: every constant may be an input, with derivatives."""

import casadi
import numpy as np
import pybamm
import pytest

from sclcell.models.laws import composite
from sclcell.models.laws.film_laws import REFERENCE_LAWS, FilmLaws
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.user_electrolytes import load_electrolyte

FILM = """
filler_wt_percent = 20
[matrix]
conductivity_mS_cm = 0.1
transference_number = 0.2
activation_energy_eV = 0.35
diffusivity_cm2_s = 3e-8
[filler]
radius_nm = 60
restored_share = 0.3
[law]
"""


@pytest.fixture(
    params=["VTF, spheroids", "melting, matrix-mobility", "WLF, ", "Arrhenius, ceramic-rich"]
)
def film(request, tmp_path):
    temperature, law = request.param.split(", ")
    path = tmp_path / "film.toml"
    path.write_text(f'{FILM}temperature = "{temperature}"\ncomposite = "{law}"\n')
    return load_electrolyte(path)


@pytest.mark.parametrize("quantity", ["conductivity", "transference_number", "diffusivity"])
def test_every_constant_can_be_an_input(film, quantity):
    values = film.closure_parameters() | {"T": 305.0}
    assert set(film.laws.parameters) == set(values) - {"T"}

    def value(changed):
        p = values | changed
        return getattr(film.laws, quantity)(p, p["T"])

    number = value({})
    inputs = {name: casadi.MX.sym(name) for name in values}
    node = value({name: pybamm.InputParameter(name) for name in values})
    assert np.squeeze(node.evaluate(inputs=values)) == pytest.approx(number, rel=1e-12)
    converted = node.to_casadi(inputs=inputs)
    gradient = casadi.jacobian(converted, casadi.vertcat(*inputs.values()))
    slopes = casadi.Function("f", list(inputs.values()), [gradient])(*values.values())
    moved = 0
    for name, slope in zip(values, np.array(slopes).ravel(), strict=True):
        step = 1e-5 * values[name] or 1e-6
        ends = [value({name: values[name] + way * step}) for way in (-1, 1)]
        size = abs(number / (values[name] or 1.0))
        difference = (ends[1] - ends[0]) / (2 * step)
        assert slope == pytest.approx(difference, rel=1e-4, abs=1e-6 * size), name
        moved += abs(slope) > 1e-6 * size
    # Most constants matter.
    assert moved > 0.5 * len(values)


def test_the_reference_films_have_the_laws_that_they_were_fitted_with():
    constants = get_electrolyte("PHLP-15").closure_parameters()
    explicit = FilmLaws("melting", "")  # any other: the general road
    assert REFERENCE_LAWS.parameters == composite.CLOSURE_PARAMETERS
    for T in (260.0, 340.0):
        cation, anion = (composite.ion_conductivity(constants, z, T) for z in (+1, -1))
        assert REFERENCE_LAWS.conductivity(constants, T) == cation + anion
        phases = REFERENCE_LAWS.phases(constants, +1, T)
        mixed = REFERENCE_LAWS.mix(constants, phases)
        assert mixed == pytest.approx(cation, rel=1e-12)
    assert "Melting temperature [K]" in explicit.parameters


@pytest.mark.parametrize("law", ["Arrhenius", "melting"])
def test_a_bare_film_has_the_salt_diffusivity_that_was_measured(law, tmp_path):
    path = tmp_path / "film.toml"
    path.write_text(f'{FILM}temperature = "{law}"\n'.replace("= 20", "= 0"))
    bare = load_electrolyte(path)
    assert bare.salt_diffusivity(298.15) == pytest.approx(3e-12, rel=1e-12)
    # (SALT-8): it follows T times the conductivity, as t+ stays.
    warmer = bare.ionic_conductivity(320.0) / bare.ionic_conductivity(298.15) * 320.0 / 298.15
    assert bare.salt_diffusivity(320.0) == pytest.approx(3e-12 * warmer, rel=1e-12)
