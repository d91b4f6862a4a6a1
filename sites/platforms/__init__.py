"""The platform adapters: one folder each, found by looking (docs/crawling.md)."""
