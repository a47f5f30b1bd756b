"""2,000 Sobol designs over the whole box: all return numbers or a named reason."""

import os

os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import tempfile
from pathlib import Path

from sclcell.exploration.designs import sample_designs
from sclcell.exploration.engine import Engine, Task
from sclcell.exploration.store import Store
from sclcell.exploration.study import Study


def main(protocol="discharge", seed=1, count=2000):
    study = Study(
        title="whole box",
        variables={
            "film": {"levels": ("PHL-15", "PHLP-15", "PHA-15", "PHAP-15")},
            "filler_wt_percent": {"low": 0, "high": 40},
            "temperature_degC": {"low": -30, "high": 80},
            "separator_thickness_um": {"low": 5, "high": 100, "scale": "log"},
            "areal_loading_mg_cm2": {"low": 0.5, "high": 20, "scale": "log"},
            "rate_C": {"low": 0.05, "high": 10, "scale": "log"},
        },
        outputs={"quantities": ("capacity", "energy", "losses"), "protocol": protocol},
        sampling={"method": "sobol", "size": int(count), "seed": int(seed)},
    )
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        with Engine(store, study.spec) as engine:
            keys = engine.run([Task(design) for design in sample_designs(study)])
        table = store.read(keys)
    capacity = table["Specific discharge capacity [mA.h.g-1]"]
    print(f"{len(table)} designs, {engine.computed / engine.seconds:.1f} per second")
    print(table["Reason"].fillna("numbers").value_counts().to_string())
    silent = table[capacity.isna() & table["Reason"].isna()]
    failed = table[table["Reason"] == "solver failed"]
    print(f"without number and reason: {len(silent)}")
    print(f"solver failed: {len(failed)} ({100 * len(failed) / len(table):.2f} %)")
    for row in failed[[*study.variables, "Detail"]].to_dict("records"):
        print(row)


if __name__ == "__main__":
    main(*sys.argv[1:])
