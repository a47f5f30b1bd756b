"""Tables of films as papers print them: conditions in headings, contents in names and ratios."""

import numpy as np
import pytest

from sclcell.errors import InputError
from sclcell.fitting.films.printed import content_of_name, temperature_of


def found(table):
    """Return (wt%, degC) to S/cm."""
    frame = table.frame
    at = zip((100 * frame["w"]).round(3), (frame["T"] - 273.15).round(2), strict=True)
    return dict(zip(at, np.exp(frame["ln_sigma"]).to_numpy() / 100, strict=True))


BARE_AND_TEN = {(0, 25): 1e-6, (0, 60): 1e-4, (10, 25): 2e-5, (10, 60): 2e-4}


@pytest.mark.parametrize(
    "text",
    [
        "LATP (wt%),25 °C (S/cm),60 °C (S/cm)\n0,1e-6,1e-4\n10,2e-5,2e-4\n",
        "Ionic conductivity (S/cm),,\nLATP (wt%),25 °C,60 °C\n0,1e-6,1e-4\n10,2e-5,2e-4\n",
        "# conductivity in this table [S/cm]\nwt%,RT,333 K\n0,1e-6,1e-4\n10,2e-5,2e-4\n",
        "wt% LATP,σ at 25 °C [mS/cm],σ at 60 °C [mS/cm]\n0,1e-3,0.1\n10,0.02,0.2\n",
        "wt.%;σ25°C (S cm−1);σ60°C (S cm−1)\n0;1e-6;1e-4\n10;2e-5;2e-4\n",
        "wt%,log σ (S/cm) at 25 °C,log σ (S/cm) at 60 °C\n0,-6,-4\n10,-4.69897,-3.69897\n",
        "# conductivity (S/cm)\nT (°C),0 wt%,10 wt%\n25,1e-6,2e-5\n60,1e-4,2e-4\n",
        "# conductivity (S/cm)\nLATP wt%,0,10\n25 °C,1e-6,2e-5\n60 °C,1e-4,2e-4\n",
        "T (°C),\"0 wt%, σ (S/cm)\",\"10 wt%, σ (S/cm)\"\n25,1e-6,2e-5\n60,1e-4,2e-4\n",
        "| wt% | 25 °C (S/cm) | 60 °C (S/cm) |\n|---|---|---|\n"
        "| 0 | 1e-6 | 1e-4 |\n| 10 | 2e-5 | 2e-4 |",
    ],
)  # fmt: skip
def test_conditions_in_headings(read, text):
    own = found(read(text))
    at = {(w, round(T)): value for (w, T), value in own.items()}
    assert set(at) == set(BARE_AND_TEN)
    assert at == pytest.approx(BARE_AND_TEN, rel=1e-4)


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("σ (10-5 S cm-1)", "2.5"),
        ("σ × 10^5 (S/cm)", "2.5"),
        ("σ / 10⁻⁵ S cm⁻¹", "2.5"),
        ("conductivity [S/cm]", "(2.5 ± 0.2) × 10−5"),
        ("conductivity [S/cm]", "2.5×10^-5 ± 0.4×10^-5"),
        ("conductivity [S/cm]", "2.5E-5±2E-6"),
        ("conductivity [S/cm]", "~2.5e-5"),
        ("-log σ (S/cm)", "4.60206"),
        ("ln(σT) (S cm-1 K)", "-4.89894"),
        ("log10(σ / S cm-1)", "-4.60206"),
        ("conductivity (Ω-1 cm-1)", "2.5e-5"),
    ],
)
def test_powers_deviations_and_logarithms(read, heading, cell):
    own = found(read(f"LATP wt%;T (°C);{heading}\n5;25;{cell}\n10;25;{cell}\n"))
    assert list(own.values()) == pytest.approx([2.5e-5, 2.5e-5], rel=1e-4)


def test_a_transference_number_at_one_temperature_only(read):
    table = read(
        "wt%,σ at 25 °C [S/cm],σ at 60 °C [S/cm],t+ at 60 °C\n0,1e-6,1e-4,0.2\n9,2e-5,2e-4,-\n"
    )
    known = table.frame[table.frame["t_plus"].notna()]
    assert (known["T"] - 273.15).tolist() == pytest.approx([60.0])
    assert len(table.frame) == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("PEO", 0), ("PEO0", 0), ("PEO10", 10), ("PEO-10", 10), ("PEO-10LATP", 10),
        ("10% TiO2", 10),
        ("PEO/LiTFSI/Li6.4La3Zr1.4Ta0.6O12-20", 20), ("P(EO)16LiTFSI-7.5", 7.5), ("CPE-5", 5),
        ("PVDF-HFP/15 wt% Al2O3", 15), ("(EO:Li=16) LLZTO30", 30),
    ],
)  # fmt: skip
def test_contents_in_names(name, content):
    assert content_of_name(name) == content


