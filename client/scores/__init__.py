"""Scores of leads and vehicles, made in the background out of plain values."""
