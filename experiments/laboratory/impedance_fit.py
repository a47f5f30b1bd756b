"""SEI and charge-transfer resistance from a user's spectrum, by fitting the cell model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from ...errors import SimulationFailed, unknown_name
from ...models import CompositeElectrolyteDFN, SymmetricLithiumCell
from ...models.laws.constants import OHM_M2_PER_OHM_CM2, thermal_voltage
from ...models.sei.film_resistance import FILM_RESISTANCE as FILM
from ...parameter_sets.cell import Cell
from .lithium_impedance import surface_at
from .spectroscopy import (
    ComplexArray,
    Spectrometer,
    complex_impedance,
    relative_deviation,
    spectrum_table,
)

__all__ = ["ImpedanceFit", "fit_cell_impedance"]

_FREE: tuple[str, ...] = (
    FILM,
    "Lithium reference exchange-current density [A.m-2]",
    "Lithium interphase film capacitance [F.m-2]",
    "Negative electrode double-layer capacity [F.m-2]",
)
_CELLS = ("symmetric", "half")
#: Relative deviation beyond which a fit says nothing.
_LARGEST_RESIDUAL = 0.3


@dataclass(frozen=True)
class ImpedanceFit:
    """Fit of a cell model to a spectrum.

    Parameters
    ----------
    parameters : dict
        Fitted parameters of the model, SI units, for use in `pybamm.ParameterValues`.
    results : dict
        Resistances of one surface at the temperature of the spectrum [Ohm.cm2], with standard
        errors, series resistance that is not in the model, and the residual.
    """

    parameters: dict[str, float]
    results: dict[str, float]
    spectrum: pd.DataFrame


def fit_cell_impedance(
    spectrum: pd.DataFrame, design: Cell, cell: str = "symmetric", stoichiometry: float = 0.5
) -> ImpedanceFit:
    """Fit SEI and charge transfer of a cell model to a measured spectrum.

    Free are resistance and capacitance of the SEI, exchange-current density and
    double-layer capacity of lithium (the same on both sides), as logarithms, and a series
    resistance of either sign, which takes up cables and an electrolyte that differs from the
    model's. Salt diffusion is the model's own.

    Raises `InputError` if columns are missing or the cell is not known; `SimulationFailed` if the
    model cannot follow the spectrum.

    Parameters
    ----------
    spectrum : pandas.DataFrame
        Columns ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``.
    cell : str, optional
        ``"symmetric"`` or ``"half"`` (LFP | CPE | Li).
    stoichiometry : float, optional
        Lithium in LFP, for ``"half"``.
    """
    f, Z = complex_impedance(spectrum, 10)
    if cell not in _CELLS:
        raise unknown_name("cell", cell, _CELLS)
    values = design.parameter_values()
    first = np.log([float(values[name]) for name in _FREE])
    values.update({name: "[input]" for name in _FREE})
    c_max = values["Maximum concentration in positive electrode [mol.m-3]"]
    values["Initial concentration in positive electrode [mol.m-3]"] = stoichiometry * c_max
    options = {"surface form": "differential"}
    model = SymmetricLithiumCell() if cell == "symmetric" else CompositeElectrolyteDFN(options)
    instrument = Spectrometer(model, values)
    largest = np.abs(Z).max()

    def model_impedance(unknowns: np.ndarray) -> ComplexArray:
        inputs = dict(zip(_FREE, np.exp(unknowns[:-1]), strict=True))
        return complex_impedance(instrument.measure(f, inputs))[1] + unknowns[-1] * largest

    def deviation(unknowns: np.ndarray) -> np.ndarray:
        return relative_deviation(model_impedance(unknowns), Z)

    start = np.append(first if cell == "half" else _scaled(f, Z, first), 0.0)
    fit = least_squares(deviation, start, x_scale=np.append(np.ones(4), 0.1))
    deviates = float(np.sqrt(2 * fit.cost / f.size))
    if deviates > _LARGEST_RESIDUAL:
        raise SimulationFailed(
            f"the model of a {cell} cell deviates from the spectrum by {100 * deviates:.0f} % of "
            "its modulus after the fit; check the kind of cell, the area and the temperature"
        )
    parameters = dict(zip(_FREE, map(float, np.exp(fit.x[:-1])), strict=True))
    resistance, j0 = surface_at({**values, **parameters}, design.temperature_K)
    transfer = 1e3 * thermal_voltage(design.temperature_K) / j0
    degrees = max(1, 2 * f.size - fit.x.size)
    jacobian = np.asarray(fit.jac, dtype=float)
    covariance = np.linalg.pinv(jacobian.T @ jacobian) * 2 * fit.cost / degrees
    relative = np.sqrt(np.diag(covariance))
    return ImpedanceFit(
        parameters,
        {
            "Film resistance [Ohm.cm2]": resistance,
            "Film resistance standard error [Ohm.cm2]": resistance * float(relative[0]),
            "Charge-transfer resistance [Ohm.cm2]": transfer,
            "Charge-transfer resistance standard error [Ohm.cm2]": transfer * float(relative[1]),
            "Exchange-current density [mA.cm-2]": j0,
            "Series resistance beyond the model [Ohm.cm2]": float(fit.x[-1] * largest),
            "Relative residual": deviates,
        },
        spectrum_table(f, model_impedance(fit.x)),
    )


def _scaled(f: np.ndarray, Z: ComplexArray, first: np.ndarray) -> np.ndarray:
    """Scale the parameters' own resistances and capacitances to the arcs of the data."""
    arcs = max(Z.real.max() - Z.real[0], 1e-9) / 2 * OHM_M2_PER_OHM_CM2  # one side
    own = np.exp(first[0]) + 0.0257 / np.exp(first[1])
    time = 1 / (2 * np.pi * f[np.argmax(-Z.imag)])
    scale = np.log(arcs / own)
    capacitance = np.log(time / arcs)
    return np.array([first[0] + scale, first[1] - scale, capacitance - 1.5, capacitance + 1.0])
