"""Impedance of LFP | CPE | Li and the diffusivity that is usually read off it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...errors import check_range
from ...models import CompositeElectrolyteDFN
from ...models.laws.constants import FARADAY, OHM_M2_PER_OHM_CM2, kelvin, thermal_voltage
from ...parameter_sets.cell import Cell
from .measurement import Measurement, require_columns
from .spectroscopy import (
    FREQUENCIES,
    FREQUENCY,
    IMAGINARY,
    REAL,
    Spectrometer,
    draw_nyquist,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["apparent_warburg_diffusivity", "measure_lfp_impedance", "warburg_coefficient"]


def warburg_coefficient(
    spectrum: pd.DataFrame, window_Hz: tuple[float, float] = (1e-3, 3e-2)
) -> float:
    r"""Return the slope of Re Z against :math:`\omega^{-1/2}` [Ohm.cm2.s-0.5], (LAB-11).

    Parameters
    ----------
    spectrum : pandas.DataFrame
        Columns ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``.
    window_Hz : tuple of float, optional
        Frequencies taken for the Warburg line, by default 1 to 30 mHz.
    """
    require_columns(spectrum, [FREQUENCY, REAL, IMAGINARY], 3, "spectrum")
    low, high = window_Hz
    inside = spectrum[spectrum[FREQUENCY].between(low * (1 - 1e-9), high * (1 + 1e-9))]
    require_columns(inside, [FREQUENCY, REAL], 3, f"spectrum between {low:g} and {high:g} Hz")
    omega = 2 * np.pi * inside[FREQUENCY].to_numpy(float)
    return float(np.polyfit(omega**-0.5, inside[REAL].to_numpy(float), 1)[0])


def apparent_warburg_diffusivity(
    coefficient_Ohm_cm2: float, concentration: float, temperature_degC: float
) -> float:
    r"""Return :math:`D = R^2T^2/(2A^2n^4F^4C^2\sigma_W^2)` [cm2.s-1], (LAB-11).

    With :math:`\sigma_W` per geometric area, as it is mostly used. The formula is that of a
    solid solution whose potential falls by RT/F per relative change of concentration, with a
    surface equal to the electrode's; LFP is neither.

    Parameters
    ----------
    coefficient_Ohm_cm2 : float
        See `warburg_coefficient`.
    concentration : float
        Of lithium in LFP [mol.m-3].
    temperature_degC : float
        [degC]
    """
    sigma = OHM_M2_PER_OHM_CM2 * coefficient_Ohm_cm2
    thermal = thermal_voltage(kelvin(temperature_degC))
    return 1e4 * thermal**2 / (2 * FARADAY**2 * concentration**2 * sigma**2)


def measure_lfp_impedance(
    design: Cell, stoichiometry: float = 0.5, values: Any = None
) -> Measurement:
    """Measure a spectrum of the LFP cell at rest and read an apparent diffusivity off it.

    Parameters
    ----------
    design : Cell
        Cell and temperature.
    stoichiometry : float, optional
        Lithium in LFP, 0.01 to 0.99.
    values : pybamm.ParameterValues, optional
        In place of those of the design.
    """
    check_range("stoichiometry", stoichiometry, 0.01, 0.99)
    values = (design.parameter_values() if values is None else values).copy()
    c_max = values["Maximum concentration in positive electrode [mol.m-3]"]
    values["Initial concentration in positive electrode [mol.m-3]"] = stoichiometry * c_max
    model = CompositeElectrolyteDFN({"surface form": "differential"})
    spectrum = Spectrometer(model, values).measure(FREQUENCIES)
    coefficient = warburg_coefficient(spectrum)
    apparent = apparent_warburg_diffusivity(
        coefficient, stoichiometry * c_max, design.temperature_degC
    )
    results = {
        "Warburg coefficient [Ohm.cm2.s-0.5]": coefficient,
        "Apparent lithium diffusivity [cm2.s-1]": apparent,
        "Reference lithium diffusivity put in [cm2.s-1]": 1e4
        * values["Positive particle reference diffusivity [m2.s-1]"],
    }

    def draw(axes: Axes) -> None:
        top = spectrum.loc[spectrum[FREQUENCY] > 1e-2, REAL].max()
        draw_nyquist(axes, spectrum[spectrum[REAL] < 1.2 * top])

    return Measurement(
        "EIS, LFP|CPE|Li",
        f"EIS from 1 MHz to 1 mHz at a stoichiometry of {stoichiometry:g}, "
        f"{design.temperature_degC:g} degC; Warburg line 1 to 30 mHz",
        spectrum,
        results,
        draw,
    )
