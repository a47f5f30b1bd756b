"""Outputs of a design: capacities, energies, powers, losses, limiting current, cycle life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import InputError
from ..experiments.equal_values import largest
from ..experiments.mean_losses import gains, mean_losses
from ..experiments.outcome import Kind, Outcome
from ..experiments.protocols import Step, parse_protocol
from ..experiments.run import LOSSES, Run
from ..experiments.simulator import Simulator
from ..models.laws.constants import MA_CM2_PER_A_M2
from ..models.laws.salt_transport import limiting_current_density
from ..models.voltage_losses import VOLTAGE_LOSSES
from ..parameter_sets.cell_schema import cell_from
from ..parameter_sets.pouch import pouch_from
from ..surface.shorts import SHORT_COLUMNS, short_columns
from .cycle_life import MOST_CYCLES, cycle_lives
from .inputs import CellBuild, Design, Row, cell_build, own_values
from .layers import layers

__all__ = ["LONG_LIVED", "MEAN_LOSSES", "NO_CYCLE_LIFE", "QUANTITIES", "TEXTS", "OutputSpec"]
__all__ += ["evaluate", "output_columns"]

#: Quantity -> what it adds to the table.
QUANTITIES = {
    "capacity": "specific and areal discharge capacity, mean voltage",
    "energy": "specific energy and energy density of the cell, every layer counted",
    "power": "mean specific power and power density of the discharge, every layer counted",
    "losses": "every voltage loss, the dominant one, what ends the discharge and the last charge",
    "limiting current": "steady limiting current of the separator film",
    "cold capacity": "specific discharge capacity at -20 degC",
    "shorts": "probability of a short in 600 cycles, 5, 50 and 95 %: mostly its prior",
    "cycle life": "cycles to 80 % of the first capacity (slow)",
}
#: Reasons that concern the cycle life alone.
NO_CYCLE_LIFE = "no cycle life"
LONG_LIVED = f"more than 80 % is left after {MOST_CYCLES} cycles"
_COLD_DEGC = -20.0
MEAN_LOSSES = tuple(
    f"Mean {name if name.startswith('LFP') else name[0].lower() + name[1:]}"
    for name in VOLTAGE_LOSSES
)
_LOSS_NAMES = tuple(name.removesuffix(" [V]") for name in VOLTAGE_LOSSES)
_SALT = "Salt left at the current collector [%]"
_CHARGE_ENDS, _GAINS = "Ends the charge", "Losses below zero"
#: How columns begin that hold words.
TEXTS = ("Dominant loss", "Ends the", _GAINS)
_COLUMNS = {
    "shorts": SHORT_COLUMNS,
    "capacity": (
        "Specific discharge capacity [mA.h.g-1]",
        "Areal discharge capacity [mA.h.cm-2]",
        "Mean discharge voltage [V]",
    ),
    "energy": ("Specific energy [W.h.kg-1]", "Energy density [W.h.L-1]"),
    "power": ("Specific power [W.kg-1]", "Power density [W.L-1]"),
    "losses": (*MEAN_LOSSES, _SALT, "Dominant loss", "Ends the discharge", _CHARGE_ENDS, _GAINS),
}
_CAPACITY = 0  # column of `OBSERVED`


@dataclass(frozen=True)
class OutputSpec:
    """What is computed for every design.

    Parameters
    ----------
    quantities : tuple of str
        Keys of `QUANTITIES`.
    rates_C : tuple of float
        Rates of rate-dependent quantities; empty if the design has a ``rate_C`` of its own.
    cold_rate_C : float
        Rate of the capacity at -20 degC.
    layers : dict
        Values in place of those of the layer table, SI units.
    pouch : tuple, optional
        Keys and values [*] of `~sclcell.parameter_sets.pouch.KEYS`: energy and power are those of a
        pouch cell then, in place of a unit cell of a stack.
    """

    quantities: tuple[str, ...]
    steps: tuple[Step, ...]
    rates_C: tuple[float, ...] = ()
    cold_rate_C: float = 0.2
    layers: tuple[tuple[str, float], ...] = ()
    pouch: tuple[tuple[str, float], ...] | None = None


def evaluate(
    cell: Simulator,
    designs: Sequence[Design],
    spec: OutputSpec,
    samples: Sequence[Mapping[str, float] | None] | None = None,
    cycled: Sequence[bool] | None = None,
) -> list[Row]:
    """Return the outputs of many designs.

    A cell that cannot start gives zero capacity, energy and power; ``"Reason"`` says why, with
    numbers in ``"Detail"``.

    Parameters
    ----------
    designs : sequence of mapping
        See `inputs.cell_build`; with ``rate_C`` if the specification names no rates.
    cycled : sequence of bool, optional
        Which get a cycle life, that takes seconds; by default those without sample.
    """
    samples = samples or [None] * len(designs)
    cycled = cycled or [sample is None for sample in samples]
    try:
        builds = [cell_build(d, s) for d, s in zip(designs, samples, strict=True)]
    except InputError:
        return _without_impossible(cell, designs, spec, samples, cycled)
    rows: list[Row] = [{} for _ in designs]
    reasons: list[Row] = [{} for _ in designs]
    sized = bool({"energy", "power"} & set(spec.quantities))
    if set(_COLUMNS) & set(spec.quantities):
        for rate in spec.rates_C or (None,):
            rates = [d["rate_C"] if rate is None else rate for d in designs]
            runs = cell.run(spec.steps, builds, rates)
            at = "" if rate is None else f" at {rate:g}C"
            for i, (build, run) in enumerate(zip(builds, runs, strict=True)):
                size = _size(build, spec, designs[i], samples[i]) if sized else None
                rows[i].update(_discharge_outputs(build, run, spec, at, size))
                _note(reasons[i], _with_current(run.outcome, build, rates[i]), at.strip())
    if "cold capacity" in spec.quantities:
        _cold_capacity(cell, designs, samples, spec, rows, reasons)
    if "limiting current" in spec.quantities:
        for row, build in zip(rows, builds, strict=True):
            row["Limiting current density [mA.cm-2]"] = _limiting_current(build)
    if "cycle life" in spec.quantities:
        for row, why, (life, reason) in zip(
            rows, reasons, cycle_lives(designs, samples, cycled), strict=True
        ):
            row["Cycles to 80 %"] = life
            if reason is not None:
                what = NO_CYCLE_LIFE if np.isnan(life) else LONG_LIVED
                why["cycle life"] = (what, reason)
    for row, why in zip(rows, reasons, strict=True):
        row["Reason"] = "; ".join(dict.fromkeys(r for r, _ in why.values())) or None
        row["Detail"] = "; ".join(f"{at}: {d}" if at else d for at, (_, d) in why.items()) or None
    return rows


def _without_impossible(
    cell: Simulator,
    designs: Sequence[Design],
    spec: OutputSpec,
    samples: Sequence[Mapping[str, float] | None],
    cycled: Sequence[bool],
) -> list[Row]:
    """Return the outputs of the cells that can be, and for the others a reason."""
    rows: dict[int, Row] = {}
    nothing = {n: None if n.startswith(TEXTS) else np.nan for n in output_columns(spec)}
    for i, (design, sample) in enumerate(zip(designs, samples, strict=True)):
        try:
            cell_build(design, sample)
        except InputError as error:
            rows[i] = {**nothing, "Reason": "no such cell can be", "Detail": str(error)}
    left = [i for i in range(len(designs)) if i not in rows]
    if left:
        some, drawn = [designs[i] for i in left], [samples[i] for i in left]
        found = evaluate(cell, some, spec, drawn, [cycled[i] for i in left])
        rows |= dict(zip(left, found, strict=True))
    return [rows[i] for i in range(len(designs))]


def output_columns(spec: OutputSpec) -> list[str]:
    """Return the columns that `evaluate` adds for a specification."""
    at_rates = [f" at {rate:g}C" for rate in spec.rates_C] or [""]
    columns = [
        _named(name, at)
        for at in at_rates
        for quantity, names in _COLUMNS.items()
        if quantity in spec.quantities
        for name in names
        if name != _CHARGE_ENDS or any(step.kind == "charge" for step in spec.steps)
    ]
    if "cold capacity" in spec.quantities:
        columns.append(_cold_name(spec))
    if "limiting current" in spec.quantities:
        columns.append("Limiting current density [mA.cm-2]")
    if "cycle life" in spec.quantities:
        columns.append("Cycles to 80 %")
    return columns


def _cold_name(spec: OutputSpec) -> str:
    return _named(_COLUMNS["capacity"][0], f" at {_COLD_DEGC:g} degC and {spec.cold_rate_C:g}C")


def _note(why: dict[str, object], outcome: Outcome, at: str) -> None:
    if outcome.failed:
        why[at] = (outcome.reason, str(outcome))


def _named(name: str, at: str) -> str:
    head, bracket, unit = name.partition(" [")
    return f"{head}{at}{bracket}{unit}"


def _size(
    build: CellBuild,
    spec: OutputSpec,
    design: Design,
    sample: Mapping[str, float] | None,
) -> tuple[float, float]:
    """Return mass [kg] and volume [L] that a cell brings with it, every layer counted."""
    if spec.pouch is not None:
        pouch = pouch_from(cell_from("study", design), dict(spec.pouch))
        share = build.area / pouch.area
        table = pouch.layers(own_values(design, sample))
        litres = 1e3 * pouch.footprint * pouch.thickness(table)
        return share * 1e-3 * float(table["Mass [g]"].sum()), share * litres
    stack = layers(build, dict(spec.layers))
    mass = sum(m for m, _ in stack.values()) * build.area
    return mass, 1e3 * sum(t for _, t in stack.values()) * build.area


def _discharge_outputs(
    build: CellBuild, run: Run, spec: OutputSpec, at: str, size: tuple[float, float] | None = None
) -> dict[str, object]:
    charge, energy = run.capacity_Ah, run.energy_Wh
    power = energy if run.result is None else energy / (run.result.time[-1] / 3600)
    row: dict[str, object] = {}
    if "capacity" in spec.quantities:
        # A.h/kg is mA.h/g
        specific, areal = charge / (build.loading * build.area), charge / build.area
        values = (specific, MA_CM2_PER_A_M2 * areal, run.mean_voltage)
        row.update(zip(_COLUMNS["capacity"], values, strict=True))
    mass, litres = size or (np.nan, np.nan)
    if "energy" in spec.quantities:
        row.update(zip(_COLUMNS["energy"], (energy / mass, energy / litres), strict=True))
    if "power" in spec.quantities:
        row.update(zip(_COLUMNS["power"], (power / mass, power / litres), strict=True))
    if "losses" in spec.quantities:
        row.update(_losses(run, build.pores.matrix.salt_concentration))
        row.update(_charge_ends(run, spec.steps))
    if "shorts" in spec.quantities:
        row.update(short_columns(build.film, MA_CM2_PER_A_M2 * charge / build.area, build.area))
    words = build.cathode.in_words
    return {_named(k, at): words(v) if isinstance(v, str) else v for k, v in row.items()}


def _charge_ends(run: Run, steps: Sequence[Step]) -> dict[str, str | None]:
    """Return what ended the last charge; nothing if the protocol has none."""
    if not any(step.kind == "charge" for step in steps):
        return {}
    charges = [e for e, s in zip(run.ends, steps, strict=False) if s.kind == "charge"]
    return {_CHARGE_ENDS: charges[-1] if charges else None}


def _losses(run: Run, concentration: float) -> dict[str, object]:
    result = run.result
    if result is None:
        return {
            **dict.fromkeys(MEAN_LOSSES, np.nan),
            "Dominant loss": None,
            "Ends the discharge": None,
            _GAINS: None,
        }
    means = mean_losses(result.series[:, _CAPACITY], result.series[:, LOSSES])
    return {
        **dict(zip(MEAN_LOSSES, means.values(), strict=True)),
        _SALT: 100 * result.series[-1, -1] / concentration,
        "Dominant loss": largest(dict(zip(_LOSS_NAMES, means.values(), strict=True))),
        "Ends the discharge": run.ends[-1],
        _GAINS: gains(means),
    }


def _with_current(outcome: Outcome, build: CellBuild, rate: float) -> Outcome:
    """Return the outcome; of a failed solver, with how the current compares to the limiting one."""
    if outcome.kind is not Kind.SOLVER_FAILED:
        return outcome
    currents = {
        "current": MA_CM2_PER_A_M2 * rate * build.capacity / build.area,
        "limiting": _limiting_current(build),
    }
    return replace(outcome, detail={**outcome.detail, **currents})


def _limiting_current(build: CellBuild) -> float:
    """Return the film's steady limiting current density [mA.cm-2], (SALT-2)."""
    inputs = build.inputs
    amperes = limiting_current_density(
        inputs["Film electrolyte diffusivity [m2.s-1]"],
        build.film.matrix.salt_concentration,
        inputs["Film cation transference number"],
        inputs["Separator thickness [m]"],
    )
    return MA_CM2_PER_A_M2 * float(amperes)


def _cold_capacity(
    cell: Simulator,
    designs: Sequence[Design],
    samples: Sequence[Mapping[str, float] | None],
    spec: OutputSpec,
    rows: list[Row],
    reasons: list[Row],
) -> None:
    cold = [{**design, "temperature_degC": _COLD_DEGC} for design in designs]
    builds = [cell_build(d, s) for d, s in zip(cold, samples, strict=True)]
    steps = parse_protocol("discharge")  # charged warm, discharged cold
    runs = cell.run(steps, builds, [spec.cold_rate_C] * len(cold))
    only = OutputSpec(("capacity",), steps)
    for row, why, build, run in zip(rows, reasons, builds, runs, strict=True):
        result = _discharge_outputs(build, run, only, "")
        row[_cold_name(spec)] = result[_COLUMNS["capacity"][0]]
        _note(why, run.outcome, f"at {_COLD_DEGC:g} degC and {spec.cold_rate_C:g}C")
