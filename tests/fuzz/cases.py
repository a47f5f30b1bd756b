"""Command lines and files drawn at random: some sound, most with something wrong in them."""

from __future__ import annotations

import os
import random
import string
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import click

FILM = """name = "mine"
filler_wt_percent = 10
temperature_C = 25
[matrix]
conductivity_mS_cm = 0.08
transference_number = 0.2
activation_energy_eV = 0.3
[filler]
kind = "LLZTO"
radius_nm = 100
[coating]
kind = "P-DOL"
"""
STUDY = """title = "t"
[variables]
temperature_degC = { levels = [20, 40] }
film = { levels = ["PHLP", "film.toml"] }
[fixed]
areal_loading_mg_cm2 = 2
[outputs]
quantities = ["capacity"]
rates_C = [1]
protocol = "discharge"
[sampling]
method = "grid"
[[maps]]
x = "temperature_degC"
"""
PROBLEM = """title = "p"
[cell]
electrolyte = "PHLP-15"
area_cm2 = 1.13
[[data]]
name = "d"
kind = "rate capability"
file = "rates.csv"
noise = 3
[parameters]
"Positive particle reference diffusivity [m2.s-1]" = { low = 1e-19, high = 1e-16 }
[algorithm]
global_evaluations = 0
starts = 1
"""
TABLES = {
    "rates.csv": "C-rate,Capacity [mAh/g]\n0.5,155\n1,150\n2,140\n",
    "parameters.csv": "Parameter,Value\nPositive electrode porosity,0.4\n",
    "samples.csv": "Positive electrode porosity\n0.4\n0.42\n0.45\n",
    "spectrum.csv": "Frequency [Hz],Re(Z) [Ohm.cm2],Im(Z) [Ohm.cm2]\n"
    + "".join(f"{10 ** (5 - k / 4):g},{20 + k * k:g},{-k - 1:g}\n" for k in range(24)),
}
#: Kind of data, keys that it needs, a table of it.
KINDS = (
    ("rate capability", "noise = 3", TABLES["rates.csv"]),
    ("retention", "rate_C = 1", "Cycle,Capacity [mAh/g]\n1,150\n50,140\n100,133\n"),
    ("voltage curves", "rate_C = 1", "Capacity [mAh/g],Voltage [V]\n0,3.4\n50,3.3\n140,2.9\n"),
    ("spectrum", 'cell_type = "Li|Li"', TABLES["spectrum.csv"]),
    ("material", "", "electrolyte,quantity,value,unit\nPHLP,ionic conductivity,0.08,mS/cm\n"),
    (
        "polarisation",
        'current_mA_cm2 = 0.1\ncharge_mAh_cm2 = 0.05\nreading = "one polarity"',
        "Time [h],Voltage [V]\n1,0.05\n10,0.06\n",
    ),
)
#: A fit of seconds.
QUICK_FIT = (
    PROBLEM.partition("[parameters]")[0]
    .replace("rate capability", "material")
    .replace("rates.csv", "films.csv")
    + '[parameters]\n"Matrix conductivity [S.m-1]" = {}\n'
    + "[algorithm]\nglobal_evaluations = 0\nstarts = 1\n[analysis]\nsamples = 10\npredictive = 0\n"
)
TABLES["films.csv"] = KINDS[4][2]
#: Tables of films: headings that `sclcell film` knows, and cells.
SERIES = (
    "filler [wt%],temperature [degC],conductivity [mS/cm]\n0,25,0.1\n15,25,0.3\n",
    "wt%,T [K],sigma [S/cm],t+,D [cm2/s],method\n0,298,1e-4,0.2,1e-8,NMR\n"
    "10,298,2e-4,0.3,2e-8,NMR\n10,333,9e-4,,,\n20,298,1e-4,-0.1,,\n",
    "filler [vol%],1000/T,log conductivity [S/cm],series\n0,3.3,-4,a\n5,3.3,-3.8,a\n5,3,-3,b\n",
    "filler [wt%],basis,solvent [wt%],temperature,conductivity [mS/cm],sigma error [%],dried,run\n"
    "0,film,0,25,0.1,10,yes,heating\n15,film,3,25,0.3,5,no,cooling\n15,film,3,60,2,5,no,\n",
    "filler,content,content unit,film,thickness [um],thickness sd [um],T [degC],sigma [mS/cm]\n"
    "LLZTO,0,wt%,1,50,2,25,0.1\nLLZTO,10,wt%,2,50,2,25,0.2\nLATP,10,wt%,3,50,2,25,0.3\n",
    "filler [wt%],temperature [degC],spectrum,area [cm2],thickness [um]\n15,25,spectrum.csv,2,50\n",
    "temperature [degC];conductivity [mS/cm]\n25;0,1\n60;1,5\n",
)
TABLES["series.csv"] = SERIES[0]
MATERIAL = """name = "mine"
density_g_cm3 = 2.9
conductivity_mS_cm = 0.3
activation_energy_eV = 0.35
relative_permittivity = 20
radius_nm = 200
"""
#: A problem that is a table of films.
FILM_PROBLEM = """[film]
table = "series.csv"
matrix = "PEO/LiTFSI"
filler = "LATP"
temperatures_degC = [25, -20]
ranking = false
"""
CATHODE = """name = "my NMC"
ocp_table = "ocp.csv"
density_g_cm3 = 4.75
theoretical_capacity_mAh_g = 276
upper_voltage_V = 4.2
lower_voltage_V = 3.0
diffusivity_cm2_s = { value = 3e-11, class = "measured", low = 1e-11, high = 1e-10 }
particle_radius_um = 3
exchange_current_density_mA_cm2 = 0.2
porosity = 0.35
active_wt_percent = 90
carbon_wt_percent = 5
binder_wt_percent = 5
"""
POUCH = """height_mm = 60
width_mm = 40
sheets = 3
sides = 2
lithium_um = 20
casing_um = 113
casing_density_g_cm3 = 1.6
seam_mm = 5
heat_transfer_W_m2_K = 10
[prices]
Film = 40
"""
TABLES["ocp.csv"] = "Stoichiometry,Voltage [V]\n" + "".join(
    f"{0.2 + k / 20:g},{4.35 - 0.08 * k:g}\n" for k in range(17)
)
TABLES["drive.csv"] = "Time [s],C-rate\n0,0\n10,1\n20,-0.5\n30,0.2\n"
TABLES["log.csv"] = "Time [s],Current [mA],Voltage [V],Cycle\n" + "".join(
    f"{60 * k},{-0.1 if k % 40 < 20 else 0.1},{3.4 + 0.02 * (k % 20):g},{1 + k // 40}\n"
    for k in range(120)
)
#: What `sclcell read` is given, beside tables of the kinds of data and of films.
LOGS = (TABLES["log.csv"], TABLES["ocp.csv"], *(table for *_, table in KINDS), *SERIES)
FILES = {
    "material.toml": MATERIAL,
    "fit.toml": QUICK_FIT,
    "film.toml": FILM,
    "study.toml": STUDY,
    "problem.toml": PROBLEM,
    "film_problem.toml": FILM_PROBLEM,
    "cathode.toml": CATHODE,
    "pouch.toml": POUCH,
    **TABLES,
}
FILM_NAMES = ("PHLP", "PHL-15", "PHLP-15", "pha15", "PHAP-15", "PHLP-7.5", "film.toml")
NUMBERS = [
    *"0 -0.0 -1 1 0.5 2 5 10 15 20 22 25 30 45 80 -20 -30 100 1e3 1e5 1e9".split(),
    *"1e300 1e-300 1e999 -1e9 nan inf -inf NaN 1,5 1e 0x10 1_000 ½ ١ abc 1.2.3 --5".split(),
    *"1+2j true null [] {} 10% 5C".split(),
    *("", " ", "9" * 400),
]
WORDS = [
    *"PHLP film.toml no.toml study.toml rates.csv spectrum.csv . .. / /dev/null /dev/zero".split(),
    *"/dev/full /dev/stdin folder folder/x no/x.json pipe.toml zero.csv ~ - -- --help =1+1".split(),
    *"@x \\ ' \" ; | & $HOME `id` %s %n {0} 電池 é Ω 🔋".split(),
    *("", " ", "x" * 300, "a\nb", "a\tb", "\x1b[31m", "a\0b", "../" * 40, "\udcff"),
]
VALUES = [
    *"0 -1 1 1.5 nan inf -inf 1e400 1e-320 true [] [1] [[1]] {} {a=1} [nan] '' 'x'".split(),
    *"2020-01-01 07:32:00 '=1+1' '@DATA@' 'PHLP' ['PHLP','PHLP'] 'film.toml' 'no.toml'".split(),
    *"'/dev/zero' 0x10 0b1 1_000 +inf -0.0 9223372036854775807 ['discharge']".split(),
    *("'discharge at 1.2.3C'", "['charge at 9999C', 'discharge at 1C']", '"""a\nb"""'),
    *("9" * 400, "9" * 5000, "'" + "x" * 70_000 + "'", '"a\\u0000b"', "[" * 60 + "]" * 60),
]

