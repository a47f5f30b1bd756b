"""Measurements of what this project claims; ``python -m benchmarks`` runs them all."""

import os

# Before numpy and PyBaMM are imported: no usage reports, and no threads but those asked for.
os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
