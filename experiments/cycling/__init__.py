"""Long cycling: cycle by cycle, or along the envelope of the states that age."""

from .cells import CycleRecord, LFPCycling, SymmetricCycling
from .envelope import follow_envelope
from .exact import cycle_by_cycle
from .results import CyclingResult

__all__ = [
    "CycleRecord",
    "CyclingResult",
    "LFPCycling",
    "SymmetricCycling",
    "cycle_by_cycle",
    "follow_envelope",
]
