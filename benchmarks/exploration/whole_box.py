"""2,000 Sobol designs over the whole box: all return numbers or a named reason.

python -m benchmarks.exploration.whole_box
"""

import tempfile
from pathlib import Path

from sclcell.exploration.designs import sample_designs
from sclcell.exploration.engine import Engine, Task
from sclcell.exploration.store import Store
from sclcell.exploration.study import Study

from ..claims import Claim, Meter, Result, run


def measure(small: bool = False, protocol: str = "discharge", seed: int = 1) -> Result:
    count = 64 if small else 2000
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
        sampling={"method": "sobol", "size": count, "seed": seed},
    )
    with tempfile.TemporaryDirectory() as folder, Meter() as meter:
        store = Store(Path(folder))
        with Engine(store, study.spec) as engine:
            keys = engine.run([Task(design) for design in sample_designs(study)])
        table = store.read(keys)
    silent = table["Specific discharge capacity [mA.h.g-1]"].isna() & table["Reason"].isna()
    failed = table[table["Reason"] == "solver failed"]
    share = 100 * len(failed) / len(table)
    claim = Claim(
        f"{len(table)} Sobol designs, 0-40 wt%, -30-80 degC, 5-100 um, 0.5-20 mg/cm2, 0.05-10C",
        "–",
        "all have numbers or a named reason; solver fails in less than 1 %",
        f"{int(silent.sum())} silent; {share:.2g} %",
        bool(not silent.any() and share < 1 and len(table) == count),
        seconds=meter.wall,
        memory_MB=meter.memory_MB,
    )
    outcomes = table["Reason"].fillna("numbers").value_counts().rename_axis("Outcome")
    tables = {"Whole box: outcomes": outcomes.reset_index(name="Designs")}
    if len(failed):
        # All digits, so that each can be run again.
        inputs = failed[[*study.variables, "Detail"]].map(str)
        tables["Whole box: solver failures"] = inputs
    return Result([claim], tables)


if __name__ == "__main__":
    run(measure)
