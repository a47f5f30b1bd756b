"""Films of one's own with laws by name, tables of concentration, and any transference number."""

import copy
from csv import DictReader
from importlib.resources import files

import bpx
import numpy as np
import pybamm
import pytest

from sclcell.errors import InputError
from sclcell.experiments.cycling.runs import _run_key
from sclcell.experiments.outcome import Kind
from sclcell.experiments.rate import rate_test_steps, simulate_rate_test
from sclcell.experiments.simulator import Simulator
from sclcell.models import CompositeElectrolyteDFN
from sclcell.models.laws.composites import composite_law
from sclcell.models.laws.temperature import temperature_law
from sclcell.parameter_sets.bpx_files import half_cell_to_bpx
from sclcell.parameter_sets.cell import Cell
from sclcell.parameter_sets.electrolytes import get_electrolyte, load_electrolyte
from sclcell.parameter_sets.film_file_laws import literature_laws
from sclcell.parameter_sets.isothermal import build_cell, film_transport
from sclcell.parameter_sets.provenance import CLASSES

MATRIX = """
[matrix]
conductivity_mS_cm = 0.1
transference_number = 0.2
activation_energy_eV = 0.35
"""
NEGATIVE = """
[matrix]
conductivity_mS_cm = 1.0
transference_number = -0.2
activation_energy_eV = 0.3
diffusivity_cm2_s = 8e-8
"""
TABLES = """
[matrix]
activation_energy_eV = 0.3
salt_concentration_mol_L = 1.2
[concentration]
mol_L = [0.1, 0.6, 1.2, 2.0, 3.0]
conductivity_mS_cm = [0.1, 0.6, 1.0, 0.7, 0.2]
transference_number = [0.3, 0.25, 0.1, -0.2, -0.5]
diffusivity_cm2_s = [9e-8, 8e-8, 6e-8, 5e-8, 3e-8]
"""


@pytest.fixture
def film(tmp_path):
    def load(text, head=""):
        path = tmp_path / "film.toml"
        path.write_text(f"{head}\n{text}")
        return load_electrolyte(path)

    return load


def properties(film, c, T):
    """σ, D, t+ of the cell's functions at a concentration."""
    values = Cell(film).parameter_values()
    names = (
        "Electrolyte conductivity [S.m-1]",
        "Electrolyte diffusivity [m2.s-1]",
        "Cation transference number",
    )
    return [float(values.evaluate(values[n](pybamm.Scalar(c), pybamm.Scalar(T)))) for n in names]


@pytest.mark.parametrize(
    ("law", "own"),
    [("VTF", {"Vogel temperature [K]": 190.0}), ("WLF", {}), ("melting", {}), ("Arrhenius", {})],
)
def test_a_film_follows_its_law_of_temperature(film, law, own):
    constants = ", ".join(f'"{name}" = {value}' for name, value in own.items())
    text = f'{MATRIX}[law]\ntemperature = "{law}"\nconstants = {{ {constants} }}'
    made = film(text, "temperature_C = 40")
    everything = temperature_law(law).medians() | own
    everything["Apparent activation energy [J.mol-1]"] = 0.35 * 96485.33212331001
    assert made.ionic_conductivity(313.15) == pytest.approx(0.01, rel=1e-12)
    for T in (253.15, 298.15, 343.15):
        factor = temperature_law(law).factor(T, everything, 313.15)
        assert made.ionic_conductivity(T) == pytest.approx(0.01 * factor, rel=1e-9)
        assert properties(made, 1500.0, T)[0] == pytest.approx(0.01 * factor, rel=1e-9)


