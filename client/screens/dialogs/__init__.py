"""Dialogs that do one thing: book a drive, greet a walk-in, hold, sell, decide, report."""
