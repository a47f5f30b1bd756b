"""What a title or a heading says beside its quantity: rate, temperature, content, cycle, sample."""

from __future__ import annotations

import re
from functools import lru_cache

from ..columns import is_unit, plain_heading

__all__ = ["is_average", "is_label", "labels_of"]

_DIRECTION = (
    ("discharge", r"dis\s?-?ch(?:arge|g)|entlad|décharge|放电|(?<!de)lithiation"),
    ("charge", r"charg|chg|(?<!ent)lad(?:e|ung)|充电|delithiation"),
)
_PATTERNS = {
    "C-rate": (
        r"(?<![\w.,°])(?P<a>\d+(?:[.,]\d+)?)\s?C\s?/\s?(?P<b>\d+(?:\.\d+)?)(?!\w)",
        r"(?<![\w.,])C\s?/\s?(?P<b>\d+(?:\.\d+)?)(?!\w)",
        r"(?<![\w.,°])(?P<a>\d+(?:[.,]\d+)?)\s?C(?![\w°/])",
    ),
    "Temperature [degC]": (
        r"(?<![\w.,])(?P<a>-?\d+(?:[.,]\d+)?)\s?(?:°\s?C|deg\s?C|degrees C|grad C|º\s?C)(?!\w)",
        r"(?<![\w.,])(?P<k>\d{3}(?:[.,]\d+)?)\s?K(?!\w)",
    ),
    "Filler content [wt%]": (r"(?<![\w.,])(?P<a>\d+(?:[.,]\d+)?)\s?(?:wt\.?[\s-]?%|w%)",),
    "Filler content [vol%]": (r"(?<![\w.,])(?P<a>\d+(?:[.,]\d+)?)\s?vol\.?[\s-]?%",),
    "Cycle": (
        r"(?<![\w.,])(?P<a>\d+)(?:st|nd|rd|th)\b",
        r"\bcyc(?:le)?\.?\s?(?:no\.?|#)?\s?(?P<a>\d+)(?!\w)",
        r"第\s?(?P<a>\d+)\s?[圈次周]",
    ),
}
# A number of a temperature that somebody has written without the degree sign.
_WARM = 20.0
_CELL = re.compile(
    r"(?:cell|coin ?cell|zelle|sample|probe|film|specimen|battery|cellule|échantillon|电池|样品"
    r"|#|no\.?|nr\.?)"
    r"[\s_#.-]*[\w+%.-]{0,12}",
    re.IGNORECASE,
)
_AVERAGE = re.compile(
    r"^(average|avg|mean|median|std|sd|stdev|st\.? ?dev\.?|sem|mittelwert|stabw|standardabweichung"
    r"|error|moyenne|écart[- ]type|平均值?|标准差)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(r"-?\d|C\s?/\s?\d|cyc|第", re.IGNORECASE)
# What a heading says of its quantity.
_SAID = re.compile(
    r"^(?:specific|spec|areal|ionic|dis-?charge[ds]?|charge[ds]?|capacity|capacities|cap|q[cd]?|[vue]|ce|sc"
    r"|voltage|potential|conductivity|sigma|σ|log(?:10)?|ln|lg|at|for|of|in|vs|the|after|coulombic|ocv|ocp"
    r"|efficiency|retention|transference|number|cycles?|rate|z'*|re|im|-?z''|-?im|freq(?:uency)?|f|t|x|y"
    r"|(?:ent)?lade(?:kurve|kapazität)|kapazität|spannung|leitfähigkeit|entladung|ladung|capacité|tension"
    r"|conductivité|charging|discharging|(?:de)?lithiation|curve|[充放]电(?:比?容量)?|比?容量|电压|电导率|离子电导率"
    r"|圈|[-+/=#:,;.()]+)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def labels_of(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return columns with their values that a text gives, and the words that are left.

    ``"0.1C, 60 °C"`` gives C-rate and temperature; a unit in brackets says nothing here.
    """
    rest = re.sub(r"\s#\d+(?=\s*[(\[]|$)", "", plain_heading(text).replace("_", " "))
    rest = re.sub(
        r"[(\[]([^()\[\]]*)[)\]](\s*$)?",
        lambda m: " " if m[2] is not None or is_unit(m[1]) else m[0],
        rest,
    )
    found: dict[str, str] = {}
    for column, patterns in _PATTERNS.items():
        for pattern in patterns:
            match = re.search(pattern, rest, re.IGNORECASE if column != "C-rate" else 0)
            if match is None or column in found:
                continue
            part = {k: float(v.replace(",", ".")) for k, v in match.groupdict().items() if v}
            value = part.get("a", 1.0) / part.get("b", 1.0)
            if "k" in part:
                value = part["k"] - 273.15
            name = column
            if column == "C-rate" and "b" not in part and value >= _WARM and value == int(value):
                name = "Temperature [degC]"
            found[name] = f"{value:.10g}"
            rest = rest[: match.start()] + " " + rest[match.end() :]
    for direction, words in _DIRECTION:
        if re.search(words, rest, re.IGNORECASE):
            found["State"] = direction
            break
    left = [word for word in re.split(r"[\s,;|]+", rest) if word and not _SAID.match(word)]
    return tuple(found.items()), " ".join(left).strip(" -:'")


def is_average(text: str) -> bool:
    """Return whether a heading is of an average or a scatter of the others."""
    return bool(_AVERAGE.search(text))


@lru_cache(maxsize=10_000)
def is_label(heading: str) -> bool:
    """Return whether a heading names a condition or a cell, and no quantity."""
    text = plain_heading(heading).strip()
    unit = re.search(r"[(\[]([^()\[\]]*)[)\]]$", text)
    if not text or (unit and is_unit(unit[1])):
        return False
    found, rest = labels_of(text)
    if is_average(text):
        return True
    if _CELL.fullmatch(text):
        return bool(re.search(r"\d|[\s_#.-][a-z]$", text, re.IGNORECASE))
    return bool(set(dict(found)) - {"State"}) and not rest and bool(_STARTS.match(text))