#: Option -> what it may be given. Options whose values are numbers need none, whatever they are.
SOUND = {
    "basis": ["film", "polymer", "polymer and salt", "film with solvent"],
    "series": ["a", "b"],
    "matrix": ["PEO/LiTFSI", "peo-litfsi", "none", "material.toml"],
    "filler": ["LATP", "LLZTO", "none", "material.toml"],
    "coating": ["none", "P-DOL", "material.toml"],
    "transference-method": ["NMR", "Bruce-Vincent", "concentration cells"],
    "rates": ["1", "0.5,2", "1 2"],
    "heat-rates": ["1", "0.5,1C"],
    "loadings": ["2,5", "1 2"],
    "foils": ["10,20"],
    "catholyte": ["PHLP", "PHA-15", "film.toml"],
    "cathode": ["NMC811", "LCO", "lfp", "NCA", *["cathode.toml"] * 6, *["cell.json"] * 2],
    "protocol": [
        "CCCV", "Rest for 10 minutes", "Discharge at 1C until 2.5 V; Rest for 10 minutes",
        "(Discharge at 2C for 10 s; Rest for 40 s) x 3", "Hold at 3.4 V for 60 s",
        "Drive drive.csv", "Discharge at 0.5 mW until 2.8 V; Charge at C/2 until 4 V @ 10 degC",
    ],
    "mechanisms": ["ContactLoss", "DeadLithium CathodeInterphase", "+SolventReservoir", "none"],
    "unit": ["current=mA", "time=h", "voltage=mV", "capacity=mAh"],
    "sheet": ["record", "Sheet1"],
    "scheduler": ["no-such-host"],
    "parameters": ["parameters.csv"],
    "bands": ["samples.csv", "prior"],
    "samples": ["samples.csv"],
    "data": ["spectrum.csv"],
    "geometry": ["pouch.toml"],
    "checkpoint": ["kept.npz"],
    "store": ["folder"],
    "json": ["-", "results.json"],
    "out": ["results"],
}  # fmt: skip
#: Command -> how often, what it reads in place of a film, and sound options that keep it short.
#: Whatever stands in the tree of commands and not here is run once in about thirty lines.
SHAPES: dict[str, tuple[int, list[str], list[str]]] = {
    "electrolyte": (4, [], []),
    "rate": (5, [], ["--rates", "1"]),
    "export": (4, [], []),
    "cycle": (2, [], ["--cycles", "3"]),
    "symmetric": (1, [], ["--hours", "3"]),
    "eis": (2, [], []),
    "pouch": (3, [], ["--heat-rates", "1"]),
    "plate": (3, [], ["--time", "0.02", "--cells", "3"]),
    "read": (3, ["log.csv"], []),
    "film": (2, ["series.csv"], ["--no-ranking"]),
    "fit": (6, ["problem.toml", "problem.toml", "film_problem.toml"], ["--check"]),
    "explore": (4, ["study.toml"], ["--quiet"]),
}
#: What takes minutes runs only if it cannot start, and may not remove what others use.
LONG = ("lab", "report", "doctor")
#: Options that are left out: they need minutes, or change the cache of this user.
LEFT_OUT = ("best", "clear-cache", "ranking", "resume")
#: Numbers of which a large one means long work, not bad input.
_LENGTHS = ("cycles", "draws", "hours", "rates", "heat-rates", "cells", "time", "reach", "rough")