@pytest.mark.parametrize("law", ["spheroids", "coated-spheres", "ceramic-rich"])
def test_a_film_mixes_its_phases_by_its_law(film, law):
    own = 'constants = { "Interphase thickness [m]" = 4e-8 }'
    text = f'{MATRIX}[filler]\nradius_nm = 50\n[law]\ncomposite = "{law}"\n{own}'
    made = film(text, "filler_wt_percent = 15")
    found = composite_law(law)
    constants = found.medians() | {"Interphase thickness [m]": 4e-8}
    volume = 0.15 / 5.4 / (0.15 / 5.4 + 0.85 / 1.65)
    filler = get_electrolyte("PHL-15").filler
    M, y = filler.mobility_gain, filler.cation_enrichment
    ions = []
    for sign, matrix in ((1, 0.002), (-1, 0.008)):
        core = filler.conductivity if sign > 0 else 0.0
        phases = (matrix, matrix * M * np.exp(sign * y), core)
        ions.append(found.conductivity(*phases, volume, constants, 5e-8))
    assert made.ionic_conductivity() == pytest.approx(sum(ions), rel=1e-9)
    assert made.cation_transference_number() == pytest.approx(ions[0] / sum(ions), rel=1e-9)
    sigma, _, t_plus = properties(made, 1500.0, 298.15)
    assert sigma == pytest.approx(sum(ions), rel=1e-9)
    assert t_plus == pytest.approx(ions[0] / sum(ions), rel=1e-9)
    gain = made.attribution().total
    assert sum(gain.values()) == pytest.approx(np.log(sum(ions) / 0.01), rel=1e-9)


def test_a_ceramic_rich_film_goes_up_to_100_percent_and_others_do_not(film):
    text = MATRIX + '[law]\ncomposite = "ceramic-rich"\n'
    assert film(text, "filler_wt_percent = 100").filler_mass_fraction == 1.0
    assert film(text, "filler_wt_percent = 90").ionic_conductivity() > 0
    with pytest.raises(InputError, match=r"filler_wt_percent = 60: the law .* holds up to 40 wt%"):
        film(MATRIX, "filler_wt_percent = 60")


def test_tables_give_the_film_at_every_concentration(film):
    made = film(TABLES, "temperature_C = 25")
    assert made.ionic_conductivity() == pytest.approx(0.1)
    assert made.salt_diffusivity() == pytest.approx(6e-12)
    assert made.cation_transference_number() == pytest.approx(0.1)
    for c, expected in ((600.0, (0.06, 8e-12, 0.25)), (2000.0, (0.07, 5e-12, -0.2))):
        assert properties(made, c, 298.15) == pytest.approx(expected, rel=1e-9)
    # Measured diffusivity follows temperature as T sigma does.
    sigma, D, t_plus = properties(made, 600.0, 330.0)
    assert D / 8e-12 == pytest.approx(sigma / 0.06 * 330.0 / 298.15, rel=1e-9)
    assert t_plus == pytest.approx(0.25, rel=1e-9)


def test_measured_diffusivity_stands_in_place_of_the_one_that_follows(film):
    text = MATRIX + "diffusivity_cm2_s = 3e-8\n"
    assert film(text).salt_diffusivity() == pytest.approx(3e-12)
    follows = film(MATRIX).salt_diffusivity()
    # The same factor with filler, at every temperature.
    loaded, plain = (film(t, "filler_wt_percent = 15") for t in (text, MATRIX))
    for T in (260.0, 340.0):
        ratio = loaded.salt_diffusivity(T) / plain.salt_diffusivity(T)
        assert ratio == pytest.approx(3e-12 / follows, rel=1e-9)


@pytest.mark.parametrize("text", [NEGATIVE, TABLES], ids=["negative", "tables"])
def test_both_roads_from_a_film_to_a_cell_agree(film, text):
    cell = Cell(film(text), temperature_degC=25, areal_loading_mg_cm2=4.0)
    build, simulator = build_cell(cell), Simulator.of(cell, threads=1)
    (run,) = simulator.run(rate_test_steps(1), [build], [2.0])
    values = cell.parameter_values()
    values["Current function [A]"] = 2 * build.capacity
    model = CompositeElectrolyteDFN()
    solution = pybamm.Simulation(model, parameter_values=values).solve([0, 3000])
    capacity = solution["Discharge capacity [A.h]"].entries[-1]
    assert run.capacity_Ah == pytest.approx(capacity, rel=2e-4)
    salt = solution["Separator electrolyte concentration [mol.m-3]"].entries
    assert salt[0, -1] > 1.15 * salt[-1, -1]


