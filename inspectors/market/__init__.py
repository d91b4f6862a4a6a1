"""Checks over a population: a table in, verdicts on groups out."""
