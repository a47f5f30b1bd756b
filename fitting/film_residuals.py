"""Li|Li cells, spectra and material properties against their models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pybamm

from ..errors import InputError, SimulationFailed
from ..experiments.cycling import SymmetricCycling, follow_envelope
from ..experiments.cycling.cells import POLARISATION
from ..experiments.laboratory.spectroscopy import IMAGINARY, REAL, Spectrometer
from ..experiments.solver import half_cycle_solver
from ..models import BlockingCell, CompositeElectrolyteDFN, SymmetricLithiumCell
from ..models.laws.constants import A_M2_PER_MA_CM2, MS_CM_PER_S_M, kelvin
from ..models.mechanisms import LITHIUM_SIDE_AGEING
from ..parameter_sets.cell import Cell
from ..parameter_sets.electrolyte_constants import (
    ELECTROLYTES,
    electrolyte_constants,
    electrolyte_from_constants,
)
from .cell_inputs import CellInputs
from .material_units import NOISE
from .problem import DataSet
from .residuals import Comparison, rms

__all__ = ["MaterialResiduals", "PolarisationResiduals", "SpectrumResiduals"]


class PolarisationResiduals:
    """Polarisation of an ageing Li|Li cell at given times, along the envelope, (FIT-3).

    The noise is relative. ``reading`` says whether the measured voltage is peak to peak or of
    one polarity, half of it.
    """

    sensitive: tuple[str, ...] = ()
    one_sided = False

    def __init__(
        self,
        data: DataSet,
        table: pd.DataFrame,
        cell: Cell,
        names: list[str],
        compiled: bool = False,
    ) -> None:
        self.data = data
        self._hours = table["time"].to_numpy(float) / 3600
        self._measured = table["voltage"].to_numpy(float)
        self._inputs = CellInputs(cell, names)
        self._model = SymmetricLithiumCell(
            {"surface form": "algebraic"}, mechanisms=LITHIUM_SIDE_AGEING
        )
        self.names = self._inputs.contained_in(self._model)
        self._solver = half_cycle_solver(1e-4, 1e-6, compiled=compiled)
        self._cycler: Any = None

    def _build(self, model_inputs: dict[str, float]) -> Any:
        # 1 mA/cm2 is 10 A/m2
        return SymmetricCycling(
            self._model,
            self._inputs.parameter_values(),
            A_M2_PER_MA_CM2 * self.data.current_mA_cm2,
            A_M2_PER_MA_CM2 * self.data.charge_mAh_cm2,
            inputs=model_inputs,
            solver=self._solver,
        )

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Age the cell and compare."""
        model_inputs = self._inputs.inputs(values)
        if self._cycler is None:
            self._cycler = self._build(model_inputs)
        self._cycler.inputs.update(model_inputs)
        period = 2 * self.data.charge_mAh_cm2 / self.data.current_mA_cm2
        # Time zero is the first cycle.
        cycles = np.maximum(np.round(self._hours / period), 1).astype(int)
        result = follow_envelope(self._cycler, int(cycles.max()))
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
        errors = {
            "Relative RMS error": rms(relative),
            "Largest relative error": float(np.max(np.abs(relative))),
        }
        failures = (f"{self.data.name}: {result.termination}",) if failed.any() else ()
        return Comparison(relative / self.data.sigma, table, errors, failures=failures)


class SpectrumResiduals:
    """Impedance at rest of Li|Li, SS|SS or LFP|Li: relative complex deviations, (FIT-4)."""

    sensitive: tuple[str, ...] = ()
    one_sided = False

    def __init__(
        self,
        data: DataSet,
        table: pd.DataFrame,
        cell: Cell,
        names: list[str],
        compiled: bool = False,
    ) -> None:
        self.data = data
        table = table.sort_values("frequency", ascending=False)
        self._frequencies = table["frequency"].to_numpy(float)
        self._measured = table["real"].to_numpy(float) + 1j * table["imaginary"].to_numpy(float)
        self._inputs = CellInputs(cell, names)
        models: dict[str, Any] = {
            "Li|Li": SymmetricLithiumCell,
            "SS|SS": BlockingCell,
            "LFP|Li": lambda: CompositeElectrolyteDFN({"surface form": "differential"}),
        }
        values = self._inputs.parameter_values()
        if data.cell_type == "LFP|Li":
            values["Initial concentration in positive electrode [mol.m-3]"] = (
                pybamm.Parameter("Maximum concentration in positive electrode [mol.m-3]") * 0.5
            )
        model = models[data.cell_type]()
        self.names = self._inputs.contained_in(model)
        self._spectrometer = Spectrometer(model, values)

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Compute the spectrum and compare."""
        spectrum = self._spectrometer.measure(self._frequencies, self._inputs.inputs(values))
        Z = spectrum[REAL].to_numpy() + 1j * spectrum[IMAGINARY].to_numpy()
        relative = (Z - self._measured) / np.abs(self._measured)
        table = pd.DataFrame(
            {
                "Frequency [Hz]": self._frequencies,
                "Measured": self._measured.real,
                "Measured imaginary": self._measured.imag,
                "Model": Z.real,
                "Model imaginary": Z.imag,
                "Noise": self.data.sigma * np.abs(self._measured),
            }
        )
        residuals = np.concatenate([relative.real, relative.imag]) / self.data.sigma
        return Comparison(residuals, table, {"Relative RMS error": rms(np.abs(relative))})


class MaterialResiduals:
    """Conductivity, transference number and activation energy of films against closures.

    Noise as in the closure fit: relative for conductivities, absolute for the rest, (CLO-FIT).
    """

    sensitive: tuple[str, ...] = ()
    one_sided = False

    def __init__(
        self,
        data: DataSet,
        table: pd.DataFrame,
        cell: Cell,
        names: list[str],
        compiled: bool = False,
    ) -> None:
        self.data = data
        rows = table[table["quantity"].isin(_MATERIAL)]
        unknown = set(rows["electrolyte"]) - set(ELECTROLYTES)
        if unknown:
            raise InputError(f"data '{data.name}': no closure constants for {', '.join(unknown)}.")
        self._rows = rows.to_dict("records")
        self.names = frozenset(names) & frozenset(electrolyte_constants())

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Evaluate the closures and compare."""
        constants = dict(electrolyte_constants())
        constants |= {name: value for name, value in values.items() if name in constants}
        residuals, table = [], []
        for row in self._rows:
            film = electrolyte_from_constants(row["electrolyte"], constants)
            T = kelvin(float(row.get("temperature", 25.0)))
            model, measured = _MATERIAL[row["quantity"]](film, T), float(row["value"])
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


_MATERIAL: dict[str, Any] = {
    # 1 S/m is 10 mS/cm
    "ionic conductivity": lambda film, T: MS_CM_PER_S_M * float(film.ionic_conductivity(T)),
    "cation transference number": lambda film, T: float(film.cation_transference_number(T)),
    "activation energy": lambda film, T: float(film.activation_energy()),
}
