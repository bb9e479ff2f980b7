"""Fire in a forest: the schema of their files, rules between fields, and the builder."""
