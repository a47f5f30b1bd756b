"""Which heading of an instrument's file speaks of what.

Headings are those of public exports: EC-Lab, Gamry, ZView, NOVA, PARSTAT, Arbin, Maccor, Neware,
Landt, Basytec, Digatron, Novonix, PEC and the Battery Data Format, in English, German, French and
Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..columns import UNITS, WORDS, is_unit, plain_heading, split_unit, unit_factor

__all__ = [
    "DIMENSIONS",
    "SPECTRUM_SCORE",
    "dimension_of",
    "kind_score",
    "misfit",
    "power_of_ten",
    "roles_of",
    "unit_in",
]

#: What `kind_score` gives to spectra at least, more than to anything else.
SPECTRUM_SCORE = 200

_CHARGES = ("charge", "areal charge", "specific charge")
_CHG = r"(?<!dis)(?<!dis )(?<!d)(?:charge|charging|chg\.?|ch\.)"
_DCHG = r"(?:dis ?charge|discharging|dis ?chg\.?|d ?chg\.?|disch\.)"
_CAP = r"(?:spec(?:ific|\.)? )?cap(?:acity|\.)?"

#: Role -> (dimensions that it may have, words of its heading, the surest first).
_ROLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "frequency": (
        ("frequency",),
        (
            r"^(freq|frequenz|fréquence|频率)",
            r"^(log10 |log |lg |ln )?(f$|freq)",
            r"^angular freq|^ω$|^omega$",
        ),
    ),
    "real": (
        ("resistance", "areal resistance"),
        (
            r"^re ?\(?z\)?$",
            r"^z ?re(al)?$",
            r"^z'$",
            r"^re(al)?$",
            r"^(real|z ?real|实部|realteil|partie réelle|impedance real)|^z1$",
        ),
    ),
    "imaginary": (
        ("resistance", "areal resistance"),
        (
            r"^-? ?\(?-?im ?\(?z\)*$",
            r"^-? ?z ?im(ag|g)?$",
            r"^-? ?z(''|\")$",
            r"^-? ?im(ag)?$",
            r"^-? ?(imag|z ?imag|虚部|imaginärteil|partie imag|impedance imag)|^z2$"
            r"|^neg(ative|\.)? ?(im|z''|z ?im)",
        ),
    ),
    "modulus": (
        ("resistance", "areal resistance"),
        (
            r"^\|z\|$",
            r"^z ?mod",
            r"^z$",
            r"^(impedance( magnitude| modulus)?$|magnitude|modulus|abs ?\(z\)|阻抗)",
        ),
    ),
    "phase": (
        ("angle",),
        (
            r"^-? ?phase ?(\(z\))?$",
            r"^-? ?zph",
            r"^-? ?(phase|theta|phi$|θ|φ|ϕ|相位)|^(neg(ative|\.)? |impedance )phase",
        ),
    ),
    "voltage": (
        ("voltage",),
        (
            r"^ecell$|^e cell$",
            r"^ewe$|^vf$",
            r"^(cell |zell)?(voltage|volts?|potential|spannung|tension|电压)$",
            r"^[uve]( vs\b.*)?$",
            r"^we\(1\)\.potential$",
            r"^(cell |measured |terminal )?(voltage|potential|spannung|电压)",
            r"polari[sz]ation|overpotential|^ewe-ece$",
        ),
    ),
    "open-circuit voltage": (
        ("voltage",),
        (r"^ocv|^ocp|open.?circuit|equilibrium (pot|volt)|^e ?(eq|oc)$|leerlaufspannung|开路电压",),
    ),
    "current": (
        ("current", "current density", "specific current"),
        (
            r"^i$|^(current|cur\.?|amps?|strom|courant|电流)$",
            r"^we\(1\)\.current$",
            r"^current density$|^j$|stromdichte|电流密度",
            r"^(cell |measured )?(current|strom|电流)",
            r"^im$",
        ),
    ),
    "time": (
        ("time",),
        (
            r"^(test|total|cumulative|elapsed|run|experiment) ?time",
            r"^(总时间|测试时间|累计时间)",
            r"^t(ime)?$|^(zeit|temps|testzeit|时间|test|run time)$",
            r"^(time|zeit|elapsed)",
        ),
    ),
    "step time": (
        ("time",),
        (r"^step ?(time|zeit)|^t-step$|^relative time|^step$|工步时间|相对时间|^schrittzeit",),
    ),
    "date": (
        ("text",),
        (
            r"^(date|datetime|timestamp|date ?time|realtime|sys ?time|systime|dpt? time|absolute"
            r" time|real ?time|绝对时间|系统时间|日期)",
            r"date",
        ),
    ),
    "cycle": (
        ("count",),
        (
            r"^(cycle|cyc)( c)?$|^(cycle|cyc)[ -]?(number|index|no\.?|id|count|nr\.?)$",
            r"^cyc(le)? ?#$|^(循环号|循环序号|循环|循环次数|zyklus(nummer|zahl)?|total of cycle)$",
            r"^cycle ?(?!p$|life|time|charge|discharge)",
        ),
    ),
    "step": (
        ("count",),
        (r"^step[ -]?(index|number|no\.?|id|count|#)?$|^ns$|^(工步号?|工步序号|schritt|line)$",),
    ),
    "state": (
        ("text",),
        (
            r"^(step[ -]?(type|name|state)|state|status|md|工步类型|工步名称|状态|工步状态)$",
            r"^(command|type|mode)$",
        ),
    ),
    "charge capacity": (
        _CHARGES,
        (
            rf"^(?:specific |areal )?{_CHG} ?{_CAP}",
            rf"{_CAP} ?(of |\()?{_CHG}",
            r"^q ?-?c(h|hg|harge)?$|^充电比?容量|^spe ?capc$|^capc$|^ah-cyc-charge$|^ladekapazität",
        ),
    ),
    "discharge capacity": (
        _CHARGES,
        (
            rf"^(?:specific |areal )?{_DCHG} ?{_CAP}",
            rf"{_CAP} ?(of |\()?{_DCHG}",
            r"^q ?-?d(is)?(charge|chg)?$|^放电比?容量|^(spe ?)?capd$",
            r"^ah-cyc-discharge$|^entladekapazität",
        ),
    ),
    "capacity": (
        _CHARGES,
        (
            r"^cap(acity|\.)?$|^(amp-hr|q|容量|kapazität|capacité|ah)$",
            r"^(specific|areal|spec\.) ?cap|^spe ?cap$|^比容量",
            r"^(q-qo|\(q-qo\))$",
            r"^(cap|q$|charge passed|charge$)",
        ),
    ),
    "charge state": (
        ("share", "count"),
        (
            r"^(soc|dod)\b|^(state of charge|stoichiometry|lithiation|li content)|^x( in .*)?$|^y$"
            r"|荷电状态",
        ),
    ),
    "rate": (("rate",), (r"^c[ -]?rate|^crate|^rate$|^倍率|^c$",)),
    "efficiency": (("share",), (r"efficien|effizien|rendement|^ce$|^eff|库仑效率|库伦效率",)),
    "retention": (("share",), (r"retention|保持率",)),
    "inverse temperature": (("count",), (r"^10(00|\^?3) ?/ ?t|^1 ?/ ?t",)),
    "temperature": (
        ("temperature",),
        (
            r"^(cell |ambient |aux )?(temp(erature|eratur|érature|\.)?|温度)$",
            r"^t$|^t ?1$",
            r"^(aux )?(temp|温度)|temperature",
        ),
    ),
    "conductivity": (
        ("conductivity",),
        (
            r"^(log(10)?|ln|lg)?[ (]*(ionic )?(conductivity|sigma|σ)",
            WORDS["conductivity"],
            r"电导率|leitfähigkeit|conductivité",
        ),
    ),
    "transference": (
        ("share", "count"),
        (r"transference|transport number|^t ?_?\(?\+|^t_?plus|迁移数",),
    ),
    "diffusivity": (("diffusivity",), (WORDS["diffusivity"],)),
    "content": (
        ("content", "volume content", "share"),
        (
            r"\bwt|\bvol(ume)?\b[ .%-]|\bvol$|(mass|weight) frac|filler|ceramic|含量",
            r"^(loading|content|phi|φ)\b",
        ),
    ),
    "spectrum": (("count",), (r"^(spectrum|scan|sweep|loop)( ?(no|number|index)\.?)?$",)),
    "curve": (("text",), (r"^(curve|segment)",)),
}
_BY_UNIT = {"content": "content", "volume content": "content", "voltage": "voltage"}
_BY_UNIT |= {"current": "current", "current density": "current", "frequency": "frequency"}
_BY_UNIT |= dict.fromkeys(_CHARGES, "capacity") | {"conductivity": "conductivity"}
DIMENSIONS = {role: dimensions for role, (dimensions, _) in _ROLES.items()}
# Of a set value, a limit, an auxiliary input or a difference, not of what was measured.
_NOT = re.compile(
    r"control|applied|range|limit|\b(end|onset|oneset|start|max|min|med|mid|avg|ave|delta|set"
    r"|nominal|cut-?off|initial|platform|plateau)\b|^aux(?! ?temp)|^ece$|analog|\bthd|\bnsd"
    r"|energy|watt|half cycle|drcor|\bdv|\bdq|\bd[qv]/",
    re.IGNORECASE,
)


_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# "σ × 10⁴ (S/cm)" and "σ (10⁻⁴ S/cm)" stand above numbers near one.
_POWER = re.compile(
    r"(?<![\d.])(?!10(?:\^?3|³) ?/)(?:[×x*·]\s*)?10\s*"
    r"(?:(?:\^|\*\*)\s*\(?[-−+]?(\d+)\)?|[⁻⁺]?([⁰¹²³⁴-⁹]+)"
    r"|(?<=[(\[×]10)[-−](\d+))\s*(?!\s*/\s*T)"
)


def power_of_ten(heading: str) -> float:
    """Return by what the numbers below a heading with a power of ten are multiplied [-]."""
    found = _POWER.search(heading)
    return 10.0 ** -int(next(filter(None, found.groups())).translate(_LOWERED)) if found else 1.0


def _bare(heading: str) -> tuple[str, str | None]:
    """Return the name in a heading without marks that say nothing, and its unit."""
    text = re.sub(r" #.*$", "", plain_heading(_POWER.sub("", heading)))
    # At which temperature, and "Strom in mA".
    text = re.sub(r"[\s,@]+-?\d+(?:[.,]\d+)? ?°C(?=\s*(?:[\[(/]|$))", "", text)
    said = re.fullmatch(r"(\S.*) in (\S+)", text)
    text = f"{said[1]} [{said[2]}]" if said and is_unit(said[2]) else text
    text = text.strip("~# ").replace("<", "").replace(">", "")
    if re.match(r"10(00|\^?3) ?/ ?T|1 ?/ ?T\b", text):
        return re.sub(r"\s*[\[(].*", "", text.lower()), None
    # ZView marks real and imaginary part with (a) and (b).
    text = re.sub(r"(?<=['\"])\s*\([ab]\)$", "", text)
    logarithm = re.fullmatch(r"(log10|log|lg|ln)\s*\(([^()]*)\)\s*[\[(](.*)[\])]", text)
    if logarithm:
        return f"{logarithm[1]} {logarithm[2].lower()}", logarithm[3]
    logarithm = re.fullmatch(r"(log10|log|lg|ln)\s*[\[(](.*)[\])]", text)
    if logarithm:  # of a quantity with its unit
        name, unit = _bare(logarithm[2])
        return f"{logarithm[1]} {name}", unit
    name, unit = split_unit(text)
    if unit is not None:
        unit = re.split(r"\s+vs\b", unit)[0].strip(" .")
    name = re.sub(r"\b\d+(?:\.\d+)? ?c$|\bc ?/ ?\d+(?:\.\d+)?$", "", name.lower().strip())
    return re.sub(r"[\s_]+", " ", name).strip(" .:,"), unit or None


def unit_in(heading: str) -> str | None:
    """Return the unit that a heading has, known or not."""
    return _bare(heading)[1]


def dimension_of(role: str, heading: str) -> tuple[str, float, str] | None:
    """Return dimension, factor and unit of a heading; None without a unit or of none that fits."""
    name, unit = _bare(heading)
    for text in (unit, name, plain_heading(heading)):
        if text is None:
            continue
        for dimension in DIMENSIONS[role]:
            factor = unit_factor(dimension, text)
            if factor is not None and text:
                return dimension, factor, text
    return None


def roles_of(headings: Sequence[str]) -> dict[str, list[str]]:
    """Return what the columns are: role to headings, the surest first.

    A heading has one role. One whose unit is of another quantity does not have it.
    """
    found: dict[str, list[tuple[int, int, str]]] = {}
    for place, heading in enumerate(headings):
        known = _role_of(str(heading))
        if known is not None:
            found.setdefault(known[1], []).append((known[0], place, str(heading)))
    return {role: [heading for *_, heading in sorted(one)] for role, one in found.items()}


@lru_cache(maxsize=10_000)
def _role_of(heading: str) -> tuple[int, str] | None:
    """Return how sure a heading is (0 the surest) and its role, None if it has none."""
    name, unit = _bare(heading)
    if re.match(
        r"-?\s*(re|im|phase)\s*\((y|c|m|z[cw]e.*|permit.*|resist.*|cond.*)\)", heading, re.I
    ):
        return None  # of the admittance, the modulus or the permittivity
    if not name or len(name) > 60 or _NOT.search(name):
        return None
    ranked = [
        (rank, role)
        for role, (_, patterns) in _ROLES.items()
        for rank, pattern in enumerate(patterns)
        if re.search(pattern, name) and _unit_may_be(role, name, unit)
    ]
    if ranked:
        return min(ranked, key=lambda one: one[0])
    # A filler with its wt%, and headings that are nothing but a unit.
    for dimension, role in _BY_UNIT.items():
        text = unit if role == "content" else plain_heading(heading)
        if text and unit_factor(dimension, text) is not None:
            return 9, role
    return None


def misfit(role: str, headings: Iterable[str]) -> str | None:
    """Return a heading that is called as a role is, with a unit of another quantity."""
    for heading in headings:
        name, unit = _bare(str(heading))
        called = any(re.search(pattern, name) for pattern in _ROLES[role][1][:2])
        if called and unit and not _NOT.search(name) and not _unit_may_be(role, name, unit):
            return str(heading)
    return None


def _unit_may_be(role: str, name: str, unit: str | None) -> bool:
    dimensions = DIMENSIONS[role]
    known = [
        d for d, table in UNITS.items() if unit is not None and unit_factor(d, unit) is not None
    ]
    if role in ("step time", "step") and name == "step":
        return ("time" in known) == (role == "step time")
    if role == "time" and name == "test":
        return "time" in known
    if name == "t" and unit is None:
        return role == "time"
    if not known or unit in ("", "1", "-") or role in ("cycle", "spectrum"):
        return True
    return bool(set(known) & set(dimensions))


def kind_score(fields: Iterable[str]) -> int:
    """Return how surely a line is the heading of a measurement, 0 for one that is none."""
    names = [field for field in fields if field]
    if len(names) < 2:
        return 0
    roles = set(roles_of(names))
    impedance = {"real", "imaginary"} <= roles or {"modulus", "phase"} <= roles
    if {"real", "imaginary"} <= roles and "frequency" not in roles:
        return 90  # an export without frequencies: the reader says what is missing
    capacities = roles & {"capacity", "charge capacity", "discharge capacity"}
    course = roles & {"time", "step time", "current", "charge state"}
    if "frequency" in roles and impedance:
        return SPECTRUM_SCORE + len(roles)
    if "voltage" in roles and (course or capacities):
        return 100 + len(roles)
    if "open-circuit voltage" in roles and len(roles) > 1:
        return 80 + len(roles)
    states = {"temperature", "inverse temperature", "content"}
    if roles & {"conductivity", "transference"} and roles & states:
        return 60 + len(roles)
    if (capacities | (roles & {"retention"})) and roles & {"cycle", "rate", "current"}:
        return 40 + len(roles)
    return 0
