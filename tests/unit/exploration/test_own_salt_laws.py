"""Studies of films whose transport follows the salt concentration by laws of their own."""

import pytest

from sclcell import explore

MATRIX = """
name = "own film"
[matrix]
conductivity_mS_cm = 0.05
transference_number = 0.1
activation_energy_eV = 0.35
salt_concentration_mol_L = 1.2
"""
# Starves at the cathode's side: the conductivity falls to nothing with the salt.
LAWS = """
[concentration]
mol_L = [0.1, 0.6, 1.2, 2.0, 3.0]
conductivity_mS_cm = [1e-4, 0.005, 0.05, 0.05, 0.05]
"""


@pytest.mark.slow
def test_films_with_and_without_laws_in_one_study(tmp_path):
    """Each design is computed with the laws of its own film."""
    (tmp_path / "laws.toml").write_text(MATRIX + LAWS)
    (tmp_path / "none.toml").write_text(MATRIX)
    films = [str(tmp_path / name) for name in ("laws.toml", "none.toml")]

    def capacities(chosen):
        (tmp_path / "study.toml").write_text(
            f"schema = 1\ntitle = 't'\n[variables]\nfilm = {{ levels = {chosen} }}\n"
            "[fixed]\nrate_C = 1.0\nseparator_thickness_um = 50\n"
            '[outputs]\nquantities = ["capacity"]\n'
        )
        table = explore(tmp_path / "study.toml").table
        return table["Specific discharge capacity [mA.h.g-1]"].tolist()

    both = capacities(films)
    assert both[0] < 0.95 * both[1]
    assert capacities(films[1:]) == pytest.approx(both[1:], rel=1e-6)
    assert capacities(films[:1]) == pytest.approx(both[:1], rel=1e-6)
