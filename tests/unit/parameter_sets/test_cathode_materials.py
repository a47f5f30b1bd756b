"""Cathodes by name, from files, and from sets of PyBaMM."""

import json
import pickle
import re
from importlib.resources import files

import pandas as pd
import pybamm
import pytest

import sclcell
from sclcell.errors import InputError
from sclcell.given import GivenNote
from sclcell.parameter_sets.bpx_files import half_cell_from_bpx, half_cell_to_bpx
from sclcell.parameter_sets.cathode_functions import OCP, curve, stoichiometry_at
from sclcell.parameter_sets.cathode_materials import cathode_names, cathode_table, find_cathode
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.provenance import CLASSES

NAMED = [name for name in cathode_names() if name != "LFP"]
MY_NMC = """
name = "my NMC"
ocp_table = "ocp.csv"
density_g_cm3 = 4.78
theoretical_capacity_mAh_g = 275.5
upper_voltage_V = 4.2
lower_voltage_V = 3.0
diffusivity_cm2_s = 4e-11
particle_radius_um = 5.22
exchange_current_density_mA_cm2 = 0.3412
capacity_mAh_g = 185
"""


def write_cathode(folder, text=MY_NMC, heading="Stoichiometry", scale=1.0):
    x, U = curve(find_cathode("NMC811").functions[OCP])
    rows = [f"{scale * a:.5f},{b:.6f}" for a, b in zip(x[200:995:5], U[200:995:5], strict=True)]
    (folder / "ocp.csv").write_text(f"{heading},Voltage [V]\n" + "\n".join(rows))
    (folder / "my.toml").write_text(text)
    return folder / "my.toml"


def capacities(**fields):
    table = sclcell.rate_test("PHLP-15", [0.2], **fields).table
    return table["Specific discharge capacity [mA.h.g-1]"].tolist()


def test_lfp_is_the_default_and_changes_nothing():
    assert Cell("PHLP-15", cathode="lfp") == Cell("PHLP-15")
    assert dict(Cell("PHLP-15", cathode="LFP").values) == {}


def test_five_cathodes_come_with_the_program():
    assert cathode_names() == ["LFP", "LCO", "NCA", "NMC532", "NMC811"]
    assert find_cathode("nmc-811") is find_cathode("NMC811")


@pytest.mark.parametrize("name", NAMED)
def test_every_number_of_a_named_cathode_has_class_range_and_source(name):
    table = cathode_table(name)
    stated = table[table["low"].notna()]
    assert len(stated) >= 14
    assert set(stated["class"]) <= set(CLASSES)
    assert (stated["low"] <= stated["value"]).all()
    assert (stated["value"] <= stated["high"]).all()
    sourced = stated[stated["class"] == "literature"]
    known = (files("sclcell.parameter_sets") / "references.bib").read_text()
    for source in sourced["source"]:
        assert re.search(rf"\{{{source},", known), source
    explained = stated["note"] + stated["locator"]
    assert (explained[stated["class"].isin(["assumed", "setting"])] != "").all()


@pytest.mark.parametrize("name", NAMED)
def test_charged_cathode_rests_at_its_upper_cut_off(name):
    cell = Cell("PHLP-15", cathode=name)
    ocp = cell.cathode.functions[OCP]
    start = cell.values["Initial stoichiometry in positive electrode"]
    rests = pybamm.ParameterValues({}).evaluate(ocp(pybamm.Scalar(start)))
    assert rests == pytest.approx(cell.values["Upper voltage cut-off [V]"], abs=2e-4)
    lower = Cell("PHLP-15", cathode=name, values={"Upper voltage cut-off [V]": 3.9})
    assert lower.values["Initial stoichiometry in positive electrode"] > start + 0.05


def test_unknown_cathode_is_told_with_the_nearest_name():
    with pytest.raises(InputError, match=r"'NMC8'; did you mean 'NMC811'"):
        Cell("PHLP-15", cathode="NMC8")


def test_a_cell_passes_on_its_cathode_and_another_takes_its_place():
    cell = Cell("PHLP-15", cathode="NMC811", values={"Positive electrode porosity": 0.4})
    assert capacities(cathode="NMC811") == capacities_of(Cell("PHLP-15", cathode="NMC811"))
    other = sclcell.rate_test(cell, [0.2], cathode="LFP").details.design
    assert dict(other.values) == {"Positive electrode porosity": 0.4}


def capacities_of(cell):
    table = sclcell.rate_test(cell, [0.2]).table
    return table["Specific discharge capacity [mA.h.g-1]"].tolist()


