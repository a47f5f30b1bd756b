"""Tables of surface.md, and its picture: bumps, linear theory, order of films, spots, growth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from pages import ROOT, markdown_table, number

from sclcell.parameter_sets.cell import Cell
from sclcell.surface import plate
from sclcell.surface.figures import draw_films
from sclcell.surface.film_order import READINGS, film_gains, order_probability
from sclcell.surface.growth import grow
from sclcell.surface.hazard import MODELS, fit_hazard, study_tests
from sclcell.surface.linear import fastest_growth
from sclcell.surface.properties import SurfaceProperties, surface_properties
from sclcell.surface.shapes import Bump, Patch, bump_solver
from sclcell.surface.shorts import critical_numbers
from sclcell.surface.spots import crossing_charges, spot_current

__all__ = ["TABLES"]

UM = 1e-6
#: Film -> its critical current density [mA/cm2].
CRITICAL = {"PHLP": 0.4, "PHL-15": 0.5, "PHLP-15": 0.7}
#: 0.11 V as one polarity, for all films [Ohm.m2].
ONE_POLARITY = 0.044


def film(name: str, resistance: float | None = None) -> SurfaceProperties:
    """Return a film at 25 degC."""
    found = surface_properties(Cell(name, 25.0))
    return found if resistance is None else found.with_resistance(resistance)


def interphases() -> Iterator[tuple[str, str, SurfaceProperties]]:
    """Yield film, the resistance of its interphase in words, and what the equations need."""
    for name in CRITICAL:
        for resistance in (None, ONE_POLARITY):
            one = film(name, resistance)
            yield name, f"{1e4 * one.resistance:.0f}", one


def tip(one: SurfaceProperties, current: float, axial: bool) -> float:
    """Return the current at the tip of a bump of 2 um over that at its flat end."""
    solver, surface = bump_solver(one, Bump(axial=axial))
    solver.set_surface(surface)
    fields = solver.stationary(current)
    order = np.argsort(solver.space.points)
    return float(fields.plated[order[0]] / fields.plated[order[-1]])


def without_surface(one: SurfaceProperties) -> SurfaceProperties:
    """Return a film on lithium that takes no voltage and has no surface energy."""
    drop = one.drop_at
    none = lambda j, c, R: tuple(1e-6 * part for part in drop(j, c, R))  # noqa: E731
    return replace(one, drop_at=none, surface_energy=0.0)


def bumps() -> str:
    """Return the current of a tip: by the field alone, and with interphases."""
    head = ["Film", "current [mA/cm²]", "interphase [Ω cm²]", "ridge", "bump of revolution"]
    rows = []
    for name in CRITICAL:
        bare = without_surface(film(name))
        shown = [number(tip(bare, 1.0, axial), ".3g") for axial in (False, True)]
        rows.append([name, "any", "none, field alone", *shown])
    for name, resistance, one in interphases():
        current = CRITICAL[name]
        shown = [number(tip(one, 10 * current, axial), ".4g") for axial in (False, True)]
        rows.append([name, f"{current:g}", resistance, *shown])
    return markdown_table(head, rows)


def linear() -> str:
    """Return the fastest sinus of each film."""
    head = ["Film", "interphase [Ω cm²]", "current [mA/cm²]", "fastest wavelength [µm]"]
    head += ["ln growth while 22 µm are plated"]
    rows = []
    for name, resistance, one in interphases():
        for current in (0.1, CRITICAL[name]):
            best = fastest_growth(one, 10 * current)
            size = [number(1e6 * best.wavelength, ".3g"), number(best.gain, ".3g")]
            rows.append([name, resistance, f"{current:g}", *size])
    return markdown_table(head, rows)


def order() -> str:
    """Return the probability of the study's order, and the growth in the films."""
    head = ["Interphase of PHLP-15 by", "probability", *(f"ln growth, {name}" for name in CRITICAL)]
    rows = []
    for reading in READINGS:
        gains = film_gains(tuple(CRITICAL), 0.4, reading, draws=100)
        bands = [
            " to ".join(
                "∞" if np.isinf(end) else number(float(end), ".2g")
                for end in gains[name].quantile([0.05, 0.95], interpolation="higher")
            )
            for name in CRITICAL
        ]
        rows.append([reading, number(order_probability(gains, tuple(CRITICAL)), ".2f"), *bands])
    return markdown_table(head, rows)


def spots() -> str:
    """Return current densities on spots, by finite elements and in closed form."""
    head = ["Film, interphase [Ω cm²]", "current [mA/cm²]", "radius [µm]", "share of resistance"]
    head += ["current over that beside it", "closed form", "salt at the spot", "22 µm in [min]"]
    rows = []
    for name, resistance, one in interphases():
        for radius, ratio in ((0.3, 0.01), (1.0, 0.01), (3.0, 0.01)):
            current, a = CRITICAL[name], radius * UM
            solver, _ = bump_solver(one, Bump(0.0, axial=True), Patch(a, ratio))
            fields = solver.stationary(10 * current)
            inside = solver.space.points < a
            mean = np.average(fields.plated[inside], weights=solver.space.measure[inside])
            beside = float(fields.plated[solver.space.points > 18 * UM].mean())
            closed = spot_current(one, a, ratio, beside)
            shown = [mean / beside, closed.ratio, fields.c.min()]
            minutes = one.thickness / (one.speed * mean) / 60
            given = [f"{name}, {resistance}", f"{current:g}", f"{radius:g}", f"{ratio:g}"]
            rows.append([*given, *(number(value, ".3g") for value in (*shown, minutes))])
    return markdown_table(head, rows)


