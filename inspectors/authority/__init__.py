"""Authority registers: versions, import and look-up."""
