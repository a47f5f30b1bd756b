"""Areas, masses and thickness of a pouch cell, against sums by hand."""

from dataclasses import replace
from math import pi

import pytest

from sclcell.errors import InputError
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.electrolytes import get_electrolyte
from sclcell.parameter_sets.pouch import pouch_from

RECIPE = {
    "LFP mass fraction in cathode coating": 0.95,
    "Carbon mass fraction in cathode coating": 0.025,
    "Binder mass fraction in cathode coating": 0.025,
}


def dense(kg_m3):
    film = get_electrolyte("PHLP")
    return replace(film, name="dense", matrix=replace(film.matrix, density=kg_m3))


def of(pouch, layer, column="Mass [g]"):
    return float(pouch.layers().set_index("Layer").loc[layer, column])


def test_masses_of_a_published_solid_pouch_cell():
    """Lacey 2021, github.com/mjlacey/cellmodels, notebook 2, section 5, LFP.

    Stated: 300 x 100 mm, 35 double-sided layers and one more negative sheet, 3.3 mA.h/cm2 of LFP at
    165 mA.h/g, 95 % active, coating of 2.52 g/cm3, 14 um Al, 8 um Cu, 50 um Li on all faces, 20 um
    of ceramic of 5.1 g/cm3, 1.7 * 0.33 mL of catholyte per A.h, a pouch of 113 um and 1.8 g/cm3
    with 1 cm more each way, tabs of 2 + 1 x 5 cm of 0.5 mm Al and Ni, 10 g more. Result: 64.4 A.h
    at 3.375 V, 239.5 W.h/kg, 1.185 cm.
    """
    capacity = 3.3e-3 * 0.93 * 35 * 2 * 300
    catholyte_mL, area = 1.7 * 0.33 * capacity, 35 * 2 * 300
    coating = 20e-3 / 0.95 / 2.52  # cm
    salt = 0.1222 * 1.1
    cell = Cell(
        dense(5100.0),
        30.0,
        20.0,
        20.0,
        dense(1e3 * (0.7641 * salt + 1.1299)),
        values={
            **RECIPE,
            "Positive electrode thickness [m]": coating / 100,
            "Positive electrode porosity": catholyte_mL / area / coating,
            "Positive current collector thickness [m]": 14e-6,
            "Positive current collector density [kg.m-3]": 2700.0,
            "Negative current collector density [kg.m-3]": 8960.0,
        },
    )
    given = {
        "height_mm": 300, "width_mm": 100, "sheets": 35, "outer_lithium": 1, "lithium_um": 50.04,
        "negative_collector_um": 8, "lithium_overhang_mm": 0, "film_overhang_mm": 0,
        "casing_density_g_cm3": 1.8, "tab_length_mm": 30, "tab_width_mm": 50,
        "tab_thickness_um": 500, "further_mass_g": 10,
    }  # fmt: skip
    pouch = pouch_from(cell, given)
    energy = 3.375 * capacity
    assert capacity == pytest.approx(64.4, abs=0.1)
    assert energy / pouch.mass() == pytest.approx(239.5, abs=0.1)
    assert 100 * pouch.thickness() == pytest.approx(1.185, abs=5e-4)
    # Its volume counts 2 cm of tab.
    litres = (0.31 + 0.02) * 0.11 * pouch.thickness() * 1e3
    assert energy / litres == pytest.approx(505, abs=0.6)


def test_lithium_of_a_published_coin_cell():
    """Frith et al., Nat. Commun. 14, 420 (2023), table 1: 16 mm, 100 um Li, up to 4 mA.h."""
    area_cm2 = pi * 0.8**2
    cell = Cell("PHLP-15", areal_loading_mg_cm2=4 / area_cm2 / 0.17)
    pouch = pouch_from(cell, {"lithium_um": 100})
    positive = cell.one_C_mAh_g * cell.areal_loading_mg_cm2 / 1000
    # "2 mA.h/cm2, 20 mA.h/cm2, N/P 10", with one digit.
    assert positive == pytest.approx(2.0, abs=0.05)
    assert pouch.lithium_ratio * positive == pytest.approx(20, abs=0.7)
    assert pouch.lithium_ratio == pytest.approx(10, abs=0.5)


