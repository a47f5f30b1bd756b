"""``sclcell eis``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .arguments import film_argument
from .common import deliver, output_options
from .film_options import film_design, film_options

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ..experiments.laboratory.impedance_fit import ImpedanceFit
    from ..parameter_sets.cell import Cell

__all__ = ["command"]

_CONDUCTIVITY = "Ionic conductivity [mS.cm-1]"


@click.command(name="eis")
@film_argument
@click.option(
    "--cell",
    type=click.Choice(["half", "symmetric", "blocking"]),
    help="LFP | NAME | Li, Li | NAME | Li or SS | NAME | SS; default symmetric, or, with --data, "
    "blocking where the spectrum says so.",
)
@click.option("--stoichiometry", type=float, default=0.5, show_default=True, help="Li in LFP.")
@click.option("--areal-loading", type=float, help="LFP loading [mg/cm2]; default 1.5.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Measured spectrum to overlay and fit: CSV, or an instrument's file.",
)
@click.option(
    "--area",
    type=float,
    help="Electrode area of --data [cm2]; default what the file states. Not needed for Ohm.cm2.",
)
@film_options
@output_options
def command(
    name: str,
    cell: str | None,
    stoichiometry: float,
    areal_loading: float | None,
    data: Path | None,
    area: float | None,
    json_file: Path | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Impedance of a cell at rest, 1 MHz to 1 mHz; overlaid on and fitted to a measured one.

    \b
    Examples:
      sclcell eis PHLP-15 --cell blocking --json -
      sclcell eis PHLP-15 --cell symmetric --data mine.csv --area 1.13 --out results/eis
    """  # noqa: D301
    measured, cell, assumed = _measured(data, area, cell)
    design = film_design(name, options, areal_loading)
    spectrum = _spectrum(design, cell, stoichiometry)
    results: dict[str, Any] = {
        "Electrolyte": design.electrolyte.name,
        "Cell": cell,
        "Temperature [degC]": design.temperature_degC,
        **assumed,
        **{str(column): spectrum[column].to_numpy() for column in spectrum},
    }
    tables = {"spectrum": spectrum}
    fit = None
    text = f"{cell} cell with {design.electrolyte.name} at {design.temperature_degC:g} degC"
    if measured is not None:
        fit, check = _evaluate(measured, design, cell, stoichiometry)
        results.update(check)
        if fit is not None:
            results["Fit"] = fit.results
            tables = {"fit": _as_table(fit.results), "fitted_spectrum": fit.spectrum} | tables
        tables["measured_spectrum"] = measured
        text += f"; Kramers-Kronig: {check['Kramers-Kronig check']}"
        text += "".join(f"\n{key}: {value}" for key, value in assumed.items() if value is not None)
        if fit is None:
            thickness = design.separator_thickness_um
            text += f"\nThickness of the film: {thickness:g} um (--separator-thickness)"
            tables = {"conductivity": _as_table({_CONDUCTIVITY: check[_CONDUCTIVITY]})} | tables
    deliver(
        results, tables, {"nyquist": lambda: _draw(spectrum, measured, fit)}, json_file, out, text
    )


