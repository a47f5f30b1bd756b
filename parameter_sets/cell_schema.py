"""One table of the keys that describe a cell: in fit files, in studies, on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..errors import InputError, check_range, shown
from ..schemas import hint
from .cathode import AREA, HEIGHT, WIDTH
from .cathode_materials import find_cathode
from .cell import FIELDS, RANGES, Cell
from .composites import Electrolyte
from .films import find_electrolyte
from .limits import value_faults

__all__ = ["DEFAULT_FILM", "SCHEMA", "cell_from", "read_cell_table"]

Border = Literal["fit", "study", "options"]
DEFAULT_FILM = "PHLP-15"


class _Keys(NamedTuple):
    """What a field of a cell is called at each border; None where it cannot be given."""

    fit: str | None
    study: str | None
    options: str | None


#: Field of a cell -> its keys.
SCHEMA = {
    "electrolyte": _Keys("electrolyte", "film", "name"),
    "catholyte": _Keys("catholyte", "catholyte", "catholyte"),
    "filler_mass_fraction": _Keys(
        "filler_mass_fraction", "filler_wt_percent", "filler_mass_fraction"
    ),
    "temperature_degC": _Keys("temperature_degC", "temperature_degC", "temperature"),
    "separator_thickness_um": _Keys(
        "separator_thickness_um", "separator_thickness_um", "separator_thickness"
    ),
    "areal_loading_mg_cm2": _Keys("areal_loading_mg_cm2", "areal_loading_mg_cm2", "areal_loading"),
    "cathode": _Keys("cathode", "cathode", "cathode"),
    "area_cm2": _Keys("area_cm2", None, None),
    "one_C_mAh_g": _Keys("one_C_mAh_g", None, None),
    "values": _Keys("values", None, None),
}
_FILMS = ("electrolyte", "catholyte")
#: Parameters that have keys of their own in files.
_AS_KEYS = {
    **{parameter: field for parameter, (field, _) in FIELDS.items()},
    **dict.fromkeys((AREA, HEIGHT, WIDTH), "area_cm2"),
}


def cell_from(
    border: Border, table: Mapping[str, Any], values: Mapping[str, float] | None = None
) -> Cell:
    """Return the cell that a table describes.

    Raises `InputError` if a film is not known, or a value is out of range or not possible.

    Parameters
    ----------
    border : str
        ``"fit"`` (``[cell]`` of a fit), ``"study"`` (a design) or ``"options"`` (of a command).
    table : mapping
        Key to value, see `SCHEMA`; other keys do not matter, None counts as not given.
    values : mapping, optional
        Parameters in place of the shipped ones, SI units; what the table says comes first.
    """
    given = {
        field: table[key]
        for field, keys in SCHEMA.items()
        if (key := getattr(keys, border)) is not None and table.get(key) is not None
    }
    film = given.pop("electrolyte", DEFAULT_FILM)
    if border == "study":
        film = _at_percentage(film, given.pop("filler_mass_fraction", None))
        if given.get("catholyte") == "film":
            del given["catholyte"]
    given["values"] = {**(values or {}), **given.get("values", {})}
    return Cell.from_name(film, **given)


def _at_percentage(film: Any, percent: float | None) -> Electrolyte:
    """Return the film of a study at a loading: it keeps its name, and with it its lithium."""
    found = find_electrolyte(film)
    return found if percent is None else replace(found, filler_mass_fraction=percent / 100)


def read_cell_table(table: object, where: str, faults: list[str], folder: Path = Path()) -> Cell:
    """Return the cell of a fit file; faulty keys are left out, so that the rest can be checked.

    Parameters
    ----------
    folder : Path
        That the files of films are relative to.
    """
    if not isinstance(table, Mapping):
        faults.append(f"{where} = {shown(table)} is not a table of keys")
        return Cell(DEFAULT_FILM)
    sound: dict[str, object] = {}
    keys = [str(names.fit) for names in SCHEMA.values()]
    for key, value in table.items():
        if key not in keys:
            faults.append(f"{where} {key}: unknown key; {hint(key, keys)}")
            continue
        wrong, value = _checked(key, value, folder)
        faults += [f"{where} {fault}" for fault in wrong]
        if not wrong:
            sound[key] = value
    for left_out in ("", "values"):
        try:
            return cell_from("fit", {k: v for k, v in sound.items() if k != left_out})
        except InputError as error:
            faults.append(f"{where} {'' if left_out else 'values: '}{str(error).rstrip('.')}")
    return Cell(DEFAULT_FILM)


def _checked(key: str, value: Any, folder: Path) -> tuple[list[str], Any]:
    """Return what is wrong with one key, and its value with files where they are."""
    try:
        if key in _FILMS:
            if not isinstance(value, str):
                return [f"{key} = {shown(value)} is neither a name nor a file"], None
            if value.lower().endswith(".toml") and (folder / value).is_file():
                value = str(folder / value)
            find_electrolyte(value)
        elif key == "cathode":
            if isinstance(value, str) and (folder / value).is_file():
                value = str(folder / value)
            find_cathode(value)
        elif key == "values":
            return _values_faults(value), value
        elif key in RANGES:
            low, high, unit = RANGES[key]
            check_range(key, value, low, high, unit)
        else:
            check_range(key, value, 0, 1)
    except InputError as error:
        return [str(error).rstrip(".")], None
    return [], value


def _values_faults(values: object) -> list[str]:
    if not isinstance(values, Mapping):
        return [f"values = {shown(values)} is not a table of parameters"]
    found = [
        f"values: '{name}' is not taken here; give {key}"
        for name, key in _AS_KEYS.items()
        if name in values
    ]
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            found.append(f"values: {name} = {shown(value)} is not a number")
    return found or [f"values: {fault}" for fault in value_faults(values, together=False)]
