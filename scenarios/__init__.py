"""What to run: the schema of scenario files, their loader, the builder that wires a world, and the library that ships."""
