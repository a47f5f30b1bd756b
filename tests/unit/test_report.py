"""The report and the doctor: what is in them."""

import dataclasses
import json
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

import sclcell
from sclcell.cli import main
from sclcell.cli.cycle import command as cycle_command
from sclcell.cli.rate import command as rate_command
from sclcell.cli.symmetric import command as symmetric_command
from sclcell.experiments.cycling import CyclingResult
from sclcell.experiments.film import film_report
from sclcell.experiments.laboratory.conductivity import measure_conductivity
from sclcell.experiments.measurements import load_measurements
from sclcell.experiments.outcome import Kind, Outcome
from sclcell.experiments.rate import simulate_rate_test
from sclcell.page import format_value
from sclcell.parameter_sets.cathode import LOADING
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.provenance import CLASSES
from sclcell.report import Collected, write_report
from sclcell.report.cell_drawing import cell_layers, layers_svg
from sclcell.report.charts import Band, Bars, Chart, HeatMap, Line
from sclcell.report.collect import Runner
from sclcell.report.comparison import compare
from sclcell.report.figures import draw_chart
from sclcell.report.known import parameter_table
from sclcell.report.page import report_page
from sclcell.report.ranges import Spread, effects_of, prior_range
from sclcell.report.rate_sections import band_remarks
from sclcell.report.section import Section
from sclcell.report.sections import headline, report_sections
from sclcell.uncertainty.bands import (
    CYCLING_DRAWS,
    RATE_DRAWS,
    SYMMETRIC_DRAWS,
    quantile_name,
)
from sclcell.uncertainty.rate_bands import rate_bands, temperature_bands
from sclcell.uncertainty.samples import Samples

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
POLARISATION = "Polarisation voltage [V]"
FILM_R = "Lithium interphase film resistance [Ohm.m2]"


def test_a_report_on_another_cathode_does_not_speak_of_lfp():
    design = Cell("PHLP-15", cathode="NMC811")
    found = Collected(design, film_report(design.electrolyte))
    found.rate = simulate_rate_test(design, [1.0, 2.0])
    sections = report_sections(found)
    for section in sections:
        if section.key in ("comparison", "parameters", "unknown"):
            continue
        shown = [section.title, *section.text, section.drawing]
        shown += [chart.title for chart in section.charts]
        shown += [series.name for chart in section.charts for series in chart.series]
        shown += [f"{title} {table.to_csv()}" for title, table in section.tables.items()]
        assert "LFP" not in " ".join(shown), section.key
    assert "NMC811 | PHLP-15 | Li" in sections[0].text[0]
    assert "NMC811 areal loading [mg.cm-2]" in headline(found)


def test_a_pouch_cell_has_a_section_with_masses_energy_heat_and_cycles(monkeypatch):
    collect = import_module("sclcell.report.collect")
    monkeypatch.setattr(collect, "POUCH_CYCLES", 3)
    design = Cell("PHLP-15")
    found = Collected(design, film_report(design.electrolyte))
    Runner(found, None).pouch()
    (section,) = [one for one in report_sections(found) if one.key == "pouch"]
    direct = sclcell.pouch("PHLP-15", cycles=3)
    assert direct.text.split("\n")[1] in section.text[2]
    assert section.tables["Layers of the pouch cell"].equals(direct.table)
    assert section.tables["Cycles of the pouch cell"].shape == (3, 3)
    assert [chart.stem for chart in section.charts] == ["pouch_temperature", "pouch_cycles"]
    picture = ElementTree.fromstring(section.drawing)
    assert picture.tag.endswith("svg")


@pytest.fixture(scope="module")
def found():
    """A cell of which little was simulated."""
    design = Cell.from_name("PHLP-15")
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
    designs = [Cell(replace(film, name=name)) for name in names]
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
    design = Cell.from_name("PHLP-15", areal_loading_mg_cm2=5.0)
    table = compare(Collected(design, film_report(design.electrolyte)))
    rates = table[table["Quantity"] == "specific discharge capacity"]
    assert rates["Model"].isna().all()
    assert rates["Remark"].str.contains("another way").all()
    assert table.set_index("Quantity")["Model"]["ionic conductivity"] > 0.5


def test_parameter_table_has_class_and_what_determines_each(found):
    table = parameter_table(found.design)
    assert set(table["Class"]) <= set(CLASSES)
    assert (table["Determined by"].str.len() > 0).all()
    assert not table["Parameter"].duplicated().any()
    with_range = table.dropna(subset=["Low", "High"])
    assert (with_range["Low"] <= with_range["High"]).all()


def test_parameter_table_shows_what_was_given_with_the_cell():
    given = {"Contact resistance [Ohm]": 3.0, "Matrix activation energy [J.mol-1]": 4e4}
    cell = Cell("PHLP-15", 40.0, areal_loading_mg_cm2=3.0, values=given)
    table = parameter_table(cell).set_index("Parameter")
    shown = {**given, LOADING: 0.03, "Ambient temperature [K]": 313.15}
    for name, value in shown.items():
        assert table["Value"][name] == pytest.approx(value)
        assert table["Class"][name] == "given"
        assert np.isnan(table["High"][name])
    assert (table["Class"] == "given").sum() == len(shown)


