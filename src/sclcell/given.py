"""What a user gives, a name, a file or an object, and the cell that it means."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from .errors import InputError
from .inputs import why_no_file

if TYPE_CHECKING:
    from .parameter_sets.cathode_materials import CathodeLike
    from .parameter_sets.cell import Cell
    from .parameter_sets.composites import Electrolyte
    from .uncertainty.samples import Samples

    CellLike = Cell | Electrolyte | str | Path
    ValuesLike = Mapping[str, float] | str | Path

__all__ = ["GivenCell", "GivenNote", "given_cell", "given_values", "samples_file"]

#: Fields of a cell that its values do not hold.
_OWN = (
    "temperature_degC", "separator_thickness_um", "areal_loading_mg_cm2", "catholyte", "cathode",
)  # fmt: skip
#: What bands are drawn from, unless a table of samples is named.
FIT, PRIOR = "fit", "prior"


class GivenNote(UserWarning):
    """What a user should know of the values that were given."""


class CellFields(TypedDict, total=False):
    """What a cell has in place of its defaults; None counts as not given."""

    temperature_degC: float | None
    separator_thickness_um: float | None
    areal_loading_mg_cm2: float | None
    filler_mass_fraction: float | None
    catholyte: str | Path | Electrolyte | None
    area_cm2: float | None
    one_C_mAh_g: float | None
    cathode: CathodeLike | None


@dataclass(frozen=True)
class GivenCell:
    """A cell, and how it was given.

    Parameters
    ----------
    called : str
        Name or file of its film.
    chosen : tuple of str
        Fields that the user chose: samples do not vary them.
    files : dict
        What each input file is, and where.
    fields : dict
        Fields and values, as the user gave them.
    bands : str, optional
        What its samples are drawn from; None without bands.
    """

    cell: Cell
    called: str
    chosen: tuple[str, ...]
    files: dict[str, Path]
    fields: dict[str, Any]
    bands: str | None = None

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Parameters that are fields of the cell, and of which nobody has said what they are."""
        from .parameter_sets.cell import FIELDS

        return tuple(name for name in self.cell.unsaid if FIELDS[name][0] not in self.chosen)

    def samples(self, draws: int, ageing: bool = False) -> Samples:
        """Return samples of what is not known exactly of the cell.

        Parameters
        ----------
        draws : int
            Number of samples.
        ageing : bool
            Whether constants of ageing are drawn.
        """
        from .parameter_sets.cell import FIELDS
        from .uncertainty.samples import draw_samples

        chosen = {name: 0.0 for name, (key, _) in FIELDS.items() if key in self.chosen}
        return draw_samples(
            [self.cell.electrolyte],
            draws,
            fitted=samples_file(self.bands),
            prior_only=self.bands == PRIOR,
            ageing=ageing,
            given={**self.cell.values, **chosen},
            called=[self.called],
            material=self.cell.cathode,
            unsaid=self.unsaid,
        )


def samples_file(bands: bool | str | Path | None) -> str | None:
    """Return the table of samples that is meant by what bands are drawn from, if any is."""
    return None if bands in (None, False, True, FIT, PRIOR) else str(bands)