@cache
def options() -> dict[str, dict[str, click.Option]]:
    """Return the options of every command that there is, by command and name without dashes."""
    from sclcell.cli import COMMANDS

    return {
        command: {
            option.opts[0].removeprefix("--"): option
            for option in import_module(f"sclcell.cli.{command}").command.params
            if isinstance(option, click.Option)
        }
        for command in COMMANDS
    }


@cache
def _bpx_cell() -> str:
    """Return a cell as BPX with particles of one size, as another program would hand it on."""
    import json

    from sclcell import Cell
    from sclcell.parameter_sets.bpx_files import half_cell_to_bpx

    cell = half_cell_to_bpx(Cell("PHLP-15", cathode="NMC811"))
    electrode = cell["Parameterisation"]["Positive electrode"]
    electrode |= electrode.pop("Particle")["small"]
    return json.dumps(cell, indent=1)


def write_files(folder: Path) -> None:
    """Write the sound files, and what looks like one."""
    for name, text in sound_files().items():
        (folder / name).write_text(text)
    (folder / "folder").mkdir(exist_ok=True)
    if not (folder / "pipe.toml").exists():
        os.mkfifo(folder / "pipe.toml")
        (folder / "zero.csv").symlink_to("/dev/zero")


def sound_files() -> dict[str, str]:
    """Return the content of every file that a case starts with, by name."""
    return {**FILES, "cell.json": _bpx_cell()}


