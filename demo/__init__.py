"""A small imaginary market, its register of operators and the truth about itself, served on loopback."""
