"""A film that was fitted to a table of measurements: curves with bands, from ``film.toml``.

``sclcell film`` writes the file. A cell takes the film as one medium, with its conductivity and t+
at the cell's temperature and its local activation energy there; samples draw where in the bands
the next film lies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError, check_range
from ..models.laws._types import Scalar
from ..models.laws.attribution import MECHANISMS, Attribution
from ..models.laws.constants import GAS_CONSTANT, kelvin
from ..models.laws.film_laws import FilmLaws
from ..models.laws.salt_transport import salt_diffusivity
from .composites import Coating, Electrolyte, Filler, Matrix

__all__ = ["DEVIATES", "FilmCurves", "FittedFilm", "fitted_film"]

#: Where in its bands the next film lies, in standard deviations: of ln sigma, of t+.
DEVIATES = ("Film conductivity deviate", "Film transference number deviate")
#: From the median to 5 and 95 % of a normal quantity.
_HALF = 1.6448536269514722
Table = tuple[tuple[tuple[float, ...], ...], ...]


@dataclass(frozen=True)
class FilmCurves:
    """Quantiles over loading and temperature.

    Parameters
    ----------
    w, T : tuple of float
        Filler by mass, temperatures [K], in order.
    ln_sigma, t_plus : tuple
        5, 50 and 95 % of ln of the conductivity [S.m-1] and of t+, by loading and temperature.
    measured_w, measured_T : tuple of float
        Lowest and highest loading and temperature [K] of the data.
    factors : tuple
        At each loading, ln of what multiplies the conductivity of cation, anion and both:
        electrostatic, mobility, core.
    laws : str
        That the curves are averages of.
    t_measured : bool
        Whether t+ was measured.
    D_factor : float, optional
        Measured salt diffusivity over (SALT-1) at 1 mol/L and a thermodynamic factor of 1.
    """

    w: tuple[float, ...]
    T: tuple[float, ...]
    ln_sigma: Table
    t_plus: Table
    measured_w: tuple[float, ...]
    measured_T: tuple[float, ...]
    factors: Table = ()
    laws: str = ""
    t_measured: bool = True
    D_factor: float | None = None

    def at(self, table: Table, w: float, T: float, deviate: float = 0.0) -> float:
        """Return a quantity at a loading and temperature [K], some deviations from its median."""
        low, middle, high = (
            float(np.interp(w, self.w, [self._over_T(row, T) for row in quantile]))
            for quantile in table
        )
        half = high - middle if deviate > 0 else middle - low
        return middle + deviate * half / _HALF

    def _over_T(self, row: tuple[float, ...], T: float) -> float:
        x = [1 / t for t in self.T]
        return float(np.interp(1 / T, x[::-1], row[::-1]))


@dataclass(frozen=True)
class FittedFilm(Electrolyte):
    """A film with curves in place of closures.

    Parameters
    ----------
    filler_mass_fraction, law_constants
        As in `Electrolyte` [-]; there are no constants.
    """

    curves: FilmCurves = FilmCurves((), (), (), (), (), ())

    @property
    def highest_mass_fraction(self) -> float:
        """Filler mass fraction up to which there are curves [-]."""
        return self.curves.w[-1]

    def with_filler_mass_fraction(self, mass_fraction: float) -> FittedFilm:
        """Return the same film at another loading, from 0 to `highest_mass_fraction`."""
        check_range("filler mass fraction", mass_fraction, 0, self.highest_mass_fraction)
        return replace(self, filler_mass_fraction=mass_fraction)

    def ln_sigma(self, temperature: float, deviate: float = 0.0) -> float:
        """Return ln of the conductivity [S.m-1] at a temperature [K]."""
        return self.curves.at(
            self.curves.ln_sigma, float(self.filler_mass_fraction), temperature, deviate
        )

    def at_temperature(
        self, temperature: float, given: Mapping[str, float] | None = None
    ) -> Electrolyte:
        """Return the film as one medium, by the tangent to its Arrhenius plot.

        Parameters
        ----------
        temperature : float
            [K]
        given : mapping, optional
            `DEVIATES` among them say where in its bands the film lies.
        """
        sigma_at, t_at = (float((given or {}).get(name, 0.0)) for name in DEVIATES)
        ends = [self.ln_sigma(temperature + d, sigma_at) for d in (-2.5, 2.5)]
        slope = 1 / (temperature - 2.5) - 1 / (temperature + 2.5)
        energy = max(GAS_CONSTANT * (ends[1] - ends[0]) / slope, 0.0)
        reference = self.matrix.reference_temperature
        ln = self.ln_sigma(temperature, sigma_at)
        ln += energy / GAS_CONSTANT * (1 / temperature - 1 / reference)
        t_plus = self.curves.at(
            self.curves.t_plus, float(self.filler_mass_fraction), temperature, t_at
        )
        # Bands of a positive t+ end above zero; one that was measured below it stays there.
        signed = (
            self.curves.at(self.curves.t_plus, float(self.filler_mass_fraction), temperature) <= 0
        )
        t_plus = min(t_plus if signed else max(t_plus, 1e-3), 0.0 if signed else 1 - 1e-3)
        measured = self.curves.D_factor is not None
        D = None
        if self.curves.D_factor is not None:
            share = 0.25 if signed else t_plus
            D = self.curves.D_factor * salt_diffusivity(math.exp(ln), share, 1e3, 1.0, reference)
        matrix = replace(
            self.matrix,
            conductivity=math.exp(ln),
            transference_number=t_plus,
            activation_energy=energy,
            diffusivity=D,
        )
        laws = FilmLaws(measured_diffusivity=measured, signed=signed)
        return Electrolyte(self.name, matrix, self.filler, self.coating, 0.0, laws, file=self.file)

    def closure_parameters(self) -> dict[str, Scalar]:
        """Return the constants of the one medium around 25 degC, by name, in SI units."""
        return self.at_temperature(self.matrix.reference_temperature).closure_parameters()

    def attribution(self, temperature: float = 298.15) -> Attribution:
        """Return what the gain is due to at 25 degC, as the laws split it on average."""
        w = float(self.filler_mass_fraction)
        if not self.curves.factors:
            zero: dict[str, float] = dict.fromkeys(MECHANISMS, 0.0)
            return Attribution(zero, zero, zero)
        parts = []
        for ion in range(3):
            rows = [row[ion] for row in self.curves.factors]
            parts.append(
                {
                    name: float(np.interp(w, self.curves.w, [r[k] for r in rows]))
                    for k, name in enumerate(MECHANISMS)
                }
            )
        return Attribution(*parts)

    def _evaluate(self, quantity: str, temperature: Scalar) -> Scalar:
        checked = self._checked(temperature)
        T = float(checked) if isinstance(checked, int | float) else 298.15
        return self.at_temperature(T)._evaluate(quantity, checked)


def fitted_film(content: Mapping[str, Any], path: Path) -> FittedFilm:
    """Return the film of a ``film.toml``.

    Parameters
    ----------
    content : mapping
        Of the file.
    path : Path
        The file, for messages.

    Raises
    ------
    InputError
        If something is missing or not possible.
    """
    try:
        matrix, filler, curves = content["matrix"], content["filler"], content["curves"]
        w = tuple(float(x) / 100 for x in curves["filler_wt_percent"])
        T = tuple(kelvin(float(x)) for x in curves["temperature_C"])
        ln_sigma, t_plus = (
            tuple(
                tuple(tuple(float(x) for x in row) for row in curves[f"{name}_{share}_percent"])
                for share in (5, 50, 95)
            )
            for name in ("ln_conductivity_S_m", "transference_number")
        )
        if any(len(q) != len(w) or any(len(r) != len(T) for r in q) for q in ln_sigma + t_plus):
            raise ValueError("a table of [curves] has another shape than its loadings")
        at = float(content["filler_wt_percent"]) / 100
        found = FilmCurves(
            w,
            T,
            ln_sigma,
            t_plus,
            tuple(float(x) / 100 for x in curves["measured_wt_percent"]),
            tuple(kelvin(float(x)) for x in curves["measured_C"]),
            tuple(
                tuple(tuple(float(x) for x in ion) for ion in row) for row in curves["ln_factors"]
            ),
            str(curves["laws"]),
            bool(curves["transference_number_measured"]),
            curves.get("diffusivity_over_ideal"),
        )
        one = Matrix(
            conductivity=math.exp(found.at(ln_sigma, 0.0, 298.15)),
            transference_number=found.at(t_plus, 0.0, 298.15),
            activation_energy=0.0,
            density=1e3 * float(matrix["density_g_cm3"]),
            salt_concentration=1e3 * float(matrix["salt_concentration_mol_L"]),
            thermodynamic_factor=float(matrix["thermodynamic_factor"]),
        )
        # In a cell the film is one medium: what a law would need of the filler plays no part.
        ceramic = Filler(
            str(filler["name"]),
            1e3 * float(filler["density_g_cm3"]),
            *(1e-6, 1e-12, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0),
        )
    except (KeyError, TypeError, ValueError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(
            f"{path}: {what}; it is no film that 'sclcell film' has written, or was changed."
        ) from error
    check_range("filler_wt_percent", 100 * at, 0, 100 * w[-1], "wt%")
    coating = content.get("coating", {}).get("name", "none")
    layer = None if coating == "none" else Coating(str(coating), 1.0, 0.0)
    name = str(content.get("name") or path.stem)
    return FittedFilm(name, one, ceramic, layer, at, file=str(path), curves=found)
