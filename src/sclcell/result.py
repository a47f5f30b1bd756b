"""What every function of the public API returns: table, picture, dictionary, bands, provenance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .errors import unknown_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from .uncertainty.bands import Prediction

__all__ = ["Result", "plain"]

T = TypeVar("T")
E = TypeVar("E", bound="_Experiment")


class _Experiment(Protocol):
    """What the results of all experiments have."""

    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def tables(self) -> dict[str, pd.DataFrame]: ...
    @property
    def figures(self) -> dict[str, Callable[[], Figure]]: ...
    @property
    def text(self) -> str: ...
    def to_dict(self) -> dict[str, object]: ...


@dataclass(frozen=True, repr=False)
class Result(Generic[T]):
    """A result with everything that is known of it.

    Parameters
    ----------
    details : object
        What the experiment, fit or study itself returns, with all its attributes.
    table : pandas.DataFrame
        The result as a table.
    numbers : mapping
        What `to_dict` returns, without provenance.
    provenance : mapping
        Program, packages, arguments, seed and input files.
    tables : mapping
        File stem to table, the one that is shown first; the command writes them with ``--out``.
    figures : mapping
        File stem to what draws the picture; likewise.
    text : str
        In words.
    bands : Prediction, optional
        Quantiles over samples of what is not known exactly.
    """

    details: T
    table: pd.DataFrame
    numbers: Mapping[str, object]
    provenance: Mapping[str, object]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    figures: Mapping[str, Callable[[], Figure]] = field(default_factory=dict)
    text: str = ""
    bands: Prediction | None = None

    @classmethod
    def of(
        cls,
        details: E,
        provenance: Mapping[str, object],
        bands: Prediction | None = None,
        quantity: str = "",
        along: str | None = None,
    ) -> Result[E]:
        """Return the result of an experiment.

        Parameters
        ----------
        details : object
            What the experiment returns.
        provenance : mapping
            See :func:`sclcell.provenance.provenance`.
        bands : Prediction, optional
            Of its prediction.
        quantity : str, optional
            Whose band stands in the first table and the first picture.
        along : str, optional
            Name of the places of the quantiles in the dictionary, if it does not hold them anyway.
        """
        tables, figures, text = details.tables, details.figures, details.text
        numbers = details.to_dict()
        if bands is not None:
            from .uncertainty.shading import shaded, with_quantiles

            known = [name for name in bands.values if name in details.table]
            best = {name: details.table[name].to_numpy(float) for name in known}
            bands = replace(bands, best=best)
            stem, first = next(iter(tables.items()))
            wide = with_quantiles(first, bands, quantity)
            if wide.shape[1] > 9:  # more than a terminal shows
                head = quantity.partition(" [")[0]
                names = list(map(str, wide))
                wide = wide[[names[0], *(n for n in names[1:] if n.startswith(head))]]
            more = {"bands": bands.table, "band_samples": bands.samples.table}
            tables = {**tables, stem: wide, **more}
            picture, draw = next(iter(figures.items()))
            figures = {**figures, picture: lambda: shaded(draw(), bands, quantity)}
            places = {} if along is None else {along: bands.table.iloc[:, 0].tolist()}
            numbers |= {**places, **bands.to_dict()}
            text = f"{text}\n{bands.text}"
        return Result(details, details.table, numbers, provenance, tables, figures, text, bands)

    def plot(self, name: str | None = None) -> Figure:
        """Return a picture.

        Parameters
        ----------
        name : str, optional
            Of `figures`; by default the first.

        Raises
        ------
        InputError
            If there is no such picture.
        """
        if name is None and self.figures:
            name = next(iter(self.figures))
        if name is None or name not in self.figures:
            raise unknown_name("picture", name, self.figures)
        return self.figures[name]()

    def to_dict(self) -> dict[str, object]:
        """Return what the command of the same name writes as JSON; NaN and infinities are None."""
        return plain({**self.numbers, "Provenance": self.provenance})

    def __repr__(self) -> str:
        """Return the result in words."""
        return f"<{type(self.details).__name__}: {self.text}>"


def plain(value: object) -> Any:
    """Return a value as JSON has it: NaN and infinities become None, arrays lists."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if callable(listed := getattr(value, "tolist", None)):
        value = listed()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
