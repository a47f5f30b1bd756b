"""The parts of a report, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from ..experiments.cycling.cells import CAPACITY, POLARISATION
from ..experiments.equal_values import CELL_SCATTER, largest
from ..models.laws.constants import MS_CM_PER_S_M, celsius, kelvin
from ..parameter_sets.isothermal import film_transport
from ..style import BLACK, BLUE, RED
from ..uncertainty.ranking import best_in_words
from .ageing_sections import ageing_section, symmetric_section
from .cell_drawing import cell_layers, layers_svg
from .charts import Chart, HeatMap, Line
from .collected import MAP_RATE, Collected
from .comparison import FITTED, INPUT, PREDICTED, compare
from .impedance_sections import impedance_section
from .known import gaps, parameter_table
from .pouch_section import pouch_section
from .rate_sections import cold_section, losses_section, rate_section
from .section import Section
from .surface_section import surface_section

__all__ = ["headline", "report_sections"]

_SIGMA, _T_PLUS = "Ionic conductivity [mS.cm-1]", "Cation transference number"


def report_sections(found: Collected) -> list[Section]:
    """Return the parts of a report on a cell.

    Parameters
    ----------
    found : Collected
        What was simulated. Parts for which there is nothing are left out; why stands in the last.
    """
    makers: tuple[Callable[[Collected], Section | None], ...] = (
        _cell, _comparison, _film, rate_section, losses_section, ageing_section,
        symmetric_section, surface_section, pouch_section, impedance_section, cold_section,
        _filler_map, _parameters, _unknown,
    )  # fmt: skip
    sections = [section for make in makers if (section := make(found)) is not None]
    cathode = found.design.cathode
    # What was measured, and the names of parameters, are those of LFP.
    kept = ("comparison", "parameters", "unknown")
    return [one if one.key in kept else one.of_cathode(cathode) for one in sections]


def headline(found: Collected) -> dict[str, object]:
    """Return the numbers that matter most; NaN where there is none."""
    words = found.design.cathode.in_words
    numbers: dict[str, object] = {
        "Electrolyte": found.name,
        "Temperature [degC]": found.design.temperature_degC,
        "Separator thickness [um]": found.design.separator_thickness_um,
        words("LFP areal loading [mg.cm-2]"): found.design.areal_loading_mg_cm2,
        f"{_SIGMA} at 25 degC": found.film.properties[_SIGMA],
        f"{_T_PLUS} at 25 degC": found.film.properties[_T_PLUS],
        "Activation energy [eV]": found.film.properties["Activation energy [eV]"],
    }
    if found.rate is not None:
        table = found.rate.table.set_index("C-rate")[CAPACITY]
        for rate in table.index:
            numbers[f"Specific discharge capacity at {rate:g}C [mA.h.g-1]"] = float(table[rate])
        numbers["RMS deviation from measured capacities [%]"] = 100 * found.rate.rms_error
        if len(found.rate.losses):
            losses = found.rate.losses.set_index("C-rate").iloc[-1]
            sizes = {str(name): float(value) for name, value in losses.items()}
            numbers["Largest loss at the highest rate"] = words(largest(sizes))
    if found.cycling is not None:
        retention = found.cycling.retention[-1] if found.cycling.failed_cycle is None else 0.0
        if found.cycling.outcome.unsolved:
            retention = np.nan
        numbers["Capacity retention after 600 cycles [%]"] = 100 * float(retention)
        numbers["Rapid decline [cycle]"] = found.cycling.rapid_decline_cycle
    if found.symmetric is not None:
        symmetric = found.symmetric.table
        numbers["Polarisation voltage, fresh [V]"] = float(symmetric[POLARISATION].iloc[0])
        numbers["Symmetric cell lasts [h]"] = float(symmetric["Time [h]"].iloc[-1])
    return numbers


def _cell(found: Collected) -> Section:
    layers = cell_layers(found.design.parameter_values())
    design = found.design
    mass = 100 * design.electrolyte.filler_mass_fraction
    text = (
        f"LFP | {found.name} | Li coin cell at {design.temperature_degC:g} °C: "
        f"{design.areal_loading_mg_cm2:g} mg/cm² of LFP, a film of "
        f"{design.separator_thickness_um:g} µm with {mass:g} wt% of filler. Both drawings are to "
        "scale, each to its own.",
    )
    table = pd.DataFrame(
        {
            "Layer": [layer.name for layer in layers],
            "Thickness [um]": [layer.thickness_um for layer in layers],
        }
    )
    return Section("cell", "The cell", text, tables={"Layers": table}, drawing=layers_svg(layers))


def _comparison(found: Collected) -> Section:
    table = compare(found)
    if not len(table):
        nothing = f"Nothing was measured on {found.name} in the data that ship with this program."
        return Section("comparison", "Comparison with every measurement", (nothing,))
    compared = table[table["Model"].notna()]
    counts = {role: int((compared["Role"] == role).sum()) for role in (FITTED, INPUT, PREDICTED)}
    text = (
        f"{len(table)} numbers were measured on {found.name} and its cells; the model gives "
        f"{len(compared)} of them. Of those {counts[FITTED]} were fitted to and {counts[INPUT]} "
        f"put in, so agreement there shows consistency; {counts[PREDICTED]} are predictions. The "
        "others are not modelled, or the model gives no number, as the remark says.",
    )
    return Section(
        "comparison",
        "Comparison with every measurement",
        text,
        tables={"Comparison with every measurement": table},
    )


def _film(found: Collected) -> Section:
    report = found.film
    x = 100 * report.loading["Filler mass fraction"]
    here = [100 * report.electrolyte.filler_mass_fraction]
    measured = dict(
        zip(report.table["Property"], report.table["Measured"].astype(float), strict=True)
    )
    charts = []
    for stem, column, title, label in (
        ("film_conductivity", _SIGMA, "Ionic conductivity", "Ionic conductivity [mS/cm]"),
        ("film_transference", _T_PLUS, "Cation transference number", "t₊ [–]"),
    ):
        series = [Line(x, report.loading[column], "model", BLUE)]
        if not np.isnan(measured[column]):
            series.append(Line(here, [measured[column]], "measured", BLACK, "points"))
        if report.electrolyte.filler_mass_fraction == 0:
            continue
        charts.append(Chart(stem, f"{title}, 25 °C", "Filler loading [wt%]", label, series))
    charts.append(_arrhenius(found, measured.get(_SIGMA, np.nan)))
    return Section(
        "film",
        "The film",
        (report.text.rstrip(".") + ".",),
        charts,
        {
            "Film properties at 25 °C": report.table,
            "Gain over the matrix and its factors": report.gain,
        },
    )


def _arrhenius(found: Collected, measured: float) -> Chart:
    T_K = np.linspace(243.15, 353.15, 23)
    model = [MS_CM_PER_S_M * film_transport(found.design, T).conductivity for T in T_K]
    series = [Line(celsius(T_K), model, "model", BLUE)]
    if not np.isnan(measured):
        series.append(Line([25.0], [measured], "measured", BLACK, "points"))
    return Chart(
        "film_temperature",
        "Conductivity and temperature",
        "Temperature [°C]",
        "Ionic conductivity [mS/cm]",
        series,
        "The slope of the line is the measured activation energy where there is one.",
        log_y=True,
    )


def _filler_map(found: Collected) -> Section | None:
    if found.loading is None:
        return None
    table = found.loading
    filler = 100 * np.array(table.columns, dtype=float)
    T = np.array(table.index, dtype=float)
    temperatures = np.arange(-20.0, 81.0, 5.0)
    film = found.design.electrolyte
    w = np.linspace(0, min(0.4, film.highest_mass_fraction), 41)
    cells = [
        replace(found.design, electrolyte=film.with_filler_mass_fraction(float(share)))
        for share in w
    ]
    sigma = [
        [MS_CM_PER_S_M * film_transport(cell, kelvin(t)).conductivity for cell in cells]
        for t in temperatures
    ]
    at = (np.array([found.design.electrolyte.filler_mass_fraction * 100]), [30.0])
    capacity_label = f"Capacity at {MAP_RATE:g}C [mAh/g]"
    charts = [
        Chart(
            "map_conductivity", "Conductivity of the film", "Filler loading [wt%]",
            "Temperature [°C]",
            [HeatMap(100 * w, temperatures, sigma, "Ionic conductivity [mS/cm]"),
             Line(*at, "this film", RED, "both")],
        ),
        Chart(
            "map_capacity", f"Capacity of the cell at {MAP_RATE:g}C", "Filler loading [wt%]",
            "Temperature [°C]",
            [HeatMap(filler, T, table.to_numpy(float), capacity_label),
             Line(*at, "this film", RED, "both")],
        ),
    ]  # fmt: skip
    row = table.loc[30.0].to_numpy(float)
    words = best_in_words([f"{w:g} wt%" for w in filler], row, CELL_SCATTER)
    text = (
        f"Filler loadings at 30 °C and {MAP_RATE:g}C: {words} The SEI on lithium is taken to "
        "be the same at all loadings.",
    )
    long = table.set_axis([f"{w:g} wt%" for w in filler], axis=1)
    long = long.rename_axis("Temperature [degC]").reset_index()
    return Section(
        "filler", "Filler loading", text, charts, {f"{capacity_label} by filler loading": long}
    )


def _parameters(found: Collected) -> Section:
    table = parameter_table(found.design)
    counts = table["Class"].value_counts()
    text = (
        "Every number below is in a table with its class, source and range: "
        + ", ".join(f"{count} {name}" for name, count in counts.items())
        + ". SI units.",
    )
    return Section(
        "parameters", "Parameters and where they come from", text,
        tables={"Parameters": table}, folded=True,
    )  # fmt: skip


def _unknown(found: Collected) -> Section:
    return Section("unknown", "What the model does not know", points=gaps(found))
