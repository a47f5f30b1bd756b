"""Kramers–Kronig check of a spectrum, by the library pyimpspec."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .impedance_files import pyimpspec_or_error
from .spectroscopy import complex_impedance

__all__ = ["KramersKronigCheck", "check_kramers_kronig"]

#: RC elements per decade of frequency.
_PER_DECADE = 4.5


@dataclass(frozen=True)
class KramersKronigCheck:
    """Deviations of a spectrum from a circuit that obeys the relations, over the modulus.

    Parameters
    ----------
    rms_residual, largest_residual : float
        Root mean square and largest modulus of real and imaginary parts [-].
    passed : bool
        Whether the root mean square is below the tolerance: single points may be noisy.
    """

    rms_residual: float
    largest_residual: float
    passed: bool


def check_kramers_kronig(spectrum: pd.DataFrame, tolerance: float = 0.01) -> KramersKronigCheck:
    """Check whether a spectrum is that of a linear, causal and stable system.

    The linear test of Boukamp (1995): a series of RC elements, which obey the relations, is
    fitted; what it cannot follow violates them, for example because the cell drifted.

    Raises `InputError` if columns are missing or pyimpspec is not installed.

    Parameters
    ----------
    spectrum : pandas.DataFrame
        Columns ``Frequency [Hz]``, ``Re(Z) [Ohm.cm2]``, ``Im(Z) [Ohm.cm2]``.
    tolerance : float, optional
        Root mean square of residuals over the modulus that is accepted, 1 % by default.
    """
    frequencies, Z = complex_impedance(spectrum, 10)
    library = pyimpspec_or_error("the Kramers-Kronig check")
    # The library's own choice of the number of elements stops early on spectra without noise.
    decades = np.log10(frequencies[0] / frequencies[-1])
    elements = int(min(max(5, np.ceil(_PER_DECADE * decades)), 0.8 * frequencies.size))
    result = library.perform_kramers_kronig_test(
        library.DataSet(frequencies=frequencies, impedances=Z),
        test="complex",
        num_RC=elements,
        admittance=False,
        num_F_ext_evaluations=0,
        num_procs=1,
    )
    both = np.asarray(result.residuals, dtype=np.complex128).view(float)
    rms, largest = float(np.sqrt(np.mean(both**2))), float(np.max(np.abs(both)))
    return KramersKronigCheck(rms, largest, rms <= tolerance)
