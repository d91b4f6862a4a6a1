"""Learning a site: from its own pages to a profile (docs/sites.md)."""
