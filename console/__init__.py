"""What people touch: the command line and the inspector's desk."""
