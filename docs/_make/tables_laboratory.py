"""Tables of laboratory.md: what went in and came out, biases, readings of a polarisation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from pages import markdown_table, number

from sclcell.experiments.laboratory.conductivity import measure_conductivity
from sclcell.experiments.laboratory.laboratory import LaboratoryReport, run_laboratory
from sclcell.experiments.laboratory.polarisation_readings import (
    compare_readings,
    hopping_overpotential,
    small_current_resistance,
)
from sclcell.experiments.laboratory.transference import measure_transference_number
from sclcell.experiments.rate import measured_capacities
from sclcell.parameter_sets.cell import Cell

__all__ = ["TABLES"]

FILMS = ("PHLP", "PHL-15", "PHLP-15")
TEMPERATURE_DEGC, RATE_TEST_DEGC = 25.0, 30.0
#: Polarisations of Bruce-Vincent-Evans [mV].
VOLTAGES_MV = (1, 10, 20, 50)
CONTACT_OHM = 0.1
#: Of the study's symmetric cell [V], [mA.cm-2].
POLARISATION_V, CURRENT_MA_CM2 = 0.11, 0.1
#: Barriers in series in a film.
JUMPS = (1, 3, 10, 30)

_SAND, _REST = (
    "Salt diffusivity from Sand time [m2.s-1]",
    "Salt diffusivity from relaxation [m2.s-1]",
)
_APPARENT = "Apparent lithium diffusivity [cm2.s-1]"
#: Measurement, quantity as shown, name in the results, factor, format.
_ROWS = (
    ("SS|CPE|SS, EIS 1 MHz–1 Hz, intercept", "σ [mS/cm]", "Ionic conductivity [mS.cm-1]", 1, ".4f"),
    ("the same, 25–80 °C, ln σ on 1/T", "E_a [eV]", "Activation energy [eV]", 1, ".3f"),
    (
        "Bruce–Vincent–Evans, 10 mV, EIS before and after",
        "t₊",
        "Cation transference number",
        1,
        ".3f",
    ),
    (
        "Li|Li EIS 1 MHz–1 mHz, circuit fit",
        "i₀ = RT/FR_ct [mA/cm²]",
        "Exchange-current density [mA.cm-2]",
        1,
        ".4f",
    ),
    ("the same", "R_film [Ω cm²]", "Film resistance [Ohm.cm2]", 1, ".1f"),
    (
        "Li|Li sweep 1 mV/s, Tafel line 60–150 mV",
        "i₀, cell voltage [mA/cm²]",
        "Tafel exchange-current density [mA.cm-2]",
        1,
        ".4f",
    ),
    (
        "the same, ohmic part taken off, per electrode",
        "i₀ [mA/cm²]",
        "Tafel exchange-current density, corrected [mA.cm-2]",
        1,
        ".4f",
    ),
    (
        "the same, slope at rest",
        "i₀ [mA/cm²]",
        "Linear-polarisation exchange-current density [mA.cm-2]",
        1,
        ".4f",
    ),
    ("3 i_lim until the voltage runs away", "D, Sand [10⁻¹² m²/s]", _SAND, 1e12, "#.3g"),
    ("open circuit after 0.01 i_lim", "D, relaxation [10⁻¹² m²/s]", _REST, 1e12, "#.3g"),
    ("Li|CPE|SS, 1 mV/s, 0.01 mA/cm²", "onset [V]", "Oxidation onset [V]", 1, ".2f"),
    (
        "steps of 0.1 mA/cm², 0.5 h each way, |V| ≤ 0.5 V",
        "current at 0.5 V [mA/cm²]",
        "Current density at the voltage limit [mA.cm-2]",
        1,
        ".1f",
    ),
    (
        "0.1 mA/cm², 0.05 mAh/cm²",
        "polarisation, peak to peak [V]",
        "Polarisation voltage [V]",
        1,
        ".3f",
    ),
    ("LFP|CPE|Li EIS, Warburg line 1–30 mHz", '"D" of LFP [cm²/s]', _APPARENT, 1, ".1e"),
)


def _design(film: str, temperature_degC: float = TEMPERATURE_DEGC) -> Cell:
    return Cell.from_name(film, temperature_degC=temperature_degC)


@cache
def _report(film: str) -> LaboratoryReport:
    return run_laboratory(_design(film))


def _value(film: str, name: str, column: str = "Measured on the model") -> float:
    return float(_report(film).table.set_index("Quantity").loc[name, column])


def _put_in(film: str, name: str) -> float:
    return _value(film, name, "Put into the model")


def _result(film: str, experiment: str, name: str) -> float:
    return float(_report(film).measurements[experiment].results[name])


def experiments() -> str:
    """Return what was put into the model and what its measurement gives."""

    def cell(film: str, name: str, factor: float, form: str) -> str:
        pair = (_put_in(film, name), _value(film, name))
        return " / ".join("–" if np.isnan(v) else number(factor * v, form) for v in pair)

    rows = (
        [measurement, quantity, *(cell(film, name, factor, form) for film in FILMS)]
        for measurement, quantity, name, factor, form in _ROWS
    )
    return markdown_table(
        ["Measurement, protocol", "Quantity", *(f"{film} in / out" for film in FILMS)], rows, False
    )


def biases() -> str:
    """Return what the usual analysis gives where it differs from what was put in."""
    area, i0 = _area_cm2(), "exchange-current density"
    sigma, onset = "Ionic conductivity [mS.cm-1]", "Oxidation onset [V]"
    transference, ccd = "Cation transference number", "Current density at the voltage limit"

    def share(film: str, name: str) -> str:
        percent = 100 * _value(film, name) / _put_in(film, name)
        return "–" if np.isnan(percent) else f"{percent:.0f}"

    def impedance(film: str, *parts: str) -> float:
        names = (f"{part} resistance [Ohm.cm2]" for part in parts)
        return sum(_result(film, "lithium_impedance", name) for name in names)

    def interfaces(film: str) -> str:
        both = 2 * impedance(film, "Film", "Charge-transfer")
        return f"{both:.0f} of {both + impedance(film, 'Bulk', 'Diffusion'):.0f}"

    def contact(film: str) -> str:
        values = {"Contact resistance [Ohm]": CONTACT_OHM}
        cell = Cell.from_name(film, temperature_degC=TEMPERATURE_DEGC, values=values)
        measured = measure_conductivity(cell).results[sigma]
        return number(100 * (measured / _put_in(film, sigma) - 1), ".1f")

    def at_voltage(film: str, millivolts: float) -> str:
        test = measure_transference_number(_design(film), 1e-3 * millivolts)
        return f"{test.results[transference]:.3f}"

    def tangent(film: str) -> str:
        by_tangent = _result(film, "linear_sweep", "Oxidation onset by tangent [V]")
        return f"{by_tangent - _value(film, onset):.2f}"

    uncorrected = f"{transference} without interface correction"
    double, limiting = "Current density within 1 V [mA.cm-2]", "Limiting current density [mA.cm-2]"
    rows: dict[str, Callable[[str], str]] = {
        "i₀ by a Tafel line through the cell voltage, % of i₀": (
            lambda f: share(f, f"Tafel {i0} [mA.cm-2]")
        ),
        "i₀ by the slope at rest, %": lambda f: share(f, f"Linear-polarisation {i0} [mA.cm-2]"),
        "i₀ by Tafel, ohmic part off, per electrode, %": (
            lambda f: share(f, f"Tafel {i0}, corrected [mA.cm-2]")
        ),
        "the same for ideal kinetics alone, %": (
            lambda f: f"{100 * _result(f, 'exchange_current', 'Bias of the Tafel window'):.0f}"
        ),
        "interfaces of the symmetric cell, of all resistances [Ω cm²]": interfaces,
        "I_ss/I_0 at 10 mV": lambda f: f"{_result(f, 'transference', uncorrected):.3f}",
        "t₊ put in": lambda f: f"{_put_in(f, transference):.3f}",
        **{f"t₊ at {mV} mV": lambda f, mV=mV: at_voltage(f, mV) for mV in VOLTAGES_MV},
        f"σ with {CONTACT_OHM:g} Ω of contact on {area:.2f} cm², change in %": contact,
        '"D" of LFP over D put in': (
            lambda f: number(_value(f, _APPARENT) / _put_in(f, _APPARENT), ".0e")
        ),
        "current up to 0.5 V [mA/cm²]": lambda f: f"{_value(f, f'{ccd} [mA.cm-2]'):.1f}",
        "current up to 1 V [mA/cm²]": lambda f: f"{_result(f, 'current_at_limit', double):.1f}",
        "limiting current density [mA/cm²]": (
            lambda f: f"{_result(f, 'salt_polarisation', limiting):.2g}"
        ),
        "oxidation onset by tangent, above the threshold's [V]": tangent,
    }
    body = ([name, *map(make, FILMS)] for name, make in rows.items())
    return markdown_table(["Analysis", *FILMS], body)


@cache
def _readings(symmetric_degC: float) -> list[dict[str, float | str]]:
    design = _design("PHLP-15", RATE_TEST_DEGC)
    table = compare_readings(
        design, POLARISATION_V, CURRENT_MA_CM2, symmetric_temperature_degC=symmetric_degC
    )
    names = ["reading", "film", "overpotential", "capacity", "reason"]
    return table.set_axis(names, axis=1).to_dict("records")


def readings() -> str:
    """Return what each reading of the polarisation means at 5C."""
    header = ["Reading", "R_film at 0.1 mA/cm², 25 °C [Ω cm²]"]
    rows = [[str(row["reading"]), f"{row['film']:.0f}"] for row in _readings(25.0)]
    for degC in (25, 30):
        header += [f"η_film at 5C, symmetric cell at {degC} °C [V]", "capacity at 5C [mAh/g]"]
        for cells, row in zip(rows, _readings(float(degC)), strict=True):
            cells += [f"{row['overpotential']:.2f}", f"{row['capacity']:.1f}"]
    measured = measured_capacities(_design("PHLP-15", RATE_TEST_DEGC))[5.0]
    rows.append(["measured", "", "", f"{measured:.1f}", "", f"{measured:.1f}"])
    return markdown_table(header, rows)


def barriers() -> str:
    """Return how much a film of barriers in series lies below an ohmic one at 5C."""
    design = _design("PHLP-15", RATE_TEST_DEGC)
    i_rate = (
        0.1 * 5 * design.parameter_values()["Nominal cell capacity [A.h]"] / (1e-4 * _area_cm2())
    )
    rows = []
    for jumps in JUMPS:
        row = [f"{jumps}"]
        for degC in (25.0, 30.0):
            ohmic, *_ = _readings(degC)
            film = float(ohmic["film"])
            small = small_current_resistance(CURRENT_MA_CM2, film, degC, jumps)
            cooler = 1e3 * float(ohmic["overpotential"]) / (i_rate * film)
            eta = hopping_overpotential(i_rate, small * cooler, RATE_TEST_DEGC, jumps)
            row += [f"{eta:.2f}", number(100 * (eta / float(ohmic["overpotential"]) - 1), ".0f")]
        rows.append(row)
    header = ["Barriers in series"]
    for degC in (25, 30):
        header += [f"η_film at 5C, symmetric cell at {degC} °C [V]", "against ohmic [%]"]
    return markdown_table(header, rows)


def _area_cm2() -> float:
    values = _design("PHLP-15").parameter_values()
    return 1e4 * float(values["Electrode height [m]"] * values["Electrode width [m]"])


#: Name -> what makes the table.
TABLES: dict[str, Callable[[], str]] = {
    "experiments": experiments,
    "biases": biases,
    "readings": readings,
    "barriers": barriers,
}
