"""Impedance of Li | CPE | Li: film, charge transfer, diffusion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...models import SymmetricLithiumCell
from ...models.laws.constants import kelvin, thermal_voltage
from ...parameter_sets.cell import Cell
from .circuits import LithiumCircuit, fit_lithium_circuit
from .measurement import Measurement
from .spectroscopy import Spectrometer, draw_nyquist, spectrum_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["interface_from_spectrum", "measure_lithium_impedance"]


def interface_from_spectrum(
    spectrum: pd.DataFrame, temperature_degC: float
) -> tuple[dict[str, float], LithiumCircuit]:
    r"""Return the resistances of one surface and :math:`i_0 = RT/(F R_{ct})`, (LAB-6).

    Parameters
    ----------
    spectrum : pandas.DataFrame
        Of Li | CPE | Li with two like surfaces, see
        :func:`sclcell.experiments.laboratory.circuits.fit_lithium_circuit`.
    temperature_degC : float
        [degC]

    Returns
    -------
    dict
        Results, names with units.
    LithiumCircuit
        The fit.
    """
    circuit = fit_lithium_circuit(spectrum)
    per_side = circuit.charge_transfer / 2
    thermal_mV = 1e3 * thermal_voltage(kelvin(temperature_degC))
    return {
        "Bulk resistance [Ohm.cm2]": circuit.bulk,
        "Film resistance [Ohm.cm2]": circuit.film / 2,
        "Charge-transfer resistance [Ohm.cm2]": per_side,
        "Diffusion resistance [Ohm.cm2]": circuit.diffusion,
        "Exchange-current density [mA.cm-2]": thermal_mV / per_side,
        "Relative residual of the circuit": circuit.residual,
    }, circuit


def measure_lithium_impedance(design: Cell, values: Any = None) -> Measurement:
    """Measure and fit a spectrum of Li | CPE | Li at rest.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    values : pybamm.ParameterValues, optional
        In place of those of the design.
    """
    values = design.parameter_values() if values is None else values
    spectrum = Spectrometer(SymmetricLithiumCell(), values).measure()
    results, circuit = interface_from_spectrum(spectrum, design.temperature_degC)

    def draw(axes: Axes) -> None:
        draw_nyquist(axes, spectrum, "signal", "o")
        f = np.logspace(6, -3, 300)
        draw_nyquist(axes, spectrum_table(f, circuit.impedance(f)), "circuit", "k-")
        axes.legend()

    return Measurement(
        "EIS, Li|CPE|Li",
        f"EIS from 1 MHz to 1 mHz at rest, {design.temperature_degC:g} degC; circuit fit",
        spectrum,
        results,
        draw,
    )
