"""Command lines and files drawn at random: some sound, most with something wrong in them."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from pathlib import Path

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
FILES = {
    "material.toml": MATERIAL,
    "fit.toml": QUICK_FIT,
    "film.toml": FILM,
    "study.toml": STUDY,
    "problem.toml": PROBLEM,
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

#: Command -> options whose value is a number, a file, a word; sound options that keep it short.
CELL = "temperature areal-loading separator-thickness filler-mass-fraction".split()
SHAPES: dict[str, tuple[list[str], list[str], list[str], list[str]]] = {
    "electrolyte": (CELL[:1] + CELL[3:], [], [], []),
    "rate": ([*CELL, "charge-temperature", "draws", "rates"], ["parameters", "bands"],
             ["catholyte"], ["--rates", "1"]),
    "cycle": ([*CELL, "c-rate", "draws", "cycles"], ["parameters", "checkpoint"], ["catholyte"],
              ["--cycles", "3"]),
    "symmetric": (["temperature", "current-density", "capacity", "hours", "separator-thickness"],
                  ["parameters", "checkpoint"], ["reading"], ["--hours", "3"]),
    "eis": (["stoichiometry", "area", "temperature"], ["data", "parameters"], ["cell"], []),
    "export": (CELL, ["parameters"], ["format", "catholyte"], []),
    "fit": ([], [], ["profiles"], ["--check"]),
    "explore": ([], ["parameters"], ["scheduler"], ["--quiet"]),
    "film": (["temperature", "at", "particle-radius", "seed"], ["matrix", "filler", "coating"],
             ["basis", "series", "matrix", "filler", "coating", "transference-method"],
             ["--no-ranking"]),
    "lab": (["temperature"], ["parameters"], [], []),
    "report": (CELL, ["samples", "parameters"], ["catholyte"], []),
    "doctor": ([], [], [], []),
}  # fmt: skip
#: Option -> what it may be given.
SOUND = {
    "basis": ["film", "polymer", "polymer and salt", "film with solvent"],
    "series": ["a", "b"],
    "matrix": ["PEO/LiTFSI", "peo-litfsi", "none"],
    "filler": ["LATP", "LLZTO", "none"],
    "coating": ["none", "P-DOL"],
    "transference-method": ["NMR", "Bruce-Vincent", "concentration cells"],
    "json": ["-", "results.json"],
    "out": ["results"],
}
COMMANDS = ["electrolyte"] * 4 + ["rate"] * 4 + ["export"] * 3 + ["fit"] * 6 + ["explore"] * 4 + [
    "cycle", "symmetric", "film", "film", "eis", "eis", "eis", "lab", "report", "doctor", "",
]  # fmt: skip
#: What takes minutes runs only if it cannot start.
LONG = ("lab", "report", "doctor")


def write_files(folder: Path) -> None:
    """Write the sound files, and what looks like one."""
    import os

    for name, text in FILES.items():
        (folder / name).write_text(text)
    (folder / "folder").mkdir(exist_ok=True)
    if not (folder / "pipe.toml").exists():
        os.mkfifo(folder / "pipe.toml")
        (folder / "zero.csv").symlink_to("/dev/zero")


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
    command = rng.choice(COMMANDS)
    if not command:
        return [rng.choice(WORDS) for _ in range(rng.randrange(4))]
    numbers, files, words, short = SHAPES[command]
    line = [command]
    main = {"fit": "problem.toml", "explore": "study.toml", "film": "series.csv"}.get(
        command, "film.toml"
    )
    if command in ("fit", "explore", "film") or rng.random() < 0.4:
        (folder / main).write_bytes(
            damaged(rng, FILES[main]) if rng.random() < 0.8 else FILES[main].encode()
        )
        line.append(main)
    else:
        line.append(rng.choice(FILM_NAMES) if rng.random() < 0.8 else rng.choice(WORDS))
    if command == "film":
        table = rng.choice(SERIES)
        (folder / main).write_bytes(damaged(rng, table) if rng.random() < 0.6 else table.encode())
        line += rng.choice(([], [], [], ["--list"]))
    if command == "fit" and rng.random() < 0.6:
        kind, more, table = rng.choice(KINDS)
        sound = PROBLEM.replace("rate capability", kind).replace("noise = 3", more)
        (folder / main).write_bytes(damaged(rng, sound) if rng.random() < 0.3 else sound.encode())
        (folder / "rates.csv").write_bytes(damaged(rng, table))
    line += short
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        kinds = [k for k in (numbers, files, words, ["json", "out"]) if k]
        chosen = rng.choice(kinds)
        option = rng.choice(chosen)
        if chosen is numbers:
            value = rng.choice(NUMBERS)
            if rng.random() < 0.5:
                value = f"{rng.choice((1, 1, -1)) * 10 ** rng.uniform(-3, 3):.3g}"
            if option in ("cycles", "draws", "hours", "rates") and _is_many(value):
                value = "4"
        elif chosen is files:
            table = {"data": "spectrum.csv", "bands": "samples.csv", "samples": "samples.csv"}
            value = table.get(option, "material.toml" if command == "film" else "parameters.csv")
            if option == "checkpoint":
                value = "kept.npz"
                (folder / value).write_bytes(rng.randbytes(50))
            else:
                (folder / value).write_bytes(damaged(rng, FILES[value]))
            value = value if rng.random() < 0.8 else rng.choice(WORDS)
        else:
            value = rng.choice(SOUND.get(option, WORDS) if rng.random() < 0.6 else WORDS)
        line += rng.choice(([f"--{option}", value], [f"--{option}={value}"]))
    if rng.random() < 0.05:
        line.append(rng.choice(WORDS))
    if command in LONG:
        line += rng.choice((["--json", "no/x.json"], ["--out", "rates.csv"], ["--no-such-option"]))
    return line
