"""Galvanostatic polarisation of the salt: Sand's time, and relaxation afterwards."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import SimulationFailed
from ...models import SymmetricLithiumCell
from ...models.laws.constants import A_M2_PER_MA_CM2, FARADAY, MA_CM2_PER_A_M2
from ...models.laws.salt_transport import limiting_current_density
from ...parameter_sets.cell import Cell
from ...parameter_sets.isothermal import film_transport
from ..outcome import Kind
from .measurement import TIME, VOLTAGE, Axes, Measurement, numbers_of
from .potentiostat import Galvanostat

__all__ = ["diffusivity_from_relaxation", "diffusivity_from_sand_time", "film_limiting_current"]
__all__ += ["measure_salt_diffusivity", "sand_time"]


def film_limiting_current(design: Cell) -> float:
    r"""Return :math:`i_{lim} = 2FDc/[(1-t_+)L]` of the film of a cell [mA.cm-2], (LAB-8)."""
    film = film_transport(design)
    limit = limiting_current_density(
        film.diffusivity,
        film.salt_concentration,
        film.transference_number,
        design.separator_thickness_um * 1e-6,
    )
    return float(MA_CM2_PER_A_M2 * limit)


def sand_time(signal: pd.DataFrame) -> float:
    """Return the time at which the voltage diverges [s].

    The time of steepest rise of the modulus of the voltage after the first tenth of the signal,
    which ends there if the instrument cut off.

    Parameters
    ----------
    signal : pandas.DataFrame
        Columns ``Time [s]`` and ``Voltage [V]`` at constant current.
    """
    t, V = numbers_of(signal, [TIME, VOLTAGE], 10, "chronopotentiogram")
    late = t >= t[0] + 0.1 * (t[-1] - t[0])
    rise = np.diff(np.abs(V[late])) / np.diff(t[late])
    return float(t[late][np.argmax(rise) + 1] - t[0])


def diffusivity_from_sand_time(
    time_s: float, current_mA_cm2: float, concentration: float, t_plus: float
) -> float:
    r"""Return :math:`D = \frac{4\tau}{\pi}[i(1-t_+)/(Fc)]^2` [m2.s-1], (LAB-9).

    Holds for a film that is thick against the diffusion layers: i above twice the limiting
    current.

    Parameters
    ----------
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
    """
    t, V = numbers_of(signal, [TIME, VOLTAGE], 10, "relaxation")
    t, V = t - t[0], np.abs(V)
    settled = np.interp(0.01 * t[-1], t, V)
    inside = (t > 0.01 * t[-1]) & (V < 0.6 * settled) & (V > 0.05 * settled)
    slope = np.polyfit(t[inside], np.log(V[inside]), 1)[0]
    return float(-slope * (thickness_um * 1e-6 / np.pi) ** 2)


def measure_salt_diffusivity(design: Cell, over_limiting: float = 3.0) -> Measurement:
    """Deplete the salt to find Sand's time, and relax from a small polarisation.

    Raises `SimulationFailed` if the salt is not depleted.

    Parameters
    ----------
    over_limiting : float, optional
        Current over the limiting current [-] in the Sand experiment, by default 3.
    """
    film, L_um = film_transport(design), design.separator_thickness_um
    i_lim = film_limiting_current(design)
    tau, i_sand = (L_um * 1e-6) ** 2 / film.diffusivity, over_limiting * i_lim
    sand = Galvanostat(SymmetricLithiumCell(), design.parameter_values())
    relaxation = Galvanostat(SymmetricLithiumCell(), design.parameter_values())
    signal = sand.hold(i_sand, tau, points=4000)
    if sand.outcome.kind is not Kind.SALT_DEPLETED:
        raise SimulationFailed(f"no salt depletion within {tau:.3g} s at {i_sand:.3g} mA/cm2")
    time = sand_time(signal)
    relaxation.hold(0.01 * i_lim, 3 * tau)
    rest = relaxation.hold(0.0, tau, points=400)

    def draw(axes: Axes) -> None:
        charged = signal[signal[TIME] > 0.02 * time]  # SEIs and double layers
        axes.plot(charged[TIME], charged[VOLTAGE])
        axes.axvline(time, color="k", ls=":", lw=1, label=f"Sand's time {time:.3g} s")
        axes.set(xlabel="time [s]", ylabel=f"voltage at {i_sand:.3g} mA cm⁻² [V]")
        axes.legend()

    both = pd.concat({"Sand": signal, "relaxation": rest}, names=["Experiment"])
    return Measurement(
        "Salt depletion",
        f"{i_sand:.3g} mA/cm2 ({over_limiting:g} x limiting) until the voltage runs away; "
        f"relaxation after {0.01 * i_lim:.3g} mA/cm2",
        both.reset_index("Experiment").reset_index(drop=True),
        {
            "Limiting current density [mA.cm-2]": i_lim,
            "Sand current density [mA.cm-2]": i_sand,
            "Sand time [s]": time,
            "Salt diffusivity from Sand time [m2.s-1]": diffusivity_from_sand_time(
                time, i_sand, film.salt_concentration, film.transference_number
            ),
            "Salt diffusivity from relaxation [m2.s-1]": diffusivity_from_relaxation(rest, L_um),
        },
        draw,
    )
