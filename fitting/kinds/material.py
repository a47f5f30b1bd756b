"""Measured properties of films against the laws of composites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...columns import UNITS, split_unit, unit_factor
from ...errors import SimulationFailed, nearest
from ...models.laws.constants import MS_CM_PER_S_M, kelvin
from ...parameter_sets.electrolyte_constants import (
    ELECTROLYTES,
    electrolyte_constants,
    electrolyte_from_constants,
)
from ..problem.schema import DataSet
from .base import Comparison, DataKind, FileRead, rms

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["NOISE", "FilmProperties"]

#: Standard deviation of each measured quantity: relative for σ, absolute for the rest [SI, eV].
#: Assumed: the study gives none. The optimum is read off a series in steps of 5 wt%, hence
#: 5/√12 wt%.
NOISE = {
    "ionic conductivity": 0.05,
    "cation transference number": 0.02,
    "activation energy": 0.01,
    "optimum filler loading": 0.05 / np.sqrt(12),
}
#: Quantity -> dimension; the fit takes mS/cm and eV.
_DIMENSIONS = {
    "ionic conductivity": "conductivity",
    "activation energy": "energy",
    "cation transference number": "count",
}
_MODELS: dict[str, Any] = {
    "ionic conductivity": lambda film, T: MS_CM_PER_S_M * float(film.ionic_conductivity(T)),
    "cation transference number": lambda film, T: float(film.cation_transference_number(T)),
    "activation energy": lambda film, T: float(film.activation_energy()),
}


class FilmProperties(DataKind):
    """Conductivity, transference number and activation energy of films against closures.

    Noise as in the closure fit: relative for conductivities, absolute for the rest, (CLO-FIT).
    """

    kind = "material"
    roles = (("electrolyte",), ("quantity",), ("value",))
    optional = ("temperature",)
    x, y_label = "Measured", "Model"
    x_label = "Measured [mS/cm, 1, eV]"

    @classmethod
    def has_cathode(cls, data: DataSet) -> bool:
        """Return that films are no cells."""
        return False

    @classmethod
    def check_file(cls, read: FileRead) -> None:
        """Bring the values to the units of the fit, each quantity has its own."""
        frame, raw = read.frame, read.raw
        of_all = read.data.units.get("value") or split_unit(read.columns["value"])[1]
        column = next((c for c in raw if str(c).strip().lower() in ("unit", "units")), None)
        quantities = frame["quantity"].str.strip()
        for row, quantity in quantities[~quantities.isin(_MODELS)].items():
            near = nearest(quantity, _MODELS, 0.8)
            if near:
                read.report(f"row {row}: unknown quantity {quantity!r}; did you mean {near!r}?")
            elif quantity not in NOISE:
                read.note(f"row {row}: there is no law for {quantity!r}, which is not fitted")
        fitted = frame["electrolyte"].str.strip()[quantities.isin(_MODELS)]
        if fitted.empty:
            read.report(f"no row has a quantity that there is a law for: {', '.join(_MODELS)}")
        for row, film in fitted[~fitted.isin(ELECTROLYTES)].items():
            read.report(
                f"row {row}: electrolyte {film!r} is none of the films whose constants are fitted: "
                f"{', '.join(ELECTROLYTES)}"
            )
        factors = []
        units = [of_all] * len(frame) if column is None else raw[column].astype(str)
        for row, quantity, given in zip(frame.index, frame["quantity"], units, strict=True):
            dimension = _DIMENSIONS.get(str(quantity).strip())
            # Other quantities are not fitted.
            factor = 1.0 if dimension is None else _factor(dimension, given)
            if factor is None:
                allowed = ", ".join(spelling for spelling in UNITS[str(dimension)] if spelling)
                what = f"unit '{given}'" if given else "no unit"
                read.report(f"row {row}: {quantity} has {what}; write one of {allowed}")
            factors.append(factor or 1.0)
        frame["value"] *= factors

    def build(self) -> None:
        """Choose the rows that there is a law for."""
        rows = self.table[self.table["quantity"].isin(_MODELS)]
        self._rows = rows.to_dict("records")
        self.names = frozenset(self.inputs.names) & frozenset(electrolyte_constants())

    @property
    def size(self) -> int:
        """Number of rows that there is a law for."""
        return len(self._rows) or len(self.table)

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Evaluate the closures and compare."""
        constants = dict(electrolyte_constants())
        constants |= {name: value for name, value in values.items() if name in constants}
        residuals, table = [], []
        for row in self._rows:
            film = electrolyte_from_constants(row["electrolyte"], constants)
            T = kelvin(float(row.get("temperature", 25.0)))
            model, measured = _MODELS[row["quantity"]](film, T), float(row["value"])
            noise = float(NOISE[row["quantity"]])
            relative = row["quantity"] == "ionic conductivity"
            residual = np.log(model / measured) if relative else model - measured
            residuals.append(residual / noise)
            table.append(
                {
                    "Electrolyte": row["electrolyte"],
                    "Quantity": row["quantity"],
                    "Measured": measured,
                    "Model": model,
                    "Noise": noise * measured if relative else noise,
                }
            )
        if not table:
            raise SimulationFailed("no row with conductivity, transference number or energy")
        frame = pd.DataFrame(table)
        errors = {"Relative RMS error": rms(frame["Model"] / frame["Measured"] - 1)}
        return Comparison(np.array(residuals), frame, errors)

    @classmethod
    def draw(cls, ax: Axes, table: pd.DataFrame) -> None:
        """Draw model against measurement."""
        for name, group in table.groupby("Quantity"):
            ax.errorbar(
                group["Measured"], group["Model"], xerr=group["Noise"], fmt="o", ms=4, label=name
            )
        ends = [table["Measured"].min() * 0.8, table["Measured"].max() * 1.2]
        ax.plot(ends, ends, "k:", lw=1)
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set_xlabel(cls.x_label)
        ax.set_ylabel(cls.y_label)


def _factor(dimension: str, unit: str | None) -> float | None:
    """Return the factor of a unit, None if it is none of the dimension."""
    if unit is None or not unit.strip():
        return 1.0 if dimension == "count" else None
    return unit_factor(dimension, unit)
