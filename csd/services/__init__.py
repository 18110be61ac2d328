"""Writes of the organisation: one function for each thing that happens."""
