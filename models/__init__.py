"""Cell models: start here.

The cells stand in this folder; what they are made of in ``laws`` (material laws, pure functions),
``membrane``, ``sei`` and ``electrode`` (PyBaMM submodels). The cells are imported on first use
(PEP 562), so that whoever needs a law only does not wait for PyBaMM.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES = {
    "CompositeElectrolyteDFN": ".composite_electrolyte_dfn",
    "CompositeElectrolyteSPMe": ".composite_electrolyte_spme",
    "SymmetricLithiumCell": ".symmetric_lithium_cell",
    "BlockingCell": ".blocking_cell",
    "LithiumSteelCell": ".blocking_cell",
}


def __getattr__(name: str) -> Any:
    """Import a cell on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
    return globals()[name]


def __dir__() -> list[str]:
    """List the cells, loaded or not."""
    return sorted(__all__)
