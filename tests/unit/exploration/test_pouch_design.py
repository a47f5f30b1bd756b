"""The pouch cell with the most energy per mass that lives, against cycling it as it is."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sclcell
from sclcell.cli import main
from sclcell.errors import InputError
from sclcell.exploration.pouch_design import design_pouch
from sclcell.given import given_cell
from sclcell.parameter_sets.pouch import DEAD, pouch_from
from sclcell.uncertainty.ageing_bands import cycle_samples

CAPACITY = "Specific discharge capacity [mA.h.g-1]"
LOADING, LITHIUM = "Areal loading [mg.cm-2]", "Lithium thickness [um]"
SPECIFIC, KEEP = "Specific energy [W.h.kg-1]", "Share of draws that keep it"
FEW = {"draws": 2, "workers": 1}


def of_film(loading, **geometry):
    given = given_cell("PHLP-15", None, True, areal_loading_mg_cm2=loading)
    return pouch_from(given.cell, geometry), given.samples(2, ageing=True)


@pytest.mark.slow
def test_best_has_the_energy_of_the_pouch_command():
    found = design_pouch("PHLP-15", 0.5, cycles=5, loadings=[2, 4], lithium_um=[20, 50], **FEW)
    chosen = found.details.table[found.details.table["Chosen"]].iloc[0]
    assert chosen[LOADING] == 4
    pouch = sclcell.pouch(
        "PHLP-15", 0.5, areal_loading_mg_cm2=4, heat_rates=(),
        geometry={"lithium_um": chosen[LITHIUM]},
    )  # fmt: skip
    numbers = pouch.to_dict()
    for name in (SPECIFIC, "Energy density [W.h.L-1]"):
        assert chosen[name] == pytest.approx(numbers[name], rel=1e-4)
        assert found.to_dict()[name] == chosen[name]
    assert found.details.best.lithium_ratio == numbers["Lithium to cathode capacity ratio"]


@pytest.mark.slow
def test_lithium_that_is_needed_is_what_a_thin_foil_runs_out_of():
    """One life with much lithium says how much a cell needs; cells with it and less confirm it."""
    wasteful = {"plating_efficiency_percent": 70}
    design = design_pouch(
        "PHLP-15", 0.5, cycles=8, confidence=1.0, loadings=[3.0], lithium_um=[50.0],
        geometry=wasteful, **FEW,
    )  # fmt: skip
    needed = float(design.details.table["Lithium needed [um]"].iloc[0])
    # A gram plates 160 to 168 mA.h in each of 8 charges, of which 30 % are lost; 1 um holds 0.2062.
    assert needed == pytest.approx(0.3 * 8 * 3e-3 * 164 / 0.2062, rel=0.15)
    _, samples = of_film(3.0, **wasteful)
    samples = replace(samples, table=samples.table.drop(columns=DEAD))
    for more, lasts in ((0.3, True), (-1.0, False)):
        thin, _ = of_film(3.0, lithium_um=needed + more, **wasteful)
        lives = cycle_samples(thin.as_cycled, samples, 0.5, 8)
        assert all(8 in life.table["Cycle"].to_numpy() for life in lives) == lasts


@pytest.mark.slow
def test_capacity_does_not_depend_on_lithium_that_is_left():
    some, much = (
        cycle_samples(of_film(2.0, lithium_um=um)[0].as_cycled, of_film(2.0)[1], 1.0, 6)
        for um in (30, 300)
    )
    for a, b in zip(some, much, strict=True):
        assert a.table[CAPACITY].to_numpy() == pytest.approx(b.table[CAPACITY].to_numpy(), rel=2e-4)


def test_a_loading_that_fails_in_too_many_draws_is_left_for_the_next():
    found = design_pouch(
        "PHLP-15", 1.0, cycles=5, temperature_degC=0, loadings=[0.2, 1.5], lithium_um=[20], **FEW
    )
    table = found.details.table.set_index(LOADING)
    # Film overpotential ends a draw of the higher loading at once.
    assert table["Lives"].to_dict() == {0.2: True, 1.5: False}
    assert table.loc[1.5, SPECIFIC] > table.loc[0.2, SPECIFIC]
    assert table.loc[0.2, KEEP] == 1
    assert "0.2 mg/cm2 and 20 um of lithium" in found.text


def test_none_lives():
    found = design_pouch(
        "PHLP-15", 1.0, cycles=5, temperature_degC=0, loadings=[1.5], lithium_um=[20], **FEW
    )
    assert found.details.best is None
    assert found.text.startswith("no pouch cell can keep 80 % of the third cycle's capacity")
    assert set(found.figures) == {"designs"}


@pytest.mark.slow
def test_nothing_is_cycled_that_cannot_be_the_best():
    found = design_pouch("PHLP-15", 0.5, cycles=5, loadings=[1, 4], lithium_um=[20], **FEW)
    kept = found.details.table.set_index(LOADING)[KEEP]
    assert np.isfinite(kept[4])
    assert np.isnan(kept[1])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--keeps", "70"], "--keeps goes with --best only"),
        (["--best", "--pulses"], "--pulses goes without --best only"),
        (["--best", "--loadings", "a"], "--loadings 'a': give numbers such as"),
        (["--best", "--loadings", "400"], "areal loading = 400"),
        (["--best", "--keeps", "200"], "share of the capacity = 2"),
        (["--best", "--filler", "LATP"], "belong to a table of films, not PHLP-15"),
        (["--best", "--areal-loading", "2", "--loadings", "3"], "give one of them"),
        (["--best", "--cathode", "NMC811"], "no life is given"),
    ],
)
def test_faults_end_with_two_before_the_work(options, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["pouch", "PHLP-15", *options])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_lithium_is_searched_for():
    with pytest.raises(InputError, match="give lithium_um its list"):
        design_pouch("PHLP-15", geometry={"lithium_um": 20})


@pytest.mark.slow
def test_from_a_table_of_films_to_a_pouch_cell(tmp_path, capsys):
    """The table is fitted, the film that it recommends is written and used."""
    table = Path(__file__).parents[3] / "examples" / "my_films.csv"
    arguments = ["pouch", str(table), "--filler", "LATP", "--best", "--c-rate", "0.1", "--cycles"]
    arguments += ["4", "--draws", "2", "--loadings", "0.2 0.4", "--temperature", "40"]
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--out", str(tmp_path), "--json", str(tmp_path / "best.json")])
    assert ended.value.code == 0
    assert "Make " in capsys.readouterr().err
    numbers = json.loads((tmp_path / "best.json").read_text())
    assert numbers[SPECIFIC] > 0
    assert numbers["Provenance"]["Arguments"]["cell"] == str(tmp_path / "film.toml")
    for name in ("designs.csv", "layers.csv", "pouch.png", "film.toml"):
        assert (tmp_path / name).stat().st_size > 100
