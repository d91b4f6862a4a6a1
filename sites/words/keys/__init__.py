"""Parts of the names that programs give to fields of goods, as data."""
