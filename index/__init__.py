"""The searchable projection of findings and snapshots: drop it and rebuild it from the evidence."""
