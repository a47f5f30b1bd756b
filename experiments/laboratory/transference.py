"""Cation transference number by Bruce, Vincent and Evans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...errors import InputError
from ...models import SymmetricLithiumCell
from ...parameter_sets.cell import Cell
from .circuits import fit_lithium_circuit
from .measurement import CURRENT, TIME, Measurement, require_columns
from .potentiostat import apply_voltage
from .spectroscopy import Spectrometer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bruce_vincent", "initial_current", "measure_transference_number"]

#: Interfaces charge within milliseconds; diffusion layers are thin against the film up to here.
_WINDOW_S = (0.1, 1.0)


def initial_current(signal: pd.DataFrame, window_s: tuple[float, float] = _WINDOW_S) -> float:
    r"""Return the current before any polarisation of the salt [mA.cm-2], (LAB-4).

    The total resistance V/i grows as :math:`R_0 + a\sqrt t` while diffusion layers are thin; the
    current is carried back to t = 0 along that line, past the charging of the double layers.

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]`` and ``Current density [mA.cm-2]`` at constant voltage.
    window_s : tuple of float, optional
        Times between which the line is fitted [s].

    Raises
    ------
    InputError
        If columns are missing or fewer than four points lie in the window.
    """
    require_columns(signal, [TIME, CURRENT], 4, "chronoamperogram")
    t = signal[TIME].to_numpy(float)
    inside = (t >= window_s[0]) & (t <= window_s[1])
    if inside.sum() < 4:
        raise InputError(
            f"{inside.sum()} points lie between {window_s[0]:g} and {window_s[1]:g} s, four are "
            "needed; record faster or give another window_s."
        )
    inverse = 1 / signal[CURRENT].to_numpy(float)[inside]
    return float(1 / np.polyfit(np.sqrt(t[inside]), inverse, 1)[1])


def bruce_vincent(
    signal: pd.DataFrame,
    voltage_V: float,
    initial_resistance_Ohm_cm2: float,
    steady_resistance_Ohm_cm2: float,
    window_s: tuple[float, float] = _WINDOW_S,
) -> dict[str, float]:
    r"""Return :math:`t_+ = I_{ss}(\Delta V - I_0R_0)/[I_0(\Delta V - I_{ss}R_{ss})]`, (LAB-4).

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]`` and ``Current density [mA.cm-2]`` at constant voltage; the last
        tenth of the time counts as steady.
    voltage_V : float
        [V]
    initial_resistance_Ohm_cm2, steady_resistance_Ohm_cm2 : float
        Interface resistance of both surfaces before and after [Ohm.cm2].
    window_s : tuple of float, optional
        See `initial_current`.

    Returns
    -------
    dict
        Transference number, currents and what the number would be without the correction for
        interfaces.
    """
    I_0 = initial_current(signal, window_s)
    t = signal[TIME].to_numpy(float)
    I_ss = float(signal.loc[t >= 0.9 * t[-1], CURRENT].mean())
    V = 1e3 * voltage_V  # mV = mA * Ohm
    R_0, R_ss = initial_resistance_Ohm_cm2, steady_resistance_Ohm_cm2
    return {
        "Cation transference number": I_ss * (V - I_0 * R_0) / (I_0 * (V - I_ss * R_ss)),
        "Cation transference number without interface correction": I_ss / I_0,
        "Initial current density [mA.cm-2]": I_0,
        "Steady current density [mA.cm-2]": I_ss,
    }


def measure_transference_number(
    design: Cell, voltage_V: float = 0.01, values: Any = None
) -> Measurement:
    """Measure the transference number of a film in Li | CPE | Li.

    Spectra are taken at rest before, and after polarisation with the circuit just opened: the
    interfaces are at equilibrium again, the salt profile is still there.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    voltage_V : float, optional
        Polarisation, 10 mV by default [V].
    values : pybamm.ParameterValues, optional
        In place of those of the design.
    """
    values = design.parameter_values() if values is None else values
    model = SymmetricLithiumCell()
    before = fit_lithium_circuit(Spectrometer(model, values).measure())
    duration = 40 * before.diffusion_time
    times = np.concatenate([[0.0], np.logspace(-6, np.log10(duration), 300)])
    signal, solution = apply_voltage(SymmetricLithiumCell, values, voltage_V, times)
    polarised = _open_circuit_state(model, solution)
    after = fit_lithium_circuit(Spectrometer(polarised, values).measure())
    results = bruce_vincent(signal, voltage_V, before.interface, after.interface)
    results["Interface resistance before [Ohm.cm2]"] = before.interface
    results["Interface resistance after [Ohm.cm2]"] = after.interface

    def draw(axes: Axes) -> None:
        shown = signal[signal[TIME] > 1e-3]
        axes.semilogx(shown[TIME], 1e3 * shown[CURRENT])
        for key, style in (("Initial", "k--"), ("Steady", "k:")):
            level = results[f"{key} current density [mA.cm-2]"]
            axes.axhline(1e3 * level, color="k", ls=style[1:], lw=1, label=f"{key.lower()} current")
        low = 1e3 * results["Steady current density [mA.cm-2]"]
        high = 1e3 * results["Initial current density [mA.cm-2]"]
        axes.set_ylim(low - 0.5 * (high - low), high + 1.5 * (high - low))
        axes.set_xlabel("time [s]")
        axes.set_ylabel("current density [µA cm⁻²]")
        axes.legend()

    return Measurement(
        "Bruce–Vincent–Evans",
        f"{1e3 * voltage_V:g} mV for {duration:.0f} s, EIS before and after",
        signal,
        results,
        draw,
    )


def _open_circuit_state(model: Any, solution: Any) -> Any:
    """Return the model that starts from the salt profile of a solution, interfaces at rest."""
    profile = "Separator electrolyte concentration [mol.m-3]"
    state = {variable.name: np.zeros(1) for variable in model.initial_conditions}
    state[profile] = solution[profile].entries  # over time; the last state counts
    return model.set_initial_conditions_from(state, inplace=False)
