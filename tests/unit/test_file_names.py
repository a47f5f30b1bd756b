"""Names that a user chooses become files that no other name shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sclcell.file_names import file_stems, lasting_stem


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize(
    "names",
    [
        ("film α", "film β"),
        ("плёнка", "пленка Б"),
        ("a b", "a_b"),
        ("a/b", "a\\b", "a:b"),
        ("Film", "film"),
        ("..", ".", "", "_"),
        ("膜" * 70, "膜" * 71),
        ("é", "e\N{COMBINING ACUTE ACCENT}"),
    ],
)
def test_different_names_have_different_files(names, small):
    stems = list(file_stems(names, small).values())
    assert len({stem.casefold() for stem in stems}) == len(names)


def test_usual_names_stay_as_they_are():
    assert file_stems(["PHLP-15", "cell A", "膜"]) == {
        "PHLP-15": "PHLP-15",
        "cell A": "cell_A",
        "膜": "膜",
    }


def test_the_order_of_names_does_not_count():
    assert file_stems(["a b", "a_b"]) == file_stems(["a_b", "a b"])


def test_a_file_that_lies_there_already_is_of_no_other_name():
    names = ("my film", "my_film", "my/film", "PHLP-15")
    assert len({lasting_stem(name) for name in names}) == len(names)
    assert lasting_stem("PHLP-15") == "PHLP-15"


@given(st.lists(st.text(max_size=80), unique=True, max_size=6))
def test_every_name_is_a_file_of_its_own(names):
    stems = list(file_stems(names).values())
    assert len({stem.casefold() for stem in stems}) == len(names)
    for stem in stems:
        assert stem not in ("", ".", "..")
        assert not set(stem) & set('/\\:*?"<>|\0\n')
        assert len(stem.encode()) < 255
