"""Tables of results in the documentation are made by commands, and are not stale."""

import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
sys.path.insert(0, str(DOCS / "_make"))

PAGES = sorted(path.stem.removeprefix("tables_") for path in (DOCS / "_make").glob("tables_*.py"))
#: Pages on which every table of results stands between marks.
MADE = ["laboratory", "numerics", "theory_closures", "degradation", "fitting", "films", "surface"]
#: First cell of the header of tables that hold no results: equations, laws, kinds of data.
NO_RESULTS = {"Label", "Class", "Column", "Constant", "File", "kind"}
#: A table of the page that is made in less than five seconds, to see whether the page is stale.
QUICK = {"laboratory": "readings", "theory_closures": "attribution"}
QUICK |= {"degradation": "solvent", "fitting": "reference_errors", "films": "published"}
QUICK |= {"surface": "linear"}

_UNIT = r"%|[munµk]?(?:V|A|Ah|s|m|g|mol|Ω|W|Wh|Hz|eV|S)\b|min\b|h\b|K\b|°C"
_RESULT = re.compile(rf"\d[.]\d|\d ?(?:{_UNIT})|\d·10")
_MADE_TABLE = re.compile(r"<!-- table (\w+) -->\n(.*?)<!-- end -->", re.S)
_NUMBER = re.compile(r"[−+-]?\d+(?:\.\d+)?")


def page_text(page):
    return (DOCS / f"{page}.md").read_text(encoding="utf-8")


def tables_by_hand(text):
    """Yield the lines of each table outside marks."""
    rest = re.sub(r"```.*?```", "", _MADE_TABLE.sub("", text), flags=re.S)
    for match in re.finditer(r"^\|.*\|\n\| ?:?---.*\n(?:\|.*\n?)*", rest, re.M):
        yield match[0].splitlines()


def results_by_hand(text):
    """Return rows of tables outside marks that show results."""
    found = []
    for header, _, *body in tables_by_hand(text):
        if header.split("|")[1].strip() not in NO_RESULTS:
            found += [row for row in body if _RESULT.search(row)]
    return found


def assert_same_table(shown, made):
    """Words are equal; numbers to one unit of the last digit, as machines round differently."""
    assert _NUMBER.sub("#", shown) == _NUMBER.sub("#", made)
    for old, new in zip(_NUMBER.findall(shown), _NUMBER.findall(made), strict=True):
        unit = 10.0 ** -len(old.partition(".")[2])
        assert float(new.replace("−", "-")) == pytest.approx(
            float(old.replace("−", "-")), abs=1.01 * unit
        )


@pytest.mark.parametrize("page", PAGES)
def test_each_mark_has_a_function_and_each_function_a_mark(page):
    marks = [name for name, _ in _MADE_TABLE.findall(page_text(page))]
    assert len(marks) == len(set(marks)) == page_text(page).count("<!-- end -->")
    made = set(import_module(f"tables_{page}").TABLES)
    if page == "exploration":
        studies = import_module("exploration_studies")
        made |= {*studies.PICTURES, *sum(studies.FURTHER.values(), ())}
    assert set(marks) == made


@pytest.mark.parametrize("page", MADE)
def test_no_result_stands_in_a_table_made_by_hand(page):
    assert results_by_hand(page_text(page)) == []


def test_a_result_made_by_hand_is_found():
    table = "| Film | {} |\n| --- | --- |\n| PHLP | {} |\n"
    assert results_by_hand(table.format("σ [mS/cm]", "0.104"))
    assert results_by_hand(table.format("capacity", "164 mAh/g"))
    assert results_by_hand(table.format("deviation", "3 %"))
    assert results_by_hand(table.format("deviation", "2·10⁻⁴"))
    assert not results_by_hand(table.format("what", "cathode of the study, 3 films"))
    assert not results_by_hand(table.format("what", "0.1").replace("Film", "Label"))
    assert not results_by_hand(f"<!-- table x -->\n\n{table.format('a', '0.1')}\n<!-- end -->\n")


@pytest.mark.parametrize("page", sorted(QUICK))
def test_page_shows_what_its_command_gives(page):
    name = QUICK[page]
    shown = dict(_MADE_TABLE.findall(page_text(page)))[name].strip()
    made = import_module(f"tables_{page}").TABLES[name]()
    try:
        assert_same_table(shown, made)
    except AssertionError:
        pytest.fail(
            f"stale: run `python docs/_make/figures.py {page}`\nshown:\n{shown}\nnow:\n{made}"
        )


def test_a_stale_number_and_another_word_are_found():
    assert_same_table("| a | −0.10 |", "| a | −0.11 |")
    for other in ("| a | −0.13 |", "| b | −0.10 |", "| a | 0.10 |", "| a | – |"):
        with pytest.raises(AssertionError):
            assert_same_table("| a | −0.10 |", other)
