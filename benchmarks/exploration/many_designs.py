"""10,000 full-order discharges in one study: throughput, and memory as it goes on.

python -m benchmarks.exploration.many_designs
"""

import tempfile
from pathlib import Path

import pandas as pd

from sclcell.exploration.designs import sample_designs
from sclcell.exploration.engine import Engine, Task
from sclcell.exploration.store import Store
from sclcell.exploration.study import Study

from ..claims import Claim, Meter, Result, run

CAPACITY = "Specific discharge capacity [mA.h.g-1]"


def sweep(count: int) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Return rows of the study, progress with memory by tenth, and wall time [s]."""
    study = Study(
        title="many designs",
        variables={
            "filler_wt_percent": {"low": 0, "high": 40},
            "temperature_degC": {"low": 0, "high": 80},
            "separator_thickness_um": {"low": 5, "high": 100, "scale": "log"},
            "areal_loading_mg_cm2": {"low": 0.5, "high": 20, "scale": "log"},
            "rate_C": {"low": 0.05, "high": 2, "scale": "log"},
        },
        outputs={"quantities": ("capacity", "energy", "power", "losses")},
        sampling={"method": "sobol", "size": count, "seed": 2},
    )
    tenths: dict[int, dict[str, float]] = {}
    meter = Meter()

    def report(progress):
        tenth = 10 * progress.done // progress.total
        if tenth not in tenths:
            meter.__exit__()
            tenths[tenth] = {
                "Designs": progress.done,
                "Designs per second": progress.throughput,
                "Memory [MB]": meter.memory_MB,
            }

    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        with meter:
            with Engine(store, study.spec, report=report) as engine:
                keys = engine.run([Task(design) for design in sample_designs(study)])
            rows = store.read(keys)
    return rows, pd.DataFrame(tenths.values()), meter.wall


def measure(small: bool = False) -> Result:
    count = 64 if small else 10_000
    rows, progress, wall = sweep(count)
    silent = int((rows[CAPACITY].isna() & rows["Reason"].isna()).sum())
    memory = progress["Memory [MB]"]
    # The first tenth builds and compiles the model.
    growth = 100 * (memory.iloc[-1] / memory.iloc[min(1, len(memory) - 1)] - 1)
    claim = Claim(
        f"a study of {len(rows)} full-order discharges",
        "–",
        "memory below 2 GB, growing by less than 10 %; every design has numbers or a reason",
        f"{memory.max():.0f} MB, {growth:.1f} %; {silent} silent",
        bool(memory.max() < 2000 and growth < 10 and silent == 0 and len(rows) == count),
        seconds=wall,
        memory_MB=float(memory.max()),
    )
    return Result([claim], {"Study: throughput and largest memory so far": progress})


if __name__ == "__main__":
    run(measure)
