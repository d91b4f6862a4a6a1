"""Documents drawn for measuring and testing the readers: invented firms, the truth beside each."""
