"""Galvanostatic polarisation of the salt: Sand's time, and relaxation afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...errors import SimulationFailed
from ...models import SymmetricLithiumCell
from ...models.laws.constants import A_M2_PER_MA_CM2, FARADAY, MA_CM2_PER_A_M2
from ...models.laws.salt_transport import limiting_current_density
from ...parameter_sets.cell import Cell
from ...parameter_sets.isothermal import film_transport
from ..outcome import Kind
from .measurement import CURRENT, TIME, VOLTAGE, Measurement, require_columns
from .potentiostat import Galvanostat

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["diffusivity_from_relaxation", "diffusivity_from_sand_time", "limiting_current"]
__all__ += ["measure_salt_diffusivity", "sand_time"]


def limiting_current(
    diffusivity: float, concentration: float, t_plus: float, thickness_um: float
) -> float:
    r"""Return :math:`i_{lim} = 2FDc/[(1-t_+)L]` [mA.cm-2], (LAB-8).

    Parameters
    ----------
    diffusivity, concentration, t_plus : float
        Of the salt [m2.s-1], [mol.m-3], [-].
    thickness_um : float
        [um]
    """
    limit = limiting_current_density(diffusivity, concentration, t_plus, thickness_um * 1e-6)
    return float(MA_CM2_PER_A_M2 * limit)


def sand_time(signal: pd.DataFrame) -> float:
    """Return the time at which the voltage runs away [s].

    The time of steepest rise of the modulus of the voltage in the last tenth of the signal, which
    ends there if the instrument cut off.

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]`` and ``Voltage [V]`` at constant current.
    """
    require_columns(signal, [TIME, VOLTAGE], 10, "chronopotentiogram")
    t, V = signal[TIME].to_numpy(float), np.abs(signal[VOLTAGE].to_numpy(float))
    late = t >= t[0] + 0.1 * (t[-1] - t[0])
    rise = np.diff(V[late]) / np.diff(t[late])
    return float(t[late][np.argmax(rise) + 1] - t[0])


def diffusivity_from_sand_time(
    time_s: float, current_mA_cm2: float, concentration: float, t_plus: float
) -> float:
    r"""Return :math:`D = \frac{4\tau}{\pi}[i(1-t_+)/(Fc)]^2` [m2.s-1], (LAB-9).

    Holds for a film that is thick against the diffusion layers: i above twice the limiting
    current.

    Parameters
    ----------
    time_s : float
        Sand's time [s].
    current_mA_cm2 : float
        [mA.cm-2]
    concentration, t_plus : float
        Of the salt [mol.m-3], [-].
    """
    i = A_M2_PER_MA_CM2 * current_mA_cm2
    return 4 * time_s / np.pi * (i * (1 - t_plus) / (FARADAY * concentration)) ** 2


def diffusivity_from_relaxation(signal: pd.DataFrame, thickness_um: float) -> float:
    r"""Return D from the decay :math:`V \propto e^{-\pi^2Dt/L^2}` at open circuit [m2.s-1].

    (LAB-10); a line through ln V between 60 % and 5 % of the voltage that is left once the
    interfaces are at rest, where the first term of the series is alone.

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]`` and ``Voltage [V]`` after the circuit is opened.
    thickness_um : float
        [um]
    """
    require_columns(signal, [TIME, VOLTAGE], 10, "relaxation")
    t = signal[TIME].to_numpy(float) - signal[TIME].iloc[0]
    V = np.abs(signal[VOLTAGE].to_numpy(float))
    settled = np.interp(0.01 * t[-1], t, V)
    inside = (t > 0.01 * t[-1]) & (V < 0.6 * settled) & (V > 0.05 * settled)
    slope = np.polyfit(t[inside], np.log(V[inside]), 1)[0]
    return float(-slope * (thickness_um * 1e-6 / np.pi) ** 2)


def measure_salt_diffusivity(
    design: Cell, over_limiting: float = 3.0, values: Any = None
) -> Measurement:
    """Run into Sand's time, and relax from a small polarisation.

    Parameters
    ----------
    design : Cell
        Film, thickness and temperature.
    over_limiting : float, optional
        Current over the limiting current [-] in the Sand experiment, by default 3.
    values : pybamm.ParameterValues, optional
        In place of those of the design.

    Raises
    ------
    SimulationFailed
        If the salt does not run out.
    """
    values = design.parameter_values() if values is None else values
    film = film_transport(design)
    D, t_plus = film.diffusivity, film.transference_number
    c_0, L_um = film.salt_concentration, design.separator_thickness_um
    i_lim = limiting_current(D, c_0, t_plus, L_um)
    tau = (L_um * 1e-6) ** 2 / D

    i_sand = over_limiting * i_lim
    sand = Galvanostat(SymmetricLithiumCell(), values)
    signal = sand.hold(i_sand, tau, points=4000)
    if sand.outcome.kind is not Kind.SALT_DEPLETED:
        raise SimulationFailed(f"no salt depletion within {tau:.3g} s at {i_sand:.3g} mA/cm2")
    signal.insert(0, "Experiment", "Sand")
    time = sand_time(signal)

    relaxation = Galvanostat(SymmetricLithiumCell(), values)
    relaxation.hold(0.01 * i_lim, 3 * tau)
    rest = relaxation.hold(0.0, tau, points=400)
    rest.insert(0, "Experiment", "relaxation")
    results = {
        "Limiting current density [mA.cm-2]": i_lim,
        "Sand current density [mA.cm-2]": i_sand,
        "Sand time [s]": time,
        "Salt diffusivity from Sand time [m2.s-1]": diffusivity_from_sand_time(
            time, i_sand, c_0, t_plus
        ),
        "Salt diffusivity from relaxation [m2.s-1]": diffusivity_from_relaxation(rest, L_um),
    }

    def draw(axes: Axes) -> None:
        charged = signal[signal[TIME] > 0.02 * time]  # films and double layers
        axes.plot(charged[TIME], charged[VOLTAGE])
        axes.axvline(time, color="k", ls=":", lw=1, label=f"Sand's time {time:.3g} s")
        axes.set_xlabel("time [s]")
        axes.set_ylabel(f"voltage at {i_sand:.3g} mA cm⁻² [V]")
        axes.legend()

    return Measurement(
        "Salt depletion",
        f"{i_sand:.3g} mA/cm2 ({over_limiting:g} x limiting) until the voltage runs away; "
        f"relaxation after {0.01 * i_lim:.3g} mA/cm2",
        pd.concat([signal, rest], ignore_index=True)[["Experiment", TIME, VOLTAGE, CURRENT]],
        results,
        draw,
    )
