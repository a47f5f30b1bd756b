"""The solver of half cycles at constant current."""

from __future__ import annotations

from shutil import which
from typing import Any

import pybamm

__all__ = ["half_cycle_solver"]


def half_cycle_solver(
    rtol: float = 1e-5,
    atol: float = 1e-7,
    output_variables: list[str] | None = None,
    compiled: bool = False,
    **options: Any,
) -> Any:
    """Return PyBaMM's IDAKLU with at most 4 Newton iterations for a step.

    That is SUNDIALS' own default; PyBaMM's is 40. A step that converges slowly is better
    shortened: a half cycle takes a fifth less time at equal accuracy
    (``benchmarks/convergence/solver_options.py``).

    Parameters
    ----------
    rtol, atol : float, optional
        Relative and absolute tolerance; with 1e-4 and 1e-6 capacities move by 1e-5.
    output_variables : list of str, optional
        Variables to return in place of states.
    compiled : bool, optional
        Whether to compile the equations where gcc is found: some seconds once, and about half the
        time from then on.
    **options
        Further options of :class:`pybamm.IDAKLUSolver`; they win.

    Returns
    -------
    pybamm.IDAKLUSolver
        What fails raises and is not printed.
    """
    return pybamm.IDAKLUSolver(
        rtol=rtol,
        atol=atol,
        output_variables=output_variables or [],
        options={
            "silence_sundials_errors": True,
            "max_nonlinear_iterations": 4,
            # A half cycle takes about 200; one that cannot end must not block the others.
            "max_num_steps": 5000,
            "compile": compiled and which("gcc") is not None,
            **options,
        },
    )
