"""What a fit is asked to do: cells, data sets, parameters and algorithm, from one TOML file."""

from __future__ import annotations

from math import exp, log
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    SerializeAsAny,
    field_validator,
)
from pydantic_core import PydanticCustomError

from ...errors import InputError, nearest
from ...parameter_sets.cell import Cell
from ...parameter_sets.limits import CAPACITY_FACTOR
from ..kinds.registry import KINDS, kind_of

__all__ = [
    "CAPACITY_FACTOR",
    "SOURCE",
    "Algorithm",
    "Analysis",
    "DataSet",
    "FreeParameter",
    "Prior",
    "Problem",
    "Unknown",
]

#: Line of the file that a row of a table comes from.
SOURCE = "Row"

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataSet(_Checked):
    """A file of measurements and how they were made; some kinds need keys, see `DataKind.needed`.

    Parameters
    ----------
    name : str
        As it appears in results.
    kind : str
        One of ``sclcell.fitting.kinds.registry.KINDS``.
    file : str or list of str
        Any file that `sclcell.measured.reading.read_measured` reads; relative to the problem file.
    reader : str, optional
        Reader of the ionworksdata library (``"neware"``, ``"biologic"``, ``"bdf"``, ...).
    sheet : str, optional
        Of a spreadsheet.
    spectrum : int, optional
        Number of the spectrum in a file with several, from 1 on.
    cell : str
        Name of the cell, ``"cell"`` if there is only one.
    columns, units : dict
        Role (``"voltage"``, ...) to column, and role to unit, where the header does not say.
    where : dict
        Column to value or list of values: only the rows that have one of them count.
    noise : float, optional
        Standard deviation: [mA.h.g-1] of capacities, [V] of curves, relative for others.
    capacity_noise_percent : float
        Of the largest capacity, in curves.
    rate_C : float or list, optional
        C-rate of each file, or of the cycling.
    cycles : int
        Discharges at each rate; the last one counts.
    current_mA_cm2, charge_mAh_cm2 : float
        Of a Li|Li cell.
    reading : str
        Whether a polarisation is ``"peak to peak"`` or of ``"one polarity"``.
    cell_type : str
        Whose spectrum: ``"Li|Li"``, ``"SS|SS"`` or ``"LFP|Li"``.
    """

    name: str = Field(min_length=1, max_length=100, pattern=r"^[^\r\n]*$")
    kind: str
    file: str | Annotated[list[str], Field(min_length=1)]
    reader: str | None = None
    sheet: str | None = None
    spectrum: Annotated[int, Field(ge=1)] | None = None
    cell: str = "cell"
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    where: dict[str, str | float | list[str | float]] = {}
    noise: Positive | None = None
    capacity_noise_percent: Positive = 0.5
    rate_C: Positive | list[Positive] | None = None
    cycles: Annotated[int, Field(ge=1, le=20)] = 3
    current_mA_cm2: Positive = 0.1
    charge_mAh_cm2: Positive = 0.05
    reading: Literal["peak to peak", "one polarity"] = "peak to peak"
    cell_type: Literal["Li|Li", "SS|SS", "LFP|Li"] = "Li|Li"

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            hint = f"; did you mean '{near}'?" if near else ""
            raise PydanticCustomError(
                "kind", "input should be {kinds}{hint}", {"kinds": ", ".join(KINDS), "hint": hint}
            )
        return kind

    @property
    def files(self) -> list[str]:
        """Files, also if there is only one."""
        return [self.file] if isinstance(self.file, str) else self.file

    @property
    def sigma(self) -> float:
        """Noise, or the default of the kind."""
        return kind_of(self.kind).noise if self.noise is None else self.noise


def _by_kind(given: object) -> Any:
    """Read a data set with the schema of its kind, which may have keys of its own."""
    kind = given.get("kind") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        return given
    return KINDS[kind].schema.model_validate(given)


class Prior(_Checked):
    """What is known beforehand: a normal law in the parameter's coordinate.

    Parameters
    ----------
    value : float
        Centre, SI units.
    sd : float
        Standard deviation, of the logarithm on a log scale.
    """

    value: Finite
    sd: Positive


class FreeParameter(_Checked):
    """A parameter to fit.

    Parameters
    ----------
    low, high : float, optional
        Bounds, SI units; by default the range in the provenance tables.
    scale : str
        ``"log"`` or ``"linear"``; by default log where high is more than ten times low > 0.
    start : float, optional
        SI units; by default the centre of the prior, else the shipped value.
    prior : Prior, optional
        By default only the bounds are known.
    shared : str
        ``"all"`` data sets have one value, or each ``"electrolyte"`` or ``"cell"`` its own.
    """

    low: Finite | None = None
    high: Finite | None = None
    scale: Literal["log", "linear"] | None = None
    start: Finite | None = None
    prior: Prior | None = None
    shared: Literal["all", "electrolyte", "cell"] = "all"


