"""Impedance: Nyquist and Bode plots, and what is read off them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..experiments.laboratory.spectroscopy import FREQUENCY, IMAGINARY, REAL, complex_impedance
from ..style import BLUE, GREEN, GREY
from .charts import Chart, Line
from .collected import Collected
from .section import Section

__all__ = ["impedance_section"]

#: Name of the measurement -> legend and colour.
_CELLS = {
    "EIS, Li|Li": ("Li | film | Li", BLUE),
    "EIS, LFP|Li": ("LFP | film | Li", GREEN),
    "EIS, SS|SS": ("steel | film | steel", GREY),
}


def impedance_section(found: Collected) -> Section | None:
    """Return spectra at 25 °C, and what is read off them."""
    signals = {name: found.lab[name].signal for name in _CELLS if name in found.lab}
    if not signals:
        return None
    modulus, phase = [], []
    for name, signal in signals.items():
        label, colour = _CELLS[name]
        f, Z = complex_impedance(signal)
        modulus.append(Line(f, np.abs(Z), label, colour))
        phase.append(Line(f, np.degrees(np.angle(Z)), label, colour))
    bode: dict[str, Any] = {"x_label": "Frequency [Hz]", "log_x": True}
    charts = [
        _nyquist(signals),
        Chart(
            "bode_modulus", "Bode: modulus", y_label="|Z| [Ω cm²]", series=modulus, log_y=True,
            **bode,
        ),
        Chart("bode_phase", "Bode: phase", y_label="Phase [°]", series=phase, **bode),
    ]  # fmt: skip
    rows = [
        (found.lab[name].title, quantity, value)
        for name in found.lab
        for quantity, value in found.lab[name].results.items()
        if isinstance(value, int | float)
    ]
    readings = pd.DataFrame(rows, columns=["Measurement", "Quantity", "Value"])
    spectra = pd.concat([s.assign(Cell=_CELLS[n][0]) for n, s in signals.items()])
    text = (
        "1 MHz to 1 mHz, cells at rest, 25 °C, LFP half discharged. The readings are those of a "
        "virtual laboratory: the model's signal, evaluated as an experimentalist does."
    )
    return Section(
        "impedance",
        "Impedance and laboratory readings",
        (text,),
        charts,
        {"Laboratory readings": readings, "Spectra": spectra},
        folded=True,
    )


def _nyquist(signals: dict[str, pd.DataFrame]) -> Chart:
    """Return the spectra with resistive ends; capacitive branches are cut."""
    lines = []
    largest = max(signal.loc[signal[FREQUENCY] > 0.01, REAL].max() for signal in signals.values())
    for name, signal in signals.items():
        label, colour = _CELLS[name]
        shown = signal[(signal[REAL] < 1.2 * largest) & (-signal[IMAGINARY] < 0.6 * largest)]
        lines.append(Line(shown[REAL], -shown[IMAGINARY], label, colour, "both"))
    return Chart("nyquist", "Nyquist", "Re Z [Ω cm²]", "−Im Z [Ω cm²]", lines, equal=True)
