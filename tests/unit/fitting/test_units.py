"""Every unit of measured data against the SI: one quantity, written in each, is read as the same.

The factors are worked out here from SI prefixes and base units alone.
"""

import re
from math import pi
from pathlib import Path

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.fitting.problem.loading import load_problem

PREFIXES = {"": 1.0, "n": 1e-9, "u": 1e-6, "µ": 1e-6, "m": 1e-3, "c": 1e-2, "k": 1e3, "M": 1e6}
BASES = {
    **dict.fromkeys(["A", "ampere", "amps", "amp", "V", "volt", "volts", "C", "K", "S"], 1.0),
    **dict.fromkeys(["millivolt", "milliampere", "millisecond"], 1e-3),
    **dict.fromkeys(["ampere hour", "amp-hr", "Ahr"], 3600.0),
    **dict.fromkeys(["milliampere hour", "mAhr"], 3.6),
    **dict.fromkeys(
        ["Ohm", "Ohms", "Ω", "m", "Hz", "hertz", "s", "sec", "secs", "second", "seconds"], 1.0
    ),
    **dict.fromkeys(["min", "mins", "minute", "minutes"], 60.0),
    **dict.fromkeys(["h", "hr", "hrs", "hour", "hours"], 3600.0),
    **dict.fromkeys(["d", "days"], 86400.0),
    "g": 1e-3,
    # An angle of one radian is 1/(2 pi) of a cycle.
    "rad": 1 / (2 * pi),
    "cycles": 1.0,
    "-": 1.0,
    "1": 1.0,
}


def si(unit: str) -> float:
    """Return a unit in SI base units, e.g. ``mA.h/cm2`` as 1e-3 * 3600 / 1e-2^2."""
    factor = 1.0
    for sign, part in zip((1, -1), unit.split("/"), strict=False):
        for symbol in part.split("."):
            match = re.fullmatch(r"(.*?[^\d-]|1|-)(-?\d)?", symbol)
            assert match is not None, symbol
            name, power = match[1], int(match[2] or 1)
            value = BASES.get(name)
            if value is None:
                value = PREFIXES[name[0]] * BASES[name[1:]]
            factor *= value ** (sign * power)
    return factor


def test_the_factors_of_this_test_are_those_of_the_si():
    assert si("mA.h/cm2") == pytest.approx(36000)
    assert si("A.h.kg-1") == pytest.approx(3600)
    assert si("MHz") == 1e6
    assert si("1/h") == pytest.approx(si("h-1")) == pytest.approx(1 / 3600)


CELL = "[cell]\narea_cm2 = 2.5\nareal_loading_mg_cm2 = 1.6\n"
#: Mass of LFP [kg] and area [m2] of that cell.
MASS, AREA = 1.6e-6 * 2.5, 2.5e-4
D = '"Positive particle reference diffusivity [m2.s-1]" = { low = 1e-19, high = 1e-16 }'
COLUMNS = {
    "rate capability": ("C-rate", "Capacity [mA.h/g]"),
    "voltage curves": ("Current [mA/g]", "Time [s]", "Voltage [V]", "Temperature [degC]"),
    "retention": ("Cycle", "Capacity [mA.h/g]"),
    "spectrum": ("Frequency [Hz]", "Re(Z) [Ohm.cm2]", "Im(Z) [Ohm.cm2]"),
}
DISCHARGE = [(170, 900 * k, 3.4 - 0.1 * k, 25) for k in range(4)]
# A resistance of 40 Ohm.cm2 in series with 60 parallel to a capacitance.
SPECTRUM = [(f, 40 + 60 / (1 + f * f), -60 * f / (1 + f * f)) for f in (4.0, 2.0, 1.0, 0.5, 0.2)]
ROWS = {
    "rate capability": [(1, 120)],
    "voltage curves": DISCHARGE,
    "retention": [(1, 120), (50, 110)],
    "spectrum": SPECTRUM,
}


