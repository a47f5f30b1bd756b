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
from .labels import is_label

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
            r"^re ?\(?z\)?$|^阻抗实部",
            r"^z ?re(al)?$|^zs'$",
            r"^z'$",
            r"^re(al)?$",
            r"^(real|z ?real|实部|realteil|partie réelle|impedance real)|^z1$",
        ),
    ),
    "imaginary": (
        ("resistance", "areal resistance"),
        (
            r"^-? ?\(?-?im ?\(?z\)*$|^-?阻抗虚部",
            r"^-? ?z ?im(ag|g)?$|^-? ?zs(''|\")$",
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
            r"^(cell |zell)?(voltage|volts?|potential|spannung|tension|电压)$|^(dis)?charge [vu]$",
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
            r"^(cycles?|cyc|nº de cycle|numéro de cycle|nombre de cycles)( c)?$",
            r"^(cycle|cyc)[ -]?(number|index|no\.?|id|count|nr\.?)$",
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
            r"^q ?-?c(h|hg|harge)?$|^充电比?容量|^spe ?capc$|^capc$|^ah-cyc-charge$|^ladekapazität"
            r"|^capacité (de |en |à la )?charge|^(de)?charge q$(?<!decharge q)",
            r"strip(ped|ping)?\b.*(cap|charge|q\b)|gestripp?t|aufgelöst|剥离(比|面)?容量|dissolv",
        ),
    ),
    "discharge capacity": (
        _CHARGES,
        (
            rf"^(?:specific |areal )?{_DCHG} ?{_CAP}",
            rf"{_CAP} ?(of |\()?{_DCHG}",
            r"^q ?-?d(is)?(charge|chg)?$|^放电比?容量|^(spe ?)?capd$",
            r"^ah-cyc-discharge$|^entladekapazität|^capacité (de |en |à la )?décharge"
            r"|^discharge( q)?$|^entladung$|^放电$",
            r"plat(ed|ing)\b.*(cap|charge|q\b)|deposit|abgeschieden|沉积(比|面)?容量",
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
    "rate": (
        ("rate",),
        (
            r"^c[ -]?rate|^crate|^rate$|^倍率|^c$|^régime",
            r"^dis ?charge (c[ -]?)?rate",
            r"^charge (c[ -]?)?rate",
        ),
    ),
    "efficiency": (
        ("share",),
        (
            r"efficien|effizien|rendement|efficacité|wirkungsgrad|^ce\b(?! ?v)|^eff|效率$|\beff$"
            r"|efficienza",
        ),
    ),
    "retention": (("share",), (r"retention|保持率|kapazitätserhalt|rétention",)),
    "sample": (
        ("text",),
        (
            r"^(sample|film|electrolyte|membrane|specimen|material|cell|probe|zelle|folie|elektrolyt"
            r"|échantillon|cellule|电池|样品|电解质)([ _-]?(id|name|no\.?|number|code|编号))?$",
        ),
    ),
    "initial current": (
        ("current", "current density"),
        (r"^i ?\(?(0|o|init|initial|t ?= ?0)\)?$|^initial current|^anfangsstrom|^初始电流",),
    ),
    "steady current": (
        ("current", "current density"),
        (r"^i ?\(?(ss?|steady|∞|inf)\)?$|^steady.?state current|^stationärer strom|^稳态电流",),
    ),
    "initial resistance": (
        ("resistance", "areal resistance"),
        (r"^r ?\(?(0|o|init|initial)\)?$|^initial (interfac\w* )?resist|^初始(界面)?[阻电][抗阻]",),
    ),
    "steady resistance": (
        ("resistance", "areal resistance"),
        (
            r"^r ?\(?(ss?|steady|∞|inf)\)?$|^steady.?state (interfac\w* )?resist"
            r"|^稳态(界面)?[阻电][抗阻]",
        ),
    ),
    "polarisation": (
        ("voltage",),
        (r"^(δ|∆|delta) ?-?[vue]$|^(applied )?(dc )?bias( voltage)?$|^polari[sz]ation$|^极化电压",),
    ),
    "bulk resistance": (
        ("resistance", "areal resistance"),
        (r"^(r|r ?b(ulk)?|(bulk )?resistance|(volumen)?widerstand|résistance|(本体)?电阻)$",),
    ),
    "loading": (("areal mass",), (r"loading|beladung|负载|面载|charge surfacique",)),
    "thickness": (
        ("length",),
        (r"^(l|d|thickness|dicke|(film|schicht)dicke|épaisseur|厚度|膜厚)$",),
    ),
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
            r"电导率|leitfähigkeit|conductivité|^-? ?(log(10)?|ln|lg) ?\(?σ ?t?",
        ),
    ),
    "transference": (
        ("share", "count"),
        (
            r"transference|transport number|^t ?_?\(?\+|^t_?plus|迁移数|^t ?\(?li ?\+?\)?\+?$"
            r"|überführungszahl|nombre de transport",
        ),
    ),
    "diffusivity": (("diffusivity",), (WORDS["diffusivity"],)),
    "content": (
        ("content", "volume content", "share"),
        (
            r"\bwt|\bvol(ume)?\b[ .%-]|\bvol$|(mass|weight) frac|filler|ceramic|含量"
            r"|^(llz?t?o|latp|lagp)$",
            r"^(loading|content|phi|φ)\b",
        ),
    ),
    "spectrum": (("count",), (r"^(block|spectrum|scan|sweep|loop)( ?(no|number|index)\.?)?$",)),
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
    r"|energy|watt|half cycle|drcor|\bdv|\bdq|\bd[qv]/"
    r"|\b(sd|std|stdev|stabw|error|deviation|sem|yerr?)\b|theoretical|irreversible|loss\b|标准差|standardabw|écart",
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
    text = re.sub(r" #\d+(?= [\[(])| #.*$", "", plain_heading(_POWER.sub("", heading)))
    # At which temperature, and "Strom in mA".
    text = re.sub(r"[\s,@]+-?\d+(?:[.,]\d+)? ?°C(?=\s*(?:[\[(/]|$))", "", text)
    said = re.fullmatch(r"(\S.*) in (\S+)", text)
    text = f"{said[1]} [{said[2]}]" if said and is_unit(said[2]) else text
    text = text.strip("~# ").replace("<", "").replace(">", "")
    if re.match(r"10(00|\^?3) ?/ ?T|1 ?/ ?T\b", text):
        return re.sub(r"\s*[\[(].*", "", text.lower()), None
    # ZView marks real and imaginary part with (a) and (b).
    text = re.sub(r"(?<=['\"])\s*\([ab]\)$", "", text)
    # A conductivity times the temperature has its unit.
    text = re.sub(r"\bS\s*[·.]?\s*K\b\s*[·.]?\s*", "S ", text)
    logarithm = re.fullmatch(r"(-?\s*(?:log10|log|lg|ln))\s*\(([^()]*)\)\s*[\[(](.*)[\])]", text)
    if logarithm:
        return f"{logarithm[1]} {logarithm[2].lower()}", logarithm[3]
    logarithm = re.fullmatch(r"(-?\s*(?:log10|log|lg|ln))\s*[\[(](.*)[\])]", text)
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
    if role == "content":  # "wt% LLZTO"
        for dimension, said in (("content", "wt"), ("volume content", "vol")):
            if re.search(rf"\b{said}\b\.?[ -]?%", plain_heading(heading), re.IGNORECASE):
                return dimension, 1.0, f"{said}%"
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
    roles = {role: [heading for *_, heading in sorted(one)] for role, one in found.items()}
    if roles.get("time", [""])[0] == "T" and {"conductivity", "transference", "frequency"} & set(
        roles
    ):
        roles["temperature"] = [*roles.get("temperature", []), roles.pop("time")[0]]
    capacities = {"capacity", "charge capacity", "discharge capacity"} & set(roles)
    if capacities and not {"cycle", "rate", "voltage", "time", "current"} & set(roles):
        counted = [str(h) for h in headings[:1] if str(h).strip() in ("#", "N", "n", "No.", "Nr.")]
        roles |= {"cycle": counted} if counted else {}
    if "discharge capacity" in roles and "charge capacity" not in roles:
        # "Charge" is a quantity, but beside "Discharge" it is a direction.
        beside = [
            h for h in roles.get("capacity", ()) if re.match(r"charge$|充电$|ladung$", _bare(h)[0])
        ]
        if beside:
            roles["charge capacity"] = beside
            roles["capacity"] = [h for h in roles["capacity"] if h not in beside]
            roles = {role: headings for role, headings in roles.items() if headings}
    return roles


