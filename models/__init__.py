"""Cell models: start here.

The cells stand in this folder; what they are made of in ``closures`` (material laws, pure
functions), ``electrolyte``, ``interphase`` and ``electrode`` (PyBaMM submodels).
"""

from .blocking_cell import BlockingCell, LithiumSteelCell
from .composite_electrolyte_dfn import CompositeElectrolyteDFN
from .composite_electrolyte_spme import CompositeElectrolyteSPMe
from .symmetric_lithium_cell import SymmetricLithiumCell

__all__ = [
    "CompositeElectrolyteDFN",
    "CompositeElectrolyteSPMe",
    "SymmetricLithiumCell",
    "BlockingCell",
    "LithiumSteelCell",
]