def test_names_of_films_state_their_contents(read):
    table = read("Sample,T (°C),σ (S cm-1)\nPEO,25,1e-6\nPEO-5LATP,25,2e-5\nPEO-10LATP,25,3e-5\n")
    assert table.loadings == pytest.approx([0, 0.05, 0.1])
    assert any("PEO-5LATP has 5 wt%" in note for note in table.notes)


@pytest.mark.parametrize(
    ("head", "cell", "options", "w"),
    [
        ("filler:polymer", "1:4", {"basis": "polymer and salt"}, 0.2),
        ("LATP:(PEO+LiTFSI)", "1:4", {}, 0.2),
        ("PEO-LiTFSI : LATP", "80:20", {}, 0.2),
        ("LATP (phr)", "25", {"basis": "polymer and salt"}, 0.2),
        ("weight fraction", "0.2", {}, 0.2),
        ("LATP content [wt%]", "20 wt%", {}, 0.2),
        ("LATP content", "20 wt.%", {}, 0.2),
    ],
)
def test_ratios_and_parts(read, head, cell, options, w):
    table = read(f"{head},T (°C),σ (S cm-1)\n0,25,1e-6\n{cell},25,2e-5\n", **options)
    assert table.loadings == pytest.approx([0, w])


def test_several_films_side_by_side(read):
    table = read("wt%,T (C),sigma 1 (mS/cm),sigma 2 (mS/cm)\n0,25,0.001,0.002\n10,25,0.03,0.05\n")
    assert table.frame["film"].nunique() == 4
    assert sorted(np.exp(table.frame["ln_sigma"]) * 10) == pytest.approx([0.001, 0.002, 0.03, 0.05])


def test_an_activation_energy_stands_for_further_temperatures(read):
    table = read("wt%,sigma at RT (mS/cm),Ea (kJ/mol)\n0,0.001,60\n10,0.02,50\n")
    frame = table.frame[table.frame["w"] == 0].sort_values("T")
    slope = np.polyfit(1 / frame["T"], frame["ln_sigma"], 1)[0]
    assert -8.314462618 * slope == pytest.approx(60e3, rel=1e-3)
    assert frame["extra"].is_monotonic_increasing
    assert any("activation energies stand for" in note for note in table.notes)


def test_deviations_in_a_column(read):
    table = read(
        "wt%,T (C),conductivity (mS/cm),std (mS/cm)\n0,25,0.001,0.0002\n10,25,0.04,0.004\n"
    )
    assert table.frame["extra"].tolist() == pytest.approx([0.2, 0.1])


