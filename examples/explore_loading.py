"""Compare loadings and thicknesses from Python: capacity at 0.5C, and what ends the discharge."""

import sclcell
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
result = sclcell.explore(study)

columns = [*study.variables, "Specific discharge capacity [mA.h.g-1]", "Ends the discharge"]
print(result.table[columns].to_string(index=False, float_format="%.4g"))
print("without result:", result.details.failed or "none")
