"""Whether two names of firms, or two model numbers, are the same."""
