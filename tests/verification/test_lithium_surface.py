"""Plating on a curved surface: known solutions, orders of convergence, what is conserved."""

from itertools import pairwise

import numpy as np
import pytest

from sclcell import Cell
from sclcell.experiments.laboratory.potentiostat import Galvanostat
from sclcell.models import SymmetricLithiumCell
from sclcell.models.laws.constants import FARADAY
from sclcell.surface.fields import FieldSolver
from sclcell.surface.flat import flat_state
from sclcell.surface.growth import SHORT, STEEP, _backward, grow
from sclcell.surface.linear import current_response, growth_rate
from sclcell.surface.properties import surface_properties
from sclcell.surface.shapes import Bump, Patch, bump_solver, layer_edges, rough_surface
from sclcell.surface.spots import crossing_charges, spot_current

UM = 1e-6


def film(name="PHLP-15", resistance=None):
    found = surface_properties(Cell(name, 25.0))
    return found if resistance is None else found.with_resistance(resistance)


def sinus(film, wavelength, amplitude, cells=12):
    """Return the solver of half a wave, the coefficients, and what reads off an amplitude."""
    edges = np.linspace(0, wavelength / 2, cells + 1)
    solver = FieldSolver(film, edges, layer_edges(min(edges[1] / film.thickness, 0.1)))
    wave = np.cos(2 * np.pi / wavelength * solver.space.points)

    def read(values):
        return float(2 * np.sum(values * wave * solver.space.measure) / solver.area)

    return solver, solver.space.fit(amplitude * wave), read


class TestFlat:
    @pytest.mark.parametrize(("name", "current"), [("PHLP", 4.0), ("PHLP-15", 10.0)])
    def test_salt_and_voltage_are_the_analytic_ones(self, name, current):
        one = film(name)
        solver = FieldSolver(one, np.linspace(0, 10 * UM, 4), layer_edges(0.02))
        fields, flat = solver.stationary(current), flat_state(one, current)
        line = flat.c[0] + flat.slope[0] * solver.nodes[1] * one.thickness
        assert fields.c * one.concentration == pytest.approx(line, rel=1e-10)
        assert fields.voltage * one.thermal == pytest.approx(flat.voltage, rel=1e-6)
        assert fields.plated == pytest.approx(np.full_like(fields.plated, current), rel=1e-9)

    @pytest.mark.parametrize(("name", "current"), [("PHLP", 0.4), ("PHLP-15", 0.7)])
    def test_voltage_is_that_of_the_symmetric_cell(self, name, current):
        cell = Galvanostat(SymmetricLithiumCell(), Cell(name, 25.0).parameter_values())
        signal = cell.hold(current, 2e4)
        measured = abs(float(signal["Voltage [V]"].iloc[-1]))
        assert flat_state(film(name), 10 * current).voltage == pytest.approx(measured, rel=1e-3)


class TestSinus:
    #: Limits by salt, interphase and charge transfer.
    CASES = (("PHLP", None), ("PHLP-15", 1e-4), ("PHLP-15", 0.044))

    @pytest.mark.parametrize(("name", "resistance"), CASES)
    @pytest.mark.parametrize("wavelength", [2, 5, 20, 60, 200])
    @pytest.mark.parametrize("current", [1.0, 6.0])
    def test_current_over_a_small_one(self, name, resistance, wavelength, current):
        one = film(name, resistance)
        height = 2e-3 * wavelength * UM
        solver, surface, read = sinus(one, wavelength * UM, height)
        found = []
        for sign in (1, -1):
            solver.set_surface(sign * surface)
            found.append(read(solver.stationary(current).plated))
        expected = current_response(one, 2 * np.pi / (wavelength * UM), current)
        # Beside the response of first order, what crosses zero has none to be measured by.
        scale = max(abs(expected), 1e-3 * current * 2 * np.pi / (wavelength * UM))
        assert abs((found[0] - found[1]) / 2 / height - expected) < 5e-3 * scale

    @pytest.mark.parametrize(
        ("name", "resistance", "wavelength", "current"),
        [
            ("PHLP", None, 5, 6.0),
            ("PHLP", None, 40, 6.0),
            ("PHLP", None, 20, 3.0),
            ("PHLP-15", 1e-4, 60, 7.0),
            ("PHLP-15", 1e-4, 200, 3.0),
        ],
    )
    def test_it_grows_as_linear_theory_says(self, name, resistance, wavelength, current):
        one, k = film(name, resistance), 2 * np.pi / (wavelength * UM)
        omega = growth_rate(one, k, current, stationary=False)
        plated = 1 * UM
        # So small that the smoothing k^4 a^2 H/8 is below 2 % of omega/v.
        speed = one.speed * current
        amplitude = min(
            np.sqrt(0.005 * 8 * omega / speed / (k**4 * plated)), 2e-3 * wavelength * UM
        )
        solver, surface, read = sinus(one, wavelength * UM, amplitude, 8)
        run = grow(solver, surface, current, plated / speed, tolerance=1e-5, keep=1)
        last = solver.space.profile(run.snapshots[-1].coefficients).height
        rate = np.log(read(last) / amplitude) / run.time[-1]
        assert rate == pytest.approx(omega, rel=0.02)

    def test_uniform_growth_along_the_normal_smooths_it(self):
        """By -v k^4 a^2 H/8, the resistance so large that the current is uniform."""
        one, wavelength, amplitude = film(resistance=1e4), 10 * UM, 0.25 * UM
        k, plated = 2 * np.pi / wavelength, 1.5 * UM
        solver, surface, read = sinus(one, wavelength, amplitude, 24)
        run = grow(solver, surface, 0.01, plated / (one.speed * 0.01), tolerance=1e-6, keep=1)
        last = read(solver.space.profile(run.snapshots[-1].coefficients).height)
        # -v k^4 a^2 H/8 over the thickness H.
        expected = -(k**4) * amplitude**2 * plated**2 / 8
        assert np.log(last / amplitude) == pytest.approx(expected, rel=0.15)


