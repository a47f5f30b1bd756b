"""The whole characterisation of a film: every virtual measurement, one table, one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from ...models.laws.constants import MS_CM_PER_S_M
from ...parameter_sets.cell import Cell
from ...parameter_sets.isothermal import film_activation_energy, film_transport
from ...style import new_figure
from ..measurements import measured_rows
from .conductivity import measure_activation_energy, measure_conductivity
from .current_at_limit import measure_current_at_limit
from .cycling import measure_cycling
from .exchange_current import measure_exchange_current
from .lfp_impedance import measure_lfp_impedance
from .linear_sweep import measure_oxidation_onset
from .lithium_impedance import measure_lithium_impedance, surface_at
from .measurement import Measurement
from .polarisation_readings import compare_readings
from .salt_polarisation import measure_salt_diffusivity
from .spectroscopy import draw_bode
from .transference import measure_transference_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LaboratoryReport", "run_laboratory"]

#: Name -> virtual experiment, in the order in which they are shown.
EXPERIMENTS: dict[str, Callable[[Cell], Measurement]] = {
    "conductivity": measure_conductivity,
    "arrhenius": measure_activation_energy,
    "transference": measure_transference_number,
    "exchange_current": measure_exchange_current,
    "lithium_impedance": measure_lithium_impedance,
    "salt_polarisation": measure_salt_diffusivity,
    "current_at_limit": measure_current_at_limit,
    "linear_sweep": measure_oxidation_onset,
    "cycling": measure_cycling,
    "lfp_impedance": measure_lfp_impedance,
}

#: Quantity in the results -> table, cell and quantity of the reference study.
_PAPER = {
    "Ionic conductivity [mS.cm-1]": ("electrolytes", "ionic conductivity"),
    "Activation energy [eV]": ("electrolytes", "activation energy"),
    "Cation transference number": ("electrolytes", "cation transference number"),
    "Exchange-current density [mA.cm-2]": ("electrolytes", "exchange current density"),
    "Tafel exchange-current density [mA.cm-2]": ("electrolytes", "exchange current density"),
    "Oxidation onset [V]": ("electrolytes", "oxidation onset"),
    "Polarisation voltage [V]": ("cells", "polarisation voltage"),
    "Apparent lithium diffusivity [cm2.s-1]": ("cells", "apparent lithium diffusivity"),
}

#: Quantities on the page of pictures.
_SYMBOLS = {
    "Ionic conductivity [mS.cm-1]": "σ",
    "Activation energy [eV]": "$E_a$",
    "Cation transference number": "$t_+$",
    "Exchange-current density [mA.cm-2]": "$i_0$, EIS",
    "Tafel exchange-current density [mA.cm-2]": "$i_0$, Tafel",
    "Tafel exchange-current density, corrected [mA.cm-2]": "$i_0$, Tafel corr.",
    "Linear-polarisation exchange-current density [mA.cm-2]": "$i_0$, linear",
    "Oxidation onset [V]": "onset",
    "Current density at the voltage limit [mA.cm-2]": "i at limit",
    "Polarisation voltage [V]": "polarisation",
    "Apparent lithium diffusivity [cm2.s-1]": "$D_{LFP}$, Warburg",
    "Film resistance [Ohm.cm2]": "$R_{film}$, EIS",
    "Salt diffusivity from Sand time [m2.s-1]": "$D$, Sand",
    "Salt diffusivity from relaxation [m2.s-1]": "$D$, relaxation",
}

#: Temperature of the study's rate test, with which the readings are compared.
_RATE_TEST_DEGC = 30.0


@dataclass(frozen=True)
class LaboratoryReport:
    """All virtual measurements on a film.

    Parameters
    ----------
    table : pandas.DataFrame
        Quantity, value measured on the model, value put into the model, value measured in the
        reference study.
    readings : pandas.DataFrame or None
        What the readings of the study's polarisation imply, if there is one for this film.
    """

    design: Cell
    measurements: dict[str, Measurement]
    table: pd.DataFrame
    readings: pd.DataFrame | None

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON: every result by name, protocols besides."""
        results: dict[str, Any] = {
            "Electrolyte": self.design.electrolyte.name,
            "Temperature [degC]": self.design.temperature_degC,
            **_results(self.measurements),
            "Protocols": {m.title: m.protocol for m in self.measurements.values()},
            "Table": _columns(self.table),
        }
        if self.readings is not None:
            results["Readings of the polarisation"] = _columns(self.readings)
        return results

    def page(self) -> Figure:
        """Return one page of pictures."""
        figure = new_figure(15, 13.5)
        panels = figure.subplots(4, 3).ravel()
        for axes, measurement in zip(panels, self.measurements.values(), strict=False):
            measurement.draw(axes)
            axes.set_title(measurement.title)
        bode, comparison = panels[len(self.measurements) :]
        draw_bode(bode, self.measurements["lithium_impedance"].signal)
        bode.set_title("Bode, Li|CPE|Li")
        self._draw_comparison(comparison)
        figure.suptitle(
            f"Virtual laboratory: {self.design.electrolyte.name} at "
            f"{self.design.temperature_degC:g} °C"
        )
        return figure

    def _draw_comparison(self, axes: Axes) -> None:
        model = self.table["Measured on the model"].to_numpy(float)
        quantities = self.table["Quantity"].astype(str)
        names = [_SYMBOLS.get(name, name.split(" [")[0]) for name in quantities]
        y = np.arange(len(names))
        for column, style in (("Put into the model", "o"), ("Measured in the paper", "x")):
            ratio = model / self.table[column].to_numpy(float)
            axes.plot(ratio, y, style, label=f"over {column.lower()}")
        axes.axvline(1, color="k", lw=0.8)
        axes.set_xscale("log")
        axes.set_yticks(y, names, fontsize=8)
        axes.invert_yaxis()
        axes.set_xlabel("value measured on the model, ratio")
        axes.legend(fontsize=7)
        axes.set_title("Model, input and paper")


