"""The optimum of a problem, and what is known around it."""
