"""Models, simulations and solutions are pickled, saved and sent back by worker processes."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pybamm
import pytest

from sclcell import models
from sclcell.models.laws.composites import composite_law
from sclcell.parameter_sets.cell import Cell

VOLTAGE = "Voltage [V]"


@pytest.mark.parametrize("name", models.__all__)
def test_solution_and_simulation_are_saved(name, tmp_path):
    model = getattr(models, name)()
    simulation = pybamm.Simulation(model, parameter_values=model.default_parameter_values)
    solution = simulation.solve([0, 60])
    solution.save(tmp_path / "solution.pkl")
    simulation.save(tmp_path / "simulation.pkl")
    voltage = solution[VOLTAGE].entries
    again = pybamm.load(str(tmp_path / "solution.pkl"))
    assert np.array_equal(again[VOLTAGE].entries, voltage)
    other = pybamm.load(str(tmp_path / "simulation.pkl")).solve([0, 60])
    assert other[VOLTAGE].entries[-1] == pytest.approx(voltage[-1], rel=1e-9)


def test_cell_that_ages_with_a_film_of_its_own_is_saved(tmp_path):
    film = tmp_path / "film.toml"
    film.write_text(
        'name = "mine"\nfiller_wt_percent = 20\n[matrix]\nconductivity_mS_cm = 0.08\n'
        "transference_number = 0.2\nactivation_energy_eV = 0.3\n"
        '[filler]\nkind = "LLZTO"\n[coating]\nkind = "P-DOL"\n'
    )
    model = models.CompositeElectrolyteDFN(mechanisms=["SolventDiffusionSEI", "ContactLoss"])
    values = Cell(film).parameter_values()
    solution = pybamm.Simulation(model, parameter_values=values).solve([0, 60])
    solution.save(tmp_path / "solution.pkl")
    again = pybamm.load(str(tmp_path / "solution.pkl"))
    assert np.array_equal(again[VOLTAGE].entries, solution[VOLTAGE].entries)


@pytest.mark.slow
def test_worker_process_sends_a_solution_back():
    simulation = pybamm.Simulation(models.CompositeElectrolyteDFN())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        solution = pool.submit(simulation.solve, [0, 60]).result()
    assert np.allclose(solution[VOLTAGE].entries, simulation.solve([0, 60])[VOLTAGE].entries)


def test_laws_that_are_classes_are_sent_with_the_node_that_stands_for_them():
    matrix = pybamm.InputParameter("matrix")
    law = composite_law("self-consistent")
    node = law.conductivity(matrix, 0.1, 0.2, 0.1, law.medians())
    again = pickle.loads(pickle.dumps(node))
    assert again.evaluate(inputs={"matrix": 0.05}) == node.evaluate(inputs={"matrix": 0.05})
