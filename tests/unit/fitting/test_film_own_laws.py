"""Laws of a user's own in a fit of films: without numbers, and with faults."""

import numpy as np
import pandas as pd
import pytest

import sclcell
from sclcell.cli import main
from sclcell.errors import InputError
from sclcell.fitting.films.films import Films
from sclcell.fitting.films.model import FilmModel
from sclcell.fitting.films.ranking import NO_LAW, fit_laws
from sclcell.fitting.films.table import FilmTable
from sclcell.models.laws.composites import CompositeLaw, LawConstant, registry
from sclcell.parameter_sets.materials import find_material

FILLER, MATRIX = find_material("filler", "LATP"), find_material("matrix", "PEO/LiTFSI")
SHARE = LawConstant(
    "Conducting share [1]", *("1", 0.5, 0.5, "ln", 0.0, 1.0), "assumed", "half", "a share"
)


def law(formula, name="of my own"):
    body = {
        "__module__": __name__,
        "name": name,
        "title": "a law of my own",
        "label": "COM-99",
        "constants": (SHARE,),
        "highest_volume_fraction": 0.9,
        "formula": classmethod(formula),
    }
    return type("OfMyOwn", (CompositeLaw,), body)


def negative(cls, phases, phi, radius, constants):
    return (1 - 20 * phi) * phases.matrix


def no_number(cls, phases, phi, radius, constants):
    return phases.matrix * np.where(phi > 0, np.nan, 1)


def seldom(cls, phases, phi, radius, constants):
    # Half the prior of the share lies above a half: what follows is NaN there.
    return phases.matrix * np.sqrt(0.5 - phi * constants[SHARE.name])


def raises(cls, phases, phi, radius, constants):
    return phases.matrix * phases.cores


@pytest.fixture
def table():
    w = np.array([0.0, 0.05, 0.1, 0.2])
    y = np.array([-7.0, -6.5, -6.3, -6.4])
    phi = w * 1250 / (w * 1250 + (1 - w) * 2940)
    frame = pd.DataFrame({"w": w, "phi": phi, "T": 298.15, "ln_sigma": y, "t_plus": np.nan})
    film = [f"{x:g}" for x in w]
    return FilmTable(frame.assign(extra=0.0, film=film, D=np.nan, row=0), FILLER, MATRIX)


@pytest.mark.parametrize("formula", [negative, no_number])
def test_a_law_that_gives_no_conductivity_is_left_out_by_name(table, formula):
    notes = []
    laws = {"of my own": law(formula), NO_LAW: None}
    fits = fit_laws(table, laws=laws, folds=False, particles=40, notes=notes)
    assert [fit.name for fit in fits] == [NO_LAW]
    assert len(notes) == 1
    assert "the law 'of my own' is left out" in notes[0]


def test_a_draw_without_conductivity_has_no_likelihood(table):
    films = Films.of(table.frame)
    model = FilmModel(law(seldom), FILLER, MATRIX, films)
    z = np.zeros((2, model.dimension))
    place = model.names.index(SHARE.name)
    model._high[place] = np.inf  # beyond what the constant may be, to have one draw of each
    z[1, place] = 10.0
    sound, empty = model.log_likelihood(films, z)
    assert sound > -1e3
    assert empty == -1e10


def test_shipped_laws_give_conductivities_all_over_their_priors(table):
    films = Films.of(table.frame)
    shares = {
        name: FilmModel(registry[name], FILLER, MATRIX, films).share_without_number(films)
        for name in registry
    }
    assert set(shares.values()) == {0.0}


def test_an_exception_in_a_law_names_it_and_its_file(table):
    with pytest.raises(InputError) as error:
        fit_laws(table, laws={"of my own": law(raises)}, folds=False, particles=40)
    text = str(error.value)
    assert "the law 'of my own' fails in test_film_own_laws.py, line" in text
    assert "AttributeError" in text
    assert "\n" not in text


def test_a_law_that_returns_no_numbers_is_named(table):
    with pytest.raises(InputError, match="the law 'of my own' fails"):
        fit_laws(table, laws={"of my own": law(lambda *_, **__: "much")}, folds=False, particles=40)


def test_the_note_reaches_the_answer(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "_classes", {"of my own": law(negative)})
    path = tmp_path / "films.csv"
    path.write_text("wt%,T [K],sigma [mS/cm]\n0,298,0.1\n10,298,0.8\n20,298,0.5\n")
    found = sclcell.fit_film(path, filler="LATP", ranking=False, particles=40)
    assert "of my own" not in found.tables["laws"]["Law"].tolist()
    assert "the law 'of my own' is left out" in found.text
    assert any("of my own" in note for note in found.to_dict()["Notes"])


@pytest.mark.parametrize("command", ["electrolyte", "film"])
def test_commands_tell_a_failing_law_in_a_line(tmp_path, monkeypatch, capsys, command):
    monkeypatch.setitem(registry._found(), "of my own", law(raises))
    film, films = tmp_path / "film.toml", tmp_path / "films.csv"
    film.write_text(
        "filler_wt_percent = 10\n[matrix]\nconductivity_mS_cm = 0.05\ntransference_number = 0.2\n"
        'activation_energy_eV = 0.3\n[filler]\nkind = "LLZTO"\n[law]\ncomposite = "of my own"\n'
    )
    films.write_text("wt%,T [K],sigma [mS/cm]\n0,298,0.1\n10,298,0.8\n20,298,0.5\n")
    with pytest.raises(SystemExit) as ended:
        main([command, str(film if command == "electrolyte" else films)])
    error = capsys.readouterr().err
    assert ended.value.code == 2
    assert "the law 'of my own' fails in test_film_own_laws.py, line" in error
    assert "internal error" not in error
    assert len(error.splitlines()) == 1
