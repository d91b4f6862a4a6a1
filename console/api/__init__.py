"""The API for other programs, version 1: what a person does at the desk, under the same rights."""
