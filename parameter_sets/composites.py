"""Constituents of a composite polymer electrolyte and the film that they make.

Data classes only: values come from `electrolytes` (films of the study) or `user_electrolytes`
(a user's own). SI units throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..errors import check_range
from ..models.laws._types import Scalar
from ..models.laws.attribution import (
    Attribution,
    SpaceChargeEstimate,
    attribute_gain,
    space_charge_estimate,
)
from ..models.laws.constants import kelvin
from ..models.laws.effective_medium import (
    interface_limited_activation_energy,
    interface_limited_conductivity,
)
from ..models.laws.film_laws import (
    DIFFUSIVITY,
    RADIUS,
    REFERENCE_LAWS,
    RESTORED,
    TRANSFERENCE,
    FilmLaws,
)
from ..models.laws.salt_transport import effective_activation_energy

__all__ = ["ACTIVATION_WINDOW_K", "MAX_FILLER_MASS_FRACTION", "TEMPERATURE_RANGE_K", "Coating"]
__all__ += ["Electrolyte", "Filler", "Matrix"]

#: Range in which the closures are meant to hold.
TEMPERATURE_RANGE_K = (243.15, 353.15)
MAX_FILLER_MASS_FRACTION = 0.4
#: Window of the Arrhenius plots [K]; the study does not state it.
ACTIVATION_WINDOW_K = (298.15, 353.15)


@dataclass(frozen=True)
class Matrix:
    """Polymer with salt, without filler.

    Parameters
    ----------
    conductivity, activation_energy, reference_temperature
        Ionic conductivity at the reference temperature [S.m-1], its activation energy, common to
        both ions [J.mol-1], and that temperature [K].
    transference_number, salt_concentration, thermodynamic_factor
        Of the cation [-], [mol.m-3], 1 + dln f/dln c [-].
    density, relative_permittivity
        Including salt [kg.m-3]; [-], for the Gouy-Chapman estimate.
    diffusivity
        Of the salt at the reference temperature [m2.s-1] where it is measured, or None.
    temperature_constants
        Those of the film's law of temperature, name and value in SI units, but for the activation
        energy.
    """

    conductivity: Scalar
    transference_number: Scalar
    activation_energy: Scalar
    density: Scalar
    salt_concentration: Scalar = 1500.0
    thermodynamic_factor: Scalar = 1.0
    reference_temperature: Scalar = 298.15
    relative_permittivity: Scalar = 11.0
    diffusivity: Scalar = None
    temperature_constants: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Filler:
    """Ceramic particles and the interphase that they make in the polymer around them.

    Parameters
    ----------
    density, radius, conductivity, activation_energy
        Of the ceramic [kg.m-3], [m], [S.m-1], [J.mol-1].
    interface_resistance, interface_activation_energy
        Of Li+ transfer through its surface [Ohm.m2], [J.mol-1].
    thickness_ratio, agglomeration_mass_fraction
        Interphase thickness over filler radius at small loading [-], and the loading at which
        agglomeration has halved it [-].
    mobility_gain, cation_enrichment
        Without coating: ion mobility in the interphase over that in the matrix [-], mean interphase
        potential in thermal units [-].
    interphase_activation_energy
        [J.mol-1].
    restored_share
        Share of what crystals take from the matrix that the interphase has back [-]; counts with
        the law of temperature of a melting polymer.
    """

    name: str
    density: Scalar
    radius: Scalar
    conductivity: Scalar
    activation_energy: Scalar
    interface_resistance: Scalar
    interface_activation_energy: Scalar
    thickness_ratio: Scalar
    agglomeration_mass_fraction: Scalar
    mobility_gain: Scalar
    cation_enrichment: Scalar
    interphase_activation_energy: Scalar
    restored_share: Scalar = 0.0


@dataclass(frozen=True)
class Coating:
    """What a coating of the filler changes in the interphase.

    Parameters
    ----------
    mobility_factor, enrichment_shift
        Factor on the filler's mobility gain [-], addition to its cation enrichment [-].
    """

    name: str
    mobility_factor: Scalar
    enrichment_shift: Scalar


@dataclass(frozen=True)
class Electrolyte:
    """A composite polymer electrolyte film.

    Parameters
    ----------
    matrix, filler, coating
        Constituents; coating None for bare filler.
    filler_mass_fraction
        w [-], from 0 to `highest_mass_fraction`.
    laws
        How the phases mix, and how transport follows temperature and salt concentration.
    law_constants
        Those of the law of composites, name and value in SI units.
    file
        TOML file that describes the film; ``""`` for a film of the study. It says nothing of what
        the film is, so it does not count when films are compared.
    """

    name: str
    matrix: Matrix
    filler: Filler
    coating: Coating | None
    filler_mass_fraction: Scalar
    laws: FilmLaws = REFERENCE_LAWS
    law_constants: tuple[tuple[str, float], ...] = ()
    file: str = field(default="", compare=False, repr=False)

    @property
    def called(self) -> str:
        """What tables of fits call the film: its file, or its name."""
        return self.file or self.name

    @property
    def highest_mass_fraction(self) -> float:
        """Filler mass fraction up to which the film's law of composites holds [-]."""
        law = self.laws.of_composite
        if self.laws.signed:
            return 0.0
        if law is None:
            return MAX_FILLER_MASS_FRACTION
        filler = law.highest_volume_fraction * self.filler.density
        return float(filler / (filler + (1 - law.highest_volume_fraction) * self.matrix.density))

    def with_filler_mass_fraction(self, mass_fraction: float) -> Electrolyte:
        """Return the same film at another loading.

        Raises `InputError` if the loading is out of range.

        Parameters
        ----------
        mass_fraction
            w [-], from 0 to `highest_mass_fraction`.
        """
        hint, highest = "", self.highest_mass_fraction
        if 1 < mass_fraction <= 100 * highest:
            hint = f"It is a fraction, not a percentage: give {mass_fraction / 100:g}."
        check_range("filler mass fraction", mass_fraction, 0, highest, hint=hint)
        coated = f"{self.coating.name}-coated " if self.coating else "bare "
        name = f"{100 * mass_fraction:g} wt% {coated}{self.filler.name}"
        return replace(self, name=name, filler_mass_fraction=mass_fraction)

    def at_temperature(
        self, temperature: float, given: Mapping[str, float] | None = None
    ) -> Electrolyte:
        """Return the film as its laws describe it around a temperature [K]: itself."""
        return self

    def closure_parameters(self) -> dict[str, Scalar]:
        """Return the constants of the film's laws by name, in SI units."""
        matrix, filler, laws = self.matrix, self.filler, self.laws
        gain, enrichment = filler.mobility_gain, filler.cation_enrichment
        if self.coating is not None:
            gain = gain * self.coating.mobility_factor
            enrichment = enrichment + self.coating.enrichment_shift
        core, energy = filler.conductivity, filler.activation_energy
        if laws.of_composite is None:
            # The laws of composites see to the ceramic's surface themselves.
            ceramic = (core, filler.interface_resistance, filler.radius)
            core = interface_limited_conductivity(*ceramic)
            energy = interface_limited_activation_energy(
                *ceramic, energy, filler.interface_activation_energy
            )
        # With a t+ that no ion can carry the split between the ions has no meaning.
        cation = matrix.conductivity * (0.5 if laws.signed else matrix.transference_number)
        values = {
            "Filler mass fraction": self.filler_mass_fraction,
            "Filler density [kg.m-3]": filler.density,
            "Matrix density [kg.m-3]": matrix.density,
            "Matrix cation conductivity [S.m-1]": cation,
            "Matrix anion conductivity [S.m-1]": matrix.conductivity - cation,
            "Matrix activation energy [J.mol-1]": matrix.activation_energy,
            "Interphase thickness to filler radius ratio": filler.thickness_ratio,
            "Agglomeration filler mass fraction": filler.agglomeration_mass_fraction,
            "Interphase mobility gain": gain,
            "Interphase cation enrichment": enrichment,
            "Interphase activation energy [J.mol-1]": filler.interphase_activation_energy,
            "Filler cation conductivity [S.m-1]": core,
            "Filler activation energy [J.mol-1]": energy,
            "Electrolyte reference temperature [K]": matrix.reference_temperature,
            "Salt concentration [mol.m-3]": matrix.salt_concentration,
            "Thermodynamic factor": matrix.thermodynamic_factor,
            RADIUS: filler.radius,
            RESTORED: filler.restored_share,
            DIFFUSIVITY: matrix.diffusivity,
            TRANSFERENCE: matrix.transference_number,
            **dict(matrix.temperature_constants),
            **dict(self.law_constants),
        }
        return {name: values[name] for name in laws.parameters}

    def ionic_conductivity(self, temperature: Scalar = 298.15) -> Scalar:
        """Return σ [S.m-1] at a temperature [K] from 243.15 to 353.15 (float or symbol)."""
        return self._evaluate("conductivity", temperature)

    def cation_transference_number(self, temperature: Scalar = 298.15) -> Scalar:
        """Return t+ [-] at a temperature [K] from 243.15 to 353.15 (float or symbol)."""
        return self._evaluate("transference_number", temperature)

    def salt_diffusivity(self, temperature: Scalar = 298.15) -> Scalar:
        """Return D [m2.s-1] at a temperature [K] from 243.15 to 353.15 (float or symbol)."""
        return self._evaluate("diffusivity", temperature)

    def activation_energy(
        self, low: float = ACTIVATION_WINDOW_K[0], high: float = ACTIVATION_WINDOW_K[1]
    ) -> Scalar:
        """Return the slope of ln σ against 1/T [eV] over a window [K], by default 25 to 80 °C."""
        return effective_activation_energy(self.ionic_conductivity, low, high)

    def attribution(self, temperature: float = 298.15) -> Attribution:
        """Return what the gain over the matrix is due to; see `sclcell.models.laws.attribution`."""
        return attribute_gain(self.closure_parameters(), self._checked(temperature), self.laws)

    def space_charge_estimate(
        self, transferred_charge: float, cell_area: float = 1e-18, temperature: float = 298.15
    ) -> SpaceChargeEstimate:
        """Return what a Gouy-Chapman layer of that charge [e per cell area in m2] would give."""
        return space_charge_estimate(
            self.closure_parameters(),
            self._checked(temperature),
            transferred_charge,
            cell_area,
            self.filler.radius,
            self.matrix.relative_permittivity,
        )

    def _evaluate(self, quantity: str, temperature: Scalar) -> Scalar:
        function = getattr(self.laws, quantity)
        return function(self.closure_parameters(), self._checked(temperature))

    @staticmethod
    def _checked(temperature: Scalar) -> Scalar:
        if not isinstance(temperature, int | float):
            return temperature
        low, high = TEMPERATURE_RANGE_K
        hint = ""
        if low <= kelvin(temperature) <= high:
            hint = f"It is in kelvin: {temperature:g} degC is {kelvin(temperature):g} K."
        return check_range("temperature", temperature, low, high, "K", hint)
