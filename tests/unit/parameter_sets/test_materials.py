"""Materials by name and from files: what is known, what is not, and what is refused."""

from importlib.resources import files

import pandas as pd
import pytest

from sclcell.errors import InputError
from sclcell.parameter_sets.materials import ROLES, find_material, material_names, material_table
from sclcell.parameter_sets.provenance import CLASSES


@pytest.fixture(scope="module")
def rows():
    path = files("sclcell.parameter_sets") / "data" / "materials" / "materials.csv"
    return pd.read_csv(str(path), keep_default_na=False)


def test_rows_have_class_range_and_source(rows):
    text = (files("sclcell.parameter_sets") / "references.bib").read_text(encoding="utf-8")
    assert set(rows["class"]) <= set(CLASSES)
    assert set(rows["role"]) == set(ROLES)
    for row in rows.to_dict("records"):
        if row["source"]:
            assert f"{{{row['source']}," in text
        elif row["value"]:
            assert row["class"] == "assumed"
        if row["low"] and row["high"]:
            assert float(row["low"]) <= float(row["value"]) <= float(row["high"])


def test_every_filler_and_matrix_has_a_density():
    for role in ("filler", "matrix"):
        for name in set(material_names(role)) - {"none"}:
            density = find_material(role, name).number("density")
            assert density is not None
            assert 500 < density < 8000


@pytest.mark.parametrize("spelling", ["batio3", "BaTiO3", " Ba-TiO3 "])
def test_a_name_goes_in_any_spelling(spelling):
    assert find_material("filler", spelling).name == "BaTiO3"


def test_a_wrong_name_is_refused_with_the_nearest_match():
    with pytest.raises(InputError, match=r"unknown filler 'BaTi03'; did you mean 'BaTiO3'"):
        find_material("filler", "BaTi03")


def test_what_nobody_measured_is_unknown():
    assert find_material("coating", "PDA").number("conductivity") is None
    table = material_table("filler")
    interphases = table[table["Property"] == "interphase"]
    assert set(interphases["Value"]) == {"unknown"}
    assert set(interphases["Material"]) == set(material_names("filler")) - {"none"}


def test_a_material_of_ones_own(tmp_path):
    path = tmp_path / "zif8.toml"
    path.write_text('source = "pycnometer"\ndensity_g_cm3 = 0.95\nmelting_temperature_C = 60\n')
    own = find_material("filler", path)
    assert own.name == "zif8"
    assert own.number("density") == 950
    assert own.number("melting temperature") == pytest.approx(333.15)
    assert own.quantities["density"].source == "pycnometer"
    assert own.number("conductivity") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [("densty_g_cm3 = 1\n", "did you mean 'density_g_cm3'"), ("density_g_cm3 = -1\n", "greater")],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path, text, said):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        find_material("filler", path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('temperature_law = "vft"', "temperature_law = 'vft': input should be 'VTF' or 'break'"),
        ("densty_g_cm3 = 2", "densty_g_cm3: unknown key; did you mean 'density_g_cm3'?"),
        ('name = "x"\nradius_nm = [' + "1," * 900 + "]", "...: input should be a number"),
        ("radius_nm = true", "radius_nm = True: true and false are no numbers"),
    ],
)
def test_files_of_materials_are_checked_in_the_words_of_all_files(tmp_path, content, said):
    (tmp_path / "m.toml").write_text(content)
    with pytest.raises(InputError) as error:
        find_material("filler", tmp_path / "m.toml")
    assert f"m.toml: 1 fault: {said}" in str(error.value) or "..." in said
    assert said in str(error.value)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    ("role", "written", "meant"),
    [
        ("matrix", "PEO-LiTFSI", "PEO/LiTFSI"),
        ("matrix", "P(EO)16LiTFSI", "PEO/LiTFSI"),
        ("matrix", "PVdF-HFP", "PVDF-HFP"),
        ("matrix", "PVDF-HFP with residual DMF", "PVDF-HFP/LiTFSI/DMF"),
        ("matrix", "poly(ethylene oxide)", "PEO"),
        ("filler", "Li6.4La3Zr1.4Ta0.6O12", "LLZTO"),
        ("filler", "Li7La3Zr2O12", "LLZO"),
        ("filler", "Li1.3Al0.3Ti1.7(PO4)3", "LATP"),
        ("filler", "TiO2 nanoparticles", "TiO2"),
        ("filler", "fumed silica", "SiO2"),
        ("coating", "polydopamine", "PDA"),
    ],
)
def test_names_as_people_write_them(role, written, meant):
    assert find_material(role, written).name == meant


@pytest.mark.parametrize(
    ("role", "written", "said"),
    [
        ("filler", "garnet", "may be LLZTO or LLZO; name one of them"),
        ("filler", "SiO2@Al2O3", "may be SiO2 or Al2O3"),
        ("matrix", "PAN/LiTFSI", "may be PAN/LiClO4 or PAN/carbonates"),
        ("matrix", "nylon", "unknown matrix 'nylon'"),
        ("matrix", "PEO/LiFSI", "did you mean 'PEO/LiTFSI'"),
        ("filler", "Li3N", "a TOML file describes one of your own"),
    ],
)
def test_names_that_mean_nothing_or_several(role, written, said):
    with pytest.raises(InputError, match=said):
        find_material(role, written)
