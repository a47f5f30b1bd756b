"""The page of a study in a real headless browser: hover, zoom, brush, narrow screens."""

import sys
from pathlib import Path

import pytest

from sclcell.exploration.html import study_page
from sclcell.exploration.results import run_study
from sclcell.exploration.study import Study
from sclcell.uncertainty.samples import draw_samples

sys.path.insert(0, str(Path(__file__).parent))
from webdriver import needs_browser, requested, running_browser

pytestmark = [pytest.mark.slow, needs_browser]

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
ENERGY = "Specific energy [W.h.kg-1]"


@pytest.fixture(scope="module")
def browser():
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    study = Study(
        title="A small study",
        variables={
            "filler_wt_percent": {"levels": (0, 5, 15, 30)},
            "areal_loading_mg_cm2": {"levels": (1.5, 5, 10)},
            "temperature_degC": {"levels": (-30, 30)},
        },
        outputs={"quantities": ("capacity", "energy", "limiting current")},
        objectives={"maximise": (CAPACITY, ENERGY)},
    )
    from sclcell.parameter_sets.electrolytes import get_electrolyte

    folder = tmp_path_factory.mktemp("study")
    bands = draw_samples([get_electrolyte("PHLP-15")], 3)
    path = folder / "explore.html"
    path.write_text(study_page(run_study(study, folder / "store", bands=bands)), encoding="utf-8")
    return path


DRAWN = """
const views = ['first', 'second', 'all'].map(id => document.getElementById(id));
return views.every(v => v._fullLayout && v.querySelector('.main-svg') &&
  Math.abs(v._fullLayout.width - v.getBoundingClientRect().width) <= 1);
"""
# Places on the screen of a plot's points, and of its corners.
PLACES = """
const plot = document.getElementById(arguments[0]);
plot.scrollIntoView({block: 'center'});
const layout = plot._fullLayout, area = plot.getBoundingClientRect(), data = plot._fullData[0];
const x = v => area.left + layout.xaxis._offset + layout.xaxis.d2p(v);
const y = v => area.top + layout.yaxis._offset + layout.yaxis.d2p(v);
return {points: [...data.x].map((v, k) => [x(v), y(data.y[k])]),
        low: [x(layout.xaxis.range[0]), y(layout.yaxis.range[0])],
        high: [x(layout.xaxis.range[1]), y(layout.yaxis.range[1])]};
"""
SELECTED = """
return ['first', 'second', 'all'].map(id => {
  const points = document.getElementById(id)._fullData[0].selectedpoints;
  return points ? [...points].sort((a, b) => a - b) : null; });
"""


def complaints(browser):
    """Return what the console says; that there is no graphics card to draw with is no fault."""
    return [entry for entry in browser.log("browser") if "WebGL" not in entry["message"]]


@pytest.fixture
def opened(browser, page):
    browser.resize(1280, 1000)
    browser.open(page)
    assert browser.wait(DRAWN)
    return browser


def test_opens_without_errors_or_network(opened):
    assert complaints(opened) == []
    assert requested(opened) <= {"file", "data", "blob"}
    assert opened.run("return document.querySelectorAll('select').length") == 5


def test_hover_shows_the_design_with_its_band(opened):
    places = opened.run(PLACES, "first")
    middle = max(places["points"], key=lambda place: -place[1])
    opened.hover(*middle)
    text = opened.wait(
        "const t = document.querySelector('#first .hoverlayer .hovertext');"
        "return t && t.textContent;"
    )
    for part in ("filler loading (wt%)", "Specific discharge capacity", " to ", "temperature"):
        assert part in text


def test_a_frame_selects_designs_in_all_pictures(opened):
    places = opened.run(PLACES, "first")
    low, high = places["low"], places["high"]
    # The left half of the left picture: the smaller loadings of filler.
    middle = (low[0] + 0.45 * (high[0] - low[0]), low[1] - 3)
    opened.drag((low[0] + 3, high[1] + 3), middle)
    first, second, everything = opened.wait(
        f"const found = (function() {{ {SELECTED} }})();"
        "return found.every(x => x && x.length) ? found : null;"
    )
    inside = [
        k for k, (x, y) in enumerate(places["points"]) if x < middle[0] and high[1] < y < low[1]
    ]
    assert first == second == everything == inside
    assert 0 < len(inside) < len(places["points"])
    shown = opened.run("return document.getElementById('count').textContent")
    assert shown == f"{len(inside)} of {len(places['points'])} designs selected"
    opened.double_click((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    assert opened.wait(
        f"return (function() {{ {SELECTED} }})().every(x => x === null || x.length === 0)"
        " && document.getElementById('count').textContent === '';"
    )
    assert complaints(opened) == []


def test_the_wheel_zooms(opened):
    places = opened.run(PLACES, "first")
    (x0, y0), (x1, y1) = places["low"], places["high"]
    size = "const r = document.getElementById('first')._fullLayout.xaxis.range; return r[1] - r[0];"
    before = opened.run(size)
    opened.turn_wheel((x0 + x1) / 2, (y0 + y1) / 2, -200)
    smaller = opened.wait(f"const now = (function() {{ {size} }})(); return now < {before} * 0.95;")
    assert smaller
    assert complaints(opened) == []


def test_menus_draw_another_picture(opened):
    opened.run("""
const menu = document.getElementById('y1');
menu.value = [...menu.options].map(o => o.value).find(v => v.startsWith('Limiting'));
menu.dispatchEvent(new Event('change'));
""")
    title = opened.wait(
        "const t = document.querySelector('#first .ytitle');"
        "return t && t.textContent.startsWith('Limiting') && t.textContent;"
    )
    assert title == "Limiting current density (mA cm⁻²)"


@pytest.mark.parametrize("width", [360, 768])
def test_reads_well_on_a_narrow_screen(browser, page, width):
    browser.emulate(width)
    try:
        browser.open(page)
        assert browser.wait(DRAWN)
        assert browser.run("return document.documentElement.scrollWidth") <= width
        widths = browser.run(
            "return ['first', 'second'].map(id => {"
            "const l = document.getElementById(id)._fullLayout;"
            "return [l.width, l.xaxis._length]; })"
        )
        for total, axis in widths:
            assert total <= width
            assert axis > 0.4 * total
            # one picture below the other
            assert total > 0.8 * width
    finally:
        browser.stop_emulating()
