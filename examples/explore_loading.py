"""Compare loadings and thicknesses from Python: capacity at 1C, and what ends the discharge."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sclcell.exploration.results import run_study
from sclcell.exploration.study import Study

study = Study(
    title="Loading and thickness at 0 degC",
    variables={
        "filler_wt_percent": {"levels": [0, 5, 15, 30]},
        "separator_thickness_um": {"levels": [22, 100]},
    },
    fixed={"temperature_degC": 0, "rate_C": 0.5},
    outputs={"quantities": ["capacity", "losses"]},
)
with TemporaryDirectory() as folder:
    result = run_study(study, Path(folder))

columns = [*study.variables, "Specific discharge capacity [mA.h.g-1]", "Ends the discharge"]
print(result.designs[columns].to_string(index=False, float_format="%.4g"))
print("without result:", result.failed or "none")
