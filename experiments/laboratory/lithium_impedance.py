"""Impedance of Li | CPE | Li and its equivalent circuit: SEI, charge transfer, diffusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from itertools import product

import numpy as np
import pandas as pd
import pybamm
from scipy.optimize import least_squares

from ...errors import SimulationFailed
from ...models import SymmetricLithiumCell
from ...models.laws._types import Scalar
from ...models.laws.constants import MA_CM2_PER_A_M2, OHM_CM2_PER_OHM_M2, thermal_voltage
from ...parameter_sets.cell import Cell
from ...parameter_sets.relations import lithium_surface
from .measurement import Axes, Measurement
from .spectroscopy import (
    ComplexArray,
    Spectrometer,
    complex_impedance,
    draw_nyquist,
    relative_deviation,
    spectrum_table,
)

__all__ = ["LithiumCircuit", "fit_lithium_circuit", "lithium_circuit_impedance"]
__all__ += ["measure_lithium_impedance", "surface_at"]


def surface_at(
    values: Mapping[str, Scalar] | pybamm.ParameterValues, temperature_K: float
) -> tuple[float, float]:
    """Return SEI resistance [Ohm.cm2] and exchange-current density [mA.cm-2] of lithium."""
    resistance, j0 = lithium_surface(values, temperature_K)
    return OHM_CM2_PER_OHM_M2 * resistance, MA_CM2_PER_A_M2 * j0


@dataclass(frozen=True)
class LithiumCircuit:
    """Elements of the circuit, both surfaces together.

    Parameters
    ----------
    bulk, sei, charge_transfer, diffusion : float
        Resistances [Ohm.cm2].
    sei_time, charge_transfer_time, diffusion_time : float
        Time constants of the two arcs and of diffusion over half the electrolyte [s].
    residual : float
        Root mean square of the relative deviation from the spectrum.
    """

    bulk: float
    sei: float
    sei_time: float
    charge_transfer: float
    charge_transfer_time: float
    diffusion: float
    diffusion_time: float
    residual: float = 0.0

    @property
    def interface(self) -> float:
        """SEI and charge transfer of both surfaces [Ohm.cm2]."""
        return self.sei + self.charge_transfer


def lithium_circuit_impedance(frequencies: np.ndarray, elements: np.ndarray) -> ComplexArray:
    r"""Return the impedance of bulk, two arcs and finite-length diffusion [Ohm.cm2], (LAB-5).

    .. math::
        Z = R_b + \frac{R_f}{1+j\omega\tau_f} + \frac{R_{ct}}{1+j\omega\tau_{ct}}
            + R_d \frac{\tanh\sqrt{j\omega\tau_d}}{\sqrt{j\omega\tau_d}}

    Parameters
    ----------
    frequencies : array, shape (n,)
        [Hz]
    elements : array, shape (7,)
        In the order of the fields of `LithiumCircuit`; resistances [Ohm.cm2], times [s].
    """
    R_b, R_f, t_f, R_ct, t_ct, R_d, t_d = elements
    s = 2j * np.pi * frequencies
    root = np.sqrt(s * t_d)
    return R_b + R_f / (1 + s * t_f) + R_ct / (1 + s * t_ct) + R_d * np.tanh(root) / root


def fit_lithium_circuit(spectrum: pd.DataFrame) -> LithiumCircuit:
    """Fit the circuit to a spectrum of Li | CPE | Li by complex least squares.

    Deviations are relative to the modulus; elements are fitted as logarithms, from several
    starting points that are read off the spectrum. Of the two arcs, that with the larger
    capacitance is called charge transfer.

    Raises `InputError` if columns are missing; `SimulationFailed` if no start leads to a fit.
    """
    f, Z = complex_impedance(spectrum, 10)

    def deviation(logs: np.ndarray) -> np.ndarray:
        return relative_deviation(lithium_circuit_impedance(f, np.exp(logs)), Z)

    best = None
    for start in _starts(f, Z):
        logs = np.log(start)
        fit = least_squares(
            deviation, logs, bounds=(logs - 12, logs + 12), xtol=1e-15, ftol=1e-15, gtol=1e-15
        )
        if best is None or fit.cost < best.cost:
            best = fit
        if best.cost < 1e-12:
            break
    if best is None or not np.isfinite(best.cost):
        raise SimulationFailed("no equivalent circuit could be fitted to the spectrum")
    R_b, R_f, t_f, R_ct, t_ct, R_d, t_d = map(float, np.exp(best.x))
    if t_f / R_f > t_ct / R_ct:  # capacitances
        R_f, t_f, R_ct, t_ct = R_ct, t_ct, R_f, t_f
    residual = float(np.sqrt(2 * best.cost / Z.size))
    return LithiumCircuit(R_b, R_f, t_f, R_ct, t_ct, R_d, t_d, residual)


def _starts(f: np.ndarray, Z: ComplexArray) -> list[list[float]]:
    R_b = max(Z.real[0], 1e-3 * Z.real.max())
    total = max(Z.real.max() - R_b, 1e-6)
    t_peak = 1 / (2 * np.pi * f[np.argmax(-Z.imag)])
    t_d = 1 / (2 * np.pi * np.sqrt(f[-1] * f[f.size // 2]) * 0.1)
    # The share and the spread of the arcs vary, and how slow diffusion is.
    return [
        [R_b, total * a, t_peak / spread, total * (1 - a), t_peak * spread, total / 100, t_d * slow]
        for a, spread, slow in product((0.6, 0.4), (3.0, 10.0, 1.5), (1.0, 30.0))
    ]


def measure_lithium_impedance(design: Cell) -> Measurement:
    r"""Measure and fit a spectrum of Li | CPE | Li at rest; :math:`i_0 = RT/(F R_{ct})`, (LAB-6).

    Resistances of SEI and charge transfer are those of one surface.
    """
    spectrum = Spectrometer(SymmetricLithiumCell(), design.parameter_values()).measure()
    circuit = fit_lithium_circuit(spectrum)
    per_side = circuit.charge_transfer / 2

    def draw(axes: Axes) -> None:
        draw_nyquist(axes, spectrum, "signal", "o")
        f = np.logspace(6, -3, 300)
        Z = lithium_circuit_impedance(f, np.array(astuple(circuit)[:-1]))
        draw_nyquist(axes, spectrum_table(f, Z), "circuit", "k-")
        axes.legend()

    return Measurement(
        "EIS, Li|CPE|Li",
        f"EIS from 1 MHz to 1 mHz at rest, {design.temperature_degC:g} degC; circuit fit",
        spectrum,
        {
            "Bulk resistance [Ohm.cm2]": circuit.bulk,
            "Film resistance [Ohm.cm2]": circuit.sei / 2,
            "Charge-transfer resistance [Ohm.cm2]": per_side,
            "Diffusion resistance [Ohm.cm2]": circuit.diffusion,
            "Exchange-current density [mA.cm-2]": 1e3
            * thermal_voltage(design.temperature_K)
            / per_side,
            "Relative residual of the circuit": circuit.residual,
        },
        draw,
    )
