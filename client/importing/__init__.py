"""Import of files from other programs: reading, mapping, ways of writing, preview; no window and no database."""
