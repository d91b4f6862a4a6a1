"""The work itself: a job's stages in order, its coverage, its canaries."""
