"""The section on the lithium surface in a report."""

import numpy as np

from sclcell import Cell, InputError
from sclcell.experiments.film import film_report
from sclcell.report import surface_section as module
from sclcell.report.collected import Collected
from sclcell.report.surface_section import surface_section


def section(film):
    design = Cell(film)
    found = Collected(design, film_report(design.electrolyte))
    return surface_section(found), found


def test_it_says_how_far_the_study_is_confirmed():
    made, _ = section("PHLP-15")
    assert "confirmed in part" in made.text[1]
    with_it, without, _ = made.charts[0].series
    # The interphase flattens more than charge transfer alone.
    assert np.max(with_it.y) < 0.5 * np.max(without.y)


def test_phlp_grows_faster_than_the_filled_films():
    gains = [
        section(film)[0].tables["Lithium surface"]["ln growth over the film thickness"].item()
        for film in ("PHLP", "PHLP-15")
    ]
    assert gains[0] > 10 * gains[1]


def test_a_film_that_has_no_such_theory_leaves_it_out_with_the_reason(monkeypatch):
    def refuse(cell):
        raise InputError("leaves no salt")

    monkeypatch.setattr(module, "surface_properties", refuse)
    made, found = section("PHLP-15")
    assert made is None
    assert found.failures["lithium surface"] == "leaves no salt"