def envelope(x, plated, bump):
    """Height after uniform growth along the normal: circles about all points of the bump."""
    s = np.linspace(-3 * bump.reach, 3 * bump.reach, 60001)
    best = []
    for place in x:
        left = plated**2 - (place - s) ** 2
        inside = left > 0
        best.append((bump(s[inside]) + np.sqrt(left[inside])).max())
    return np.array(best) - plated


def test_a_bump_under_uniform_current_becomes_a_dome():
    one, bump, plated = film(resistance=1e4), Bump(reach=15 * UM), 8 * UM
    solver, surface = bump_solver(one, bump)
    run = grow(solver, surface, 0.01, plated / (one.speed * 0.01), keep=1)
    # Short of the kink at its foot, which the mesh blurs.
    x = np.linspace(0, 3.0 * UM, 7)
    height = solver.space.profile(run.snapshots[-1].coefficients, x).height - run.valley[-1]
    assert np.abs(height - envelope(x, plated, bump)).max() < 0.03 * UM
    assert run.growth_ratio == pytest.approx(1, abs=2e-3)


class Manufactured:
    """Salt and potential that solve the equations with sources: weak forms of chosen functions."""

    def __init__(self, cells, axial=False):
        self.film = film("PHLP")
        edges = np.linspace(0, 10 * UM, cells + 1)
        self.solver = FieldSolver(self.film, edges, np.linspace(0, 1, cells + 1), axial)
        wave = np.cos(np.pi / (10 * UM) * self.solver.space.points)
        self.solver.set_surface(self.solver.space.fit(1.5 * UM * wave))
        self.q, self.L = np.pi / (10 * UM), self.film.thickness

    def exact(self, x, y, t=0.0):
        """Return salt over that at rest and its derivatives with x, y, t; likewise potential."""
        q, p, w = self.q, 1.3 / self.L, 1e-3
        cos, sin, s, d = np.cos(q * x), np.sin(q * x), np.sin(p * y), np.cos(p * y)
        beat, fall = 1 + 0.3 * np.sin(w * t), 0.3 * w * np.cos(w * t)
        c = 1 + 0.3 * beat * cos * s, -0.3 * beat * q * sin * s, 0.3 * beat * p * cos * d
        phi = 8 + 2 * cos * d, -2 * q * sin * d, -2 * p * cos * s
        return c, 0.3 * fall * cos * s, phi

    def sources(self, voltage, t=0.0, rate=False):
        """Return what the weak forms leave for the exact fields, at quadrature points."""
        solver, one = self.solver, self.film
        e, c_0, thermal = solver.inside, one.concentration, one.thermal
        height = solver._fine.profile(solver._coefficients).height.reshape(e.x.shape)
        y = height + (one.thickness - height) * e.eta
        (c, *c_d), c_t, (_, *p_d) = self.exact(e.x, y, t)
        salt = one.salt(c * c_0)
        flow = [
            -salt.kappa * (p * thermal - salt.pull * s * c_0) for p, s in zip(p_d, c_d, strict=True)
        ]
        flux = [
            salt.t_plus * i - FARADAY * salt.D * s * c_0 for i, s in zip(flow, c_d, strict=True)
        ]
        w = solver.weights
        rows = []
        for parts, sign in ((flux, -1), (flow, 1)):
            local = sum(
                np.einsum("eq,eiq->ei", w * f, p)
                for f, p in zip(parts, solver.gradients, strict=True)
            )
            rows.append(sign * solver.gather(local, e))
        if rate:
            local = np.einsum("eq,eiq->ei", w * FARADAY * c_0 * c_t, e.value)
            rows[0] += solver.gather(local, e)
        total = 0.0
        for part, top in ((solver.plated, False), (solver.stripped, True)):
            y = one.thickness if top else solver.surface.height.reshape(part.x.shape)
            (c, *_), _, (phi, *_) = self.exact(part.x, y, t)
            curve = 0.0 if top else solver.surface.curvature.reshape(part.x.shape)
            drop = (voltage - phi if top else phi) * thermal - one.capillary * curve
            j, _, _ = solver._currents(drop, c, 1.0, np.ones_like(c))
            measure = (solver.roof if top else solver.line).reshape(part.x.shape)
            load = solver.gather(np.einsum("eq,eiq->ei", measure * j, part.value), part)
            rows[0] += -load if top else load
            rows[1] += load if top else -load
            total = float((measure * j).sum()) if top else total
        return tuple(rows), total / solver.area

    def at_nodes(self, t=0.0):
        x, eta = self.solver.nodes
        height = self.solver.space.profile(self.solver._coefficients, x).height
        (c, *_), _, (phi, *_) = self.exact(x, height + (self.L - height) * eta, t)
        return c, phi

    def error(self, fields, t=0.0):
        c, phi = self.at_nodes(t)
        return max(np.abs(fields.c - c).max(), np.abs(fields.potential - phi).max())


