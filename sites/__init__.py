"""Sites: how a shop is built, and what its sealed pages and answers say (docs/sites.md)."""
