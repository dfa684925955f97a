"""How long things take in this run of the program, measured as they happen and kept in memory only."""