def _measured(
    data: Path | None, area: float | None, cell: str | None
) -> tuple[pd.DataFrame | None, str, dict[str, Any]]:
    """Return the measured spectrum, the kind of cell, and what was read off the file."""
    from ..errors import InputError
    from ..experiments.laboratory.electrode_kind import electrode_kind
    from ..experiments.laboratory.impedance_files import measured_spectrum

    if data is None:
        if area is not None:
            raise InputError("--area is that of --data, which is missing; give a file with --data.")
        return None, cell or "symmetric", {}
    read = measured_spectrum(data, area)
    kind = electrode_kind(read.table)
    if cell is None and kind == "unclear":
        raise InputError(
            f"{str(data)!r} does not tell whether its electrodes block ions; say what was measured "
            "with --cell: blocking (steel), symmetric (lithium) or half (LFP against lithium)."
        )
    if cell == "blocking" and kind == "conducting":
        raise InputError(
            f"{str(data)!r} returns to the real axis, or runs at 45 degrees at most, at low "
            "frequency: its electrodes do not block ions. Give --cell symmetric or --cell half."
        )
    if cell == "symmetric" and kind == "blocking":
        raise InputError(
            f"{str(data)!r} is capacitive at low frequency: its electrodes block ions. "
            "Give --cell blocking."
        )
    origin = "--cell"
    if cell is None:
        cell = "blocking" if kind == "blocking" else "symmetric"
        origin = (
            "the spectrum, which is capacitive at low frequency"
            if kind == "blocking"
            else "assumed, as the electrodes do not block ions; --cell half for LFP against lithium"
        )
    return (
        read.table,
        cell,
        {
            "Kind of cell from": origin,
            "Electrode area [cm2]": read.area_cm2,
            "Electrode area from": read.area_from,
        },
    )


def _spectrum(design: Cell, cell: str, stoichiometry: float) -> pd.DataFrame:
    """Return the model's spectrum."""
    from ..errors import check_range
    from ..experiments.laboratory.lfp_impedance import measure_lfp_impedance
    from ..experiments.laboratory.spectroscopy import Spectrometer
    from ..models import BlockingCell, SymmetricLithiumCell

    check_range("stoichiometry", stoichiometry, 0.01, 0.99)
    if cell == "half":
        return measure_lfp_impedance(design, stoichiometry).signal
    model = SymmetricLithiumCell() if cell == "symmetric" else BlockingCell()
    return Spectrometer(model, design.parameter_values()).measure()


def _evaluate(
    measured: pd.DataFrame, design: Cell, cell: str, stoichiometry: float
) -> tuple[ImpedanceFit | None, dict[str, Any]]:
    """Fit and check a measured spectrum."""
    from ..errors import InputError
    from ..experiments.laboratory.conductivity import ionic_conductivity
    from ..experiments.laboratory.impedance_fit import fit_cell_impedance
    from ..experiments.laboratory.kramers_kronig import check_kramers_kronig

    results: dict[str, Any] = {}
    try:
        check = check_kramers_kronig(measured)
        verdict = "passed" if check.passed else "failed"
        rms, largest = 100 * check.rms_residual, 100 * check.largest_residual
        results["Kramers-Kronig check"] = f"{verdict} (rms {rms:.2g} %, largest {largest:.2g} %)"
        results["Kramers-Kronig RMS residual"] = check.rms_residual
    except InputError as error:  # without the library, the fit is still worth having
        results["Kramers-Kronig check"] = f"not done: {error}"
    if cell == "blocking":
        conductivity = ionic_conductivity(measured, design.separator_thickness_um)
        results[_CONDUCTIVITY] = conductivity
        return None, results
    return fit_cell_impedance(measured, design, cell, stoichiometry), results


def _as_table(results: dict[str, float]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"Quantity": list(results), "Value": list(results.values())})


def _draw(
    spectrum: pd.DataFrame, measured: pd.DataFrame | None, fit: ImpedanceFit | None
) -> Figure:
    """Draw Nyquist and Bode plots."""
    from matplotlib.figure import Figure

    from ..experiments.laboratory.spectroscopy import draw_bode, draw_nyquist

    figure = Figure(figsize=(10, 4.5), layout="constrained")
    nyquist, bode = figure.subplots(1, 2)
    if measured is not None:
        draw_nyquist(nyquist, measured, "measured", "k.")
    if fit is not None:
        draw_nyquist(nyquist, fit.spectrum, "model, fitted", "C3-")
    # The capacitive branch of blocking electrodes would leave the rest of the plot a dot.
    resistive = spectrum["Re(Z) [Ohm.cm2]"].max()
    shown = spectrum[-spectrum["Im(Z) [Ohm.cm2]"] < 12 * resistive]
    draw_nyquist(nyquist, shown, "model, as shipped", "C0o-")
    nyquist.legend()
    draw_bode(bode, spectrum)
    return figure
