"""Constants, conversions of units, and what importing them costs."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from sclcell import columns
from sclcell.models.laws import constants


def test_the_lowest_temperature_is_met_exactly():
    assert constants.kelvin(-30) == 243.15
    assert constants.celsius(243.15) == -30.0
    assert -30 + 273.15 != 243.15  # why it is rounded


@pytest.mark.parametrize("many", [np.array, pd.Series])
def test_tables_of_temperatures_are_converted_as_numbers_are(many):
    there = constants.kelvin(many([-30.0, 25.0]))
    assert isinstance(there, type(many([1.0])))
    assert list(there) == [243.15, 298.15]
    assert list(constants.celsius(there)) == [-30.0, 25.0]


def test_electronvolts_are_those_of_measured_tables():
    factor = columns.unit_factor("energy", "J/mol")
    assert factor * constants.J_MOL_PER_EV == pytest.approx(1, rel=1e-14)
    assert constants.EV_PER_K * 298.15 == pytest.approx(constants.thermal_voltage(298.15))


def test_conversions_there_and_back():
    assert constants.MS_CM_PER_S_M * constants.S_M_PER_MS_CM == 1
    assert constants.A_M2_PER_MA_CM2 * constants.MA_CM2_PER_A_M2 == 1
    assert constants.OHM_CM2_PER_OHM_M2 * constants.OHM_M2_PER_OHM_CM2 == 1
    # 1 mA.h.cm-2 is 3.6 C per 1e-4 m2
    assert pytest.approx(3.6 / 1e-4) == constants.C_M2_PER_MAH_CM2


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_laws_and_constants_do_not_load_pybamm():
    code = "import sys, sclcell.models.laws.constants; print('pybamm' in sys.modules)"
    assert python(code) == "False"


def test_parameter_sets_read_films_without_pybamm():
    code = (
        "import sys; from sclcell.parameter_sets.electrolytes import get_electrolyte; "
        "film = get_electrolyte('PHLP-15'); film.ionic_conductivity(298.15); "
        "print('pybamm' in sys.modules)"
    )
    assert python(code) == "False"


def test_cells_are_found_by_name_and_travel_between_processes():
    code = (
        "import pickle, sclcell.models as models; "
        "assert set(models.__all__) == set(dir(models)); "
        "kinds = [getattr(models, name) for name in models.__all__]; "
        "assert pickle.loads(pickle.dumps(kinds)) == kinds; "
        "import pybamm; print(type(pybamm.Model('CompositeElectrolyteDFN')).__name__)"
    )
    assert python(code) == "CompositeElectrolyteDFN"


def test_an_unknown_cell_is_an_attribute_error():
    from sclcell import models

    with pytest.raises(AttributeError, match="no attribute 'HalfCel'"):
        models.HalfCel  # noqa: B018
