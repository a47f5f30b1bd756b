"""The steps that PyBaMM's own tests take through a model, on each of the five.

They are what a program takes that sets a model up by hand: parameters, mesh, discretisation,
solver, a file and back, and evaluation in other ways than by CasADi.
"""

from typing import Any

import numpy as np
import pybamm
import pytest

from sclcell import Cell, models
from sclcell.parameter_sets.cathode_materials import cathode_names

#: As PyBaMM's own tests: the solver's error is then below the tolerance of the comparison.
TIGHT = 1e-8


#: Models, and the full-order one with each cathode that comes with the program.
CASES = [
    *models.__all__,
    *(
        pytest.param(f"CompositeElectrolyteDFN {name}", marks=pytest.mark.slow)
        for name in cathode_names()
        if name != "LFP"
    ),
]


class ByHand:
    """A model that is processed step by step."""

    def __init__(self, case: str) -> None:
        name, _, cathode = case.partition(" ")
        self.model: Any = getattr(models, name)()
        self.values = self.model.default_parameter_values
        if cathode:
            self.values = Cell("PHLP-15", cathode=cathode).parameter_values()
        geometry = self.model.default_geometry
        self.values.process_geometry(geometry)
        sizes = self.model.default_submesh_types, self.model.default_var_pts
        mesh = pybamm.Mesh(geometry, *sizes)
        self.discretisation = pybamm.Discretisation(mesh, self.model.default_spatial_methods)

    @property
    def duration(self) -> float:
        """One discharge at the default current, or less where steel would end it [s]."""
        rate = self.values["Current function [A]"] / self.values["Nominal cell capacity [A.h]"]
        return 0.05 if "SS" in self.model.name else 3600 / abs(rate)

    def process(self) -> None:
        """Put in parameters and discretise."""
        self.values.process_model(self.model)
        self.discretisation.process_model(self.model)

    def solve(self, model: Any) -> pybamm.Solution:
        """Solve one discharge."""
        solver = model.default_solver
        solver.rtol = solver.atol = TIGHT
        end = self.duration
        return solver.solve(model, [0, end], t_interp=np.linspace(0, end, 100))


@pytest.fixture(params=CASES)
def by_hand(request) -> ByHand:
    return ByHand(request.param)


def test_model_is_well_posed_with_and_without_numbers_and_discretised(by_hand):
    model = by_hand.model
    model.check_well_posedness()
    by_hand.values.process_model(model)
    model.check_well_posedness()
    unknown = (pybamm.Parameter, pybamm.FunctionParameter)
    equations = [*model.rhs.values(), *model.algebraic.values()]
    assert not [one for one in equations if one.has_symbol_of_classes(unknown)]
    by_hand.discretisation.process_model(model)
    model.check_well_posedness(post_discretisation=True)


def test_discretised_model_goes_into_a_file_and_back(by_hand, tmp_path):
    by_hand.process()
    mesh, name = by_hand.discretisation.mesh, str(tmp_path / "model")
    by_hand.model.save_model(name, mesh=mesh)
    here = by_hand.solve(by_hand.model)
    there = by_hand.solve(pybamm.load_model(f"{name}.json"))
    assert len(here.t) > 2
    for one, other in zip(here.all_ys, there.all_ys, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)
    by_hand.model.save_model(name, mesh=mesh, variables=by_hand.model.variables)


def test_python_evaluates_the_equations_as_the_tree_does(by_hand):
    by_hand.process()
    model = by_hand.model
    y = model.concatenated_initial_conditions.evaluate(t=0)
    assert y.size
    for equations in (model.concatenated_rhs, model.concatenated_algebraic):
        if not equations.size:
            continue
        plain = equations.evaluate(0, y)
        by_python = pybamm.EvaluatorPython(equations)(0, y)
        np.testing.assert_allclose(by_python, plain, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("form", ["python", "casadi"])
def test_solver_is_set_up_in_both_formats(by_hand, form):
    by_hand.process()
    model = by_hand.model
    model.convert_to_format = form
    model.default_solver.set_up(model)
    y = model.concatenated_initial_conditions.evaluate(t=0)
    # PyBaMM's default solver goes by CasADi in any case.
    rates = model.rhs_eval(0.0, y, [])
    expected = model.concatenated_rhs.evaluate(0, y)
    np.testing.assert_allclose(np.ravel(rates), np.ravel(expected), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", models.__all__)
def test_sensitivities_are_those_of_differences(name):
    by_hand = ByHand(name)
    constant = "Matrix cation conductivity [S.m-1]"
    middle = by_hand.values[constant]
    by_hand.values[constant] = "[input]"
    by_hand.process()
    solver = by_hand.model.default_solver
    solver.rtol = solver.atol = TIGHT
    end = min(by_hand.duration, 600.0)

    def solve(value: float, **options: Any) -> Any:
        solution = solver.solve(
            by_hand.model,
            [0, end],
            t_interp=np.linspace(0, end, 20),
            inputs={constant: value},
            **options,
        )
        return solution["Voltage [V]"]

    slope = solve(middle, calculate_sensitivities=True).sensitivities[constant]
    step = 1e-2 * middle
    by_steps = (solve(middle + step / 2).data - solve(middle - step / 2).data) / step
    assert np.max(np.abs(by_steps)) > 1e-3
    np.testing.assert_allclose(np.ravel(slope), by_steps, rtol=1e-2, atol=1e-6)


@pytest.mark.parametrize("name", models.__all__)
def test_every_variable_of_a_simulation_can_be_read(name):
    model = getattr(models, name)()
    solution = pybamm.Simulation(model).solve([0, 0.05])
    # PyBaMM's DFN does not give these with "surface form" either.
    given = [one for one in model.variables if not one.startswith("Gradient of ")]
    for variable in given:
        assert np.all(np.isfinite(solution[variable].entries)), variable


def test_distance_in_a_film_is_in_metres():
    model = models.SymmetricLithiumCell()
    values = model.default_parameter_values
    solution = pybamm.Simulation(model, parameter_values=values).solve([0, 1])
    x = solution["x [m]"].entries[:, 0]
    thickness = values["Separator thickness [m]"]
    assert 0 < x[0] < 0.01 * thickness
    assert 0.99 * thickness < x[-1] < thickness
