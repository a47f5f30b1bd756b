"""How time and memory grow with states, cycles, designs and cores.

python -m benchmarks.scaling.scaling
"""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from sclcell.experiments.built_model import BuiltModel
from sclcell.experiments.cycling import cycle_lfp
from sclcell.experiments.cycling.cells import CAPACITY
from sclcell.experiments.machine_code import WORTH_COMPILING
from sclcell.experiments.simulator import cpu_count
from sclcell.exploration import engine
from sclcell.exploration.designs import sample_designs
from sclcell.exploration.store import Store
from sclcell.exploration.study import Study
from sclcell.models import CompositeElectrolyteDFN
from sclcell.parameter_sets.cell import Cell

from ..claims import Claim, Meter, Result, run

#: Cells in separator and cathode, radial cells, sizes; the first mesh is the default.
MESHES = [(5, 4, 6, 8), (10, 8, 6, 8), (10, 8, 12, 15), (20, 16, 12, 15), (40, 32, 12, 15)]
CYCLES = (100, 300, 600, 1000)
DESIGNS = (10, 100, 1000)
REPEATS = 5


def with_states(meshes: list[tuple[int, ...]]) -> pd.DataFrame:
    """Return time and capacity of a 1C discharge on finer and finer meshes."""
    design, rows = Cell.from_name("PHLP-15"), []
    for mesh in meshes:
        points = dict(zip(("x_s", "x_p", "r_p", "R_p"), mesh, strict=True))
        values = design.parameter_values()
        cell = BuiltModel(CompositeElectrolyteDFN(), values, var_pts={"x_n": 20, **points})
        run = (0.0, 5400.0), values["Nominal cell capacity [A.h]"]
        with Meter() as first:
            solution = cell.solve(*run)
        seconds = []
        for _ in range(REPEATS):
            with Meter() as meter:
                cell.solve(*run)
            seconds.append(meter.processor)
        rows.append(
            {
                "x_s, x_p, r_p, R_p": ", ".join(map(str, mesh)),
                "States": solution.y.shape[0],
                "First discharge, with building [s]": first.processor,
                "Warm discharge [ms]": 1e3 * np.median(seconds),
                "Memory [MB]": meter.memory_MB,
                "Capacity [mA.h.g-1]": 170
                * solution["Discharge capacity [A.h]"].entries[-1]
                / run[1],
            }
        )
    return pd.DataFrame(rows)


def with_cycles(numbers: tuple[int, ...]) -> pd.DataFrame:
    """Return time of long cycling, along the envelope and every cycle."""
    design, rows = Cell.from_name("PHLP-15"), []
    cycle_lfp(design, cycles=2, exact=True)  # imports
    with Meter() as exact:
        every = cycle_lfp(design, cycles=max(numbers), exact=True)
    for number in numbers:
        with Meter() as meter:
            envelope = cycle_lfp(design, cycles=number)
        capacity = envelope.table[CAPACITY].to_numpy()
        reference = every.table[CAPACITY].to_numpy()[: len(capacity)]
        rows.append(
            {
                "Cycles": number,
                "Cycles simulated": envelope.simulated_cycles,
                "Envelope [s]": meter.processor,
                # Every cycle costs the same: of the longest run, its share.
                "Every cycle [s]": exact.processor * number / max(numbers),
                "Largest deviation [%]": 100 * np.max(np.abs(capacity / reference - 1)),
                "Memory [MB]": meter.memory_MB,
            }
        )
    return pd.DataFrame(rows)


def _sweep(count: int, threads: int | None) -> Meter:
    """Measure a study of so many designs, with building the model."""
    study = Study(
        title="scaling",
        variables={
            "filler_wt_percent": {"low": 0, "high": 40},
            "temperature_degC": {"low": 25, "high": 80},
            "separator_thickness_um": {"low": 5, "high": 100, "scale": "log"},
            "areal_loading_mg_cm2": {"low": 0.5, "high": 4, "scale": "log"},
            "rate_C": {"low": 0.05, "high": 1, "scale": "log"},
        },
        outputs={"quantities": ("capacity", "energy", "losses")},
        sampling={"method": "sobol", "size": count, "seed": 3},
    )
    engine._cell.cache_clear()  # otherwise the second study would find a built model
    with tempfile.TemporaryDirectory() as folder, Meter() as meter:
        with engine.Engine(Store(Path(folder)), study.spec, threads=threads) as worker:
            worker.run([engine.Task(design) for design in sample_designs(study)])
    return meter


def with_designs(numbers: tuple[int, ...]) -> pd.DataFrame:
    """Return wall time and memory of studies."""
    rows = []
    for number in numbers:
        meter = _sweep(number, None)
        compiled = "yes" if number >= WORTH_COMPILING else "no"
        rows.append((number, compiled, meter.wall, number / meter.wall, meter.memory_MB))
    columns = ["Designs", "Compiled", "Wall time [s]", "Designs per second", "Memory [MB]"]
    return pd.DataFrame(rows, columns=columns)


def with_cores(count: int) -> pd.DataFrame:
    """Return wall time of one study on one solver thread, two, and so on."""
    _sweep(8, 1)  # imports
    most = cpu_count()
    threads = sorted({1, 2, 4, 8, most} & set(range(1, most + 1)))
    walls = [_sweep(count, number).wall for number in threads]
    return pd.DataFrame(
        {
            "Solver threads": threads,
            f"Wall time of {count} designs [s]": walls,
            "Ratio": walls[0] / np.array(walls),
        }
    )


def measure(small: bool = False) -> Result:
    # From little memory to much: what was freed stays with the process.
    cycles = with_cycles((10, 20) if small else CYCLES)
    states = with_states(MESHES[:2] if small else MESHES)
    designs = with_designs((4, 8) if small else DESIGNS)
    cores = with_cores(16 if small else 250)
    deviation = cycles["Largest deviation [%]"].max()
    share = cycles["Cycles simulated"].iloc[-1] / cycles["Cycles simulated"].iloc[0]
    claim = Claim(
        f"{cycles['Cycles'].iloc[-1]} cycles along the envelope",
        "every cycle on one built model",
        "within 0.1 %",
        f"{deviation:.2g} %; {share:.2g} times the cycles simulated for {cycles['Cycles'].iloc[0]}",
        bool(deviation <= 0.1),
        cycles["Every cycle [s]"].iloc[-1] / cycles["Envelope [s]"].iloc[-1],
        cycles["Envelope [s]"].iloc[-1],
        cycles["Every cycle [s]"].iloc[-1],
        deviation,
    )
    return Result(
        [claim],
        {
            "Scaling with cycles: processor time": cycles,
            "Scaling with states: 1C discharge, processor time": states,
            "Scaling with designs: a study with building the model": designs,
            "Scaling with cores: a study with building the model": cores,
        },
    )


if __name__ == "__main__":
    run(measure)
