"""Adapter of the demo market's wholesale site 老和批发 (laohe)."""
