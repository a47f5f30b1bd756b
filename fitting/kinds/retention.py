"""Capacity against cycle number of an ageing LFP cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...errors import InputError
from ...experiments.cycling import LFPCycling, follow_envelope
from ...experiments.cycling.cells import CAPACITY
from ...experiments.solver import half_cycle_solver
from ...models import CompositeElectrolyteDFN
from ...models.mechanisms import AGEING
from .base import Comparison, relative_errors
from .capacities import Capacities

__all__ = ["CYCLING_FACTOR", "Retention"]

#: Cell-to-cell factor on capacities of the cycled cell.
CYCLING_FACTOR = "Cycling cell capacity factor"


# Half cycles along an envelope, at least.
_SOLVES = 20


class Retention(Capacities):
    """Capacities at given cycles, along the envelope of the states that age, (FIT-5).

    The cycled cell is not the cell of the rate test: its capacities carry the cell-to-cell
    factor `CYCLING_FACTOR`, which is fitted or shipped, and declared either way.
    """

    kind = "retention"
    roles = (("cycle",), ("capacity",))
    needed = ("rate_C",)
    x = "Cycle"

    def build(self) -> None:
        """Build the ageing cell; raises `InputError` where cycles or rate make no sense."""
        data = self.data
        self._cycles = self.table["cycle"].to_numpy(float).round().astype(int)
        if self._cycles.min() < 1:
            raise InputError(f"data '{data.name}': cycle {self._cycles.min()}; the first is 1.")
        self._measured = self.table["capacity"].to_numpy(float)
        self._values = self.inputs.parameter_values()
        rate = data.rate_C[0] if isinstance(data.rate_C, list) else data.rate_C
        if rate is None:
            raise InputError(
                f"data '{data.name}': rate_C is missing; add the C-rate of the cycling."
            )
        practical = float(self._values["Practical specific capacity of LFP [mA.h.g-1]"])
        self._rate = rate * self.cell.one_C_mAh_g / practical
        self._model = CompositeElectrolyteDFN(
            {"calculate discharge energy": "false"}, mechanisms=AGEING
        )
        self.names = self.inputs.contained_in(self._model) | {CYCLING_FACTOR}
        self._solver = half_cycle_solver(1e-4, 1e-6, solves=_SOLVES * self.evaluations)
        self._cycler: Any = None

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Cycle the cell and compare."""
        model_inputs = self.inputs.inputs(values)
        if self._cycler is None:
            self._cycler = LFPCycling(
                self._model,
                self._values,
                self._rate,
                inputs=model_inputs,
                solver=self._solver,
                **self.inputs.mesh_options,
            )
        factor = values.get(CYCLING_FACTOR)
        if factor is None:
            factor = float(self._values[CYCLING_FACTOR])
        result = follow_envelope(self._cycler.with_inputs(model_inputs), int(self._cycles.max()))
        capacity = result.table.set_index("Cycle")[CAPACITY]
        # After its failure a cell has no capacity; nothing else is missing, and where the solver
        # failed the failures below say so.
        model = factor * capacity.reindex(self._cycles).fillna(0.0).to_numpy(float)
        table = pd.DataFrame(
            {
                "Cycle": self._cycles,
                "Measured": self._measured,
                "Model": model,
                "Noise": self.data.sigma,
            }
        )
        errors = relative_errors(model / self._measured - 1)
        failures = () if (model > 0).all() else (f"{self.data.name}: {result.termination}",)
        residuals = (model - self._measured) / self.data.sigma
        slope = {CYCLING_FACTOR: model / factor / self.data.sigma}
        return Comparison(residuals, table, errors, slope, failures)
