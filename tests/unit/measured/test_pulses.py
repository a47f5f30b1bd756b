"""Pulses with rests tell resistance and diffusion, but not on a plateau."""

import numpy as np
import pytest

from sclcell.measured.logs import efficiency_in_words
from sclcell.measured.pulses import in_words, pulse_table
from sclcell.measured.reading import read_measured

RATE = "Diffusivity per length squared [s-1]"
N = np.arange(1, 400)[:, None]


def log(per_length, slope, rng, pulses=8, duration=600.0):
    """Return time, voltage and current of pulses into a slab, after the series of diffusion.

    One volt per unit of concentration and `slope`; each pulse adds 1 % of it.
    """
    t = np.linspace(1.0, duration, 60)
    series = (np.exp(-((N * np.pi) ** 2) * per_length * t) / N**2).sum(axis=0)
    risen = t + (1 / 3 - 2 / np.pi**2 * series) / per_length
    seconds, voltage, current = [], [], []
    for k in range(pulses):
        start, before = 1e6 * k, slope * 0.01 * k
        seconds += [start, *(start + t), start + duration + 1, start + 9e5]
        pulse = before + 0.05 + slope * 0.01 * risen / duration
        voltage += [before, *pulse, pulse[-1] - 0.05, before + slope * 0.01]
        current += [0.0, *np.full(len(t), 1e-3), 0.0, 0.0]
    voltage = 3.5 + np.array(voltage) + 2e-5 * rng.standard_normal(len(voltage))
    return np.array(seconds), voltage, np.array(current)


@pytest.mark.parametrize("seed", range(20))
def test_recovers_what_was_put_in(seed):
    rng = np.random.default_rng(seed)
    true = 10 ** rng.uniform(-5.5, -4)
    seconds, voltage, current = log(true, 1.0, rng)
    table = pulse_table(seconds, voltage, current)
    assert len(table) == 8
    assert table[RATE].median() == pytest.approx(true, rel=0.04)
    first = (voltage[1] - voltage[0]) / 1e-3
    assert table["Resistance [Ohm]"].iloc[0] == pytest.approx(first)
    assert 50 < first < 60  # the jump, and one second of diffusion


def test_a_plateau_tells_nothing():
    table = pulse_table(*log(1e-5, 0.05, np.random.default_rng(0)))
    assert table[RATE].isna().all()
    assert "in 8 of 8 pulses the relaxed voltage moves by less than 2 mV" in in_words(table)[0]


def test_long_pulses_tell_nothing():
    table = pulse_table(*log(1e-3, 1.0, np.random.default_rng(0)))
    assert table[RATE].isna().all()
    assert "8 pulses last longer" in in_words(table)[0]


def test_of_a_file(tmp_path):
    columns = log(1e-5, 1.0, np.random.default_rng(1))
    rows = [
        "t [s],E [V],I [A]",
        *(",".join(map(repr, map(float, row))) for row in zip(*columns, strict=True)),
    ]
    (tmp_path / "gitt.csv").write_text("\n".join(rows))
    read = read_measured(tmp_path / "gitt.csv")
    assert read.kind == "pulses or GITT"
    assert len(read.tables["pulses"]) == 8
    assert "a third of the particles' radius" in read.text


def test_a_clock_that_is_put_right_is_no_start_of_a_step(tmp_path):
    (tmp_path / "a.csv").write_text(
        "t [s],E [V],I [A]\n0,3.3,1\n100,3.4,1\n99.99,3.4,1\n200,3.5,1\n300,3.6,1\n"
    )
    read = read_measured(tmp_path / "a.csv")
    assert read.table["Time [s]"].tolist() == pytest.approx([0, 100, 100, 200.01, 300.01])
    assert "goes back in 1 rows" in read.text


def test_a_single_zero_in_the_times_is_no_start_of_a_step(tmp_path):
    times = np.arange(40.0)
    times[30] = 0
    rows = [f"{t:g},3.3,1" for t in times]
    (tmp_path / "a.csv").write_text("\n".join(["t [s],E [V],I [A]", *rows]))
    assert read_measured(tmp_path / "a.csv").table["Time [s]"].iloc[-1] == 39


@pytest.mark.parametrize("seed", range(20))
def test_efficiency_on_copper(tmp_path, seed):
    """What was stripped over what was plated, within two standard errors of the scatter."""
    rng = np.random.default_rng(seed)
    hours, rows = 0.0, ["t [h],E [V],I [mA]"]
    efficiencies = rng.normal(0.93, 0.01, 12)
    for share in efficiencies:
        rows += [f"{hours},-0.05,-1", f"{hours + 1},-0.05,-1"]
        rows += [f"{hours + 1},0.05,1", f"{hours + 1 + share},1.0,1"]
        hours += 1 + share
    (tmp_path / "cu.csv").write_text("\n".join(rows))
    read = read_measured(tmp_path / "cu.csv")
    assert read.cycles["Coulombic efficiency"].to_numpy() == pytest.approx(efficiencies, rel=1e-6)
    said = float(efficiency_in_words(read.cycles).split()[2]) / 100
    assert said == pytest.approx(efficiencies[1:].mean(), rel=1e-4)
    assert f"coulombic efficiency {100 * said:.4g} %" in read.text
