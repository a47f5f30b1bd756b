"""Cell models: start here.

The cells stand in this folder; what they are made of in ``closures`` (material laws, pure
functions), ``electrolyte``, ``interphase`` and ``electrode`` (PyBaMM submodels).
"""

from .composite_electrolyte_dfn import CompositeElectrolyteDFN
from .composite_electrolyte_spme import CompositeElectrolyteSPMe

__all__ = ["CompositeElectrolyteDFN", "CompositeElectrolyteSPMe"]