def test_words_and_columns_have_the_name_of_the_cathode():
    test = sclcell.rate_test("PHLP-15", [0.2], cathode="NMC811").details
    assert test.text.startswith("NMC811 | PHLP-15 | Li")
    losses = test.tables["losses"]
    assert "NMC811 diffusion loss [mV]" in losses
    assert not any("LFP" in str(text) for text in [*test.table.iloc[0], *losses])
    shown = test.figures["losses"]().axes[0].get_legend_handles_labels()[1]
    assert "NMC811 diffusion" in shown


def test_constants_of_the_lfp_curve_are_refused_for_another_cathode():
    with pytest.raises(InputError, match="open-circuit potential of LFP, and the cathode is NCA"):
        Cell("PHLP-15", cathode="NCA", values={"LFP plateau potential [V]": 3.4})


def test_more_lithium_than_the_material_holds_is_refused():
    highest = "Maximum concentration in positive electrode [mol.m-3]"
    with pytest.raises(InputError, match=r"density of LCO make .* at most 271"):
        Cell("PHLP-15", cathode="LCO", values={highest: 60000.0})


@pytest.mark.parametrize("specific", [False, True])
def test_own_cathode_from_a_measured_curve_gives_what_the_named_one_gives(tmp_path, specific):
    heading, scale = ("Capacity [mAh/g]", 275.5) if specific else ("Stoichiometry", 1.0)
    path = write_cathode(tmp_path, heading=heading, scale=scale)
    named = Cell("PHLP-15", cathode="NMC811", values={"Lower voltage cut-off [V]": 3.0})
    # The named one has the reference cell's activation energies replaced, this one not.
    at_25 = {"temperature_degC": 25.0}
    conduct = {
        "Positive electrode conductivity [S.m-1]": 0.18,
        "Positive electrode Bruggeman coefficient (electrode)": 0.0,
    }
    own = capacities(cathode=path, values=conduct, **at_25)
    assert own == pytest.approx(
        sclcell.rate_test(named, [0.2], **at_25).table.iloc[:, 1].tolist(), rel=2e-3
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("density_g_cm3 = 4.78", ""), "density_g_cm3 is missing; add it"),
        (("density_g_cm3 = 4.78", "density_g_cm3 = 4780"), "density_g_cm3 = 4780: allowed is 0.5"),
        (("upper_voltage_V = 4.2", "upper_voltage_V = 2.2"), "lower_voltage_V = 3 is not below"),
        (("upper_voltage_V", "uper_voltage_V"), "did you mean 'upper_voltage_V'"),
        (('ocp_table = "ocp.csv"', ""), "ocp_table is missing"),
        (("theoretical_capacity_mAh_g = 275.5", ""), "theoretical_capacity_mAh_g is missing"),
        (("ocp.csv", "opc.csv"), "opc.csv: cannot be read"),
        (('ocp_table = "ocp.csv"', 'parameter_set = "Chen2021"'), "did you mean 'Chen2020'"),
        (("275.5", "0"), "theoretical_capacity_mAh_g = 0: allowed is 20 to 1500"),
        (("275.5", "-5"), "theoretical_capacity_mAh_g = -5: allowed"),
        (("= 5.22", "= {value = 5, low = 7, high = 3}"), "[7.0, 5.0, 3.0], do not rise"),
        (("= 5.22", "= {value = 5, low = -7}"), "particle_radius_um = -7: allowed is"),
        (("= 5.22", "= nan"), "particle_radius_um = nan: input should be a finite number or a"),
        (("= 5.22", "= {}"), "[particle_radius_um] value is missing; add it"),
        (("= 5.22", "= []"), "a number or a table of keys."),
    ],
)
def test_faults_of_a_file_are_told_with_what_to_do(tmp_path, change, said):
    path = write_cathode(tmp_path, MY_NMC.replace(*change))
    with pytest.raises(InputError, match=re.escape(said)):
        find_cathode(path)


def test_a_curve_that_ends_before_the_voltage_limit_is_refused(tmp_path):
    """It was extrapolated to 3 V: 272 mAh/g in place of 189."""
    path = write_cathode(tmp_path)
    table = pd.read_csv(tmp_path / "ocp.csv")
    table[table["Voltage [V]"] > 3.6].to_csv(tmp_path / "ocp.csv", index=False)
    with pytest.raises(InputError, match="does not reach the limits"):
        find_cathode(path)


@pytest.mark.parametrize(
    ("heading", "of_x", "of_y", "said"),
    [
        ("Time [s],Voltage [V]", 1, 1, "and not 'Time [s]' and 'Voltage [V]'"),
        ("Stoichiometry,Voltage [K]", 1, 1, "voltage in V or mV"),
        ("Stoichiometry,Voltage [V]", 1, 1000, "lies between 0 and 6 V"),
        ("Stoichiometry,Voltage [V]", 1e-9, 1, "0.05 apart at least"),
    ],
)
def test_a_table_that_is_no_potential_is_refused(tmp_path, heading, of_x, of_y, said):
    path = write_cathode(tmp_path)
    table = pd.read_csv(tmp_path / "ocp.csv").to_numpy() * [of_x, of_y]
    pd.DataFrame(table, columns=heading.split(",")).to_csv(tmp_path / "ocp.csv", index=False)
    with pytest.raises(InputError, match=re.escape(said)):
        find_cathode(path)