def test_solubility_is_named_where_it_is_reached(film):
    cell = Cell(
        film(TABLES.replace("[concentration]", "solubility_mol_L = 1.3\n[concentration]")),
        temperature_degC=25,
        areal_loading_mg_cm2=4.0,
    )
    build = build_cell(cell)
    (run,) = Simulator.of(cell, threads=1).run(rate_test_steps(1), [build], [2.0])
    assert run.outcome.kind is Kind.SALT_PRECIPITATED
    assert run.ends == ("salt precipitation at lithium",)
    assert run.result.series[-1, -2] == pytest.approx(1300.0, rel=1e-3)


def test_leaving_the_concentrations_that_the_laws_cover_is_said(film):
    cell = Cell(film(TABLES), temperature_degC=25, areal_loading_mg_cm2=4.0)
    simulator = Simulator.of(cell, threads=1)
    assert simulate_rate_test(cell, [0.2], 1, simulator).note is None
    narrow = TABLES.replace("[0.1, 0.6, 1.2, 2.0, 3.0]", "[1.0, 1.1, 1.2, 1.3, 1.4]")
    cell = Cell(film(narrow), temperature_degC=25, areal_loading_mg_cm2=4.0)
    note = simulate_rate_test(cell, [2.0], 1).note
    assert "laws of concentration cover 1 to 1.4 and stay constant beyond" in note


def test_films_that_differ_in_a_table_only_do_not_share_progress(film):
    one = film(TABLES)
    # Not at the film's own concentration, so all numbers of the cell are the same.
    other = film(TABLES.replace("1.0, 0.7, 0.2]", "1.0, 0.7, 0.1]"))
    values = [Cell(each).parameter_values() for each in (one, other, film(TABLES))]
    keys = [_run_key(each, (), "protocol") for each in values]
    assert keys[0] == keys[2] != keys[1]
    assert one != other


def test_constants_of_a_films_laws_are_values_of_its_cell(film):
    made = film(MATRIX + '[law]\ntemperature = "VTF"\n')
    name = "Vogel temperature [K]"
    cell = Cell(made, values={name: 200.0}, temperature_degC=0)
    own = {name: 200.0, "Apparent activation energy [J.mol-1]": made.matrix.activation_energy}
    expected = 0.01 * temperature_law("VTF").factor(273.15, own)
    assert film_transport(cell).conductivity == pytest.approx(expected, rel=1e-9)
    values = cell.parameter_values()
    function = values["Electrolyte conductivity [S.m-1]"]
    sigma = values.evaluate(function(pybamm.Scalar(1500.0), pybamm.Scalar(273.15)))
    assert float(sigma) == pytest.approx(expected, rel=1e-9)
    with pytest.raises(InputError, match=r"Vogel temperature \[K\] = 300: allowed is .* 230"):
        Cell(made, values={name: 300.0})
    with pytest.raises(InputError, match="a law that 'PHLP-15' does not have"):
        Cell("PHLP-15", values={name: 200.0})


def test_bpx_has_the_tables(film):
    cell = Cell(film(TABLES), temperature_degC=25)
    document = half_cell_to_bpx(cell)
    bpx.parse_bpx_obj(copy.deepcopy(document))
    electrolyte = document["Parameterisation"]["Electrolyte"]
    for name, at, expected in (
        ("Conductivity [S.m-1]", 2000.0, 0.07),
        ("Diffusivity [m2.s-1]", 600.0, 8e-12),
    ):
        table = electrolyte[name]
        assert np.interp(at, table["x"], table["y"]) == pytest.approx(expected, rel=0.01)
    assert electrolyte["Cation transference number"] == pytest.approx(0.1)
    assert "transference number" in document["Header"]["Description"]


