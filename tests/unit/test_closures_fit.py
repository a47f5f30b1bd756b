from inspect import signature

import numpy as np
import pytest

from sclcell.fitting.reference.closure_priors import FIT_PARAMETERS
from sclcell.fitting.reference.closure_report import hold_out, report, write
from sclcell.fitting.reference.closures import fit_closures, weak_directions
from sclcell.parameter_sets.electrolyte_constants import (
    FITTED_PARAMETERS,
    electrolyte_constants,
    electrolyte_from_constants,
)


@pytest.fixture(scope="module")
def fit():
    return fit_closures()


def test_stored_constants_are_what_the_fit_gives(fit):
    assert tuple(p.name for p in FIT_PARAMETERS) == FITTED_PARAMETERS
    stored = electrolyte_constants()
    for name, value in fit.values.items():
        assert stored[name] == pytest.approx(value, rel=1e-4), name


def test_optimum_is_a_minimum_of_the_objective(fit):
    # gradient of the data part balances that of the priors, by central differences of closures
    def objective(coordinates):
        values = {
            p.name: float(p.inverse(c)) for p, c in zip(FIT_PARAMETERS, coordinates, strict=True)
        }
        constants = dict(electrolyte_constants()) | values
        total = 0.0
        for row in fit.residuals.itertuples():
            film = electrolyte_from_constants(row.electrolyte, constants)
            if row.quantity == "ionic conductivity":
                total += (np.log(10 * film.ionic_conductivity() / row.measured) / 0.05) ** 2
            elif row.quantity == "cation transference number":
                total += ((film.cation_transference_number() - row.measured) / 0.02) ** 2
        return total

    data_only = sum(
        r.residual**2
        for r in fit.residuals.itertuples()
        if r.quantity in {"ionic conductivity", "cation transference number"}
    )
    assert objective(fit.coordinates) == pytest.approx(data_only, rel=1e-6)
    # the matrix transference number has no prior and touches nothing else in the data
    index = FITTED_PARAMETERS.index("Matrix cation transference number")
    step = np.eye(len(FIT_PARAMETERS))[index] * 1e-2
    here = objective(fit.coordinates)
    assert objective(fit.coordinates + step) > here
    assert objective(fit.coordinates - step) > here


def test_no_constant_sits_on_a_bound(fit):
    for p, coordinate in zip(FIT_PARAMETERS, fit.coordinates, strict=True):
        margin = 0.02 * (p.forward(p.high) - p.forward(p.low))
        assert p.forward(p.low) + margin < coordinate < p.forward(p.high) - margin, p.name


def test_weak_directions_are_the_core_interface_and_thickness_against_mobility(fit):
    weak = weak_directions(fit)
    assert len(weak) == 2
    (_, first), (deviation, second) = weak
    assert set(first) == {"Filler interface resistance [Ohm.m2]"}
    assert deviation > 1
    mobility = second["LLZTO interphase mobility gain"]
    assert mobility * second["Interphase thickness to filler radius ratio"] < 0


def test_covariance_is_that_of_a_narrower_posterior(fit):
    eigenvalues = np.linalg.eigvalsh(fit.covariance)
    assert np.all(eigenvalues > 0)
    for k, p in enumerate(FIT_PARAMETERS):
        if p.prior is not None and not isinstance(p.prior[0], str):
            assert np.sqrt(fit.covariance[k, k]) <= p.prior[1] * (1 + 1e-9), p.name


def test_film_that_was_held_out_is_predicted():
    prediction = hold_out("PHAP-15")
    assert 10 * prediction["conductivity_S_m"] == pytest.approx(0.698, rel=0.2)
    assert prediction["transference_number"] == pytest.approx(0.52, abs=0.05)


def test_report_is_written_where_the_shipped_tables_are():
    folder = signature(write).parameters["folder"].default
    assert (folder / "electrolytes.csv").is_file()


def test_report_is_written_with_its_provenance(fit, tmp_path):
    (tmp_path / "electrolytes.csv").write_text(
        "name,value,unit,class,source,locator,low,high,note\nx,1,1,setting,,,,,\nold,1,1,fitted,,,,,\n",
        encoding="utf-8",
    )
    write(report(fit), tmp_path)
    lines = (tmp_path / "electrolytes.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 + len(FIT_PARAMETERS)
    assert not any(line.startswith("old,") for line in lines)
    assert (tmp_path / "closure_fit.json").stat().st_size > 1000
