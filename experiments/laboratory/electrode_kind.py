"""Whether the electrodes of a spectrum block, from its low-frequency end."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from .spectroscopy import complex_impedance

__all__ = ["ElectrodeKind", "electrode_kind"]

ElectrodeKind = Literal["blocking", "conducting", "unclear"]

#: Above this frequency the rising side of a slow arc looks like a capacitor [Hz].
_LOWEST_HZ = 1.01
#: Angle of the low-frequency end in the Nyquist plot [deg]: 90 for a capacitor, 63 for a constant
#: phase element with exponent 0.7; 45 for diffusion, less where an arc closes.
_STEEP, _FLAT = 60.0, 50.0
#: Phase up to which a spectrum has come back to the real axis [deg].
_ON_AXIS = 10.0
_FEWEST = 4


def electrode_kind(spectrum: pd.DataFrame) -> ElectrodeKind:
    """Return whether the electrodes block ions, as steel does, or let them through, as lithium.

    Between blocking electrodes the imaginary part grows without end towards low frequency at a
    nearly constant real part; between conducting ones the spectrum returns to the real axis, or
    leaves it at 45 degrees at most (diffusion). The kind is ``"unclear"`` if the spectrum ends
    above 1 Hz or at an angle between the two.
    """
    f, Z = complex_impedance(spectrum)
    if f[-1] > _LOWEST_HZ:
        return "unclear"
    count = max(_FEWEST, int(np.sum(f <= 10.000001 * f[-1])))
    decades = -np.log10(f[-count:])
    # Straight lines through the last decade, as single points are noisy there.
    real, minus_imaginary = (
        float(np.polyfit(decades, part, 1)[0]) for part in (Z[-count:].real, -Z[-count:].imag)
    )
    angle = np.degrees(np.arctan2(minus_imaginary, real))
    # Lithium against LFP may end as steeply, but its resistances are larger by then.
    phase = np.degrees(np.angle(np.mean(Z[-_FEWEST:]).conjugate()))
    if _STEEP <= angle <= 180 - _STEEP and phase >= _STEEP:
        return "blocking"
    # On the axis, noise sets the direction.
    return "conducting" if angle <= _FLAT or phase <= _ON_AXIS else "unclear"
