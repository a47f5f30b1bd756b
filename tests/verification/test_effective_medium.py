"""Morphology against Monte Carlo, self-consistent balance against known limits."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from sclcell.models.laws import effective_medium, morphology

SEED = 20240531


def hard_sphere_box(volume_fraction, number, sweeps, every, rng):
    """Yield equilibrium configurations of hard spheres of diameter 1 and the box length.

    A thousand spheres, because a box with a fixed number has a bias of order 1/number.
    """
    box = (number * np.pi / (6 * volume_fraction)) ** (1 / 3)
    cells = int(np.ceil(number ** (1 / 3)))
    grid = np.stack(np.meshgrid(*[np.arange(cells)] * 3), -1).reshape(-1, 3)
    centres = (rng.permutation(grid)[:number] + 0.5) * box / cells
    step = 0.4 * (box / cells - 1) + 0.1
    for sweep in range(sweeps):
        moves = step * rng.uniform(-1, 1, (number, 3))
        for k in range(number):
            trial = (centres[k] + moves[k]) % box
            gap = np.abs(centres - trial)
            gap = np.minimum(gap, box - gap)
            squared = np.einsum("ij,ij->i", gap, gap)
            squared[k] = np.inf
            if squared.min() >= 1:
                centres[k] = trial
        if sweep >= sweeps // 4 and sweep % every == 0:
            yield centres, box


@pytest.mark.parametrize("volume_fraction", [0.05, 0.2])
def test_void_between_shells_equals_monte_carlo(volume_fraction):
    rng = np.random.default_rng(SEED)
    ratios = np.array([0.0, 0.25, 0.5, 1.0])
    samples = []
    for centres, box in hard_sphere_box(volume_fraction, 1000, 60, 3, rng):
        points = rng.uniform(0, box, (8000, 3))
        distance, _ = cKDTree(centres, boxsize=box).query(points)
        samples.append((distance[:, None] > 0.5 * (1 + ratios)).mean(axis=0))
    samples = np.array(samples)
    mean = samples.mean(axis=0)
    # blocks of three configurations, because successive ones are correlated
    blocks = samples[: len(samples) // 3 * 3].reshape(-1, 3, len(ratios)).mean(axis=1)
    error = blocks.std(axis=0, ddof=1) / np.sqrt(len(blocks))
    shells = morphology.interphase_volume_fraction(volume_fraction, ratios)
    closed = 1 - volume_fraction - shells
    assert np.all(error < 0.004)  # a Monte Carlo without resolution would accept anything
    np.testing.assert_array_less(np.abs(closed - mean), 3.5 * error + 1e-6)
    # penetrable spheres (no hard core) would be clearly off
    overlapping = np.exp(-volume_fraction * (1 + ratios) ** 3)
    assert np.abs(overlapping - mean)[2:].max() > 5 * error.max()


def test_dilute_shells_do_not_overlap():
    volume_fraction, ratio = 1e-6, 1.5
    shell = morphology.interphase_volume_fraction(volume_fraction, ratio)
    assert shell == pytest.approx(volume_fraction * ((1 + ratio) ** 3 - 1), rel=1e-4)


def test_one_phase_of_two_percolates_at_one_third():
    def conductivity(fraction):
        return effective_medium.self_consistent_conductivity(
            (fraction, 1 - fraction, 0.0), (1.0, 0.0, 0.0)
        )

    assert conductivity(0.3) == pytest.approx(0, abs=1e-9)
    for fraction in (0.34, 0.5, 0.9):
        assert conductivity(fraction) == pytest.approx((3 * fraction - 1) / 2, rel=1e-8)


def test_dilute_limit_is_maxwells():
    fraction, sphere = 1e-5, 7.0
    sigma = effective_medium.self_consistent_conductivity(
        (1 - fraction, fraction, 0.0), (1.0, sphere, 1.0)
    )
    slope = (sigma - 1) / fraction
    assert slope == pytest.approx(3 * (sphere - 1) / (sphere + 2), rel=1e-4)
