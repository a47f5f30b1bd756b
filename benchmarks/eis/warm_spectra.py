"""A spectrum of 60 frequencies: one built model with inputs, against a new simulation for each.

Both take the same film resistances, in turns in this process, and must give the same
impedance. Processor time.

    python benchmarks/eis/warm_spectra.py [--spectra 20]
"""

import os

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import time

import numpy as np

from sclcell.experiments.lab.spectroscopy import FREQUENCIES, Spectrometer, complex_impedance
from sclcell.models import BlockingCell, CompositeElectrolyteDFN, SymmetricLithiumCell
from sclcell.parameter_sets.cell_design import CellDesign

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
    values = CellDesign.from_name("PHLP-15", temperature_degC=25.0).parameter_values()
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spectra", type=int, default=20)
    spectra = parser.parse_args().spectra
    print(f"{FREQUENCIES.size} frequencies, median of {spectra} spectra")
    print(f"{'cell':>10} {'warm [ms]':>10} {'new [ms]':>10} {'ratio':>6} {'difference':>11}")
    for cell, (make_model, name, value) in CELLS.items():
        warm, new, difference = compare(make_model, name, value, spectra)
        a, b = 1e3 * np.median(warm), 1e3 * np.median(new)
        print(f"{cell:>10} {a:10.1f} {b:10.1f} {b / a:6.0f} {difference:11.1e}")


if __name__ == "__main__":
    main()
