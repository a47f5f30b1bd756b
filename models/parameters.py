"""Model parameters with one electrolyte in the separator and another in the cathode pores."""

from __future__ import annotations

import pybamm

from .sei.names import at_side

__all__ = ["CompositeElectrolyteParameters"]

#: Electrolyte property -> parameter name in the separator and in the cathode pores (catholyte).
_NAMES = {
    "conductivity": ("Electrolyte conductivity [S.m-1]", "Catholyte conductivity [S.m-1]"),
    "diffusivity": ("Electrolyte diffusivity [m2.s-1]", "Catholyte diffusivity [m2.s-1]"),
    "transference": ("Cation transference number", "Catholyte cation transference number"),
    "thermodynamic": ("Thermodynamic factor", "Catholyte thermodynamic factor"),
}


class CompositeElectrolyteParameters(pybamm.LithiumIonParameters):
    """Lithium-ion parameters whose electrolyte properties depend on where they are asked for.

    PyBaMM knows one electrolyte for the whole cell. Here every property is a function of salt
    concentration and temperature in each domain: an expression that lives in the positive
    electrode is handed to the catholyte's functions, any other (the separator, the lithium
    surface) to those of the separator film. PyBaMM's submodels ask through the methods below, so
    they serve two electrolytes unchanged.
    """

    def __init__(self, options: pybamm.BatteryModelOptions) -> None:
        super().__init__(options)
        #: lognormal spread of the cathode particles' radii
        self.sigma_ln = pybamm.Parameter("Positive particle-size logarithmic standard deviation")

    def _electrolyte(self, quantity: str, c_e: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
        inputs = {"Electrolyte concentration [mol.m-3]": c_e, "Temperature [K]": T}
        film, catholyte = (pybamm.FunctionParameter(name, inputs) for name in _NAMES[quantity])
        if c_e.domain == ["separator", "positive electrode"]:
            collector = {"secondary": "current collector"}
            zero, one = (
                [pybamm.FullBroadcast(value, part, collector) for part in c_e.domain]
                for value in (0.0, 1.0)
            )
            in_film = pybamm.concatenation(one[0], zero[1])
            in_pores = pybamm.concatenation(zero[0], one[1])
            return film * in_film + catholyte * in_pores
        return catholyte if c_e.domain == ["positive electrode"] else film

    def kappa_e(self, c_e: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
        """Ionic conductivity [S.m-1]."""
        return self._electrolyte("conductivity", c_e, T)

    def D_e(self, c_e: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
        """Salt diffusivity [m2.s-1]."""
        return self._electrolyte("diffusivity", c_e, T)

    def t_plus(self, c_e: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
        """Cation transference number."""
        return self._electrolyte("transference", c_e, T)

    def thermodynamic_factor(self, c_e: pybamm.Symbol, T: pybamm.Symbol) -> pybamm.Symbol:
        """Thermodynamic factor 1 + dln f/dln c."""
        return self._electrolyte("thermodynamic", c_e, T)

    @property
    def solubility(self) -> pybamm.Symbol:
        """Concentration at which salt falls out [mol.m-3]."""
        return pybamm.Parameter("Salt solubility [mol.m-3]")

    def film_resistance(self, T: pybamm.Symbol, side: str = "") -> pybamm.Symbol:
        """Resistance of the film on lithium [Ohm.m2]."""
        R_ref = pybamm.Parameter(at_side(side, "Lithium interphase film resistance [Ohm.m2]"))
        return R_ref * pybamm.FunctionParameter(
            "Lithium interphase film resistance temperature factor", {"Temperature [K]": T}
        )

    def film_capacitance(self, side: str = "") -> pybamm.Symbol:
        """Geometric capacitance of the film on lithium [F.m-2]."""
        return pybamm.Parameter(at_side(side, "Lithium interphase film capacitance [F.m-2]"))

    def lithium_exchange_current(
        self, c_e: pybamm.Symbol, T: pybamm.Symbol, side: str
    ) -> pybamm.Symbol:
        """Exchange-current density of one of two lithium surfaces [A.m-2]."""
        name = at_side(side, "Exchange-current density for lithium metal electrode [A.m-2]")
        inputs = {
            "Electrolyte concentration [mol.m-3]": c_e,
            "Lithium metal concentration [mol.m-3]": 1 / self.V_bar_Li,
            "Temperature [K]": T,
        }
        return pybamm.FunctionParameter(name, inputs)

    def lithium_double_layer(self, T: pybamm.Symbol, side: str) -> pybamm.Symbol:
        """Double-layer capacity of one of two lithium surfaces [F.m-2]."""
        name = at_side(side, "Negative electrode double-layer capacity [F.m-2]")
        return pybamm.FunctionParameter(name, {"Temperature [K]": T})
