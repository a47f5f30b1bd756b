"""Laws of composites against bounds, dilute limits, resistor networks and voxels.

The pictures behind the voxels and networks are those of the laws, solved without them: Laplace's
equation on cubes, and Kirchhoff's on a lattice of random bonds.
"""

import itertools

import numpy as np
import pytest
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import cg

from sclcell.models.laws.composites import composite_law, registry
from sclcell.models.laws.composites.shell import shell_fraction
from sclcell.models.laws.effective_medium import (
    hashin_shtrikman_bounds,
    self_consistent_conductivity,
    wiener_bounds,
)

MATRIX = 0.01
INTERFACE = "Filler interface resistance [Ohm.m2]"
CONTACT = "Grain contact resistance [Ohm.m2]"
OPEN = {INTERFACE: 0.0, CONTACT: 0.0}
#: Interphase and filler over matrix.
CONTRASTS = [
    pair for pair in itertools.product((0.01, 0.3, 5.0, 300.0), (0.0, 0.1, 20.0)) if pair[0] != 1
]


def constants(name, **given):
    return composite_law(name).medians() | OPEN | given


def fractions(name, loading, values, radius):
    """Matrix, interphase and filler as the law's picture has them."""
    if name == "ceramic-rich":
        thickness = values["Interphase thickness [m]"]
        bulk = (1 - loading) * np.exp(-3 * loading / radius * thickness / (1 - loading))
        return bulk, 1 - loading - bulk, loading
    shells = shell_fraction(loading, radius, values)
    return 1 - loading - shells, shells, loading


@pytest.mark.parametrize("name", ["self-consistent", "coated-spheres", "ceramic-rich"])
@pytest.mark.parametrize("loading", [0.01, 0.1, 0.3, 0.45])
@pytest.mark.parametrize("radius", [5e-9, 1e-7])
def test_isotropic_mixtures_lie_between_hashin_and_shtrikman(name, loading, radius):
    values = constants(name)
    for contrast in CONTRASTS:
        phases = (MATRIX, *(MATRIX * ratio for ratio in contrast))
        sigma = composite_law(name).conductivity(*phases, loading, values, radius)
        low, high = hashin_shtrikman_bounds(fractions(name, loading, values, radius), phases)
        assert low * (1 - 1e-7) <= sigma <= high * (1 + 1e-7)


@pytest.mark.parametrize("aspect", [0.02, 1.0, 50.0])
@pytest.mark.parametrize("order", [-0.5, 0.0, 1.0])
def test_spheroids_lie_between_wiener(aspect, order):
    radius, loading, thickness = 1e-7, 0.15, 2e-8
    values = constants("spheroids") | {
        "Aspect ratio": aspect,
        "Alignment with the current": order,
        "Interphase thickness [m]": thickness,
        "Agglomeration filler volume fraction": 1e9,
    }
    ratio = thickness / radius
    around = (1 + ratio) ** 2 * (1 + ratio / aspect) - 1
    matrix = (1 - loading) * np.exp(-loading * around / (1 - loading))
    shares = (matrix, 1 - loading - matrix, loading)
    for contrast in CONTRASTS:
        phases = (MATRIX, *(MATRIX * ratio for ratio in contrast))
        sigma = composite_law("spheroids").conductivity(*phases, loading, values, radius)
        low, high = wiener_bounds(shares, tuple(max(phase, 1e-12) for phase in phases))
        assert low < sigma < high


@pytest.mark.parametrize("name", sorted(registry))
@pytest.mark.parametrize("contrast", CONTRASTS)
def test_no_law_leaves_the_range_of_its_phases(name, contrast):
    phases = (MATRIX, *(MATRIX * ratio for ratio in contrast))
    loading = np.linspace(0, composite_law(name).highest_volume_fraction, 9)
    for radius in (5e-9, 1e-7, 1e-6):
        sigma = composite_law(name).conductivity(*phases, loading, constants(name), radius)
        assert np.all(sigma >= min(phases) * (1 - 1e-9))
        assert np.all(sigma <= max(phases) * (1 + 1e-9))


@pytest.mark.parametrize("name", sorted(registry))
def test_few_hard_spheres_do_what_maxwell_says(name):
    # Without shell every law is that of spheres in the matrix: 1 + 3 phi (r - 1)/(r + 2).
    given = {
        "Interphase thickness [m]": 0.0,
        "Reach of the filler's surface [m]": 0.0,
        "Aspect ratio": 1.0,
    }
    values, loading = constants(name) | given, 1e-6
    for ratio in (0.0, 0.2, 7.0):
        phases = (MATRIX, 30 * MATRIX, ratio * MATRIX)
        sigma = composite_law(name).conductivity(*phases, loading, values, 1e-7)
        slope = (sigma / MATRIX - 1) / loading
        assert slope == pytest.approx(3 * (ratio - 1) / (ratio + 2), rel=1e-4)