def damaged(rng: random.Random, text: str) -> bytes:
    """Return a file with one to three things wrong in it."""
    raw: str | bytes = text
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if isinstance(raw, str):
            raw = rng.choice(_ON_TEXT)(rng, raw)
        if rng.random() < 0.15:
            raw = rng.choice(_ON_BYTES)(rng, raw if isinstance(raw, bytes) else _coded(raw))
    return raw if isinstance(raw, bytes) else _coded(raw)


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _other_value(rng: random.Random, text: str) -> str:
    """Give a key another value, or a cell of a table another number."""
    lines = text.split("\n")
    k = rng.randrange(len(lines))
    if " = " in lines[k]:
        key, value = lines[k].split(" = ", 1)
        lines[k] = f"{key} = {_moved(rng, value) or rng.choice(VALUES)}"
    elif "," in lines[k]:
        cells = lines[k].split(",")
        j = rng.randrange(len(cells))
        cells[j] = _moved(rng, cells[j]) or rng.choice(NUMBERS + WORDS)
        lines[k] = ",".join(cells)
    return "\n".join(lines)


def _is_many(value: str) -> bool:
    """Return whether a number is sound, but takes long."""
    try:
        return 20 < float(value) <= 1e5
    except ValueError:
        return False


def _moved(rng: random.Random, value: str) -> str:
    """Return a number of another size, mostly one that can be; nothing for what is no number."""
    try:
        number = float(value)
    except ValueError:
        return ""
    return f"{number * 10 ** rng.gauss(0, 1.5):.4g}" if rng.random() < 0.6 else ""


def _other_level(rng: random.Random, text: str) -> str:
    at = text.find("levels = [")
    return text if at < 0 else f"{text[: at + 10]}{rng.choice(VALUES)}, {text[at + 10 :]}"


