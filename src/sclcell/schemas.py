"""What a user's file holds against its pydantic schema: every fault at once, in one way of saying.

What is wrong in itself is taken out, so that the rest can be checked in the same go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from .errors import InputError, nearest, shown

__all__ = ["Number", "Table", "check_against", "hint", "raise_faults", "unknown"]

M = TypeVar("M", bound=BaseModel)
Place = tuple[str | int, ...]
SchemaOf = Callable[[Place], type[BaseModel] | None]


def _no_truth(value: object) -> Any:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    return value


class Table(BaseModel):
    """A table of a file: no other keys than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


#: A number; pydantic takes true for 1.
Number = Annotated[float, BeforeValidator(_no_truth)]
#: Rounds of taking out; each takes out at least one thing.
_ROUNDS = 100


def check_against(
    model: type[M],
    raw: dict[str, Any],
    faults: list[str],
    instead: Mapping[str, Any] | None = None,
    schema_of: SchemaOf | None = None,
    hints: Mapping[str, str] | None = None,
    whole: Sequence[str] = (),
) -> M | None:
    """Return a file's content as its schema has it, without the parts that are wrong.

    Parameters
    ----------
    model : type
        The schema.
    raw : dict
        Content of the file; what is wrong is taken out of it.
    faults : list of str
        What is wrong is added here: where, what was given, what to do.
    instead : mapping, optional
        Key at the top of the file to what stands for it where it is missing or wrong.
    schema_of : callable, optional
        Tells from its place which schema a table has, where the field's type does not say.
    hints : mapping, optional
        Key to what to add to a fault of its value.
    whole : sequence of str, optional
        Tables whose entries are taken out as a whole, as the rest of one makes no sense alone.

    Returns
    -------
    pydantic.BaseModel or None
        None if nothing is left that fits.
    """
    gone: list[Place] = []
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            found: dict[Place, list[Any]] = {}
            for detail in error.errors(include_url=False):
                found.setdefault(_in_file(raw, detail), []).append(detail)
        for place, details in found.items():
            lacking = {detail["type"] for detail in details} & {"missing", "too_short"}
            if not (lacking and any(one[: len(place)] == place for one in gone)):
                faults.append(_phrase(raw, place, details, model, schema_of, hints or {}))
        targets = {_target(raw, p, d[0]["type"], instead or {}) for p, d in found.items()} - {()}
        targets = {target[:2] if target[0] in whole else target for target in targets}
        if not targets:
            return None
        inner = {t for t in targets if any(t[:k] in targets for k in range(1, len(t)))}
        # From the end, so that the numbers of what comes before stay as they are.
        for target in sorted(targets - inner, key=_numbers_last, reverse=True):
            _take_out(raw, target, instead or {})
        gone += targets
    return None


def raise_faults(where: object, faults: Sequence[str]) -> None:
    """Raise for a file if it has faults.

    Raises
    ------
    InputError
        In one line with all of them, each once.
    """
    faults = list(dict.fromkeys(faults))
    if faults:
        number = f"{len(faults)} fault" + ("s" if len(faults) > 1 else "")
        text = "; ".join(faults)
        raise InputError(f"{where}: {number}: {text}{'' if text.endswith('?') else '.'}")


def unknown(where: str, given: str, allowed: Iterable[object], see: str = "") -> list[str]:
    """Return the fault of a name if it is not known, with the nearest one.

    Parameters
    ----------
    where : str
        Table or list that it stands in.
    given : str
        What the user wrote.
    allowed : iterable
        The names that are known.
    see : str, optional
        Where the names are listed, if they are too many to show.
    """
    names = [*map(str, allowed)]
    return (
        []
        if given in names
        else [f"{where}: {shown(given)} is not known; {hint(given, names, see)}"]
    )


def hint(given: str, names: Sequence[str], see: str = "") -> str:
    """Return the nearest name as a question, or the names; see `unknown`."""
    near = nearest(given, names, 0.4)
    return f"did you mean {near!r}?" if near else see or f"allowed are {', '.join(names)}"


