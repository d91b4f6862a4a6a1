"""The shared nouns, the store of captured bytes, the append-only records and the custody ledger."""