@pytest.mark.parametrize("cell", ["n.a.", "—", "--", "not measured", "n.d."])
def test_what_was_not_measured(read, cell):
    table = read(f"wt%,T (C),conductivity (mS/cm)\n0,25,0.001\n5,25,{cell}\n10,25,0.04\n")
    assert table.loadings == pytest.approx([0, 0.1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("wt%,25 °C,60 °C\n0,1e-6,1e-4\n", "write the quantity and its unit there"),
        ("T (°C),0 wt%,10 wt%\n25,1,2\n", "below '0 wt%', '10 wt%' are"),
        ("sample,T (°C),σ (S/cm)\nA,25,1e-6\nB,25,2e-6\n", "no column of filler content"),
        ("sample,T (°C),σ (S/cm)\nP2A10,25,1e-6\nP2A20,25,2e-6\n", "'P2A10' has several numbers"),
        ("wt%,σ (S/cm)\n0,1e-6\n", "or say it in the heading: 'conductivity at 25 degC"),
        ("filler:polymer,T (°C),σ (S/cm)\n1:4,25,1e-6\n", "--basis 'polymer and salt'"),
        ("wt%,T (C),t+ (BV),t+ (NMR),σ (S/cm)\n0,25,.2,.3,1e-6\n", "two columns of t+"),
        ("wt%,T (C),σ (S/cm),Ea\n0,25,1e-6,0.5\n", "needs a unit; write .eV. or .kJ/mol."),
        ("wt%;T (C);σ (S/cm)\n0;25;0.12\n5;25;0.13\n9;25;3,0\n", "has a decimal comma"),
        ("wt%,T (C),σ bulk (S/cm),σ grain (mS/cm)\n0,25,1,2\n", "two columns of conductivity"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_one_line(read, text, said):
    with pytest.raises(InputError, match=said) as error:
        read(text)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    ("text", "degC"),
    [("25 °C", 25), ("σ60°C", 60), ("298.15 K", 25), ("RT", 25), ("S cm-1 K", None), ("5 C", 5)],
)
def test_temperatures_in_words(text, degC):
    K = temperature_of(text)
    assert (K is None) if degC is None else K == pytest.approx(degC + 273.15)


@pytest.mark.parametrize(
    ("text", "expected", "noted"),
    [
        (
            "Table 2. Conductivity of the films at 30 °C\nwt%,σ (S cm^{-1})\n0,1e-6\n9,2e-5\n",
            {(0, 30): 1e-6, (9, 30): 2e-5},
            "measured at 30 degC, as a line above",
        ),
        (
            "wt%,T (°C),σ (S/cm)\n0,25,1e-6\n,60,1e-4\n9,25,2e-5\n,60,2e-4\n",
            {(0, 25): 1e-6, (0, 60): 1e-4, (9, 25): 2e-5, (9, 60): 2e-4},
            "are taken as those above them",
        ),
        (
            "PEO:LiTFSI:LATP,T (°C),σ (S/cm)\n80:20:0,25,1e-6\n60:20:20,25,2e-5\n",
            {(0, 25): 1e-6, (20, 25): 2e-5},
            None,
        ),
        (
            "Gehalt (Gew.-%);Temperatur (°C);Leitfähigkeit (S/cm)\n0;25;1,2e-6\n9;25;2,5e-5\n",
            {(0, 25): 1.2e-6, (9, 25): 2.5e-5},
            None,
        ),
        (
            "Filler,wt%,T (°C),σ (S/cm)\nnone,0,25,1e-6\nLi1.3Al0.3Ti1.7(PO4)3,9,25,2e-5\n"
            "TiO2,9,25,1\n",
            {(0, 25): 1e-6, (9, 25): 2e-5},
            None,
        ),
    ],
)
def test_captions_merged_cells_and_parts(read, text, expected, noted):
    table = read(text)
    assert found(table) == pytest.approx(expected, rel=1e-4)
    assert noted is None or any(noted in note for note in table.notes)


def test_rows_alike_are_several_films(read):
    table = read("wt%,T (°C),σ (S/cm)\n0,25,1e-6\n0,25,2e-6\n9,25,2e-5\n")
    assert table.frame["film"].nunique() == 3
    assert any("taken as of several films" in note for note in table.notes)
    one = read("film,wt%,T (°C),σ (S/cm)\na,0,25,1e-6\na,0,25,2e-6\nb,9,25,2e-5\n")
    assert one.frame["film"].nunique() == 2


def test_true_transference_numbers_become_those_of_bruce_and_vincent(read):
    """In an ideal salt both are the same; t+ = -0.2 of a salt that is not becomes 1/(1 + Ne)."""
    sigma, t, c, T = 0.1, 0.2, 1000.0, 333.15  # S/m, -, mol/m3, K
    D = 2 * 8.314462618 * T * sigma * t * (1 - t) / (96485.33212**2 * c)
    head = "wt%,T (°C),σ (S/m),t0+,D (m2/s),thermodynamic factor,salt concentration (mol/L)"
    table = read(
        f"{head}\n0,60,{sigma},{t},{D:.8g},1,1\n9,60,{sigma},-0.2,{D:.8g},3,1\n5,60,.1,.1,,,\n"
    )
    rows = table.frame.set_index(table.frame["w"].round(4))
    assert rows["t_plus"][0] == pytest.approx(t, rel=1e-6)
    newman = 3 * (1.2 / 0.8) ** 2 * (0.8 / 0.2)
    assert rows["t_plus"][0.09] == pytest.approx(1 / (1 + newman), rel=1e-6)
    assert table.left_out["t_plus"].tolist() == [0.1]
    assert any("2 t+ by concentration cells are fitted" in note for note in table.notes)
