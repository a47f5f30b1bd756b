"""Long cycling: cycle by cycle, or along the envelope of the states that age."""

from .cells import CycleRecord, LFPCycling, SymmetricCycling
from .envelope import follow_envelope
from .exact import cycle_by_cycle
from .results import CyclingResult
from .runs import age_symmetric, attribute_fade, cycle_lfp

__all__ = [
    "CycleRecord",
    "CyclingResult",
    "LFPCycling",
    "SymmetricCycling",
    "age_symmetric",
    "attribute_fade",
    "cycle_by_cycle",
    "cycle_lfp",
    "follow_envelope",
]