def given_cell(
    cell: CellLike,
    values: ValuesLike | None = None,
    bands: bool | str | Path | None = None,
    default_degC: float | None = None,
    **fields: Any,
) -> GivenCell:
    """Return the cell that a user means.

    Parameters
    ----------
    cell : Cell, Electrolyte, str or Path
        A cell, a film, its name or its TOML file.
    values : mapping or path, optional
        Parameters in place of the shipped ones, SI units, or the table of parameters of a fit.
    bands : bool, str or path, optional
        True or ``"fit"``, ``"prior"``, or the samples of a fit, whose fixed values the cell has.
    default_degC : float, optional
        Temperature of a cell that is given by its film; by default that of the cell.
    **fields
        Fields of `~sclcell.parameter_sets.cell.Cell`.

    Raises
    ------
    InputError
        If a name or file is not known, or a value is out of range.
    """
    from .parameter_sets.cell import FIELDS, Cell
    from .parameter_sets.composites import Electrolyte
    from .parameter_sets.fitted_values import values_for_film

    as_given = {**fields, "values": values}
    fields = {name: value for name, value in fields.items() if value is not None}
    if isinstance(cell, str | Path):
        called = str(cell)
    elif isinstance(cell, Cell | Electrolyte):
        called = cell.name if isinstance(cell, Electrolyte) else cell.electrolyte.name
    else:
        raise InputError(
            f"{cell!r} is no cell; give a name such as 'PHLP-15', a TOML file, or a sclcell.Cell."
        )
    table = samples_file(bands)
    numbers, pores = given_values(values, table, called)
    numbers = values_for_film(numbers, called)
    given = {"film": cell, "values": values, "samples": table}
    given |= {key: fields.get(key) for key in ("catholyte", "cathode")}
    named = {what: Path(one) for what, one in given.items() if isinstance(one, str | Path)}
    files = {
        what: path for what, path in named.items() if path.suffix and why_no_file(path) is None
    }
    chosen = tuple(fields)
    if isinstance(cell, Cell):
        own = {name: getattr(cell, name) for name in _OWN}
        standard = Cell(cell.electrolyte)
        chosen += tuple(name for name in _OWN if own[name] != getattr(standard, name))
        # What stands among the values comes before the cell's own field.
        own |= {field: None for name, (field, _) in FIELDS.items() if name in numbers}
        fields = {**own, **fields}
        if pores is not None and "catholyte" not in chosen:
            fields["catholyte"] = pores
        left = cell.values if fields.get("cathode") is cell.cathode else cell.own_values
        made = Cell.from_name(cell.electrolyte, values={**left, **numbers}, **fields)
    else:
        fields.setdefault("catholyte", pores)
        if default_degC is not None:
            fields.setdefault("temperature_degC", default_degC)
        made = Cell.from_name(cell, values=numbers, **fields)
    how = FIT if bands is True else (str(bands) if bands else None)
    for note in made.cathode.notes:
        warnings.warn(f"cathode {made.cathode.name}: {note}", GivenNote, stacklevel=3)
    if "film" in files:
        for note in _odd(made.electrolyte, "filler_mass_fraction" in chosen):
            warnings.warn(f"{called}: {note}", GivenNote, stacklevel=3)
    return GivenCell(made, called, chosen, files, as_given, how)


def _odd(film: Electrolyte, other_loading: bool) -> list[str]:
    """Return what in a film's file may be meant otherwise."""
    from .parameter_sets.fitted_films import FittedFilm
    from .parameter_sets.user_electrolytes import POLYMER_S_M

    if isinstance(film, FittedFilm):
        return []
    found = []
    wt = 100 * film.filler_mass_fraction
    if 0 < wt < 1 and not other_loading:
        found.append(
            f"filler_wt_percent is read as percent, {wt:.3g} %; if it is a fraction of one, write "
            f"{100 * wt:.3g}."
        )
    low, high = POLYMER_S_M
    S_m = float(film.ionic_conductivity(298.15))
    if not low <= S_m <= high:
        found.append(
            f"it conducts {S_m / 100:.3g} S/cm at 25 degC, none that a polymer electrolyte usually "
            f"has ({low / 100:g} to {high / 100:g} S/cm); check the units."
        )
    return found


def given_values(
    values: ValuesLike | None, samples: str | Path | None = None, film: str | None = None
) -> tuple[dict[str, float], str | None]:
    """Return given values and the fixed ones of samples, and the catholyte of the fit.

    Parameters
    ----------
    values : mapping or path, optional
        Parameters, SI units, or the table of parameters of a fit.
    samples : path, optional
        Table of samples.
    film : str, optional
        For which a warning says what does not hold for it.
    """
    found: dict[str, float] = {}
    catholyte = None
    if samples is None and not isinstance(values, str | Path):
        return dict(values or {}), None
    from .parameter_sets.fitted_values import FittedCell, read_cell
    from .uncertainty.samples import read_samples

    cells: dict[Any, FittedCell] = {}
    if samples is not None:
        drawn = read_samples(samples)
        cells[samples] = FittedCell(drawn.fixed, catholyte=drawn.catholyte)
    if isinstance(values, str | Path):
        cells[values] = read_cell(Path(values))
    for path, cell in cells.items():
        found |= cell.values
        catholyte = cell.catholyte or catholyte
        for note in cell.notes(film) if film is not None else ():
            warnings.warn(f"{path}: {note}", GivenNote, stacklevel=4)
    return (found | dict(values) if isinstance(values, Mapping) else found), catholyte