def write(folder: Path, kind: str, header: list[str], rows: list[tuple]) -> Path:
    text = f'{CELL}[[data]]\nname = "x"\nkind = "{kind}"\nfile = "x.csv"\n'
    text += {"spectrum": 'cell_type = "Li|Li"\n', "retention": "rate_C = 1\n"}.get(kind, "")
    (folder / "problem.toml").write_text(f"{text}[parameters]\n{D}\n")
    lines = [",".join(header), *(",".join(map(repr, row)) for row in rows)]
    (folder / "x.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "problem.toml"


def read(folder: Path, kind: str, position: int, header: str, factor: float = 1.0) -> np.ndarray:
    """Return the columns of a data set of which one has another header and numbers."""
    headers = list(COLUMNS[kind])
    headers[position] = header
    rows = [
        tuple(float(x) * (factor if k == position else 1.0) for k, x in enumerate(row))
        for row in ROWS[kind]
    ]
    return load_problem(write(folder, kind, headers, rows)).tables["x"]


#: Role, kind of data, its column there, words of the header, and dimension by dimension: the
#: units, and how much of the dimension's SI unit one of the table's numbers is.
mAh_g, mA_g = 3.6 / 1e-3, 1e-3 / 1e-3
DIMENSIONS = [
    ("capacity", "rate capability", 1, "Capacity", [
        (["mA.h/g", "mA.h.g-1", "A.h/kg", "A.h.kg-1", "A.h/g", "A.h.g-1"], mAh_g),
        (["mA.h/cm2", "mA.h.cm-2", "A.h/m2", "A.h.m-2", "uA.h/cm2", "uA.h.cm-2", "A.h/cm2",
          "A.h.cm-2"], mAh_g * MASS / AREA),
        (["A.h", "mA.h", "uA.h", "µA.h", "C", "A.s", "mC", "ampere hour", "milliampere hour",
          "amp-hr", "Ahr", "mAhr"], mAh_g * MASS),
    ]),
    ("current", "voltage curves", 0, "Current", [
        (["mA/g", "mA.g-1", "A/g", "A.g-1", "A/kg", "A.kg-1"], mA_g),
        (["mA/cm2", "mA.cm-2", "A/m2", "A.m-2", "uA/cm2", "uA.cm-2", "A/cm2", "A.cm-2", "mA/m2",
          "mA.m-2"], mA_g * MASS / AREA),
        (["A", "mA", "uA", "µA", "nA", "ampere", "amps", "amp", "milliampere"], mA_g * MASS),
    ]),
    ("rate", "rate capability", 0, "C-rate", [(["C", "1/h", "h-1"], 1 / 3600)]),
    ("time", "voltage curves", 1, "Time", [
        (["s", "sec", "second", "seconds", "min", "minutes", "h", "hr", "hours", "ms", "d",
          "days", "millisecond", "minute", "hour", "mins", "us", "hrs", "secs"], 1.0)]),
    ("voltage", "voltage curves", 2, "Voltage", [
        (["V", "mV", "uV", "millivolt", "volt", "volts"], 1.0)]),
    ("frequency", "spectrum", 0, "Frequency", [
        (["Hz", "kHz", "mHz", "MHz", "uHz", "hertz", "rad/s", "rad.s-1"], 1.0)]),
    ("cycle", "retention", 0, "Cycle", [(["-", "1", "cycles"], 1.0)]),
    *(
        (role, "spectrum", position, header, [
            ([f"{p}{ohm}.{area}" for p in ("", "m", "k", "M") for ohm in ("Ohm", "Ohms", "Ω")
              for area in ("cm2", "m2", "mm2")], 1e-4),
            ([f"{p}{ohm}" for p in ("", "m", "k", "M") for ohm in ("Ohm", "Ohms", "Ω")],
             1e-4 / AREA),
        ])
        for position, role, header in ((1, "real", "Re(Z)"), (2, "imaginary", "Im(Z)"))
    ),
]  # fmt: skip


def allowed_units(folder: Path, kind: str, position: int, header: str) -> list[str]:
    """Return the units that a role can have, as the message about a wrong one lists them."""
    with pytest.raises(InputError) as caught:
        read(folder, kind, position, f"{header} [furlong]")
    match = re.search(r"unit 'furlong' is not one of ([^;]*?)(?:\.$|;)", str(caught.value))
    assert match is not None, caught.value
    return match[1].split(", ")


@pytest.mark.parametrize(
    ("role", "kind", "position", "header", "dimensions"), DIMENSIONS, ids=lambda x: str(x)[:12]
)
def test_every_unit_is_converted(tmp_path, role, kind, position, header, dimensions):
    expected = read(tmp_path, kind, position, COLUMNS[kind][position])[role].to_numpy()
    assert expected == pytest.approx([row[position] for row in ROWS[kind]])
    known = {unit: one for units, one in dimensions for unit in units}
    allowed = allowed_units(tmp_path, kind, position, header)
    assert set(allowed) <= set(known), "a unit without a test"
    for unit in allowed:
        factor = known[unit] / (1 / 3600 if unit == "C" and role == "rate" else si(unit))
        found = read(tmp_path, kind, position, f"{header} [{unit}]", factor)[role].to_numpy()
        assert found == pytest.approx(expected, rel=1e-9), unit


@pytest.mark.parametrize(
    ("unit", "number"),
    [
        ("degC", 25.0),
        ("°C", 25.0),
        ("celsius", 25.0),
        ("C", 25.0),
        ("K", 298.15),
        ("kelvin", 298.15),
    ],
)
def test_temperatures_have_their_zero(tmp_path, unit, number):
    table = read(tmp_path, "voltage curves", 3, f"Temperature [{unit}]", number / 25)
    assert table["temperature"].to_numpy() == pytest.approx(np.full(4, 25.0))


@pytest.mark.parametrize(
    ("kind", "position", "header", "role", "factor"),
    [
        ("rate capability", 1, "capacity_mAh_g", "capacity", 1.0),
        ("rate capability", 1, "Q/mAh", "capacity", MASS * 1e3),
        ("voltage curves", 0, "I/mA", "current", MASS * 1e3),
        ("voltage curves", 0, "current_A_kg", "current", 1.0),
        ("voltage curves", 1, "time/h", "time", 1 / 3600),
        ("spectrum", 1, "Re(Z)/Ohm", "real", 1 / 2.5),
    ],
)
def test_headers_of_cyclers_carry_their_unit(tmp_path, kind, position, header, role, factor):
    found = read(tmp_path, kind, position, header, factor)[role].to_numpy()
    assert found == pytest.approx([row[position] for row in ROWS[kind]])
