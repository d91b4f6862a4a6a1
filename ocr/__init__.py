"""Pixels and PDFs in, text blocks, codes and typed document fields out; knows nothing of law or of where a picture came from."""
