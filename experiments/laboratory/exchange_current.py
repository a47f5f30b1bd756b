"""Exchange-current density from a polarisation curve of Li | CPE | Li."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...errors import InputError
from ...models import SymmetricLithiumCell
from ...models.laws.constants import kelvin, thermal_voltage
from ...parameter_sets.cell import Cell
from .lithium_impedance import measure_lithium_impedance
from .measurement import CURRENT, VOLTAGE, Measurement, require_columns
from .potentiostat import apply_voltage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["linear_polarisation", "measure_exchange_current", "tafel_bias", "tafel_fit"]

#: Overpotentials between which a Tafel line is drawn [V].
_TAFEL_WINDOW_V = (0.06, 0.15)


def tafel_fit(
    curve: pd.DataFrame,
    series_resistance_Ohm_cm2: float = 0.0,
    electrodes: int = 1,
    window_V: tuple[float, float] = _TAFEL_WINDOW_V,
) -> float:
    r"""Return the current at which a Tafel line meets zero overpotential [mA.cm-2], (LAB-7).

    A line through :math:`\ln i` against :math:`\eta = (V - i R_s)/n` within the window.

    Parameters
    ----------
    curve : pandas.DataFrame
        Columns ``Voltage [V]`` and ``Current density [mA.cm-2]``.
    series_resistance_Ohm_cm2 : float, optional
        Film and bulk, as from a spectrum; none by default, which is what is mostly done.
    electrodes : int, optional
        Number n of electrodes that share the overpotential; 1 treats the cell as one electrode.
    window_V : tuple of float, optional
        Overpotentials [V].

    Raises
    ------
    InputError
        If columns are missing or fewer than three points lie in the window.
    """
    require_columns(curve, [VOLTAGE, CURRENT], 3, "polarisation curve")
    i = curve[CURRENT].to_numpy(float)
    eta = (curve[VOLTAGE].to_numpy(float) - 1e-3 * i * series_resistance_Ohm_cm2) / electrodes
    inside = (eta >= window_V[0]) & (eta <= window_V[1]) & (i > 0)
    if inside.sum() < 3:
        raise InputError(
            f"{inside.sum()} points have an overpotential between {window_V[0]:g} and "
            f"{window_V[1]:g} V, three are needed; sweep further or give another window_V."
        )
    return float(np.exp(np.polyfit(eta[inside], np.log(i[inside]), 1)[1]))


def linear_polarisation(curve: pd.DataFrame, window_V: float = 0.01) -> float:
    """Return the slope dV/di at rest [Ohm.cm2].

    Parameters
    ----------
    curve : pandas.DataFrame
        Columns ``Voltage [V]`` and ``Current density [mA.cm-2]``.
    window_V : float, optional
        Largest voltage that counts [V].
    """
    require_columns(curve, [VOLTAGE, CURRENT], 3, "polarisation curve")
    near = curve[curve[VOLTAGE].abs() <= window_V]
    require_columns(near, [VOLTAGE, CURRENT], 3, f"polarisation curve within {window_V:g} V")
    return float(1e3 * np.polyfit(near[CURRENT], near[VOLTAGE], 1)[0])


def tafel_bias(temperature_degC: float, window_V: tuple[float, float] = _TAFEL_WINDOW_V) -> float:
    """Return what `tafel_fit` gives over the true value, for ideal Butler-Volmer kinetics.

    The window reaches below the Tafel regime: the back reaction bends the line there.
    """
    eta = np.linspace(*window_V, 50)
    current = 2 * np.sinh(eta / (2 * thermal_voltage(kelvin(temperature_degC))))
    return tafel_fit(pd.DataFrame({VOLTAGE: eta, CURRENT: current}), window_V=window_V)


def _corrected(curve: pd.DataFrame, series: float) -> float:
    """Return the Tafel value of one electrode; NaN if the curve has none.

    That is where the salt ran out before the window, and where the overpotential falls as the
    current rises: then more is taken off than the film, which is not ohmic, holds.
    """
    rising = curve[curve[CURRENT].diff().fillna(0) >= 0]
    eta = rising[VOLTAGE] - 1e-3 * series * rising[CURRENT]
    if (eta.diff() < 0).any():
        return float("nan")
    try:
        return tafel_fit(curve, series, 2)
    except InputError:
        return float("nan")


def measure_exchange_current(
    design: Cell, sweep_rate_V_s: float = 1e-3, values: Any = None
) -> Measurement:
    """Measure the exchange-current density by polarisation, and show its biases.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    sweep_rate_V_s : float, optional
        1 mV/s by default [V.s-1].
    values : pybamm.ParameterValues, optional
        In place of those of the design.
    """
    values = design.parameter_values() if values is None else values
    impedance = measure_lithium_impedance(design, values).results
    series = impedance["Bulk resistance [Ohm.cm2]"] + impedance["Diffusion resistance [Ohm.cm2]"]
    series += 2 * impedance["Film resistance [Ohm.cm2]"]
    j0 = impedance["Exchange-current density [mA.cm-2]"]
    # Far enough that each electrode's own overpotential passes the window.
    V_RT = thermal_voltage(design.temperature_K)
    top = 1.1 * _TAFEL_WINDOW_V[1]
    V_end = 2 * top + 1e-3 * series * 2 * j0 * np.sinh(top / (2 * V_RT))
    times = (
        np.concatenate([np.linspace(0, 0.2, 101), np.linspace(0.2, V_end, 200)[1:]])
        / sweep_rate_V_s
    )
    curve, _ = apply_voltage(
        SymmetricLithiumCell, values, lambda t: sweep_rate_V_s * t, times, may_end_early=True
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
        axes.set_xlim(0, 0.25)
        axes.set_ylim(1e-3 * j0, 40 * j0)
        axes.set_xlabel("overpotential [V]")
        axes.set_ylabel("current density [mA cm⁻²]")
        axes.legend()

    return Measurement(
        "Tafel and linear polarisation",
        f"sweep to {curve[VOLTAGE].max():.2f} V at {1e3 * sweep_rate_V_s:g} mV/s; "
        "Tafel line 60 to 150 mV",
        curve,
        results,
        draw,
    )
