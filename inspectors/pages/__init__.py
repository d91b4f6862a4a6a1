"""What a page says and shows, and where: what checks of every subject read evidence by."""
