"""How to reach a platform and capture what it shows as sealed evidence (docs/crawling.md)."""
