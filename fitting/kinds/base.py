"""What a kind of data is: its table, its model, its residuals and its picture."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...columns import ROLES, Role, add_roles
from ...errors import unknown_name
from ...parameter_sets.cell import Cell
from ...registry import place_of
from ...tables import TextTable
from ..cell_inputs import CellInputs
from ..problem.plausibility import Range
from ..problem.schema import SOURCE, DataSet
from .pictures import draw_against

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Comparison", "DataKind", "FileRead", "relative_errors", "rms"]

Report = Callable[[str], None]


@dataclass(frozen=True)
class Comparison:
    """A data set and the model at one set of parameters.

    Parameters
    ----------
    residuals : numpy.ndarray
        In standard deviations, shape (n,).
    derivatives : dict
        Parameter to d residuals/d parameter (SI), shape (n,), where the model gives them.
    table : pandas.DataFrame
        Measured and modelled values: ``Measured``, ``Model``, ``Noise`` and what they go with.
    errors : dict
        Name with unit to a measure of the deviation; the first is the data set's RMS error.
    failures : tuple of str
        Why simulations gave nothing.
    """

    residuals: np.ndarray
    table: pd.DataFrame
    errors: dict[str, float]
    derivatives: dict[str, np.ndarray] = field(default_factory=dict)
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileRead:
    """One file of a data set after its cells became numbers.

    Parameters
    ----------
    frame : pandas.DataFrame
        A column per role, in the units of the fit; may be changed.
    raw, whole : pandas.DataFrame
        Cells of the rows that count, and of all rows.
    columns : dict
        Role to the heading of its column.
    data : DataSet
        What is read.
    report, note : callable
        Called with each fault, and with what was taken for granted.
    """

    frame: pd.DataFrame
    raw: pd.DataFrame
    whole: pd.DataFrame
    columns: dict[str, str]
    data: DataSet
    report: Report
    note: Report


class DataKind(ABC):
    """A kind of data. The class says how tables are read; an object is one data set with its model.

    A kind is a class in a file of its own. It has to say ``kind`` and ``roles``, to `build` its
    model and to `compare`; everything else has a default.

    Parameters
    ----------
    data : DataSet
        How it was measured.
    table : pandas.DataFrame
        A column per role, in the units of the fit.
    cell : Cell
        What it was measured on.
    names : list of str
        Parameters that are fitted.
    evaluations : int, optional
        How many comparisons are expected, which says whether it pays to compile the model.
    """

    #: What a problem file says.
    kind: ClassVar[str]
    #: Columns that are needed; each entry is a choice of which one is.
    roles: ClassVar[tuple[tuple[str, ...], ...]]
    #: Columns that may be there.
    optional: ClassVar[tuple[str, ...]] = ()
    #: Roles that no other kind has, see `sclcell.columns.ROLES`.
    own_roles: ClassVar[Mapping[str, Role]] = {}
    #: Keys that a problem has to give, because no file says them.
    needed: ClassVar[tuple[str, ...]] = ()
    #: Schema of the data set in a problem file; a subclass of `DataSet` adds keys.
    schema: ClassVar[type[DataSet]] = DataSet
    #: Standard deviation where a problem gives none.
    noise: ClassVar[float] = 0.05
    #: Role to what its values can be, where that differs from
    #: `sclcell.fitting.problem.plausibility.RANGES`.
    ranges: ClassVar[Mapping[str, Range]] = {}
    #: Role to the dimension in which its values arrive, where that is not its first one; see
    #: `dimension_of`.
    dimensions: ClassVar[Mapping[str, str]] = {}
    #: Column on the horizontal axis and its label, label of the vertical axis.
    x: ClassVar[str]
    x_label: ClassVar[str] = ""
    y_label: ClassVar[str]
    #: Whether the horizontal axis is logarithmic.
    logarithmic: ClassVar[bool] = False

    #: Parameters whose derivatives the solver computes; finite differences for the others.
    sensitive: tuple[str, ...] = ()
    #: Whether finite differences are one-sided, because a simulation takes long.
    one_sided: bool = False
    #: Fitted parameters that the model contains; set by `build`.
    names: frozenset[str]

    def __init_subclass__(cls, **options: object) -> None:
        """Make the roles known that only this kind has; a role that nobody describes is refused."""
        super().__init_subclass__(**options)
        add_roles(cls.__dict__.get("own_roles", {}))
        for role in chain(*getattr(cls, "roles", ()), cls.optional):
            if role not in ROLES:
                hint = f"Describe a role of its own in own_roles of {cls.__name__}."
                raise unknown_name("role of a column", role, ROLES, hint)

    def __init__(
        self,
        data: DataSet,
        table: pd.DataFrame,
        cell: Cell,
        names: list[str],
        evaluations: int = 1,
    ) -> None:
        self.data, self.table, self.cell = data, table, cell
        self.inputs = CellInputs(cell, names)
        self.evaluations = evaluations
        self.build()

    @abstractmethod
    def build(self) -> None:
        """Build the model, and set ``names``."""

    @abstractmethod
    def compare(self, values: Mapping[str, float], sensitivities: bool = False) -> Comparison:
        """Simulate and compare.

        Parameters
        ----------
        values : mapping
            Fitted parameters, SI units.
        sensitivities : bool, optional
            Whether derivatives are wanted with respect to ``sensitive``.
        """

    def faults(self, comparison: Comparison) -> list[str]:
        """Return which residuals and noises are no numbers to fit with, the first of each.

        Residuals of simulations that failed do not count.
        """
        noise = comparison.table.get("Noise", pd.Series(dtype=float)).to_numpy(float)
        wrong = {"noise": (noise, ~np.isfinite(noise) | (noise < 0))}
        if not comparison.failures:
            wrong["residual"] = (comparison.residuals, ~np.isfinite(comparison.residuals))
        found = []
        for what, (values, where) in wrong.items():
            if not where.any():
                continue
            k = int(np.flatnonzero(where)[0])
            row = f"of value {k + 1}"
            if len(values) == len(self.table) and SOURCE in self.table:
                row = f"of row {self.table[SOURCE].iloc[k]}"
            measured = comparison.table.get("Measured")
            if measured is not None and len(measured) == len(values):
                row += f", measured {measured.iloc[k]:.4g},"
            more = f" (and {where.sum() - 1} more)" if where.sum() > 1 else ""
            found.append(
                f"data '{self.data.name}': the {what} {row} is {values[k]:.4g}{more}; check what "
                f"was measured, and noise and ranges of the kind '{self.kind}' ({self.file()})"
            )
        return found

    @classmethod
    def file(cls) -> str:
        """Return the name of the file that the class stands in."""
        path = getattr(sys.modules.get(cls.__module__), "__file__", None)
        return Path(path).name if path else cls.__module__

    @classmethod
    def failure(cls, error: Exception) -> str:
        """Return, in a line, what went wrong in the class itself, and where."""
        text = " ".join(str(error).split())[:150]
        place = place_of(cls, error)
        return f"the kind '{cls.kind}' fails in {place} ({type(error).__name__}: {text})"

    @property
    def size(self) -> int:
        """Number of residuals."""
        return len(self.table)

    @classmethod
    def has_cathode(cls, data: DataSet) -> bool:
        """Return whether the data were measured on a cell with a cathode."""
        return True

    @classmethod
    def dimension_of(cls, role: str, data: DataSet) -> str:
        """Return in which dimension of `sclcell.columns.UNITS` the values of a role arrive.

        Its own first one, in the unit named first there; without a cathode there is no mass of
        LFP, and specific quantities are those per area.
        """
        if role in cls.dimensions:
            return cls.dimensions[role]
        may = ROLES[role][0]
        areal = [one for one in may if not one.startswith("specific ")]
        return (areal if areal and not cls.has_cathode(data) else may)[0]

    @classmethod
    def of_log(cls, log: pd.DataFrame) -> pd.DataFrame:
        """Return what counts of a cycler's log, with the columns of ionworksdata."""
        return log

    @classmethod
    def reads_logs(cls) -> bool:
        """Return whether the kind takes what counts from a cycler's log, see `of_log`."""
        return any("of_log" in c.__dict__ for c in cls.__mro__ if c is not DataKind)

    @classmethod
    def preamble_faults(cls, table: TextTable, cell: Cell) -> list[str]:
        """Return where what stands above the heading of a file contradicts the problem."""
        return []

    @classmethod
    def column_faults(cls, columns: Mapping[str, str], data: DataSet) -> list[str]:
        """Return what is missing among the columns that were found."""
        return []

    @classmethod  # noqa: B027 -- most kinds have nothing to check
    def check_file(cls, read: FileRead) -> None:
        """Report what is wrong with the rows of a file, and bring them to the units of the fit."""

    @classmethod  # noqa: B027
    def check_table(cls, table: pd.DataFrame, data: DataSet, cell: Cell, report: Report) -> None:
        """Report what is wrong with the rows of all files."""

    @classmethod
    def draw(cls, ax: Axes, table: pd.DataFrame) -> None:
        """Draw measurements, model and, where the table has it, its 5 to 95 % band."""
        draw_against(ax, table, cls.x)
        ax.set_xlabel(cls.x_label or cls.x)
        ax.set_ylabel(cls.y_label)
        if cls.logarithmic:
            ax.set_xscale("log")


def relative_errors(relative: ArrayLike) -> dict[str, float]:
    """Return the root mean square and the largest of relative deviations."""
    return {
        "Relative RMS error": rms(relative),
        "Largest relative error": float(np.max(np.abs(relative))),
    }


def rms(values: ArrayLike) -> float:
    """Return the root mean square, in the unit of the values; NaN of nothing."""
    values = np.asarray(values, dtype=float)
    return float(np.sqrt(np.mean(values**2))) if values.size else float("nan")