def test_potential_in_millivolts_is_read_as_such(tmp_path):
    volts = curve(find_cathode(write_cathode(tmp_path)).functions[OCP])[1]
    table = pd.read_csv(tmp_path / "ocp.csv")
    table["Voltage [V]"] *= 1000
    table = table.rename(columns={"Voltage [V]": "Voltage [mV]"})
    table.to_csv(tmp_path / "ocp.csv", index=False)
    millivolts = curve(find_cathode(tmp_path / "my.toml").functions[OCP])[1]
    assert millivolts == pytest.approx(volts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 3000 + "]" * 3000, "nested too deeply"),
        ("[]", "it has no 'Header'"),
        ("null", "it has no 'Header'"),
        ('{"Header": NaN}', "it has no 'Header'"),
        ("{", "it is no JSON"),
    ],
)
def test_json_that_is_no_bpx_is_told_in_words(tmp_path, text, said):
    (tmp_path / "cell.json").write_text(text)
    with pytest.raises(InputError, match=f"BPX.*{said}"):
        find_cathode(tmp_path / "cell.json")


def test_activation_energies_that_are_not_given_are_noted(tmp_path):
    assert "those of LFP are taken" in " ".join(find_cathode(write_cathode(tmp_path)).notes)


def test_a_curve_that_rises_is_refused(tmp_path):
    path = write_cathode(tmp_path)
    table = pd.read_csv(tmp_path / "ocp.csv")
    table["Voltage [V]"] = table["Voltage [V]"].iloc[::-1].to_numpy()
    table.to_csv(tmp_path / "ocp.csv", index=False)
    with pytest.raises(InputError, match="potential must fall as lithium goes in"):
        find_cathode(path)


def test_set_of_pybamm_as_cathode_says_that_its_density_is_assumed():
    with pytest.warns(GivenNote, match=r"density .* 4.7 g/cm3"):
        test = sclcell.rate_test("PHLP", [0.2], cathode=pybamm.ParameterValues("Mohtat2020"))
    (found,) = test.table["Specific discharge capacity [mA.h.g-1]"]
    (expected,) = capacities_of(Cell("PHLP", cathode="NMC532"))
    # Lithium per volume is the set's, so that per mass goes with the density.
    assert found * 4.7 / 4.73 == pytest.approx(expected, rel=0.01)


def test_formula_with_poles_is_refused():
    with pytest.raises(InputError, match=r"passes 4.2 V at stoichiometries"):
        find_cathode(pybamm.ParameterValues("Ramadass2004"))


def test_set_without_a_cathode_is_refused():
    with pytest.raises(InputError, match="a cathode needs"):
        find_cathode(pybamm.ParameterValues({"Ambient temperature [K]": 298.15}))


def bpx_of_nmc811():
    """Return the content of a BPX file with particles of one size."""
    document = half_cell_to_bpx(Cell("PHLP-15", cathode="NMC811"))
    electrode = document["Parameterisation"]["Positive electrode"]
    electrode |= electrode.pop("Particle")["small"]
    electrode["Particle radius [m]"] = 5.22e-6
    return json.dumps(document)


def test_bpx_file_as_cathode(tmp_path):
    path = tmp_path / "nmc.json"
    path.write_text(bpx_of_nmc811())
    found = dict(find_cathode(path).numbers)
    for name, value in find_cathode("NMC811").numbers:
        if "activation" not in name and "capacity" not in name and "density [kg" not in name:
            assert found[name] == pytest.approx(value, rel=1e-6), name


