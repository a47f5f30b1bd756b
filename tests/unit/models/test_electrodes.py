"""Oxidation of the electrolyte, and the radial operator, at values worked out by hand."""

import numpy as np
import pybamm
import pytest

from sclcell.models.electrode.oxidising_electrode import OxidisingElectrode
from sclcell.models.electrode.radial_spectral import RadialSpectralVolume, SineRadialSubMesh


@pytest.mark.parametrize(("volts", "decades"), [(4.5, 0.0), (4.8, 2.5), (4.26, -2.0)])
def test_oxidation_rises_by_a_decade_per_slope_from_its_onset(volts, decades):
    values = pybamm.ParameterValues(
        {
            "Electrolyte oxidation onset current density [A.m-2]": 0.05,
            "Electrolyte oxidation onset potential [V]": 4.5,
            "Electrolyte oxidation Tafel slope [V]": 0.12,
        }
    )
    electrode = OxidisingElectrode(pybamm.LithiumIonParameters(), "Right", None)
    variables = {electrode.name_: pybamm.Scalar(volts)}
    found = values.evaluate(electrode.reaction(variables))
    assert float(found) == pytest.approx(0.05 * 10**decades)


@pytest.fixture(scope="module")
def sphere():
    """Discretisation of a sphere of radius 2 in five cells, and a concentration in it."""
    r = pybamm.SpatialVariable("r_p", domain=["positive particle"], coord_sys="spherical polar")
    geometry = {"positive particle": {r: {"min": pybamm.Scalar(0), "max": pybamm.Scalar(2)}}}
    mesh = pybamm.Mesh(geometry, {"positive particle": SineRadialSubMesh}, {r: 5})
    disc = pybamm.Discretisation(mesh, {"positive particle": RadialSpectralVolume()})
    c = pybamm.Variable("c", domain="positive particle")
    disc.set_variable_slices([c])
    return disc, c, mesh["positive particle"].edges


def averages(edges: np.ndarray) -> np.ndarray:
    """Of c = 3 + r^2 over the shells: 3 + (3/5) (b^5 - a^5)/(b^3 - a^3)."""
    a, b = edges[:-1], edges[1:]
    return 3 + 0.6 * (b**5 - a**5) / (b**3 - a**3)


def test_edges_are_fine_towards_the_surface(sphere):
    edges = sphere[2]
    assert edges == pytest.approx(2 * np.sin(np.pi / 10 * np.arange(6)))
    assert np.all(np.diff(edges, 2) < 0)


def test_surface_and_centre_of_a_parabola(sphere):
    disc, c, edges = sphere
    y = averages(edges)[:, None]
    surface = disc.process_symbol(pybamm.BoundaryValue(c, "right"))
    assert np.ravel(surface.evaluate(y=y)) == pytest.approx([7])
    # In the centre PyBaMM extrapolates from the two innermost cells.
    centre = disc.process_symbol(pybamm.BoundaryValue(c, "left"))
    assert np.ravel(centre.evaluate(y=y)) == pytest.approx([3], abs=0.3)
    assert np.ravel(centre.evaluate(y=np.full((5, 1), 3.0))) == pytest.approx([3])


def test_gradient_of_a_parabola_on_the_faces(sphere):
    disc, c, edges = sphere
    conditions = {"left": (pybamm.Scalar(0), "Neumann"), "right": (pybamm.Scalar(4), "Neumann")}
    disc.bcs = {c: conditions}
    gradient = disc.process_symbol(pybamm.grad(c))
    found = np.ravel(gradient.evaluate(y=averages(edges)[:, None]))
    # d(3 + r^2)/dr
    assert found == pytest.approx(2 * edges, abs=1e-9)