def _numbers_last(place: Place) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in place]


def _in_file(raw: Any, detail: Any) -> Place:
    """Return the place of a fault as far as the file has it; a key that is missing comes last."""
    place: list[str | int] = []
    value = raw
    for step in detail["loc"]:
        inside = isinstance(value, dict) and step in value
        if isinstance(value, list) and isinstance(step, int):
            inside = step < len(value)
        if not inside:
            # Behind it stand the members of a union.
            return (*place, detail["loc"][-1]) if detail["type"] == "missing" else tuple(place)
        place.append(step)
        value = value[step]
    return tuple(place)


def _phrase(
    raw: Any,
    place: Place,
    details: Sequence[Any],
    model: type[BaseModel],
    schema_of: SchemaOf | None,
    hints: Mapping[str, str],
) -> str:
    """Return what is wrong in one place."""
    *above, key = [_name(raw, place[: k + 1]) for k in range(len(place))] or ["file"]
    table = f"[{'.'.join(above)}]" if above else ""
    where, kinds = f"{table} {key}".strip(), {detail["type"] for detail in details}
    if "extra_forbidden" in kinds:
        schema = (schema_of and schema_of(place[:-1])) or _schema_at(model, place[:-1])
        return f"{where}: unknown key; {hint(key, list((schema or model).model_fields))}"
    if "missing" in kinds:
        return f"{where} is missing; add it"
    # Members of a union say different things of one value.
    first, *others = dict.fromkeys(_said(detail) for detail in details)
    said = [first, *(text.removeprefix("input should be ") for text in others)]
    given = shown(details[0]["input"])
    return f"{where} = {given}: {' or '.join(said)}{hints.get(key, '')}"


def _name(raw: object, place: Place) -> str:
    """Return what a step is called: entries of a list by their names, if they have any."""
    name = None
    if isinstance(place[-1], int):
        entry = _at(raw, place)
        name = entry.get("name") if isinstance(entry, dict) else None
    return str(place[-1] if name is None else name)


def _said(detail: Any) -> str:
    text = re.sub(r"(dictionary) or instance of \w+", r"\1", str(detail["msg"]))
    for long, short in (
        ("a valid dictionary", "a table of keys"),
        ("a valid tuple", "a list"),
        ("a valid list", "a list"),
        ("a valid string", "a text"),
        ("a valid number", "a number"),
        ("a valid integer", "a whole number"),
    ):
        text = text.removeprefix("Value error, ").replace(long, short)
    return text[:1].lower() + text[1:]


def _schema_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """Return the schema of a table by the types of the fields that lead to it."""
    found: type[BaseModel] | None = model
    for step in place:
        if found is None:
            return None
        field = found.model_fields.get(str(step))
        # Below a dict or a list stands its key or number, with the same schema.
        found = found if field is None else _model_in(field.annotation)
    return found


def _model_in(kind: object) -> type[BaseModel] | None:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((m for m in map(_model_in, get_args(kind)) if m is not None), None)


def _target(
    raw: dict[str, object], place: Place, kind: str, instead: Mapping[str, object]
) -> Place:
    """Return what to remove for a fault: a key of a table, or the whole entry that lacks one."""
    if len(place) == 1 and place[0] in instead:
        return place
    place = place[:-1] if kind == "missing" else place
    # Of a list, tables go one by one, and anything else with the whole list.
    while place and isinstance(place[-1], int) and not isinstance(_at(raw, place), dict):
        place = place[:-1]
    return place


def _at(raw: Any, place: Place) -> Any:
    for step in place:
        raw = raw[step]
    return raw


def _take_out(raw: dict[str, object], place: Place, instead: Mapping[str, object]) -> None:
    if len(place) == 1 and place[0] in instead:
        raw[str(place[0])] = instead[str(place[0])]
    else:
        del _at(raw, place[:-1])[place[-1]]
