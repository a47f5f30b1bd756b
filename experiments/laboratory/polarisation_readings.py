"""Three readings of the 0.11 V polarisation, and what each means for the LFP cell at 5C."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ...models.laws.constants import FARADAY, MA_CM2_PER_A_M2, kelvin, thermal_voltage
from ...models.sei.film_resistance import FILM_BARRIERS, FILM_RESISTANCE
from ...parameter_sets.cell import Cell
from ...parameter_sets.isothermal import film_transport
from ..rate import simulate_rate_test
from ..simulator import Simulator
from .lithium_impedance import surface_at

__all__ = ["compare_readings", "sei_from_polarisation", "hopping_overpotential"]
__all__ += ["small_current_resistance"]


def sei_from_polarisation(
    polarisation_V: float,
    current_mA_cm2: float,
    exchange_current_mA_cm2: float,
    bulk_Ohm_cm2: float,
    temperature_degC: float = 25.0,
) -> float:
    r"""Return the SEI's overpotential over current from one polarity [Ohm.cm2], (LAB-12).

    .. math::
        R_f = \frac{1}{2}\left[\frac{V}{i} - R_b
            - \frac{4RT}{Fi}\operatorname{asinh}\frac{i}{2i_0}\right]

    with the ohmic and diffusion resistance :math:`R_b` of the electrolyte and the voltage V in one
    direction.
    """
    i = 1e-3 * current_mA_cm2
    scale = 2 * thermal_voltage(kelvin(temperature_degC))
    kinetic = scale * np.arcsinh(current_mA_cm2 / (2 * exchange_current_mA_cm2))
    return float(((polarisation_V - i * bulk_Ohm_cm2) / 2 - kinetic) / i)


def hopping_overpotential(
    current_mA_cm2: float, resistance_Ohm_cm2: float, temperature_degC: float, barriers: float = 1
) -> float:
    r"""Return the overpotential of an SEI in which ions hop over barriers [V], (LAB-13).

    .. math::
        \eta = N\,\frac{2RT}{F}\operatorname{asinh}\frac{F R_f\, i}{2NRT}

    with N barriers in series and the resistance :math:`R_f` at small current. With N = 1 the
    overpotential departs from Ohm's law at the smallest current; with many barriers it is ohmic.

    Parameters
    ----------
    barriers : float, optional
        How many are in series [1].
    """
    scale = 2 * barriers * thermal_voltage(kelvin(temperature_degC))
    return float(scale * np.arcsinh(1e-3 * current_mA_cm2 * resistance_Ohm_cm2 / scale))


def small_current_resistance(
    current_mA_cm2: float, chord_Ohm_cm2: float, temperature_degC: float, barriers: float = 1
) -> float:
    """Return the resistance at small current by overpotential over current, (LAB-13) [Ohm.cm2].

    Parameters
    ----------
    barriers : float, optional
        As for `hopping_overpotential`.
    """
    scale = 2 * barriers * thermal_voltage(kelvin(temperature_degC))
    i = 1e-3 * current_mA_cm2
    return float(scale * np.sinh(i * chord_Ohm_cm2 / scale) / i)


#: Reading -> voltage of one polarity over the one measured, barriers in series.
_READINGS = {
    "one polarity, ohmic film": (1.0, 1e4),
    "peak to peak, ohmic film": (0.5, 1e4),
    "one polarity, film with a single barrier": (1.0, 1.0),
}


def compare_readings(
    design: Cell,
    voltage_V: float = 0.11,
    current_mA_cm2: float = 0.1,
    rate_C: float = 5.0,
    symmetric_temperature_degC: float = 25.0,
) -> pd.DataFrame:
    """Return what each reading of a polarisation implies for the LFP cell at a rate.

    Rows are readings; columns are the SEI resistance at the symmetric cell's current, the SEI
    overpotential at the rate, and the discharge capacity in a rate test.

    Parameters
    ----------
    design : Cell
        LFP cell; its temperature is that of the rate test.
    voltage_V, current_mA_cm2, symmetric_temperature_degC : float, optional
        Polarisation of the symmetric cell, its current and temperature.
    rate_C : float, optional
        C-rate.
    """
    values = design.parameter_values()
    T_sym, T_rate = symmetric_temperature_degC, design.temperature_degC
    film = film_transport(design, kelvin(T_sym))
    # R_bulk + R_diffusion, (SALT-3): L/(sigma t+) with the D of (SALT-1), and right for any t+;
    # S/m = 1e-2 S/cm, um = 1e-4 cm
    salt = film.conductivity * (1 - film.transference_number) ** 2 / film.diffusivity
    thermal = thermal_voltage(kelvin(T_sym)) * film.thermodynamic_factor
    polarised = 1 + 2 * thermal * salt / (FARADAY * film.salt_concentration)
    bulk = 1e-2 * design.separator_thickness_um / film.conductivity * polarised
    at_symmetric, j0 = surface_at(values, kelvin(T_sym))
    at_rate, _ = surface_at(values, kelvin(T_rate))
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    i_rate = MA_CM2_PER_A_M2 * rate_C * values["Nominal cell capacity [A.h]"] / area
    simulator = Simulator.of(design)
    rows = []
    for reading, (share, barriers) in _READINGS.items():
        chord = sei_from_polarisation(voltage_V * share, current_mA_cm2, j0, bulk, T_sym)
        factor = small_current_resistance(current_mA_cm2, chord, T_sym, barriers) / at_symmetric
        eta = hopping_overpotential(i_rate, factor * at_rate, T_rate, barriers)
        given = {FILM_RESISTANCE: factor * values[FILM_RESISTANCE], FILM_BARRIERS: barriers}
        cell = replace(design, values=design.values | given)
        row = simulate_rate_test(cell, (rate_C,), simulator=simulator).table.iloc[0]
        capacity = float(row["Specific discharge capacity [mA.h.g-1]"])
        rows.append((reading, chord, eta, capacity, row.get("Reason")))
    columns = [
        "Reading",
        f"Film resistance at {T_sym:g} degC [Ohm.cm2]",
        f"Film overpotential at {rate_C:g}C [V]",
        f"Specific discharge capacity at {rate_C:g}C [mA.h.g-1]",
        "Reason",
    ]
    return pd.DataFrame(rows, columns=columns)
