"""What a pouch cell gives, and its heat."""

import json

import numpy as np
import pytest

import sclcell
from sclcell.cli import main
from sclcell.errors import SimulationFailed
from sclcell.experiments.pouch import _thermal_model, heat_of
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.pouch import pouch_from

TIME = "Time [s]"
T, HEAT = "Volume-averaged cell temperature [K]", "Total heating [W]"
COOLING = "Surface total cooling [W]"
SPECIFIC = "Specific energy [W.h.kg-1]"


def pouch(**geometry):
    return pouch_from(Cell("PHLP-15", areal_loading_mg_cm2=8.0), {"sheets": 4, **geometry})


def test_energy_is_that_of_the_rate_test_times_the_area():
    fields = {"areal_loading_mg_cm2": 8.0, "temperature_degC": 20.0}
    found = sclcell.pouch("PHLP-15", 0.2, geometry={"sheets": 4}, heat_rates=(), **fields)
    rate = sclcell.rate_test("PHLP-15", [0.2], **fields).table.iloc[0]
    grams = 8 * 24 * 8e-3
    capacity = rate["Specific discharge capacity [mA.h.g-1]"] * grams / 1000
    numbers = found.to_dict()
    assert numbers["Capacity [A.h]"] == pytest.approx(capacity, rel=1e-9)
    energy = capacity * rate["Mean discharge voltage [V]"]
    assert numbers["Energy [W.h]"] == pytest.approx(energy, rel=1e-9)
    mass = sum(layer["Mass [g]"] for layer in numbers["Layers"])
    assert numbers["Mass [g]"] == pytest.approx(mass)
    assert numbers["Specific energy [W.h.kg-1]"] == pytest.approx(1000 * energy / mass)


@pytest.mark.parametrize("coefficient", [0.0, 10.0, 300.0])
def test_energy_balance_closes_to_a_thousandth(coefficient):
    """What is made less what is given off warms the cell."""
    cell = pouch(heat_transfer_W_m2_K=coefficient)
    found = heat_of(cell, 1.0)
    made, off = (np.trapezoid(found[name], found[TIME]) for name in (HEAT, COOLING))
    stored = cell.heat_capacity * (found[T].iloc[-1] - found[T].iloc[0])
    assert made > 10
    assert made + off == pytest.approx(stored, abs=1e-3 * made)


@pytest.mark.parametrize("sheets", [1, 10])
def test_heat_is_what_the_voltage_loses_however_many_sheets_there_are(sheets):
    """At 0.5C and ambient temperature: current times overpotential, and the entropic heat."""
    cell = pouch(sheets=sheets, heat_transfer_W_m2_K=10000)
    built, capacity = _thermal_model(cell)
    current = 0.5 * capacity
    solution = built.solve([0.0, 3600.0], current)
    time = 1800.0
    lost = solution["Positive electrode bulk open-circuit potential [V]"](time)
    lost = lost - solution["Voltage [V]"](time)
    entropic = solution["X-averaged positive electrode entropic change [V.K-1]"](time)
    expected = current * (lost - solution[T](time) * entropic)
    assert 0 < lost < 0.3
    assert solution[HEAT](time) == pytest.approx(expected, rel=2e-3)


def test_adiabatic_cell_keeps_its_heat_and_a_well_cooled_one_stays_at_ambient():
    adiabatic, cooled = (pouch(heat_transfer_W_m2_K=h) for h in (0, 10000))
    warm = heat_of(adiabatic, 1.0)
    made = np.trapezoid(warm[HEAT], warm[TIME])
    assert (warm[COOLING] == 0).all()
    rise = warm[T].iloc[-1] - 303.15
    assert rise == pytest.approx(made / adiabatic.heat_capacity, rel=1e-3)
    cold = heat_of(cooled, 1.0)
    assert np.abs(cold[T] - 303.15).max() < 0.1
    # At ambient temperature it discharges as the isothermal cell does: the first of a rate test.
    study = sclcell.rate_test(cooled.cell, [1.0]).details
    assert cold["Voltage [V]"].iloc[5] > study.curves["Voltage [V]"].min()
    assert cold["Voltage [V]"].iloc[60] < warm["Voltage [V]"].iloc[60]


