"""Fits of films: laws of composites, temperature and scatter from a table of measurements."""
