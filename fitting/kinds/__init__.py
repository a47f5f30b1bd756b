"""Kinds of data, one class in one file; to put a file here is to add a kind."""
