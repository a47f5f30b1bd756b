"""What a film conducts is what the cell has, given values in place of the closures."""

import numpy as np
import pytest

from sclcell.experiments.film import film_report
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.isothermal import build_cell
from sclcell.report.collected import Collected
from sclcell.report.sections import headline, report_sections

SIGMA, T_PLUS = "Ionic conductivity [mS.cm-1]", "Cation transference number"
GIVEN = {"Film ionic conductivity [S.m-1]": 0.2, "Film cation transference number": 0.36}


def test_the_report_shows_the_conductivity_that_the_cell_has():
    cell = Cell.from_name("PHLP-15", values=GIVEN)
    found = Collected(cell, film_report(cell.electrolyte, 25.0, cell))
    shown = headline(found)
    assert shown[f"{SIGMA} at 25 degC"] == pytest.approx(2.0)
    assert shown[f"{T_PLUS} at 25 degC"] == pytest.approx(0.36)
    # A number holds at every temperature.
    assert shown["Activation energy [eV]"] == pytest.approx(0.0, abs=1e-9)
    charts = {c.stem: c for s in report_sections(found) for c in s.charts}
    assert np.allclose(charts["film_temperature"].series[0].y, 2.0)
    table = found.film.table.set_index("Property")["Model"]
    diffusivity = build_cell(Cell.from_name("PHLP-15", temperature_degC=25.0, values=GIVEN)).inputs
    assert table["Salt diffusivity [m2.s-1]"] == pytest.approx(
        diffusivity["Film electrolyte diffusivity [m2.s-1]"]
    )
    assert "Film ionic conductivity [S.m-1] 0.2" in found.film.text


def test_constants_of_a_fit_are_those_of_the_film():
    cell = Cell.from_name("PHLP-15", values={"Matrix conductivity [S.m-1]": 0.02})
    shipped, own = (film_report(cell.electrolyte, 25.0, c) for c in (None, cell))
    ratio = own.properties[SIGMA] / shipped.properties[SIGMA]
    assert ratio > 1.5
    here = own.loading.set_index("Filler mass fraction").loc[0.15, SIGMA]
    assert here == pytest.approx(own.properties[SIGMA])
    assert "In place of the closures" not in own.text


@pytest.mark.parametrize("name", ["PHLP", "PHL-15", "PHAP-15"])
def test_without_values_the_closures_are_shown(name):
    film = Cell.from_name(name).electrolyte
    shown = film_report(film, 40.0).properties
    assert shown[SIGMA] == pytest.approx(10 * film.ionic_conductivity(313.15))
    assert shown[T_PLUS] == pytest.approx(film.cation_transference_number(313.15))
    assert shown["Salt diffusivity [m2.s-1]"] == pytest.approx(film.salt_diffusivity(313.15))
    assert shown["Activation energy [eV]"] == pytest.approx(film.activation_energy())
