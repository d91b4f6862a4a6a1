"""The demo's score: what was captured, read, said and picked, against what the market knows of itself."""
