"""One page that shows everything the model says of a cell, beside everything measured.

The package can be called: ``sclcell.report("PHLP-15")`` is `sclcell.report.on_cells.report`.
"""

import inspect
import sys
from types import ModuleType

from .collect import collect
from .collected import Collected
from .on_cells import report
from .write import headline_table, write_report

__all__ = ["Collected", "collect", "headline_table", "report", "write_report"]


class _CallablePackage(ModuleType):
    """A package and the public function of the same name in one: `import` sets the package."""

    __call__ = staticmethod(report)


__signature__ = inspect.signature(report)
sys.modules[__name__].__class__ = _CallablePackage
