"""A film's laws by name: what mixes its phases, and how its matrix follows temperature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import composite
from ._types import Scalar
from .composites import composite_law
from .composites.base import CompositeLaw
from .concentration import SaltLaws
from .effective_medium import self_consistent_conductivity
from .interphase import interphase_from_matrix
from .morphology import filler_volume_fraction
from .salt_transport import arrhenius_factor, salt_diffusivity
from .temperature import temperature_law
from .temperature.base import ENERGY, TemperatureLaw
from .temperature.melting import MeltingPolymer

__all__ = [
    "DIFFUSIVITY",
    "RADIUS",
    "REFERENCE_LAWS",
    "RESTORED",
    "SURFACES",
    "TRANSFERENCE",
    "FilmLaws",
]

_SIGN = {+1: "cation", -1: "anion"}
_ENERGY = "Matrix activation energy [J.mol-1]"
_REFERENCE = "Electrolyte reference temperature [K]"
#: Constants that only some laws need.
RADIUS = "Filler radius [m]"
RESTORED = "Restored share of crystals"
DIFFUSIVITY = "Matrix salt diffusivity [m2.s-1]"
TRANSFERENCE = "Matrix cation transference number"
#: What an ion meets between polymer and ceramic.
SURFACES = ("Filler interface resistance [Ohm.m2]", "Grain contact resistance [Ohm.m2]")
#: Shells that the laws of composites have in constants of their own.
_OF_REFERENCE = (
    "Interphase thickness to filler radius ratio",
    "Agglomeration filler mass fraction",
)


@dataclass(frozen=True)
class FilmLaws:
    """Laws of a film; without further words they hold at its initial salt concentration.

    Parameters
    ----------
    temperature
        Of the matrix, see `sclcell.models.laws.temperature`.
    composite
        See `sclcell.models.laws.composites`; ``""`` for that of the reference films, the
        self-consistent balance with agglomeration by mass fraction.
    salt
        Of salt concentration.
    measured_diffusivity
        Whether the matrix's salt diffusivity is measured, in place of (SALT-1).
    signed
        Whether t+ is zero or negative: it is that of the film as it is, which has no filler.
    """

    temperature: str = "Arrhenius"
    composite: str = ""
    salt: SaltLaws = field(default_factory=SaltLaws)
    measured_diffusivity: bool = False
    signed: bool = False

    @property
    def of_composite(self) -> type[CompositeLaw] | None:
        """The law of composites; None for that of the reference films."""
        return composite_law(self.composite) if self.composite else None

    @property
    def of_temperature(self) -> type[TemperatureLaw]:
        """The law of temperature."""
        return temperature_law(self.temperature)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the constants, those of `composite.CLOSURE_PARAMETERS` among them."""
        own = [c.name for c in self.of_temperature.constants if c.name != ENERGY.name]
        if issubclass(self.of_temperature, MeltingPolymer):
            own.append(RESTORED)
        own += [DIFFUSIVITY] * self.measured_diffusivity + [TRANSFERENCE] * self.signed
        law = self.of_composite
        if law is None:
            return (*composite.CLOSURE_PARAMETERS, *own)
        closure = (n for n in composite.CLOSURE_PARAMETERS if n not in _OF_REFERENCE)
        return (*closure, *own, RADIUS, *(constant.name for constant in law.constants))

    def phases(
        self, constants: Mapping[str, Scalar], charge_number: int, temperature: Scalar
    ) -> tuple[Scalar, Scalar, Scalar]:
        """Return one ion's conductivities [S.m-1] of matrix, interphase and filler."""
        T, T_0 = temperature, constants[_REFERENCE]
        matrix = constants[f"Matrix {_SIGN[charge_number]} conductivity [S.m-1]"]
        own = {**constants, ENERGY.name: constants[_ENERGY]}
        matrix = matrix * self.of_temperature.factor(T, own, T_0)
        loss, restored = 0.0, 0.0
        if issubclass(self.of_temperature, MeltingPolymer):
            # The gain is that at the reference temperature, whatever part crystals have in it.
            loss = MeltingPolymer.loss(T, own) - MeltingPolymer.loss(T_0, own)
            restored = constants[RESTORED]
        interphase = interphase_from_matrix(
            matrix,
            charge_number,
            T,
            constants["Interphase mobility gain"],
            constants["Interphase cation enrichment"],
            constants["Interphase activation energy [J.mol-1]"] - constants[_ENERGY],
            loss,
            restored,
            T_0,
        )
        if charge_number < 0:
            return matrix, interphase, 0.0
        thermal = arrhenius_factor(constants["Filler activation energy [J.mol-1]"], T, T_0)
        return matrix, interphase, constants["Filler cation conductivity [S.m-1]"] * thermal

    def mix(self, constants: Mapping[str, Scalar], phases: tuple[Scalar, Scalar, Scalar]) -> Scalar:
        """Return one ion's conductivity of the film [S.m-1] from those of its phases."""
        law = self.of_composite
        if law is None:
            return self_consistent_conductivity(composite.phase_fractions(constants), phases)
        volume = filler_volume_fraction(
            constants["Filler mass fraction"],
            constants["Filler density [kg.m-3]"],
            constants["Matrix density [kg.m-3]"],
        )
        return law.conductivity(*phases, volume, constants, constants[RADIUS])

    def ion_conductivity(
        self, constants: Mapping[str, Scalar], charge_number: int, temperature: Scalar
    ) -> Scalar:
        """Return one ion's conductivity of the film [S.m-1], (CPE-6).

        Parameters
        ----------
        constants
            Values by the names of `parameters`: numbers, arrays, PyBaMM symbols or CasADi.
        charge_number
            +1 for the cation, −1 for the anion [-].
        temperature
            T [K].
        """
        if self.temperature == "Arrhenius" and not self.composite:
            return composite.ion_conductivity(constants, charge_number, temperature)
        return self.mix(constants, self.phases(constants, charge_number, temperature))

    def conductivity(self, constants: Mapping[str, Scalar], temperature: Scalar) -> Scalar:
        """Return σ = σ+ + σ− of the film [S.m-1]; see `ion_conductivity`."""
        cation = self.ion_conductivity(constants, +1, temperature)
        return cation + self.ion_conductivity(constants, -1, temperature)

    def transference_number(self, constants: Mapping[str, Scalar], temperature: Scalar) -> Scalar:
        """Return t+ = σ+/σ of the film [-]; see `ion_conductivity`."""
        if self.signed:
            return constants[TRANSFERENCE]
        cation = self.ion_conductivity(constants, +1, temperature)
        return cation / (cation + self.ion_conductivity(constants, -1, temperature))

    def diffusivity(
        self,
        constants: Mapping[str, Scalar],
        temperature: Scalar,
        sigma: Scalar = None,
        t_plus: Scalar = None,
    ) -> Scalar:
        r"""Return the salt diffusivity of the film [m2.s-1], (SALT-1) or (SALT-8).

        .. math::
            D(T) = D_m(T_0)\,\frac{T\,[\sigma t_+(1-t_+)]_\mathrm{film}(T)}
            {T_0\,[\sigma t_+(1-t_+)]_m(T_0)}

        from the matrix's measured one; :math:`t_+(1-t_+)` stays out where t+ is not positive.

        Parameters
        ----------
        constants, temperature
            As in `ion_conductivity`.
        sigma, t_plus
            σ [S.m-1] and t+ [-] in place of the film's own.
        """
        if sigma is None:
            sigma = self.conductivity(constants, temperature)
        if t_plus is None:
            t_plus = self.transference_number(constants, temperature)
        c, chi = constants["Salt concentration [mol.m-3]"], constants["Thermodynamic factor"]
        if not self.measured_diffusivity:
            return salt_diffusivity(sigma, t_plus, c, chi, temperature)
        T_0, measured = constants[_REFERENCE], constants[DIFFUSIVITY]
        ions = [constants[f"Matrix {name} conductivity [S.m-1]"] for name in _SIGN.values()]
        matrix = ions[0] + ions[1]
        if self.signed:
            return measured * sigma * temperature / (matrix * T_0)
        follows = salt_diffusivity(sigma, t_plus, c, chi, temperature)
        return measured * follows / salt_diffusivity(matrix, ions[0] / matrix, c, chi, T_0)


#: Laws of the reference films.
REFERENCE_LAWS = FilmLaws()
