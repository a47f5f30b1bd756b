r"""What a composite's gain over its matrix is due to: space charge, mobility or ceramic core.

Two views: a split of ln(σ/σ_m) between the mechanisms of the closure, (ATT-1), and the gain that
Gouy-Chapman theory allows for a given surface charge, (ATT-2) to (ATT-4) in docs/theory.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial, log

from .composite import (
    interphase_conductivity,
    ion_conductivity,
    matrix_conductivity,
    phase_fractions,
)
from .constants import ELEMENTARY_CHARGE, FARADAY
from .film_laws import REFERENCE_LAWS, RESTORED, SURFACES, FilmLaws
from .morphology import specific_filler_area
from .salt_transport import arrhenius_factor
from .space_charge import debye_length, excess_amount, sheet_conductance, surface_potential

__all__ = [
    "MECHANISMS",
    "Attribution",
    "SpaceChargeEstimate",
    "attribute_gain",
    "space_charge_estimate",
]

MECHANISMS = ("electrostatic", "mobility", "core")


@dataclass(frozen=True)
class Attribution:
    """Split of the logarithmic gain ln(σ/σ_m) [-]; the parts add up to the gain.

    Parameters
    ----------
    cation, anion, total
        Part of each mechanism of `MECHANISMS` in ln(σ+/σ_m+), ln(σ−/σ_m−) and ln(σ/σ_m).
    """

    cation: dict[str, float]
    anion: dict[str, float]
    total: dict[str, float]


@dataclass(frozen=True)
class SpaceChargeEstimate:
    """What a surface charge can do by itself, according to Gouy-Chapman theory.

    Parameters
    ----------
    debye_length_m, surface_potential_V
        λ_D and ψ0 of the charge.
    cation_excess_mol_m2
        Γ+ per filler surface.
    cation_gain_S_m, required_cation_gain_S_m
        Δσ+ that the excess gives, and σ+ − σ_m+ of the composite.
    shortfall
        Required over given gain [-], at the matrix's mobility.
    shortfall_interphase_mobility
        Same [-], if the layer's ions moved M times faster.
    enrichment_charge_ratio
        Charge that the fitted enrichment would need per filler surface, if the whole interphase
        held c(e^y − e^−y), over the given surface charge [-].
    """

    debye_length_m: float
    surface_potential_V: float
    cation_excess_mol_m2: float
    cation_gain_S_m: float
    required_cation_gain_S_m: float
    shortfall: float
    shortfall_interphase_mobility: float
    enrichment_charge_ratio: float


def attribute_gain(
    constants: Mapping[str, float], temperature: float, laws: FilmLaws = REFERENCE_LAWS
) -> Attribution:
    r"""Split the gain over the matrix between the mechanisms, independent of order, (ATT-1).

    .. math:: s_k = \sum_{S\not\ni k}\frac{|S|!\,(2-|S|)!}{3!}
        \left[\ln\sigma(S\cup k)-\ln\sigma(S)\right]

    the Shapley value. Off means: electrostatic, y = 0; mobility, M = 1 and E_i = E_m; core, matrix
    in place of ceramic. With all off, the composite is the matrix, so the parts of ln(σ/σ_m) add
    up. A negative core part is the obstruction by filler that conducts less than its
    surroundings. Mechanisms act jointly: the split is a convention, the sum is not.

    Parameters
    ----------
    constants
        Values by the names of `FilmLaws.parameters`, floats.
    temperature
        T [K].
    laws
        Of the film.

    References
    ----------
    L. S. Shapley, Ann. Math. Stud. 28 (1953) 307. [Shapley1953]_
    """
    values: dict[frozenset[str], tuple[float, float]] = {}
    for size in range(len(MECHANISMS) + 1):
        for active in combinations(MECHANISMS, size):
            key = frozenset(active)
            values[key] = (
                _partial(constants, +1, temperature, key, laws),
                _partial(constants, -1, temperature, key, laws),
            )
    return Attribution(
        cation=_shapley({key: log(pair[0]) for key, pair in values.items()}),
        anion=_shapley({key: log(pair[1]) for key, pair in values.items()}),
        total=_shapley({key: log(sum(pair)) for key, pair in values.items()}),
    )


def space_charge_estimate(
    constants: Mapping[str, float],
    temperature: float,
    transferred_charge: float,
    cell_area: float,
    radius: float,
    relative_permittivity: float,
) -> SpaceChargeEstimate:
    r"""Compare the composite's cation gain with that of a Gouy-Chapman layer, (ATT-2) to (ATT-4).

    .. math:: \Delta\sigma_+ = \tfrac23 S F u_+\Gamma_+,\quad u_+ = \sigma_{m+}/(F c),
        \quad \Gamma_+ = 2c\lambda_D(e^{F|\psi_0|/2RT}-1)

    with ψ0 from Grahame's equation for the charge ∣q∣e/A_cell. Two thirds of randomly oriented
    surface lie along the field.

    Parameters
    ----------
    constants
        Values by name, floats; see `composite.CLOSURE_PARAMETERS`.
    temperature
        T [K].
    transferred_charge
        Charge per simulation cell [e], for instance a Bader charge; its magnitude counts, so the
        estimate is an upper one: it supposes the sign that attracts cations.
    cell_area
        Area of that cell [m2].
    radius
        Filler radius a [m].
    relative_permittivity
        ε of the matrix [-].

    References
    ----------
    (SCL-1), (SCL-2), (SCL-5), (SCL-6).
    """
    c = constants["Salt concentration [mol.m-3]"]
    density = abs(transferred_charge) * ELEMENTARY_CHARGE / cell_area
    length = debye_length(c, relative_permittivity, temperature)
    potential = surface_potential(-density, c, relative_permittivity, temperature)
    excess = excess_amount(+1, potential, c, length, temperature)
    matrix = matrix_conductivity(constants, +1, temperature)
    _, interphase, core = phase_fractions(constants)
    area = specific_filler_area(core, radius)
    gain = 2 / 3 * area * sheet_conductance(matrix / (FARADAY * c), excess)
    required = ion_conductivity(constants, +1, temperature) - matrix
    reference = constants["Electrolyte reference temperature [K]"]
    thermal = arrhenius_factor(
        constants["Interphase activation energy [J.mol-1]"]
        - constants["Matrix activation energy [J.mol-1]"],
        temperature,
        reference,
    )
    mobility = constants["Interphase mobility gain"] * thermal
    enrichment = (
        interphase_conductivity(constants, +1, temperature) / (matrix * mobility),
        interphase_conductivity(constants, -1, temperature)
        / (matrix_conductivity(constants, -1, temperature) * mobility),
    )
    interphase_charge = FARADAY * c * (enrichment[0] - enrichment[1]) * interphase / area
    return SpaceChargeEstimate(
        debye_length_m=float(length),
        surface_potential_V=float(potential),
        cation_excess_mol_m2=float(excess),
        cation_gain_S_m=float(gain),
        required_cation_gain_S_m=float(required),
        shortfall=float(required / gain),
        shortfall_interphase_mobility=float(required / (gain * mobility)),
        enrichment_charge_ratio=float(interphase_charge / density),
    )


def _partial(
    constants: Mapping[str, float],
    charge_number: int,
    temperature: float,
    active: frozenset[str],
    laws: FilmLaws,
) -> float:
    """Return σ± with only the `active` mechanisms [S.m-1]."""
    changed = dict(constants)
    if "electrostatic" not in active:
        changed["Interphase cation enrichment"] = 0.0
    if "mobility" not in active:
        changed["Interphase mobility gain"] = 1.0
        changed["Interphase activation energy [J.mol-1]"] = constants[
            "Matrix activation energy [J.mol-1]"
        ]
        changed[RESTORED] = 0.0
    matrix, interphase, core = laws.phases(changed, charge_number, temperature)
    if "core" not in active:
        core = matrix
        changed |= {name: 0.0 for name in changed if name in SURFACES}
    return float(laws.mix(changed, (matrix, interphase, core)))


def _shapley(values: Mapping[frozenset[str], float]) -> dict[str, float]:
    number = len(MECHANISMS)
    parts = {}
    for mechanism in MECHANISMS:
        part = 0.0
        for subset, value in values.items():
            if mechanism in subset:
                continue
            size = len(subset)
            weight = factorial(size) * factorial(number - size - 1) / factorial(number)
            part += weight * (values[subset | {mechanism}] - value)
        parts[mechanism] = part
    return parts
