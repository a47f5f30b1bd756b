"""Impedance at rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pybamm

from ...errors import InputError
from ...experiments.laboratory.electrode_kind import electrode_kind
from ...experiments.laboratory.impedance_files import spectrum_faults
from ...experiments.laboratory.spectroscopy import IMAGINARY, REAL, Spectrometer, spectrum_table
from ...measured.stated import area_of_column, stated_area_cm2
from ...models import BlockingCell, CompositeElectrolyteDFN, SymmetricLithiumCell
from ...parameter_sets.cathode import AREA
from ...parameter_sets.cell import Cell
from ...tables import TextTable
from ..problem.schema import DataSet
from .base import Comparison, DataKind, FileRead, rms

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Spectrum"]


class Spectrum(DataKind):
    """Impedance at rest of Li|Li, SS|SS or LFP|Li: relative complex deviations, (FIT-4)."""

    kind = "spectrum"
    roles = (("frequency",), ("real",), ("imaginary",))
    needed = ("cell_type",)
    x, y_label = "Model", "−Im Z [Ω cm²]"
    x_label = "Re Z [Ω cm²]"

    @classmethod
    def has_cathode(cls, data: DataSet) -> bool:
        """Return what the problem says of the cell."""
        return data.cell_type == "LFP|Li"

    @classmethod
    def preamble_faults(cls, table: TextTable, cell: Cell) -> list[str]:
        """Compare the electrode area that a file states with that of the cell."""
        try:
            stated = area_of_column(table) or stated_area_cm2(table.preamble)
        except InputError as error:
            return [str(error).rstrip(".")]
        if stated and AREA in cell.values and abs(stated / cell.area_cm2 - 1) > 0.01:
            return [
                f"it states an electrode area of {stated:g} cm2, but area_cm2 of its cell is "
                f"{cell.area_cm2:g}; correct one of them"
            ]
        return []

    @classmethod
    def check_file(cls, read: FileRead) -> None:
        """Look for what a spectrum cannot be, and for electrodes other than the problem says."""
        if read.frame.isna().to_numpy().any():
            return
        columns = [read.frame[role].to_numpy(float) for role in ("frequency", "real", "imaginary")]
        faults = spectrum_faults(*columns)
        for fault in faults:
            read.report(fault)
        if faults or "cell_type" not in read.data.model_fields_set:
            return
        kind = electrode_kind(spectrum_table(columns[0], columns[1] + 1j * columns[2]))
        if read.data.cell_type == "SS|SS" and kind == "conducting":
            read.report(
                "it returns to the real axis at low frequency, so the electrodes do not block "
                "ions, but cell_type is SS|SS"
            )
        if read.data.cell_type == "Li|Li" and kind == "blocking":
            read.report(
                "it is capacitive at low frequency, so the electrodes block ions, but cell_type "
                "is Li|Li"
            )

    def build(self) -> None:
        """Build the cell that the problem names."""
        table = self.table.sort_values("frequency", ascending=False)
        self._frequencies = table["frequency"].to_numpy(float)
        self._measured = table["real"].to_numpy(float) + 1j * table["imaginary"].to_numpy(float)
        models: dict[str, Any] = {
            "Li|Li": SymmetricLithiumCell,
            "SS|SS": BlockingCell,
            "LFP|Li": lambda: CompositeElectrolyteDFN({"surface form": "differential"}),
        }
        values = self.inputs.parameter_values()
        if self.data.cell_type == "LFP|Li":
            values["Initial concentration in positive electrode [mol.m-3]"] = (
                pybamm.Parameter("Maximum concentration in positive electrode [mol.m-3]") * 0.5
            )
        model = models[self.data.cell_type]()
        self.names = self.inputs.contained_in(model)
        self._spectrometer = Spectrometer(model, values)

    @property
    def size(self) -> int:
        """Twice the number of frequencies: real and imaginary parts."""
        return 2 * len(self.table)

    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Compute the spectrum and compare."""
        spectrum = self._spectrometer.measure(self._frequencies, self.inputs.inputs(values))
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

    @classmethod
    def draw(cls, ax: Axes, table: pd.DataFrame) -> None:
        """Draw the Nyquist plot."""
        ax.plot(table["Measured"], -table["Measured imaginary"], "ko", ms=3, label="measured")
        ax.plot(table["Model"], -table["Model imaginary"], "C0-", label="model")
        ax.set_xlabel(cls.x_label)
        ax.set_ylabel(cls.y_label)
