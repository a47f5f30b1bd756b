"""Impedance spectra of any cell: one built model, many spectra."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pybamm

from ...errors import SimulationFailed
from .measurement import Axes, area_cm2, numbers_of

__all__ = ["FREQUENCIES", "FREQUENCY", "IMAGINARY", "REAL", "ComplexArray", "Spectrometer"]
__all__ += ["complex_impedance", "draw_bode", "draw_nyquist", "relative_deviation"]
__all__ += ["spectrum_table"]

ComplexArray = npt.NDArray[np.complex128]

FREQUENCY, REAL, IMAGINARY = "Frequency [Hz]", "Re(Z) [Ohm.cm2]", "Im(Z) [Ohm.cm2]"

#: 1 MHz to 1 mHz
FREQUENCIES = np.logspace(6, -3, 60)


def spectrum_table(frequencies: np.ndarray, impedance: ComplexArray) -> pd.DataFrame:
    """Return a spectrum as a table.

    Parameters
    ----------
    frequencies, impedance : array, shape (n,)
        [Hz], [Ohm.cm2]
    """
    return pd.DataFrame(
        {FREQUENCY: np.asarray(frequencies), REAL: impedance.real, IMAGINARY: impedance.imag}
    )


def complex_impedance(table: pd.DataFrame, rows: int = 1) -> tuple[np.ndarray, ComplexArray]:
    """Return frequencies [Hz] and complex impedance [Ohm.cm2] of a table, falling frequency.

    Raises `InputError` if a column of `spectrum_table` is missing or there are fewer rows than
    needed.
    """
    f, real, imaginary = numbers_of(table, [FREQUENCY, REAL, IMAGINARY], rows, "spectrum")
    order = np.argsort(-f, kind="stable")
    return f[order], (real + 1j * imaginary)[order]


def relative_deviation(model: ComplexArray, measured: ComplexArray) -> np.ndarray:
    """Return real and imaginary parts of the relative deviation, shape (2 n,) [-]."""
    relative = (model - measured) / np.abs(measured)
    return np.concatenate([relative.real, relative.imag])


class Spectrometer:
    """Impedance spectra of a cell whose model is built once.

    Parameters
    ----------
    model : pybamm.BaseModel
        Cell with ``"surface form": "differential"``; its initial state is the operating point.
    parameter_values : pybamm.ParameterValues
        Values; those set to ``"[input]"`` are given with each spectrum.
    """

    def __init__(self, model: Any, parameter_values: pybamm.ParameterValues) -> None:
        self.area_cm2 = area_cm2(parameter_values)
        self._simulation = pybamm.EISSimulation(model, parameter_values=parameter_values)

    def measure(
        self, frequencies: np.ndarray = FREQUENCIES, inputs: Mapping[str, float] | None = None
    ) -> pd.DataFrame:
        """Return a spectrum as a table, see `spectrum_table`.

        Raises `SimulationFailed` if there is no finite impedance at these inputs.
        """
        try:
            solution = self._simulation.solve(frequencies, inputs=dict(inputs or {}))
        except pybamm.SolverError as error:
            raise SimulationFailed(f"impedance: {error}") from error
        Z = np.asarray(solution.impedance, dtype=np.complex128) * self.area_cm2
        if not np.all(np.isfinite(Z)):
            raise SimulationFailed("impedance: the linearised model is singular at this state")
        return spectrum_table(frequencies, Z)


def draw_nyquist(axes: Axes, table: pd.DataFrame, label: str = "", style: str = "o-") -> None:
    """Draw -Im Z against Re Z with equal scales."""
    axes.plot(table[REAL], -table[IMAGINARY], style, ms=3, lw=1, label=label or None)
    axes.set(xlabel="Re Z [Ω cm²]", ylabel="−Im Z [Ω cm²]")
    axes.set_aspect("equal", adjustable="datalim")


def draw_bode(axes: Axes, table: pd.DataFrame) -> None:
    """Draw modulus and phase against frequency."""
    f, Z = complex_impedance(table)
    axes.loglog(f, np.abs(Z), "C0-")
    axes.set_xlabel("frequency [Hz]")
    axes.set_ylabel("|Z| [Ω cm²]", color="C0")
    phase = axes.twinx()
    phase.semilogx(f, np.degrees(np.angle(Z)), "C1--")
    phase.set_ylabel("phase [°]", color="C1")
