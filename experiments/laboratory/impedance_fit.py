"""Film and charge-transfer resistance from a user's spectrum, by fitting the cell model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from ...errors import SimulationFailed, unknown_name
from ...models import CompositeElectrolyteDFN, SymmetricLithiumCell
from ...models.laws.constants import (
    MA_CM2_PER_A_M2,
    OHM_CM2_PER_OHM_M2,
    OHM_M2_PER_OHM_CM2,
    thermal_voltage,
)
from ...models.laws.salt_transport import arrhenius_factor
from ...parameter_sets.cell import Cell
from .measurement import require_columns
from .spectroscopy import (
    FREQUENCY,
    IMAGINARY,
    REAL,
    ComplexArray,
    Spectrometer,
    complex_impedance,
    spectrum_table,
)

__all__ = ["ImpedanceFit", "fit_cell_impedance"]

FILM = "Lithium interphase film resistance [Ohm.m2]"
J0 = "Lithium reference exchange-current density [A.m-2]"
_FREE: tuple[str, ...] = (
    FILM,
    J0,
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
        errors, series resistance that the model does not hold, and the residual.
    spectrum : pandas.DataFrame
        The model at the frequencies of the data.
    """

    parameters: dict[str, float]
    results: dict[str, float]
    spectrum: pd.DataFrame


def fit_cell_impedance(
    spectrum: pd.DataFrame,
    design: Cell,
    cell: str = "symmetric",
    stoichiometry: float = 0.5,
) -> ImpedanceFit:
    """Fit film and charge transfer of a cell model to a measured spectrum.

    Free are film resistance and capacitance, exchange-current density and double-layer capacity
    of lithium (the same on both sides), as logarithms, and a series resistance of either sign,
    which takes up cables and an electrolyte that differs from the model's. Salt diffusion is the
    model's own.

    Parameters
    ----------
    spectrum : pandas.DataFrame
        Columns ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``.
    design : Cell
        Film, thickness, temperature (and loading) of the cell.
    cell : str, optional
        ``"symmetric"`` or ``"half"`` (LFP | CPE | Li).
    stoichiometry : float, optional
        Lithium in LFP, for ``"half"``.

    Raises
    ------
    InputError
        If columns are missing or the cell is not known.
    SimulationFailed
        If the model cannot follow the spectrum.
    """
    require_columns(spectrum, [FREQUENCY, REAL, IMAGINARY], 10, "spectrum")
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
    f, Z = complex_impedance(spectrum)

    def model_impedance(unknowns: np.ndarray) -> ComplexArray:
        inputs = dict(zip(_FREE, np.exp(unknowns[:-1]), strict=True))
        return complex_impedance(instrument.measure(f, inputs))[1] + unknowns[-1] * np.abs(Z).max()

    def deviation(unknowns: np.ndarray) -> np.ndarray:
        relative = (model_impedance(unknowns) - Z) / np.abs(Z)
        return np.concatenate([relative.real, relative.imag])

    start = np.append(_start(f, Z, first, cell), 0.0)
    fit = least_squares(deviation, start, x_scale=np.append(np.ones(4), 0.1))
    deviates = float(np.sqrt(2 * fit.cost / f.size))
    if deviates > _LARGEST_RESIDUAL:
        raise SimulationFailed(
            f"the model of a {cell} cell deviates from the spectrum by {100 * deviates:.0f} % of "
            "its modulus after the fit; check the kind of cell, the area and the temperature"
        )
    return _summarise(fit, f, Z, model_impedance(fit.x), values, design)


def _start(f: np.ndarray, Z: ComplexArray, first: np.ndarray, cell: str) -> np.ndarray:
    """Scale the parameters' own resistances and capacitances to the arcs of the data."""
    if cell == "half":
        return first
    arcs = max(Z.real.max() - Z.real[0], 1e-9) / 2 * OHM_M2_PER_OHM_CM2  # one side
    own = np.exp(first[0]) + 0.0257 / np.exp(first[1])
    time = 1 / (2 * np.pi * f[np.argmax(-Z.imag)])
    scale = np.log(arcs / own)
    capacitance = np.log(time / arcs)
    return np.array([first[0] + scale, first[1] - scale, capacitance - 1.5, capacitance + 1.0])


def _summarise(
    fit: Any, f: np.ndarray, Z: ComplexArray, Z_model: ComplexArray, values: Any, design: Cell
) -> ImpedanceFit:
    parameters = dict(zip(_FREE, map(float, np.exp(fit.x[:-1])), strict=True))
    T, T_0 = design.temperature_K, values["Reference temperature [K]"]

    def warming(process: str) -> float:
        energy = values[f"Lithium {process} activation energy [J.mol-1]"]
        return float(arrhenius_factor(energy, T, T_0))

    film = OHM_CM2_PER_OHM_M2 * parameters[FILM] / warming("interphase film")
    j0 = MA_CM2_PER_A_M2 * parameters[J0] * warming("charge transfer")
    transfer = 1e3 * thermal_voltage(T) / j0
    degrees = max(1, 2 * f.size - fit.x.size)
    covariance = np.linalg.pinv(fit.jac.T @ fit.jac) * 2 * fit.cost / degrees
    relative = np.sqrt(np.diag(covariance))
    return ImpedanceFit(
        parameters,
        {
            "Film resistance [Ohm.cm2]": film,
            "Film resistance standard error [Ohm.cm2]": film * float(relative[0]),
            "Charge-transfer resistance [Ohm.cm2]": transfer,
            "Charge-transfer resistance standard error [Ohm.cm2]": transfer * float(relative[1]),
            "Exchange-current density [mA.cm-2]": j0,
            "Series resistance beyond the model [Ohm.cm2]": float(fit.x[-1] * np.abs(Z).max()),
            "Relative residual": float(np.sqrt(2 * fit.cost / f.size)),
        },
        spectrum_table(f, Z_model),
    )
