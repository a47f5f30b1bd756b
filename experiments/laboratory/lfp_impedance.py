"""Impedance of LFP | CPE | Li and the diffusivity that is usually read off it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import check_range
from ...models import CompositeElectrolyteDFN
from ...models.laws.constants import FARADAY, OHM_M2_PER_OHM_CM2, kelvin, thermal_voltage
from ...parameter_sets.cell import Cell
from .measurement import Axes, Measurement, numbers_of
from .spectroscopy import FREQUENCY, IMAGINARY, REAL, Spectrometer, draw_nyquist

__all__ = ["apparent_warburg_diffusivity", "measure_lfp_impedance", "warburg_coefficient"]


def warburg_coefficient(
    spectrum: pd.DataFrame, window_Hz: tuple[float, float] = (1e-3, 3e-2)
) -> float:
    r"""Return the slope of Re Z against :math:`\omega^{-1/2}` in a window, (LAB-11).

    The slope is in [Ohm.cm2.s-0.5]; the columns of the spectrum are ``Frequency [Hz]``,
    ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``.
    """
    numbers_of(spectrum, [FREQUENCY, REAL, IMAGINARY], 3, "spectrum")
    low, high = window_Hz
    inside = spectrum[spectrum[FREQUENCY].between(low * (1 - 1e-9), high * (1 + 1e-9))]
    what = f"spectrum between {low:g} and {high:g} Hz"
    f, resistance = numbers_of(inside, [FREQUENCY, REAL], 3, what)
    return float(np.polyfit((2 * np.pi * f) ** -0.5, resistance, 1)[0])


def apparent_warburg_diffusivity(
    coefficient_Ohm_cm2: float, concentration: float, temperature_degC: float
) -> float:
    r"""Return :math:`D = R^2T^2/(2A^2n^4F^4C^2\sigma_W^2)` [cm2.s-1], (LAB-11).

    With :math:`\sigma_W` per geometric area, as it is mostly used. The formula is that of a
    solid solution whose potential falls by RT/F per relative change of concentration, with a
    surface equal to the electrode's; LFP is neither.

    Parameters
    ----------
    concentration : float
        Of lithium in LFP [mol.m-3].
    """
    sigma = OHM_M2_PER_OHM_CM2 * coefficient_Ohm_cm2
    thermal = thermal_voltage(kelvin(temperature_degC))
    return 1e4 * thermal**2 / (2 * FARADAY**2 * concentration**2 * sigma**2)


def measure_lfp_impedance(design: Cell, stoichiometry: float = 0.5) -> Measurement:
    """Measure a spectrum of the LFP cell at rest and read an apparent diffusivity off it.

    Parameters
    ----------
    stoichiometry : float, optional
        Lithium in LFP, 0.01 to 0.99.
    """
    check_range("stoichiometry", stoichiometry, 0.01, 0.99)
    values = design.parameter_values()
    c_max = values["Maximum concentration in positive electrode [mol.m-3]"]
    values["Initial concentration in positive electrode [mol.m-3]"] = stoichiometry * c_max
    model = CompositeElectrolyteDFN({"surface form": "differential"})
    spectrum = Spectrometer(model, values).measure()
    coefficient = warburg_coefficient(spectrum)

    def draw(axes: Axes) -> None:
        top = spectrum.loc[spectrum[FREQUENCY] > 1e-2, REAL].max()
        draw_nyquist(axes, spectrum[spectrum[REAL] < 1.2 * top])

    return Measurement(
        "EIS, LFP|CPE|Li",
        f"EIS from 1 MHz to 1 mHz at a stoichiometry of {stoichiometry:g}, "
        f"{design.temperature_degC:g} degC; Warburg line 1 to 30 mHz",
        spectrum,
        {
            "Warburg coefficient [Ohm.cm2.s-0.5]": coefficient,
            "Apparent lithium diffusivity [cm2.s-1]": apparent_warburg_diffusivity(
                coefficient, stoichiometry * c_max, design.temperature_degC
            ),
            "Reference lithium diffusivity put in [cm2.s-1]": 1e4
            * values["Positive particle reference diffusivity [m2.s-1]"],
        },
        draw,
    )
