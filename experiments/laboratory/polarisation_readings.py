"""Three readings of the 0.11 V polarisation, and what each means for the LFP cell at 5C."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pybamm

from ...models.laws.constants import MA_CM2_PER_A_M2, OHM_M2_PER_OHM_CM2, kelvin, thermal_voltage
from ...models.laws.salt_transport import arrhenius_factor
from ...models.sei.film_resistance import FILM_BARRIERS
from ...models.sei.film_resistance import FILM_RESISTANCE as FILM
from ...parameter_sets.cell import Cell
from ...parameter_sets.isothermal import film_transport
from ..rate import simulate_rate_test
from ..simulator import Simulator

__all__ = ["compare_readings", "film_from_polarisation", "hopping_film_overpotential"]


def film_from_polarisation(
    polarisation_V: float,
    current_mA_cm2: float,
    exchange_current_mA_cm2: float,
    bulk_Ohm_cm2: float,
    temperature_degC: float = 25.0,
) -> float:
    r"""Return the film overpotential over current that one polarity leaves [Ohm.cm2], (LAB-12).

    .. math::
        R_f = \frac{1}{2}\left[\frac{V}{i} - R_b
            - \frac{4RT}{Fi}\operatorname{asinh}\frac{i}{2i_0}\right]

    Parameters
    ----------
    polarisation_V : float
        Voltage in one direction [V].
    current_mA_cm2, exchange_current_mA_cm2 : float
        [mA.cm-2]
    bulk_Ohm_cm2 : float
        Ohmic and diffusion resistance of the electrolyte.
    temperature_degC : float
        [degC]
    """
    i = 1e-3 * current_mA_cm2
    kinetic = (
        2
        * thermal_voltage(kelvin(temperature_degC))
        * np.arcsinh(current_mA_cm2 / (2 * exchange_current_mA_cm2))
    )
    return float(((polarisation_V - i * bulk_Ohm_cm2) / 2 - kinetic) / i)


def hopping_film_overpotential(
    current_mA_cm2: float, resistance_Ohm_cm2: float, temperature_degC: float, barriers: float = 1
) -> float:
    r"""Return the overpotential of a film in which ions hop over barriers [V], (LAB-13).

    .. math::
        \eta = N\,\frac{2RT}{F}\operatorname{asinh}\frac{F R_f\, i}{2NRT}

    with N barriers in series and the resistance :math:`R_f` at small current. N = 1 bends soonest;
    a film of many layers is ohmic.

    Parameters
    ----------
    current_mA_cm2 : float
        [mA.cm-2]
    resistance_Ohm_cm2 : float
        At small current.
    temperature_degC : float
        [degC]
    barriers : float, optional
        How many are in series [1].
    """
    scale = barriers * thermal_voltage(kelvin(temperature_degC))
    return float(2 * scale * np.arcsinh(1e-3 * current_mA_cm2 * resistance_Ohm_cm2 / (2 * scale)))


@dataclass(frozen=True)
class _Reading:
    name: str
    polarisation_V: float
    barriers: float


_READINGS = (
    _Reading("one polarity, ohmic film", 1.0, 1e4),
    _Reading("peak to peak, ohmic film", 0.5, 1e4),
    _Reading("one polarity, film with a single barrier", 1.0, 1.0),
)


def compare_readings(
    design: Cell,
    voltage_V: float = 0.11,
    current_mA_cm2: float = 0.1,
    rate_C: float = 5.0,
    symmetric_temperature_degC: float = 25.0,
) -> pd.DataFrame:
    """Return what each reading of a polarisation implies for the LFP cell at a rate.

    Parameters
    ----------
    design : Cell
        LFP cell; its temperature is that of the rate test.
    voltage_V, current_mA_cm2 : float, optional
        Polarisation of the symmetric cell and its current.
    rate_C : float, optional
        5C by default.
    symmetric_temperature_degC : float, optional
        Temperature of the symmetric cell.

    Returns
    -------
    pandas.DataFrame
        One row per reading: film resistance at the symmetric cell's current, film overpotential
        at the rate, discharge capacity in a rate test.
    """
    values = design.parameter_values()
    T_sym, T_rate = symmetric_temperature_degC, design.temperature_degC
    film = film_transport(design, kelvin(T_sym))
    sigma, t_plus = film.conductivity, film.transference_number
    # R_bulk + R_diffusion = L/(sigma t+), (LAB-4); S/m = 1e-2 S/cm, um = 1e-4 cm
    bulk = 1e-2 * design.separator_thickness_um / (sigma * t_plus)
    j0 = MA_CM2_PER_A_M2 * values["Lithium reference exchange-current density [A.m-2]"]
    j0 *= _warming(values, "charge transfer", T_sym)
    cooler = _warming(values, "interphase film", T_sym) / _warming(
        values, "interphase film", T_rate
    )
    i_rate = _current_mA_cm2(values, rate_C)
    capacity_with = _rate_test(design, rate_C)
    rows = []
    for reading in _READINGS:
        V = voltage_V * reading.polarisation_V
        chord = film_from_polarisation(V, current_mA_cm2, j0, bulk, T_sym)
        small = _small_current_resistance(chord, current_mA_cm2, T_sym, reading.barriers)
        eta = hopping_film_overpotential(i_rate, small * cooler, T_rate, reading.barriers)
        # The model takes the film at its reference temperature [Ohm.m2].
        reference = OHM_M2_PER_OHM_CM2 * small * _warming(values, "interphase film", T_sym)
        rows.append((reading.name, chord, eta, *capacity_with(reference, reading.barriers)))
    columns = [
        "Reading",
        f"Film resistance at {T_sym:g} degC [Ohm.cm2]",
        f"Film overpotential at {rate_C:g}C [V]",
        f"Specific discharge capacity at {rate_C:g}C [mA.h.g-1]",
        "Reason",
    ]
    return pd.DataFrame(rows, columns=columns)


def _warming(values: pybamm.ParameterValues, process: str, temperature_degC: float) -> float:
    """Return the rate of a process at lithium over that at the reference temperature."""
    energy = values[f"Lithium {process} activation energy [J.mol-1]"]
    T_0 = values["Reference temperature [K]"]
    return float(arrhenius_factor(energy, kelvin(temperature_degC), T_0))


def _small_current_resistance(
    chord_Ohm_cm2: float, current_mA_cm2: float, temperature_degC: float, barriers: float
) -> float:
    """Return the resistance at small current of a hopping film by its chord, from (LAB-13)."""
    scale = 2 * barriers * thermal_voltage(kelvin(temperature_degC))
    i = 1e-3 * current_mA_cm2
    return float(scale * np.sinh(i * chord_Ohm_cm2 / scale) / i)


def _current_mA_cm2(values: pybamm.ParameterValues, rate_C: float) -> float:
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    return MA_CM2_PER_A_M2 * rate_C * values["Nominal cell capacity [A.h]"] / area


def _rate_test(design: Cell, rate_C: float) -> Callable[[float, float], tuple[float, str | None]]:
    """Return a function from film resistance [Ohm.m2] and barriers to capacity and reason."""
    simulator = Simulator.of(design)

    def solve(film_Ohm_m2: float, barriers: float) -> tuple[float, str | None]:
        values = design.values | {FILM: film_Ohm_m2, FILM_BARRIERS: barriers}
        cell = replace(design, values=values)
        row = simulate_rate_test(cell, (rate_C,), simulator=simulator).table.iloc[0]
        return float(row["Specific discharge capacity [mA.h.g-1]"]), row.get("Reason")

    return solve