def statistics() -> str:
    """Return what spots of the assumed ranges do in a half cycle of the critical current."""
    head = ["Film", "interphase [Ω cm²]", "current [mA/cm²]", "current over that beside it"]
    head += ["charge until across [mAh/cm²]", "share across in half an hour", "in two hours"]
    rows = []
    for name, resistance, one in interphases():
        current = CRITICAL[name]
        spots = crossing_charges(one, 10 * current)
        bands = [
            " to ".join(number(float(end), ".2g") for end in spots[column].quantile([0.05, 0.95]))
            for column in ("Current ratio", "Crossing charge [mA.h.cm-2]")
        ]
        shares = [
            number(float((spots["Crossing charge [mA.h.cm-2]"] < hours * current).mean()), ".2f")
            for hours in (0.5, 2.0)
        ]
        rows.append([name, resistance, f"{current:g}", *bands, *shares])
    return markdown_table(head, rows)


def growth() -> str:
    """Return what becomes of a bump while 10 um are plated."""
    head = ["Film", "current [mA/cm²]", "shape", "height at the end [µm]"]
    head += ["tip grown over flat grown", "the same if the polymer moves"]
    rows = []
    for name, current in CRITICAL.items():
        for axial in (False, True):
            one = film(name)
            runs = []
            for moves in (False, True):
                solver, surface = bump_solver(one, Bump(axial=axial), moves=moves)
                runs.append(grow(solver, surface, 10 * current, 1e-5 / (one.speed * 10 * current)))
            height = 1e6 * (runs[0].tip[-1] - runs[0].valley[-1])
            shape = "bump of revolution" if axial else "ridge"
            ratios = [number(run.growth_ratio, ".4g") for run in runs]
            rows.append([name, f"{current:g}", shape, number(height, ".3g"), *ratios])
    return markdown_table(head, rows)


def hazard() -> str:
    """Return models of the hazard: evidence, exponent, and films left out."""
    head = ["Scale by", "evidence over no film", "exponent"]
    head += [f"{name} left out [mA/cm²] (measured)" for name in CRITICAL]
    tests, rows, none = study_tests(), [], fit_hazard(study_tests(), MODELS[0]).log_evidence
    for model in MODELS:
        found = fit_hazard(tests, model)
        low, _, high = found.quantiles(found.shape)
        bands = []
        for name, measured in CRITICAL.items():
            band = fit_hazard(tests, model, leave_out=name).critical_band(name)
            bands.append(f"{band[0]:g} to {band[-1]:g} ({measured:g})")
        evidence = number(float(np.exp(found.log_evidence - none)), ".2g")
        rows.append([model, evidence, f"{low:.2g} to {high:.2g}", *bands])
    return markdown_table(head, rows)


def critical() -> str:
    """Return the critical current density of films with and without a test of their own."""
    head = ["Film", "critical current [mA/cm²], 5 to 95 %", "median", "measured"]
    rows = []
    for name in (*CRITICAL, "PHA-15", "PHAP-15"):
        low, middle, high = critical_numbers(name).values()
        measured = f"{CRITICAL[name]:g}" if name in CRITICAL else "–"
        rows.append([name, f"{low:g} to {high:g}", f"{middle:g}", measured])
    return markdown_table(head, rows)


def elastic() -> str:
    """Return growth with a shear modulus of either sign."""
    moduli = (0.0, 1e6, 1e7, 1e8)
    head = ["Film", "sign", *(f"{modulus / 1e6:g} MPa" for modulus in moduli)]
    rows = []
    for name in CRITICAL:
        for sign, word in ((1, "hinders plating at a crest"), (-1, "helps it")):
            gains = [fastest_growth(film(name), 4.0, elastic=sign * G).gain for G in moduli]
            rows.append([name, word, *(number(gain, ".3g") for gain in gains)])
    return markdown_table(head, rows)


def draw() -> None:
    """Draw the fields of three films on one scale."""
    names = list(CRITICAL)
    tests = [plate(name, 0.4, 1.0, axial=True).details for name in names]
    figure = draw_films([test.growth for test in tests], names)
    figure.savefig(ROOT / "docs" / "pictures" / "surface_fields.png", dpi=110)


TABLES: dict[str, Callable[[], str]] = {
    "bumps": bumps,
    "linear": linear,
    "order": order,
    "spots": spots,
    "statistics": statistics,
    "growth": growth,
    "hazard": hazard,
    "critical": critical,
    "elastic": elastic,
}