def test_effects_move_one_parameter_at_a_time(found):
    shipped = found.design.parameter_values()[FILM_R]
    values = {FILM_R: shipped, "Coin cell cathode area [m2]": 0.000113, "Separator porosity": 1.0}

    def curve(changes):
        assert len(changes) <= 1
        R = changes.get(FILM_R, shipped)
        return np.array([R, np.nan if R > shipped else -R])

    effects = effects_of(curve, values, values, found.design.electrolyte).set_index("Parameter")
    low, high = prior_range(FILM_R, shipped, found.design.electrolyte)
    # a setting has no range, so two of three parameters count
    assert len(effects) == 2
    # The upper end was not simulated at the second point, which hides no other change.
    assert effects["Largest change down"][FILM_R] == pytest.approx(low - shipped)
    assert effects["Largest change up"][FILM_R] == pytest.approx(max(high - shipped, shipped - low))


def test_effects_without_any_simulation_are_unknown(found):
    shipped = found.design.parameter_values()[FILM_R]
    effects = effects_of(
        lambda changes: np.array([np.nan if changes else 1.0]),
        [FILM_R], {FILM_R: shipped}, found.design.electrolyte,
    )  # fmt: skip
    assert effects[["Largest change down", "Largest change up"]].isna().all(axis=None)


@pytest.fixture
def few_samples(monkeypatch):
    module = sys.modules[Runner.__module__]
    for name in ("RATE_DRAWS", "CYCLING_DRAWS", "SYMMETRIC_DRAWS"):
        monkeypatch.setattr(module, name, 3)


def test_samples_of_a_fit_make_the_band_of_the_rate_test(found, few_samples):
    collected = Collected(found.design, found.film)
    samples = pd.DataFrame({f"PHLP-15: {FILM_R}": [0.002, 0.02], f"PHL-15: {FILM_R}": [9.0, 9.0]})
    Runner(collected, samples).rate()
    spread = collected.rate_spread
    assert spread.label == "5 to 95 % of 3 samples, posterior and prior"
    assert (spread.low < spread.high).all()
    # beside it, what single parameters do
    assert FILM_R in set(collected.effects["Parameter"])
    # a quick curve and a full rate test agree
    assert collected.rate.rms_error < 0.01
    middle = collected.rate.table["Specific discharge capacity [mA.h.g-1]"]
    assert (spread.low < 1.1 * middle).all()
    assert (spread.high > 0.9 * middle).all()


def test_a_band_says_what_makes_it():
    due = ("at 0.2C 60 % from a", "at 1C 50 % from b", "at 5C 40 % from c")
    spread = Spread(np.zeros(3), np.ones(3), "band", ("at 5C 1 of 64 samples give nothing",), due)
    assert band_remarks(spread) == [
        "What makes the band: at 0.2C 60 % from a; at 5C 40 % from c.",
        "Of the samples behind the band, at 5C 1 of 64 samples give nothing.",
    ]
    assert band_remarks(None) == []


class TestOneBandForOneCell:
    """The report's bands are those of the commands, number by number."""

    @staticmethod
    def command(capsys, *arguments):
        with pytest.raises(SystemExit) as stop:
            main([*arguments, "--draws", "3", "--json", "-"])
        assert stop.value.code == 0
        return json.loads(capsys.readouterr().out)

    def test_rate(self, found, few_samples, capsys, monkeypatch):
        module = sys.modules[Runner.__module__]
        # The band alone; what is beside it takes most of the time.
        monkeypatch.setattr(module, "DEFAULT_RATES", (1.0, 2.0))
        monkeypatch.setattr(module, "effects_of", lambda *arguments: None)
        monkeypatch.setattr(module, "simulate_rate_test", lambda *arguments, **options: None)
        collected = Collected(found.design, found.film)
        Runner(collected, None).rate()
        told = self.command(capsys, "rate", "PHLP-15", "--rates", "2", "--bands")
        spread = collected.rate_spread
        # Cells share batches of different sizes: alike but for rounding.
        assert told[quantile_name(CAPACITY, 0.05)] == pytest.approx([spread.low[1]], rel=1e-9)
        assert told[quantile_name(CAPACITY, 0.95)] == pytest.approx([spread.high[1]], rel=1e-9)

    def test_cold_band_is_that_of_the_rate_test_there(self, found):
        drawn = Samples(pd.DataFrame({f"PHLP-15: {FILM_R}": [0.01, 0.02]}))
        cold = temperature_bands(found.design, drawn, (0.0, 10.0), 0.2)
        assert cold.table["Temperature [degC]"].tolist() == [0.0, 10.0]
        at_zero = rate_bands(Cell.from_name("PHLP-15", temperature_degC=0.0), drawn, (0.2,))
        low, high = cold.ends(CAPACITY)
        assert (low[0], high[0]) == pytest.approx(
            tuple(edge[0] for edge in at_zero.ends(CAPACITY)), rel=1e-9
        )
        assert low[1] > low[0]

    @pytest.mark.slow
    def test_long_cycling_and_symmetric_cell(self, found, few_samples, capsys, monkeypatch):
        module = sys.modules[Runner.__module__]
        monkeypatch.setattr(module, "CYCLES", 12)
        monkeypatch.setattr(module, "HOURS", 12.0)
        collected = Collected(found.design, found.film)
        runner = Runner(collected, None)
        runner.cycling()
        runner.cycling_band()
        runner.symmetric()
        told = self.command(capsys, "cycle", "PHLP-15", "--cycles", "12", "--bands")
        assert told[quantile_name(CAPACITY, 0.05)] == collected.cycling_spread.low.tolist()
        told = self.command(capsys, "symmetric", "PHLP-15", "--hours", "12", "--bands")
        assert told[quantile_name(POLARISATION, 0.95)] == collected.symmetric_spread.high.tolist()

    def test_draws_are_as_many_by_default(self):
        for command, draws in (
            (rate_command, RATE_DRAWS),
            (cycle_command, CYCLING_DRAWS),
            (symmetric_command, SYMMETRIC_DRAWS),
        ):
            (option,) = (one for one in command.params if one.name == "draws")
            assert option.default == draws


