"""The report on cells of one's own: what a fit found, beginning with the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import __version__
from ..errors import InputError, SimulationFailed
from ..experiments.equal_values import CELL_SCATTER, largest
from ..experiments.protocols import rate_test_steps
from ..experiments.rate import simulate_rate_test
from ..experiments.simulator import Simulator
from ..fitting.inference.evaluation_log import last_owner
from ..fitting.inference.goodness import goodness
from ..fitting.kinds.registry import kind_of
from ..fitting.on_problem import fit_cells
from ..fitting.results import EVALUATIONS, FitResult
from ..models.voltage_losses import VOLTAGE_LOSSES
from ..output_files import make_folder, write_csv, write_file
from ..parameter_sets.cell import Cell
from ..parameter_sets.isothermal import build_cell
from ..parameter_sets.values import Values
from ..result import Result
from ..style import BLUE, LOSS_COLOURS
from ..uncertainty.ranking import best_in_words
from ..uncertainty.rate_bands import CAPACITY, rate_bands
from ..uncertainty.samples import draw_samples
from .charts import Bars, Chart
from .measured_charts import data_charts
from .page import report_page
from .section import Section

__all__ = ["OwnReport", "is_problem", "problem_of", "report_on_problem"]

_RATES = (0.2, 1.0, 5.0)
# Samples of bands, and of differences between designs.
_BANDS, _PAIRED = 32, 12
#: Loss -> what relieves it: a parameter and the factor on it, or a field of the cell; in words.
_FILM, _LOADING = "separator_thickness_um", "areal_loading_mg_cm2"
_RELIEF: dict[str, tuple[str, float, str]] = {
    "Lithium film loss [V]": (
        "Lithium interphase film resistance [Ohm.m2]",
        0.5,
        "half the resistance of the SEI on lithium",
    ),
    "Lithium charge-transfer loss [V]": (
        "Lithium reference exchange-current density [A.m-2]",
        2.0,
        "twice the exchange current of lithium",
    ),
    "Separator ohmic loss [V]": (_FILM, 0.5, "half the thickness of the film"),
    "Separator concentration loss [V]": (_FILM, 0.5, "half the thickness of the film"),
    "Catholyte ohmic loss [V]": (_LOADING, 0.5, "half the areal loading"),
    "Catholyte concentration loss [V]": (_LOADING, 0.5, "half the areal loading"),
    "LFP charge-transfer loss [V]": (
        "Positive electrode reference exchange-current density [A.m-2]",
        2.0,
        "twice the exchange current of LFP",
    ),
    "LFP diffusion loss [V]": (
        "Positive particle reference diffusivity [m2.s-1]",
        2.0,
        "twice the diffusivity in LFP, or particles smaller by 30 %",
    ),
}
#: Words of a parameter -> what to measure for it.
_LITHIUM_CELL = "the impedance of a Li | film | Li cell"
_MEASURE = {
    "interphase film resistance": f"{_LITHIUM_CELL} at rest, at the temperature of use",
    "Lithium reference exchange": f"{_LITHIUM_CELL} at three temperatures",
    "Film ionic conductivity": "the impedance of the film between steel, with its thickness",
    "ransference": "a steady-state current at 10 mV on a Li | film | Li cell (Bruce-Vincent)",
    "salt diffusivity": "the relaxation of a polarised Li | film | Li cell",
    "thermodynamic": "a concentration cell",
    "article": "discharges at two more rates, up to where the capacity has halved",
    "Positive electrode reference exchange": "the impedance of the LFP cell at half charge",
    "activation energy": "a rate test at a second temperature",
    "Contact": "the impedance of the LFP cell above 100 kHz",
}


@dataclass(frozen=True)
class OwnReport:
    """What the report on a problem says.

    Parameters
    ----------
    fit : FitResult
        What was found.
    answer : tuple of str
        What limits, how sure, what to measure, what to make next.
    headline : pandas.DataFrame
        The numbers that matter most.
    losses : pandas.DataFrame
        A row per rate.
    reliefs, designs : pandas.DataFrame
        What relieving each loss gives, and what other designs give [mA.h.g-1].
    """

    fit: FitResult
    answer: tuple[str, ...]
    headline: pd.DataFrame
    losses: pd.DataFrame
    reliefs: pd.DataFrame
    designs: pd.DataFrame


def is_problem(name: str) -> bool:
    """Return whether a name is that of a problem of `fit`, and not of a film or a cell."""
    path = Path(name)
    if path.suffix.lower() != ".toml" or not path.is_file():
        return False
    return "[[data]]" in path.read_text(encoding="utf-8", errors="replace")


def problem_of(folder: str | Path) -> Path | None:
    """Return the problem whose fit is kept in a folder, None if it is no folder of a fit.

    Raises
    ------
    InputError
        If the problem is not where it was.
    """
    log = Path(folder) / EVALUATIONS
    if not log.is_file():
        return None
    owner = last_owner(log)
    if not Path(owner).is_file():
        raise InputError(
            f"{folder}: the problem of this fit{f', {owner},' if owner else ''} is not there; give "
            "the problem (a TOML file) in place of the folder."
        )
    return Path(owner)


def report_on_problem(
    problem: str | Path,
    folder: str | Path = "results/report",
    *,
    work: str | Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> Result[OwnReport]:
    """Write one page on the cells of a fit problem: own points, model, bands, residuals, answer.

    Parameters
    ----------
    problem : path
        Problem of `fit`, which is run, or goes on where it stopped; or the folder of its results.
    folder : path, optional
        Gets ``report.html`` and CSV of its tables.
    work : path, optional
        Where the fit keeps its evaluations; by default ``results/fit/PROBLEM``.
    progress : callable, optional
        Told what is done.

    Raises
    ------
    InputError
        If the problem has faults or none of its cells has a cathode.
    """
    told = progress or (lambda text: None)
    kept = problem_of(problem)
    if kept is not None:
        problem, work = kept, work or problem
    work = Path(work or Path("results/fit") / Path(problem).stem)
    told("fit")
    fitted = fit_cells(problem, work)
    fit = fitted.details
    name, cell, samples = _best_cell(fit)
    told("rate test")
    try:
        found = _answer(fit, name, cell, samples, told)
    except SimulationFailed as error:
        raise SimulationFailed(f"the fitted cell '{name}' cannot be simulated: {error}") from error
    folder = Path(folder)
    make_folder(folder)
    tables = {
        "headline": found.headline, "losses": found.losses, "reliefs": found.reliefs,
        "designs": found.designs, "parameters": fit.parameters,
    }  # fmt: skip
    for stem, table in tables.items():
        write_csv(table, folder / f"{stem}.csv")
    title = fit.loaded.problem.title
    sections = [one.of_cathode(cell.cathode) for one in _sections(found, name)]
    cathode = cell.cathode.name
    page = report_page({title: sections}, found.headline, __version__, cathode)
    write_file(folder / "report.html", page.encode(errors="replace"))
    numbers = {
        "Files": {"Report": str(folder / "report.html")},
        "Answer": list(found.answer),
        "Headline": found.headline.to_dict("records"),
        "Losses": found.losses.to_dict("records"),
        "Reliefs": found.reliefs.to_dict("records"),
        "Designs": found.designs.to_dict("records"),
        "Fit": fit.to_dict(),
    }
    text = "\n".join([*found.answer, f"saved {folder / 'report.html'}"])
    return Result(found, found.headline, numbers, fitted.provenance, tables, {}, text)


def _best_cell(fit: FitResult) -> tuple[str, Cell, pd.DataFrame]:
    """Return the first cell with a cathode, with the values found, and its samples."""
    problem = fit.loaded.problem
    names = [d.cell for d in problem.data if kind_of(d.kind).has_cathode(d)]
    if not names:
        raise InputError(
            "no data set of the problem is of a cell with a cathode; report needs one."
        )
    name = names[0]
    own = {problem.label(p, name): p for p in problem.parameters}
    samples = fit.samples()[list(own)].rename(columns=own)
    values = {parameter: fit.values[label] for label, parameter in own.items()}
    cell = problem.cells[name]
    return name, replace(cell, values=Values({**cell.values, **values})), samples


def _answer(
    fit: FitResult, name: str, cell: Cell, fitted: pd.DataFrame, told: Callable[[str], None]
) -> OwnReport:
    test = simulate_rate_test(cell, _RATES)
    losses = test.losses
    told("bands")
    own = {k: v for k, v in cell.values.items() if k not in fitted}
    samples = draw_samples([cell.electrolyte], _BANDS, fitted=fitted, given=own)
    bands = rate_bands(cell, samples, _RATES)
    low, high = bands.ends(CAPACITY)
    capacity = test.table[CAPACITY].to_numpy(float)
    told("what limits")
    at = len(_RATES) - 1
    relief = _reliefs(cell, losses.iloc[at], _RATES[at])
    told("other designs")
    designs = _designs(cell, samples.rows()[:_PAIRED], _RATES[at])
    decides = _decides(bands.values[CAPACITY][:, at], samples.table)
    words = cell.cathode.in_words
    said = (
        _limits(losses.iloc[at], relief, _RATES[at]),
        _how_sure(fit, capacity, low, high),
        decides,
        _next(designs, relief, _RATES[at]),
    )
    answer = tuple(map(words, said))
    rows = [
        (f"Specific discharge capacity at {rate:g}C [mA.h.g-1]", c, f"{a:.4g} to {b:.4g}")
        for rate, c, a, b in zip(_RATES, capacity, low, high, strict=True)
    ]
    total = 1000 * float(losses.iloc[at][list(VOLTAGE_LOSSES)].sum())
    rows.append((f"Mean voltage loss at {_RATES[at]:g}C [mV]", total, ""))
    headline = pd.DataFrame(rows, columns=["Quantity", name, "Band, 5 to 95 %"])
    shown = losses[["C-rate", *VOLTAGE_LOSSES]].copy()
    shown[list(VOLTAGE_LOSSES)] *= 1000
    shown.columns = pd.Index([str(c).replace("[V]", "[mV]") for c in shown])
    return OwnReport(fit, answer, headline, shown, relief, designs)


def _capacities(
    cells: Sequence[Cell], rows: Sequence[Mapping[str, float]], rate: float
) -> np.ndarray:
    """Return capacities of cells (columns) with samples (rows) [mA.h.g-1]."""
    simulator = Simulator.of(cells[0], rows[0] if rows else None, ends_only=True)
    each = [build_cell(cell, row) for row in (rows or [{}]) for cell in cells]
    runs = simulator.run(rate_test_steps(2), each, [rate] * len(each))
    found = [run.capacity_Ah / (b.loading * b.area) for run, b in zip(runs, each, strict=True)]
    return np.array(found).reshape(-1, len(cells))


def _reliefs(cell: Cell, losses: pd.Series, rate: float) -> pd.DataFrame:
    """Return what relieving each loss gives at a rate, the largest gain first."""
    values = cell.parameter_values()
    variants: list[Cell] = []
    rows: list[dict[str, Any]] = []
    for loss, (what, factor, words) in _RELIEF.items():
        if words in [row["Relief"] for row in rows]:
            rows[[row["Relief"] for row in rows].index(words)]["Loss [mV]"] += 1000 * losses[loss]
            continue
        if "[" in what:
            changed = Values({**cell.values, what: factor * float(values[what])})
            variants.append(replace(cell, values=changed))
        else:
            variants.append(replace(cell, **{what: factor * getattr(cell, what)}))
        rows.append({"Relief": words, "Loss [mV]": 1000 * float(losses[loss])})
    gains = _capacities([cell, *variants], [], rate)[0]
    table = pd.DataFrame(rows).assign(**{"Gain [mA.h.g-1]": gains[1:] - gains[0]})
    table["Relief"] = table["Relief"].map(cell.cathode.in_words)
    return table.sort_values("Gain [mA.h.g-1]", ascending=False, ignore_index=True)


def _designs(cell: Cell, rows: Sequence[Mapping[str, float]], rate: float) -> pd.DataFrame:
    """Return what other designs give at a rate, and their gain with the same samples."""
    film = cell.electrolyte
    names, cells = ["as it is"], [cell]
    for share in (0.5, 1.5):
        names.append(f"film of {share * cell.separator_thickness_um:.3g} um")
        cells.append(replace(cell, separator_thickness_um=share * cell.separator_thickness_um))
    if film.filler_mass_fraction > 0:
        for w in (film.filler_mass_fraction - 0.05, film.filler_mass_fraction + 0.05):
            if 0 < w <= film.highest_mass_fraction:
                names.append(f"{100 * w:.3g} wt% filler")
                cells.append(replace(cell, electrolyte=replace(film, filler_mass_fraction=w)))
    for share in (0.75, 1.5):
        names.append(f"{share * cell.areal_loading_mg_cm2:.3g} mg/cm2 of {cell.cathode.name}")
        cells.append(replace(cell, areal_loading_mg_cm2=share * cell.areal_loading_mg_cm2))
    found = _capacities(cells, rows, rate)
    gain = found - found[:, :1]
    return pd.DataFrame(
        {
            "Design": names,
            "Specific discharge capacity [mA.h.g-1]": np.nanmedian(found, axis=0),
            "Gain, low [mA.h.g-1]": np.nanquantile(gain, 0.05, axis=0),
            "Gain [mA.h.g-1]": np.nanmedian(gain, axis=0),
            "Gain, high [mA.h.g-1]": np.nanquantile(gain, 0.95, axis=0),
        }
    )


def _limits(losses: pd.Series, relief: pd.DataFrame, rate: float) -> str:
    sizes = {name: float(losses[name]) for name in VOLTAGE_LOSSES}
    total = 1000 * sum(sizes.values())
    name = largest(sizes)
    most = 1000 * max(sizes.values())
    best = relief.iloc[0]
    words = " and ".join(part.removesuffix(" loss [V]").lower() for part in name.split(" and "))
    return (
        f"What limits at {rate:g}C: the voltage mostly by {words}, {most:.3g} of {total:.3g} mV; "
        f"the capacity most where {best['Relief']} would give {best['Gain [mA.h.g-1]']:+.3g} mAh/g."
    )


def _how_sure(fit: FitResult, capacity: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    text = (
        f"How sure: at {_RATES[-1]:g}C the cell gives {capacity[-1]:.4g} mAh/g, 5 to 95 % "
        f"{low[-1]:.4g} to {high[-1]:.4g}."
    )
    missed = [
        f"'{d.name}' by {np.sqrt(g.per_residual):.2g} times its noise"
        for d, c in zip(fit.loaded.problem.data, fit.comparisons, strict=True)
        if (g := goodness(c.residuals)).per_residual > 4
    ]
    if missed:
        text += f" The model misses {', '.join(missed)}: take the band as too narrow."
    return text


def _decides(capacity: np.ndarray, samples: pd.DataFrame) -> str:
    """Return which unknown the band is mostly due to, and what would measure it."""
    known = np.isfinite(capacity)
    free = samples.loc[:, samples.nunique() > 1][known]
    if free.empty or known.sum() < 5 or not np.ptp(capacity[known]) > 0:
        return "What to measure: nothing that is uncertain moves the capacity."
    ranks = free.rank().corrwith(pd.Series(capacity[known], free.index).rank()).abs()
    name, share = str(ranks.idxmax()), float(ranks.max() ** 2)
    how = next((text for words, text in _MEASURE.items() if words in name), "it by itself")
    return (
        f"What to measure: {how}. '{name}' goes with {100 * share:.0f} % of the spread of the "
        "capacity in the samples, more than any other unknown."
    )


def _next(designs: pd.DataFrame, relief: pd.DataFrame, rate: float) -> str:
    values = designs["Specific discharge capacity [mA.h.g-1]"].to_numpy(float)
    words = best_in_words(designs["Design"].tolist(), values, CELL_SCATTER)
    best = designs.iloc[int(np.nanargmax(values))]
    if best["Gain [mA.h.g-1]"] <= CELL_SCATTER * values[0]:
        tried = ", ".join(designs["Design"].iloc[1:])
        text = (
            f"What to make next, at {rate:g}C: of {tried} none differs from the present cell by "
            f"more than cells built alike do ({100 * CELL_SCATTER:g} %): they are equal."
        )
        first = relief.iloc[0]
        if first["Gain [mA.h.g-1]"] > CELL_SCATTER * values[0]:
            text += f" More would come from {first['Relief']}."
        return text
    sure = "" if best["Gain, low [mA.h.g-1]"] > 0 else ", which is not sure"
    return (
        f"What to make next, at {rate:g}C: {best['Design']}, {best['Gain [mA.h.g-1]']:+.3g} mAh/g "
        f"({best['Gain, low [mA.h.g-1]']:+.3g} to {best['Gain, high [mA.h.g-1]']:+.3g}{sure}). Of "
        f"what was tried, {words}."
    )


def _sections(found: OwnReport, name: str) -> list[Section]:
    fit = found.fit
    rates = [f"{rate:g}C" for rate in found.losses["C-rate"]]
    bars = [
        Bars(
            rates, found.losses[loss.replace("[V]", "[mV]")], loss.removesuffix(" loss [V]"), colour
        )
        for loss, colour in zip(VOLTAGE_LOSSES, LOSS_COLOURS, strict=True)
    ]
    where = Chart("losses", "Where the voltage goes", "C-rate", "Mean voltage loss [mV]", bars)
    title = f"What relieving each loss gives ('{name}')"
    sections = [
        Section(
            "answer", "The answer", found.answer, [where],
            {title: found.reliefs, "Other designs": found.designs},
        )
    ]  # fmt: skip
    for data, comparison, band in zip(
        fit.loaded.problem.data, fit.comparisons, fit.bands, strict=True
    ):
        errors = ", ".join(f"{key} {value:.3g}" for key, value in comparison.errors.items())
        table = pd.concat([comparison.table, band], axis=1)
        charts = data_charts(data.name, kind_of(data.kind), table, comparison.residuals, BLUE)
        text = f"{errors}. {goodness(comparison.residuals).words}."
        key = f"data{len(sections)}"
        sections.append(
            Section(
                key, f"Your data: {data.name}", (text,), charts, {data.name: table}, folded=True
            )
        )
    sections.append(
        Section(
            "known", "What the data say of each unknown", tuple(fit.knowledge.sentences),
            tables={"Parameters": fit.parameters},
        )
    )  # fmt: skip
    return sections
