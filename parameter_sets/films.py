"""Films by what users call them: a name in any spelling, or a TOML file."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import InputError
from .composites import Electrolyte
from .electrolytes import get_electrolyte, load_electrolyte

__all__ = ["find_electrolyte", "is_file_of_film", "same_film"]

#: Endings of tables, which people give in place of a film.
_TABLES = (".csv", ".dat", ".ods", ".parquet", ".tsv", ".xls", ".xlsx")


def find_electrolyte(name: str | Path | Electrolyte) -> Electrolyte:
    """Return a film.

    Raises `InputError` if there is no such film or file.

    Parameters
    ----------
    name : str, Path or Electrolyte
        Name of a film of the study at any loading, a TOML file, or the film itself.
    """
    if isinstance(name, Electrolyte):
        return name
    if not isinstance(name, str | Path):
        raise InputError(
            f"{name!r} is no electrolyte: give a name such as 'PHLP-15', a TOML file, or an "
            "Electrolyte."
        )
    if Path(name).suffix.lower() in _TABLES:
        raise InputError(
            f"{name}: a film is a name or a TOML file; a table of films goes to 'sclcell film' "
            "or sclcell.fit_film, whose film.toml is a film."
        )
    if isinstance(name, Path) or is_file_of_film(name):
        return load_electrolyte(Path(name))
    return get_electrolyte(name)


def is_file_of_film(name: str) -> bool:
    """Return whether a name is that of a TOML file."""
    return name.lower().endswith(".toml")


def same_film(one: str, other: str) -> bool:
    """Return whether two names or TOML files mean the same film."""
    if one == other:
        return True
    files = [is_file_of_film(name) for name in (one, other)]
    if all(files):
        paths = Path(one), Path(other)
        # A table may be used in another folder than that of its fit.
        moved = paths[0].name == paths[1].name and not all(path.is_file() for path in paths)
        return moved or paths[0].resolve() == paths[1].resolve()
    return not any(files) and _spelling(one) == _spelling(other)


def _spelling(name: str) -> str:
    return re.sub(r"[\s_\-]", "", name).upper()
