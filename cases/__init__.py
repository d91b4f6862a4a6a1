"""The case file: people and their rights, cases and their history, sharing between offices, acts."""
