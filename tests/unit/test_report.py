"""The report and the doctor: what is in them."""

import json
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from sclcell.cli import main
from sclcell.experiments.film import film_report
from sclcell.experiments.lab.conductivity import measure_conductivity
from sclcell.experiments.measurements import load_measurements
from sclcell.experiments.rate import simulate_rate_test
from sclcell.experiments.report import Collected, write_report
from sclcell.experiments.report.cell_drawing import cell_layers, layers_svg
from sclcell.experiments.report.charts import Band, Bars, Chart, HeatMap, Line
from sclcell.experiments.report.collect import Runner
from sclcell.experiments.report.comparison import compare
from sclcell.experiments.report.figures import draw_chart
from sclcell.experiments.report.known import parameter_table
from sclcell.experiments.report.page import format_value, report_page
from sclcell.experiments.report.ranges import prior_range, prior_spread
from sclcell.experiments.report.section import Section
from sclcell.parameter_sets.cell_design import CellDesign
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.provenance import CLASSES

FILM_R = "Lithium interphase film resistance [Ohm.m2]"


@pytest.fixture(scope="module")
def found():
    """A cell of which little was simulated."""
    design = CellDesign.from_name("PHLP-15")
    collected = Collected(design, film_report(design.electrolyte))
    collected.rate = simulate_rate_test(design, [1.0, 5.0])
    collected.lab["EIS, SS|SS"] = measure_conductivity(design)
    collected.failures["cycling"] = "the </script> solver gave up"
    return collected


@pytest.fixture(scope="module")
def written(found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return folder, write_report([found], folder)


class Page(HTMLParser):
    """What a page refers to, its identifiers and its links within."""

    def __init__(self, text):
        super().__init__()
        self.references, self.identifiers, self.links = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if "id" in values:
            self.identifiers.append(values["id"])
        for name in ("src", "href"):
            target = values.get(name)
            if target is not None:
                (self.links if target.startswith("#") else self.references).append(target)


def test_page_is_self_contained_and_its_links_lead_somewhere(written):
    folder, _ = written
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.references == ["data:,"]
    assert len(page.identifiers) == len(set(page.identifiers))
    assert {link[1:] for link in page.links} <= set(page.identifiers)
    assert len(page.links) > 5
    # the library once, whatever the number of charts
    assert text.count("plotly.js v") == 1
    assert text.count("Plotly.newPlot(") >= 8


def test_every_chart_has_a_png_and_every_table_a_csv(written):
    folder, results = written
    files = [results["Files"][key] for key in results["Files"]]
    on_disk = {str(path) for path in folder.rglob("*") if path.is_file()}
    assert set(files) == on_disk
    for path in folder.rglob("*.csv"):
        assert len(pd.read_csv(path)) > 0
    for path in folder.rglob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")
    assert len(list(folder.rglob("*.png"))) >= 8


@pytest.mark.parametrize("names", [("пленка", "膜"), ("film α", "film β"), ("Film", "film")])
def test_every_film_has_a_folder_of_its_own(names, tmp_path):
    film = get_electrolyte("PHLP-15")
    designs = [CellDesign(replace(film, name=name)) for name in names]
    results = write_report([Collected(d, film_report(d.electrolyte)) for d in designs], tmp_path)
    folders = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert len(folders) == len({path.name.casefold() for path in folders}) == len(names)
    assert len(results["Files"]) == len(set(results["Files"].values()))


def test_what_could_not_be_simulated_is_said_and_escaped(written):
    folder, results = written
    assert results["Cells"]["PHLP-15"]["Not simulated"]["cycling"].endswith("gave up")
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "the &lt;/script&gt; solver gave up" in text
    assert "the </script> solver" not in text


def test_comparison_has_every_measurement_of_the_film(found):
    table = compare(found)
    sources = [load_measurements(name) for name in ("electrolytes", "cells")]
    measured = pd.concat(s[s["electrolyte"] == "PHLP-15"] for s in sources)
    assert sorted(table["Measured"]) == sorted(measured["value"].astype(float))
    rates = table[table["Remark"].str.contains("rate test")]
    # of five rates, two were run
    assert rates["Model"].notna().sum() == 2
    assert rates["Deviation [%]"].abs().max() < 1
    cycling = table[table["Remark"].str.contains("gave up")]
    assert cycling["Model"].isna().all()
    assert len(cycling) > 1


def test_a_cell_built_differently_is_not_compared_with_the_studys_cells():
    design = CellDesign.from_name("PHLP-15", areal_loading_mg_cm2=5.0)
    table = compare(Collected(design, film_report(design.electrolyte)))
    rates = table[table["Quantity"] == "specific discharge capacity"]
    assert rates["Model"].isna().all()
    assert rates["Remark"].str.contains("another way").all()
    assert table.set_index("Quantity")["Model"]["ionic conductivity"] > 0.5


def test_parameter_table_has_class_and_what_determines_each(found):
    table = parameter_table(found.design.electrolyte)
    assert set(table["Class"]) <= set(CLASSES)
    assert (table["Determined by"].str.len() > 0).all()
    assert not table["Parameter"].duplicated().any()
    with_range = table.dropna(subset=["Low", "High"])
    assert (with_range["Low"] <= with_range["High"]).all()


def test_prior_band_holds_the_curve_and_moves_one_parameter_at_a_time(found):
    shipped = found.design.parameter_values()[FILM_R]
    values = {FILM_R: shipped, "Coin cell cathode area [m2]": 0.000113, "Separator porosity": 1.0}

    def curve(changes):
        assert len(changes) <= 1
        R = changes.get(FILM_R, shipped)
        return np.array([R, -R])

    spread = prior_spread(curve, values, values, found.design.electrolyte)
    low, high = prior_range(FILM_R, shipped, found.design.electrolyte)
    assert spread.low == pytest.approx([low, -high])
    assert spread.high == pytest.approx([high, -low])
    # a setting has no range, so two of three parameters count
    assert len(spread.effects) == 2
    assert "2 parameters" in spread.label


def test_samples_of_a_fit_make_the_band_of_the_rate_test(found, monkeypatch):
    monkeypatch.setattr(sys.modules[Runner.__module__], "SAMPLES", 3)
    collected = Collected(found.design, found.film)
    samples = pd.DataFrame({f"PHLP-15: {FILM_R}": [0.002, 0.02], f"PHL-15: {FILM_R}": [9.0, 9.0]})
    Runner(collected, samples).rate()
    spread = collected.rate_spread
    assert spread.label == "5 to 95 % of 3 samples, posterior and prior"
    assert (spread.low < spread.high).all()
    # beside it, what single parameters do
    assert FILM_R in set(spread.effects["Parameter"])
    # a quick curve and a full rate test agree
    assert collected.rate.rms_error < 0.01
    middle = collected.rate.table["Specific discharge capacity [mA.h.g-1]"]
    assert (spread.low < 1.1 * middle).all()
    assert (spread.high > 0.9 * middle).all()


def test_layers_are_drawn_to_scale(found):
    layers = cell_layers(found.design.parameter_values())
    assert layers[1].thickness_um == pytest.approx(22)
    root = ElementTree.fromstring(layers_svg(layers))
    widths = [float(r.get("width")) for r in root.iter("{http://www.w3.org/2000/svg}rect")]
    whole, part = np.array(widths[:4]), np.array(widths[4:])
    thickness = np.array([layer.thickness_um for layer in layers])
    assert whole / whole.sum() == pytest.approx(thickness / thickness.sum(), abs=1e-4)
    assert part[1:] / part[1] == pytest.approx(thickness[1:] / thickness[1], rel=1e-3)


CHARTS = [
    Chart("a", "a", "x", "y", [Line([1, 2], [3, np.nan], "l", "#112233", "both")]),
    Chart("b", "b", "x", "y", [Band([1, 2], [1, 1], [2, 3], "b", "#112233")], log_x=True),
    Chart("c", "c", "x", "y", [Bars(["p", "q"], [1, 2], "s", "#112233")] * 2),
    Chart("d", "d", "x", "y", [HeatMap([1, 2], [3, 4, 5], np.eye(3, 2), "z [-]")]),
    Chart("e", "e", "x", "y", [Line([1], [2], "m", "#000000", "points", [0.2])], equal=True),
]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.stem)
def test_chart_as_picture_has_its_labels(chart):
    axes = draw_chart(chart).axes[0]
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) == (chart.title, "x", "y")
    assert axes.has_data()


