"""Exchange economies: the schema of their files, rules between fields, presets of rules, version 1 files, and the builder."""
