"""Acts: the papers that a case sends or keeps, written from its evidence (docs/cases.md)."""
