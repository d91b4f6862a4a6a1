"""Documents drawn from a random grammar of layouts, made worse in many ways, and how well they are read."""
