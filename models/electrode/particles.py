"""LFP particles whose radii follow a lognormal law."""

from __future__ import annotations

import pybamm

__all__ = ["LognormalActiveMaterial", "LognormalParticles"]


def _log_size(auxiliary: dict[str, str]) -> pybamm.SpatialVariable:
    """Quadrature coordinate z = ln(R / median) / sigma."""
    return pybamm.SpatialVariable(
        "R_p",
        domain=["positive particle size"],
        auxiliary_domains=auxiliary,
        coord_sys="cartesian",
    )


class LognormalParticles(pybamm.particle.FickianDiffusion):
    r"""Fick's law in spheres of lognormal radius, (LFP-1) to (LFP-3).

    .. math::
        R = \bar R\, e^{\sigma z}, \qquad z \sim \mathcal N(0, 1) \text{ (area-weighted)}

    The size coordinate is :math:`z`, not :math:`R`: the quadrature nodes stay where they are
    when the median :math:`\bar R` or the spread :math:`\sigma` changes, so that both can be
    inputs of one built model.

    Parameters
    ----------
    param, domain, options, phase, x_average
        As in :class:`pybamm.particle.FickianDiffusion`, with the option ``"particle size"``
        equal to ``"distribution"``.
    """

    def get_fundamental_variables(self) -> dict:
        """Return the concentration per size class and its averages."""
        prefix = "X-averaged positive" if self.x_average else "Positive"
        if self.x_average:
            domains = {"secondary": "positive particle size", "tertiary": "current collector"}
            z = _log_size({"secondary": "current collector"})
        else:
            domains = {
                "secondary": "positive particle size",
                "tertiary": "positive electrode",
                "quaternary": "current collector",
            }
            z = _log_size({"secondary": "positive electrode", "tertiary": "current collector"})
        c_s_distribution = self._concentration(prefix, domains)
        R_over_median = pybamm.exp(self.param.sigma_ln * z)
        # Lithium sits in volumes, and a lognormal law stays one when weighted with R.
        f_v = R_over_median / pybamm.Integral(R_over_median, z)
        c_s = pybamm.Integral(f_v * c_s_distribution, z)
        if self.x_average:
            c_s = pybamm.SecondaryBroadcast(c_s, ["positive electrode"])

        variables = {
            "Positive particle sizes": R_over_median,
            "Positive particle sizes [m]": R_over_median * self.phase_param.R_typ,
            "Positive volume-weighted particle-size quadrature": f_v,
        }
        variables.update(self._get_standard_concentration_distribution_variables(c_s_distribution))
        variables.update(self._get_standard_concentration_variables(c_s))
        variables.update(self._surface_variables(prefix, z))
        return variables

    def _concentration(self, prefix: str, domains: dict[str, str]) -> pybamm.Symbol:
        """Return the concentration per size class [mol.m-3], a state."""
        return pybamm.Variable(
            f"{prefix} particle concentration distribution [mol.m-3]",
            domain="positive particle",
            auxiliary_domains=domains,
            bounds=(0, self.phase_param.c_max),
            scale=self.phase_param.c_max,
        )

    def _surface_variables(self, prefix: str, z: pybamm.Symbol) -> dict:
        """Return the surface concentration, a state, under the names that PyBaMM uses."""
        c_max = self.phase_param.c_max
        surface = pybamm.Variable(
            f"{prefix} particle surface concentration distribution [mol.m-3]",
            domains=z.domains,
            bounds=(0, c_max),
            scale=c_max,
        )
        if self.x_average:
            everywhere = pybamm.SecondaryBroadcast(surface, ["positive electrode"])
            parts = {"X-averaged positive": surface, "Positive": everywhere}
        else:
            parts = {"X-averaged positive": pybamm.x_average(surface), "Positive": surface}
        names = {}
        for part, c in parts.items():
            names[f"{part} particle surface concentration distribution [mol.m-3]"] = c
            names[f"{part} particle surface concentration distribution"] = c / c_max
            names[f"{part} particle surface stoichiometry distribution"] = c / c_max
        return names

    def set_algebraic(self, variables: dict) -> None:
        """Let the surface concentration be that of the profile."""
        surface, profile = self._surface_and_profile(variables)
        self.algebraic = {surface: (surface - pybamm.surf(profile)) / self.phase_param.c_max}

    def set_initial_conditions(self, variables: dict) -> None:
        """Start from a uniform concentration, up to the surface."""
        super().set_initial_conditions(variables)
        surface, _ = self._surface_and_profile(variables)
        c_init = pybamm.r_average(self.phase_param.c_init)
        if self.x_average:
            c_init = pybamm.x_average(c_init)
        self.initial_conditions[surface] = pybamm.PrimaryBroadcast(
            c_init, ["positive particle size"]
        )

    def _surface_and_profile(self, variables: dict) -> tuple[pybamm.Symbol, pybamm.Symbol]:
        prefix = "X-averaged positive" if self.x_average else "Positive"
        return (
            variables[f"{prefix} particle surface concentration distribution [mol.m-3]"],
            variables[f"{prefix} particle concentration distribution [mol.m-3]"],
        )


class LognormalActiveMaterial(pybamm.active_material.Constant):
    r"""Constant active material with the surface area of a lognormal law of radii, (LFP-2).

    .. math::
        a = \frac{3\,\varepsilon_s}{\bar R\, e^{\sigma^2/2}}

    with the area-weighted mean radius in the denominator, taken on the quadrature nodes so that
    area and volume of the discrete classes agree.
    """

    def _get_standard_active_material_variables(self, eps_solid: pybamm.Symbol) -> dict:
        variables = super()._get_standard_active_material_variables(eps_solid)
        z = _log_size({"secondary": "positive electrode", "tertiary": "current collector"})
        R = self.phase_param.R_typ * pybamm.size_average(pybamm.exp(self.param.sigma_ln * z))
        eps_solid = variables["Positive electrode active material volume fraction"]
        a = 3 * eps_solid / R
        variables.update(
            {
                "Positive particle radius": R / self.phase_param.R_typ,
                "Positive particle radius [m]": R,
                "X-averaged positive particle radius [m]": pybamm.x_average(R),
                "Positive electrode surface area to volume ratio [m-1]": a,
                "X-averaged positive electrode surface area to volume ratio [m-1]": (
                    pybamm.x_average(a)
                ),
            }
        )
        return variables