def test_few_coated_spheres_do_what_a_doublet_says():
    # Field inside a coated sphere by hand: potentials A r, B r + C/r^2, r + D/r^2.
    core, shell, size = 0.4, 6.0, 1.3
    rows = np.array(
        [
            [1, -1, -1, 0],
            [core, -shell, 2 * shell, 0],
            [0, size, size**-2, -(size**-2)],
            [0, shell, -2 * shell * size**-3, 2 * size**-3],
        ]
    )
    D = np.linalg.solve(rows, [0, 0, size, 1])[3]
    values = constants("coated-spheres") | {
        "Interphase thickness [m]": 3e-8,
        "Agglomeration filler volume fraction": 1e9,
    }
    loading = 1e-6
    for name in ("coated-spheres", "spheroids"):
        own = constants(name) | values | {"Aspect ratio": 1.0}
        law = composite_law(name)
        sigma = law.conductivity(MATRIX, shell * MATRIX, core * MATRIX, loading, own, 1e-7)
        assert (sigma / MATRIX - 1) / loading == pytest.approx(-3 * D, rel=2e-4)


def test_needles_and_sheets_along_the_current_are_wires_in_parallel():
    values = constants("spheroids") | {
        "Interphase thickness [m]": 1e-12,
        "Aspect ratio": 1e4,
        "Alignment with the current": 1.0,
    }
    law = composite_law("spheroids")
    sigma = law.conductivity(MATRIX, MATRIX, 20 * MATRIX, 0.1, values, 1e-7)
    assert sigma == pytest.approx(MATRIX * (0.9 + 0.1 * 20), rel=1e-4)
    flat = values | {"Aspect ratio": 1e-3}
    sigma = law.conductivity(MATRIX, MATRIX, 0.05 * MATRIX, 0.1, flat, 1e-7)
    assert sigma == pytest.approx(MATRIX / (0.9 + 0.1 / 0.05), rel=3e-2)


def test_percolation_has_threshold_and_exponents():
    # A shell that fills space: the law's balance alone, at contrasts that show the powers.
    from sclcell.models.laws.composites.general_effective_medium import _logarithmic_gain

    fc, s, t, contrast = 0.16, 0.87, 2.0, np.log(1e12)
    A = (1 - fc) / fc

    def gain(f):
        return _logarithmic_gain(f, contrast, A, s, t)

    above = [gain(fc * (1 + x)) - contrast for x in (0.02, 0.04)]
    assert (above[1] - above[0]) / np.log(2) == pytest.approx(t, rel=0.02)
    below = [gain(fc * (1 - x)) for x in (0.02, 0.04)]
    assert (below[0] - below[1]) / np.log(2) == pytest.approx(s, rel=0.03)
    # Equal exponents have a closed form, the root of a quadratic.
    h = np.exp(np.log(50) / 1.5)
    x = np.exp(_logarithmic_gain(0.3, np.log(50), A, 1.5, 1.5) / 1.5)
    assert (1 - 0.3) * (1 - x) / (1 + A * x) + 0.3 * (h - x) / (h + A * x) == pytest.approx(
        0, abs=1e-14
    )


def test_ceramic_at_100_percent_is_grains_and_their_contacts():
    law, radius, grain = composite_law("ceramic-rich"), 1e-6, 0.05
    for resistance in (0.0, 1e-5, 1e-3):
        values = law.medians() | {CONTACT: resistance}
        sigma = law.conductivity(MATRIX, 10 * MATRIX, grain, 1.0, values, radius)
        # A brick of edge 2a with two contacts in series.
        brick = 2 * radius / (2 * radius / grain + 2 * resistance)
        assert sigma == pytest.approx(brick, rel=1e-9)


def solve(conductivity):
    """Conductivity of a block of cubes along its first axis, insulated at the sides."""
    shape = conductivity.shape
    number = np.arange(conductivity.size).reshape(shape)
    rows, columns, bonds = [], [], []
    for axis in range(3):
        low = [slice(None)] * 3
        high = [slice(None)] * 3
        low[axis], high[axis] = slice(None, -1), slice(1, None)
        one, other = conductivity[tuple(low)], conductivity[tuple(high)]
        with np.errstate(divide="ignore", invalid="ignore"):
            between = np.nan_to_num(2 * one * other / (one + other))
        rows.append(number[tuple(low)].ravel())
        columns.append(number[tuple(high)].ravel())
        bonds.append(between.ravel())
    return _network(conductivity, number, *map(np.concatenate, (rows, columns, bonds)))


