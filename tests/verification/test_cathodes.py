"""Cathodes by name against PyBaMM's own half-cells with the sets that they are taken from."""

import numpy as np
import pybamm
import pytest

from sclcell.models import CompositeElectrolyteDFN
from sclcell.parameter_sets.cell import Cell

STOCK = {"working electrode": "positive"}
SIZES = {"x_n": 20, "x_s": 20, "x_p": 20, "r_p": 40}
#: Cathode -> PyBaMM's set. NMC811 has the crystal's concentration in place of Chen2020's.
SETS = {"NMC811": "Chen2020", "NMC532": "Mohtat2020", "LCO": "Marquis2019", "NCA": "NCA_Kim2011"}
HIGHEST = "Maximum concentration in positive electrode [mol.m-3]"
LITHIUM_CELL = "Xu2019"


def stock_half_cell(name):
    """Lithium and electrolyte of PyBaMM's half-cell, with the positive electrode of a set."""
    lithium, other = pybamm.ParameterValues(LITHIUM_CELL), pybamm.ParameterValues(SETS[name])
    positive = {k: v for k, v in other.items() if k.startswith("Positive") or k == HIGHEST}
    positive = {k: v for k, v in positive.items() if "entropic" not in k and "collector" not in k}
    limits = {k: other[k] for k in other if "voltage cut-off" in k or k.startswith("Open-circuit")}
    lithium.update({**positive, **limits}, check_already_exists=False)
    return lithium


def our_half_cell(name, stock):
    """The cathode by its name in the same cell: no filler, no film on lithium."""
    own = {
        key: float(stock[key])
        for key in (
            "Positive electrode porosity",
            "Positive electrode thickness [m]",
            "Positive electrode active material volume fraction",
            "Positive electrode Bruggeman coefficient (electrolyte)",
        )
    }
    density = {"LFP density [kg.m-3]": 6500.0, HIGHEST: float(stock[HIGHEST])}
    loading = 100 * 6500.0 * own["Positive electrode active material volume fraction"]
    loading *= own["Positive electrode thickness [m]"]
    cell = Cell("PHLP", 25.0, None, loading, values={**own, **density}, cathode=name)
    values = cell.parameter_values()
    shared = [k for k in stock if k.startswith(("Separator", "Negative electrode"))]
    shared += [
        "Cation transference number",
        "Thermodynamic factor",
        "Electrolyte conductivity [S.m-1]",
        "Electrolyte diffusivity [m2.s-1]",
        "Exchange-current density for lithium metal electrode [A.m-2]",
        "Initial concentration in electrolyte [mol.m-3]",
        "Electrode height [m]",
        "Electrode width [m]",
        "Nominal cell capacity [A.h]",
        "Current function [A]",
        "Contact resistance [Ohm]",
        "Positive electrode double-layer capacity [F.m-2]",
    ]
    values.update({k: stock[k] for k in shared if k in stock}, check_already_exists=False)
    values["Lithium interphase film resistance [Ohm.m2]"] = 0.0
    return values


def voltage(model, values, times, **meshes):
    simulation = pybamm.Simulation(
        model,
        parameter_values=values,
        solver=pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-10),
        var_pts=SIZES,
        **meshes,
    )
    return simulation.solve([0, times[-1]])["Voltage [V]"](times)


@pytest.mark.parametrize("name", SETS)
def test_named_cathode_equals_pybamm_half_cell_of_its_set(name):
    """Through the registry come the potential, kinetics and diffusion of the set: 0.1 mV."""
    stock = stock_half_cell(name)
    ours = our_half_cell(name, stock)
    start = ours.evaluate(ours["Initial concentration in positive electrode [mol.m-3]"])
    stock["Initial concentration in positive electrode [mol.m-3]"] = start
    area = float(stock["Electrode height [m]"]) * float(stock["Electrode width [m]"])
    for values in (stock, ours):
        values["Current function [A]"] = 20.0 * area
        values["Lower voltage cut-off [V]"] = 2.0
        values["Upper voltage cut-off [V]"] = 4.5
    times = np.linspace(0, 1500, 61)
    model = pybamm.lithium_ion.DFN(STOCK)
    expected = voltage(model, stock, times)
    found = voltage(
        CompositeElectrolyteDFN({"particle size": "single"}),
        ours,
        times,
        submesh_types=model.default_submesh_types,
        spatial_methods=model.default_spatial_methods,
    )
    assert expected[-1] < expected[0] - 0.02
    assert np.abs(found - expected).max() < 1e-4


def test_one_size_is_what_a_narrow_distribution_gives():
    """A cathode of one size has a spread of 0.01: the voltage moves by less than 0.1 mV."""
    cell = Cell("PHLP", 25.0, cathode="NMC811")
    values = cell.parameter_values()
    times = np.linspace(0, 1800, 31)
    single = CompositeElectrolyteDFN({"particle size": "single", "surface form": "algebraic"})
    found = [
        pybamm.Simulation(
            model,
            parameter_values=values,
            var_pts={"x_n": 20, "x_s": 10, "x_p": 10, "r_p": 12, "R_p": 4},
        ).solve([0, times[-1]])["Voltage [V]"](times)
        for model in (CompositeElectrolyteDFN(), single)
    ]
    assert np.abs(found[0] - found[1])[1:].max() < 1e-4
