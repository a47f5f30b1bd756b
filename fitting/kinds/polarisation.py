"""Polarisation of an ageing Li|Li cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...experiments.cycling import SymmetricCycling, follow_envelope
from ...experiments.cycling.cells import POLARISATION
from ...experiments.solver import half_cycle_solver
from ...measured.logs import directions
from ...models import SymmetricLithiumCell
from ...models.laws.constants import A_M2_PER_MA_CM2
from ...models.mechanisms import LITHIUM_SIDE_AGEING
from ..problem.schema import DataSet
from .base import Comparison, DataKind, FileRead, relative_errors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Polarisation"]

#: Of a log, as the model has it.
_PEAKS = "Peak-to-peak voltage [V]"


# Half cycles along an envelope, at least.
_SOLVES = 20


class Polarisation(DataKind):
    """Polarisation of an ageing Li|Li cell at given times, along the envelope, (FIT-3).

    The noise is relative. ``reading`` says whether the measured voltage is peak to peak or of
    one polarity, half of it.
    """

    kind = "polarisation"
    roles = (("time",), ("voltage",))
    needed = ("current_mA_cm2", "charge_mAh_cm2", "reading")
    x, y_label = "Time [h]", "Polarisation [V]"

    @classmethod
    def of_log(cls, log: pd.DataFrame) -> pd.DataFrame:
        """Return time and peak-to-peak voltage at the end of each cycle of a cycler's log."""
        current = next(
            name for name in log if str(name).startswith(("Current", "Specific current"))
        )
        direction = directions(log[current].to_numpy(float))
        ends = np.flatnonzero(np.append(np.diff(direction) != 0, True) & (direction != 0))
        turns = np.flatnonzero(np.diff(direction[ends]) != 0)
        # A cycle is a half cycle and the one after it in the other direction.
        pairs = [(ends[k], ends[k + 1]) for k in turns[::2]]
        if not pairs:
            raise ValueError("its current never changes direction: no cycle is in it")
        time, V = (log[name].to_numpy(float) for name in ("Time [s]", "Voltage [V]"))
        last = [int(b) for _, b in pairs]
        return pd.DataFrame(
            {
                "Time [s]": time[last],
                _PEAKS: [abs(V[a] - V[b]) for a, b in pairs],
            },
            index=log.index[last],
        )

    @classmethod
    def check_file(cls, read: FileRead) -> None:
        """Halve what was taken from a log peak to peak, if one polarity is wanted."""
        if read.columns.get("voltage") == _PEAKS and read.data.reading == "one polarity":
            read.frame["voltage"] /= 2
            read.note("peak-to-peak voltages of the log are halved: reading is 'one polarity'")

    @classmethod
    def has_cathode(cls, data: DataSet) -> bool:
        """Return that there is none."""
        return False

    def build(self) -> None:
        """Build the model; the cell follows with the first values."""
        self._hours = self.table["time"].to_numpy(float) / 3600
        self._measured = self.table["voltage"].to_numpy(float)
        self._model = SymmetricLithiumCell(
            {"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING
        )
        self.names = self.inputs.contained_in(self._model)
        self._solver = half_cycle_solver(1e-4, 1e-6, solves=_SOLVES * self.evaluations)
        self._cycler: Any = None

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Age the cell and compare."""
        model_inputs = self.inputs.inputs(values)
        if self._cycler is None:
            self._cycler = SymmetricCycling(
                self._model,
                self.inputs.parameter_values(),
                A_M2_PER_MA_CM2 * self.data.current_mA_cm2,
                A_M2_PER_MA_CM2 * self.data.charge_mAh_cm2,
                inputs=model_inputs,
                solver=self._solver,
                **self.inputs.mesh_options,
            )
        period = 2 * self.data.charge_mAh_cm2 / self.data.current_mA_cm2
        # Time zero is the first cycle.
        cycles = np.maximum(np.round(self._hours / period), 1).astype(int)
        result = follow_envelope(self._cycler.with_inputs(model_inputs), int(cycles.max()))
        polarisation = result.table.set_index("Cycle")[POLARISATION]
        share = 1.0 if self.data.reading == "peak to peak" else 0.5
        model = share * polarisation.reindex(cycles).to_numpy(float)
        # A cell that has failed is polarised up to its limit.
        failed = np.isnan(model)
        model[failed] = 2 * share * self._cycler.voltage_limit
        table = pd.DataFrame(
            {
                "Time [h]": self._hours,
                "Measured": self._measured,
                "Model": model,
                "Noise": self.data.sigma * self._measured,
            }
        )
        relative = model / self._measured - 1
        failures = (f"{self.data.name}: {result.termination}",) if failed.any() else ()
        return Comparison(
            relative / self.data.sigma, table, relative_errors(relative), failures=failures
        )

    @classmethod
    def draw(cls, ax: Axes, table: pd.DataFrame) -> None:
        """Draw from zero volts on."""
        super().draw(ax, table)
        ax.set_ylim(bottom=0)
