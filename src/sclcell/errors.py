"""Errors that tell the user what to do, and the checks at the border that raise them.

Standard library only: the command line imports this module before anything heavy.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from math import isnan

__all__ = [
    "InputError",
    "SclcellError",
    "SimulationFailed",
    "check_range",
    "missing_extra",
    "nearest",
    "shown",
    "solver_words",
    "unknown_name",
]


class SclcellError(Exception):
    """Base of every error that sclcell raises on purpose."""


class InputError(SclcellError, ValueError):
    """Bad input; one line: what was given, what is allowed, nearest match, what to do."""


class SimulationFailed(SclcellError, RuntimeError):
    """A simulation ended without a usable result.

    Parameters
    ----------
    reason
        Why, in one line. Line breaks (solver messages have them) become spaces.

    Attributes
    ----------
    reason : str
        The same line, for tables of results in which every design has numbers or a reason.
    """

    def __init__(self, reason: str) -> None:
        self.reason = solver_words(reason) or "no reason given"
        super().__init__(self.reason)

    def __reduce__(self) -> tuple[type["SimulationFailed"], tuple[str]]:
        """Pickle by reason, so that worker processes can send the error back."""
        return type(self), (self.reason,)


def unknown_name(kind: str, given: object, allowed: Iterable[str], hint: str = "") -> InputError:
    """Build the error for a name that is not known; the caller raises it.

    Parameters
    ----------
    kind
        What the name stands for, e.g. ``"material"``.
    given
        What the user wrote.
    allowed
        The names that are known.
    hint
        What to do, as a sentence.

    Returns
    -------
    InputError
        With the nearest match, compared without regard to case, and the allowed names.

    Examples
    --------
    >>> print(unknown_name("material", "phlp15", ["PHLP", "PHLP-15"]))
    unknown material 'phlp15'; did you mean 'PHLP-15'? Allowed: 'PHLP', 'PHLP-15'.
    """
    names = [str(name) for name in allowed]
    near = nearest(str(given), names)
    message = f"unknown {kind} {shown(given)}"
    message += f"; did you mean {near!r}?" if near else "."
    message += f" Allowed: {', '.join(map(repr, names)) or 'none'}."
    return InputError(_one_line(message, hint))


def nearest(given: str, allowed: Iterable[str], alike: float = 0.6) -> str | None:
    """Return the allowed name that is most like a given one, without regard to case.

    Parameters
    ----------
    given : str
        What the user wrote.
    allowed : iterable of str
        The names that are known.
    alike : float, optional
        Share of it that must agree, 0 to 1.

    Returns
    -------
    str or None
        None if none is like it.
    """
    by_folded = {name.casefold(): name for name in allowed}
    folded = given[:200].casefold()
    near = get_close_matches(folded, list(by_folded), n=5, cutoff=alike)
    # Of those, the one that the fewest slips of the keyboard lead to, in letters before marks.
    found = min(near, key=lambda name: _unlike(folded, name), default="")
    return by_folded.get(found)


def _unlike(one: str, other: str) -> tuple[int, int, int]:
    letters = (re.sub(r"[\W_]", "", text) for text in (one, other))
    return _slips(*letters), _slips(one, other), abs(len(one) - len(other))


def _slips(one: str, other: str) -> int:
    """Return how many letters are to be changed, added, left out or swapped with the next one."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[-1] = min(row[-1], before[j - 2] + 1)
        before, last = last, row
    return last[-1]


def shown(value: object, most: int = 60) -> str:
    """Return a value as messages show it: in one line, and not longer than a line has room.

    Examples
    --------
    >>> shown("PHLP"), shown("PHLP" * 9, 20)
    ("'PHLP'", "'PHLPPHLPPHLPPHLP...")
    """
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, a deep nest
        text = f"a {type(value).__name__}"
    return text if len(text) <= most else f"{text[: most - 3]}..."


def solver_words(error: object) -> str:
    """Return what a solver says, in one line and without the names of its parts.

    Parameters
    ----------
    error : object
        An error or its text.

    Examples
    --------
    >>> solver_words("step: Events ['Salt depletion'] are non-positive at initial conditions with")
    'step: at once: salt depletion'
    >>> solver_words("input set 0: IDASolve: IDA_CONV_FAIL: Convergence failed (flag: -4)")
    'the solver finds no solution from there on (IDA_CONV_FAIL)'
    """
    text = " ".join(str(error).split())
    events = re.search(r"Events \[(.*?)\] are non-positive at initial conditions.*", text)
    if events:
        names = [f"{name[:1].lower()}{name[1:]}" for name in re.findall(r"'(.*?)'", events[1])]
        return f"{text[: events.start()]}at once: {', '.join(names)}"
    solver = re.search(
        r"(?:input set \d+: )?(?:IDA[A-Za-z]+: (IDA_\w+).*|(IDA_\w+): .*)|\[ERROR\].*?IDA.*", text
    )
    if solver:
        name = solver[1] or solver[2]
        code = f" ({name})" if name else ""
        return f"{text[: solver.start()]}the solver finds no solution from there on{code}"
    return text


def missing_extra(purpose: str, extra: str) -> InputError:
    """Build the error for packages that only some uses need; the caller raises it.

    Parameters
    ----------
    purpose
        What takes them, as the subject of a sentence.
    extra
        Name of the extra in pyproject.toml that brings them.

    Examples
    --------
    >>> print(missing_extra("reading BPX", "bpx"))
    reading BPX takes packages that are not installed; run: pip install 'sclcell[bpx]'.
    """
    return InputError(
        f"{purpose} takes packages that are not installed; run: pip install 'sclcell[{extra}]'."
    )


def check_range(
    name: str,
    value: float,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    hint: str = "",
) -> float:
    """Return `value` unchanged if it lies within the closed interval [low, high].

    Raises `InputError` if the value is not a real number, is NaN, or lies outside the interval.

    Parameters
    ----------
    name
        Name of the quantity as the user knows it.
    value
        Value given [`unit`].
    low, high
        Bounds, included [`unit`]; None for no bound.
    unit
        Unit shown in the message.
    hint
        What to do, as a sentence; by default, the nearest allowed value is named.

    Examples
    --------
    >>> check_range("temperature", 298.15, 253.15, 373.15, "K")
    298.15
    """
    try:
        if isinstance(value, bool | str):
            raise TypeError
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"{name} = {shown(value)} is not a number; give one{_in_unit(unit)}."
        ) from None
    too_low = low is not None and number < low
    too_high = high is not None and number > high
    if not (isnan(number) or too_low or too_high):
        return value
    suffix = f" {unit}" if unit else ""
    if unit == "degC" and low is not None and high is not None and low <= number - 273.15 <= high:
        hint = f"Is it in kelvin? {number:g} K is {number - 273.15:.6g} degC."
    if low is not None and high is not None:
        allowed = f"between {low:g} and {high:g}{suffix}"
    elif low is not None:
        allowed = f"at least {low:g}{suffix}"
    elif high is not None:
        allowed = f"at most {high:g}{suffix}"
    else:
        allowed = "any number"
    message = f"{name} = {number:g}{suffix} is outside the allowed range: {allowed}."
    if not hint and (too_low or too_high):
        nearest = low if too_low else high
        hint = f"The nearest allowed value is {nearest:g}{suffix}."
    raise InputError(_one_line(message, hint))


def _in_unit(unit: str) -> str:
    return f" in {unit}" if unit else ""


def _one_line(*parts: str) -> str:
    return " ".join(" ".join(parts).split())
