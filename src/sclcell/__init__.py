"""Physics-based performance model of LFP/Li-metal cells with a composite polymer electrolyte.

Importing this package is cheap: the public names are looked up on first use (PEP 562), so that
``sclcell --help`` does not wait for PyBaMM.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import InputError, SclcellError, SimulationFailed
    from .experiments.cycling import cycle_lfp
    from .experiments.film import film_report
    from .experiments.rate import simulate_rate_test
    from .parameter_sets.cell import Cell, CellDesign
    from .parameter_sets.electrolytes import get_electrolyte, load_electrolyte

__version__ = "0.1.0"

# Public name -> module that defines it; the same names in the block above, for type checkers, and
# in __all__. About ten at most.
_LAZY: dict[str, str] = {
    "Cell": ".parameter_sets.cell",
    "CellDesign": ".parameter_sets.cell",
    "InputError": ".errors",
    "SclcellError": ".errors",
    "SimulationFailed": ".errors",
    "cycle_lfp": ".experiments.cycling",
    "film_report": ".experiments.film",
    "get_electrolyte": ".parameter_sets.electrolytes",
    "load_electrolyte": ".parameter_sets.electrolytes",
    "simulate_rate_test": ".experiments.rate",
}

__all__ = [
    "Cell",
    "CellDesign",
    "InputError",
    "SclcellError",
    "SimulationFailed",
    "__version__",
    "cycle_lfp",
    "film_report",
    "get_electrolyte",
    "load_electrolyte",
    "simulate_rate_test",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    try:
        module = _LAZY[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    value = getattr(import_module(module, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
