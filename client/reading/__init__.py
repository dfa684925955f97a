"""What screens read: records, what was done to them, and the log."""