def test_one_small_pouch_by_hand():
    """Every mass of two sheets of 50 x 20 mm from density, area and thickness."""
    cell = Cell("PHLP", areal_loading_mg_cm2=10.0)
    given = {"height_mm": 50, "width_mm": 20, "sheets": 2, "lithium_um": 20, "sides": 2}
    pouch = pouch_from(cell, given)
    assert of(pouch, "Cathode coating") == pytest.approx(4 * 10 * 10e-3 / 0.8)
    assert of(pouch, "Lithium") == pytest.approx(4 * 5.2 * 2.2 * 20e-4 * 0.534)
    assert of(pouch, "Film") == pytest.approx(4 * 5.4 * 2.4 * 22e-4 * 1.65)
    assert of(pouch, "Positive collector") == pytest.approx(2 * 10 * 16e-4 * 2.707)
    assert of(pouch, "Negative collector") == pytest.approx(3 * 5.2 * 2.2 * 10e-4 * 8.954)
    assert of(pouch, "Casing") == pytest.approx(2 * 6.4 * 3.4 * 113e-4 * 1.6)
    thickness = of(pouch, "Cathode coating", "Thickness of one [um]")
    assert of(pouch, "Catholyte") == pytest.approx(40 * 0.5 * thickness * 1e-4 * 1.65)
    stack = 4 * (thickness + 22 + 20) + 2 * 16 + 3 * 10 + 2 * 113
    assert 1e6 * pouch.thickness() == pytest.approx(stack)
    assert 1e6 * pouch.volume() == pytest.approx(6.4 * 3.4 * stack * 1e-4)


def test_one_sided_sheets_have_a_negative_sheet_each():
    cell = Cell("PHLP-15")
    one, two = (pouch_from(cell, {"sheets": n, "sides": s}) for n, s in ((10, 1), (5, 2)))
    assert one.units == two.units == 10
    numbers = [of(p, "Negative collector", "Number") for p in (one, two)]
    assert numbers == [10, 6]
    assert of(one, "Positive collector") == 2 * of(two, "Positive collector")
    assert of(one, "Film") == of(two, "Film")


def test_what_was_given_is_told_from_what_was_assumed():
    cell = Cell("PHLP-15", areal_loading_mg_cm2=5.0)
    classes = pouch_from(cell, {"lithium_um": 30}).layers().set_index("Layer")["Class"]
    assert classes[["Cathode coating", "Lithium"]].tolist() == ["setting", "setting"]
    assert classes[["Film", "Positive collector"]].tolist() == ["measured", "assumed"]


def test_cost_is_the_sum_of_mass_times_price(tmp_path):
    file = tmp_path / "pouch.toml"
    file.write_text('sheets = 4\n[prices]\nLithium = 300\n"Negative collector" = 12\n')
    pouch = pouch_from(Cell("PHLP-15"), {}, file)
    expected = 0.3 * of(pouch, "Lithium") + 0.012 * of(pouch, "Negative collector")
    assert pouch.cost() == pytest.approx(expected)
    assert pouch_from(Cell("PHLP-15")).cost() is None


def test_anode_free_cell_has_no_lithium_and_needs_a_collector():
    pouch = pouch_from(Cell("PHLP-15"), {"lithium_um": 0})
    assert "Lithium" not in pouch.layers()["Layer"].tolist()
    assert pouch.lithium_ratio == 0
    with pytest.raises(InputError, match="no lithium needs a negative collector"):
        pouch_from(Cell("PHLP-15"), {"lithium_um": 0, "negative_collector_um": 0})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # mA.h/g by hand: (1 - 0.01) 22806 F / 3600 kg/m3; all of a thin cathode takes part.
        ({}, 168.1),
        # (1 - x) 49.14 mol/L F / 4.78 g/cm3, with U(x) of Chen2020 at 4.2 and at 4.0 V.
        ({"cathode": "NMC811"}, 191.5),
        ({"cathode": "NMC811", "values": {"Upper voltage cut-off [V]": 4.0}}, 144.1),
        ({"cathode": "NMC811", "one_C_mAh_g": 100.0}, 191.5),
        # exp(-1) of a thick cathode takes part.
        (
            {
                "areal_loading_mg_cm2": 5.0,
                "values": {"LFP out of reach per areal loading [m2.kg-1]": 1 / 0.035},
            },
            168.1 * 0.36788,
        ),
    ],
)
def test_anode_free_cell_begins_with_the_lithium_that_its_cathode_gives(fields, expected):
    """Lithium holds 3861 mA.h/g, at 0.534 g/cm3."""
    pouch = pouch_from(
        Cell("PHLP-15", **fields), {"lithium_um": 0, "plating_efficiency_percent": 90}
    )
    metres = pouch.as_cycled.values["Negative electrode thickness [m]"]
    mAh_cm2 = metres * 100 * 0.534 * 3861
    grams = pouch.cell.areal_loading_mg_cm2 / 1000
    assert mAh_cm2 / grams / 0.9 == pytest.approx(expected, rel=3e-3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sheet = 4", "sheet: unknown key; did you mean 'sheets'"),
        ("sheets = 4.5", "sheets = 4.5 is not a whole number"),
        ("sides = 3", "sides = 3 is outside the allowed range: between 1 and 2"),
        ('height_mm = "a"', "height_mm = 'a' is not a number"),
        ("[prices]\nLithum = 3", "did you mean 'Lithium'"),
        ("[prices]\nLithium = -3", "Lithium = -3 is no price"),
        ("prices = 3", "prices = 3 is not a table"),
    ],
)
def test_faults_of_a_geometry_are_told(tmp_path, text, said):
    file = tmp_path / "pouch.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=said):
        pouch_from(Cell("PHLP-15"), None, file)
