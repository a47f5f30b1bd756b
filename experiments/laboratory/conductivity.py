"""Ionic conductivity and its activation energy, from the impedance of SS | CPE | SS."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import InputError
from ...models import BlockingCell
from ...models.laws.constants import EV_PER_K, kelvin
from ...parameter_sets.cell import Cell
from .measurement import Axes, Measurement, numbers_of
from .spectroscopy import IMAGINARY, Spectrometer, complex_impedance, draw_nyquist

__all__ = ["activation_energy", "high_frequency_intercept", "ionic_conductivity"]
__all__ += ["measure_activation_energy", "measure_conductivity"]

TEMPERATURE, CONDUCTIVITY = "Temperature [degC]", "Ionic conductivity [mS.cm-1]"


def high_frequency_intercept(spectrum: pd.DataFrame) -> float:
    r"""Return the resistance where a spectrum meets the real axis at high frequency [Ohm.cm2].

    If the imaginary part changes sign (cables are inductive), the crossing is interpolated;
    else a straight line through the five points of smallest :math:`|\mathrm{Im}\,Z|` in the
    upper half of the (logarithmic) frequency range is extrapolated to the axis, (LAB-2).

    Raises `InputError` if columns are missing or the line meets the axis at a negative resistance.
    """
    _, Z = complex_impedance(spectrum, 5)
    crossings = np.flatnonzero((Z.imag[:-1] >= 0) & (Z.imag[1:] < 0))
    if crossings.size:
        k = crossings[0]
        return float(np.interp(0, [Z.imag[k + 1], Z.imag[k]], [Z.real[k + 1], Z.real[k]]))
    high = Z[: max(5, Z.size // 2)]
    nearest = high[np.argsort(np.abs(high.imag))[:5]]
    intercept = float(np.polyfit(nearest.imag, nearest.real, 1)[1])
    if not intercept > 0:
        raise InputError(
            f"the spectrum meets the real axis at {intercept:.3g} Ohm.cm2; the resistance of a "
            "film is positive. Check the sign of Im(Z) (negative for a capacitor) and the area."
        )
    return intercept


def ionic_conductivity(spectrum: pd.DataFrame, thickness_um: float) -> float:
    """Return film thickness over `high_frequency_intercept` [mS.cm-1]."""
    return thickness_um * 1e-4 / high_frequency_intercept(spectrum) * 1e3


def measure_conductivity(design: Cell) -> Measurement:
    """Measure the conductivity of a film between blocking electrodes."""
    instrument = Spectrometer(BlockingCell(), design.parameter_values())
    spectrum = instrument.measure(np.logspace(6, 0, 60))
    resistance = high_frequency_intercept(spectrum)

    def draw(axes: Axes) -> None:
        draw_nyquist(axes, spectrum[-spectrum[IMAGINARY] < 12 * resistance])
        axes.plot([resistance], [0], "kx", label=f"{resistance:.3g} Ω cm²")
        axes.legend()

    return Measurement(
        "Conductivity, SS|CPE|SS",
        f"EIS from 1 MHz to 1 Hz at {design.temperature_degC:g} degC; high-frequency intercept",
        spectrum,
        {
            "Bulk resistance [Ohm.cm2]": resistance,
            CONDUCTIVITY: ionic_conductivity(spectrum, design.separator_thickness_um),
        },
        draw,
    )


def activation_energy(table: pd.DataFrame) -> float:
    r"""Return the slope of :math:`\ln\sigma` against :math:`-1/(kT)` [eV], (LAB-3).

    A regression of :math:`\ln(\sigma T)` would give about kT = 0.026 eV more.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``Temperature [degC]`` and ``Ionic conductivity [mS.cm-1]``, three rows or more.
    """
    T_degC, sigma = numbers_of(table, [TEMPERATURE, CONDUCTIVITY], 3, "conductivity series")
    return float(np.polyfit(-1 / (EV_PER_K * kelvin(T_degC)), np.log(sigma), 1)[0])


def measure_activation_energy(
    design: Cell, low_degC: float = 25.0, high_degC: float = 80.0
) -> Measurement:
    """Measure conductivities in steps of about 5 K, and their activation energy."""
    values = design.parameter_values()
    values["Ambient temperature [K]"] = "[input]"
    instrument = Spectrometer(BlockingCell(), values)
    n = max(3, round((high_degC - low_degC) / 5) + 1)
    table = pd.DataFrame({TEMPERATURE: np.linspace(low_degC, high_degC, n)})
    table[CONDUCTIVITY] = [
        ionic_conductivity(
            instrument.measure(np.logspace(6, 3, 10), {"Ambient temperature [K]": kelvin(T_degC)}),
            design.separator_thickness_um,
        )
        for T_degC in table[TEMPERATURE]
    ]
    energy = activation_energy(table)

    def draw(axes: Axes) -> None:
        x = 1000 / kelvin(table[TEMPERATURE])
        axes.semilogy(x, table[CONDUCTIVITY], "o")
        scale = np.exp(np.mean(np.log(table[CONDUCTIVITY]) + energy * x / 1000 / EV_PER_K))
        axes.semilogy(x, scale * np.exp(-energy * x / 1000 / EV_PER_K), "k-", lw=1)
        axes.annotate(f"{energy:.3f} eV", (0.6, 0.85), xycoords="axes fraction")
        axes.set(xlabel="1000 K / T", ylabel="conductivity [mS cm⁻¹]")

    return Measurement(
        "Arrhenius",
        f"conductivity at {n} temperatures, {low_degC:g} to {high_degC:g} degC; ln(sigma) on 1/T",
        table,
        {"Activation energy [eV]": energy},
        draw,
    )
