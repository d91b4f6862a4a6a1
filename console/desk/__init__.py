"""The inspector's desk: a web page over the workspace, for one person on one machine."""