def _line_gone_or_twice(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    k = rng.randrange(len(lines))
    return "\n".join([*lines[:k], *rng.choice(([], [lines[k]] * 2)), *lines[k + 1 :]])


def _misspelt(rng: random.Random, text: str) -> str:
    places = [k for k, letter in enumerate(text) if letter.isalpha()] or [0]
    k = rng.choice(places)
    return text[:k] + rng.choice(["", *string.printable, "é", "\0", "\u202e"]) + text[k + 1 :]


_ON_TEXT: list[Callable[[random.Random, str], str]] = [
    _other_value, _other_value, _other_value, _other_level, _line_gone_or_twice, _misspelt,
    lambda rng, text: text[: rng.randrange(len(text) + 1)],
    lambda rng, text: text.replace(",", rng.choice(";\t| ")),
    lambda rng, text: text.replace(".", ","),
    lambda rng, text: text + rng.choice(["[extra]\n", "x = 1\n", "[[data]]\n", "'", "\\", "#é\n"]),
    lambda rng, text: text.replace("rate capability", rng.choice(
        ["retention", "voltage curves", "material", "polarisation", "spectrum", "x"])),
    lambda rng, text: text.replace("noise = 3", f'reader = "{rng.choice(["bdf", "neware", "x"])}"'),
    lambda rng, text: text.replace('"rates.csv"', f'"{rng.choice(["", "film.toml", "no", "/"])}"'),
]  # fmt: skip
_ON_BYTES: list[Callable[[random.Random, bytes], bytes]] = [
    lambda rng, raw: raw.decode(errors="replace").encode(
        rng.choice(["utf-16", "utf-16-be", "utf-32", "latin-1", "gbk", "cp1252"]), "replace"),
    lambda rng, raw: b"\xef\xbb\xbf" + raw,
    lambda rng, raw: rng.choice([b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"\xfd7zXZ\0"]) + raw,
    lambda rng, raw: raw[: rng.randrange(len(raw) + 1)] + rng.randbytes(rng.randrange(40)),
    lambda rng, raw: b"",
    lambda rng, raw: raw * rng.choice((2, 50)),
]  # fmt: skip


def command_line(rng: random.Random, folder: Path) -> list[str]:
    """Return a command line, and write the file that it reads, damaged or not."""
    weights = {command: SHAPES[command][0] if command in SHAPES else 1 for command in options()}
    command = rng.choices([*weights, ""], [*weights.values(), 1])[0]
    if not command:
        return [rng.choice(WORDS) for _ in range(rng.randrange(4))]
    _, mains, short = SHAPES.get(command, (1, [], []))
    known = {name: one for name, one in options()[command].items() if name not in LEFT_OUT}
    line = [command]
    if mains or rng.random() < 0.4:
        main = rng.choice(mains or ["film.toml"])
        _spoil(rng, folder, main, FILES[main], 0.8)
        line.append(main)
    else:
        line.append(rng.choice(FILM_NAMES) if rng.random() < 0.8 else rng.choice(WORDS))
    if command == "film":
        _spoil(rng, folder, line[1], rng.choice(SERIES), 0.6)
        line += rng.choice(([], [], [], ["--list"]))
    if command == "read":
        _spoil(rng, folder, line[1], rng.choice(LOGS), 0.6)
    if line[-1] == "problem.toml" and rng.random() < 0.6:
        kind, more, table = rng.choice(KINDS)
        sound = PROBLEM.replace("rate capability", kind).replace("noise = 3", more)
        _spoil(rng, folder, line[-1], sound, 0.3)
        (folder / "rates.csv").write_bytes(damaged(rng, table))
    if line[-1] == "film_problem.toml":
        _spoil(rng, folder, "series.csv", rng.choice(SERIES), 0.5)
        short = rng.choice((short, ["--quiet"]))
    if rng.random() < 0.5 or command not in ("rate", "cycle"):
        line += short
    else:  # what is cycled is a protocol, whose length is its own
        line += [
            "--protocol",
            rng.choice(SOUND["protocol"]),
            *(["--cycles", "2"] * (command == "cycle")),
        ]
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        option = rng.choice(sorted(known))
        line += _given(rng, folder, option, known[option])
    if rng.random() < 0.05:
        line.append(rng.choice(WORDS))
    if command in LONG:
        line += rng.choice((["--json", "no/x.json"], ["--out", "rates.csv"], ["--no-such-option"]))
    return line


def _spoil(rng: random.Random, folder: Path, name: str, text: str, often: float) -> None:
    """Write a file, mostly with something wrong in it."""
    raw = damaged(rng, text) if rng.random() < often else text.encode()
    (folder / name).write_bytes(raw)


def _given(rng: random.Random, folder: Path, option: str, one: click.Option) -> list[str]:
    """Return an option as it stands in a line, with a value that fits or does not."""
    if one.is_flag:
        return [rng.choice([*one.opts, *one.secondary_opts])]
    sound: list[Any] = SOUND.get(option, getattr(one.type, "choices", []))
    if not sound or rng.random() < 0.1:
        value = rng.choice(NUMBERS)
        if rng.random() < 0.5:
            value = f"{rng.choice((1, 1, 1, -1)) * 10 ** rng.uniform(-3, 3):.3g}"
        if option in _LENGTHS and _is_many(value):
            value = "4"
    else:
        value = str(rng.choice(sound if rng.random() < 0.7 else WORDS))
    files = sound_files()
    if option == "checkpoint":
        (folder / "kept.npz").write_bytes(rng.randbytes(50))
    elif value in files:
        _spoil(rng, folder, value, files[value], 0.6)
    return rng.choice(([f"--{option}", value], [f"--{option}={value}"]))