def run_laboratory(design: Cell, progress: bool = False) -> LaboratoryReport:
    """Characterise a film as a laboratory does.

    Raises `SimulationFailed` if a measurement cannot be completed; the message names the reason.
    """
    measurements = {}
    bar = tqdm(EXPERIMENTS.items(), disable=not progress, unit="measurement", leave=False)
    for name, measure in bar:
        bar.set_description(name.replace("_", " "))
        measurements[name] = measure(design)
    return LaboratoryReport(design, measurements, _table(design, measurements), _readings(design))


def _results(measurements: dict[str, Measurement]) -> dict[str, object]:
    return {name: value for one in measurements.values() for name, value in one.results.items()}


def _columns(table: pd.DataFrame) -> dict[Any, list[object]]:
    return table.astype(object).where(table.notna(), None).to_dict("list")


def _table(design: Cell, measurements: dict[str, Measurement]) -> pd.DataFrame:
    """Put what was measured beside what was put in and what the study measured."""
    results, put_in = _results(measurements), _put_in(design)
    names = list(dict.fromkeys([*_PAPER, *put_in]))
    rows = [(name, results[name], put_in.get(name, np.nan), _paper(design, name)) for name in names]
    columns = ["Quantity", "Measured on the model", "Put into the model", "Measured in the paper"]
    return pd.DataFrame(rows, columns=columns)


def _put_in(design: Cell) -> dict[str, float]:
    film, values = film_transport(design), design.parameter_values()
    resistance, j0 = surface_at(values, design.temperature_K)
    return {
        "Ionic conductivity [mS.cm-1]": MS_CM_PER_S_M * film.conductivity,
        "Activation energy [eV]": film_activation_energy(design),
        "Cation transference number": film.transference_number,
        "Exchange-current density [mA.cm-2]": j0,
        "Tafel exchange-current density [mA.cm-2]": j0,
        "Tafel exchange-current density, corrected [mA.cm-2]": j0,
        "Linear-polarisation exchange-current density [mA.cm-2]": j0,
        "Film resistance [Ohm.cm2]": resistance,
        "Salt diffusivity from Sand time [m2.s-1]": film.diffusivity,
        "Salt diffusivity from relaxation [m2.s-1]": film.diffusivity,
        "Oxidation onset [V]": values["Electrolyte oxidation onset potential [V]"],
        "Apparent lithium diffusivity [cm2.s-1]": 1e4
        * values["Positive particle reference diffusivity [m2.s-1]"],
    }


def _paper(design: Cell, quantity: str) -> float:
    """Return the study's value for this film, NaN if there is none (of the cell as made)."""
    if quantity not in _PAPER:
        return np.nan
    source, name = _PAPER[quantity]
    rows = measured_rows(source, design.electrolyte.name, quantity=name)
    if "hours" in rows:
        rows = rows[rows["hours"].isna() | (rows["hours"] == 0)]
    return float(rows["value"].iloc[0]) if len(rows) else np.nan


def _readings(design: Cell) -> pd.DataFrame | None:
    voltage = _paper(design, "Polarisation voltage [V]")
    if np.isnan(voltage):
        return None
    return compare_readings(replace(design, temperature_degC=_RATE_TEST_DEGC), voltage)
