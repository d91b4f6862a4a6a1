"""The platforms of the demo market, beside 即市."""
