"""What several tests of fits need."""

import pytest

from sclcell.fitting.films.reading import read_film_table
from sclcell.parameter_sets.materials import find_material


@pytest.fixture
def read(tmp_path):
    """Read the text of a table of PEO films, with LATP if nothing else is said."""
    latp, peo = find_material("filler", "LATP"), find_material("matrix", "PEO/LiTFSI")

    def reader(text, filler=latp, **options):
        path = tmp_path / "films.csv"
        path.write_text(text, encoding="utf-8")
        return read_film_table(path, filler, peo, **options)

    return reader