def test_stacked_bars_add_up():
    patches = draw_chart(CHARTS[2]).axes[0].patches
    assert max(patch.get_y() + patch.get_height() for patch in patches) == 4


def test_long_tables_are_cut_on_the_page_and_can_be_filtered():
    table = pd.DataFrame({"n": np.arange(1000.0)})
    text = report_page({"x": [Section("s", "s", tables={"long": table})]}, table[:2], "0")
    assert "40 of 1000 rows" in text
    assert text.count("<tr>") == 1 + 40 + 1 + 2
    assert "data-table='r0-s-table0'" in text or text.count("type='search'") == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (np.nan, "–"), (-1.23456, "−1.235"), (2.5e-14, "2.5e−14"), (3, "3"), ("a", "a")],
)
def test_format_value(value, text):
    assert format_value(value) == text


def test_same_film_twice_is_a_mistake(capsys):
    with pytest.raises(SystemExit) as exit_info:
        main(["report", "PHLP-15", "phlp15"])
    assert exit_info.value.code == 2
    assert "more than once" in capsys.readouterr().err


def test_folder_that_cannot_be_written_is_told_before_simulating(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as exit_info:
        main(["report", "--out", str(tmp_path / "file")])
    captured = capsys.readouterr()
    assert exit_info.value.code == 2
    assert captured.err.startswith("sclcell: cannot write")
    assert captured.err.count("\n") == 1


def test_doctor_finds_a_working_installation(capsys):
    with pytest.raises(SystemExit) as exit_info:
        main(["doctor", "--json", "-"])
    results = json.loads(capsys.readouterr().out)
    assert exit_info.value.code == 0
    assert (results["Solver"], results["Cell"], results["Faults"]) == ("works", "works", [])
    assert results["pybamm"].startswith("26.")
    assert int(results["Cores"]) >= 1


def test_doctor_says_what_is_broken(capsys, monkeypatch):
    import pybamm

    def broken(*arguments, **options):
        raise pybamm.SolverError("no such library")

    monkeypatch.setattr(pybamm.IDAKLUSolver, "solve", broken)
    with pytest.raises(SystemExit) as exit_info:
        main(["doctor"])
    captured = capsys.readouterr()
    assert exit_info.value.code == 1
    assert "no such library" in captured.err
    assert captured.err.count("\n") == 1
