"""Reader for any shop without an adapter of its own."""
