"""Battery Parameter eXchange (BPX): the half-cell as far as that standard can carry it.

BPX describes cells with two porous electrodes, so a half-cell is a *partial* file (BPX 1.1): no
negative electrode. What the standard has no field for and PyBaMM has a number for is in the
section ``User-defined``, under PyBaMM's names; everything else is lost, and `not_carried` says so
in every file. https://bpxstandard.com
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import missing_extra
from ..models.laws.concentration import SaltLaws
from ..models.laws.constants import FARADAY, GAS_CONSTANT
from .cathode_materials import CathodeMaterial
from .cell import Cell
from .relations import lithium_surface

if TYPE_CHECKING:
    import pybamm

__all__ = ["HALF_CELL_OPTIONS", "half_cell_from_bpx", "half_cell_to_bpx", "not_carried"]

#: Options with which PyBaMM's own models take these files.
HALF_CELL_OPTIONS = {
    "working electrode": "positive",
    "particle phases": ("1", "2"),
    "contact resistance": "true",
}
_INITIAL = "Initial concentration in positive electrode [mol.m-3]"
_BPX_VERSION = "1.1.0"
# BPX readers take the logarithm of a porosity, which must not be zero.
_FULL = 1 - 1e-6
# Of a table of a formula that ends nowhere [mol.m-3].
_HIGHEST_SALT = 4000.0
# The open-circuit potential is 2.55 V there.
_FULL_STOICHIOMETRY = 0.997

#: What a BPX file of ours does not say, and what stands there instead.
_NOT_CARRIED = (
    "sizes of the LFP particles: two of them in place of the lognormal law",
    "lithium metal electrode: no BPX field, so numbers at the cell's temperature, User-defined",
    "film on lithium: an ohmic contact resistance at the cell's temperature, no capacitance",
    "space charge, interphase, filler and coating: conductivity, diffusivity and transference "
    "number of the finished film; Arrhenius between 25 degC and the cell's temperature",
    "an electrolyte of its own in the cathode pores: the film's everywhere",
    "transference number and thermodynamic factor against salt concentration: numbers at the "
    "initial one",
    "ageing of lithium, film and LFP; double layers; heat capacities; provenance of the numbers",
)


def not_carried(design: Cell) -> list[str]:
    """Return what a BPX file of a cell does not say, and what stands there instead."""
    return [design.cathode.in_words(item) for item in _NOT_CARRIED]


def half_cell_to_bpx(design: Cell) -> dict[str, object]:
    """Return an LFP | CPE | Li half-cell as a partial BPX object.

    It is the content of the JSON file in SI units, which ``bpx.parse_bpx_obj`` accepts.
    """
    values = design.parameter_values()
    T, T_ref = design.temperature_K, float(values["Reference temperature [K]"])
    parts: dict[str, Any] = {
        "Cell": _cell(values),
        "Electrolyte": _electrolyte(values, T, T_ref)
        | _tables(values, design.electrolyte.laws.salt, T_ref),
        "Positive electrode": _positive_electrode(values, design.cathode),
        "Separator": {
            "Thickness [m]": values["Separator thickness [m]"],
            "Porosity": _FULL,
            "Transport efficiency": _FULL,
        },
        "User-defined": _user_defined(values, T),
    }
    film = design.electrolyte.name
    return {
        "Header": {
            "BPX": _BPX_VERSION,
            "Title": f"{design.cathode.name} | {film} | Li, positive half",
            "Description": f"Written by sclcell. Not carried: {'; '.join(not_carried(design))}.",
            "References": "Li et al., Adv. Energy Mater. 2024, doi 10.1002/aenm.202402746",
            "Model": "Partial",
        },
        "Parameterisation": parts,
        "State": {
            "Initial conditions": {
                "Initial state-of-charge": 1.0,
                "Initial temperature [K]": T,
                "Initial electrolyte concentration [mol.m-3]": (
                    values["Initial concentration in electrolyte [mol.m-3]"]
                ),
            },
            "Thermal environment": {"Ambient temperature [K]": T},
        },
    }


def half_cell_from_bpx(document: Mapping[str, Any]) -> pybamm.ParameterValues:
    """Return PyBaMM's parameter values of a half-cell file as `half_cell_to_bpx` writes it.

    PyBaMM's own reader asks for two porous electrodes. It is given the positive one twice, and
    what comes of the second is taken out again; PyBaMM's half-cell models do not look at it.

    Raises `InputError` if the package ``bpx`` is not installed.

    They are for ``pybamm.lithium_ion.DFN(HALF_CELL_OPTIONS)``, fully charged.
    """
    import pybamm

    try:
        import bpx
    except ModuleNotFoundError as error:
        raise missing_extra("reading BPX", "bpx") from error
    full = copy.deepcopy(dict(document))
    parts = full["Parameterisation"]
    electrode = {k: v for k, v in parts["Positive electrode"].items() if k != "Particle"}
    sizes = parts["Positive electrode"].get("Particle", {"one": {}})
    parts["Negative electrode"] = electrode | next(iter(sizes.values()))
    full["Header"]["Model"] = "DFN"
    full["State"]["Initial conditions"].pop("Initial state-of-charge", None)
    # The file itself has to be valid, too; the parser changes what it is given.
    bpx.parse_bpx_obj(copy.deepcopy(dict(document)))
    values = pybamm.ParameterValues.create_from_bpx_obj(full)
    for name in [name for name in values if name.lower().startswith("negative")]:
        if name not in parts["User-defined"]:
            del values[name]
    return values


def _cell(values: pybamm.ParameterValues) -> dict[str, Any]:
    return {
        "Electrode area [m2]": values["Electrode height [m]"] * values["Electrode width [m]"],
        "External surface area [m2]": values["Cell cooling surface area [m2]"],
        "Volume [m3]": values["Cell volume [m3]"],
        "Number of electrode pairs connected in parallel to make a cell": 1,
        "Lower voltage cut-off [V]": values["Lower voltage cut-off [V]"],
        "Upper voltage cut-off [V]": values["Upper voltage cut-off [V]"],
        "Nominal cell capacity [A.h]": values["Nominal cell capacity [A.h]"],
        "Reference temperature [K]": values["Reference temperature [K]"],
    }


def _electrolyte(values: pybamm.ParameterValues, T: float, T_ref: float) -> dict[str, Any]:
    """Return transport of the finished film; its mobilities are constant, (TR-6)."""
    salt = float(values["Initial concentration in electrolyte [mol.m-3]"])
    # One degree on where there is no other temperature: the local slope.
    other = T if abs(T - T_ref) >= 1 else T_ref + 1
    sigma = partial(_film, values, "Electrolyte conductivity [S.m-1]", salt)
    diffusivity = partial(_film, values, "Electrolyte diffusivity [m2.s-1]", salt)
    return {
        "Cation transference number": _film(values, "Cation transference number", salt, T),
        "Conductivity [S.m-1]": f"{sigma(T_ref) / salt!r} * x",
        "Conductivity activation energy [J.mol-1]": _slope(sigma, T_ref, other),
        "Diffusivity [m2.s-1]": diffusivity(T_ref),
        "Diffusivity activation energy [J.mol-1]": _slope(diffusivity, T_ref, other),
    }


def _tables(values: pybamm.ParameterValues, salt: SaltLaws, T_ref: float) -> dict[str, Any]:
    """Return conductivity and diffusivity as tables, if they follow the salt by laws."""
    if not salt.laws:
        return {}
    low, high = salt.range
    c = np.linspace(max(low, 1.0), min(high, _HIGHEST_SALT), 41)
    found = {}
    for name in ("conductivity [S.m-1]", "diffusivity [m2.s-1]"):
        numbers = [_film(values, f"Electrolyte {name}", float(x), T_ref) for x in c]
        found[f"{name[0].upper()}{name[1:]}"] = {"x": c.tolist(), "y": numbers}
    return found


def _film(values: pybamm.ParameterValues, name: str, salt: float, T: float) -> float:
    """Return a property of the film, a function of concentration and temperature or a number."""
    import pybamm

    entry: Any = values[name]
    if not callable(entry):
        return float(entry)
    property_there: Any = entry(pybamm.Scalar(salt), pybamm.Scalar(T))
    return float(values.evaluate(property_there))


def _slope(quantity: Callable[[float], float], T_1: float, T_2: float) -> float:
    return GAS_CONSTANT * math.log(quantity(T_2) / quantity(T_1)) / (1 / T_1 - 1 / T_2)


def _positive_electrode(
    values: pybamm.ParameterValues, cathode: CathodeMaterial
) -> dict[str, object]:
    """Return the active material as a blend of two sizes of particle.

    The sizes are the two Gauss-Hermite points of the lognormal law, (LFP-3), one standard
    deviation below and above the median, with half of the area each. One size gives far too much
    capacity at high rates; more than two, which BPX allows, PyBaMM does not read.
    """
    porosity = values["Positive electrode porosity"]
    solid = (1 - porosity) ** values["Positive electrode Bruggeman coefficient (electrode)"]
    sigma = values["Positive particle-size logarithmic standard deviation"]
    median = values["Positive particle radius [m]"]
    radii = {"small": median * math.exp(-sigma), "large": median * math.exp(sigma)}
    active = values["Positive electrode active material volume fraction"]
    area = 3 * active / sum(radii.values())  # of each size: together they keep the volume
    particle = _particle(values, cathode)
    return {
        "Thickness [m]": values["Positive electrode thickness [m]"],
        "Porosity": porosity,
        "Transport efficiency": (
            porosity ** values["Positive electrode Bruggeman coefficient (electrolyte)"]
        ),
        "Conductivity [S.m-1]": values["Positive electrode conductivity [S.m-1]"] * solid,
        "Particle": {
            size: {
                "Particle radius [m]": radius,
                "Surface area per unit volume [m-1]": area,
                **particle,
            }
            for size, radius in radii.items()
        },
    }


def _potential(values: pybamm.ParameterValues, cathode: CathodeMaterial) -> Any:
    """Return the open-circuit potential: a formula, (LFP-4), or a table for another material."""
    from .cathode_functions import OCP, curve
    from .li2024 import OCP_CONSTANTS

    if not cathode.is_lfp:
        x, U = (column[::5].tolist() for column in curve(cathode.functions[OCP]))
        return {"x": x, "y": U}
    plateau, slope, knee_c, steep_c, knee_d, steep_d = (values[name] for name in OCP_CONSTANTS)
    return (
        f"{plateau!r} - {slope!r} * x + {knee_c!r} * exp(-{steep_c!r} * x)"
        f" - {knee_d!r} * exp(-{steep_d!r} * (1 - x))"
    )


def _particle(values: pybamm.ParameterValues, cathode: CathodeMaterial) -> dict[str, object]:
    import pybamm

    j0 = values["Positive electrode reference exchange-current density [A.m-2]"]
    full = values["Maximum concentration in positive electrode [mol.m-3]"]
    energy = "activation energy [J.mol-1]"
    return {
        "Minimum stoichiometry": (
            float(values.evaluate(pybamm.convert_to_symbol(values[_INITIAL]))) / full
        ),
        "Maximum stoichiometry": _FULL_STOICHIOMETRY,
        "Maximum concentration [mol.m-3]": full,
        "Diffusivity [m2.s-1]": values["Positive particle reference diffusivity [m2.s-1]"],
        "Diffusivity " + energy: values["Positive particle diffusivity " + energy],
        "OCP [V]": _potential(values, cathode),
        "Entropic change coefficient [V.K-1]": (
            values["Positive electrode OCP entropic change [V.K-1]"]
        ),
        # (LFP-6): BPX has j0 = F K sqrt(...), here it is 2 j0_ref sqrt(...)
        "Reaction rate constant [mol.m-2.s-1]": 2 * j0 / FARADAY,
        "Reaction rate constant " + energy: (
            values["Positive electrode exchange-current density " + energy]
        ),
    }


def _user_defined(values: pybamm.ParameterValues, T: float) -> dict[str, object]:
    """Return what PyBaMM's half-cell models ask for and BPX has no field for."""
    area = values["Electrode height [m]"] * values["Electrode width [m]"]
    film, j0 = lithium_surface(values, T)
    copied = (
        "Negative electrode thickness [m]",
        "Negative electrode conductivity [S.m-1]",
        "Negative electrode OCP entropic change [V.K-1]",
        "Lithium metal partial molar volume [m3.mol-1]",
        "Positive particle-size logarithmic standard deviation",
        "Open-circuit voltage at 0% SOC [V]",
        "Open-circuit voltage at 100% SOC [V]",
    )
    return {
        "Negative electrode OCP [V]": 0.0,
        "Exchange-current density for lithium metal electrode [A.m-2]": j0,
        "Contact resistance [Ohm]": values["Contact resistance [Ohm]"] + film / area,
        "Thermodynamic factor": _film(
            values,
            "Thermodynamic factor",
            float(values["Initial concentration in electrolyte [mol.m-3]"]),
            T,
        ),
        **{name: values[name] for name in copied},
    }
