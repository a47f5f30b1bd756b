"""Tables of theory_closures.md: attribution of the gain, the fit, and what the data leave open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from unittest import mock

from pages import markdown_table, number

from sclcell.experiments.measurements import load_measurements
from sclcell.fitting.reference import closures
from sclcell.fitting.reference.closure_report import hold_out as predict
from sclcell.fitting.reference.closures import (
    FIT_PARAMETERS,
    ClosureFit,
    fit_closures,
    weak_directions,
)
from sclcell.models.laws.attribution import (
    MECHANISMS,
    SpaceChargeEstimate,
    attribute_gain,
    space_charge_estimate,
)
from sclcell.models.laws.constants import J_MOL_PER_EV
from sclcell.parameter_sets.electrolyte_constants import electrolyte_constants
from sclcell.parameter_sets.electrolytes import get_electrolyte

__all__ = ["TABLES"]

FILMS = ("PHL-15", "PHLP-15", "PHA-15", "PHAP-15")
T_0 = 298.15
#: Filler radii for the Gouy-Chapman estimate [m].
RADII = (2.5e-7, 5e-8)
HELD_OUT = "PHAP-15"
LLZTO, LAGP = "LLZTO interphase mobility gain", "LAGP interphase mobility gain"
THICKNESS, ENERGY = (
    "Interphase thickness to filler radius ratio",
    "Interphase activation energy [J.mol-1]",
)


def attribution() -> str:
    """Return the parts of each mechanism in the logarithmic gain over the matrix."""
    rows = []
    for film in FILMS:
        split = attribute_gain(get_electrolyte(film).closure_parameters(), T_0)
        gains = {"ln σ+/σ_m+": split.cation, "ln σ−/σ_m−": split.anion, "ln σ/σ_m": split.total}
        for name, parts in gains.items():
            numbers = [*(parts[mechanism] for mechanism in MECHANISMS), sum(parts.values())]
            rows.append([f"{film}, {name}", *(number(value, ".2f") for value in numbers)])
    return markdown_table(["Film, gain", *MECHANISMS, "all"], rows)


def space_charge() -> str:
    """Return what a Gouy-Chapman layer with the study's Bader charges can do."""
    constants = electrolyte_constants()
    charges = load_measurements("electrolytes").query("quantity == 'interface charge transfer'")

    def estimate(film: str, charge: float, radius: float) -> SpaceChargeEstimate:
        return space_charge_estimate(
            get_electrolyte(film).closure_parameters(),
            T_0,
            charge,
            constants["Bader cell area [m2]"],
            radius,
            constants["Matrix relative permittivity"],
        )

    rows = []
    for film, charge in zip(charges["electrolyte"], charges["value"], strict=True):
        if film not in FILMS:
            continue
        for radius in RADII:
            found = estimate(film, charge, radius)
            rows.append(
                [
                    film,
                    f"{abs(charge):g}",
                    f"{1e9 * radius:.0f}",
                    f"{1e9 * found.debye_length_m:.3f}",
                    number(found.shortfall, ".1e"),
                    number(found.shortfall_interphase_mobility, ".1e"),
                    number(found.enrichment_charge_ratio, ".1e"),
                ]
            )
    header = ["Film", "Bader charge [e]", "a [nm]", "λ_D [nm]", "shortfall, mobility of the matrix"]
    header += ["shortfall, mobility of the interphase", "charge that y needs over Bader charge"]
    return markdown_table(header, rows)


@cache
def _fits() -> dict[str, ClosureFit]:
    """Return the shipped fit, and one without the prior that joins the ceramics' mobilities."""
    free = tuple(replace(p, prior=None) if p.name == LAGP else p for p in FIT_PARAMETERS)
    with mock.patch.object(closures, "FIT_PARAMETERS", free):
        second = fit_closures()
    return {"all priors": fit_closures(), "without the prior LAGP like LLZTO": second}


def fit() -> str:
    """Return how well both descriptions fit, and with which constants."""
    rows = [
        [
            name,
            f"{found.chi_squared_data:.2f}",
            f"{found.chi_squared_prior:.2f}",
            f"{found.values[LLZTO]:.1f}",
            f"{found.values[LAGP]:.1f}",
            f"{found.values[THICKNESS]:.2f}",
            f"{found.values[ENERGY] / J_MOL_PER_EV:.3f}",
        ]
        for name, found in _fits().items()
    ]
    header = ["Fit", "χ², data", "χ², priors", "M, LLZTO", "M, LAGP", "z0", "E_i [eV]"]
    return markdown_table(header, rows)


def hold_out() -> str:
    """Return a film as predicted without its own rows, as fitted, and as measured."""
    predicted = predict(HELD_OUT)
    film = get_electrolyte(HELD_OUT)
    rows = load_measurements("electrolytes").query("electrolyte == @HELD_OUT")
    measured = rows.set_index("quantity")["value"]
    values = {
        "σ [mS/cm]": (
            10 * predicted["conductivity_S_m"],
            10 * float(film.ionic_conductivity(T_0)),
            measured["ionic conductivity"],
        ),
        "t₊": (
            predicted["transference_number"],
            float(film.cation_transference_number(T_0)),
            measured["cation transference number"],
        ),
    }
    return markdown_table(
        [HELD_OUT, "predicted without its rows", "fitted", "measured"],
        ([name, *(f"{value:.3f}" for value in row)] for name, row in values.items()),
    )


def weak() -> str:
    """Return the directions that the data leave open."""
    rows = []
    for deviation, components in weak_directions(_fits()["all priors"]):
        up = [_name(name) for name, value in components.items() if value > 0]
        down = [_name(name) for name, value in components.items() if value < 0]
        size = "none" if deviation > 100 else f"±{deviation:.1f} (ln units)"
        rows.append([", ".join(up), ", ".join(down) or "–", size])
    return markdown_table(["Raised", "Lowered", "Limit from the data alone"], rows, False)


def _name(parameter: str) -> str:
    return parameter.split(" [")[0]


#: Name -> what makes the table.
TABLES: dict[str, Callable[[], str]] = {
    "attribution": attribution,
    "space_charge": space_charge,
    "fit": fit,
    "hold_out": hold_out,
    "weak_directions": weak,
}
