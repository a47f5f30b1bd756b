"""Fit of the closure constants to the measured films of Li et al. 2024.

``python -m sclcell.fitting.reference.closure_report`` prints the fit, ``--write`` also stores it in
``parameter_sets/data``. Constrained weighted least squares with CasADi and IPOPT; the expressions
are the closures themselves, evaluated on CasADi symbols.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import casadi
import numpy as np
import pandas as pd

from ...errors import SimulationFailed
from ...experiments.measurements import load_measurements
from ...models.laws._types import Scalar
from ...models.laws.constants import MS_CM_PER_S_M, kelvin
from ...models.laws.film_laws import REFERENCE_LAWS
from ...parameter_sets.electrolyte_constants import (
    electrolyte_constants,
    electrolyte_from_constants,
)
from ..kinds.material import NOISE
from .closure_priors import FIT_PARAMETERS, FitParameter

__all__ = ["FIT_PARAMETERS", "NOISE", "ClosureFit", "FitParameter", "closure_expressions"]
__all__ += ["fit_closures", "measured_rows", "weak_directions"]


@dataclass(frozen=True)
class ClosureFit:
    """Result of `fit_closures`.

    Parameters
    ----------
    values
        Fitted constants by name, SI.
    coordinates
        Fitted coordinates, in the order of `FIT_PARAMETERS`.
    covariance
        Gauss-Newton covariance of the coordinates, priors included.
    jacobian
        Of the weighted data residuals with respect to the coordinates, priors excluded.
    residuals
        Table: electrolyte, quantity, measured, model, unit, residual in standard deviations.
    chi_squared_data, chi_squared_prior
        Sums of squared residuals.
    """

    values: dict[str, float]
    coordinates: np.ndarray
    covariance: np.ndarray
    jacobian: np.ndarray
    residuals: pd.DataFrame
    chi_squared_data: float
    chi_squared_prior: float


def measured_rows() -> pd.DataFrame:
    """Return the measured rows that the closures describe, with the quantities of `NOISE`."""
    table = load_measurements("electrolytes")
    return table[table["quantity"].isin(list(NOISE))].reset_index(drop=True)


def closure_expressions(rows: pd.DataFrame) -> tuple[casadi.SX, Scalar, Scalar, Scalar, casadi.SX]:
    """Return the fit as CasADi expressions of its coordinates.

    These are the coordinates in the order of `FIT_PARAMETERS`, weighted residuals of data and of
    priors, predictions, and what has to be negative (curvatures at an optimum).
    """
    x = casadi.SX.sym("x", len(FIT_PARAMETERS))
    fitted = {p.name: p.inverse(x[k]) for k, p in enumerate(FIT_PARAMETERS)}
    constants: dict[str, Scalar] = dict(electrolyte_constants()) | fitted
    predictions, residuals, curvatures = zip(
        *(_predict(constants, row) for _, row in rows.iterrows()), strict=True
    )
    priors = [
        (x[k] - _prior_centre(p, x)) / p.prior[1]
        for k, p in enumerate(FIT_PARAMETERS)
        if p.prior is not None
    ]
    negative = casadi.vertcat(casadi.SX(0, 1), *chain.from_iterable(curvatures))
    return (
        x, casadi.vertcat(*residuals), casadi.vertcat(*priors),
        casadi.vertcat(*predictions), negative,
    )  # fmt: skip


def fit_closures(rows: pd.DataFrame | None = None) -> ClosureFit:
    """Fit the closure constants by constrained weighted least squares.

    Raises `SimulationFailed` if IPOPT does not converge.

    Parameters
    ----------
    rows
        Measured rows, by default those of `measured_rows`; fewer rows make a hold-out fit.
    """
    rows = measured_rows() if rows is None else rows.reset_index(drop=True)
    x, data, prior, predictions, constraints = closure_expressions(rows)
    half = (casadi.sumsqr(data) + casadi.sumsqr(prior)) / 2
    jacobian_all = casadi.jacobian(casadi.vertcat(data, prior), x)
    options: dict[str, Any] = {
        "ipopt": {"print_level": 0, "tol": 1e-8, "sb": "yes", "mu_init": 1e-4},
        "print_time": False,
        # Gauss-Newton: positive definite thanks to the priors, so IPOPT cannot leave for a saddle.
        "hess_lag": _gauss_newton_hessian(x, jacobian_all, constraints.numel()),
    }
    solver = casadi.nlpsol("fit", "ipopt", {"x": x, "f": half, "g": constraints}, options)
    solution = solver(
        x0=[p.forward(p.start) for p in FIT_PARAMETERS],
        lbx=[p.forward(p.low) for p in FIT_PARAMETERS],
        ubx=[p.forward(p.high) for p in FIT_PARAMETERS],
        lbg=-np.inf,
        ubg=-0.1,
    )
    if not solver.stats()["success"]:
        raise SimulationFailed(f"closure fit: IPOPT says {solver.stats()['return_status']}")
    best = solution["x"]
    slopes = casadi.jacobian(data, x), casadi.jacobian(prior, x)
    evaluate = casadi.Function("evaluate", [x], [data, prior, *slopes, predictions])
    residual, prior_residual, jacobian, prior_jacobian, model = map(np.array, evaluate(best))
    coordinates = np.array(best).ravel()
    information = jacobian.T @ jacobian + prior_jacobian.T @ prior_jacobian
    table = rows[["electrolyte", "quantity", "value", "unit"]].rename(columns={"value": "measured"})
    return ClosureFit(
        values={
            p.name: float(p.inverse(value))
            for p, value in zip(FIT_PARAMETERS, coordinates, strict=True)
        },
        coordinates=coordinates,
        covariance=np.linalg.inv(information),
        jacobian=jacobian,
        residuals=table.assign(model=model.ravel(), residual=residual.ravel()),
        chi_squared_data=float(np.sum(residual**2)),
        chi_squared_prior=float(np.sum(prior_residual**2)),
    )


def weak_directions(
    fit: ClosureFit, threshold: float = 0.5
) -> list[tuple[float, dict[str, float]]]:
    """Return the directions that the data alone determine badly.

    The weakest comes first, with its standard deviation from the data alone and its components
    above 0.2 by parameter name.

    Parameters
    ----------
    threshold
        Directions with a standard deviation above this in the fit coordinates (0.5: half a unit of
        ln, logit or enrichment) count as weak.
    """
    _, singular, vectors = np.linalg.svd(fit.jacobian, full_matrices=True)
    number = len(FIT_PARAMETERS)
    padded = np.concatenate([singular, np.zeros(number - len(singular))])
    deviations = np.divide(1.0, padded, out=np.full(number, np.inf), where=padded > 1e-10)
    weak = []
    for deviation, vector in sorted(zip(deviations, vectors, strict=True), key=lambda p: -p[0]):
        if deviation < threshold:
            break
        signed = vector * np.sign(vector[np.argmax(np.abs(vector))])
        names = {p.name: float(v) for p, v in zip(FIT_PARAMETERS, signed, strict=True)}
        weak.append((float(deviation), {k: v for k, v in names.items() if abs(v) > 0.2}))
    return weak


def _prior_centre(parameter: FitParameter, x: Scalar) -> Scalar:
    centre = parameter.prior[0] if parameter.prior else parameter.start
    if isinstance(centre, str):
        return x[[p.name for p in FIT_PARAMETERS].index(centre)]
    return parameter.forward(centre)


def _gauss_newton_hessian(
    x: casadi.SX, jacobian: casadi.SX, number_of_constraints: int
) -> casadi.Function:
    weight, multipliers = casadi.SX.sym("weight"), casadi.SX.sym("lam", number_of_constraints)
    hessian = weight * casadi.mtimes(jacobian.T, jacobian)
    return casadi.Function(
        "nlp_hess_l",
        [x, casadi.SX(0, 1), weight, multipliers],
        [casadi.triu(hessian)],
        ["x", "p", "lam_f", "lam_g"],
        ["triu_hess_gamma_x_x"],
    )


def _predict(
    constants: Mapping[str, Scalar], row: pd.Series
) -> tuple[Scalar, Scalar, Sequence[Scalar]]:
    """Return prediction in the row's unit, weighted residual, expressions kept below zero."""
    electrolyte = electrolyte_from_constants(str(row["electrolyte"]), constants)
    quantity, measured = row["quantity"], float(row["value"])
    noise = float(NOISE[quantity])
    temperature = 298.15 if pd.isna(row["temperature_C"]) else kelvin(row["temperature_C"])
    if quantity == "ionic conductivity":
        model = MS_CM_PER_S_M * electrolyte.ionic_conductivity(float(temperature))
        return model, np.log(model / measured) / noise, ()
    if quantity != "optimum filler loading":
        transference = quantity == "cation transference number"
        model = (
            electrolyte.cation_transference_number(float(temperature))
            if transference
            else electrolyte.activation_energy()
        )
        return model, (model - measured) / noise, ()
    # Optimum: one Newton step on d ln σ/dw = 0 from the measured loading, where the curvature has
    # to be negative. It is the stationarity condition, expressed as a shift of the optimum.
    w = casadi.SX.sym("w")
    constants = {**electrolyte.closure_parameters(), "Filler mass fraction": w}
    sigma = REFERENCE_LAWS.conductivity(constants, float(temperature))
    slope = casadi.jacobian(np.log(sigma), w)
    curvature = casadi.jacobian(slope, w)
    slope = casadi.substitute(slope, w, measured / 100)
    curvature = casadi.substitute(curvature, w, measured / 100)
    shift = -slope / curvature
    return measured + 100 * shift, shift / noise, (curvature,)
