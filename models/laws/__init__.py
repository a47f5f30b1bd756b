"""Closures: pure functions of floats, arrays or PyBaMM symbols.

One formula, one function. `composite` joins them to σ, t+ and D of a composite electrolyte.
"""

from . import (
    attribution,
    composite,
    effective_medium,
    morphology,
    salt_transport,
    space_charge,
)

__all__ = [
    "attribution",
    "composite",
    "effective_medium",
    "morphology",
    "salt_transport",
    "space_charge",
]
