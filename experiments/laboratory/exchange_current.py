"""Exchange-current density from a polarisation curve of Li | CPE | Li."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import InputError
from ...models import SymmetricLithiumCell
from ...models.laws.constants import kelvin, thermal_voltage
from ...parameter_sets.cell import Cell
from .lithium_impedance import measure_lithium_impedance
from .measurement import CURRENT, VOLTAGE, Axes, Measurement, numbers_of
from .potentiostat import apply_voltage

__all__ = ["linear_polarisation", "measure_exchange_current", "tafel_bias", "tafel_fit"]

#: Overpotentials between which a Tafel line is drawn [V].
_TAFEL_WINDOW_V = (0.06, 0.15)
#: Points at the ends of a window belong to it, whatever rounding makes of their voltage [V].
_ROUNDING_V = 1e-9


def tafel_fit(
    curve: pd.DataFrame,
    series_resistance_Ohm_cm2: float = 0.0,
    electrodes: int = 1,
    window_V: tuple[float, float] = _TAFEL_WINDOW_V,
) -> float:
    r"""Return the current at which a Tafel line meets zero overpotential [mA.cm-2], (LAB-7).

    A line through :math:`\ln i` against :math:`\eta = (V - i R_s)/n` within the window.

    Raises `InputError` if columns are missing or fewer than three points lie in the window.

    Parameters
    ----------
    curve : pandas.DataFrame
        Columns ``Voltage [V]`` and ``Current density [mA.cm-2]``.
    series_resistance_Ohm_cm2 : float, optional
        Of SEI and bulk, as from a spectrum; none by default, which is what is mostly done.
    electrodes : int, optional
        Number n of electrodes that share the overpotential; 1 treats the cell as one electrode.
    window_V : tuple of float, optional
        Overpotentials [V].
    """
    V, i = numbers_of(curve, [VOLTAGE, CURRENT], 3, "polarisation curve")
    eta = (V - 1e-3 * i * series_resistance_Ohm_cm2) / electrodes
    low, high = window_V[0] - _ROUNDING_V, window_V[1] + _ROUNDING_V
    inside = (eta >= low) & (eta <= high) & (i > 0)
    if inside.sum() < 3:
        raise InputError(
            f"{inside.sum()} points have an overpotential between {window_V[0]:g} and "
            f"{window_V[1]:g} V, three are needed; sweep further or give another window_V."
        )
    return float(np.exp(np.polyfit(eta[inside], np.log(i[inside]), 1)[1]))


def linear_polarisation(curve: pd.DataFrame, window_V: float = 0.01) -> float:
    """Return the slope dV/di of a polarisation curve up to a voltage of `window_V` [Ohm.cm2]."""
    numbers_of(curve, [VOLTAGE, CURRENT], 3, "polarisation curve")
    near = curve[curve[VOLTAGE].abs() <= window_V + _ROUNDING_V]
    V, i = numbers_of(near, [VOLTAGE, CURRENT], 3, f"polarisation curve within {window_V:g} V")
    return float(1e3 * np.polyfit(i, V, 1)[0])


def tafel_bias(temperature_degC: float, window_V: tuple[float, float] = _TAFEL_WINDOW_V) -> float:
    """Return what `tafel_fit` gives over the true value, for ideal Butler-Volmer kinetics.

    The window reaches below the Tafel regime: the back reaction bends the line there.
    """
    eta = np.linspace(*window_V, 50)
    current = 2 * np.sinh(eta / (2 * thermal_voltage(kelvin(temperature_degC))))
    return tafel_fit(pd.DataFrame({VOLTAGE: eta, CURRENT: current}), window_V=window_V)


def _corrected(curve: pd.DataFrame, series: float) -> float:
    """Return the Tafel value of one electrode; NaN if the curve has none.

    That is where the salt is depleted before the window, and where the overpotential falls as the
    current rises: the SEI is not ohmic, and more is subtracted than its overpotential.
    """
    rising = curve[curve[CURRENT].diff().fillna(0) >= 0]
    eta = rising[VOLTAGE] - 1e-3 * series * rising[CURRENT]
    if (eta.diff() < 0).any():
        return float("nan")
    try:
        return tafel_fit(curve, series, 2)
    except InputError:
        return float("nan")


def measure_exchange_current(design: Cell, sweep_rate_V_s: float = 1e-3) -> Measurement:
    """Measure the exchange-current density by polarisation, and show its biases."""
    impedance = measure_lithium_impedance(design).results
    series = impedance["Bulk resistance [Ohm.cm2]"] + impedance["Diffusion resistance [Ohm.cm2]"]
    series += 2 * impedance["Film resistance [Ohm.cm2]"]
    j0 = impedance["Exchange-current density [mA.cm-2]"]
    # Far enough that each electrode's own overpotential passes the window.
    V_RT = thermal_voltage(design.temperature_K)
    top = 1.1 * _TAFEL_WINDOW_V[1]
    V_end = 2 * top + 1e-3 * series * 2 * j0 * np.sinh(top / (2 * V_RT))
    voltages = np.concatenate([np.linspace(0, 0.2, 101), np.linspace(0.2, V_end, 200)[1:]])
    curve, _ = apply_voltage(
        SymmetricLithiumCell,
        design.parameter_values(),
        lambda t: sweep_rate_V_s * t,
        voltages / sweep_rate_V_s,
        may_end_early=True,
    )
    slope = linear_polarisation(curve)
    results = {
        "Tafel exchange-current density [mA.cm-2]": tafel_fit(curve),
        "Tafel exchange-current density, corrected [mA.cm-2]": _corrected(curve, series),
        "Bias of the Tafel window": tafel_bias(design.temperature_degC),
        "Linear-polarisation exchange-current density [mA.cm-2]": 2e3 * V_RT / slope,
        "Exchange-current density [mA.cm-2]": j0,
        "Polarisation resistance [Ohm.cm2]": slope,
    }

    def draw(axes: Axes) -> None:
        shown = curve[curve[CURRENT] > 0]
        axes.semilogy(shown[VOLTAGE], shown[CURRENT], label="cell voltage")
        eta = (shown[VOLTAGE] - 1e-3 * shown[CURRENT] * series) / 2
        axes.semilogy(eta, shown[CURRENT], label="one electrode, corrected")
        axes.axvspan(*_TAFEL_WINDOW_V, color="0.9")
        axes.axhline(j0, color="k", ls=":", lw=1, label="RT/(F R_ct)")
        axes.set(xlim=(0, 0.25), ylim=(1e-3 * j0, 40 * j0))
        axes.set(xlabel="overpotential [V]", ylabel="current density [mA cm⁻²]")
        axes.legend()

    return Measurement(
        "Tafel and linear polarisation",
        f"sweep to {curve[VOLTAGE].max():.2f} V at {1e3 * sweep_rate_V_s:g} mV/s; "
        "Tafel line 60 to 150 mV",
        curve,
        results,
        draw,
    )