def test_temperature_rises_with_the_rate_and_falls_with_faces_and_tabs():
    usual, slow, seam, tabs = (
        heat_of(pouch(**geometry), rate)[T].max() - 303.15
        for rate, geometry in (
            (0.5, {}),
            (0.2, {}),
            (0.5, {"seam_mm": 20}),
            (0.5, {"tab_thickness_um": 1000, "tab_width_mm": 30, "tab_length_mm": 5}),
        )
    )
    assert usual > 1.5 * slow > 0
    assert seam < 0.9 * usual
    assert tabs < 0.9 * usual


def test_progress_of_the_bands_is_told(monkeypatch):
    told = []

    def stopped(pouch, samples, c_rate, report=None):
        told.append(report)
        raise SimulationFailed("asked to stop")

    monkeypatch.setattr("sclcell.uncertainty.pouch_bands.pouch_bands", stopped)
    with pytest.raises(SimulationFailed, match="asked to stop"):
        sclcell.pouch("PHLP-15", bands=True, draws=2, heat_rates=(), progress=True)
    assert callable(told[0])


def test_bands_hold_the_best_guess_and_scatter_from_cell_to_cell():
    found = sclcell.pouch("PHLP-15", bands=True, draws=20, heat_rates=())
    numbers = found.to_dict()
    low, high = (numbers[f"Specific energy, {share} % quantile [W.h.kg-1]"][0] for share in (5, 95))
    assert low < numbers["Specific energy [W.h.kg-1]"] < high
    assert numbers["Bands"]["Samples"] == 20


def test_cycling_at_a_tenth_c_hardly_fades():
    """The study's pouch: 60 cycles at 0.1C and 30 degC with hardly any decay."""
    found = sclcell.pouch("PHLP-15", cycles=60, cycle_rate=0.1, heat_rates=())
    assert len(found.details.aged.table) == 60
    assert 95 < found.to_dict()["Capacity retention [%]"] < 100


def test_command_writes_contract_pictures_and_tables(tmp_path, capsys):
    arguments = ["pouch", "PHLP-15", "--sheets", "4", "--heat-rates", "0.2", "--out", str(tmp_path)]
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json", str(tmp_path / "pouch.json")])
    assert ended.value.code == 0
    numbers = json.loads((tmp_path / "pouch.json").read_text())
    assert numbers["Specific energy [W.h.kg-1]"] > 20
    assert numbers["Energy density [W.h.L-1]"] > 20
    for name in ("layers.csv", "heat.csv", "pouch.png", "temperature.png"):
        assert (tmp_path / name).stat().st_size > 100
    assert "W.h/kg" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--sheets", "0"], "sheets = 0 is outside the allowed range"),
        (["--heat-rates", "fast"], "give C-rates such as"),
        (["--cathode", "NMC812"], "did you mean 'NMC811'"),
        (["--cathode", "NMC811", "--cycles", "5"], "no life is given"),
    ],
)
def test_faults_end_with_two_before_the_work(options, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["pouch", "PHLP-15", *options])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_anode_free_cell_keeps_what_the_plating_efficiency_leaves_and_ends_for_want_of_lithium():
    geometry = {"lithium_um": 0, "plating_efficiency_percent": 90}
    found = sclcell.pouch("PHLP-15", geometry=geometry, cycles=12, cycle_rate=0.5, heat_rates=())
    capacity = found.details.aged.table["Specific discharge capacity [mA.h.g-1]"].to_numpy()
    # In the beginning the cathode limits; then each cycle keeps 90 %, less what the SEI takes.
    kept = capacity[3:-1] / capacity[2:-2]
    assert np.abs(kept - 0.9).max() < 0.005
    assert capacity[-1] < 0.5 * capacity[0]
    assert found.to_dict()["Ended by"] == "inventory"
    assert found.to_dict()["Lithium to cathode capacity ratio"] == 0


