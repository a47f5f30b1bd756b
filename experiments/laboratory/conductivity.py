"""Ionic conductivity from the impedance of SS | CPE | SS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...errors import InputError
from ...models import BlockingCell
from ...parameter_sets.cell import Cell
from .measurement import Measurement, require_columns
from .spectroscopy import FREQUENCY, IMAGINARY, REAL, Spectrometer, complex_impedance, draw_nyquist

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["high_frequency_intercept", "ionic_conductivity", "measure_conductivity"]

_FREQUENCIES = np.logspace(6, 0, 60)


def high_frequency_intercept(spectrum: pd.DataFrame) -> float:
    r"""Return the resistance where a spectrum meets the real axis at high frequency [Ohm.cm2].

    If the imaginary part changes sign (cables are inductive), the crossing is interpolated;
    else a straight line through the five points of smallest :math:`|\mathrm{Im}\,Z|` in the
    upper half of the (logarithmic) frequency range is carried on to the axis, (LAB-2).

    Parameters
    ----------
    spectrum : pandas.DataFrame
        Columns ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``.

    Raises
    ------
    InputError
        If columns are missing or the line meets the axis at a negative resistance.
    """
    require_columns(spectrum, [FREQUENCY, REAL, IMAGINARY], 5, "spectrum")
    _, Z = complex_impedance(spectrum)
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
    """Return thickness over high-frequency resistance [mS.cm-1].

    Parameters
    ----------
    spectrum : pandas.DataFrame
        As in `high_frequency_intercept`.
    thickness_um : float
        Film thickness [um].
    """
    return thickness_um * 1e-4 / high_frequency_intercept(spectrum) * 1e3


def measure_conductivity(design: Cell, values: Any = None) -> Measurement:
    """Measure the conductivity of a film between blocking electrodes.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    values : pybamm.ParameterValues, optional
        In place of those of the design.
    """
    values = design.parameter_values() if values is None else values
    spectrum = Spectrometer(BlockingCell(), values).measure(_FREQUENCIES)
    resistance = high_frequency_intercept(spectrum)

    def draw(axes: Axes) -> None:
        shown = spectrum[-spectrum[IMAGINARY] < 12 * resistance]
        draw_nyquist(axes, shown)
        axes.plot([resistance], [0], "kx", label=f"{resistance:.3g} Ω cm²")
        axes.legend()

    return Measurement(
        "Conductivity, SS|CPE|SS",
        f"EIS from 1 MHz to 1 Hz at {design.temperature_degC:g} degC; high-frequency intercept",
        spectrum,
        {
            "Bulk resistance [Ohm.cm2]": resistance,
            "Ionic conductivity [mS.cm-1]": ionic_conductivity(
                spectrum, design.separator_thickness_um
            ),
        },
        draw,
    )
