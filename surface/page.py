"""Page of a plating test: fields over the surface at the times that were kept."""

from __future__ import annotations

import numpy as np

from ..page import render_page
from .figures import SHOWN
from .flows import flows
from .growth import Snapshot
from .plate_test import PlateTest

__all__ = ["plate_page"]

_ALONG, _ACROSS = 81, 67


def plate_page(test: PlateTest) -> str:
    """Return the page of a test: it opens in any browser, offline.

    A menu chooses what is shown, a slider the time; hovering shows values.
    """
    from plotly.offline import get_plotlyjs

    shots = test.growth.snapshots
    x = np.linspace(0, test.growth.solver.space.edges[-1], _ALONG)
    lowest = min(float(test.growth.solver.space.profile(s.coefficients, x).height.min())
                 for s in shots)  # fmt: skip
    y = np.linspace(lowest, test.film.thickness, _ACROSS)
    maps = [_maps(test, shot, x, y) for shot in shots]
    return render_page(
        "plate",
        title=f"Lithium under {test.design.electrolyte.name}",
        lines=test.text.splitlines(),
        plotly=get_plotlyjs(),
        quantities=[label for _, label, _ in SHOWN],
        times=[f"{shot.time / 3600:.3g} h" for shot in shots],
        x=(1e6 * x).round(4).tolist(),
        y=(1e6 * y).round(4).tolist(),
        maps=maps,
        surfaces=[
            (1e6 * test.growth.solver.space.profile(shot.coefficients, x).height).round(4).tolist()
            for shot in shots
        ],
        growth=test.table.iloc[:: max(1, len(test.table) // 200)].round(6).to_dict("list"),
    )


def _maps(test: PlateTest, shot: Snapshot, x: np.ndarray, y: np.ndarray) -> list[list[list[float]]]:
    """Return each quantity on a grid; nothing where there is lithium."""
    solver = test.growth.solver
    found_at = flows(solver, shot)
    places, surface = found_at["x"][:, 0], solver.space.profile(shot.coefficients, x).height
    found = []
    for name, _, factor in SHOWN:
        columns = [np.interp(y, *row) for row in zip(found_at["y"], found_at[name], strict=True)]
        grid = np.array([np.interp(x, places, level) for level in np.array(columns).T])
        rounded = np.round(factor * grid, 6).astype(object)
        rounded[y[:, None] < surface[None, :]] = None
        found.append(rounded.tolist())
    return found