def test_a_simulator_of_another_film_refuses_tables(film):
    cell = Cell(film(TABLES), temperature_degC=25)
    with pytest.raises(InputError, match="film: its transport follows the salt concentration"):
        Simulator.of(Cell("PHLP-15"), threads=1).run(rate_test_steps(1), [build_cell(cell)], [1.0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NEGATIVE.replace("diffusivity_cm2_s = 8e-8", ""), "no salt diffusivity follows"),
        ("filler_wt_percent = 10" + NEGATIVE, r"\[matrix\], with filler_wt_percent = 0"),
        (MATRIX + '[law]\ntemperature = "VFT"', "unknown law of temperature 'VFT'; did you mean"),
        (MATRIX + '[law]\ncomposite = "spheroid"', "did you mean 'spheroids'"),
        (MATRIX + '[law]\ntemperature = "VTF"\nconstants = { "Vogel temperature" = 1 }', "did you"),
        (
            MATRIX + '[law]\ntemperature = "VTF"\nconstants = { "Vogel temperature [K]" = 400 }',
            r"Vogel temperature \[K\] = 400: allowed is 0 to 230",
        ),
        (MATRIX + '[concentration]\nliterature = "PEO/LiTSI"', "did you mean 'PEO/LiTFSI'"),
        (MATRIX + "[concentration]\nconductivity_mS_cm = [1, 2]", "a table needs mol_L"),
        (MATRIX + "[concentration]\nmol_L = [1, 2]", r"\[concentration\] says nothing"),
        (
            MATRIX + "[concentration]\nmol_L = [1, 2]\nconductivity_mS_cm = [1, -2]",
            r"conductivity_mS_cm = -2 at 2 mol/L: allowed is above 0",
        ),
        (MATRIX + "solubility_mol_L = 1.0", "more than the solubility"),
        (MATRIX.replace("conductivity_mS_cm = 0.1", ""), "conductivity_mS_cm is missing"),
    ],
)
def test_faults_are_told_in_one_line(film, text, words):
    with pytest.raises(InputError, match=words) as caught:
        film(text)
    assert "\n" not in str(caught.value)
    assert "film.toml: " in str(caught.value)


def test_a_number_below_zero_in_place_of_the_closures_needs_the_diffusivity():
    number = {"Film cation transference number": -0.3}
    with pytest.raises(InputError, match=r"give 'Film salt diffusivity \[m2.s-1\]' with it"):
        Cell("PHLP-15", values=number)
    cell = Cell("PHLP-15", values=number | {"Film salt diffusivity [m2.s-1]": 5e-12})
    assert film_transport(cell).transference_number == -0.3


def test_the_literature_set_has_provenance_and_serves_a_film(film, repository_root):
    path = files("sclcell.parameter_sets") / "data" / "concentration" / "peo_litfsi.csv"
    rows = list(DictReader(path.open(encoding="utf-8")))
    known = (repository_root / "parameter_sets/references.bib").read_text(encoding="utf-8")
    for row in rows:
        assert row["class"] in CLASSES
        assert row["source"] or row["class"] == "assumed"
        assert not row["source"] or f"{{{row['source']}," in known
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
    laws = literature_laws("PEO/LiTFSI")
    assert set(laws) == {"conductivity", "diffusivity", "transference_number"}
    made = film(
        "[matrix]\nactivation_energy_eV = 0.4\nsalt_concentration_mol_L = 1.687\n"
        '[law]\ntemperature = "VTF"\n[concentration]\nliterature = "PEO/LiTFSI"',
        "temperature_C = 90",
    )
    assert made.ionic_conductivity(350.0) < 0.187
    T = 273.15 + 90
    assert properties(made, 1687.0, T)[0] == pytest.approx(0.187, rel=1e-6)
    assert properties(made, 742.0, T)[2] == pytest.approx(0.17, rel=1e-6)
