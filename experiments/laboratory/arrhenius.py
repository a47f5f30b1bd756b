"""Activation energy of the conductivity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...models import BlockingCell
from ...models.laws.constants import EV_PER_K, kelvin
from ...parameter_sets.cell import Cell
from .conductivity import ionic_conductivity
from .measurement import Measurement, require_columns
from .spectroscopy import Spectrometer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["activation_energy", "measure_activation_energy"]

TEMPERATURE, CONDUCTIVITY = "Temperature [degC]", "Ionic conductivity [mS.cm-1]"


def activation_energy(table: pd.DataFrame) -> float:
    r"""Return the slope of :math:`\ln\sigma` against :math:`-1/(kT)` [eV], (LAB-3).

    A regression of :math:`\ln(\sigma T)` would give about kT = 0.026 eV more.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``Temperature [degC]`` and ``Ionic conductivity [mS.cm-1]``.

    Raises
    ------
    InputError
        If a column is missing or there are fewer than three rows.
    """
    require_columns(table, [TEMPERATURE, CONDUCTIVITY], 3, "conductivity series")
    x = -1 / (EV_PER_K * kelvin(table[TEMPERATURE].to_numpy(float)))
    return float(np.polyfit(x, np.log(table[CONDUCTIVITY].to_numpy(float)), 1)[0])


def measure_activation_energy(
    design: Cell, low_degC: float = 25.0, high_degC: float = 80.0, values: Any = None
) -> Measurement:
    """Measure conductivities over a window of temperature, and their activation energy.

    Parameters
    ----------
    design : Cell
        Film and thickness.
    low_degC, high_degC : float
        Window, by default 25 to 80 degC in steps of about 5 K.
    values : pybamm.ParameterValues, optional
        In place of those of the design.
    """
    values = (design.parameter_values() if values is None else values).copy()
    values["Ambient temperature [K]"] = "[input]"
    instrument = Spectrometer(BlockingCell(), values)
    n = max(3, round((high_degC - low_degC) / 5) + 1)
    rows = []
    for T_degC in np.linspace(low_degC, high_degC, n):
        spectrum = instrument.measure(
            np.logspace(6, 3, 10), {"Ambient temperature [K]": kelvin(T_degC)}
        )
        rows.append((T_degC, ionic_conductivity(spectrum, design.separator_thickness_um)))
    table = pd.DataFrame(rows, columns=[TEMPERATURE, CONDUCTIVITY])
    energy = activation_energy(table)

    def draw(axes: Axes) -> None:
        x = 1000 / kelvin(table[TEMPERATURE])
        axes.semilogy(x, table[CONDUCTIVITY], "o")
        scale = np.exp(np.mean(np.log(table[CONDUCTIVITY]) + energy * x / 1000 / EV_PER_K))
        axes.semilogy(x, scale * np.exp(-energy * x / 1000 / EV_PER_K), "k-", lw=1)
        axes.annotate(f"{energy:.3f} eV", (0.6, 0.85), xycoords="axes fraction")
        axes.set_xlabel("1000 K / T")
        axes.set_ylabel("conductivity [mS cm⁻¹]")

    return Measurement(
        "Arrhenius",
        f"conductivity at {n} temperatures, {low_degC:g} to {high_degC:g} degC; ln(sigma) on 1/T",
        table,
        {"Activation energy [eV]": energy},
        draw,
    )
