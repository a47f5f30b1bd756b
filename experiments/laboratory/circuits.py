"""Equivalent circuit of Li | CPE | Li, and its fit to a spectrum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from ...errors import SimulationFailed
from .measurement import require_columns
from .spectroscopy import FREQUENCY, IMAGINARY, REAL, ComplexArray, complex_impedance

__all__ = ["LithiumCircuit", "fit_lithium_circuit", "lithium_circuit_impedance"]


@dataclass(frozen=True)
class LithiumCircuit:
    """Elements of the circuit, both surfaces together.

    Parameters
    ----------
    bulk, film, charge_transfer, diffusion : float
        Resistances [Ohm.cm2].
    film_time, charge_transfer_time, diffusion_time : float
        Time constants of the two arcs and of diffusion over half the film [s].
    residual : float
        Root mean square of the relative deviation from the spectrum.
    """

    bulk: float
    film: float
    film_time: float
    charge_transfer: float
    charge_transfer_time: float
    diffusion: float
    diffusion_time: float
    residual: float = 0.0

    @property
    def interface(self) -> float:
        """Film and charge transfer of both surfaces [Ohm.cm2]."""
        return self.film + self.charge_transfer

    def impedance(self, frequencies: np.ndarray) -> ComplexArray:
        """Return the impedance [Ohm.cm2] at frequencies [Hz]."""
        elements = (
            self.bulk,
            self.film,
            self.film_time,
            self.charge_transfer,
            self.charge_transfer_time,
            self.diffusion,
            self.diffusion_time,
        )
        return lithium_circuit_impedance(frequencies, np.array(elements))


def lithium_circuit_impedance(frequencies: np.ndarray, elements: np.ndarray) -> ComplexArray:
    r"""Return the impedance of film, two arcs and finite-length diffusion, (LAB-5).

    .. math::
        Z = R_b + \frac{R_f}{1+j\omega\tau_f} + \frac{R_{ct}}{1+j\omega\tau_{ct}}
            + R_d \frac{\tanh\sqrt{j\omega\tau_d}}{\sqrt{j\omega\tau_d}}

    Parameters
    ----------
    frequencies : array, shape (n,)
        [Hz]
    elements : array, shape (7,)
        In the order of the fields of `LithiumCircuit`; resistances [Ohm.cm2], times [s].
    """
    R_b, R_f, t_f, R_ct, t_ct, R_d, t_d = elements
    s = 2j * np.pi * frequencies
    root = np.sqrt(s * t_d)
    return R_b + R_f / (1 + s * t_f) + R_ct / (1 + s * t_ct) + R_d * np.tanh(root) / root


def fit_lithium_circuit(spectrum: pd.DataFrame) -> LithiumCircuit:
    """Fit the circuit to a spectrum of Li | CPE | Li by complex least squares.

    Deviations are relative to the modulus; elements are fitted as logarithms, from several
    starting points that are read off the spectrum. Of the two arcs, that with the larger
    capacitance is called charge transfer.

    Parameters
    ----------
    spectrum : pandas.DataFrame
        Columns ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``.

    Raises
    ------
    InputError
        If columns are missing.
    SimulationFailed
        If no start leads to a fit.
    """
    require_columns(spectrum, [FREQUENCY, REAL, IMAGINARY], 10, "spectrum")
    f, Z = complex_impedance(spectrum)

    def deviation(logs: np.ndarray) -> np.ndarray:
        relative = (lithium_circuit_impedance(f, np.exp(logs)) - Z) / np.abs(Z)
        return np.concatenate([relative.real, relative.imag])

    best = None
    for start in _starts(f, Z):
        logs = np.log(start)
        fit = least_squares(
            deviation, logs, bounds=(logs - 12, logs + 12), xtol=1e-15, ftol=1e-15, gtol=1e-15
        )
        if best is None or fit.cost < best.cost:
            best = fit
        if best.cost < 1e-12:
            break
    if best is None or not np.isfinite(best.cost):
        raise SimulationFailed("no equivalent circuit could be fitted to the spectrum")
    R_b, R_f, t_f, R_ct, t_ct, R_d, t_d = np.exp(best.x)
    if t_f / R_f > t_ct / R_ct:  # capacitances
        R_f, t_f, R_ct, t_ct = R_ct, t_ct, R_f, t_f
    residual = float(np.sqrt(2 * best.cost / Z.size))
    return LithiumCircuit(
        bulk=float(R_b),
        film=float(R_f),
        film_time=float(t_f),
        charge_transfer=float(R_ct),
        charge_transfer_time=float(t_ct),
        diffusion=float(R_d),
        diffusion_time=float(t_d),
        residual=residual,
    )


def _starts(f: np.ndarray, Z: ComplexArray) -> list[np.ndarray]:
    """Return starting points: the arcs' share and spread are varied."""
    R_b = max(Z.real[0], 1e-3 * Z.real.max())
    total = max(Z.real.max() - R_b, 1e-6)
    t_peak = 1 / (2 * np.pi * f[np.argmax(-Z.imag)])
    t_d = 1 / (2 * np.pi * np.sqrt(f[-1] * f[f.size // 2]) * 0.1)
    return [
        np.array(
            [
                R_b,
                total * share,
                t_peak / spread,
                total * (1 - share),
                t_peak * spread,
                0.01 * total,
                t_d * slow,
            ]
        )
        for share in (0.6, 0.4)
        for spread in (3.0, 10.0, 1.5)
        for slow in (1.0, 30.0)
    ]
