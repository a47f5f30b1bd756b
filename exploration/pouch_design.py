"""The pouch cell with the most energy per mass among those that live long enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, Unpack

import numpy as np
import pandas as pd

from ..errors import InputError, SclcellError, SimulationFailed, check_range
from ..experiments.cycling import LFPCycling, follow_envelope
from ..experiments.cycling.cells import CAPACITY, INVENTORY, USED_UP
from ..experiments.cycling.runs import ageing_of
from ..experiments.pouch import DENSITY, SPECIFIC
from ..experiments.pouch_figures import draw_pouch
from ..experiments.protocols import rate_test_steps
from ..experiments.rate import CYCLES, check_rates
from ..experiments.simulator import Simulator, cpu_count
from ..given import CellFields, given_cell
from ..models.laws.constants import C_M2_PER_MAH_CM2, FARADAY
from ..parameter_sets.cathode import LOADING
from ..parameter_sets.isothermal import build_cell
from ..parameter_sets.pouch import DEAD, KEYS, Pouch, pouch_from
from ..parameter_sets.relations import cell_numbers
from ..parameter_sets.values import Values
from ..processes import worker_processes
from ..provenance import provenance
from ..result import Result
from ..style import BLUE, GREY, RED, new_plot
from ..uncertainty.ageing_bands import sampled_cells
from ..uncertainty.samples import Samples

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..given import CellLike, ValuesLike

__all__ = ["LITHIUM_UM", "LOADINGS", "PouchDesign", "best_pouch", "design_pouch"]

#: Areal loadings [mg.cm-2] and thicknesses of lithium foil [um] that are compared.
LOADINGS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0)
LITHIUM_UM = (5.0, 10.0, 20.0, 30.0, 50.0, 100.0)
_LOADING, _LITHIUM = "Areal loading [mg.cm-2]", "Lithium thickness [um]"
_NEEDED, _KEEP = "Lithium needed [um]", "Share of draws that keep it"
_LIVES, _CHOSEN = "Lives", "Chosen"
#: Loading [mg.cm-2], foil [um] -> energy per mass [W.h.kg-1] and volume [W.h.L-1].
_Energies: TypeAlias = dict[float, dict[float, tuple[float, float]]]
#: Cycle that the later capacity is compared with.
_THIRD = 3
#: A draw is left when it is this far below what it has to keep.
_HOPELESS = 0.97


@dataclass(frozen=True)
class PouchDesign:
    """Candidates, and the best that lives.

    Parameters
    ----------
    table : pandas.DataFrame
        A row per areal loading, the most energy per mass first: thickness and charge of lithium,
        energies, share of draws that keep the capacity. What was not cycled, as it could not be the
        best, has none.
    best : Pouch, optional
        None if none of them lives.
    asked : str
        What was asked for, in words.
    """

    table: pd.DataFrame
    best: Pouch | None
    asked: str

    @property
    def text(self) -> str:
        """The best candidate, or that there is none."""
        if self.best is None:
            share = self.table[_KEEP].max()
            tried = int(self.table[_KEEP].notna().sum())
            return (
                f"no pouch cell can {self.asked}: of {len(self.table)} areal loadings {tried} were "
                f"cycled, and at most {100 * share:.3g} % of the draws keep it"
            )
        row = self._row
        return (
            f"the most energy per mass of pouch cells that {self.asked}: "
            f"{row[_LOADING]:g} mg/cm2 and {row[_LITHIUM]:g} um of lithium "
            f"(N/P {self.best.lithium_ratio:.3g}), {row[SPECIFIC]:.4g} W.h/kg, "
            f"{row[DENSITY]:.4g} W.h/L"
        )

    @property
    def _row(self) -> pd.Series:
        return self.table[self.table[_CHOSEN]].iloc[0]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """File stem to table."""
        layers = {} if self.best is None else {"layers": self.best.layers()}
        return {"designs": self.table, **layers}

    @property
    def figures(self) -> dict[str, Callable[[], Figure]]:
        """File stem to what draws the picture."""
        found: dict[str, Callable[[], Figure]] = {"designs": self.plot}
        if self.best is not None:
            best = self.best
            found["pouch"] = lambda: draw_pouch(best, best.layers())
        return found

    def plot(self) -> Figure:
        """Return energy per mass against loading, with what lives and what does not."""
        figure, axes = new_plot("Pouch cells", "Areal loading [mg/cm²]", "Specific energy [Wh/kg]")
        rows = self.table.sort_values(_LOADING)
        axes.plot(rows[_LOADING], rows[SPECIFIC], color=GREY, label="with the least lithium")
        for lives, colour, label in ((True, BLUE, "lives"), (False, RED, "does not live")):
            some = rows[rows[_LIVES].eq(lives)]
            axes.plot(some[_LOADING], some[SPECIFIC], "o", color=colour, label=label)
        axes.legend(frameon=False)
        return figure

    def to_dict(self) -> dict[str, Any]:
        """Return what goes into the JSON."""
        found: dict[str, Any] = {"Asked for": self.asked, "Designs": self.table.to_dict("records")}
        if self.best is not None:
            names = (_LOADING, _LITHIUM, SPECIFIC, DENSITY, _KEEP)
            found |= {name: self._row[name] for name in names}
            found["Lithium to cathode capacity ratio"] = self.best.lithium_ratio
            found["Layers"] = self.best.layers().to_dict("records")
        return found


@dataclass(frozen=True)
class _Lives:
    """Lives of the unit cells of all loadings and draws, with more lithium than any can use up.

    The thickness of the lithium does not act on anything but its own end, so that one life says how
    much is needed.
    """

    pouch: Pouch
    samples: Samples
    loadings: tuple[float, ...]
    c_rate: float
    cycles: int
    keeps: float

    @cached_property
    def rows(self) -> list[dict[str, float]]:
        """Samples of each loading in turn, SI units."""
        return [
            {**row, LOADING: 0.01 * loading}
            for loading in self.loadings
            for row in self.samples.rows()
        ]

    @cached_property
    def cells(self) -> list[LFPCycling]:
        """All of them; one model is built."""
        samples = replace(self.samples, table=pd.DataFrame(self.rows))
        return sampled_cells(
            self.pouch.as_cycled, samples, self.c_rate, end_of_life=_HOPELESS * self.keeps
        )

    def needed(self, at: int) -> float:
        """Return the foil that a cell needs [m]; infinity if it does not keep its capacity."""
        cell, sample = self.cells[at], self.rows[at]
        try:
            table = follow_envelope(cell, self.cycles).table.set_index("Cycle")
        except SclcellError:
            return np.inf
        capacity = table[CAPACITY]
        if self.cycles not in capacity or capacity[self.cycles] < self.keeps * capacity[_THIRD]:
            return np.inf
        numbers = cell_numbers(self.pouch.as_cycled, sample)
        per_metre = FARADAY / numbers["Lithium metal partial molar volume [m3.mol-1]"]
        per_metre /= C_M2_PER_MAH_CM2  # mA.h.cm-2 per metre
        there = numbers["Negative electrode thickness [m]"]
        used = there - table[INVENTORY].min() / per_metre
        # kg.m-2 is 0.1 g.cm-2
        kept = USED_UP * float(capacity[self.cycles]) * 0.1 * numbers[LOADING] / per_metre
        return max(used + kept - self.pouch.brought(sample), 0.0)


_lives: _Lives


def _load_in_worker(lives: _Lives) -> None:
    global _lives
    _lives = lives


def _needed_in_worker(at: int) -> float:
    return _lives.needed(at)


@contextmanager
def _workers(lives: _Lives, workers: int) -> Iterator[Callable[[Sequence[int]], list[float]]]:
    """Yield what computes the lithium that cells need, in processes if there are to be any."""
    if workers == 1:
        yield lambda several: [lives.needed(at) for at in several]
        return
    with worker_processes(workers, _load_in_worker, lives) as pool:
        yield lambda several: list(pool.map(_needed_in_worker, several))


def best_pouch(
    pouch: Pouch,
    samples: Samples,
    c_rate: float = 1.0,
    cycles: int = 500,
    keeps: float = 0.8,
    confidence: float = 0.9,
    loadings: Sequence[float] = LOADINGS,
    lithium_um: Sequence[float] = LITHIUM_UM,
    workers: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> PouchDesign:
    """Return the candidate with the most energy per mass that keeps its capacity in most draws.

    Loadings are cycled from the one with the most energy downwards, at the rate and temperature of
    the discharge, until no other can be better. Of each the thinnest foil is taken that lasts in
    enough draws; where it does not, the draw counts as one that does not keep its capacity.

    Parameters
    ----------
    pouch : Pouch
        What all candidates share.
    samples : Samples
        Drawn with ``ageing=True``.
    c_rate : float, optional
        Of discharge and cycling, 0.01 to 20 [1/h].
    cycles : int, optional
        After which `keeps` of the capacity of the third cycle has to be left.
    keeps, confidence : float, optional
        Share of the capacity, and of the draws [-].
    loadings, lithium_um : sequence of float, optional
        Candidates: all combinations [mg.cm-2], [um].
    workers : int, optional
        Processes; by default one per core.
    progress : callable, optional
        Told what is done.

    Raises
    ------
    InputError
        If a value is out of range, or no life is known of the cathode.
    SimulationFailed
        If no loading gives anything at the rate.
    """
    (c_rate,) = check_rates([c_rate])
    check_range("cycles", cycles, _THIRD + 1, 100_000)
    check_range("share of the capacity", keeps, 0.05, 1)
    check_range("share of the draws", confidence, 0, 1)
    told = progress or (lambda text: None)
    ageing_of(pouch.cell)
    foils = sorted({*lithium_um})
    energies = _energies(pouch, c_rate, sorted({*loadings}), foils)
    designs = _candidates(energies, foils[0])
    if not (designs[SPECIFIC] > 0).any():
        raise SimulationFailed(f"no pouch gives anything at {c_rate:g}C with these loadings.")
    many = replace(pouch, values={**pouch.values, KEYS["lithium_um"][0]: 1e-3})
    lives = _Lives(many, samples, tuple(designs.index), c_rate, int(cycles), keeps)
    draws = len(samples.table)
    may_fail = floor((1 - confidence) * draws + 1e-9)
    # Draws in which one loading fails are tried first with the next.
    order = [*range(draws)]
    best: tuple[float, float] | None = None
    most = 0.0
    batch = max(1, min(cpu_count() if workers is None else workers, draws))
    with _workers(lives, batch) as needed_by:
        for place, loading in enumerate(designs.index):
            energy = energies[loading]
            if energy[foils[0]][0] <= most:
                break
            needed: dict[int, float] = {}
            for first in range(0, draws, batch):
                some = order[first : first + batch]
                needed |= zip(some, needed_by([place * draws + k for k in some]), strict=True)
                failed = [k for k in needed if 1e6 * needed[k] > foils[-1]]
                told(f"{loading:g} mg/cm2: {len(needed)} of {draws} draws, {len(failed)} fail")
                if len(failed) > may_fail:
                    break
            order.sort(key=lambda k: -needed.get(k, 0.0))
            row = _judged(needed, draws, may_fail, foils)
            lithium = row.pop(_LITHIUM)
            for name, value in row.items():
                designs.loc[loading, name] = value
            if lithium is None:
                continue
            designs.loc[loading, [_LITHIUM, SPECIFIC, DENSITY]] = [lithium, *energy[lithium]]
            if energy[lithium][0] > most:
                best, most = (loading, lithium), energy[lithium][0]
    asked = (
        f"keep {100 * keeps:g} % of the third cycle's capacity after {cycles} cycles at "
        f"{c_rate:g}C and {pouch.cell.temperature_degC:g} degC in {100 * confidence:g} % of "
        f"{draws} draws"
    )
    chosen = None
    if best is not None:
        designs.loc[best[0], _CHOSEN] = True
        chosen = _with(pouch, *best)
    table = designs.reset_index().sort_values(SPECIFIC, ascending=False, ignore_index=True)
    return PouchDesign(table, chosen, asked)


def _with(pouch: Pouch, loading: float, lithium_um: float) -> Pouch:
    """Return a pouch with another loading [mg.cm-2] and foil [um]."""
    cell = replace(pouch.cell, areal_loading_mg_cm2=loading)
    values = {**pouch.values, KEYS["lithium_um"][0]: 1e-6 * lithium_um}
    return replace(pouch, cell=cell, values=values)


def _energies(
    pouch: Pouch, c_rate: float, loadings: Sequence[float], foils: Sequence[float]
) -> _Energies:
    """Return what each loading [mg.cm-2] gives with each foil [um], by one discharge of each."""
    cells = [replace(pouch.cell, areal_loading_mg_cm2=loading) for loading in loadings]
    builds = [build_cell(cell) for cell in cells]
    runs = Simulator.of(cells[0]).run(rate_test_steps(CYCLES), builds, [c_rate] * len(builds))
    energies: _Energies = {}
    for loading, build, run in zip(loadings, builds, runs, strict=True):
        energies[loading] = {}
        for foil in foils:
            one = _with(pouch, loading, foil)
            energy = np.nan_to_num(run.energy_Wh) / build.area * one.area
            energies[loading][foil] = energy / one.mass(), 1e-3 * energy / one.volume()
    return energies


def _candidates(energies: _Energies, foil: float) -> pd.DataFrame:
    """Return a row per loading, the most energy per mass with the thinnest foil first."""
    rows = [
        {_LOADING: loading, _LITHIUM: foil, SPECIFIC: found[foil][0], DENSITY: found[foil][1],
         _NEEDED: np.nan, _KEEP: np.nan, _LIVES: None, _CHOSEN: False}
        for loading, found in energies.items()
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values(SPECIFIC, ascending=False).set_index(_LOADING)


def _judged(
    needed: Mapping[int, float], draws: int, may_fail: int, foils: Sequence[float]
) -> dict[str, Any]:
    """Return the thinnest foil with which enough draws live, and what is known of a loading."""
    um = 1e6 * np.sort(list(needed.values()))
    enough = draws - may_fail
    least = float(um[enough - 1]) if len(um) >= enough else np.inf
    lithium = next((foil for foil in foils if foil >= least), None)
    share = float((um <= (foils[-1] if lithium is None else lithium)).sum()) / len(um)
    lives = lithium is not None
    return {_NEEDED: least if lives else np.nan, _KEEP: share, _LIVES: lives, _LITHIUM: lithium}


def design_pouch(
    cell: CellLike,
    c_rate: float = 1.0,
    *,
    cycles: int = 500,
    keeps: float = 0.8,
    confidence: float = 0.9,
    loadings: Sequence[float] | None = None,
    lithium_um: Sequence[float] | None = None,
    geometry: Mapping[str, float | None] | None = None,
    file: str | Path | None = None,
    values: ValuesLike | None = None,
    bands: bool | str | Path = True,
    draws: int = 10,
    workers: int | None = None,
    progress: Callable[[str], None] | None = None,
    **fields: Unpack[CellFields],
) -> Result[PouchDesign]:
    """Find the pouch cell with the most energy per mass that keeps its capacity in most draws.

    Parameters
    ----------
    cell, values, bands, draws, **fields
        As for :func:`sclcell.api.rate_test`.
    geometry, file
        As for :func:`sclcell.api.pouch`.
    c_rate, cycles, keeps, confidence, loadings, lithium_um, workers, progress
        As for `best_pouch`.

    Returns
    -------
    Result
        ``details`` is a `PouchDesign`.

    Raises
    ------
    InputError, SimulationFailed
        As for `best_pouch`, or if a name or file is not known.
    """
    candidates = tuple(loadings or LOADINGS), tuple(lithium_um or LITHIUM_UM)
    for loading in candidates[0]:
        check_range("areal loading", loading, 0.05, 40, unit="mg/cm2")
    for foil in candidates[1]:
        check_range("thickness of lithium", foil, 0, 700, unit="um")
    fields = {**fields, "areal_loading_mg_cm2": candidates[0][0]}
    given = given_cell(cell, values, bands, **fields)
    wanted: dict[str, Any] = {
        "c_rate": c_rate, "cycles": cycles, "keeps": keeps, "confidence": confidence,
        "loadings": candidates[0], "lithium_um": candidates[1],
    }  # fmt: skip
    if (geometry or {}).get("lithium_um") is not None:
        raise InputError("the thickness of the lithium is searched for; give lithium_um its list.")
    made = pouch_from(given.cell, geometry, file)
    if "plating_efficiency_percent" in made.given:
        # What is given is not drawn.
        held = {**given.cell.values, DEAD: made.as_cycled.values[DEAD]}
        given = replace(given, cell=replace(given.cell, values=Values(held)))
    samples = given.samples(draws, ageing=True)
    found = best_pouch(made, samples, **wanted, workers=workers, progress=progress)
    told = {"cell": given.called, **wanted, "geometry": geometry, "file": file}
    told |= {**given.fields, "bands": given.bands, "draws": draws}
    files = {**given.files, **({} if file is None else {"pouch": Path(file)})}
    return Result.of(found, provenance("design_pouch", told, files, 0))