def test_text_that_is_no_bpx_is_refused(tmp_path):
    path = tmp_path / "nmc.json"
    for text, said in (("{", "cannot be read as BPX"), ('{"a": 1}', "not a BPX file")):
        path.write_text(text)
        with pytest.raises(InputError, match=said):
            find_cathode(path)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("set.toml", 'parameter_set = "Chen2020"\ndensity_g_cm3 = 4.7'),
        ("nmc.json", None),
        ("bpx.toml", 'bpx = "nmc.json"\ndensity_g_cm3 = 4.7'),
    ],
)
def test_functions_of_others_travel(tmp_path, file, content):
    """Pickle could not take those of BPX, and PyBaMM's JSON none of both."""
    (tmp_path / "nmc.json").write_text(bpx_of_nmc811())
    if content is not None:
        (tmp_path / file).write_text(content)
    values = Cell("PHLP-15", cathode=str(tmp_path / file)).parameter_values()
    T, c, full = (pybamm.Scalar(x) for x in (310.0, 1100.0, 50_000.0))
    asked = [
        pybamm.FunctionParameter(name, {str(k): one for k, one in enumerate(arguments)})
        for name, arguments in {
            OCP: (pybamm.Scalar(0.6),),
            "Positive particle diffusivity [m2.s-1]": (pybamm.Scalar(0.6), T),
            "Positive electrode exchange-current density [A.m-2]": (c, full / 2, full, T),
        }.items()
    ]
    json_again = pybamm.ParameterValues.from_json(values.to_json())
    for again in (pickle.loads(pickle.dumps(values)), json_again):
        for one in asked:
            assert again.evaluate(one) == pytest.approx(values.evaluate(one), rel=1e-9)


def test_cells_with_a_cathode_travel(tmp_path):
    """Pickle, PyBaMM's JSON and BPX keep the potential."""
    for cathode in ("NMC811", write_cathode(tmp_path)):
        cell = Cell("PHLP-15", cathode=cathode)
        assert pickle.loads(pickle.dumps(cell)) == cell
        values = cell.parameter_values()
        again = pybamm.ParameterValues.from_json(values.to_json())
        half_cell = half_cell_from_bpx(half_cell_to_bpx(cell))
        potential = pybamm.FunctionParameter(OCP, {"Stoichiometry": pybamm.Scalar(0.6)})
        expected = values.evaluate(potential)
        for one in (again, half_cell):
            name = OCP if OCP in one else f"Primary: {OCP}"
            potential = pybamm.FunctionParameter(name, {"Stoichiometry": pybamm.Scalar(0.6)})
            assert one.evaluate(potential) == pytest.approx(expected, abs=2e-4)


def test_life_is_refused_above_what_is_known_of_the_film():
    with pytest.raises(InputError, match=r"no life is given: NMC811 rests at 4.2 V .* optimistic"):
        sclcell.cycle("PHLP-15", cathode="NMC811", cycles=2)


def test_life_below_it_has_only_the_lithium_side():
    values = {"Upper voltage cut-off [V]": 3.9}
    aged = sclcell.cycle("PHLP-15", 0.5, 2, exact=True, cathode="LCO", values=values)
    assert aged.table["Loss of active material [%]"].tolist() == [0.0, 0.0]
    assert "only the lithium side ages" in aged.text


def test_bands_draw_the_ranges_of_the_cathode():
    samples = sclcell.rate_test("PHLP-15", [0.2], cathode="NCA", bands=True, draws=4).bands.samples
    table = samples.table
    diffusivity = table["Positive particle reference diffusivity [m2.s-1]"]
    assert diffusivity.between(1e-16, 1e-14).all()
    assert samples.origin[diffusivity.name] == "prior"
    assert "Positive particle-size logarithmic standard deviation" not in table


def test_stoichiometry_follows_from_the_voltage():
    ocp = find_cathode("NMC532").functions[OCP]
    assert stoichiometry_at(ocp, 5.0) == 0.001
    assert stoichiometry_at(ocp, 0.0) == 0.999


def test_explore_takes_a_cathode(tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(
        'title = "loading"\n[variables]\nareal_loading_mg_cm2 = { levels = [1.5, 3.0] }\n'
        '[outputs]\nrates_C = [0.2]\nprotocol = "rate test"\n'
    )
    name = "Specific discharge capacity at 0.2C [mA.h.g-1]"
    found = sclcell.explore(study, cathode="NMC532").table
    assert found["cathode"].tolist() == ["NMC532", "NMC532"]
    (expected,) = capacities(cathode="NMC532")
    assert found[name].iloc[0] == pytest.approx(expected, rel=1e-4)
    study.write_text(study.read_text().replace("areal_loading_mg_cm2", "cathode"))
    study.write_text(study.read_text().replace("[1.5, 3.0]", '["LFP", "NMC532"]'))
    both = sclcell.explore(study).table.set_index("cathode")[name]
    assert both["NMC532"] == pytest.approx(found[name].iloc[0], rel=1e-6)
    with pytest.raises(InputError, match="cathode is a variable of the study"):
        sclcell.explore(study, cathode="LCO")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Li2024_PHLP15", "asks for parameters that a cathode has not"),
        ("Chayambuka2022", "gives no number for a cathode"),
    ],
)
def test_set_whose_functions_need_more_is_refused(tmp_path, name, said):
    (tmp_path / "c.toml").write_text(f'parameter_set = "{name}"\ndensity_g_cm3 = 4.7\n')
    with pytest.raises(InputError, match=said):
        find_cathode(tmp_path / "c.toml")
