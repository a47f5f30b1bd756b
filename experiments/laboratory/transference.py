"""Cation transference number by Bruce, Vincent and Evans."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import InputError
from ...models import SymmetricLithiumCell
from ...parameter_sets.cell import Cell
from .lithium_impedance import fit_lithium_circuit
from .measurement import CURRENT, TIME, Axes, Measurement, numbers_of
from .potentiostat import apply_voltage
from .spectroscopy import Spectrometer

__all__ = ["bruce_vincent", "initial_current", "measure_transference_number"]

#: Interfaces charge within milliseconds; diffusion layers are thin against the film up to here.
_WINDOW_S = (0.1, 1.0)
_LEVELS = {"Initial": "--", "Steady": ":"}


def initial_current(signal: pd.DataFrame, window_s: tuple[float, float] = _WINDOW_S) -> float:
    r"""Return the current before any polarisation of the salt [mA.cm-2], (LAB-4).

    The total resistance V/i grows as :math:`R_0 + a\sqrt t` while diffusion layers are thin; the
    current is extrapolated to t = 0 along that line, past the charging of the double layers.

    Raises `InputError` if columns are missing or fewer than four points lie in the window.

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]`` and ``Current density [mA.cm-2]`` at constant voltage.
    window_s : tuple of float, optional
        Times between which the line is fitted [s].
    """
    t, current = numbers_of(signal, [TIME, CURRENT], 4, "chronoamperogram")
    inside = (t >= window_s[0]) & (t <= window_s[1])
    if inside.sum() < 4:
        raise InputError(
            f"{inside.sum()} points lie between {window_s[0]:g} and {window_s[1]:g} s, four are "
            "needed; record faster or give another window_s."
        )
    return float(1 / np.polyfit(np.sqrt(t[inside]), 1 / current[inside], 1)[1])


def bruce_vincent(
    signal: pd.DataFrame,
    voltage_V: float,
    initial_resistance_Ohm_cm2: float,
    steady_resistance_Ohm_cm2: float,
    window_s: tuple[float, float] = _WINDOW_S,
) -> dict[str, float]:
    r"""Return :math:`t_+ = I_{ss}(\Delta V - I_0R_0)/[I_0(\Delta V - I_{ss}R_{ss})]`, (LAB-4).

    With it the currents, and the number without the correction for interfaces.

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]`` and ``Current density [mA.cm-2]`` at constant voltage; the last
        tenth of the time counts as steady.
    initial_resistance_Ohm_cm2, steady_resistance_Ohm_cm2 : float
        Interface resistance of both surfaces before and after.
    window_s : tuple of float, optional
        See `initial_current`.
    """
    I_0 = initial_current(signal, window_s)
    I_ss = float(signal.loc[signal[TIME] >= 0.9 * signal[TIME].iloc[-1], CURRENT].mean())
    V = 1e3 * voltage_V  # mV = mA * Ohm
    R_0, R_ss = initial_resistance_Ohm_cm2, steady_resistance_Ohm_cm2
    return {
        "Cation transference number": I_ss * (V - I_0 * R_0) / (I_0 * (V - I_ss * R_ss)),
        "Cation transference number without interface correction": I_ss / I_0,
        "Initial current density [mA.cm-2]": I_0,
        "Steady current density [mA.cm-2]": I_ss,
    }


def measure_transference_number(design: Cell, voltage_V: float = 0.01) -> Measurement:
    """Measure the transference number of a film in Li | CPE | Li.

    Spectra are taken at rest before, and after polarisation with the circuit just opened: the
    interfaces are at equilibrium again, the salt profile is still there.
    """
    values, model = design.parameter_values(), SymmetricLithiumCell()
    before = fit_lithium_circuit(Spectrometer(model, values).measure())
    duration = 40 * before.diffusion_time
    times = np.concatenate([[0.0], np.logspace(-6, np.log10(duration), 300)])
    signal, solution = apply_voltage(SymmetricLithiumCell, values, voltage_V, times)
    profile = "Separator electrolyte concentration [mol.m-3]"
    state = {variable.name: np.zeros(1) for variable in model.initial_conditions}
    state[profile] = solution[profile].entries  # over time; the last state counts
    polarised = model.set_initial_conditions_from(state, inplace=False)
    after = fit_lithium_circuit(Spectrometer(polarised, values).measure())
    results = bruce_vincent(signal, voltage_V, before.interface, after.interface)
    results["Interface resistance before [Ohm.cm2]"] = before.interface
    results["Interface resistance after [Ohm.cm2]"] = after.interface

    def draw(axes: Axes) -> None:
        shown = signal[signal[TIME] > 1e-3]
        axes.semilogx(shown[TIME], 1e3 * shown[CURRENT])
        high, low = (1e3 * results[f"{key} current density [mA.cm-2]"] for key in _LEVELS)
        for level, (key, style) in zip((high, low), _LEVELS.items(), strict=True):
            axes.axhline(level, color="k", ls=style, lw=1, label=f"{key.lower()} current")
        axes.set_ylim(low - 0.5 * (high - low), high + 1.5 * (high - low))
        axes.set(xlabel="time [s]", ylabel="current density [µA cm⁻²]")
        axes.legend()

    return Measurement(
        "Bruce–Vincent–Evans",
        f"{1e3 * voltage_V:g} mV for {duration:.0f} s, EIS before and after",
        signal,
        results,
        draw,
    )
