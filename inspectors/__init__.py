"""Checks and the authority tables they compare with."""
