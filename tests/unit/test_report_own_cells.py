"""The report on one's own cells begins with the answer, and says what is equal."""

import numpy as np
import pandas as pd
import pytest

from sclcell.cli import main
from sclcell.fitting.inference.evaluation_log import EvaluationLog
from sclcell.fitting.kinds.registry import kind_of
from sclcell.models.voltage_losses import VOLTAGE_LOSSES
from sclcell.report.measured_charts import data_charts
from sclcell.report.own_cells import _decides, _limits, _next, is_problem, problem_of

RELIEF = pd.DataFrame({"Relief": ["half the film", "x"], "Gain [mA.h.g-1]": [19.1, 1.0]})
GAINS = ("Gain, low [mA.h.g-1]", "Gain [mA.h.g-1]", "Gain, high [mA.h.g-1]")


def designs(*gains):
    table = pd.DataFrame({"Design": ["as it is", *(f"d{k}" for k in range(len(gains)))]})
    table["Specific discharge capacity [mA.h.g-1]"] = [100.0, *(100 + g for g in gains)]
    for name, off in zip(GAINS, (-0.5, 0, 0.5), strict=True):
        table[name] = [0.0, *(g + off for g in gains)]
    return table


def test_what_limits_is_in_mV_and_mAh_g():
    losses = dict.fromkeys(VOLTAGE_LOSSES, 0.01) | {"Lithium film loss [V]": 0.189}
    text = _limits(losses, RELIEF, 5.0)
    assert "by lithium film, 189 of 269 mV" in text
    assert "half the film would give +19.1 mAh/g" in text


def test_a_gain_below_the_scatter_of_cells_is_equal():
    text = _next(designs(1.9, -3.0), RELIEF, 5.0)
    assert "they are equal" in text
    assert "best" not in text
    assert "More would come from half the film" in text


def test_a_gain_above_it_is_named_with_its_band():
    text = _next(designs(1.0, 12.0), RELIEF, 5.0)
    assert "d1, +12 mAh/g (+11.5 to +12.5)" in text
    assert "equal" not in text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Lithium interphase film resistance [Ohm.m2]", "impedance of a Li | film | Li cell"),
        ("Positive particle reference diffusivity [m2.s-1]", "discharges at two more rates"),
        ("Something else", "it by itself"),
    ],
)
def test_the_measurement_is_that_of_the_unknown_that_moves_the_capacity(name, told):
    rng = np.random.default_rng(1)
    samples = pd.DataFrame({name: rng.normal(size=50), "other": rng.normal(size=50), "same": 1.0})
    text = _decides(3 * samples[name].to_numpy() + 0.1 * samples["other"].to_numpy(), samples)
    assert told in text
    assert f"'{name}'" in text
    assert "nothing" in _decides(np.ones(50), samples)


@pytest.mark.parametrize("kind", ["rate capability", "spectrum"])
def test_charts_have_own_points_model_and_residuals(kind):
    x = kind_of(kind).x if kind != "spectrum" else "Frequency [Hz]"
    table = pd.DataFrame({x: [3.0, 1.0], "Measured": [1.0, 2.0], "Model": [1.1, 1.9], "Noise": 0.1})
    if kind == "spectrum":
        table = table.assign(
            **{"Measured imaginary": [-1.0, -2.0], "Model imaginary": [-1.0, -2.0]}
        )
    else:
        table = table.assign(**{"Model (5 %)": [1.0, 1.8], "Model (95 %)": [1.2, 2.0]})
    data, residuals = data_charts("a b", kind_of(kind), table, np.array([1.0, -1.0]), "#0072b2")
    names = [series.name for series in data.series]
    assert {"yours", "model"} <= set(names)
    assert ("5 to 95 %" in names) == (kind != "spectrum")
    assert list(residuals.series[-1].y) == [1.0, -1.0]
    assert [series.name for series in residuals.series].count("two noises") == 1


def test_a_problem_is_told_from_a_film(tmp_path):
    (tmp_path / "p.toml").write_text('[[data]]\nname = "x"\n')
    (tmp_path / "f.toml").write_text("filler_wt_percent = 10\n")
    assert is_problem(str(tmp_path / "p.toml"))
    assert not is_problem(str(tmp_path / "f.toml"))
    assert not is_problem("PHLP-15")
    assert problem_of("PHLP-15") is None


def test_the_folder_of_a_fit_names_its_problem(tmp_path, capsys):
    (tmp_path / "p.toml").write_text("[[data]]\n")
    folder = tmp_path / "fit"
    EvaluationLog(folder / "evaluations.jsonl", "a", owner=str(tmp_path / "p.toml")).close()
    assert problem_of(folder) == tmp_path / "p.toml"
    (tmp_path / "p.toml").unlink()
    with pytest.raises(SystemExit) as end:
        main(["report", str(folder), "--out", str(tmp_path / "out")])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert "the problem of this fit" in said
    assert len(said.splitlines()) == 1


def test_a_problem_stands_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.toml").write_text('[[data]]\nname = "x"\n')
    with pytest.raises(SystemExit) as end:
        main(["report", "p.toml", "PHLP-15"])
    assert end.value.code == 2
    assert "p.toml is a problem; give it alone" in capsys.readouterr().err


@pytest.mark.slow
def test_the_page_begins_with_the_answer(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cells.csv").write_text("C-rate,Capacity [mAh/g]\n0.5,160\n1,154\n5,113\n")
    (tmp_path / "p.toml").write_text(
        'title = "mine"\n[cell]\nelectrolyte = "PHLP-15"\n[[data]]\nname = "rates"\n'
        'kind = "rate capability"\nfile = "cells.csv"\n[parameters]\n'
        '"Positive particle reference diffusivity [m2.s-1]" = { low = 1e-19, high = 1e-16 }\n'
        "[algorithm]\nglobal_evaluations = 0\nstarts = 1\n[analysis]\npredictive = 4\n"
    )
    with pytest.raises(SystemExit) as end:
        main(["report", "p.toml", "--out", "r", "--quiet"])
    assert end.value.code == 0, capsys.readouterr().err
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert page.index("What limits at 5C") < page.index("<h2>Your data: rates")
    assert "What to make next" in page
    assert "yours" in page
