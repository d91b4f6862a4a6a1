"""Pixels and PDFs in; text blocks, codes and typed document fields out."""