@pytest.mark.parametrize("axial", [False, True])
def test_order_of_convergence_in_space(axial):
    errors = []
    for cells in (4, 8, 16):
        made = Manufactured(cells, axial)
        sources, current = made.sources(20.0)
        solver = made.solver
        # A step so short that the salt stays where it is put fixes its mean; sources hold the rest.
        history = _backward(1e3, [], [solver.salt(made.at_nodes()[0])])
        guess = solver.start(5.0)
        guess.c, guess.potential = made.at_nodes()
        guess.voltage = 20.0
        errors.append(made.error(solver.solve(current, guess, history, sources)))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert orders[-1] > 2.6


def test_order_of_convergence_in_time():
    errors = []
    for count in (8, 16, 32):
        made, end = Manufactured(8), 3000.0
        step, solver = end / count, made.solver
        # The nodes' own discretisation in space is taken out by one very short sequence below.
        salts, steps = (
            [solver.salt(made.at_nodes(-step)[0]), solver.salt(made.at_nodes(0)[0])],
            [step],
        )
        fields = solver.start(5.0)
        fields.c, fields.potential = made.at_nodes(0.0)
        fields.voltage = 20.0
        for k in range(count):
            t = (k + 1) * step
            sources, current = made.sources(20.0, t, rate=True)
            fields = solver.solve(current, fields, _backward(step, steps, salts), sources)
            salts, steps = [*salts, solver.salt(fields.c)][-2:], [step, step]
        errors.append(fields.c)
    first, second = (np.abs(a - b).max() for a, b in pairwise(errors))
    assert np.log2(first / second) == pytest.approx(2, abs=0.25)


class TestGrowth:
    @pytest.mark.parametrize("axial", [False, True])
    @pytest.mark.parametrize("moves", [False, True])
    def test_lithium_salt_and_charge_stay(self, axial, moves):
        solver, surface = bump_solver(film("PHLP"), Bump(axial=axial), cells=3, moves=moves)
        run = grow(solver, surface, 4.0, 3600.0, keep=1)
        assert run.lithium_error < 1e-12
        assert run.salt_error < 1e-9
        assert run.charge_error < 1e-9

    @pytest.mark.slow
    @pytest.mark.parametrize("axial", [False, True])
    def test_it_does_not_depend_on_steps_or_cells(self, axial):
        one, found = film("PHLP"), []
        for cells, tolerance in ((4, 1e-4), (4, 1e-5), (7, 1e-4)):
            solver, surface = bump_solver(one, Bump(reach=10 * UM, axial=axial), cells=cells)
            run = grow(
                solver, surface, 4.0, 10 * UM / (one.speed * 4.0), tolerance=tolerance, keep=1
            )
            found.append((run.growth_ratio, run.height_ratio, run.tip_current[-1]))
        assert found[1] == pytest.approx(found[0], rel=0.01)
        assert found[2] == pytest.approx(found[0], rel=0.01)

    def test_steps_are_of_second_order(self):
        one, found = film("PHLP"), []
        duration = 10 * UM / (one.speed * 6.0)
        for count in (10, 20, 40):
            solver, surface, read = sinus(one, 20 * UM, 0.1 * UM, 24)
            run = grow(
                solver, surface, 6.0, duration, tolerance=1e6, largest=duration / count, keep=1
            )
            found.append(read(solver.space.profile(run.snapshots[-1].coefficients).height))
        first, second = np.abs(np.diff(found))
        assert np.log2(first / second) > 1.7

    @pytest.mark.slow
    def test_lithium_that_reaches_the_other_side_is_a_short(self):
        one, bump = film(), Bump(height=19 * UM, half_width=4 * UM)
        solver, surface = bump_solver(one, bump, Patch(4 * UM, 0.05, 0.2), cells=4)
        run = grow(solver, surface, 5.0, 4e4)
        assert run.outcome == SHORT
        assert run.tip[-1] == pytest.approx(one.thickness, rel=0.05)
        assert run.time[-1] < 4e4

    @pytest.mark.slow
    def test_a_surface_that_becomes_too_steep_ends_the_run(self):
        one, bump = film("PHLP-15", 0.044), Bump(0.0, UM, 8 * UM, True)
        solver, surface = bump_solver(one, bump, Patch(UM, 0.01, 0.02), cells=4)
        run = grow(solver, surface, 7.0, 3600.0)
        assert run.outcome in (STEEP, SHORT)
        assert 0 < run.time[-1] < 3600.0