def _network(conductivity, number, row, column, bond):
    size, ends = conductivity.size, 2 * conductivity
    diagonal = np.bincount(row, bond, size) + np.bincount(column, bond, size)
    source = np.zeros(size)
    for face, potential in ((number[0].ravel(), 1.0), (number[-1].ravel(), 0.0)):
        diagonal[face] += ends.ravel()[face]
        source[face] += potential * ends.ravel()[face]
    diagonal += 1e-14 * diagonal.max()  # insulated cubes float
    both = (np.r_[row, column], np.r_[column, row])
    matrix = diags_array(diagonal) - coo_array((np.r_[bond, bond], both), (size, size))
    potential, failed = cg(
        matrix.tocsr(), source, rtol=1e-9, M=diags_array(1 / diagonal), maxiter=5000
    )
    assert failed == 0
    first = number[0].ravel()
    current = np.sum(ends.ravel()[first] * (1 - potential[first]))
    return current * number.shape[0] / first.size


def octant(cells, axes, share, phases):
    """An eighth of a cell of a cubic lattice of coated spheroids; also its phase fractions."""
    x = (np.arange(cells) + 0.5) / cells
    grid = np.meshgrid(x, x, x, indexing="ij")
    distance = sum((part / axis) ** 2 for part, axis in zip(grid, axes, strict=True))
    kind = np.where(distance < share ** (2 / 3), 2, np.where(distance < 1, 1, 0))
    counts = np.bincount(kind.ravel(), minlength=3) / kind.size
    return np.array(phases)[kind], counts


def law_at(name, counts, phases, radius=1e-7, **given):
    """The law at the very fractions that the voxels have."""
    law, core, coated = composite_law(name), counts[2], counts[1] + counts[2]
    values = constants(name) | {"Agglomeration filler volume fraction": 1e9} | given

    def interphase(thickness):
        if name == "spheroids":
            aspect, z = given["Aspect ratio"], thickness / radius
            around = (1 + z) ** 2 * (1 + z / aspect) - 1
            return (1 - core) * -np.expm1(-core * around / (1 - core))
        return shell_fraction(core, radius, values | {"Interphase thickness [m]": thickness})

    from scipy.optimize import brentq

    thickness = brentq(lambda d: interphase(d) - (coated - core), 1e-12, 1e-6, xtol=1e-18)
    return law.conductivity(*phases, core, values | {"Interphase thickness [m]": thickness}, radius)


@pytest.mark.parametrize(
    ("name", "axes", "given"),
    [
        ("coated-spheres", (0.55, 0.55, 0.55), {}),
        ("spheroids", (0.8, 0.4, 0.4), {"Aspect ratio": 2.0, "Alignment with the current": 1.0}),
        ("spheroids", (0.4, 0.4, 0.8), {"Aspect ratio": 2.0, "Alignment with the current": -0.5}),
        ("spheroids", (0.3, 0.6, 0.6), {"Aspect ratio": 0.5, "Alignment with the current": 1.0}),
    ],
    ids=["spheres", "wires along", "wires across", "sheets across"],
)
@pytest.mark.parametrize(
    "phases", [(1.0, 6.0, 0.0), (1.0, 0.1, 0.5)], ids=["conducting", "blocking"]
)
def test_voxels_of_a_lattice_of_coated_particles(name, axes, given, phases):
    ratios = []
    for cells in (16, 32):
        voxels, counts = octant(cells, axes, 0.5, phases)
        ratios.append(solve(voxels) / law_at(name, counts, phases, **given))
    # Stairs on the surface make an error of first order in the edge of a cube.
    own_error = abs(ratios[1] - ratios[0])
    assert own_error < 0.03
    assert 2 * ratios[1] - ratios[0] == pytest.approx(1, abs=own_error + 0.004)


@pytest.mark.parametrize("loading", [0.05, 0.15, 0.25])
def test_random_resistors_are_the_self_consistent_balance(loading):
    # Bonds of a cubic lattice at random: the balance of (EM-1) is its effective medium.
    phases, shares = np.array([1.0, 8.0, 0.2]), np.array([1 - 3 * loading, 2 * loading, loading])
    found = []
    for seed in range(8):
        random = np.random.default_rng(seed)
        edge = 16
        number = np.arange(edge**3).reshape((edge,) * 3)
        pairs = [(number[:-1], number[1:])]
        pairs += [(number, np.roll(number, -1, axis)) for axis in (1, 2)]
        row, column = (np.concatenate([p[k].ravel() for p in pairs]) for k in (0, 1))
        bond = random.choice(phases, row.size, p=shares)
        # Fixed potentials on the first and the last plane of nodes.
        leads = np.full((edge,) * 3, 1e6)
        total = _network(leads, number, row, column, bond)
        found.append(total * (edge - 1) / edge)
    own_error = np.std(found, ddof=1) / np.sqrt(len(found))
    expected = self_consistent_conductivity(tuple(shares), tuple(phases))
    assert own_error < 0.01 * expected
    assert np.mean(found) == pytest.approx(expected, abs=3 * own_error + 0.005 * expected)
