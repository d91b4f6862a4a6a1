"""Goods in data that no one described: found by shape, told apart by what their values do."""
