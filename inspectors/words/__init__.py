"""Hearing claims: words of classes in rows, of what goods, in which place of a listing."""
