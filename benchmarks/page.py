"""The page of the documentation that shows what the benchmarks found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["benchmark_page"]

_IDLE = 0.5
_HEAD = """# Benchmarks

What is claimed, against what, and what was measured. Written by `make bench`, do not edit; the
numbers are in `benchmarks/results.json`. Ours and the reference of a line were measured in the
same process, one after the other or in turns. Times are processor times, or wall times where
several threads work; memory is the largest of the process meanwhile.
"""


def benchmark_page(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    results : mapping
        Benchmark to what `benchmarks.__main__.run_benchmark` returned.
    """
    lines = [_HEAD, *_summary(results), *_circumstances(results)]
    for name, record in results.items():
        for title, table in record.get("Tables", {}).items():
            rows = [[_number(cell) for cell in row] for row in table["data"]]
            lines += [f"## {title}", "", f"`python -m benchmarks.{name}`", ""]
            lines += [*_table(table["columns"], rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _summary(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a row per claim."""
    rows = []
    for name, record in results.items():
        if "Error" in record:
            rows.append([f"`{name}`", "", "", record["Error"], "**no**", *[""] * 6])
        for claim in record.get("Claims", []):
            rows.append(
                [
                    claim["case"],
                    claim["reference"],
                    claim["criterion"],
                    claim["measured"],
                    "yes" if claim["met"] else "**no**",
                    _number(claim["ratio"], 3),
                    _number(claim["deviation_percent"], 2),
                    _time(claim["seconds"]),
                    _time(claim["reference_seconds"]),
                    _number(claim["states"]),
                    _pair(claim["memory_MB"], claim["reference_memory_MB"]),
                ]
            )
    met = sum(row[4] == "yes" for row in rows)
    columns = ["Case", "Against", "Criterion", "Measured", "Met", "Ratio", "Deviation [%]"]
    columns += ["Ours", "Reference", "States", "Memory, ours / reference [MB]"]
    return [
        f"{met} of {len(rows)} hold.",
        "",
        *_table(columns, rows),
        "",
    ]


def _circumstances(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return machine, versions, date, load and duration."""
    rows = [
        [
            f"`{name}`",
            record["Date"],
            f"{record['Seconds']:.0f}",
            f"{record['Load before']:.1f}",
            record["Machine"],
            ", ".join(f"{package} {number}" for package, number in record["Versions"].items()),
        ]
        for name, record in results.items()
    ]
    columns = ["Benchmark", "Date", "Took [s]", "Load before", "Machine", "Versions"]
    total = sum(record["Seconds"] for record in results.values())
    text = f"All of it took {total / 60:.0f} minutes."
    if any(record["Load before"] > _IDLE for record in results.values()):
        text += (
            f" Where the load before exceeds {_IDLE:g} the machine had other work: times are too "
            "long, and a ratio that was not measured in turns can be off."
        )
    now = max(results.values(), key=lambda record: str(record["Date"]))["Versions"]["sclcell"]
    older = [name for name, r in results.items() if r["Versions"]["sclcell"] != now]
    if older:
        text += (
            f" Of sclcell {now} are {len(results) - len(older)} of {len(results)}; the others were "
            "measured with the version that is named and say nothing of this one."
        )
    return [text, "", *_table(columns, rows), ""]


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"

    return [line(columns), line(["---"] * len(columns)), *map(line, rows)]


def _number(value: Any, digits: int = 4) -> str:
    if value is None:
        return "–"
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def _pair(ours: float | None, theirs: float | None) -> str:
    if ours is None:
        return "–"
    return f"{ours:.0f}" + ("" if theirs is None else f" / {theirs:.0f}")
