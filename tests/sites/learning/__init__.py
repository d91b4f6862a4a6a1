"""Tests of `sites.learning`."""
