"""10,000 full-order discharges in one study: throughput and memory as it goes on."""

import os

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import resource
import sys
import tempfile
from pathlib import Path

from sclcell.exploration.designs import sample_designs
from sclcell.exploration.engine import Engine, Task
from sclcell.exploration.store import Store
from sclcell.exploration.study import Study


def main(count=10_000):
    study = Study(
        title="10,000 designs",
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
    seen = set()

    def report(progress):
        tenth = 10 * progress.done // progress.total
        if tenth not in seen:
            seen.add(tenth)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{progress.done:6d} designs  {progress.throughput:5.1f} per second  "
                f"largest memory {memory:.0f} MB",
                flush=True,
            )

    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        with Engine(store, study.spec, report=report) as engine:
            keys = engine.run([Task(design) for design in sample_designs(study)])
        table = store.read(keys)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(table)} rows read back, largest memory {memory:.0f} MB")
    print(table["Reason"].fillna("numbers").value_counts().to_string())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
