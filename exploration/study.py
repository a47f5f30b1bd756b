"""What a study consists of: variables, outputs, sampling or optimisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from ..experiments.equal_values import CELL_SCATTER
from ..experiments.protocols import parse_protocol
from ..parameter_sets.cell import FIELDS
from ..schemas import Number, Table
from .outputs import OutputSpec

__all__ = ["CHOICES", "RANGES", "Bands", "Map", "Optimise", "Sensitivity", "Study", "Variable"]

#: Variable -> lowest and highest value; the unit is part of the name.
RANGES = {
    "filler_wt_percent": (0.0, 40.0),
    "temperature_degC": (-30.0, 80.0),
    "separator_thickness_um": (1.0, 500.0),
    "areal_loading_mg_cm2": (0.05, 40.0),
    "rate_C": (0.01, 50.0),
}
#: Variables whose values are names: of films (``catholyte = "film"`` is the separator's own) and
#: of cathodes.
CHOICES = ("film", "catholyte", "cathode")
_DEFAULTS: dict[str, object] = {
    "film": "PHLP-15",
    "temperature_degC": 30.0,
    "separator_thickness_um": 22.0,
    "areal_loading_mg_cm2": 1.5,
}


class Variable(Table):
    """Levels, or a range; on a grid a range has ``count`` levels.

    Parameters
    ----------
    levels : tuple, optional
        Numbers or names [unit in the variable's name].
    low, high : float, optional
        Ends of a range [unit in the variable's name].
    count : int
        Levels of the range on a grid.
    scale : str
        ``"linear"`` or ``"log"``.
    """

    levels: tuple[Number | str, ...] | None = None
    low: Number | None = None
    high: Number | None = None
    count: int = Field(default=5, ge=2, le=1000)
    scale: Literal["linear", "log"] = "linear"


class Outputs(Table):
    """What is computed for each design."""

    quantities: tuple[str, ...] = ("capacity",)
    rates_C: tuple[Number, ...] = ()
    protocol: str | tuple[str, ...] = "discharge"
    cold_rate_C: Number = Field(default=0.2, ge=0.01, le=50)
    layers: dict[str, Number] = Field(default_factory=dict)
    pouch: dict[str, Number] | None = None


class Sampling(Table):
    """Grid of all levels, or a scrambled Sobol sequence over the ranges."""

    method: Literal["grid", "sobol"] = "grid"
    size: int = Field(default=128, ge=1, le=1_000_000)
    seed: int = Field(default=0, ge=0, lt=2**32)


class Objectives(Table):
    """Columns that are to be large or small."""

    maximise: tuple[str, ...] = ()
    minimise: tuple[str, ...] = ()


class Optimise(Table):
    """Search in place of sampling."""

    method: Literal["nsga2", "bayesian"] = "nsga2"
    evaluations: int = Field(default=200, ge=4, le=1_000_000)
    population: int = Field(default=40, ge=4, le=10_000)
    seed: int = Field(default=0, ge=0, lt=2**32)


class Best(Table):
    """Which design of those that differ only in ``over`` has the most of ``output``.

    ``within``: share of the best that is as good as the best for practical purposes; by default
    that by which cells built alike differ.
    """

    output: str
    over: tuple[str, ...]
    within: float = Field(default=CELL_SCATTER, ge=0, lt=1)


class Bands(Table):
    """Samples of the uncertain parameters.

    Parameters
    ----------
    size, seed : int
        Number of samples, and what they are drawn with.
    parameters : tuple of str
        Those that are drawn; all if none is named.
    cycle_life : int
        Number of samples whose cycle life is computed, if it is among the outputs: seconds each.
    """

    size: int = Field(default=32, ge=2, le=100_000)
    seed: int = Field(default=0, ge=0, lt=2**32)
    parameters: tuple[str, ...] = ()
    cycle_life: int = Field(default=0, ge=0)


class Sensitivity(Table):
    """Global sensitivity by Saltelli's scheme; ``size`` must be a power of two."""

    outputs: tuple[str, ...]
    size: int = Field(default=64, ge=2, le=65536)
    parameters: tuple[str, ...] = ()
    seed: int = Field(default=0, ge=0, lt=2**32)


class Map(Table):
    """What pictures show: colour over x and y, a panel for each value of ``panels``."""

    x: str
    y: str | None = None
    colour: str | None = None
    panels: str | None = None


class Study(Table):
    """A study; see ``docs/exploration.md`` for the keys of its file."""

    title: str
    description: str = ""
    variables: dict[str, Variable]
    fixed: dict[str, Number | str] = Field(default_factory=dict)
    outputs: Outputs = Outputs()
    sampling: Sampling = Sampling()
    objectives: Objectives = Objectives()
    optimise: Optimise | None = None
    best: Best | None = None
    bands: Bands = Bands()
    sensitivity: Sensitivity | None = None
    maps: tuple[Map, ...] = ()

    @property
    def constants(self) -> dict[str, Any]:
        """What all designs share: ``fixed`` completed with defaults."""
        values = {k: v for k, v in _DEFAULTS.items() if k not in self.variables}
        if not self.outputs.rates_C and "rate_C" not in self.variables:
            values["rate_C"] = 1.0
        return {**values, **self.fixed}

    def with_cell(
        self, values: Mapping[str, float], catholyte: str | None = None
    ) -> tuple[Study, dict[str, float]]:
        """Return the study of a cell that a fit has used, and the values that are left.

        Parameters
        ----------
        values : mapping
            Parameter to value, SI units. Areal loading and film thickness hold unless the study
            says otherwise.
        catholyte : str, optional
            Likewise.
        """
        rest = dict(values)
        known: dict[str, Any] = {} if catholyte is None else {"catholyte": catholyte}
        for parameter, (key, factor) in FIELDS.items():
            if parameter in rest:
                known[key] = float(f"{factor * rest.pop(parameter):.12g}")
        said = {*self.variables, *self.fixed}
        fixed = {**self.fixed, **{k: v for k, v in known.items() if k not in said}}
        return self.model_copy(update={"fixed": fixed}), rest

    @property
    def spec(self) -> OutputSpec:
        """What to compute."""
        return OutputSpec(
            self.outputs.quantities,
            parse_protocol(self.outputs.protocol),
            self.outputs.rates_C,
            self.outputs.cold_rate_C,
            tuple(sorted(self.outputs.layers.items())),
            None if self.outputs.pouch is None else tuple(sorted(self.outputs.pouch.items())),
        )
