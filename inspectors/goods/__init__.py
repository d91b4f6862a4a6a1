"""What the goods are: the class the law puts them in, and the categories of catalogues in force."""
