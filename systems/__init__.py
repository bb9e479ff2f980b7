"""Systems: one file, one thing that happens in the world."""
