"""A spectrum of 60 frequencies: one built model with inputs, against a new simulation for each.

Both take the same film resistances, in turns in this process, and must give the same
impedance. Processor time.

    python -m benchmarks.eis.warm_spectra
"""

import time

import numpy as np
import pandas as pd

from sclcell.experiments.laboratory.spectroscopy import FREQUENCIES, Spectrometer, complex_impedance
from sclcell.models import BlockingCell, CompositeElectrolyteDFN, SymmetricLithiumCell
from sclcell.parameter_sets.cell import Cell

from ..claims import Claim, Meter, Result, count_states, run

FILM = "Lithium interphase film resistance [Ohm.m2]"
CONTACT = "Contact resistance [Ohm]"

# A blocking cell has no film: its contact resistance changes from spectrum to spectrum.
CELLS = {
    "half": (lambda: CompositeElectrolyteDFN({"surface form": "differential"}), FILM, 0.0165),
    "symmetric": (SymmetricLithiumCell, FILM, 0.0165),
    "blocking": (BlockingCell, CONTACT, 0.1),
}


def compare(make_model, name, value, spectra):
    """Return times of the warm and of the new simulations [s], and the largest difference."""
    values = Cell.from_name("PHLP-15", temperature_degC=25.0).parameter_values()
    warm_values = values.copy()
    warm_values[name] = "[input]"
    instrument = Spectrometer(make_model(), warm_values)
    instrument.measure(inputs={name: value})  # builds

    warm, new, difference = [], [], 0.0
    for k in range(spectra):
        changed = value * (1 + 0.05 * k)
        start = time.process_time()
        first = instrument.measure(inputs={name: changed})
        warm.append(time.process_time() - start)

        start = time.process_time()
        values[name] = changed
        second = Spectrometer(make_model(), values).measure()
        new.append(time.process_time() - start)

        Z_1, Z_2 = complex_impedance(first)[1], complex_impedance(second)[1]
        difference = max(difference, float(np.max(np.abs(Z_1 / Z_2 - 1))))
    return warm, new, difference


def measure(small: bool = False) -> Result:
    spectra = 2 if small else 20
    claims, rows = [], []
    for cell, (make_model, name, value) in CELLS.items():
        with Meter() as meter:
            warm, new, difference = compare(make_model, name, value, spectra)
        a, b, off = np.median(warm), np.median(new), 100 * difference
        claims.append(
            Claim(
                f"a warm spectrum of {FREQUENCIES.size} frequencies, {cell} cell",
                "a new pybamm.EISSimulation for each spectrum",
                "at most 50 ms, within 0.001 %",
                f"{1e3 * a:.0f} ms, {off:.1g} %",
                bool(a <= 0.05 and off <= 1e-3),
                float(b / a),
                float(a),
                float(b),
                off,
                count_states(make_model(), Cell.from_name("PHLP-15").parameter_values()),
                meter.memory_MB,
            )
        )
        rows.append((cell, 1e3 * a, 1e3 * b, b / a, off))
    columns = ["Cell", "Warm [ms]", "New [ms]", "Ratio", "Largest difference [%]"]
    title = f"Impedance: processor time, median of {spectra} spectra"
    return Result(claims, {title: pd.DataFrame(rows, columns=columns)})


if __name__ == "__main__":
    run(measure)
