"""Physics-based performance model of LFP/Li-metal cells with a composite polymer electrolyte.

Importing this package is cheap: the public names are looked up on first use (PEP 562), so that
``sclcell --help`` does not wait for PyBaMM.
"""

import warnings as _warnings
from importlib import import_module as _import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .api import age, cycle, film, impedance, pouch, protocol, rate_test
    from .errors import InputError, SclcellError, SimulationFailed
    from .exploration.on_study import explore
    from .fitting.films.on_table import fit_film
    from .fitting.on_problem import fit
    from .on_file import read
    from .parameter_sets.cell import Cell
    from .report.on_cells import report
    from .surface.on_cell import plate

__version__ = "0.2.0"

# Public name -> module that defines it; the same names in the block above, for type checkers, and
# in __all__.
_LAZY: dict[str, str] = {
    "Cell": ".parameter_sets.cell",
    "InputError": ".errors",
    "SclcellError": ".errors",
    "SimulationFailed": ".errors",
    "age": ".api",
    "cycle": ".api",
    "explore": ".exploration.on_study",
    "film": ".api",
    "fit": ".fitting.on_problem",
    "fit_film": ".fitting.films.on_table",
    "impedance": ".api",
    "plate": ".surface.on_cell",
    "pouch": ".api",
    "protocol": ".api",
    "rate_test": ".api",
    "read": ".on_file",
    # Its code is a package of the same name, which can be called as the function can.
    "report": ".report",
}
# Name of earlier versions -> module that defines it, and what to use in its place.
_OLD: dict[str, tuple[str, str]] = {
    "CellDesign": (".parameter_sets.cell", "sclcell.Cell"),
    "cycle_lfp": (".experiments.cycling", "sclcell.cycle"),
    "film_report": (".experiments.film", "sclcell.film"),
    "get_electrolyte": (".parameter_sets.electrolytes", "sclcell.film or sclcell.Cell"),
    "load_electrolyte": (".parameter_sets.electrolytes", "sclcell.film or sclcell.Cell"),
    "simulate_rate_test": (".experiments.rate", "sclcell.rate_test"),
}

__all__ = [
    "Cell",
    "InputError",
    "SclcellError",
    "SimulationFailed",
    "__version__",
    "age",
    "cycle",
    "explore",
    "film",
    "fit",
    "fit_film",
    "impedance",
    "plate",
    "pouch",
    "protocol",
    "rate_test",
    "read",
    "report",
]


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name in _OLD:
        module, new = _OLD[name]
        _warnings.warn(
            f"sclcell.{name} is an earlier name; use {new}, or import it from sclcell{module}.",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(_import_module(module, __name__), name)
    try:
        module = _LAZY[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    package = _import_module(module, __name__)
    value = package if name == "report" else getattr(package, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
