"""Predator, prey and grass: the schema of their files, and the builder."""
