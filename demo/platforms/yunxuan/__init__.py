"""云选 (yunxuan.localhost): a JavaScript application; its HTML is a shell without data."""