@lru_cache(maxsize=10_000)
def _role_of(heading: str) -> tuple[int, str] | None:
    """Return how sure a heading is (0 the surest) and its role, None if it has none."""
    name, unit = _bare(heading)
    if is_label(heading):
        return None
    special = _special(name, unit)
    if special is not None:
        return 0, special
    if re.match(
        r"-?\s*(re|im|phase)\s*\((y|c|m|z[cw]e.*|permit.*|resist.*|cond.*)\)", heading, re.I
    ):
        return None  # of the admittance, the modulus or the permittivity
    if not name:
        return _by_unit(heading, unit)
    if len(name) > 60 or _NOT.search(name):
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
    return _by_unit(heading, unit)


def _by_unit(heading: str, unit: str | None) -> tuple[int, str] | None:
    """Return the role that only the unit tells: "PEO (mAh/g)", "Cell 3 (S/cm)", "0.1C (V)"."""
    for dimension in (*_CHARGES, "conductivity"):
        if unit and "C" not in unit and unit_factor(dimension, unit) is not None:
            return 10, _BY_UNIT[dimension]
    called = re.sub(r"\s*[(\[][^()\[\]]*[)\]]$", "", heading)
    if unit and unit_factor("voltage", unit) is not None and is_label(called):
        return 10, "voltage"
    return None


def _special(name: str, unit: str | None) -> str | None:
    """Return a role whose words others leave out: the initial current of a polarisation."""
    for role in ("initial current", "initial resistance", "polarisation"):
        dimensions, patterns = _ROLES[role]
        if re.search(patterns[0], name) and (
            unit is None or any(unit_factor(d, unit) is not None for d in dimensions)
        ):
            return role
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
    if {"initial current", "steady current"} <= roles:
        return 70 + len(roles)
    states = {"temperature", "inverse temperature", "content", "sample"}
    films = {"conductivity", "transference"}
    if (roles & films or {"bulk resistance", "thickness"} <= roles) and roles & states:
        return 60 + len(roles)
    shares = {"retention", "efficiency"}
    if (capacities | (roles & shares)) and roles & {"cycle", "rate", "current"}:
        return 40 + len(roles)
    if "current" in roles and roles & {"time", "step time"}:
        return 30 + len(roles)
    labels = sum(is_label(name) for name in names)
    index = roles & {"cycle", "rate", "temperature", "inverse temperature"}
    wide = bool(index and labels) or ("sample" in roles and labels >= 3)
    return 20 + len(names) if wide and labels + len(roles) >= len(names) else 0