class Algorithm(_Checked):
    """How the optimum is searched.

    Parameters
    ----------
    seed : int
        Of every random choice.
    global_evaluations : int
        Evaluations of the Bayesian search; 0 leaves it out.
    initial_points : int
        Of these, points of a Latin hypercube before the first model of the surface.
    batch : int
        Points that the search proposes at a time; they can be evaluated in parallel.
    workers : int
        Processes for them. The result does not depend on it.
    starts : int
        Least-squares finishes from the best different points of the search; one more from where
        the parameters start.
    iterations : int
        Of each finish, at most.
    """

    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    global_evaluations: Annotated[int, Field(ge=0, le=10000)] = 48
    initial_points: Annotated[int, Field(ge=2, le=1000)] = 24
    batch: Annotated[int, Field(ge=1, le=64)] = 4
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    starts: Annotated[int, Field(ge=1, le=100)] = 2
    iterations: Annotated[int, Field(ge=1, le=1000)] = 30


class Analysis(_Checked):
    """What is worked out around the optimum.

    Parameters
    ----------
    profiles : str or list of str
        Parameters whose profile likelihood is computed: ``"all"``, ``"none"`` or names.
    samples : int
        Posterior samples written.
    predictive : int
        Samples simulated for bands, and to correct the linearised posterior.
    """

    profiles: str | list[str] = "none"
    samples: Annotated[int, Field(ge=10, le=100000)] = 400
    predictive: Annotated[int, Field(ge=0, le=10000)] = 24


class Problem(_Checked):
    """A fit: cells, data, parameters, algorithm, analysis.

    Parameters
    ----------
    title : str
        One line.
    cells : dict
        Name to cell; ``[cell]`` in the file is the cell named ``"cell"``.
    data : list of DataSet
        At least one.
    parameters : dict
        Name to what is to be fitted.
    folder : Path
        That files are relative to.
    """

    title: str = "fit"
    cells: dict[str, InstanceOf[Cell]]
    data: list[Annotated[SerializeAsAny[DataSet], BeforeValidator(_by_kind)]] = Field(min_length=1)
    parameters: dict[str, FreeParameter] = Field(min_length=1)
    algorithm: Algorithm = Algorithm()
    analysis: Analysis = Analysis()
    folder: Path = Path()

    def group(self, parameter: str, cell: str) -> str:
        """Return which unknown a cell takes a parameter from; ``""`` if all share one."""
        shared = self.parameters[parameter].shared
        return {"all": "", "cell": cell, "electrolyte": self.cells[cell].films[0]}[shared]

    def label(self, parameter: str, cell: str) -> str:
        """Return the name of the unknown that a cell takes a parameter from."""
        group = self.group(parameter, cell)
        return f"{group}: {parameter}" if group else parameter

    @property
    def used_cells(self) -> list[str]:
        """Cells that data were measured on, in order."""
        return list(dict.fromkeys(data.cell for data in self.data))


class Unknown:
    """One number to find, in the unit interval between its bounds.

    Parameters
    ----------
    label, parameter : str
        Name with its group (``"PHLP-15: ..."``), and without.
    low, high, start : float
        Bounds and start, SI units.
    scale : str
        ``"log"`` or ``"linear"``.
    prior : Prior, optional
        See `Prior`.
    """

    def __init__(
        self,
        label: str,
        parameter: str,
        low: float,
        high: float,
        start: float,
        scale: str,
        prior: Prior | None = None,
    ) -> None:
        if not low < high or (scale == "log" and low <= 0):
            raise InputError(f"{label}: bounds {low:g} to {high:g} do not suit a {scale} scale.")
        self.label, self.parameter = label, parameter
        self.low, self.high, self.scale, self.prior = low, high, scale, prior
        self.start = min(max(start, low), high)
        self._a, self._b = self._coordinate(low), self._coordinate(high)

    def _coordinate(self, value: float) -> float:
        return log(value) if self.scale == "log" else float(value)

    def unit(self, value: float) -> float:
        """Return where a value lies between the bounds, 0 to 1."""
        return (self._coordinate(value) - self._a) / (self._b - self._a)

    def value(self, unit: Any) -> float:
        """Return the value at a place between the bounds."""
        # At the ends, rounding must not lead past the bounds.
        coordinate = self._a + float(unit) * (self._b - self._a)
        value = exp(coordinate) if self.scale == "log" else coordinate
        return min(max(value, self.low), self.high)

    def slope(self, unit: Any) -> float:
        """Return d value/d unit."""
        span = self._b - self._a
        return span * self.value(unit) if self.scale == "log" else span

    @property
    def span(self) -> float:
        """Distance of the bounds in the coordinate (ln value, or value)."""
        return self._b - self._a
