"""Every choice of mechanisms of ageing builds, cycles, and keeps the lithium of the cell."""

from itertools import combinations
from typing import Any

import numpy as np
import pybamm
import pytest

from sclcell.models import CompositeElectrolyteDFN, CompositeElectrolyteSPMe, SymmetricLithiumCell
from sclcell.models.mechanisms import (
    AGEING,
    LITHIUM_IN_ALL_PLACES,
    LITHIUM_SIDE_AGEING,
    MECHANISMS,
)

CYCLES = 20
#: Six mechanisms: 63 choices that are not empty.
CHOICES = [[c for n in sizes for c in combinations(AGEING, n)] for sizes in ((1, 2), (3, 4, 5, 6))]
#: Further growth laws, each in place of the one that is usual.
LAWS = sorted(name for name in MECHANISMS if MECHANISMS.find(name).slot == "SEI growth")


def names(choice: Any) -> str:
    return "+".join(one if isinstance(one, str) else one.__name__ for one in choice)


def drift_over_cycles(model: Any, *cycle: str) -> float:
    """Cycle, and return how far the lithium of the cell strays, over its amount [-]."""
    experiment = pybamm.Experiment([cycle] * CYCLES)
    solution = pybamm.Simulation(model, experiment=experiment).solve()
    assert len(solution.cycles) == CYCLES
    total = solution[LITHIUM_IN_ALL_PLACES].entries
    return float(np.ptp(total) / total[0])


def half_cell_drift(choice: Any, cls: type = CompositeElectrolyteDFN) -> float:
    steps = "Discharge at 1C for 3 minutes", "Charge at 1C for 3 minutes or until 4.2 V"
    return drift_over_cycles(cls(mechanisms=choice), *steps)


@pytest.mark.parametrize("choice", CHOICES[0], ids=names)
def test_one_or_two_mechanisms_keep_the_lithium(choice):
    assert half_cell_drift(choice) < 1e-11


@pytest.mark.slow
@pytest.mark.parametrize("choice", CHOICES[1], ids=names)
def test_more_mechanisms_keep_the_lithium(choice):
    assert half_cell_drift(choice) < 1e-11


@pytest.mark.parametrize("law", LAWS)
def test_each_growth_law_alone_keeps_the_lithium(law):
    assert half_cell_drift([law], CompositeElectrolyteSPMe) < 1e-11


@pytest.mark.parametrize(
    "choice",
    [c for n in range(1, 5) for c in combinations(LITHIUM_SIDE_AGEING, n)],
    ids=names,
)
def test_mechanisms_in_a_symmetric_cell_keep_the_lithium(choice):
    steps = "Discharge at 0.5 mA for 1 hour", "Charge at 0.5 mA for 1 hour"
    assert drift_over_cycles(SymmetricLithiumCell(mechanisms=choice), *steps) < 1e-11