class TestSpot:
    @pytest.mark.parametrize(
        ("name", "current", "ratio"),
        [("PHLP-15", 7.0, 32.8), ("PHL-15", 5.0, 21.3), ("PHLP", 4.0, 6.69)],
    )
    def test_current_of_a_disc_is_the_closed_form(self, name, current, ratio):
        one = film(name, 0.044)
        solver, _ = bump_solver(one, Bump(0.0, UM, 20 * UM, True), Patch(UM, 0.01))
        fields = solver.stationary(current)
        inside = solver.space.points < UM
        measure = solver.space.measure
        mean = (fields.plated * measure)[inside].sum() / measure[inside].sum()
        beside = fields.plated[solver.space.points > 18 * UM].mean()
        closed = spot_current(one, UM, 0.01, beside)
        assert mean / beside == pytest.approx(closed.ratio, rel=0.02)
        assert mean / beside == pytest.approx(ratio, rel=0.01)

    def test_it_does_not_depend_on_the_mesh(self):
        one, found = film("PHL-15"), []
        for cells in (3, 6):
            solver, _ = bump_solver(one, Bump(0.0, UM, 20 * UM, True), Patch(UM, 0.01), cells)
            fields = solver.stationary(5.0)
            found.append(fields.plated[np.argmin(solver.space.points)])
        assert found[0] == pytest.approx(found[1], rel=0.01)

    def test_equal_resistance_carries_the_mean(self):
        one = film()
        assert spot_current(one, UM, 1.0, 5.0).ratio == 1
        assert spot_current(one, UM, 0.999, 5.0).ratio == pytest.approx(1, abs=2e-3)


def test_spots_drawn_from_their_ranges_cross_sooner_where_they_carry_more():
    spots = crossing_charges(film("PHL-15"), 5.0, draws=30, seed=1)
    ratio, charge = spots["Current ratio"], spots["Crossing charge [mA.h.cm-2]"]
    # The thickness of the film, over the multiple that the spot carries.
    full = 22e-6 / film().speed / 3.6e4
    assert (ratio * charge).to_numpy() == pytest.approx(np.full(30, full), rel=1e-9)
    assert spots["Radius [um]"].between(0.1, 10).all()
    assert (ratio > 1).all()


def test_field_alone_over_a_bump_is_geometry():
    """The same for all films, and for any mesh within 1 %."""
    found = []
    for name, cells in (("PHLP", 5), ("PHLP-15", 5), ("PHLP-15", 9)):
        one = film(name)
        drop = one.drop_at
        bare = type(one)(
            **{
                **vars(one),
                "surface_energy": 0.0,
                "drop_at": lambda j, c, R, d=drop: tuple(1e-6 * part for part in d(j, c, R)),
            }
        )
        solver, surface = bump_solver(bare, Bump(axial=True), cells=cells)
        solver.set_surface(surface)
        fields = solver.stationary(1.0)
        order = np.argsort(solver.space.points)
        found.append(fields.plated[order[0]] / fields.plated[order[-1]])
    assert found[1] == pytest.approx(found[0], rel=0.01)
    assert found[2] == pytest.approx(found[0], rel=0.01)
    assert found[0] > 3


def test_a_rough_surface_has_the_roughness_asked_for():
    solver, surface = rough_surface(film(), 0.2 * UM, 4 * UM, seed=3)
    height = solver.space.profile(surface).height
    assert np.sqrt(np.average(height**2, weights=solver.space.measure)) == pytest.approx(
        0.2 * UM, rel=0.05
    )