def test_energy_of_each_cycle_counts_lithium_that_plating_loses_and_what_the_film_takes():
    geometry = {"lithium_um": 0, "plating_efficiency_percent": 90}
    found = sclcell.pouch(
        "PHLP-15", 0.5, geometry=geometry, cycles=5, cycle_rate=0.5, heat_rates=()
    )
    numbers, table = found.to_dict(), found.tables["cycling"]
    energy, capacity = table[SPECIFIC], table["Specific discharge capacity [mA.h.g-1]"]
    # The fresh cell's third discharge of a rate test has the mean voltage, not the charge.
    fresh = numbers[SPECIFIC] * capacity.iloc[0] * 1e-3 * 1.5e-3 * 480 / numbers["Capacity [A.h]"]
    assert energy.iloc[0] == pytest.approx(fresh, rel=1e-6)
    assert energy.iloc[-1] / energy.iloc[0] == pytest.approx(
        capacity.iloc[-1] / capacity.iloc[0], rel=0.01
    )
    assert energy.iloc[-1] < 0.75 * energy.iloc[0]
    assert numbers["Specific energy of the last cycle [W.h.kg-1]"] == energy.iloc[-1]


def test_voltage_of_an_aged_cell_is_that_of_a_fresh_one_with_its_film():
    """120 cycles of PHL-15 at 0.5C double its film: 0.1 % from a rate test with that film."""
    found = sclcell.pouch("PHL-15", 0.5, cycles=120, cycle_rate=0.5, heat_rates=()).details
    film, resistance = "Lithium interphase film resistance [Ohm.m2]", "Film resistance [Ohm.cm2]"
    last, first = found.cycling.iloc[-1], found.cycling.iloc[0]
    grown = float(found.pouch.cell.parameter_values()[film]) * last[resistance] / first[resistance]
    aged = sclcell.rate_test("PHL-15", [0.5], values={film: grown}).table
    voltage = aged["Mean discharge voltage [V]"].item()
    assert voltage < found.mean_voltage - 0.04
    charge = last["Specific discharge capacity [mA.h.g-1]"] / 1e3 * 1.5e-3 * 480  # A.h
    assert last[SPECIFIC] * found.mass / charge == pytest.approx(voltage, rel=1e-3)


@pytest.mark.slow
def test_thick_lithium_ends_by_resistance():
    """The film of PHL-15 grows over; 50 um of lithium outlast it."""
    found = sclcell.pouch("PHL-15", cycles=600, cycle_rate=1.0, heat_rates=())
    assert found.to_dict()["Ended by"] == "resistance"
    assert len(found.details.aged.table) < 600


@pytest.mark.slow
def test_excess_lithium_is_used_before_the_capacity_falls():
    fields = {"cycles": 20, "cycle_rate": 0.5, "heat_rates": ()}
    geometry = {"plating_efficiency_percent": 95}
    none, some = (
        sclcell.pouch("PHLP-15", geometry={**geometry, "lithium_um": t}, **fields).details
        for t in (0, 10)
    )
    assert some.retention > 0.97
    assert none.retention < 0.6


def test_given_lithium_thickness_goes_with_bands():
    """The mesh of the lithium is no input of a sampled cell; it was taken for one."""
    values = {"Negative electrode thickness [m]": 5e-5}
    found = sclcell.cycle("PHLP-15", cycles=2, bands=True, draws=2, values=values)
    assert found.table["Lithium inventory [mA.h.cm-2]"].iloc[0] == pytest.approx(10.1, abs=0.3)
    assert len(found.bands.table) == 2
