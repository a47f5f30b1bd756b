"""Long cycling of an LFP cell: capacity, efficiency, its end, and what each mechanism costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..parameter_sets.cell import Cell
from .cycling import CyclingResult
from .cycling.figures import draw_attribution, draw_cycling
from .measurements import short_circuit_note

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LongCycling"]

_SHOWN = (
    "Cycle",
    "Specific discharge capacity [mA.h.g-1]",
    "Coulombic efficiency [%]",
    "Film resistance [Ohm.cm2]",
    "Loss of active material [%]",
    "Lithium inventory [mA.h.cm-2]",
    "Residual solvent fraction",
)
_FURTHER = ("Time [h]", "Net lithiation of LFP [mA.h.g-1]")


@dataclass(frozen=True)
class LongCycling:
    """Result of cycling an LFP | CPE | Li cell for long.

    Parameters
    ----------
    c_rate : float
        Of charge and discharge [1/h].
    result : CyclingResult
        A row per cycle, and how it ended.
    costs : pandas.DataFrame, optional
        What each mechanism costs at each cycle [mA.h.g-1].
    protocol : str, optional
        What a cycle consists of, in place of charge and discharge at the C-rate.
    """

    design: Cell
    c_rate: float
    result: CyclingResult
    costs: pd.DataFrame | None = None
    protocol: str | None = None

    @property
    def table(self) -> pd.DataFrame:
        """A row per cycle."""
        return self.result.table

    @property
    def title(self) -> str:
        """Cell and conditions."""
        how = f"{self.c_rate:g}C" if self.protocol is None else self.protocol
        return (
            f"{self.design.cathode.name} | {self.design.electrolyte.name} | Li, {how}, "
            f"{self.design.temperature_degC:g} °C, {self.design.areal_loading_mg_cm2:g} mg/cm²"
        )

    @property
    def notes(self) -> list[str]:
        """Where the envelope gave way, and where charge comes from."""
        cathode = self.design.cathode
        notes = [*self.result.notes, *filter(None, [self.result.efficiency_note])]
        if not cathode.is_lfp:
            notes.append(
                f"How {cathode.name} and its interphase age is not known here: unless mechanisms "
                "were named, only the lithium side ages."
            )
        return notes

    @property
    def note(self) -> str | None:
        """Warning that the current may short the cell, if that was measured."""
        if self.protocol is not None:
            return None
        return short_circuit_note(self.design, self.c_rate)

    @property
    def text(self) -> str:
        """Cell, how cycling ended, and notes."""
        notes = [*self.notes, *filter(None, [self.note])]
        if self.costs is not None:
            last = self.costs.iloc[-1]
            each = ", ".join(f"{name} {last[name]:.3g}" for name in self.costs.columns[1:])
            notes.append(
                f"Cost of each mechanism at cycle {last['Cycle']:.0f}, as capacity gained by "
                f"leaving it out [mA.h.g-1]: {each}."
            )
        return "\n".join((self.title, self.result.termination, *(fill(n, 80) for n in notes)))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table, the shortest first."""
        last = len(self.table) - 1
        rows = sorted({0, last, *(round(last * k / 10) for k in range(1, 10))})
        tables = {"summary": self.table.iloc[rows][[*_SHOWN]], "cycling": self.table}
        return tables if self.costs is None else {**tables, "attribution": self.costs}

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        figures, costs = {"cycling": self.plot}, self.costs
        if costs is not None:
            figures["attribution"] = lambda: draw_attribution(costs, self.title)
        return figures

    def plot(self) -> Figure:
        """Return capacity and efficiency, beside what was measured under the same conditions."""
        cell = self.design
        conditions = [self.c_rate, cell.temperature_degC, cell.areal_loading_mg_cm2]
        usual = cell.cathode.is_lfp and self.protocol is None
        measured = usual and conditions == [1, 30, 1.5]
        return draw_cycling(self.result, cell.electrolyte.name, self.title, measured)

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        results: dict[str, Any] = {k: self.table[k].tolist() for k in (*_SHOWN, *_FURTHER)}
        results |= {
            "Termination": self.result.termination,
            "Rapid decline [cycle]": self.result.rapid_decline_cycle,
            "Simulated cycles": self.result.simulated_cycles,
            "Notes": self.notes,
        }
        if self.costs is not None:
            costs = {name: self.costs[name].tolist() for name in self.costs.columns[1:]}
            results["Cost by mechanism [mA.h.g-1]"] = costs
        return results if self.note is None else {**results, "Note": self.note}
