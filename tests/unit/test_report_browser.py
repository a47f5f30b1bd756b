"""The report in a real headless browser."""

import os
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sclcell.report.cell_drawing import Layer, layers_svg
from sclcell.report.charts import Band, Bars, Chart, HeatMap, Line
from sclcell.report.page import report_page
from sclcell.report.section import Section

sys.path.insert(0, str(Path(__file__).parent))
from webdriver import needs_browser, requested, running_browser

pytestmark = [pytest.mark.slow, needs_browser]

X = np.linspace(0.1, 10, 30)
CHARTS = [
    Chart(
        "line", "Line and band", "x [s]", "y [V]",
        [Band(X, X, 3 * X, "band", "#2166ac"), Line(X, 2 * X, "model", "#2166ac", "both"),
         Line([1, 5], [2.1, 9.5], "measured", "#222222", "points", [0.2, 1])],
        log_x=True, x_ticks=(0.1, 1, 10),
    ),
    Chart("bars", "Bars", "rate", "loss [mV]",
          [Bars(["1C", "5C"], [1, 2], "film", "#b2182b"),
           Bars(["1C", "5C"], [3, 4], "LFP", "#1b7837")]),
    Chart("map", "Map", "x", "y",
          [HeatMap([0, 1, 2], [0, 1], [[1, 2, 3], [4, 5, 6]], "z [mAh/g]")]),
    Chart("equal", "Nyquist", "Re", "Im", [Line(X, np.sin(X), "cell", "#1b7837")], equal=True),
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A small report with every kind of chart; or a real one, named in SCLCELL_REPORT."""
    given = os.environ.get("SCLCELL_REPORT")
    path = tmp_path_factory.mktemp("page") / "report.html"
    if given:
        shutil.copy(given, path)
        return path
    layers = [Layer("lithium", 450, "#b9bec6"), Layer("film", 22, "#6aa5d8")]
    layers += [Layer("LFP cathode", 12, "#5a8f4e"), Layer("aluminium", 16, "#d8cfc0")]
    table = pd.DataFrame({"Parameter": [f"p{k}" for k in range(60)], "Value": np.arange(60.0)})
    table["Note"] = "a long note that makes the table wider than a telephone " * 3
    sections = [
        Section("cell", "The cell", ("Text.",), drawing=layers_svg(layers)),
        Section("plots", "Plots", ("Text.",), CHARTS, {"Parameters": table}),
    ]
    glance = pd.DataFrame({"Quantity": ["capacity"], "PHLP-15": [142.9]})
    path.write_text(report_page({"PHLP-15": sections}, glance, "0"), encoding="utf-8")
    return path


# Every plot has something in it and is as wide as its place on the page.
ALL_DRAWN = """
const plots = [...document.querySelectorAll('.js-plotly-plot')];
return plots.length > 0 && plots.every(p => p._fullLayout && p.querySelector('.main-svg') &&
  Math.abs(p._fullLayout.width - p.getBoundingClientRect().width) <= 1 &&
  p.querySelector('.trace, .hm, .point, .scatterlayer path, .barlayer path')) ? plots.length : 0;
"""


def test_page_opens_without_errors_or_network_and_draws_every_plot(browser, page):
    browser.resize(1280)
    browser.open(page)
    drawn = browser.wait(ALL_DRAWN)
    assert drawn == browser.run("return document.querySelectorAll('.chart').length") >= 4
    assert browser.log("browser") == []
    assert requested(browser) <= {"file", "data", "blob"}


def test_hover_shows_the_values_of_a_point(browser, page):
    browser.resize(1280)
    browser.open(page)
    assert browser.wait(ALL_DRAWN)
    # Aim at a point in the middle of the first plot's first line.
    target = browser.run("""
const plot = document.querySelector('.js-plotly-plot');
plot.scrollIntoView({block: 'center'});
const layout = plot._fullLayout, area = plot.getBoundingClientRect();
const line = plot._fullData.filter(d => d.hoverinfo !== 'skip')[0];
const k = Math.floor(line.x.length / 2);
return [area.left + layout.xaxis._offset + layout.xaxis.d2p(line.x[k]),
        area.top + layout.yaxis._offset + layout.yaxis.d2p(line.y[k]), line.name];
""")
    browser.hover(*target[:2])
    text = browser.wait(
        "const t = document.querySelector('.hoverlayer .hovertext');return t && t.textContent;"
    )
    assert target[2] in text
    assert re.search(r"\d.*, .*\d", text)


@pytest.mark.parametrize("width", [360, 768])
def test_page_reads_well_on_a_narrow_screen(browser, page, width):
    browser.resize(width)
    browser.open(page)
    browser.emulate(width)
    browser.open(page)
    assert browser.wait(ALL_DRAWN)
    assert browser.run("return window.innerWidth") == width
    # Nothing but the tables, which scroll by themselves, is wider than the screen.
    assert browser.run("return document.documentElement.scrollWidth") <= width
    size = browser.run("return parseFloat(getComputedStyle(document.body).fontSize)")
    assert size >= 15
    narrow = browser.run(
        "return [...document.querySelectorAll('.js-plotly-plot')].map(p => {"
        "const l = p._fullLayout; return [l.width, l.xaxis._length]; })"
    )
    for total, axis in narrow:
        assert total <= width
        assert axis > 0.5 * total
    browser.stop_emulating()


def test_long_tables_can_be_filtered(browser, page):
    browser.resize(1280)
    browser.open(page)
    before, after = browser.run("""
document.querySelectorAll('details').forEach(d => d.open = true);
const field = document.querySelector('input[data-table]');
const rows = [...document.getElementById(field.dataset.table).tBodies[0].rows];
const shown = () => rows.filter(row => row.offsetParent !== null).length;
const before = shown();
field.value = rows[7].cells[0].textContent;
field.dispatchEvent(new Event('input'));
return [before, shown()];
""")
    assert before > 30
    assert 1 <= after < before
