"""Impedance of a cell at rest, overlaid on and fitted to a measured spectrum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import InputError, check_range, unknown_name
from ..models import BlockingCell, SymmetricLithiumCell
from ..parameter_sets.cell import Cell
from ..style import SIZE_OF_TWO, new_figure
from .laboratory.conductivity import ionic_conductivity
from .laboratory.electrode_kind import electrode_kind
from .laboratory.impedance_files import MeasuredSpectrum, measured_spectrum
from .laboratory.impedance_fit import ImpedanceFit, fit_cell_impedance
from .laboratory.kramers_kronig import check_kramers_kronig
from .laboratory.lfp_impedance import measure_lfp_impedance
from .laboratory.spectroscopy import Spectrometer, draw_bode, draw_nyquist

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["KINDS", "CellImpedance", "cell_impedance"]

#: LFP | film | Li, Li | film | Li, steel | film | steel.
KINDS = ("half", "symmetric", "blocking")
_CONDUCTIVITY = "Ionic conductivity [mS.cm-1]"


@dataclass(frozen=True)
class CellImpedance:
    """Impedance of a cell.

    Parameters
    ----------
    kind : str
        Of `KINDS`.
    table : pandas.DataFrame
        The model's spectrum: ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``.
    measured : pandas.DataFrame, optional
        Measured spectrum, columns as in the table.
    fit : ImpedanceFit, optional
        Of the model to the measured spectrum, unless electrodes block.
    assumed : dict
        What was read off the file or taken for granted.
    checks : dict
        Kramers-Kronig check, and conductivity if electrodes block.
    """

    design: Cell
    kind: str
    table: pd.DataFrame
    measured: pd.DataFrame | None = None
    fit: ImpedanceFit | None = None
    assumed: dict[str, object] = field(default_factory=dict)
    checks: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Cell, check and what was taken for granted."""
        design = self.design
        text = (
            f"{self.kind} cell with {design.electrolyte.name} at {design.temperature_degC:g} degC"
        )
        if self.measured is None:
            return text
        lines = [f"{text}; Kramers-Kronig: {self.checks['Kramers-Kronig check']}"]
        lines += [f"{key}: {value}" for key, value in self.assumed.items() if value is not None]
        if self.fit is None:
            thickness = f"{design.separator_thickness_um:g} um (--separator-thickness)"
            lines.append(f"Thickness of the film: {thickness}")
        return "\n".join(lines)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table, the most important first."""
        tables = {"spectrum": self.table}
        if self.measured is None:
            return tables
        if self.fit is not None:
            tables = {
                "fit": _as_table(self.fit.results),
                "fitted_spectrum": self.fit.spectrum,
                **tables,
            }
        else:
            only = {_CONDUCTIVITY: self.checks[_CONDUCTIVITY]}
            tables = {"conductivity": _as_table(only), **tables}
        return {**tables, "measured_spectrum": self.measured}

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        return {"nyquist": self.plot}

    def plot(self) -> Figure:
        """Return Nyquist and Bode plots."""
        figure = new_figure(*SIZE_OF_TWO)
        nyquist, bode = figure.subplots(1, 2)
        if self.measured is not None:
            draw_nyquist(nyquist, self.measured, "measured", "k.")
        if self.fit is not None:
            draw_nyquist(nyquist, self.fit.spectrum, "model, fitted", "C3-")
        # The capacitive branch of blocking electrodes would leave the rest of the plot a dot.
        resistive = self.table["Re(Z) [Ohm.cm2]"].max()
        shown = self.table[-self.table["Im(Z) [Ohm.cm2]"] < 12 * resistive]
        draw_nyquist(nyquist, shown, "model, as shipped", "C0o-")
        nyquist.legend()
        draw_bode(bode, self.table)
        return figure

    def to_dict(self) -> dict[str, object]:
        """Return what goes into the JSON."""
        results: dict[str, Any] = {
            "Electrolyte": self.design.electrolyte.name,
            "Cell": self.kind,
            "Temperature [degC]": self.design.temperature_degC,
            **self.assumed,
            **{str(column): self.table[column].tolist() for column in self.table},
            **self.checks,
        }
        return results if self.fit is None else {**results, "Fit": self.fit.results}


def cell_impedance(
    design: Cell,
    kind: str | None = None,
    stoichiometry: float = 0.5,
    data: str | Path | None = None,
    data_area_cm2: float | None = None,
    data_spectrum: int | None = None,
) -> CellImpedance:
    """Return the impedance of a cell at rest, 1 MHz to 1 mHz.

    Raises `InputError` if a value is out of range, or the file cannot be read or is of another kind
    of cell; `SimulationFailed` if the model cannot follow the spectrum.

    Parameters
    ----------
    kind : str, optional
        Of `KINDS`; by default ``"symmetric"``, or what the measured spectrum says.
    stoichiometry : float, optional
        Lithium in LFP, for ``"half"``.
    data : path, optional
        Measured spectrum to fit the model to.
    data_area_cm2 : float, optional
        Its electrode area; by default what the file states.
    data_spectrum : int, optional
        Which spectrum of a file with several, from 1 on.
    """
    if kind is not None and kind not in KINDS:
        raise unknown_name("kind of cell", kind, KINDS)
    check_range("stoichiometry", stoichiometry, 0.01, 0.99)
    if data is None:
        for option, value in (("--area", data_area_cm2), ("--spectrum", data_spectrum)):
            if value is not None:
                raise InputError(
                    f"{option} is that of --data, which is missing; give a file with --data."
                )
        kind = kind or "symmetric"
        return CellImpedance(design, kind, _spectrum(design, kind, stoichiometry))
    read = measured_spectrum(data, data_area_cm2, data_spectrum)
    kind, assumed = _kind(read, str(data), kind)
    spectrum = _spectrum(design, kind, stoichiometry)
    checks = _checks(read.table)
    fit = None
    if kind == "blocking":
        checks[_CONDUCTIVITY] = ionic_conductivity(read.table, design.separator_thickness_um)
    else:
        fit = fit_cell_impedance(read.table, design, kind, stoichiometry)
    return CellImpedance(design, kind, spectrum, read.table, fit, assumed, checks)


def _kind(read: MeasuredSpectrum, data: str, kind: str | None) -> tuple[str, dict[str, object]]:
    """Return the kind of a measured cell, and what was read off the file."""
    electrodes = electrode_kind(read.table)
    if kind is None and electrodes == "unclear":
        raise InputError(
            f"{data!r} does not tell whether its electrodes block ions; say what was measured "
            "with --cell: blocking (steel), symmetric (lithium) or half (LFP against lithium)."
        )
    if kind == "blocking" and electrodes == "conducting":
        raise InputError(
            f"{data!r} returns to the real axis, or runs at 45 degrees at most, at low "
            "frequency: its electrodes do not block ions. Give --cell symmetric or --cell half."
        )
    if kind == "symmetric" and electrodes == "blocking":
        raise InputError(
            f"{data!r} is capacitive at low frequency: its electrodes block ions. "
            "Give --cell blocking."
        )
    origin = "--cell"
    if kind is None:
        kind = "blocking" if electrodes == "blocking" else "symmetric"
        origin = (
            "the spectrum, which is capacitive at low frequency"
            if kind == "blocking"
            else "assumed, as the electrodes do not block ions; --cell half for LFP against lithium"
        )
    return kind, {
        "Kind of cell from": origin,
        "Electrode area [cm2]": read.area_cm2,
        "Electrode area from": read.area_from,
    }


def _spectrum(design: Cell, kind: str, stoichiometry: float) -> pd.DataFrame:
    """Return the model's spectrum."""
    if kind == "half":
        return measure_lfp_impedance(design, stoichiometry).signal
    model = SymmetricLithiumCell() if kind == "symmetric" else BlockingCell()
    return Spectrometer(model, design.parameter_values()).measure()


def _checks(measured: pd.DataFrame) -> dict[str, object]:
    try:
        check = check_kramers_kronig(measured)
    except InputError as error:  # without the library, the fit is still worth having
        return {"Kramers-Kronig check": f"not done: {error}"}
    verdict = "passed" if check.passed else "failed"
    rms, largest = 100 * check.rms_residual, 100 * check.largest_residual
    return {
        "Kramers-Kronig check": f"{verdict} (rms {rms:.2g} %, largest {largest:.2g} %)",
        "Kramers-Kronig RMS residual": check.rms_residual,
    }


def _as_table(results: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"Quantity": list(results), "Value": list(results.values())})
