"""Size quadrature and spectral particles against PyBaMM's distribution and closed forms."""

import numpy as np
import pybamm
import pytest
from scipy.optimize import brentq

from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.electrode.radial_spectral import RadialSpectralVolume, SineRadialSubMesh
from sclcell.models.electrode.size_quadrature import GaussHermiteSubMesh


def test_capacities_equal_those_of_pybamm_on_a_converged_mesh(import_benchmark):
    benchmark = import_benchmark("size_distribution.against_pybamm")
    values = benchmark.stock_values()
    converged = benchmark.Discharger(
        benchmark.stock_model(), values, benchmark.refined(values, sizes=40, radii=40)
    )
    ours = benchmark.Discharger(
        CompositeElectrolyteDFN(), pybamm.ParameterValues("Li2024_PHLP15"), {}
    )
    for rate in (1, 5):
        assert ours.capacity(rate) == pytest.approx(converged.capacity(rate), rel=2e-3)


@pytest.mark.parametrize("nodes", [5, 8])
def test_quadrature_is_exact_for_polynomials_and_sums_to_one(nodes):
    z = pybamm.standard_spatial_vars.R_p
    mesh = GaussHermiteSubMesh({z: {"min": -8, "max": 8}}, {"R_p": nodes})
    assert mesh.d_edges.sum() == pytest.approx(1, abs=1e-14)
    # moments of the standard normal law: (k - 1)!! for even k
    for power, moment in ((2, 1), (4, 3), (6, 15), (8, 105)):
        assert mesh.d_edges @ mesh.nodes**power == pytest.approx(moment, rel=1e-12)
    # mean of a lognormal law
    for sigma in (0.3, 0.54):
        mean = mesh.d_edges @ np.exp(sigma * mesh.nodes)
        assert mean == pytest.approx(np.exp(sigma**2 / 2), rel=1e-4)


def decay_rates(cells):
    """Return eigenvalues of diffusion in a sealed unit sphere on the spectral grid."""
    r = pybamm.SpatialVariable("r_p", domain="positive particle", coord_sys="spherical polar")
    c = pybamm.Variable("c", domain="positive particle")
    model = pybamm.BaseModel()
    model.rhs = {c: pybamm.div(pybamm.grad(c))}
    model.initial_conditions = {c: pybamm.cos(r)}
    none = (pybamm.Scalar(0), "Neumann")
    model.boundary_conditions = {c: {"left": none, "right": none}}
    model.variables = {"c": c, "surface": pybamm.surf(c)}
    geometry = {"positive particle": {r: {"min": pybamm.Scalar(0), "max": pybamm.Scalar(1)}}}
    mesh = pybamm.Mesh(geometry, {"positive particle": SineRadialSubMesh}, {"r_p": cells})
    disc = pybamm.Discretisation(mesh, {"positive particle": RadialSpectralVolume()})
    disc.process_model(model)
    y = np.eye(cells)
    matrix = np.column_stack([model.concatenated_rhs.evaluate(0, y[:, [k]]) for k in range(cells)])
    volumes = np.diff(mesh["positive particle"].edges ** 3)
    return np.sort(np.linalg.eigvals(matrix).real)[::-1], matrix, volumes


def test_decay_rates_of_a_sealed_sphere_converge_exponentially():
    """tan(k) = k gives the rates k^2 (Crank, The Mathematics of Diffusion, section 6.3)."""
    exact = [
        brentq(lambda k: np.tan(k) - k, n * np.pi + 0.1, (n + 0.5) * np.pi - 1e-9) ** 2
        for n in (1, 2)
    ]
    errors = []
    for cells in (4, 6, 8):
        rates, matrix, volumes = decay_rates(cells)
        np.testing.assert_allclose(volumes @ matrix, 0, atol=1e-9)
        assert rates[0] == pytest.approx(0, abs=1e-9)
        assert (np.linalg.eigvals(matrix).imag == 0).all()
        errors.append(abs(-rates[2] / exact[1] - 1))
    assert errors[0] < 0.03
    assert errors[1] < errors[0] / 20
    assert errors[2] < errors[1] / 50