class TestBestLoading:
    @staticmethod
    def words(found, row):
        collected = Collected(found.design, found.film)
        columns = [0.0, 0.05, 0.15, 0.4]
        collected.loading = pd.DataFrame([row], index=[30.0], columns=columns)
        (section,) = (s for s in report_sections(collected) if s.key == "filler")
        return section.text[0]

    def test_a_tenth_of_a_percent_is_no_better(self, found):
        text = self.words(found, [61.69, 126.19, 126.12, 126.25])
        assert "5 wt%, 15 wt% and 40 wt% are equal" in text
        assert "built alike by 2 %" in text
        assert "best" not in text

    def test_what_is_best_by_far_is_called_so(self, found):
        assert "15 wt% is the best of those tried, by 20 %" in self.words(found, [10, 40, 100, 80])

    def test_a_failed_simulation_is_named_and_not_zero(self, found):
        text = self.words(found, [np.nan, 126.19, 126.12, 126.25])
        assert "0 wt% could not be simulated" in text
        assert "less" not in text


def test_losses_that_are_equal_are_both_the_largest(found):
    losses = pd.DataFrame({"C-rate": [1.0], "a [V]": 0.1, "b [V]": 0.101, "c [V]": 0.05})
    rate = dataclasses.replace(found.rate, losses=losses)
    collected = Collected(found.design, found.film, rate)
    assert headline(collected)["Largest loss at the highest rate"] == "b [V] and a [V]"


def test_retention_of_a_run_that_the_solver_ended_is_unknown(found):
    table = pd.DataFrame({"Cycle": [1, 2], CAPACITY: [150.0, 0.0]})
    for kind, retention in ((Kind.SOLVER_FAILED, np.nan), (Kind.FILM_RESISTANCE, 0.0)):
        run = CyclingResult(table, Outcome(kind), 2, failed_cycle=2.0)
        numbers = headline(Collected(found.design, found.film, cycling=run))
        assert numbers["Capacity retention after 600 cycles [%]"] == pytest.approx(
            retention, nan_ok=True
        )


def test_points_that_were_not_simulated_are_told_apart_from_dead_ones(found, few_samples):
    collected = Collected(found.design, found.film)
    collected.cold = pd.DataFrame(
        {
            "C-rate": [0.2, 0.2],
            CAPACITY: [0.0, np.nan],
            "Reason": ["cut-off reached at once", "charge at 0.2C: solver failed: x"],
            "Temperature [degC]": [-30.0, -20.0],
        }
    )
    (section,) = (s for s in report_sections(collected) if s.key == "cold")
    text = " ".join(section.text)
    assert "1 of 2 points give nothing" in text
    assert "1 of 2 points could not be simulated" in text


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


def test_doctor_clears_compiled_equations(capsys, tmp_path, monkeypatch):
    from sclcell.experiments.machine_code import Cache

    own = Cache(tmp_path / "compiled")
    monkeypatch.setattr(Cache, "of_user", classmethod(lambda cls: own))
    assert own.ready()
    (own.folder / "key-digest.so").write_bytes(b"x" * 400_000)
    answers = []
    for more in ([], ["--clear-cache"]):
        with pytest.raises(SystemExit):
            main(["doctor", "--json", "-", *more])
        answers.append(json.loads(capsys.readouterr().out)["Compiled equations"])
    assert answers == ["1 of 0.4 MB", "none"]
    assert own.libraries == []


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
